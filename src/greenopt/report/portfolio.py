"""The portfolio as a planner reads it: numbered, in groups, the total first, with the funding line."""

from collections.abc import Sequence
from typing import NamedTuple

from greenopt.language import Message, Number, Text, say, word
from greenopt.language import number as as_people_write
from greenopt.report.layout import Column, Page
from greenopt.report.words import (
    DECISIONS,
    Json,
    Names,
    decimals_for,
    exact,
    figure,
    level,
    main_indicator,
    roman,
    text_in,
    worth,
    years,
)

ABOVE = ("committed", "required", "funded", "partly")
"""Decisions above the funding line."""


class _Shown(NamedTuple):
    """What the columns of figures show, the same in every row."""

    indicator: str | None
    money_decimals: int
    indicator_decimals: int
    weighed: bool
    """Whether there is a column of worth."""


def write_portfolio(page: Page, result: Json, names: Names) -> None:
    """Write the projects by decision, and what the columns mean."""
    entries: list[Json] = result["portfolio"]
    indicator = main_indicator(result)
    unit = result["totals"]["indicators"][indicator]["unit"] if indicator else ""
    shown = _Shown(
        indicator,
        decimals_for(entry["public_money"] for entry in entries),
        decimals_for(entry["impact"].get(indicator) for entry in entries),
        any(entry["merit"] is not None for entry in entries),
    )
    rows = [_cells(page, entry, shown) for entry in entries]
    total = _sums(page, page.spoken(say("TOTAL")), "", entries, shown)
    page.heading(say("Projects (money in {unit})", unit=word(result["totals"]["money_unit"])))
    page.table(_columns(page, word(unit), shown.weighed), [total, *rows])
    page.row(total, "bold")
    _write_groups(page, entries, names, rows, shown)
    if shown.weighed:
        page.blank()
        page.line(
            say(
                "Worth: what a project brings, divided by what the money and room it takes would bring elsewhere; "
                "1 is the funding line."
            ),
            "dim",
        )


def _columns(page: Page, unit: Message, weighed: bool) -> list[Column]:
    spoken = page.spoken
    columns = [
        Column(spoken(say("No.")), right=True),
        Column(spoken(say("Project")), wraps=True),
        Column(spoken(say("Start"))),
        Column(spoken(say("Level")), right=True),
        Column(spoken(say("Public money")), right=True),
        Column(spoken(unit), right=True),
    ]
    return [*columns, Column(spoken(say("Worth")), right=True)] if weighed else columns


def _cells(page: Page, entry: Json, shown: _Shown) -> list[str]:
    paid = entry["decision"] in ABOVE
    brought = entry["impact"].get(shown.indicator, 0)
    cells = [
        str(entry["rank"]),
        text_in(entry["name"], page.language),
        years(entry["starts"]),
        level(entry["level"], page.language) if paid else "–",
        figure(entry["public_money"], page.language, shown.money_decimals) if paid else "–",
        figure(brought, page.language, shown.indicator_decimals) if paid else "–",
    ]
    return [*cells, worth(entry["merit"], page.language)] if shown.weighed else cells


def _sums(page: Page, title: str, number: str, entries: Sequence[Json], shown: _Shown) -> list[str]:
    """Return the row of a group: its sums in the columns of its members."""
    money = sum((exact(each["public_money"]) for each in entries), start=exact(0))
    brought = sum((exact(each["impact"].get(shown.indicator) or 0) for each in entries), start=exact(0))
    return [
        number,
        title,
        "",
        "",
        as_people_write(money, page.language, shown.money_decimals),
        as_people_write(brought, page.language, shown.indicator_decimals) if shown.indicator else "",
        *([""] if shown.weighed else []),
    ]


def _write_groups(page: Page, entries: Sequence[Json], names: Names, rows: Sequence[list[str]], shown: _Shown) -> None:
    number, lined = 0, False
    for decision, words in DECISIONS.items():
        members = [place for place, entry in enumerate(entries) if entry["decision"] == decision]
        if not members:
            continue
        number += 1
        if decision not in ABOVE and not lined:
            lined = True
            page.blank()
            page.ruled(funding_line(entries), "bold yellow", "━")
        group = [entries[place] for place in members]
        page.blank()
        title = page.spoken(say("{decision} ({count})", decision=words, count=len(group)))
        if decision in ABOVE:
            page.row(_sums(page, title, roman(number), group, shown), "bold")
        else:
            page.line(_asking(number, title, group), "bold", indent=3 - len(roman(number)))
        for place in members:
            page.row(rows[place], "" if decision in ABOVE else "dim")
            _write_reason(page, entries[place], names)


def _asking(number: int, title: str, group: Sequence[Json]) -> Message:
    money = sum((exact(each["asks"]) for each in group), start=exact(0))
    return say("{number}  {title}: asking for {money}", number=roman(number), title=title, money=Number(money, 0))


def _write_reason(page: Page, entry: Json, names: Names) -> None:
    words = note_in_words(entry, names)
    if words is not None:
        page.line(words, "dim", indent=5)


def note_in_words(entry: Json, names: Names) -> Message | None:
    """Return what a project's numbers do not say of it, short; None where they say all."""
    code, decision = entry["reason"]["code"], entry["decision"]
    limit = limit_in_words(entry["reason"]["rule"], names)
    asks = Number(exact(entry["asks"]), decimals_for([entry["asks"]]))
    if code == "funding_line":
        return say("asks {asks}; limited by: {limit}", asks=asks, limit=limit)
    if code == "below_line":
        return say("asks {asks}; what it takes brings more elsewhere: {limit}", asks=asks, limit=limit)
    reason = Text(entry["reason"]["en"], entry["reason"]["vi"])
    if decision in ("partly", "not_funded"):
        return say("asks {asks}; {reason}", asks=asks, reason=reason)
    if code == "above_line" and entry["merit"] is not None and entry["merit"] < 1:
        return say("brings less than it takes: a rule or an aim asks for it")
    if decision == "screened_out":
        return say("{reason}", reason=reason)
    return None


def limit_in_words(name: str, names: Names) -> Message | Text:
    """Return what holds a project back, short: a fund and its year, or a rule."""
    rule, _, part = name.partition(":")
    if not rule or rule == "pay":
        return say("the money of its funds")
    if rule.startswith("funds."):
        fund = rule.split(".")[1]
        if len(names.funds) == 1:
            return say("the money of {year}", year=part)
        return say("{fund} {year}", fund=names.funds.get(fund, fund), year=part)
    return say("{rule}", rule=names.rules.get(rule, rule))


def funding_line(entries: Sequence[Json]) -> Message:
    """Return what stands on the line between what is paid and what is not."""
    if any(entry["decision"] == "not_funded" for entry in entries):
        return say("FUNDING LINE: nothing below is paid")
    return say("FUNDING LINE: every eligible project is above it")
