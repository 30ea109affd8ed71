"""One row of a table to the mapping that the same project written in YAML would give."""

from collections.abc import Callable
from typing import NamedTuple

from greenopt.case.columns import Column, Header
from greenopt.case.decimal_comma import with_point
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.errors import Place
from greenopt.language import Message, say


class RowStyle(NamedTuple):
    """What all rows of a table have in common."""

    grid: Grid
    header: Header
    vietnamese: bool
    """Whether numbers have a decimal comma."""
    prefix: str
    """What comes before the id in messages: ``projects.``"""
    key_places: dict[tuple[str, ...], dict[str, Place]]
    """Path of a mapping inside a row → where its keys stand."""
    mistakes: Mistakes
    is_list: Callable[[tuple[str, ...]], bool] | None = None
    """Whether a list stands at a path, so that ``requires.2.project`` is a key of its second item; None if no column
    has such a name."""


class Row:
    """One row; also finds the places of its cells when somebody asks."""

    __slots__ = ("identity", "number", "style")

    def __init__(self, number: int, identity: str, style: RowStyle) -> None:
        self.number = number
        """Position in the grid, counted from 0."""
        self.identity = identity
        self.style = style

    def place(self, column: int) -> Place:
        """Return the place of the cell in that column, counted from 0."""
        return self.style.grid.place(self.number, column)

    def fields(self) -> Mapping:
        """Return the cells that are not empty; mistakes are noted and their cells left out."""
        fields: dict[str, Node] = {}
        cells = self.style.grid.rows[self.number]
        vietnamese = self.style.vietnamese
        for column in self.style.header.columns:
            if text := cells[column.position]:
                # Most cells are a text under a simple name; a large table is read in half the time this way.
                if vietnamese or not column.is_simple or column.name in fields:
                    self._put(fields, column, self._value(text, column))
                else:
                    fields[column.name] = Scalar(text, self, column=column.position)
        whole = Mapping(fields, self.style.key_places[()], self, column=self.style.header.id_position)
        return whole if self.style.is_list is None else with_lists(whole, self.style.is_list)

    def _put(self, fields: dict[str, Node], column: Column, value: Node | None) -> None:
        """Put a value where its dotted column says."""
        here = fields
        for depth, segment in enumerate(column.path[:-1], start=1):
            below = here.get(segment)
            if below is None:
                key_places = self.style.key_places[column.path[:depth]]
                below = here[segment] = Mapping({}, key_places, self, column=column.position)
            if not isinstance(below, Mapping):
                self._refuse_both(column.path[:depth], column)
                return
            here = below.items
        if column.path[-1] in here:
            self._refuse_both(column.path, column)
        elif value is not None:
            here[column.path[-1]] = value

    def _value(self, text: str, column: Column) -> Node | None:
        """Turn one cell into a text or a list; None where it is refused."""
        parts, is_list = [text], column.is_list
        if column.is_list:
            parts = text.split("|")
        elif column.is_window and text.count("..") == 1:
            parts, is_list = text.split(".."), True
        finished = [self._finished(part.strip(), column) for part in parts]
        scalars: list[Node] = [Scalar(part, self, column=column.position) for part in finished if part is not None]
        if len(scalars) < len(parts):
            return None
        return Sequence(scalars, self, column=column.position) if is_list else scalars[0]

    def _finished(self, text: str, column: Column) -> str | None:
        """Bring one text of a cell into the form YAML would have; None where it is refused."""
        if not text:
            hint = say("write something on both sides of each sign")
            self._refuse("empty-value", column, say("an item of the list is empty"), hint)
            return None
        if self.style.vietnamese:
            number = with_point(text)
            if number is None:
                message = say("'{text}' is not a number as Vietnamese tables write it", text=text)
                hint = say("write a decimal comma and points between thousands, such as 98.000,5")
                self._refuse("number", column, message, hint)
                return None
            text = number
        if not column.unit or (column.unit == "%" and text.endswith("%")):
            return text
        if not text[-1].isdigit():
            message = say(
                "'{text}' is not a bare number, but the column has a unit, {unit}", text=text, unit=column.unit
            )
            self._refuse("unit", column, message, say("write the number alone"))
            return None
        return text if column.is_usual else f"{text} {column.unit}"

    def _refuse_both(self, path: tuple[str, ...], column: Column) -> None:
        message = say("the row gives '{key}' both whole and in parts", key=".".join(path))
        self._refuse("duplicate-key", column, message, say("empty one of the cells"))

    def _refuse(self, code: str, column: Column, message: Message, hint: Message) -> None:
        key = f"{self.style.prefix}{self.identity}.{column.name}"
        self.style.mistakes.add(code, self.place(column.position), key, message, hint)


def with_lists(mapping: Mapping, is_list: Callable[[tuple[str, ...]], bool], path: tuple[str, ...] = ()) -> Mapping:
    """Return a mapping with the keys 1, 2, … of a list as its items."""
    items: dict[str, Node] = {}
    for key, value in mapping.items.items():
        below = (*path, key)
        if not isinstance(value, Mapping):
            items[key] = value
            continue
        inner = with_lists(value, is_list, below)
        numbers = sorted(int(each) for each in inner.items if each.isascii() and each.isdigit())
        if is_list(below) and numbers == list(range(1, len(inner.items) + 1)):
            items[key] = Sequence([inner.items[str(number)] for number in numbers], inner.place)
        else:
            items[key] = inner
    return mapping.with_items(items)
