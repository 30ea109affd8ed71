"""The first sheet: what was decided in a few numbers, what is proved of it, and the way to the other sheets."""

from typing import Any

from greenopt.language import Message, say, word
from greenopt.report.words import CASE_STATUS, Json, main_indicator, proof, uniqueness
from greenopt.workbook import ranking
from greenopt.workbook.sheet import WARNING, Book, Sheet, cell, shown_as

WIDTHS = (46, 20, 18, 18, 18, 18)
_PARTS = ("value", "over_horizon", "over_lifetime", "by_end_of_horizon")


def write_summary(book: Book, sheet: Sheet) -> None:
    """
    Write the sheet.

    Args:
        book: the workbook.
        sheet: the first sheet, begun.
    """
    result, language = book.run.result, book.language
    sheet.text(0, 0, result["case"]["title"][language], "title")
    sheet.text(1, 0, CASE_STATUS.get(result["case"]["status"], word(str(result["case"]["status"]))), "stamp")
    lines: list[Message | str] = [result["case"]["policy"][language], result["objective"]["text"][language]]
    lines += [proof(result)]
    unique = uniqueness(result)
    lines += [unique] if unique else []
    changed = [*result["scenario"], *(f"{path}={value}" for path, value in result["changes"].items())]
    lines += [say("Scenario and changes: {changes}", changes=", ".join(changed))] if changed else []
    row = 2
    for line in lines:
        sheet.page.merge_range(row, 0, row, len(WIDTHS) - 1, "", book.look("plain"))
        sheet.text(row, 0, line, "plain")
        row += 1
    if not result["portfolio"]:
        _conflict(sheet, row + 1)
        return
    row = _figures(sheet, row + 1)
    row = _indicators(sheet, row + 1)
    sheet.page.merge_range(row + 1, 0, row + 1, len(WIDTHS) - 1, "", book.look("note"))
    sheet.text(row + 1, 0, ranking.WHAT_IF, "note")
    sheet.page.set_row(row + 1, 46)
    row += 3
    for kind, name in book.names.items():
        if kind != "summary":
            sheet.page.write_url(row, 0, f"internal:'{name}'!A1", string=name)
            row += 1


def _figures(sheet: Sheet, row: int) -> int:
    """Write money, result and objective: in the plan, and at the levels to try."""
    book, result = sheet.book, sheet.book.run.result
    totals, indicator = result["totals"], main_indicator(result)
    sheet.texts(row, [say("In one look"), say("Unit"), say("In the plan"), say("At the levels to try")], "head")
    wanted: list[tuple[Message | str, str, Any, int | None]] = [
        (say("Public money"), totals["money_unit"], totals["public_money"], ranking.MONEY_TRIED),
        (say("Private money"), totals["money_unit"], totals["private_money"], None),
    ]
    if indicator:
        entry = totals["indicators"][indicator]
        wanted.append((_name(book, indicator), entry["unit"], entry["value"], ranking.BROUGHT_TRIED))
    objective = result["objective"]
    wanted.append((say("Objective"), objective["unit"], objective["value"], ranking.OBJECTIVE_TRIED))
    for name, unit, value, column in wanted:
        row += 1
        sheet.texts(row, [name, word(unit)])
        sheet.number(row, 2, value, shown_as([value]))
        if column is not None and value is not None:
            sheet.formula(row, 3, book.at("ranking", cell(ranking.TOTAL, column)), value, shown_as([value]))
    row += 1
    sheet.texts(row, [say("Rules broken at these levels"), "", ""])
    ranking.write_broken(book, sheet, row, 3)
    return row + 1


def _indicators(sheet: Sheet, row: int) -> int:
    """Write every indicator of the totals."""
    book, indicators = sheet.book, sheet.book.run.result["totals"]["indicators"]
    heads = [say("Indicator"), say("Unit"), say("Value"), say("Over the horizon"), say("Over the lifetime")]
    sheet.texts(row, [*heads, say("By the end of the horizon")], "head")
    for name, entry in indicators.items():
        row += 1
        sheet.texts(row, [_name(book, name), word(entry["unit"])])
        for column, part in enumerate(_PARTS, 2):
            sheet.number(row, column, entry.get(part), shown_as([entry.get(part)]))
    return row + 1


def _name(book: Book, indicator: str) -> str:
    known = book.run.facts.indicators.get(indicator)
    return known.name.in_language(book.language) if known else indicator


def _conflict(sheet: Sheet, row: int) -> None:
    """Write which rules clash and what would mend it, where no plan is possible."""
    conflict: Json | None = sheet.book.run.result["conflict"]
    red = sheet.book.file.add_format({"bg_color": WARNING, "bold": True, "text_wrap": True})
    sheet.page.write_string(row, 0, sheet.book.spoken(say("There is no plan, so this workbook has no ranking.")), red)
    if not conflict:
        return
    sheet.text(row + 2, 0, say("Rules that clash"), "heading")
    row += 3
    members = [member["text"][sheet.book.language] for member in conflict["members"]]
    for words in members or conflict["rules"]:
        sheet.text(row, 0, words, "plain")
        row += 1
    sheet.text(row + 1, 0, say("What would mend it"), "heading")
    for number, repair in enumerate(conflict["repairs"], row + 2):
        sheet.text(number, 0, repair["text"][sheet.book.language], "plain")
