"""A table as it was read: text cells in rows, and where each cell stands."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

from greenopt.errors import Place

MOST_COLUMNS = 1_000
"""Columns a table may have."""
MOST_CELLS = 5_000_000
"""Cells a table may have, empty ones included."""


class Grid(NamedTuple):
    """
    The cells of a table, all text, without blanks around it and in normal form C.

    Every row has as many cells as the first, which holds the names of the columns.
    """

    rows: Sequence[list[str]]
    place: Callable[[int, int], Place]
    """Where a cell stands, by row and column counted from 0."""
    lines: Sequence[int]
    """Number of each row as the writer sees it, counted from 1."""


class FlatRows(Sequence[list[str]]):
    """Rows cut out of one list of all cells when somebody asks for them: a large table has its columns read whole."""

    def __init__(self, cells: list[str], width: int) -> None:
        self._cells = cells
        self._width = width

    def __len__(self) -> int:
        return len(self._cells) // self._width

    @overload
    def __getitem__(self, number: int) -> list[str]: ...
    @overload
    def __getitem__(self, number: slice) -> list[list[str]]: ...
    def __getitem__(self, number: int | slice) -> list[str] | list[list[str]]:
        """Return a row by its number."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        place = range(len(self))[number] * self._width
        return self._cells[place : place + self._width]

    def column(self, position: int, first_row: int) -> list[str]:
        """Return the cells of a column from a row on."""
        return self._cells[first_row * self._width + position :: self._width]


def column_of(grid: Grid, position: int, first_row: int) -> list[str]:
    """Return the cells of a column from a row on."""
    if isinstance(grid.rows, FlatRows):
        return grid.rows.column(position, first_row)
    return [cells[position] for cells in grid.rows[first_row:]]


def letters(column: int) -> str:
    """Return the letters of a column of a workbook, counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
