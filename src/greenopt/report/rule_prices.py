"""What each rule costs, on a terminal: in total, by the unit, and two rules together."""

from collections.abc import Sequence

from greenopt.language import Message, Text, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, decimals_for, figure, text_in

MOST_PAIRS = 12
"""Pairs that are shown; the document holds all."""
MOST_NAMES = 12


def write_rule_prices(page: Page, record: Json) -> None:
    """
    Write the price list of rules under a heading of its own.

    Args:
        page: the page of the ranking.
        record: its document, or the parts ``rules``, ``rule_pairs`` and ``rule_summary`` of it.
    """
    page.heading(say("What each rule costs"))
    rules, summary = record["rules"], record["rule_summary"]
    if summary["value"] is None:
        page.line(say("No plan satisfies the case; these rules stand in its way alone:"), "bold")
        freeing = [each for each in rules if each["status"] == "certified_optimal"]
        for each in freeing:
            page.line(f"• {_title(page, each)}", indent=2, hanging=2)
        if not freeing:
            page.line(say("none"), indent=2)
        return
    costing = [each for each in rules if each["drop_gain"]]
    if costing:
        _write_costs(page, costing, summary)
    else:
        page.line(say("No rule costs anything: without any one of them the best plan is just as good."))
    _write_free(page, rules)
    if record["rule_pairs"] is not None:
        _write_pairs(page, record)


def _write_costs(page: Page, costing: Sequence[Json], summary: Json) -> None:
    """Write the rules without which the best plan is another one, the dearest first."""
    gain = say("Gained") if summary["sense"] == "maximise" else say("Saved")
    columns = [
        Column(page.spoken(say("Rule")), wraps=True),
        Column(page.spoken(gain), right=True),
        Column(page.spoken(say("Last unit")), right=True),
        Column(page.spoken(say("per")), wraps=True),
    ]
    places = decimals_for(each["drop_gain"] for each in costing)
    page.rows(columns, [_cells(page, each, places) for each in costing])
    unit = word(summary["unit"])
    page.line(
        say("In {unit}: what the best plan gains without the rule; and when it is relaxed by one unit.", unit=unit),
        "dim",
    )
    if any(each["status"] != "certified_optimal" for each in costing):
        page.line(say("≥ at least so much: the best plan without the rule could not be proved"), "dim")
    marked = [each for each in costing if _changes_first(each)]
    if marked:
        page.line(say("* something that comes before the objective is served otherwise:"), "dim")
        for each in marked:
            page.line(f"{_title(page, each)}: {text_in(each['effect'], page.language)}", "dim", indent=2, hanging=2)
    if any(each["drop_gain"] < 0 for each in costing):
        words = say(
            "A rule that gains less than nothing also gives: without it, less can be done or other things first."
        )
        page.line(words, "dim")


def _cells(page: Page, row: Json, places: int) -> list[str]:
    priced = [each for each in row["prices"] if each["price"]]
    price, per = "", ""
    if len(priced) == 1:
        price = figure(priced[0]["price"], page.language)
        per = page.spoken(say("{unit}", unit=Text(**priced[0]["price_unit"])))
    elif priced:
        low, high = (figure(pick(each["price"] for each in priced), page.language) for pick in (min, max))
        price = low if low == high else f"{low}–{high}"
        per = page.spoken(
            say("{unit}, in {count} {count:part|parts}", unit=Text(**priced[0]["price_unit"]), count=len(priced))
        )
    sure = "" if row["status"] == "certified_optimal" else "≥ "
    mark = "*" if _changes_first(row) else ""
    return [_title(page, row), f"{sure}{figure(row['drop_gain'], page.language, places)}{mark}", price, per]


def _changes_first(row: Json) -> bool:
    return any(each["with"] != each["without"] for each in row["comes_first"])


def _title(page: Page, row: Json) -> str:
    """Return a rule's short name, or the name it has in the case."""
    return text_in(row["title"], page.language) if row["title"] else str(row["name"])


def _write_free(page: Page, rules: Sequence[Json]) -> None:
    """Write how many rules cost nothing, and why that is so; and those without which the case makes no sense."""
    free = [each for each in rules if each["drop_gain"] == 0]
    held = [each for each in free if each["binding"]]
    silent = [each for each in free if not each["binding"] and each["known_by"] == "asks_nothing"]
    roomy = [each for each in free if not each["binding"] and each["known_by"] != "asks_nothing"]
    for each, words in (
        (
            held,
            say(
                "{count} {count:rule stands at its|rules stand at their} limit and {count:costs|cost} nothing: {names}",
                **_named(page, held),
            ),
        ),
        (
            roomy,
            say(
                "{count} {count:rule does not bind and costs|rules do not bind and cost} nothing: {names}",
                **_named(page, roomy),
            ),
        ),
        (silent, say("{count} {count:rule asks|rules ask} nothing of this plan: {names}", **_named(page, silent))),
    ):
        if each:
            page.line(words, "dim", indent=2, hanging=2)
    for row in (each for each in rules if each["drop_gain"] is None):
        page.line(f"{_title(page, row)}: {text_in(row['effect'], page.language)}", "dim", indent=2, hanging=2)


def _named(page: Page, rows: Sequence[Json]) -> dict[str, object]:
    names = ", ".join(_title(page, each) for each in rows[:MOST_NAMES])
    return {"count": len(rows), "names": f"{names}, …" if len(rows) > MOST_NAMES else names}


def _write_pairs(page: Page, record: Json) -> None:
    """Write the pairs of rules that cost together something else than alone."""
    pairs, titles = record["rule_pairs"], {each["name"]: _title(page, each) for each in record["rules"]}
    unit = page.spoken(word(record["rule_summary"]["unit"]))
    page.heading(_pairs_heading(record))
    if not pairs:
        return
    shown = pairs[:MOST_PAIRS]
    columns = [
        Column(page.spoken(say("Rule")), wraps=True),
        Column(page.spoken(say("and rule")), wraps=True),
        Column(page.spoken(say("Both ({unit})", unit=unit)), right=True),
        Column(page.spoken(say("Beyond their sum")), right=True),
    ]
    places = decimals_for(each["drop_gain"] for each in shown)
    page.rows(
        columns,
        [
            [
                *(titles[name] for name in each["rules"]),
                *(figure(each[key], page.language, places) for key in ("drop_gain", "interaction")),
            ]
            for each in shown
        ],
    )
    if len(pairs) > len(shown):
        page.line(say("and {count} more {count:pair|pairs}", count=len(pairs) - len(shown)), "dim")
    page.line(
        say("Below zero: both stand in the way of the same thing. Above: each hides what the other costs."), "dim"
    )


def _pairs_heading(record: Json) -> Message:
    count, held = len(record["rule_pairs"]), record["rule_summary"]["pairs_held"]
    if not count:
        return say("Of {held} {held:pair|pairs} of rules none costs more or less than its rules alone", held=held)
    return say(
        "{count} of {held} {held:pair|pairs} of rules {count:costs|cost} more or less than "
        "{count:its|their} rules alone",
        count=count,
        held=held,
    )
