"""The sheet of sectors: money and results by sector, added up by formulas and held against the limits of sectors."""

from typing import Any

from greenopt.language import Message, say, word
from greenopt.plan import Sense, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.report.words import exact, main_indicator
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.workbook import ranking
from greenopt.workbook.sheet import (
    FIRST_RULE,
    MAIN,
    PERCENT,
    RIGHT_TRIED,
    WARNING,
    Book,
    Sheet,
    cell,
    column_cells,
    shown_as,
)

WIDTHS = (40, 20, 10, 15, 15, 15, 11, 15, 15, 15, 15)
FIRST_SECTOR = 4
TOTAL = FIRST_SECTOR - 1
NAME, SECTOR, COUNT, ASKS, MONEY, MONEY_TRIED, SHARE, BROUGHT, BROUGHT_TRIED, AT_LEAST, AT_MOST = range(11)
_SOURCES = {
    ASKS: ranking.ASKS,
    MONEY: ranking.MONEY,
    MONEY_TRIED: ranking.MONEY_TRIED,
    BROUGHT: ranking.BROUGHT,
    BROUGHT_TRIED: ranking.BROUGHT_TRIED,
}
"""Columns that are added up, and where they stand on the sheet of the ranking."""


def write_sectors(book: Book) -> None:
    """Write the sheet."""
    run = book.run
    sectors = sorted({run.facts.by_id[entry["project"]].sector for entry in run.result["portfolio"]})
    indicator = main_indicator(run.result)
    totals = run.result["totals"]
    unit = word(totals["indicators"][indicator]["unit"] if indicator else "")
    sheet = book.sheet("sectors", WIDTHS)
    sheet.text(0, 0, say("Sectors: money and results, beside what the rules allow"), "title")
    money = word(totals["money_unit"])
    sheet.text(1, 0, say("Money in {unit}; results in {result_unit}", unit=money, result_unit=unit), "right")
    sheet.texts(TOTAL - 1, _heads(), "head")
    sheet.page.freeze_panes(FIRST_SECTOR, 1)
    shown = {each: shown_as(_amounts(run.result["portfolio"], each, indicator)) for each in _SOURCES}
    _sums(sheet, TOTAL, say("TOTAL"), None, len(sectors), indicator, shown)
    for row, sector in enumerate(sectors, FIRST_SECTOR):
        name = run.facts.sectors[sector].name.in_language(book.language)
        _sums(sheet, row, name, sector, len(sectors), indicator, shown)
        _limits(sheet, row, sector)
    _turn_red(sheet, len(sectors))
    _chart(sheet, len(sectors))


def _heads() -> list[Message]:
    return [
        say("Sector"), say("Sector id"), say("Number of projects"), say("Asks"), say("Public money in the plan"),
        say("Public money to try"), say("Share of it"), say("Result in the plan"), say("Result to try"),
        say("At least"), say("At most"),
    ]  # fmt: skip


def _amounts(entries: list[Json], column: int, indicator: str | None) -> list[Any]:
    if column == ASKS:
        return [entry["asks"] for entry in entries]
    if column in (MONEY, MONEY_TRIED):
        return [entry["public_money"] for entry in entries]
    return [entry["impact"].get(indicator, 0) for entry in entries]


def _sums(
    sheet: Sheet, row: int, name: Any, sector: str | None, count: int, indicator: str | None, shown: dict[int, str]
) -> None:
    """Write one sector, or all of them in the total row."""
    book, entries = sheet.book, sheet.book.run.result["portfolio"]
    own = [each for each in entries if sector in (None, book.run.facts.by_id[each["project"]].sector)]
    words, numbers = ("total", "total") if sector is None else ("text", "number")
    sheet.texts(row, [name, sector, *[""] * (AT_MOST - 1)], words)
    groups, tried = ranking.cells_of(book, ranking.SECTOR_ID), ranking.tried_levels(book)
    begun = sum(1 for each in own if each["level"])
    counted = f'COUNTIFS({groups},{cell(row, SECTOR)},{tried},">0")'
    total = column_cells(FIRST_SECTOR, count, COUNT)
    sheet.formula(row, COUNT, f"SUM({total})" if sector is None else counted, begun, look=numbers)
    for column, source in _SOURCES.items():
        value = plain(sum(exact(each) for each in _amounts(own, column, indicator) if each is not None) + exact(0))
        formula = f"SUM({column_cells(FIRST_SECTOR, count, column)})"
        if sector is not None:
            formula = f"SUMIFS({ranking.cells_of(book, source)},{groups},{cell(row, SECTOR)})"
        sheet.formula(row, column, formula, value, shown[column], numbers)
    whole = sum(exact(each["public_money"]) for each in entries)
    part = sum(exact(each["public_money"]) for each in own)
    all_money = cell(TOTAL, MONEY_TRIED, fixed=True)
    formula = f"IF({all_money}=0,0,{cell(row, MONEY_TRIED)}/{all_money})"
    sheet.formula(row, SHARE, formula, float(part / whole) if whole else 0, PERCENT, numbers)


def _limits(sheet: Sheet, row: int, sector: str) -> None:
    """Write the tightest floor and ceiling for the money of a sector alone, as the sheet of rules has them."""
    book = sheet.book
    rules = {(rule["name"], rule["part"]): number for number, rule in enumerate(book.run.result["rules"])}
    found: dict[Sense, list[tuple[str, float]]] = {Sense.AT_LEAST: [], Sense.AT_MOST: []}
    for each in book.run.question.requirements:
        terms = list(each.left.terms.items())
        if each.sense in found and len(terms) == 1 and terms[0][1] == 1 and _is_money_of(terms[0][0], sector):
            number = rules[each.rule, each.part]
            side = book.at("rules", cell(FIRST_RULE + number, RIGHT_TRIED))
            found[each.sense].append((side, book.run.result["rules"][number]["right"]))
    for sense, column, name, tightest in (
        (Sense.AT_LEAST, AT_LEAST, "MAX", max),
        (Sense.AT_MOST, AT_MOST, "MIN", min),
    ):
        if found[sense]:
            value = tightest(right for _, right in found[sense])
            formula = f"{name}({','.join(side for side, _ in found[sense])})"
            sheet.formula(row, column, formula, value, shown_as([value]))


def _is_money_of(term: object, sector: str) -> bool:
    """Whether a term is all public money of one sector, and of nothing narrower."""
    if not isinstance(term, Sum) or term.of != PUBLIC_MONEY or term.fund or term.begun:
        return False
    if term.year is not None or term.by is not None:
        return False
    return term.to.model_dump(exclude_none=True) == {"sectors": (sector,)}


def _turn_red(sheet: Sheet, count: int) -> None:
    red = sheet.book.file.add_format({"bg_color": WARNING, "font_color": "#A02000", "bold": True})
    money, least, most = (f"${cell(FIRST_SECTOR, each)}" for each in (MONEY_TRIED, AT_LEAST, AT_MOST))
    dust = f"0.000001*MAX(1,ABS({money}))"
    below = f'AND({least}<>"",{money}<{least}-{dust})'
    above = f'AND({most}<>"",{money}>{most}+{dust})'
    broken = {"type": "formula", "criteria": f"=OR({below},{above})", "format": red}
    sheet.page.conditional_format(FIRST_SECTOR, 0, FIRST_SECTOR + max(count, 1) - 1, AT_MOST, broken)


def _chart(sheet: Sheet, count: int) -> None:
    """Draw the public money of each sector in the plan."""
    book = sheet.book
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": f"={book.at('sectors', cell(TOTAL - 1, MONEY, fixed=True))}",
            "categories": f"={book.at('sectors', column_cells(FIRST_SECTOR, count, NAME))}",
            "values": f"={book.at('sectors', column_cells(FIRST_SECTOR, count, MONEY))}",
            "fill": {"color": MAIN},
            "border": {"color": "#333333"},
        }
    )
    chart.set_title({"name": book.spoken(say("Public money by sector"))})
    chart.set_x_axis({"name": book.spoken(word(book.run.result["totals"]["money_unit"])), "num_format": "#,##0"})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    sheet.page.insert_chart(FIRST_SECTOR + count + 2, 0, chart, {"x_scale": 1.5, "y_scale": 1.2})
