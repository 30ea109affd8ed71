"""
A large table of projects, column by column.

A table of thousands of rows mostly holds what is the same in every row: a word of few, or a bare number. Such columns
are read whole, numbers to exact vectors and words to codes, and the tree of cells is made only when somebody walks it.
What is not that plain (an unknown column, a unit in a cell, an empty cost) is no mistake yet: such a table is read row
by row like any other, which then says what is wrong and where.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from collections.abc import Mapping as MappingOf
from typing import Any, NamedTuple

import numpy as np

from greenopt.case.columns import Column, Header
from greenopt.case.flat import cells_of, codes_of, numbers_of
from greenopt.case.grid import Grid
from greenopt.case.node import Locator, Mapping, Node
from greenopt.case.text import foreign_letter
from greenopt.errors import Place
from greenopt.fields import are_identifiers
from greenopt.project_table import Numbers, Words
from greenopt.vector import Vector

WORDS = frozenset(
    {
        *("sector", "kind", "place", "facility", "tags", "status", "scale", "lifetime", "runs_after", "start"),
        *("evidence.quality", "evidence.source"),
    }
)
TEXTS = frozenset({"name", "name.en", "name.vi", "owner", "owner.en", "owner.vi"})
NUMBERS = frozenset({"cost", "asks", "eligible_cost"})
AMOUNTS = frozenset({"saves", "adds", "impact"})
"""Columns of amounts have a second part, such as ``saves.coal``."""


class Amounts(NamedTuple):
    """A column of numbers, in the order of the projects' names."""

    values: Vector
    """Zero where a cell is empty."""
    unit: str
    empty: int
    """How many cells are."""


class Columns(NamedTuple):
    """The columns of a table, in the order of the projects' names."""

    ids: list[str]
    rows: Numbers
    """In which row of the grid each project stands."""
    words: dict[str, Words]
    """Words as a reader of the format would have them; a cell is split where its column holds lists."""
    amounts: dict[str, Amounts]
    grouped: bool
    """Whether a number may have been meant in thousands, such as 17.000."""
    foreign: bool
    """Whether a letter of another script stands in a Latin word."""


class BigTable(Mapping):
    """The rows of a large table: its columns at once, its cells when somebody walks them."""

    __slots__ = ("columns", "row")

    def __init__(
        self,
        columns: Columns,
        row: Callable[[int], Mapping],
        fill: Callable[[], dict[str, Node]],
        key_places: MappingOf[str, Place],
        place: Place | Locator,
    ) -> None:
        super().__init__(_Unread(fill), key_places, place)
        self.columns = columns
        self.row = row
        """Returns the cells of one row of the grid."""


class _Unread(dict[str, Node]):
    """A dictionary that is filled when it is first looked into."""

    def __init__(self, fill: Callable[[], dict[str, Node]]) -> None:
        super().__init__()
        self._fill: Callable[[], dict[str, Node]] | None = fill

    def _read(self) -> None:
        if self._fill is not None:
            fill, self._fill = self._fill, None
            super().update(fill())

    def __getitem__(self, key: str) -> Node:
        self._read()
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        self._read()
        return super().__iter__()

    def __len__(self) -> int:
        self._read()
        return super().__len__()

    def __contains__(self, key: object) -> bool:
        self._read()
        return super().__contains__(key)

    def __eq__(self, other: object) -> bool:
        self._read()
        return super().__eq__(other)

    def __repr__(self) -> str:
        self._read()
        return super().__repr__()

    __hash__ = None

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or the default."""
        self._read()
        return super().get(key, default)

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # the view of a dictionary is one
        """Return the keys."""
        self._read()
        return super().keys()

    def values(self) -> ValuesView[Node]:  # type: ignore[override]  # the view of a dictionary is one
        """Return the values."""
        self._read()
        return super().values()

    def items(self) -> ItemsView[str, Node]:  # type: ignore[override]  # the view of a dictionary is one
        """Return keys and values."""
        self._read()
        return super().items()


def columns_of(grid: Grid, header: Header) -> Columns | None:
    """Return a table by columns; None where it is to be read row by row."""
    if not _are_plain(header):
        return None
    ids = cells_of(grid.rows, header.id_position, header.first_row)
    if len(set(ids)) < len(ids) or not are_identifiers(ids) or "\nx-" in "\n".join(["", *ids]):
        return None
    order = np.arange(len(ids), dtype=np.int64)
    if (ordered := sorted(ids)) != ids:
        order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    words: dict[str, Words] = {}
    amounts: dict[str, Amounts] = {}
    grouped = foreign = False
    for column in header.columns:
        if column.name in WORDS:
            found = _words(grid, header.first_row, column, order)
            if found is None:
                return None
            words[column.name] = found
            foreign = foreign or foreign_letter(" ".join(word for each in found.values for word in each)) is not None
        elif column.name in TEXTS:
            texts = cells_of(grid.rows, column.position, header.first_row)
            foreign = foreign or foreign_letter("\n".join(texts)) is not None
        else:
            read = numbers_of(grid.rows, column.position, header.first_row)
            if read is None:
                return None
            amounts[column.name] = Amounts(read.values.at(order), column.unit, read.empty)
            grouped = grouped or read.grouped
    return Columns(ordered, order + header.first_row, words, amounts, grouped, foreign)


def _are_plain(header: Header) -> bool:
    """Return whether every column is of a known kind, and none is given both whole and in parts."""
    paths = [column.path for column in header.columns]
    whole = {path[0] for path in paths if len(path) == 1}
    if any(path[0] in whole for path in paths if len(path) > 1):
        return False
    return all(
        column.name in WORDS | TEXTS | NUMBERS or (len(column.path) == 2 and column.path[0] in AMOUNTS)
        for column in header.columns
    ) and not any(column.unit and column.name in TEXTS for column in header.columns)


def _words(grid: Grid, first_row: int, column: Column, order: Numbers) -> Words | None:
    texts, codes = codes_of(grid.rows, column.position, first_row)
    values = []
    for text in texts:
        parts = [text]
        if text and column.is_list:
            parts = text.split("|")
        elif column.is_window and text.count("..") == 1:
            parts = text.split("..")
        parts = [part.strip() for part in parts]
        if (len(parts) > 1 and not all(parts)) or (column.unit and text and not text[-1].isdigit()):
            return None
        values.append(tuple(f"{part} {column.unit}" if column.unit and part else part for part in parts))
    return Words(codes[order], tuple(values))
