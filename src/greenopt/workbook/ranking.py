"""
The sheet of the ranking: the portfolio with a level that may be changed, and what the change makes of the totals.

The formulas multiply a level with what the whole project takes and brings. They are no solver: nothing else moves when
a level is changed, and a better plan may exist for the new level.
"""

from fractions import Fraction
from typing import Any

from greenopt.language import Message, say, word
from greenopt.plan import FIRST_YEAR, Form, Sum
from greenopt.project import Facts
from greenopt.report.words import DECISIONS, exact, main_indicator
from greenopt.result.standing import plain
from greenopt.workbook.sheet import (
    BROKEN,
    FIRST,
    FIRST_RULE,
    PERCENT,
    WARNING,
    Book,
    Sheet,
    cell,
    column_cells,
    constant,
    shown_as,
)

TOTAL = FIRST - 1
(
    NUMBER, NAME, PROJECT, SECTOR, PLACE, DECISION, LEVEL, TRIED, ASKS, MONEY, MONEY_WHOLE, MONEY_TRIED,
    BROUGHT, BROUGHT_WHOLE, BROUGHT_TRIED, OBJECTIVE, OBJECTIVE_WHOLE, OBJECTIVE_TRIED,
    REASON, QUALITY, EVIDENCE, SECTOR_ID,
) = range(22)  # fmt: skip
WIDTHS = (5, 38, 22, 24, 18, 14, 9, 9, 12, 12, 12, 12, 12, 12, 12, 13, 13, 13, 60, 12, 40, 20)
QUALITIES = {"measured": say("measured"), "estimated": say("estimated"), "assumed": say("assumed")}
WHAT_IF = say(
    "What if: change a yellow level. Money, results and rule checks follow, and a broken rule turns red. This is not a "
    "new best plan: nothing else moves, each project keeps its years and funds, and what is kept from year to year or "
    "claimed twice stays as in the plan."
)


def write_ranking(book: Book) -> None:
    """Write the sheet."""
    result = book.run.result
    sheet = book.sheet("ranking", WIDTHS)
    page = sheet.page
    indicator = main_indicator(result)
    unit = word(result["totals"]["indicators"][indicator]["unit"] if indicator else "")
    sheet.text(0, 0, say("Projects by rank, and what if a level were another"), "title")
    page.merge_range(1, 0, 1, MONEY_TRIED, "", book.look("note"))
    sheet.text(1, 0, WHAT_IF, "note")
    page.set_row(1, 46)
    sheet.text(2, 0, say("Rules broken at these levels"), "heading")
    money = word(result["totals"]["money_unit"])
    sheet.text(3, 0, say("Money in {unit}; results in {result_unit}", unit=money, result_unit=unit), "note")
    sheet.texts(FIRST - 2, _heads(unit, word(result["objective"]["unit"])), "head")
    page.freeze_panes(FIRST, 2)
    page.repeat_rows(FIRST - 2)
    _totals(sheet, indicator)
    _projects(sheet, indicator)


def write_broken(book: Book, sheet: Sheet, row: int, column: int) -> None:
    """Write how many rules the tried levels break; red where there is one."""
    formula = f"SUM({checks(book)})"
    sheet.formula(row, column, formula, 0)
    red = book.file.add_format({"bg_color": WARNING, "font_color": "#A02000", "bold": True})
    sheet.page.conditional_format(
        row, column, row, column, {"type": "cell", "criteria": ">", "value": 0, "format": red}
    )


def checks(book: Book) -> str:
    """Return the cells in which the sheet of rules counts what is broken."""
    return book.at("rules", column_cells(FIRST_RULE, len(book.run.result["rules"]), BROKEN))


def tried_levels(book: Book) -> str:
    """Return the cells of the levels to try."""
    return cells_of(book, TRIED)


def cells_of(book: Book, column: int) -> str:
    """Return the cells of all projects in a column of this sheet."""
    return book.at("ranking", column_cells(FIRST, len(book.run.result["portfolio"]), column))


def _heads(unit: Message, objective: Message) -> list[Message]:
    return [
        say("No."), say("Project"), say("Id"), say("Sector"), say("Place"), say("Decision"), say("Level in the plan"),
        say("Level to try"), say("Asks"), say("Public money in the plan"), say("Public money for the whole"),
        say("Public money to try"), say("Result in the plan, {unit}", unit=unit),
        say("Result of the whole, {unit}", unit=unit), say("Result to try, {unit}", unit=unit),
        say("Counts for the objective, {unit}", unit=objective),
        say("The whole counts, {unit}", unit=objective),
        say("To try, {unit}", unit=objective),
        say("Reason"), say("Evidence"), say("Source"), say("Sector id"),
    ]  # fmt: skip


def _totals(sheet: Sheet, indicator: str | None) -> None:
    """Write the total row: what the plan has, and what the tried levels come to."""
    book, result = sheet.book, sheet.book.run.result
    entries, totals = result["portfolio"], result["totals"]
    sheet.texts(TOTAL, [""] * (SECTOR_ID + 1), "total")
    sheet.text(TOTAL, NAME, say("TOTAL"), "total")
    whole = totals["indicators"][indicator]["value"] if indicator else None
    wanted = [
        (MONEY, MONEY_TRIED, totals["public_money"], "public_money"),
        (BROUGHT, BROUGHT_TRIED, whole, indicator),
        (OBJECTIVE, OBJECTIVE_TRIED, result["objective"]["value"], "objective"),
    ]
    for planned, tried, value, key in wanted:
        if value is None or key is None:
            continue
        shown = shown_as([value])
        sheet.number(TOTAL, planned, value, shown, "total")
        parts = [entry["impact"].get(key, 0) if key == indicator else entry[key] for entry in entries]
        rest = _rest(value, parts)
        formula = f"SUM({column_cells(FIRST, len(entries), tried)})"
        sheet.formula(TOTAL, tried, f"{formula}+{constant(rest)}" if rest else formula, value, shown, "total")
    sheet.formula(TOTAL, ASKS, f"SUM({column_cells(FIRST, len(entries), ASKS)})", _sum(entries, "asks"), look="total")
    write_broken(book, sheet, 2, TRIED)


def _rest(value: float, parts: list[Any]) -> float:
    """Return what of a total is no project's own, such as what is claimed twice; nothing for the dust of rounding."""
    rest = exact(value) - sum((exact(part) for part in parts if part is not None), Fraction(0))
    return float(rest) if abs(rest) > Fraction(1, 10**9) * max(Fraction(1), abs(exact(value))) else 0.0


def _sum(entries: list[Any], key: str) -> float | int | None:
    return plain(sum((exact(entry[key]) for entry in entries if entry[key] is not None), Fraction(0)))


def _projects(sheet: Sheet, indicator: str | None) -> None:
    run, language, entries = sheet.book.run, sheet.book.language, sheet.book.run.result["portfolio"]
    facts, plan = run.facts, run.symbolic
    money = run.effect(plan.money()).by_level
    once = Form.of(Sum(indicator, over=FIRST_YEAR)) if indicator and _adds_up(run.facts, indicator) else Form()
    brought = run.effect(once).by_level
    sought = run.effect(run.posed.wishes[run.posed.main].form).by_level
    looks = [shown_as(entry[key] for entry in entries) for key in ("public_money", "objective")]
    impact = shown_as(entry["impact"].get(indicator, 0) for entry in entries)
    for row, entry in enumerate(entries, FIRST):
        project = facts.by_id[entry["project"]]
        sheet.number(row, NUMBER, entry["rank"])
        sheet.text(row, NAME, entry["name"][language])
        sheet.text(row, PROJECT, entry["project"])
        sheet.text(row, SECTOR, facts.sectors[project.sector].name.in_language(language))
        place = facts.places.get(project.place)
        sheet.text(row, PLACE, place.in_language(language) if place else project.place)
        sheet.text(row, DECISION, DECISIONS[entry["decision"]])
        sheet.number(row, LEVEL, entry["level"], PERCENT)
        sheet.number(row, TRIED, entry["level"], PERCENT, "input")
        _limit_level(sheet, row, whole=project.scale.whole)
        sheet.number(row, ASKS, entry["asks"])
        _tried(sheet, row, MONEY, entry["public_money"], money.get(project.id), looks[0])
        _tried(sheet, row, BROUGHT, entry["impact"].get(indicator, 0), brought.get(project.id), impact)
        _tried(sheet, row, OBJECTIVE, entry["objective"], sought.get(project.id), looks[1])
        sheet.text(row, REASON, entry["reason"][language])
        sheet.text(row, QUALITY, QUALITIES[entry["evidence"]["quality"]])
        sheet.text(row, EVIDENCE, entry["evidence"]["source"])
        sheet.text(row, SECTOR_ID, project.sector)


def _adds_up(facts: Facts, indicator: str) -> bool:
    return facts.indicators[indicator].form != "ratio"


def _tried(sheet: Sheet, row: int, column: int, value: float | None, whole: Fraction | None, shown: str) -> None:
    """Write what the plan has, what the whole project would, and a formula for the level to try."""
    sheet.number(row, column, value, shown)
    sheet.number(row, column + 1, plain(whole or Fraction(0)), shown)
    sheet.formula(row, column + 2, f"{cell(row, column + 1)}*{cell(row, TRIED)}", value, shown)


def _limit_level(sheet: Sheet, row: int, *, whole: bool) -> None:
    """Refuse a level that is none: below nothing, above all, or a part of what is done whole."""
    book = sheet.book
    words = say("0 % or 100 %: this project is carried out whole") if whole else say("from 0 % to 100 %")
    limits = {"criteria": "between", "minimum": 0, "maximum": 1, "error_message": book.spoken(words)}
    sheet.page.data_validation(row, TRIED, row, TRIED, {"validate": "integer" if whole else "decimal", **limits})
