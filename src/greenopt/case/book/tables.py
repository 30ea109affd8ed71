"""
Tables: the cells of a sheet to the tree that the same entries written in YAML would give.

Above the row of keys stand titles and explanations for people; below it a row of units, then one entry a row. A row
whose id begins with ``x-`` is the planner's own affair, and so is the example of a fresh workbook as long as nobody
changed it. What is left over here is what a table of projects does not know: rules whose columns mean something else
by their kind, and windows and lists wherever the format has them.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from greenopt.case.book.forms import form_of
from greenopt.case.book.sheets import LABEL, Sheet
from greenopt.case.columns import Column, Header, read_header
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node
from greenopt.case.node import Sequence as List
from greenopt.case.row import Row, RowStyle
from greenopt.case.table import key_places
from greenopt.errors import Place
from greenopt.fields import Record, are_identifiers
from greenopt.language import say

EXAMPLE = "x-example-"
"""How the id of an example row begins; a digest of its other cells follows."""
_EXAMPLE = re.compile(r"x-(?:example|vi-du|ví-dụ)-([0-9a-f]{8})")
_TOTALS = frozenset(
    {"total", "totals", "sum", "subtotal", "grand total", "tổng", "tổng số", "tổng cộng", "cộng", "tong cong"}
)


def below_titles(grid: Grid, wanted: Sequence[str], mistakes: Mistakes) -> Grid:
    """
    Return a sheet from its row of keys on; titles and explanations above it are for people.

    Raises:
        CaseInvalid: no row holds all the keys that are wanted.
    """
    above = next((number for number, cells in enumerate(grid.rows) if set(wanted) <= set(cells)), None)
    if above is not None:
        return _from_row(grid, above)
    message = say(
        "the row of keys is missing: no row has the cells {keys}", keys=", ".join(f"'{each}'" for each in wanted)
    )
    return mistakes.stop("header", grid.place(0, 0), "", message, say("restore it from a fresh workbook"))


def _from_row(grid: Grid, above: int) -> Grid:
    def place(row: int, column: int) -> Place:
        return grid.place(row + above, column)

    grouped = frozenset((row - above, column) for row, column in grid.grouped)
    return Grid(grid.rows[above:], place, grid.lines[above:], grouped)


def read_table(sheet: Sheet, grid: Grid, mistakes: Mistakes, money: str = "") -> Mapping:
    """
    Return the entries of a sheet; what is wrong with a cell is noted and the cell left out.

    ``money`` is the unit of the case: where it stands above a column of money, cells are bare amounts as in YAML.
    """
    grid = below_titles(grid, ("id",), mistakes)
    header = read_header(grid, frozenset(), mistakes)
    kind = next((each.position for each in header.columns if each.name == "rule"), None)
    refuse_gaps(grid, header.first_row, mistakes)
    entries: dict[str, Node] = {}
    places: dict[str, Place] = {}
    styles: dict[Any, RowStyle] = {}
    for number in range(header.first_row, len(grid.rows)):
        cells, place = grid.rows[number], grid.place(number, header.id_position)
        identity = _identity(sheet, grid, number, header, mistakes)
        if not identity:
            continue
        if identity in entries:
            lines = [places[identity].line, place.line]
            message = say(
                "'{key}' is written twice, in lines {first} and {second}", key=identity, first=lines[0], second=lines[1]
            )
            mistakes.add("duplicate-key", place, f"{sheet.key}.{identity}", message, say("keep one of them"))
            continue
        record = sheet.record_of(_bare(cells[kind]) if kind is not None else "")
        if record not in styles:
            styles[record] = _style(sheet, grid, header, (record, money), mistakes)
        entries[identity] = _entry(sheet, Row(number, identity, styles[record]).fields())
        places[identity] = place
    return Mapping(entries, places, grid.place(0, 0))


def refuse_gaps(grid: Grid, first_row: int, mistakes: Mistakes) -> None:
    """Note empty rows between others: what stands below one is easily taken for another table, or for nothing."""
    for above, below in zip(grid.lines[first_row:], grid.lines[first_row + 1 :], strict=False):
        if below > above + 1:
            cell = grid.place(grid.lines.index(below), 0)
            here = Place(cell.file, above + 1, 1, f"{cell.cell.rpartition('!')[0]}!A{above + 1}")
            mistakes.add("gap", here, "", say("the row is empty and rows follow"), say("delete it, or fill it in"))


def example_id(prefix: str, cells: Sequence[tuple[str, str]]) -> str:
    """Return the id of an example row, which tells by itself whether the row was changed."""
    return f"{prefix}{_digest(cells)}"


def _digest(cells: Sequence[tuple[str, str]]) -> str:
    text = "\n".join(f"{name}={value}" for name, value in sorted(cells) if value)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _identity(sheet: Sheet, grid: Grid, number: int, header: Header, mistakes: Mistakes) -> str:
    """Return the id of a row; empty where the row is none, or is refused."""
    cells, place = grid.rows[number], grid.place(number, header.id_position)
    identity = cells[header.id_position]
    if match := _EXAMPLE.fullmatch(identity):
        rest = [(each.name, cells[each.position]) for each in header.columns]
        if _digest(rest) != match[1]:
            message, hint = say("the example row was changed"), say("write an id of its own, or delete the row")
            mistakes.add("example", place, f"{sheet.key}.{identity}", message, hint)
        return ""
    if identity.startswith("x-"):
        return ""
    words = {identity.casefold(), *(cell.casefold() for cell in cells if not identity)}
    if words & _TOTALS:
        message = say("the row is a total, not an entry")
        mistakes.add("total", place, sheet.key, message, say("delete it; greenopt adds up by itself"))
        return ""
    if not identity:
        message, hint = say("the row has no id"), say("write a short name of its own in the column 'id'")
        mistakes.add("no-id", place, f"{sheet.key}.id", message, hint)
    return identity


def _style(
    sheet: Sheet, grid: Grid, header: Header, kind: tuple[type[Record] | None, str], mistakes: Mistakes
) -> RowStyle:
    """Return how the rows of one kind are read: what each column is by the format."""
    record, money = kind
    columns = [_column(each, record, money) for each in header.columns]
    rows = [_cleaned(cells, columns, record) for cells in grid.rows]
    for row, column in sorted(grid.grouped):
        found = next((each for each in columns if each.position == column), None)
        form = form_of(record, found.path) if found is not None and record is not None else None
        if form is not None and form.is_number and row >= header.first_row:
            refuse_grouped(grid, row, column, mistakes)

    def is_list(path: tuple[str, ...]) -> bool:
        form = form_of(record, path) if record is not None else None
        return form is not None and form.is_list

    own = grid._replace(rows=rows)
    places, numbered = key_places(grid, header), is_list if header.has_numbers else None
    return RowStyle(own, header._replace(columns=columns), False, f"{sheet.key}.", places, mistakes, numbered)


def refuse_grouped(grid: Grid, row: int, column: int, mistakes: Mistakes) -> None:
    """Note a text such as 17.000, which is seventeen to one reader and seventeen thousand to the other."""
    text = grid.rows[row][column]
    message = say("'{text}' is a text, and may mean {text} or a number a thousand times as large", text=text)
    mistakes.add(
        "grouped", grid.place(row, column), "", message, say("type it as a number, without points between thousands")
    )


def _column(column: Column, record: type[Record] | None, money: str) -> Column:
    form = form_of(record, column.path) if record is not None else None
    if form is None:
        return column._replace(is_list=False, is_window=False)
    is_list = form.is_list and not form.is_window
    usual = form.unit == "money" and column.unit == money
    simple = not (column.unit or is_list or form.is_window or len(column.path) > 1)
    return column._replace(is_list=is_list, is_window=form.is_window, is_simple=simple, is_usual=usual)


def _cleaned(cells: list[str], columns: Sequence[Column], record: type[Record] | None) -> list[str]:
    """Return the cells of a row, what a drop-down says beside a name left out."""
    if record is None or not any(LABEL in cell for cell in cells):
        return cells
    cleaned = list(cells)
    for column in columns:
        form = form_of(record, column.path)
        if form is not None and form.is_name:
            cleaned[column.position] = _bare(cells[column.position])
    return cleaned


def _bare(text: str) -> str:
    """Return the name of a drop-down's entry: what stands before its title."""
    name = text.split(LABEL, maxsplit=1)[0].strip()
    return name if name and are_identifiers([name]) else text


def _entry(sheet: Sheet, fields: Mapping) -> Node:
    """Return one entry: of a range without shape and group its two ends alone, as they are usually written."""
    if sheet.key == "uncertain" and fields.items.keys() == {"range"} and isinstance(fields.items["range"], List):
        return fields.items["range"]
    return fields
