"""The appendix of a submission as a sheet, on A4 across, ready to be signed; its sums are formulas."""

from collections.abc import Sequence

from greenopt.language import Message, say
from greenopt.report.words import RUN_STATUS, text_in
from greenopt.result.standing import plain
from greenopt.workbook.sheet import PERCENT, Book, Sheet, cell, column_cells, shown_as
from greenopt.workbook.submission import (
    ATTACHED,
    NAME,
    NUMBER,
    OFFICES,
    OWNER,
    SIZE,
    TABLE_NUMBER,
    TIME,
    TITLE,
    TOTAL,
    Line,
    Submission,
    submission_of,
)

HEAD = 6
"""First of the two rows of the head of the table."""
FIRST = HEAD + 3
"""Row of the total."""
WIDTHS = (5, 34, 18, 16, 9, 11, 22, 11, 11, 11, 11, 11)


def write_appendix(book: Book) -> None:
    """Write the sheet."""
    table = submission_of(book.run)
    sheet = book.sheet("appendix", (*WIDTHS, *[10] * len(table.when), 12, 44))
    _letterhead(sheet, table)
    _heads(sheet, table)
    blanks = [""] * table.brought
    row, groups = FIRST + 1, []
    for group in table.groups:
        groups.append(row)
        sheet.texts(row, [group.number, group.name, *blanks], "group")
        _sums(sheet, row, table, group.lines, [(row + 1, len(group.lines))], "group")
        for place, line in enumerate(group.lines, 1):
            _project(sheet, row + place, place, table, line)
        row += len(group.lines) + 1
    sheet.texts(FIRST, ["", TOTAL, *blanks], "total")
    _sums(sheet, FIRST, table, table.lines, [(each, 1) for each in groups], "total")
    _print(sheet, table)


def _letterhead(sheet: Sheet, table: Submission) -> None:
    """Write who submits, what it is, and the unit, which is stated once."""
    page, book, last = sheet.page, sheet.book, table.remarks
    for row, words in enumerate(OFFICES):
        page.merge_range(row, 0, row, OWNER, "", book.look("plain"))
        sheet.text(row, 0, words, "plain")
    sheet.text(0, last, TABLE_NUMBER, "right")
    sheet.text(1, last, table.status, "right")
    titles: list[tuple[Message | str, str]] = [
        (TITLE, "middle"),
        (text_in(table.result["case"]["title"], book.language), "centred"),
        (ATTACHED, "centred"),
    ]
    for row, (title, look) in enumerate(titles, 2):
        page.merge_range(row, 0, row, last, "", book.look(look))
        sheet.text(row, 0, title, look)
    sheet.text(HEAD - 1, last, table.unit, "right")


def _heads(sheet: Sheet, table: Submission) -> None:
    """Write the head of the table, two rows, and the row of column numbers."""
    column = 0
    for heading in table.headings:
        last = column + heading.width - 1
        sheet.page.merge_range(HEAD, column, HEAD + (not heading.parts), last, "", sheet.book.look("head"))
        sheet.text(HEAD, column, heading.words, "head")
        sheet.texts(HEAD + 1, heading.parts, "head", column)
        column = last + 1
    sheet.texts(HEAD + 2, [str(number) for number in range(1, column + 1)], "head")


def _project(sheet: Sheet, row: int, number: int, table: Submission, line: Line) -> None:
    sheet.number(row, NUMBER, number, look="centre")
    sheet.number(row, SIZE, line.entry["level"], PERCENT)
    for column, words in table.texts(line, sheet.book.language).items():
        sheet.text(row, column, words, "centre" if column == TIME else "text")
    for column, value in line.numbers.items():
        sheet.number(row, column, plain(value), shown_as([plain(value)]))


def _sums(
    sheet: Sheet, row: int, table: Submission, lines: Sequence[Line], cells: Sequence[tuple[int, int]], look: str
) -> None:
    """Write sums: of the rows of a group, or of the rows of groups."""
    for column, exactly in table.sums(lines).items():
        value = plain(exactly)
        parts = [column_cells(first, count, column) if count > 1 else cell(first, column) for first, count in cells]
        sheet.formula(row, column, f"SUM({','.join(parts)})", value, shown_as([value]), look)


def _print(sheet: Sheet, table: Submission) -> None:
    """Repeat the head on every page; below stand the digest, the status and the page."""
    book, page = sheet.book, sheet.page
    page.repeat_rows(HEAD, HEAD + 2)
    page.freeze_panes(FIRST, NAME + 1)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    status = book.spoken(RUN_STATUS.get(book.run.result["status"], RUN_STATUS["unreadable"]))
    digest = book.spoken(say("Check code: {digest}", digest=book.run.saved.digest[:16]))
    page.set_footer(f"&L&8{digest}&C&8{status}&R&8&P/&N")
    page.print_area(0, 0, FIRST + len(table.lines) + len(table.groups), table.remarks)
