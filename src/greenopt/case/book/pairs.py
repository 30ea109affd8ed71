"""
Pairs: a sheet of keys with their values to the mapping that YAML would give.

    key                  value
    case.id              lai-chau-2026-2030
    case.horizon         2026..2030
    objective.maximise   co2e

A key is written as in a change, with dots; items of a list that are more than a word have their number in the key:
``objective.then.1.maximise``. A key without a value says nothing.
"""

from dataclasses import dataclass, field

from greenopt.case.book.forms import Form, form_of
from greenopt.case.book.sheets import LABEL, Sheet
from greenopt.case.book.tables import below_titles, refuse_grouped
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.case.row import with_lists
from greenopt.errors import Place
from greenopt.language import say

KEY, VALUE = "key", "value"
"""The names of the two columns; any others are for people."""


@dataclass
class _Branch:
    """A mapping that is being filled."""

    place: Place
    items: "dict[str, _Branch | Node]" = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def finished(self) -> Mapping:
        items: dict[str, Node] = {
            key: each.finished() if isinstance(each, _Branch) else each for key, each in self.items.items()
        }
        return Mapping(items, self.places, self.place)


def read_pairs(sheet: Sheet, grid: Grid, mistakes: Mistakes) -> Mapping:
    """
    Return the keys of a sheet with their values; what is wrong with a row is noted and the row left out.

    Raises:
        CaseInvalid: the columns have no names.
    """
    grid = below_titles(grid, (KEY, VALUE), mistakes)
    names = grid.rows[0]
    key_column, value_column = names.index(KEY), names.index(VALUE)
    for name in (KEY, VALUE):
        if names.count(name) > 1:
            second = len(names) - 1 - names[::-1].index(name)
            message = say("the column '{name}' stands twice", name=name)
            mistakes.add("duplicate-key", grid.place(0, second), name, message, say("keep one of them"))
    root = _Branch(grid.place(0, 0))
    seen: dict[str, int] = {}
    for number in range(1, len(grid.rows)):
        key, text = grid.rows[number][key_column], grid.rows[number][value_column]
        if key.startswith("x-") or not (key or text):
            continue
        place = grid.place(number, key_column)
        if not key:
            message, hint = say("the value has no key"), say("write its key in the column 'key', or delete the value")
            mistakes.add("no-id", grid.place(number, value_column), "", message, hint)
        elif key in seen:
            message = say(
                "'{key}' is written twice, in lines {first} and {second}", key=key, first=seen[key], second=place.line
            )
            mistakes.add("duplicate-key", place, key, message, say("keep one of them"))
        elif not all(segment and segment.strip() == segment for segment in key.split(".")):
            hint = say("write keys with single dots between them, such as case.title.vi")
            mistakes.add("key", place, key, say("'{key}' is not a key", key=key), hint)
        else:
            seen[key] = place.line
            _put(root, sheet, grid, (number, key_column, value_column), mistakes)
    tree = root.finished()

    def is_list(path: tuple[str, ...]) -> bool:
        form = form_of(sheet.root, path)
        return form is not None and form.is_list

    return with_lists(tree, is_list)


def blanks(grid: Grid) -> dict[str, Place]:
    """Return the keys of a sheet that have no value, with the cell in which it should stand."""
    names = next((cells for cells in grid.rows if {KEY, VALUE} <= set(cells)), None)
    if names is None:
        return {}
    key, value = names.index(KEY), names.index(VALUE)
    return {
        cells[key]: grid.place(row, value) for row, cells in enumerate(grid.rows) if cells[key] and not cells[value]
    }


def _put(root: _Branch, sheet: Sheet, grid: Grid, where: tuple[int, int, int], mistakes: Mistakes) -> None:
    number, key_column, value_column = where
    key, text = grid.rows[number][key_column], grid.rows[number][value_column]
    if not text:
        return
    path, place = tuple(key.split(".")), grid.place(number, value_column)
    form = form_of(sheet.root, path) or Form()
    if (number, value_column) in grid.grouped and form.is_number:
        refuse_grouped(grid, number, value_column, mistakes)
        return
    here = root
    for segment in path[:-1]:
        here.places.setdefault(segment, grid.place(number, key_column))
        below = here.items.setdefault(segment, _Branch(place))
        if not isinstance(below, _Branch):
            _refuse_both(grid, number, key_column, key, mistakes)
            return
        here = below
    if path[-1] in here.items:
        _refuse_both(grid, number, key_column, key, mistakes)
        return
    here.places[path[-1]] = grid.place(number, key_column)
    here.items[path[-1]] = value_of(text, form, place)


def _refuse_both(grid: Grid, number: int, column: int, key: str, mistakes: Mistakes) -> None:
    message = say("'{key}' is given both whole and in parts", key=key)
    mistakes.add("duplicate-key", grid.place(number, column), key, message, say("empty one of the cells"))


def value_of(text: str, form: Form, place: Place) -> Node:
    """Return what the text of a cell says: a list where the format has one, else one text."""
    if form.is_window and text.count("..") == 1:
        return Sequence([Scalar(each.strip(), place) for each in text.split("..")], place)
    if form.is_list and not form.is_window:
        return Sequence([Scalar(each.strip(), place) for each in text.split("|")], place)
    if form.is_name and LABEL in text:
        return Scalar(text.split(LABEL, maxsplit=1)[0].strip(), place)
    return Scalar(text, place)
