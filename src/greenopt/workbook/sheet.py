"""
Sheet: what all sheets of a workbook share: cells that are numbers, texts that are never formulas, and their looks.

A number is written as it stands in the result and shown with as many decimals as its column needs. The file holds the
format; whether a comma or a point marks decimals is the reader's own setting, Vietnamese or English.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from greenopt.language import Language, Message
from greenopt.report.words import Amount, decimals_for
from greenopt.workbook.exported import Exported

FIRST = 6
"""Row of the first project, on the sheets of ranking and coefficients alike."""
FIRST_RULE = 4
"""Row of the first rule."""
LEFT, RIGHT = 4, 6
"""Columns of the sides of a rule in the plan."""
LEFT_TRIED, RIGHT_TRIED, ROOM_TRIED, BROKEN, VERDICT = 13, 14, 15, 16, 17
"""Columns of its check at the levels to try."""

LONGEST_TEXT = 32_000
"""Characters of a cell; Excel takes 32,767."""
MAIN, ACCENT, PALE, INPUT, WARNING = "#0072B2", "#D55E00", "#E8F1F8", "#FFF6CC", "#FBD5D0"
MUST, UNIT = "#BBD7EE", "#F4F4F4"
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "font_size": 11, "font_color": MAIN},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "stamp": {"bold": True, "font_color": "#A02000"},
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": PALE, "border": 1},
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "centre": {"align": "center", "valign": "top", "border": 1},
    "number": {"valign": "top", "border": 1},
    "input": {"valign": "top", "border": 1, "bg_color": INPUT},
    "total": {"bold": True, "valign": "top", "border": 1, "text_wrap": True},
    "group": {"bold": True, "valign": "top", "border": 1, "bg_color": PALE, "text_wrap": True},
    "right": {"italic": True, "align": "right"},
    "middle": {"bold": True, "align": "center", "font_size": 14},
    "plain": {"text_wrap": True, "valign": "top"},
    "centred": {"italic": True, "align": "center"},
    "hint": {"italic": True, "text_wrap": True, "valign": "top", "font_size": 9, "font_color": "#444444"},
    "aside": {"italic": True, "font_size": 9, "font_color": "#444444"},
    "answer": {"text_wrap": True, "valign": "top", "align": "left", "border": 1, "bg_color": INPUT, "locked": False},
    "key": {"bold": True, "valign": "top", "border": 1, "bg_color": PALE},
    "must": {"bold": True, "valign": "top", "border": 1, "bg_color": MUST},
    "needed": {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": MUST, "border": 1},
    "unit": {"italic": True, "align": "center", "border": 1, "bg_color": UNIT, "locked": False},
    "open": {"locked": False},
    "entry": {"text_wrap": True, "valign": "top", "locked": False},
    "example": {"text_wrap": True, "valign": "top", "locked": False, "italic": True, "font_color": "#808080"},
}
DECIMALS = ("#,##0", "#,##0.0", "#,##0.00")
PERCENT = "0.0%"
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Folio:
    """A workbook being written, and its looks, made when they are first used."""

    language: Language
    stream: BytesIO = field(default_factory=BytesIO, kw_only=True)

    def __post_init__(self) -> None:
        """Begin a workbook in which no text becomes a formula, a link or a number."""
        from xlsxwriter import Workbook

        inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = Workbook(self.stream, {"in_memory": True, **inert})
        self._formats: dict[tuple[str, str], Any] = {}

    def spoken(self, message: Message) -> str:
        """Return a sentence in the language of the workbook."""
        return message.in_language(self.language)

    def look(self, name: str, number: str = "") -> Any:
        """Return a format by its name, with a number format where one is asked for."""
        if (name, number) not in self._formats:
            more = {"num_format": number} if number else {}
            self._formats[name, number] = self.file.add_format(LOOKS[name] | more)
        return self._formats[name, number]

    def page(self, name: str, widths: Iterable[float]) -> Any:
        """Begin a sheet with columns of these widths, printed on A4 across."""
        page = self.file.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def closed(self, title: str) -> bytes:
        """Return the workbook; no time stands in it but a fixed one, so the same content gives the same bytes."""
        self.file.set_properties({"title": title[:200], "created": NO_TIME})
        self.file.close()
        return self.stream.getvalue()


@dataclass
class Book(Folio):
    """The workbook of a run, its sheets by what they are."""

    run: Exported
    names: Mapping[str, str]
    """Kind of sheet → its name."""

    def sheet(self, kind: str, widths: Iterable[float]) -> "Sheet":
        """Begin a sheet with columns of these widths."""
        return Sheet(self, self.page(self.names[kind], widths))

    def at(self, kind: str, cells: str) -> str:
        """Return a reference to cells of another sheet."""
        return f"'{self.names[kind]}'!{cells}"


@dataclass
class Paper:
    """One sheet, whatever it is of."""

    book: Folio
    page: Any

    def text(self, row: int, column: int, text: str | Message | None, look: str = "text") -> None:
        """Write a text, whatever it begins with."""
        shown = self.book.spoken(text) if isinstance(text, Message) else text or ""
        # Half a letter, which only a spoilt file holds, cannot be written.
        safe = shown.encode("utf-8", "replace").decode()[:LONGEST_TEXT]
        if safe:
            self.page.write_string(row, column, safe, self.book.look(look))
        else:
            self.page.write_blank(row, column, None, self.book.look(look))

    def texts(self, row: int, texts: Iterable[str | Message | None], look: str = "text", column: int = 0) -> None:
        """Write texts side by side."""
        for place, text in enumerate(texts, column):
            self.text(row, place, text, look)

    def number(self, row: int, column: int, value: Amount, shown: str = "#,##0", look: str = "number") -> None:
        """Write a number, or nothing where there is none."""
        if value is None:
            self.page.write_blank(row, column, None, self.book.look(look))
        else:
            self.page.write_number(row, column, value, self.book.look(look, shown))

    def formula(
        self, row: int, column: int, formula: str, value: Any, shown: str = "#,##0", look: str = "number"
    ) -> None:
        """Write a formula with the value that it has now, for readers that do not compute."""
        self.page.write_formula(row, column, f"={formula}", self.book.look(look, shown), 0 if value is None else value)


@dataclass
class Sheet(Paper):
    """One sheet of the workbook of a run."""

    book: Book


def shown_as(values: Iterable[Amount]) -> str:
    """Return the number format of a column with these numbers."""
    return DECIMALS[decimals_for(values)]


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """Return the name of a cell, such as C7, or $C$7."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def column_cells(first: int, count: int, column: int) -> str:
    """Return the cells of a column, such as $C$7:$C$20."""
    return f"{cell(first, column, fixed=True)}:{cell(first + max(count, 1) - 1, column, fixed=True)}"


def constant(value: float) -> str:
    """Return a number as it stands in a formula."""
    return f"({value!r})".upper()
