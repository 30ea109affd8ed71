"""A table as it was read: text cells in rows, and where each cell stands."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

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
    grouped: frozenset[tuple[int, int]] = frozenset()
    """Cells of a workbook, by row and column counted from 0, whose text looks like a number with a thousands point."""


def letters(column: int) -> str:
    """Return the letters of a column of a workbook, counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
