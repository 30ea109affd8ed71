"""
The appendix of a submission: the plan as a table of the administration, on A4 across, ready to be signed.

    TOTAL
    I    projects carried over          III  projects newly funded
    II   required tasks                 IV   not funded

Money of a year is what the plan pays in it, whichever fund pays. Its form follows general practice of such appendices.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.fields import Selector
from greenopt.language import Message, Text, say, word
from greenopt.plan import Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.report.words import CASE_STATUS, RUN_STATUS, Json, exact, main_indicator, roman, text_in, years
from greenopt.result.standing import plain
from greenopt.workbook.sheet import PERCENT, Book, Sheet, cell, column_cells, shown_as

HEAD = 6
"""First of the two rows of the head of the table."""
TOTAL = HEAD + 3
(NUMBER, NAME, OWNER, PLACE, SIZE, TIME, DOCUMENT, COST, COST_PUBLIC, COST_OTHER, PAID, PLANNED) = range(12)
WIDTHS = (5, 34, 18, 16, 9, 11, 22, 11, 11, 11, 11, 11)
GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (say("Projects carried over"), ("committed",)),
    (say("Required tasks"), ("required",)),
    (say("Projects newly funded"), ("funded", "partly")),
    (say("Not yet funded"), ("not_funded", "screened_out")),
)


class _Line(NamedTuple):
    """The numbers of a project: by column of the table."""

    entry: Json
    numbers: dict[int, Fraction]


def write_appendix(book: Book) -> None:
    """Write the sheet."""
    facts, result = book.run.facts, book.run.result
    when = list(facts.open_payment_years)
    reduced = PLANNED + len(when) + 1
    sheet = book.sheet("appendix", (*WIDTHS, *[10] * len(when), 12, 44))
    indicator = main_indicator(result)
    _letterhead(sheet, reduced + 1)
    _heads(sheet, when, indicator)
    lines = [_line(book, entry, when, indicator) for entry in result["portfolio"]]
    row, groups = TOTAL + 1, []
    for number, (name, kinds) in enumerate(GROUPS, 1):
        own = [line for line in lines if line.entry["decision"] in kinds]
        if not own:
            continue
        groups.append(row)
        sheet.texts(row, [roman(number), name, *[""] * reduced], "group")
        cells = [(row + 1, len(own))]
        _sums(sheet, row, own, cells, reduced, "group")
        for place, line in enumerate(own, 1):
            _project(sheet, row + place, place, line, reduced)
        row += len(own) + 1
    sheet.texts(TOTAL, ["", say("TOTAL"), *[""] * reduced], "total")
    _sums(sheet, TOTAL, lines, [(each, 1) for each in groups], reduced, "total")
    _print(sheet, reduced + 1)


def _letterhead(sheet: Sheet, last: int) -> None:
    """Write who submits, what it is, and the unit, which is stated once."""
    page, book = sheet.page, sheet.book
    result = book.run.result
    left = [say("PEOPLE'S COMMITTEE OF …"), say("DEPARTMENT OF INDUSTRY AND TRADE")]
    for row, words in enumerate(left):
        page.merge_range(row, 0, row, OWNER, "", book.look("plain"))
        sheet.text(row, 0, words, "plain")
    sheet.text(0, last, say("Table No. …"), "right")
    sheet.text(1, last, CASE_STATUS.get(result["case"]["status"], word(result["case"]["status"])), "right")
    titles: list[tuple[Message | str, str]] = [
        (say("PLAN FOR THE ALLOCATION OF FUNDS"), "middle"),
        (text_in(result["case"]["title"], book.language), "centred"),
        (say("(Attached to Submission No. …/TTr-… of …)"), "centred"),
    ]
    for row, (title, look) in enumerate(titles, 2):
        page.merge_range(row, 0, row, last, "", book.look(look))
        sheet.text(row, 0, title, look)
    sheet.text(HEAD - 1, last, say("Unit: {unit}", unit=word(result["totals"]["money_unit"])), "right")


def _heads(sheet: Sheet, when: Sequence[int], indicator: str | None) -> None:
    """Write the head of the table, two rows, and the row of column numbers."""
    unit = word(sheet.book.run.result["totals"]["indicators"][indicator]["unit"] if indicator else "")
    reduced = PLANNED + len(when) + 1
    alone = {
        NUMBER: say("No."),
        NAME: say("List of projects"),
        OWNER: say("Owner, implementing unit"),
        PLACE: say("Place"),
        SIZE: say("Capacity, size"),
        TIME: say("Start – completion"),
        DOCUMENT: say("Decision (number, date)"),
        PAID: say("Funds allotted so far"),
        reduced: say("Result, {unit}", unit=unit),
        reduced + 1: say("Remarks (reason)"),
    }
    for column, words in alone.items():
        sheet.page.merge_range(HEAD, column, HEAD + 1, column, "", sheet.book.look("head"))
        sheet.text(HEAD, column, words, "head")
    for first, last, words in (
        (COST, COST_OTHER, say("Total investment")),
        (PLANNED, reduced - 1, say("Plan")),
    ):
        sheet.page.merge_range(HEAD, first, HEAD, last, "", sheet.book.look("head"))
        sheet.text(HEAD, first, words, "head")
    sheet.texts(HEAD + 1, [say("Total"), say("State budget"), say("Other funds")], "head", COST)
    sheet.texts(HEAD + 1, [say("Total"), *map(str, when)], "head", PLANNED)
    sheet.texts(HEAD + 2, [str(number) for number in range(1, reduced + 3)], "head")


def _line(book: Book, entry: Json, when: Sequence[int], indicator: str | None) -> _Line:
    """Return the numbers of a project; what the plan pays in a year comes from the plan itself."""
    project = book.run.facts.by_id[entry["project"]]
    own = Selector(projects=(project.id,))
    paid = sum((money for years in project.paid.values() for money in years.values()), Fraction(0))
    asked = exact(entry["asks"] or 0)
    numbers = {
        COST: exact(entry["cost"]),
        COST_PUBLIC: asked,
        COST_OTHER: max(exact(entry["cost"]) - asked, Fraction(0)),
        PAID: paid,
        PLANNED: exact(entry["public_money"]),
    }
    alone = book.run.decided.alone(project.id)
    for place, year in enumerate(when, PLANNED + 1):
        numbers[place] = alone.value(Sum(PUBLIC_MONEY, own, year=year))
    numbers[PLANNED + len(when) + 1] = exact(entry["impact"].get(indicator, 0))
    return _Line(entry, numbers)


def _project(sheet: Sheet, row: int, number: int, line: _Line, reduced: int) -> None:
    book, entry = sheet.book, line.entry
    facts, language = book.run.facts, book.language
    project = facts.by_id[entry["project"]]
    sheet.number(row, NUMBER, number, look="centre")
    place: Text | None = facts.places.get(project.place)
    texts = [
        entry["name"][language],
        project.owner.in_language(language) if project.owner else "",
        place.in_language(language) if place else project.place,
    ]
    sheet.texts(row, texts, column=NAME)
    sheet.number(row, SIZE, entry["level"], PERCENT)
    sheet.text(row, TIME, years(entry["starts"]), "centre")
    sheet.text(row, DOCUMENT, project.status_source)
    for column, value in line.numbers.items():
        shown = shown_as([plain(value)])
        sheet.number(row, column, plain(value), shown)
    sheet.text(row, reduced + 1, entry["reason"][language])


def _sums(
    sheet: Sheet, row: int, lines: Sequence[_Line], cells: Sequence[tuple[int, int]], reduced: int, look: str
) -> None:
    """Write sums: of the rows of a group, or of the rows of groups."""
    for column in (COST, COST_PUBLIC, COST_OTHER, PAID, *range(PLANNED, reduced + 1)):
        value = plain(sum((line.numbers[column] for line in lines), Fraction(0)))
        parts = [column_cells(first, count, column) if count > 1 else cell(first, column) for first, count in cells]
        sheet.formula(row, column, f"SUM({','.join(parts)})", value, shown_as([value]), look)


def _print(sheet: Sheet, last: int) -> None:
    """Repeat the head on every page; below stand the digest, the status and the page."""
    book, page = sheet.book, sheet.page
    page.repeat_rows(HEAD, HEAD + 2)
    page.freeze_panes(TOTAL, 2)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    status = book.spoken(RUN_STATUS.get(book.run.result["status"], RUN_STATUS["unreadable"]))
    digest = book.spoken(say("Check code: {digest}", digest=book.run.saved.digest[:16]))
    page.set_footer(f"&L&8{digest}&C&8{status}&R&8&P/&N")
    page.print_area(0, 0, TOTAL + len(book.run.result["portfolio"]) + len(GROUPS), last)
