"""The planner's table: the answer of a run on a terminal, from the title to the money of each year."""

from greenopt.engine.ties import OBJECTIVE
from greenopt.language import Language, Message, Number, Text, say, word
from greenopt.report.binding import write_binding, write_years
from greenopt.report.conflict import write_conflict
from greenopt.report.layout import Column, Page
from greenopt.report.portfolio import write_portfolio
from greenopt.report.words import (
    CASE_STATUS,
    Json,
    Names,
    decimals_for,
    exact,
    figure,
    main_indicator,
    named,
    proof,
    text_in,
    unfinished,
    uniqueness,
)


def planner(result: Json, names: Names, language: Language, width: int, colour: bool = False) -> str:
    """
    Return the answer for a planner.

    Args:
        result: the result document.
        names: what funds, indicators and rules are called.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = Page(language, width, colour)
    write_title(page, result)
    if result["portfolio"]:
        _write_answer(page, result)
        write_portfolio(page, result, names)
        _write_indicators(page, result, names)
        write_binding(page, result, names)
        write_years(page, result, names)
    else:
        write_conflict(page, result, names)
    return page.text()


def write_title(page: Page, result: Json) -> None:
    """Write what case this is, and what may be done with the answer."""
    case = result["case"]
    page.line(text_in(case["title"], page.language), "bold")
    page.line(CASE_STATUS[case["status"]], "bold yellow" if case["status"] == "illustrative" else "bold")
    page.line(text_in(case["policy"], page.language), "dim")
    if result["scenario"]:
        page.line(say("Scenario: {names}", names=", ".join(result["scenario"])))
    for path, value in result["changes"].items():
        page.line(say("Changed: {path} = {value}", path=path, value=value))


def begun(document: Json, language: Language, width: int, *, colour: bool) -> Page:
    """Return the page of a study with its head: what case this is, and what is sought."""
    page = Page(language, width, colour)
    write_title(page, document)
    page.blank()
    page.line(text_in(document["objective"]["text"], language))
    return page


def write_value(page: Page, document: Json, other: Message | None) -> None:
    """Write what is sought, how much of it there is, what is proved of it, and whether other plans are as good."""
    objective = document["objective"]
    page.blank()
    page.line(text_in(objective["text"], page.language))
    value = f"{figure(objective['value'], page.language)} {page.spoken(word(objective['unit']))}"
    page.line(f"{value} – {page.spoken(proof(document))}", "bold green", indent=2)
    why = unfinished(document)
    if why is not None:
        page.line(why.in_language(page.language), "yellow", indent=2)
    write_weighed(page, objective)
    write_next(page, document)
    if other is not None:
        page.line(other, "dim", indent=2)


def write_weighed(page: Page, objective: Json) -> None:
    """Write what each indicator adds to a sum of several."""
    for part in objective.get("aims", []):
        said = {
            "name": part["indicator"],
            "amount": Number(exact(part["value"] or 0), decimals_for([part["value"]])),
            "own": word(part["unit"]),
            "counts": Number(exact(part["counts"] or 0), decimals_for([part["counts"]])),
            "unit": word(objective["unit"]),
        }
        if part["value"] is not None:
            page.line(say("{name}: {amount} {own}, which counts as {counts} {unit}", **said), "dim", indent=2)


def write_next(page: Page, document: Json) -> None:
    """Write what was sought after the objective; where it is not proved to be the best, it says so."""
    tiers = document.get("tiers", [])
    after = [each["name"] for each in tiers].index(OBJECTIVE) + 1 if tiers else 0
    for tier in tiers[after:]:
        page.line(say("Next: {aim}", aim=Text(**tier["text"])), indent=2)
        if tier["value"] is None:
            page.line(say("not proved to be the best among whole projects"), "yellow", indent=4)
            continue
        page.line(f"{figure(tier['value'], page.language)} {text_in(tier['unit'], page.language)}", "green", indent=4)


def _write_answer(page: Page, result: Json) -> None:
    totals = result["totals"]
    unit = word(totals["money_unit"])
    write_value(page, result, uniqueness(result))
    opening = {row["fund"]: row["carried_in"] for row in reversed(result["years"])}
    left = sum((exact(row["amount"]) - exact(row["spent"]) for row in result["years"]), exact(0))
    # What was paid in years that have passed stands in no row: it counts as given and as spent.
    given = exact(totals["public_money"]) + left + sum((exact(each) for each in opening.values()), exact(0))
    decimals = decimals_for([totals["public_money"]])
    said = {"public": Number(exact(totals["public_money"]), decimals), "given": Number(given, decimals), "unit": unit}
    page.line(say("Public money: {public} of {given} {unit}", **said))
    private = Number(exact(totals["private_money"]), decimals_for([totals["private_money"]]))
    page.line(say("Other money that comes with it: {private} {unit}", private=private, unit=unit))


def _write_indicators(page: Page, result: Json, names: Names) -> None:
    """Write what the plan brings, in every indicator that it moves."""
    columns = [
        Column(page.spoken(say("What the plan brings once it runs")), wraps=True),
        Column(page.spoken(say("Amount")), right=True),
        Column(page.spoken(say("Unit"))),
    ]
    rows = []
    indicators, first = result["totals"]["indicators"], main_indicator(result)
    for name, each in sorted(indicators.items(), key=lambda item: (item[0] != first, "year" not in item[1], item[0])):
        if not each["value"]:
            continue
        label, places = named(names.indicators, name, page.language), None
        if "year" in each:
            # An intensity is a small number, of which the third digit is what changes.
            places = 4 if each["unit"] != "%" and abs(each["value"]) < 1 else None
            without = figure(each["without_projects"], page.language, places)
            said = {"name": label, "year": each["year"], "without": without, "unit": word(each["unit"])}
            label = page.spoken(say("{name}, {year} (without projects {without} {unit})", **said))
        rows.append([label, figure(each["value"], page.language, places), page.spoken(word(each["unit"]))])
    if rows:
        page.blank()
        page.rows(columns, rows)
