"""
A table of projects to the tree that the same projects written in YAML would give.

The first row names the columns: ``id`` is required, ``saves.coal`` means ``coal`` under ``saves``. A second row whose
``id`` is empty or ``unit`` holds units, which are appended to the values below: 1650 under ``t/yr`` is
``1650 t/yr``. Lists are written with ``|``, windows as ``2021..2024``. An empty cell says nothing.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from functools import cached_property
from pathlib import Path

from greenopt.case.columns import Header, read_header
from greenopt.case.csv_table import Numbers, read_csv
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node
from greenopt.case.row import Row, RowStyle
from greenopt.case.workbook import read_workbook
from greenopt.errors import Diagnostic, FileProblem, Place
from greenopt.language import say
from greenopt.project import undisturbed

LIST_COLUMNS = frozenset({"tags", "requires", "spending"})
"""Columns whose cells are lists, beside those that hold the ends of ranges."""

LEAST_PROJECTS = 2000
"""A table of more rows is read by columns, where it is plain enough."""

_WORKBOOK = re.compile(r"(.*\.xls[xm]?)#(.*)", re.IGNORECASE | re.DOTALL)


def read_table(
    path: Path | str,
    name: str,
    numbers: Numbers = "en",
    sheet: str | None = None,
    *,
    list_columns: frozenset[str] = LIST_COLUMNS,
    key: str = "",
    found: list[Diagnostic] | None = None,
) -> Mapping:
    """
    Read a CSV file or a sheet of a workbook.

    Args:
        path: where the file is; it ends in .csv, .xlsx or .xlsm.
        name: what to call it in messages: a path relative to the case.
        numbers: how it writes numbers; ``vi`` also means semicolons in CSV.
        sheet: the sheet to read; needed when a workbook has several.
        list_columns: the columns whose cells are lists.
        key: under which key the table stands, for messages.
        found: takes the mistakes that leave the other cells readable; theirs are missing from the tree.

    Returns:
        Row id → fields.

    Raises:
        CaseInvalid: with every mistake that was found; given ``found``, only if the table cannot be read on.
        FileProblem: when the file cannot be read, or is of another kind.
    """
    mistakes = Mistakes()
    with undisturbed():
        grid = read_grid(path, name, numbers, sheet, mistakes)
        tree = tree_of(grid, mistakes, numbers, list_columns, key)
    if found is None:
        mistakes.raise_if_any()
    else:
        found += mistakes.found
    return tree


def read_grid(path: Path | str, name: str, numbers: Numbers, sheet: str | None, mistakes: Mistakes) -> Grid:
    """
    Read the cells of a CSV file or of a sheet of a workbook, told apart by the ending of the path.

    Raises:
        CaseInvalid: the file is no such table.
        FileProblem: it cannot be read, or is of another kind.
    """
    ending = Path(path).suffix.casefold()
    if ending == ".csv":
        return read_csv(path, name, numbers, mistakes)
    if ending in {".xlsx", ".xlsm"}:
        return read_workbook(path, name, sheet, mistakes, decimal_comma=numbers == "vi")
    raise FileProblem(say("{file} is not a table; save it as .xlsx or as 'CSV UTF-8' (.csv)", file=name))


def split_sheet(reference: str) -> tuple[str, str | None]:
    """Split ``book.xlsx#Projects`` into the file and the sheet, which is None where none is named."""
    match = _WORKBOOK.fullmatch(reference)
    return (match[1], match[2]) if match else (reference, None)


def tree_of(
    grid: Grid,
    mistakes: Mistakes,
    numbers: Numbers = "en",
    list_columns: frozenset[str] = LIST_COLUMNS,
    key: str = "",
) -> Mapping:
    """
    Turn the cells of a table into a tree; what is wrong with a cell is noted and the cell left out.

    Raises:
        CaseInvalid: when no column is named ``id``.
    """
    header = read_header(grid, list_columns, mistakes)

    def is_list(path: tuple[str, ...]) -> bool:
        return ".".join(path) in list_columns

    prefix = f"{key}." if key else ""
    places, numbered = key_places(grid, header), is_list if header.has_numbers else None
    style = RowStyle(grid, header, numbers == "vi", prefix, places, mistakes, numbered)
    if len(grid.rows) > LEAST_PROJECTS and not style.vietnamese and not mistakes.found:
        big = _big_table(grid, header, style)
        if big is not None:
            return big
    rows = _rows(grid, header, style, mistakes)
    items: dict[str, Node] = {identity: row.fields() for identity, row in rows.items()}
    return Mapping(items, _IdPlaces(lambda: rows, header.id_position), grid.place(0, 0))


def _big_table(grid: Grid, header: Header, style: RowStyle) -> Mapping | None:
    """Return a large table by columns, its rows when they are asked for; None where it is to be read row by row."""
    from greenopt.case.big_table import BigTable, columns_of

    columns = columns_of(grid, header)
    if columns is None:
        return None

    def row(number: int) -> Row:
        return Row(number, grid.rows[number][header.id_position], style)

    def rows() -> dict[str, Row]:
        return {each.identity: each for each in map(row, range(header.first_row, len(grid.rows)))}

    def fill() -> dict[str, Node]:
        return {identity: each.fields() for identity, each in rows().items()}

    places = _IdPlaces(rows, header.id_position)
    return BigTable(columns, lambda number: row(number).fields(), fill, places, grid.place(0, 0))


def key_places(grid: Grid, header: Header) -> dict[tuple[str, ...], dict[str, Place]]:
    """Return where the keys of each mapping of a row stand: in the names of the columns, the same for all rows."""
    places: dict[tuple[str, ...], dict[str, Place]] = {(): {}}
    for column in header.columns:
        for depth, segment in enumerate(column.path):
            places.setdefault(column.path[:depth], {}).setdefault(segment, grid.place(0, column.position))
    return places


class _IdPlaces(MappingOf[str, Place]):
    """The places of the ids of a table, found when asked for."""

    def __init__(self, rows: Callable[[], dict[str, Row]], column: int) -> None:
        self._find = rows
        self._column = column

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return self._find()

    def __getitem__(self, key: str) -> Place:
        return self._rows[key].place(self._column)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _rows(grid: Grid, header: Header, style: RowStyle, mistakes: Mistakes) -> dict[str, Row]:
    """Return the rows that have an id of their own."""
    rows: dict[str, Row] = {}
    has_rows = False
    for number in range(header.first_row, len(grid.rows)):
        identity = grid.rows[number][header.id_position]
        has_rows = True
        if identity.startswith("x-"):
            continue
        if identity and identity not in rows:
            rows[identity] = Row(number, identity, style)
            continue
        place = grid.place(number, header.id_position)
        if not identity:
            message, hint = say("the row has no id"), say("write a short name of its own in the column 'id'")
            mistakes.add("no-id", place, f"{style.prefix}id", message, hint)
        else:
            first, second = grid.lines[rows[identity].number], grid.lines[number]
            message = say(
                "'{key}' is written twice, in lines {first} and {second}", key=identity, first=first, second=second
            )
            mistakes.add("duplicate-key", place, f"{style.prefix}{identity}", message, say("keep one of them"))
    if not has_rows and not mistakes.found:
        hint = say("write at least one row below the names of the columns")
        mistakes.add("empty", grid.place(0, 0), style.prefix[:-1], say("the table has no rows"), hint)
    return rows
