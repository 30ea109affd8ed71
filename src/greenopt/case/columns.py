"""The first rows of a table: names of the columns, what each turns its cells into, and the units."""

import re
from typing import NamedTuple

from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.language import say

WINDOW_COLUMNS = frozenset({"start"})
"""Columns in which ``2021..2024`` is a list of two."""

_UNIT_ROW_NAMES = ("", "unit", "units", "đơn vị")


class Column(NamedTuple):
    """One column of a table."""

    position: int
    """Number in the row, counted from 0."""
    name: str
    """As written, such as ``saves.coal``."""
    path: tuple[str, ...]
    """The keys it stands for: ``("saves", "coal")``."""
    unit: str
    """What the row of units says; appended to every value."""
    is_list: bool
    is_window: bool
    is_simple: bool
    """Whether a cell is one text, as it stands, under one key."""
    is_usual: bool = False
    """Whether the unit is that of the case, which bare numbers are in without being told."""


class Header(NamedTuple):
    """What the first rows of a table say."""

    id_position: int
    columns: list[Column]
    first_row: int
    """The first row of the grid that holds data."""

    @property
    def has_numbers(self) -> bool:
        """Whether a column names an item of a list by its number, such as ``requires.2.project``."""
        return any(segment.isdigit() for column in self.columns for segment in column.path[1:])


def read_header(grid: Grid, list_columns: frozenset[str], mistakes: Mistakes) -> Header:
    """
    Read the names of the columns and the row of units, if there is one.

    Columns without name and values are passed over, and so are columns whose name begins with ``x-``.

    Raises:
        CaseInvalid: when there is no column ``id``; other mistakes are noted.
    """
    names = grid.rows[0]
    if "id" not in names:
        hint = say("name the columns in the first row, and one of them 'id'")
        mistakes.stop("no-id-column", grid.place(0, 0), "", say("there is no column 'id'"), hint)
    id_index = names.index("id")
    units = _units(grid, id_index, mistakes)
    columns = []
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        if not _check_name(grid, index, name, seen, mistakes) or index == id_index:
            continue
        columns.append(_column(index, name, units[index] if units else "", list_columns))
    return Header(id_index, columns, 2 if units else 1)


def _column(position: int, name: str, unit: str, list_columns: frozenset[str]) -> Column:
    path = tuple(name.split("."))
    is_list, is_window = name in list_columns or _is_range(path), name in WINDOW_COLUMNS
    is_simple = not (unit or is_list or is_window or len(path) > 1)
    return Column(position, name, path, unit, is_list, is_window, is_simple)


def _is_range(path: tuple[str, ...]) -> bool:
    """Return whether cells hold the two ends of a range, ``-10 % | +30 %``."""
    return path[0] == "uncertain" and len(path) > 1 and path[-1] not in ("shape", "group")


def _units(grid: Grid, id_index: int, mistakes: Mistakes) -> list[str] | None:
    """Return the second row if it holds units."""
    if len(grid.rows) < 2 or grid.rows[1][id_index].casefold() not in _UNIT_ROW_NAMES:
        return None
    for index, unit in enumerate(grid.rows[1]):
        if index != id_index and re.match(r"[+-]?[0-9]", unit):
            mistakes.add(
                "unit",
                grid.place(1, index),
                grid.rows[0][index],
                say("'{unit}' is not a unit, and the row has no id", unit=unit),
                say("write an id in the row, or only units"),
            )
    return grid.rows[1]


def _check_name(grid: Grid, index: int, name: str, seen: dict[str, int], mistakes: Mistakes) -> bool:
    """Return whether a column is to be read; note what is wrong with its name."""
    if not name:
        filled = next((row for row, cells in enumerate(grid.rows) if cells[index]), None)
        if filled is not None:
            hint = say("write its name in the first row, or delete the cell")
            mistakes.add(
                "column", grid.place(filled, index), "", say("the cell stands in a column without a name"), hint
            )
        return False
    if name in seen:
        message = say(
            "the column '{name}' stands twice, as number {first} and {second}",
            name=name,
            first=seen[name] + 1,
            second=index + 1,
        )
        mistakes.add("duplicate-key", grid.place(0, index), name, message, say("keep one of them"))
        return False
    seen[name] = index
    segments = name.split(".")
    if any(segment.strip() != segment or not segment for segment in segments):
        hint = say("write names with single dots between them, such as saves.coal")
        mistakes.add("column", grid.place(0, index), name, say("'{name}' is not the name of a column", name=name), hint)
        return False
    return not any(segment.startswith("x-") for segment in segments)
