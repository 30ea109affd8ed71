"""
A sheet of an Excel workbook to a grid of text cells.

Numbers become the shortest decimal text that means the same number, never an exponent; a cell that shows 40 % and
holds 0.4 becomes ``40 %``. Dates, truth values, errors, formulas that were never calculated and merged cells are
refused, each with its cell: what they mean would be a guess.
"""

import datetime as dt
import io
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import python_calamine

from greenopt.case.grid import Grid, letters
from greenopt.case.mistakes import Mistakes
from greenopt.case.nearest import did_you_mean, one_of
from greenopt.case.package import Package, SheetFacts, inspect_sheet, open_package
from greenopt.case.text import add_hidden, composed, hidden_in, read_bytes, refuse_old_font
from greenopt.errors import Place
from greenopt.language import Message, say

MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number that is typed; what has more was computed, or has lost some."""
LONGEST_CELL = 100_000
"""Characters a cell may have; Excel itself stops at 32,767."""


def read_workbook(
    path: Path | str, name: str, sheet: str | None, mistakes: Mistakes, *, decimal_comma: bool = False
) -> Grid:
    """
    Read one sheet, or the only visible one; cells that cannot be read are noted and left empty.

    With ``decimal_comma`` numbers become text as Vietnamese tables write them, as the text cells beside them are.

    Raises:
        CaseInvalid: when there is no such sheet, or the workbook is protected, damaged or too large.
        FileProblem: when the file cannot be read.
    """
    return parse_workbook(read_bytes(path, name), name, sheet, mistakes, decimal_comma=decimal_comma)


def parse_workbook(
    data: bytes, name: str, sheet: str | None, mistakes: Mistakes, *, decimal_comma: bool = False
) -> Grid:
    """
    Read one sheet of a workbook given as bytes; see ``read_workbook``.

    Raises:
        CaseInvalid: when there is no such sheet, or the workbook is protected, damaged or too large.
    """
    package = open_package(data, name, mistakes)
    return sheet_grid(
        data, package, _chosen(package, sheet, name, mistakes), name, mistakes, decimal_comma=decimal_comma
    )


def sheet_grid(
    data: bytes, package: Package, sheet: str, name: str, mistakes: Mistakes, *, decimal_comma: bool = False
) -> Grid:
    """
    Read a sheet of a workbook that is open already.

    Raises:
        CaseInvalid: when it is damaged, empty or too large.
    """
    facts = inspect_sheet(package, sheet, name, mistakes)
    cells, merged = _cells(data, sheet, name, mistakes)
    reader = _Reader(name, sheet, facts, mistakes, "," if decimal_comma else ".")
    grid = reader.read(cells)
    reader.refuse_merged(merged, grid)
    return grid


def _chosen(package: Package, wanted: str | None, name: str, mistakes: Mistakes) -> str:
    """Return the name of the sheet to read."""
    sheets, visible = package.sheets, package.visible
    if wanted is None and len(visible) == 1:
        return visible[0]
    for sheet in sheets:
        if wanted is not None and composed(sheet) == composed(wanted):
            return sheet
    if wanted is None:
        example = f"{name}#{(visible or sheets or ['Projects'])[0]}"
        hint = say("name one after the file, such as {example} ({sheets})", example=example, sheets=one_of(sheets))
        message = say("the workbook has {count} sheets to choose from", count=len(visible))
    else:
        hint = say("{nearest} ({sheets})", nearest=did_you_mean(wanted, sheets), sheets=one_of(sheets))
        message = say("there is no sheet '{sheet}'", sheet=wanted)
    return mistakes.stop("sheet", Place(name), "", message, hint)


def _cells(data: bytes, sheet: str, name: str, mistakes: Mistakes) -> tuple[list[list[Any]], list[Any]]:
    """Return the values of a sheet from cell A1 on, and its merged areas."""
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
            found = workbook.get_sheet_by_name(sheet)
            return found.to_python(skip_empty_area=False), list(found.merged_cell_ranges or [])
    except python_calamine.PasswordError:
        mistakes.stop("workbook", Place(name), "", say("the workbook is protected by a password"), _UNPROTECT)
    except (python_calamine.CalamineError, OSError, ValueError):
        _refuse_damaged(name, mistakes)
    except BaseException as problem:
        # A panic of the reading library is not an Exception; a damaged file must not look like a fault of greenopt.
        if type(problem).__name__ != "PanicException":
            raise
        _refuse_damaged(name, mistakes)


def _refuse_damaged(name: str, mistakes: Mistakes) -> NoReturn:
    again = say("open it in Excel and save it again as .xlsx")
    mistakes.stop("workbook", Place(name), "", say("the workbook is damaged"), again)


class _Reader:
    """Turns the values of one sheet into text."""

    def __init__(self, name: str, sheet: str, facts: SheetFacts, mistakes: Mistakes, point: str) -> None:
        self.name = name
        self.sheet = sheet
        self.facts = facts
        self.mistakes = mistakes
        self.point = point
        self.lines: list[int] = []
        self.grouped: set[tuple[int, int]] = set()
        self._told: set[int] = set()

    def read(self, values: list[list[Any]]) -> Grid:
        rows: list[list[str]] = []
        for number, row in enumerate(values):
            cells = [
                value if type(value) is str and not value else self._text(value, number, column)
                for column, value in enumerate(row)
            ]
            if any(cells) or any((number, column) in self.facts.unreadable for column in range(len(row))):
                rows.append(cells)
                self.lines.append(number + 1)
                self._refuse_hidden(cells, number)
        at = {line - 1: row for row, line in enumerate(self.lines)}
        grouped = frozenset((at[number], column) for number, column in self.grouped)
        grid = Grid(rows, self.place, self.lines, grouped)
        if not rows:
            hint = say("write the names of the columns in the first row")
            self.mistakes.stop("empty", self._cell(0, 0), "", say("the sheet is empty"), hint)
        for (row_number, column), code in sorted(self.facts.unreadable.items()):
            self._refuse(code, row_number, column, *_UNREADABLE[code])
        refuse_old_font("\n".join("\t".join(cells) for cells in rows), Place(self.name))
        return grid

    def _refuse_hidden(self, cells: list[str], number: int) -> None:
        """Note a row, or the cells of a row in a column, that is filled in and that nobody sees."""
        filled = [column for column, cell in enumerate(cells) if cell]
        if number in self.facts.hidden_rows and filled:
            hint = say("show it, or delete it; a filter hides rows too")
            self._refuse("hidden", number, filled[0], say("the row is hidden"), hint)
            return
        for column in filled:
            if any(column in each for each in self.facts.hidden_columns) and column not in self._told:
                self._told.add(column)
                hint = say("show it, or delete it")
                self._refuse("hidden", number, column, say("the column is hidden"), hint)

    def place(self, row: int, column: int) -> Place:
        """Return the cell of the sheet that a cell of the grid came from."""
        return self._cell(self.lines[row] - 1, column)

    def refuse_merged(self, merged: list[Any], grid: Grid) -> None:
        """Note the merged areas that reach into the table."""
        last, width = grid.lines[-1] - 1, len(grid.rows[0])
        for (top, left), (bottom, right) in merged:
            if top <= last and left < width:
                area = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
                message = say("the cells {area} are merged", area=area)
                self._refuse("merged", top, left, message, say("separate them and fill each"))

    def _cell(self, row: int, column: int) -> Place:
        return Place(self.name, row + 1, column + 1, f"{self.sheet}!{letters(column)}{row + 1}")

    def _refuse(self, code: str, row: int, column: int, message: Message, hint: Message) -> None:
        self.mistakes.add(code, self._cell(row, column), "", message, hint)

    def _text(self, value: Any, row: int, column: int) -> str:
        """Return a value as the text a planner would have typed; empty, and noted, where it is refused."""
        if type(value) is str:
            return self._checked(value, row, column)
        if isinstance(value, bool):
            self._refuse("boolean", row, column, say("the cell is a truth value"), say("write the word as text"))
        elif isinstance(value, int | float) and math.isfinite(value):
            is_percent = (row, column) in self.facts.percents
            typed = as_typed(value, 100 if is_percent else 1)
            if typed is not None:
                return f"{typed.replace('.', self.point)}{' %' if is_percent else ''}"
            self._refuse("digits", row, column, *_TOO_MANY_DIGITS)
        elif isinstance(value, dt.date | dt.time | dt.timedelta):
            hint = say("format the cell as text or as a number, and type the value again")
            self._refuse("date", row, column, say("the cell is a date or a time"), hint)
        else:
            self._refuse("cell", row, column, say("the cell cannot be read"), say("type the value again"))
        return ""

    def _checked(self, text: str, row: int, column: int) -> str:
        text = composed(text.replace("\r\n", "\n").strip())
        if (hidden := hidden_in(text)) is not None:
            add_hidden(hidden, self._cell(row, column), "", self.mistakes)
            return ""
        if len(text) > LONGEST_CELL:
            most = say("write at most {most} characters", most=LONGEST_CELL)
            self._refuse("too-long", row, column, say("the text is too long"), most)
            return ""
        if _GROUPED.fullmatch(text):
            self.grouped.add((row, column))
        return text


def as_typed(value: float, times: int = 1) -> str | None:
    """
    Return a number as it was typed, without exponent, trailing zeros or binary noise; None where digits were lost.

    A spreadsheet keeps fifteen digits of what is typed; a number with more was computed, and one that reaches beyond
    them may have ended in other digits.
    """
    exact = Decimal(repr(value))
    if len(exact.normalize().as_tuple().digits) > MOST_DIGITS or abs(exact) >= 10**MOST_DIGITS:
        return None
    text = format(exact * times, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:\s.*)?")
_TOO_MANY_DIGITS = (
    say("the number has more than fifteen digits, of which a spreadsheet keeps only fifteen"),
    say("write it as text, or round it"),
)
_UNPROTECT = say("save a copy without a password")
_UNREADABLE = {
    "error-cell": (say("the cell shows an error, such as #REF!"), say("correct the formula, or write the value")),
    "external": (say("the formula reads another workbook"), say("write the value itself")),
    "formula": (
        say("the formula was never calculated"),
        say("open the workbook in Excel and save it, or write the value"),
    ),
}
