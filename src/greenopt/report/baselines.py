"""Simpler ways of choosing, on a terminal: what they come to beside the best plan, and what they break."""

from collections.abc import Sequence

from greenopt.language import Message, Number, Text, say, word
from greenopt.report.check import sides
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, decimals_for, exact, figure, text_in

MOST_BROKEN = 8
"""Broken requirements that are shown of each plan; the document holds all."""


def write_baselines(page: Page, records: Sequence[Json]) -> None:
    """
    Write simpler ways of choosing under a heading of their own.

    Args:
        page: the page of the ranking.
        records: the part ``baselines`` of its document.
    """
    page.heading(say("What simpler ways of choosing come to"))
    if not records:
        page.line(
            say("nothing to compare with: no plan, or the least money is sought and nothing is bought by the unit")
        )
        return
    unit = page.spoken(word(records[0]["unit"]))
    best = records[0]["best"]
    columns = [
        Column(page.spoken(say("Way")), wraps=True),
        Column(unit, right=True),
        Column(page.spoken(say("Best plan gains")), right=True),
        Column("%", right=True),
        Column(page.spoken(say("Breaks")), right=True),
    ]
    known = [each for each in records if each["value"] is not None]
    places = decimals_for([best, *(each["value"] for each in known)])
    rows = [[page.spoken(say("best plan")), figure(best, page.language, places), "", "", "0"]]
    page.rows(columns, [*rows, *(_cells(page, each, places) for each in records)])
    for each in known:
        _write_verdict(page, each)


def _cells(page: Page, row: Json, places: int) -> list[str]:
    title = text_in(row["title"], page.language)
    if row["value"] is None:
        return [title, "–", "", "", ""]
    percent = "" if row["gap_percent"] is None else figure(row["gap_percent"], page.language, 2)
    count = len(row["broken"]) + len(row["faults"])
    gap = decimals_for([row["gap"]])
    return [
        title,
        figure(row["value"], page.language, places),
        figure(row["gap"], page.language, gap),
        percent,
        str(count),
    ]


def _write_verdict(page: Page, row: Json) -> None:
    """Write what a plan breaks; or, where it does better at the expense of what comes first, that."""
    title = text_in(row["title"], page.language)
    worse = [each for each in row["comes_first"] if each["worse"]]
    if not row["broken"] and not row["faults"]:
        for each in worse:
            page.line(_serves_less(page, title, each), "yellow", hanging=2)
        return
    page.blank()
    words = say("{title}: no plan that may be carried out, for it breaks", title=title)
    page.line(words, "bold")
    for each in row["broken"][:MOST_BROKEN]:
        page.line(f"• {text_in(each['text'], page.language)}", indent=2, hanging=2)
        page.line(sides(page, each), "red", indent=4)
    for each in row["faults"][: max(MOST_BROKEN - len(row["broken"]), 0)]:
        page.line(f"• {text_in(each['text'], page.language)}", "red", indent=2, hanging=2)
    rest = len(row["broken"]) + len(row["faults"]) - MOST_BROKEN
    if rest > 0:
        page.line(say("and {count} more {count:requirement|requirements}", count=rest), "dim", indent=2)
    for each in worse:
        page.line(_serves_less(page, title, each), "yellow", hanging=2)


def _serves_less(page: Page, title: str, each: Json) -> Message:
    places = decimals_for([each["value"], each["best"]])
    return say(
        "{title} serves less of what comes first: {text} ({value}, best plan {best} {unit})",
        title=title,
        text=text_in(each["text"], page.language),
        value=Number(exact(each["value"]), places),
        best=Number(exact(each["best"]), places),
        unit=Text(**each["unit"]),
    )
