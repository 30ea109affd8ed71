"""A checked plan as a terminal shows it: the verdict, what is broken, the distance to the best plan, who differs."""

from collections.abc import Sequence

from greenopt.language import Language, Message, Number, Text, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import CASE_STATUS, SIGNS, Json, decimals_for, exact, figure, level, text_in

MOST_DIFFERENCES = 15
"""Projects shown that differ from the best plan; the document holds all."""


def checked(document: Json, verdict: Message, language: Language, width: int, colour: bool = False) -> str:
    """
    Return the answer for a planner.

    Args:
        document: what ``greenopt.check/1`` holds.
        verdict: its verdict in one sentence.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = Page(language, width, colour)
    page.line(text_in(document["case"]["title"], language), "bold")
    page.line(CASE_STATUS[document["case"]["status"]], "dim")
    page.blank()
    page.line(say("{plan}: {verdict}", plan=document["plan"], verdict=verdict), _style(document))
    _write_broken(page, document)
    _write_missed(page, document["missed"])
    _write_first(page, document["comes_first"])
    _write_objective(page, document)
    _write_differences(page, document["differences"], document["objective"]["unit"])
    return page.text()


def _style(document: Json) -> str:
    return "bold green" if document["satisfied"] else "bold red"


def _write_broken(page: Page, document: Json) -> None:
    """Write each broken requirement with both sides and what is missing, then what may not be at all."""
    if not document["satisfied"]:
        page.heading(say("What the plan breaks"))
    for row in document["broken"]:
        label = row["row"] or "•"
        page.line(f"{label:<4} {text_in(row['text'], page.language)}", hanging=5)
        page.line(sides(page, row), "red", indent=5)
        if row["source"]:
            page.line(say("source: {source}", source=row["source"]), "dim", indent=5)
    for fault in document["faults"]:
        page.line(f"{'•':<4} {text_in(fault['text'], page.language)}", "red", hanging=5)


def sides(page: Page, row: Json) -> Message:
    """Return both sides of a broken requirement, and what is missing."""
    decimals = decimals_for([row["left"], row["right"]])
    said = {
        "part": f"{row['part']}: " if row["part"] else "",
        "left": Number(exact(row["left"]), decimals),
        "sign": SIGNS[row["sense"]],
        "right": Number(exact(row["right"]), decimals),
        "unit": Text(**row["unit"]),
        "missing": Number(exact(row["missing"]), decimals_for([row["missing"]])),
    }
    if row["sense"] == "<=":
        return say("{part}{left}, to be {sign} {right} {unit}: {missing} too much", **said)
    if row["sense"] == "==":
        return say("{part}{left}, to be {sign} {right} {unit}: off by {missing}", **said)
    return say("{part}{left}, to be {sign} {right} {unit}: {missing} missing", **said)


def _write_missed(page: Page, missed: Sequence[Json]) -> None:
    if missed:
        page.heading(say("Aims that the plan misses, as it may"))
    for row in missed:
        page.line(f"{'•':<4} {text_in(row['text'], page.language)}", hanging=5)
        short = Number(exact(row["shortfall"]), decimals_for([row["shortfall"]]))
        page.line(say("missed by {short} {unit}", short=short, unit=Text(**row["unit"])), "yellow", indent=5)


def _write_first(page: Page, rows: Sequence[Json]) -> None:
    """Write what comes before the objective, where the best plan serves it otherwise."""
    different = [row for row in rows if row["value"] != row["best"]]
    if different:
        page.heading(say("What comes before the objective"))
    for row in different:
        page.line(f"{'•':<4} {text_in(row['text'], page.language)}", hanging=5)
        decimals = decimals_for([row["value"], row["best"]])
        said = {key: Number(exact(row[key]), decimals) for key in ("value", "best")}
        words = say("{value} {unit}, best plan {best} {unit}", unit=Text(**row["unit"]), **said)
        if not row["unit"]["en"]:
            words = say("{value}, best plan {best}", **said)
        page.line(words, "yellow" if row["worse"] else "", indent=5)


def _write_objective(page: Page, document: Json) -> None:
    """Write what the plan brings beside what the best plan brings."""
    objective, totals = document["objective"], document["totals"]
    unit = page.spoken(word(objective["unit"]))
    page.blank()
    page.line(text_in(objective["text"], page.language))
    columns = [
        Column(""),
        Column(page.spoken(say("This plan")), right=True),
        Column(page.spoken(say("Best plan")), right=True),
    ]
    money = page.spoken(say("Public money ({unit})", unit=word(totals["money_unit"])))
    places = decimals_for([objective["value"], objective["best"]])
    money_places = decimals_for([totals["public_money"], totals["best_public_money"]])
    rows = [
        [unit, *(figure(objective[key], page.language, places) for key in ("value", "best"))],
        [money, *(figure(totals[key], page.language, money_places) for key in ("public_money", "best_public_money"))],
    ]
    page.rows(columns, rows)
    page.line(_gap(document), "bold")


def _gap(document: Json) -> Message:
    objective = document["objective"]
    gap = objective["gap"]
    if gap is None:
        return say("There is no best plan to compare it with: no plan satisfies the case.")
    said = {
        "gap": Number(abs(exact(gap)), decimals_for([gap])),
        "unit": word(objective["unit"]),
        "percent": Number(abs(exact(objective["gap_percent"] or 0)), 2),
    }
    first = next((row for row in document["comes_first"] if row["value"] != row["best"]), None)
    if first is not None and first["worse"] and gap <= 0:
        if not gap:
            return say("Just as good as the best plan in what is sought, but it serves less of what comes first.")
        return say(
            "Better in what is sought by {gap} {unit} ({percent} %), but it serves less of what comes first.", **said
        )
    if not gap:
        return say("Just as good as the best plan.")
    if objective["best_status"] != "certified_optimal":
        return say("{gap} {unit} ({percent} %) from the best plan known, which is not proved to be best", **said)
    if gap > 0:
        return say("The best plan is better by {gap} {unit} ({percent} %), proved.", **said)
    return say("Better than the best plan that satisfies every rule, by {gap} {unit} ({percent} %).", **said)


def _write_differences(page: Page, differences: Sequence[Json], unit: str) -> None:
    """Write who differs from the best plan, and why the best plan decides otherwise."""
    if not differences:
        return
    page.heading(say("Where it differs from the best plan, what matters most first"))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("This plan")), right=True),
        Column(page.spoken(say("Best plan")), right=True),
        Column(page.spoken(word(unit)), right=True),
    ]
    shown = differences[:MOST_DIFFERENCES]
    places = decimals_for(each["objective"] for each in shown)
    rows = [
        [
            text_in(each["name"], page.language),
            level(each["level"], page.language),
            level(each["best_level"], page.language),
            figure(each["objective"], page.language, places),
        ]
        for each in shown
    ]
    page.table(columns, rows)
    for each, cells in zip(shown, rows, strict=True):
        page.row(cells)
        page.line(say("best plan: {reason}", reason=text_in(each["reason"], page.language)), "dim", indent=2)
    rest = len(differences) - MOST_DIFFERENCES
    if rest > 0:
        page.line(say("and {count} more {count:project|projects}", count=rest), "dim")
