"""The portfolio as a planner reads it: numbered, in groups, the total first, with the funding line."""

from collections.abc import Sequence

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


def write_portfolio(page: Page, result: Json, names: Names) -> None:
    """Write the projects by decision, and what the columns mean."""
    entries: list[Json] = result["portfolio"]
    indicator = main_indicator(result)
    unit = result["totals"]["indicators"][indicator]["unit"] if indicator else ""
    weighed = any(entry["merit"] is not None for entry in entries)
    shown = [_cells(page, entry, entries, indicator, weighed) for entry in entries]
    total = _sums(page, page.spoken(say("TOTAL")), "", entries, indicator, weighed)
    page.heading(say("Projects (money in {unit})", unit=word(result["totals"]["money_unit"])))
    page.table(_columns(page, word(unit), weighed), [total, *shown])
    page.row(total, "bold")
    _write_groups(page, result, names, shown, weighed)
    if weighed:
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


def _cells(page: Page, entry: Json, entries: Sequence[Json], indicator: str | None, weighed: bool) -> list[str]:
    paid = entry["decision"] in ABOVE
    brought = entry["impact"].get(indicator, 0)
    cells = [
        str(entry["rank"]),
        text_in(entry["name"], page.language),
        years(entry["starts"]),
        level(entry["level"], page.language) if paid else "–",
        figure(entry["public_money"], page.language, _decimals(entries, None)) if paid else "–",
        figure(brought, page.language, _decimals(entries, indicator)) if paid else "–",
    ]
    return [*cells, worth(entry["merit"], page.language)] if weighed else cells


def _decimals(entries: Sequence[Json], indicator: str | None) -> int:
    """Return the decimals of a column: that of an indicator, or of money."""
    return decimals_for(
        each["public_money"] if indicator is None else each["impact"].get(indicator) for each in entries
    )


def _sums(
    page: Page, title: str, number: str, entries: Sequence[Json], indicator: str | None, weighed: bool
) -> list[str]:
    """Return the row of a group: its sums in the columns of its members."""
    money = sum((exact(each["public_money"]) for each in entries), start=exact(0))
    brought = sum((exact(each["impact"].get(indicator) or 0) for each in entries), start=exact(0))
    return [
        number,
        title,
        "",
        "",
        as_people_write(money, page.language, _decimals(entries, None)),
        as_people_write(brought, page.language, _decimals(entries, indicator)) if indicator else "",
        *([""] if weighed else []),
    ]


def _write_groups(page: Page, result: Json, names: Names, shown: Sequence[list[str]], weighed: bool) -> None:
    entries: list[Json] = result["portfolio"]
    indicator = main_indicator(result)
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
            page.row(_sums(page, title, roman(number), group, indicator, weighed), "bold")
        else:
            page.line(_asking(number, title, group), "bold", indent=3 - len(roman(number)))
        for place in members:
            page.row(shown[place], "" if decision in ABOVE else "dim")
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
