"""Budgets and prices of a ranking on a terminal: with which money projects are funded, and what they may ask for."""

from collections.abc import Sequence

from greenopt.language import Message, Number, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, exact, figure, text_in

MOST_INTERVALS = 3
"""Intervals that are told of one project."""
CODES: dict[str, Message] = {
    "always": say("any"),
    "never": say("none"),
    "impossible": say("no plan"),
    "needed": say("indispensable"),
}
"""What is said instead of a price."""


def write_prices(page: Page, document: Json, rows: Sequence[Json]) -> None:
    """
    Write with which money projects are funded, and what they may ask for and still win.

    Args:
        page: to be written on.
        document: ``ranking.json``.
        rows: projects of the printed table.
    """
    looked = document["budgets"]
    if looked is None:
        return
    unit = word(looked["unit"])
    page.heading(say("With which money, and at which price"))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Funded with ({unit})", unit=unit)), wraps=True),
        Column(page.spoken(say("Asks for")), right=True),
        Column(page.spoken(say("May ask for")), right=True),
    ]
    page.rows(
        columns,
        [
            [
                text_in(each["name"], page.language),
                _intervals(page, each["funded_intervals"]),
                figure(each["win"]["grant"]["now"], page.language),
                _price(page, each),
            ]
            for each in rows
        ],
    )
    said = {name: Number(exact(looked[name])) for name in ("now", "from", "to")}
    page.line(
        say(
            "Funded with: the money of all funds with which something of it is done; now {now}, looked at from {first} "
            "to {last}.",
            now=said["now"],
            first=said["from"],
            last=said["to"],
        ),
        "dim",
    )
    if not looked["exact"]:
        page.line(say("Not every budget is known (?): {reason}.", reason=_reason(page, looked)), "dim")
    page.line(
        say("May ask for: the most public money at which doing all of it is no worse than leaving it out."), "dim"
    )


def _reason(page: Page, looked: Json) -> str:
    return "–" if looked["reason"] is None else text_in(looked["reason"], page.language)


def _intervals(page: Page, intervals: Sequence[Json]) -> str:
    """Return the budgets at which a project is funded, in one line."""
    if not intervals:
        return "–"
    told = "; ".join(_interval(page, each) for each in intervals[:MOST_INTERVALS])
    return told + ("; …" if len(intervals) > MOST_INTERVALS else "")


def _interval(page: Page, each: Json) -> str:
    first, last = (figure(each[key], page.language) for key in ("from", "to"))
    mark = "" if each["known"] else "?"
    if each["to_edge"] == "end":
        return f"≥ {first}{mark}"
    return f"{first}–{last}{mark}" if first != last else f"{first}{mark}"


def _price(page: Page, row: Json) -> str:
    grant = row["win"]["grant"]
    if grant["code"] in CODES:
        return page.spoken(CODES[grant["code"]])
    return figure(grant["holds_at"], page.language)
