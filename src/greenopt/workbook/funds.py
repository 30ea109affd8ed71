"""The sheet of funds: what each fund had in each year, spent, kept and lost; and a chart of the spending by year."""

from greenopt.language import Message, say, word
from greenopt.report.words import exact
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.workbook.sheet import ACCENT, MAIN, Book, Sheet, cell, column_cells, shown_as

WIDTHS = (34, 9, 15, 15, 15, 15, 15, 15, 3, 9, 15, 15)
FIRST_YEAR_ROW = 4
TOTAL = FIRST_YEAR_ROW - 1
FUND, YEAR, AMOUNT, CARRIED_IN, SPENT, CARRIED_OUT, LAPSED, PRICE = range(8)
BY_YEAR = 9
_KEYS = {
    AMOUNT: "amount",
    CARRIED_IN: "carried_in",
    SPENT: "spent",
    CARRIED_OUT: "carried_out",
    LAPSED: "lapsed",
    PRICE: "price",
}


def write_funds(book: Book) -> None:
    """Write the sheet."""
    entries, totals = book.run.result["years"], book.run.result["totals"]
    sheet = book.sheet("funds", WIDTHS)
    sheet.text(0, 0, say("Funds by year: what they had, what the plan spends"), "title")
    sheet.text(1, 0, say("Unit: {unit}", unit=word(totals["money_unit"])), "right")
    sheet.texts(TOTAL - 1, _heads(), "head")
    sheet.page.freeze_panes(FIRST_YEAR_ROW, 2)
    names = {fund.id: fund.name.in_language(book.language) for fund in book.run.facts.funds}
    shown = shown_as(entry["amount"] for entry in entries)
    for row, entry in enumerate(entries, FIRST_YEAR_ROW):
        sheet.text(row, FUND, names.get(entry["fund"], entry["fund"]))
        sheet.number(row, YEAR, entry["year"], "0")
        for column, key in _KEYS.items():
            sheet.number(row, column, entry[key], shown_as([entry[key]]) if column == PRICE else shown)
    _totals(sheet, entries, shown)
    years = sorted({entry["year"] for entry in entries})
    _by_year(sheet, entries, years, shown)
    if years:
        _chart(sheet, years)


def _heads() -> list[Message]:
    return [
        say("Fund"), say("Year"), say("Money of the year"), say("Carried in"), say("Spent"), say("Carried out"),
        say("Lapsed"), say("Price of one more unit"),
    ]  # fmt: skip


def _totals(sheet: Sheet, entries: list[Json], shown: str) -> None:
    """Write the total row; what is carried is no money of its own and has no total."""
    sheet.texts(TOTAL, [say("TOTAL"), *[""] * PRICE], "total")
    for column in (AMOUNT, SPENT, LAPSED):
        value = plain(sum(exact(entry[_KEYS[column]]) for entry in entries) + exact(0))
        cells = column_cells(FIRST_YEAR_ROW, len(entries), column)
        sheet.formula(TOTAL, column, f"SUM({cells})", value, shown, "total")


def _by_year(sheet: Sheet, entries: list[Json], years: list[int], shown: str) -> None:
    """Write all funds together by year, which the chart shows."""
    sheet.texts(TOTAL, [say("Year"), say("Money of the year"), say("Spent")], "head", BY_YEAR)
    when = column_cells(FIRST_YEAR_ROW, len(entries), YEAR)
    for row, year in enumerate(years, FIRST_YEAR_ROW):
        sheet.number(row, BY_YEAR, year, "0")
        for place, column in enumerate((AMOUNT, SPENT), BY_YEAR + 1):
            cells = column_cells(FIRST_YEAR_ROW, len(entries), column)
            value = plain(sum(exact(each[_KEYS[column]]) for each in entries if each["year"] == year) + exact(0))
            sheet.formula(row, place, f"SUMIFS({cells},{when},{cell(row, BY_YEAR)})", value, shown)


def _chart(sheet: Sheet, years: list[int]) -> None:
    """Draw money and spending by year, below the small table."""
    book = sheet.book
    chart = book.file.add_chart({"type": "column"})
    for column, colour in ((BY_YEAR + 1, ACCENT), (BY_YEAR + 2, MAIN)):
        chart.add_series(
            {
                "name": f"={book.at('funds', cell(TOTAL, column, fixed=True))}",
                "categories": f"={book.at('funds', column_cells(FIRST_YEAR_ROW, len(years), BY_YEAR))}",
                "values": f"={book.at('funds', column_cells(FIRST_YEAR_ROW, len(years), column))}",
                "fill": {"color": colour},
                "border": {"color": "#333333"},
            }
        )
    chart.set_title({"name": book.spoken(say("Money and spending by year"))})
    chart.set_y_axis({"name": book.spoken(word(book.run.result["totals"]["money_unit"])), "num_format": "#,##0"})
    chart.set_legend({"position": "bottom"})
    sheet.page.insert_chart(FIRST_YEAR_ROW + len(years) + 1, BY_YEAR, chart, {"x_scale": 1.1, "y_scale": 1.1})
