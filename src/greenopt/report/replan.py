"""The yearly review on a terminal: both totals, what is kept, what changes and why, and which data did."""

from collections.abc import Mapping

from greenopt.language import Language, Message, Text, say, word
from greenopt.language import number as as_people_write
from greenopt.report.layout import Column, Page
from greenopt.report.portfolio import limit_in_words
from greenopt.report.terminal import write_title
from greenopt.report.words import Json, Names, decimals_for, exact, figure, level, named, text_in, years

CHANGES: dict[str, Message] = {
    "new": say("New"),
    "more": say("More than before"),
    "earlier": say("Earlier than before"),
    "later": say("Later than before"),
    "less": say("Less than before"),
    "dropped": say("Dropped"),
}
"""How a project changes, in the order of the page."""
MOST_DATA = 12
"""Changed values that are shown; the document holds all."""


def reviewed(document: Json, names: Names, language: Language, width: int, colour: bool = False) -> str:
    """
    Return a review for a planner.

    Args:
        document: ``replan.json``.
        names: what funds, indicators and rules are called.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = Page(language, width, colour)
    write_title(page, {**document, "scenario": [], "changes": {}})
    page.blank()
    page.line(say("Review of {year}: what was begun before is kept, the rest is planned anew.", year=document["year"]))
    page.line(say("The plan before: run {digest}", digest=document["run"][:16]), "dim", indent=2)
    if document["source"]:
        page.line(say("What happened: {source}", source=document["source"]), "dim", indent=2)
    _write_totals(page, document, names)
    _write_changes(page, document, names)
    _write_data(page, document)
    _write_kept(page, document)
    return page.text()


def _write_totals(page: Page, document: Json, names: Names) -> None:
    before, after = document["totals"]["before"], document["totals"]["after"]
    label = named(names.indicators, after["objective"]["indicator"], page.language)
    rows = [[page.spoken(say("Sought: {name}", name=label)), before["objective"], after["objective"]]]
    unit = document["money_unit"]
    for key, words in (("public_money", say("Public money")), ("private_money", say("Other money"))):
        rows.append([page.spoken(words), {"value": before[key], "unit": unit}, {"value": after[key], "unit": unit}])
    for name, each in sorted(after["indicators"].items()):
        was = before["indicators"].get(name, {"value": None})
        if each["value"] or was["value"]:
            rows.append([named(names.indicators, name, page.language), was, each])
    columns = [
        Column(page.spoken(say("The whole plan")), wraps=True),
        Column(page.spoken(say("Before")), right=True),
        Column(page.spoken(say("Now")), right=True),
        Column(page.spoken(say("Unit"))),
    ]
    page.blank()
    page.rows(columns, [[name, *_pair(page, was, now), page.spoken(word(now["unit"]))] for name, was, now in rows])


def _pair(page: Page, was: Json, now: Json) -> tuple[str, str]:
    """Return two values with as many decimals."""
    decimals = decimals_for((was["value"], now["value"]))
    return figure(was["value"], page.language, decimals), figure(now["value"], page.language, decimals)


def _write_kept(page: Page, document: Json) -> None:
    if not document["kept"]:
        page.heading(say("Nothing was begun before."))
        return
    paid = {
        each["project"]: sum((sum(map(exact, money.values())) for money in each["paid"].values()), exact(0))
        for each in document["kept"]
    }
    due = {each["project"]: sum(map(exact, each["remaining"].values()), exact(0)) for each in document["kept"]}
    decimals = decimals_for(map(float, (*paid.values(), *due.values())))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Begun"))),
        Column(page.spoken(say("Paid")), right=True),
        Column(page.spoken(say("Still due")), right=True),
    ]
    rows = [
        [
            text_in(each["name"], page.language),
            _begun(each["started"], page.language),
            as_people_write(paid[each["project"]], page.language, decimals),
            as_people_write(due[each["project"]], page.language, decimals),
        ]
        for each in document["kept"]
    ]
    page.heading(say("Kept: begun before (money in {unit})", unit=word(document["money_unit"])))
    page.rows(columns, rows)


def _begun(started: Mapping[str, float], language: Language) -> str:
    return f"{years(started)}: {level(float(sum(map(exact, started.values()))), language)}"


def _write_changes(page: Page, document: Json, names: Names) -> None:
    changed = [each for each in document["projects"] if each["change"] != "same"]
    same = len(document["projects"]) - len(changed)
    if not changed:
        page.heading(say("No project changes."))
        return
    page.heading(say("Projects that change (public money in {unit})", unit=word(document["money_unit"])))
    decimals = decimals_for(each[when]["public_money"] for each in changed for when in ("before", "after"))
    shown = {each["project"]: _cells(page, each, decimals) for each in changed}
    page.table(
        [
            Column(page.spoken(say("Project")), wraps=True),
            Column(page.spoken(say("Before")), right=True),
            Column(page.spoken(say("Money")), right=True),
            Column(page.spoken(say("Now")), right=True),
            Column(page.spoken(say("Money")), right=True),
        ],
        list(shown.values()),
    )
    for change, words in CHANGES.items():
        members = [each for each in changed if each["change"] == change]
        if members:
            page.line(say("{change} ({count})", change=words, count=len(members)), "bold")
        for each in members:
            page.row(shown[each["project"]])
            page.line(_why(each, names), "dim", indent=5)
    page.blank()
    page.line(say("Unchanged: {count} {count:project|projects}", count=same))


def _cells(page: Page, each: Json, decimals: int) -> list[str]:
    cells = [text_in(each["name"], page.language)]
    for when in ("before", "after"):
        standing = each[when]
        if not standing["level"]:
            cells += ["–", "–"]
            continue
        cells.append(f"{years(standing['starts'])}: {level(standing['level'], page.language)}")
        cells.append(figure(standing["public_money"], page.language, decimals))
    return cells


def _why(each: Json, names: Names) -> Message:
    """Return why a project changes, short where the limit says it all."""
    why = each["why"]
    limit = limit_in_words(why["rule"], names)
    if why["code"] == "funding_line":
        return say("at the funding line: {limit}", limit=limit)
    if why["code"] == "below_line":
        return say("what it takes brings more elsewhere: {limit}", limit=limit)
    return say("{reason}", reason=Text(why["en"], why["vi"]))


def _write_data(page: Page, document: Json) -> None:
    data = [each for each in document["data_changes"] if not each["path"].endswith(".status_source")]
    if not data:
        page.heading(say("Everything happened as planned, and no data changed."))
        return
    page.heading(say("What differs from the plan carried out"))
    for each in data[:MOST_DATA]:
        page.line(f"{each['path']}: {each['from'] or '–'} → {each['to'] or '–'}", indent=2, hanging=4)
    if len(data) > MOST_DATA:
        page.line(say("and {count} more, in replan.json", count=len(data) - MOST_DATA), "dim", indent=2)
