"""
Cells: the entries of a tree to the rows of a table that say the same; what ``tables`` and ``pairs`` read, turned round.

A column is a place of the format. Its order is that of the format, names that the planner or the model gives as they
come. A unit that all cells of a column share stands once, in the row of units, as long as every cell is a bare number
without it.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from typing import NamedTuple

from greenopt.case.book.forms import Form, cells_of, form_of
from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.fields import Record

Keys = tuple[str, ...]
_NUMBER = re.compile(r"([+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?: ?(/\S.*)| ([^\s0-9|.].*))?")
_PLAIN_ITEM = re.compile(r"[^|\s](?:[^|]*[^|\s])?")


LAST = ("row", "source", "note")
"""Keys whose columns stand last, for their texts are long."""


class Cells(NamedTuple):
    """A table of texts."""

    columns: list[Keys]
    """What each column behind the id is."""
    units: list[str]
    """The unit of each column; empty where there is none, or cells have their own."""
    rows: dict[str, list[str]]
    """Id → its cells."""

    @property
    def names(self) -> list[str]:
        """The columns as they are written."""
        return [".".join(each) for each in self.columns]


def table_cells(
    entries: MappingOf[str, Node],
    record_of: "RecordOf",
    wanted: Iterable[Keys] = (),
    units: MappingOf[Keys, str] | None = None,
) -> Cells:
    """
    Return entries as a table.

    Args:
        entries: id → entry.
        record_of: what an entry is by the format.
        wanted: columns that are to be there even if nothing stands in them, in their order.
        units: the unit of a column in which nothing stands yet, or only bare numbers that the format takes to be in it.
    """
    flat = {name: dict(flattened(entry, record_of(entry))) for name, entry in entries.items()}
    records = {record for entry in entries.values() if (record := record_of(entry)) is not None}
    columns = _ordered(list(wanted), flat.values(), records)
    given = units or {}
    found: list[str] = []
    for column in columns:
        texts = [cells[column] for cells in flat.values() if column in cells]
        forms = [form for record in records if (form := form_of(record, column)) is not None]
        found.append(_unit(texts, forms, given.get(column, "")))
    rows = {
        name: [_bare(cells.get(column, ""), unit) for column, unit in zip(columns, found, strict=True)]
        for name, cells in flat.items()
    }
    return Cells(columns, found, rows)


class RecordOf:
    """What an entry is by the format; of rules it depends on their kind."""

    def __init__(self, kinds: MappingOf[str, type[Record]] | None, record: type[Record] | None) -> None:
        self.kinds, self.record = kinds, record

    def __call__(self, entry: Node) -> type[Record] | None:
        """Return the record of an entry."""
        if self.kinds is None:
            return self.record
        kind = entry.items.get("rule") if isinstance(entry, Mapping) else None
        return self.kinds.get(kind.text) if isinstance(kind, Scalar) else None


def flattened(node: Node, record: type[Record] | None, path: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Yield what stands below a node, each text or list with its path."""
    form = form_of(record, path) if record is not None and path else None
    if isinstance(node, Scalar):
        yield path, node.text
    elif isinstance(node, Mapping):
        for key, each in node.items.items():
            # Names of uncertain numbers have dots themselves: saves.coal is coal under saves, however it is written.
            yield from flattened(each, record, (*path, *key.split(".")))
    elif (text := _as_one_text(node, form or Form())) is not None:
        yield path, text
    else:
        for number, each in enumerate(node.items, 1):
            yield from flattened(each, record, (*path, str(number)))


def _as_one_text(node: Sequence, form: Form) -> str | None:
    """Return a list as one text; None where an item is more than a word."""
    texts = [each.text for each in node.items if isinstance(each, Scalar)]
    if not texts or len(texts) < len(node.items):
        return None
    if form.is_window and len(texts) == 2:
        return "..".join(texts)
    return " | ".join(texts) if all(map(_PLAIN_ITEM.fullmatch, texts)) else None


def _ordered(wanted: list[Keys], rows: Iterable[MappingOf[Keys, str]], records: Iterable[type[Record]]) -> list[Keys]:
    """Return the columns: those that are wanted, and each further one behind the last of its key."""
    order: dict[Keys, int] = {}
    for record in sorted(records, key=lambda each: each.__name__):
        for place, cell in enumerate(cells_of(record)):
            order.setdefault(cell.path, place)
    seen: dict[Keys, None] = dict.fromkeys(wanted)
    further = [path for row in rows for path in row if path not in seen]
    further = list(dict.fromkeys(further))
    top = {path[0]: place for path, place in reversed(order.items())}

    def place_of(path: Keys) -> tuple[bool, int, str]:
        key = next((order[path[:length]] for length in range(len(path), 0, -1) if path[:length] in order), None)
        years = path[-1] if path[-1].isdigit() else ""
        return path[0] in LAST, (top.get(path[0], len(order)) if key is None else key), years

    further.sort(key=place_of)
    if not wanted:
        return further
    columns = list(wanted)
    for path in further:
        last = max((place for place, each in enumerate(columns) if each[0] == path[0]), default=len(columns) - 1)
        columns.insert(last + 1, path)
    return columns


def _unit(texts: SequenceOf[str], forms: SequenceOf[Form], given: str) -> str:
    """Return the unit that every number of a column has."""
    if not texts:
        return given
    if not forms or not all(form.is_number for form in forms):
        return ""
    matches = [_NUMBER.fullmatch(text) for text in texts]
    units = {(match[2] or match[3] or "") if match else None for match in matches}
    if None in units or len(units) != 1:
        return ""
    unit = units.pop() or ""
    if unit == "%":
        return ""
    # A bare amount of money is in the unit of the case, so that unit may stand above it.
    return given if not unit and given and all(form.unit == "money" for form in forms) else unit


def _bare(text: str, unit: str) -> str:
    """Return a cell without the unit that stands above it."""
    match = _NUMBER.fullmatch(text) if unit else None
    return match[1] if match is not None else text
