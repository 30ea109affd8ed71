"""A ranking on a terminal: the league table with the line up to which money goes, then who would give way to whom."""

from collections import Counter
from collections.abc import Callable, Sequence

from greenopt.language import Language, Message, Number, say, word
from greenopt.report.alternatives import write_alternatives
from greenopt.report.baselines import write_baselines
from greenopt.report.core_index import write_core
from greenopt.report.ladder import write_ladder
from greenopt.report.layout import Column, Page
from greenopt.report.ranking_prices import write_prices
from greenopt.report.rule_prices import write_rule_prices
from greenopt.report.terminal import begun, write_next, write_weighed
from greenopt.report.words import Json, decimals_for, exact, figure, level, text_in

MOST_NAMES = 2
"""Projects that are named as giving way."""
MOST_BESIDE = 12
"""Rows of the second table."""
SMALL, FINE = 0.1, 3
"""Costs below the first are written with so many decimals."""
CLASSES: dict[str | None, Message] = {
    "core": say("core"),
    "borderline": say("borderline"),
    "out": say("out"),
    None: say("not known"),
}
FURTHER: dict[str, Callable[[Page, Json], None]] = {
    "alternatives": write_alternatives,
    "ladder": write_ladder,
    "core": write_core,
}
"""Parts of the document that are written if they were asked for."""
PLANNED = ("committed", "required", "funded", "partly")


def ranking_page(document: Json, language: Language, width: int, colour: bool = False) -> str:
    """
    Return a ranking for a policymaker.

    Args:
        document: ``ranking.json``.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = begun(document, language, width, colour=colour)
    printed = set(document["printed"])
    write_ranking(page, document, [each for each in document["ranking"] if each["project"] in printed])
    return page.text()


def write_ranking(page: Page, document: Json, shown: Sequence[Json]) -> None:
    """
    Write a ranking without its head.

    Args:
        page: to be written on.
        document: ``ranking.json``.
        shown: rows of it that the league table has.
    """
    if not document["ranking"]:
        page.line(say("No plan satisfies the case."), "bold red")
        return
    _write_known(page, document)
    _write_table(page, document, shown)
    _write_reading(page, document)
    _write_serving(page, shown)
    _write_evidence(page, document)
    _write_beside(page, document)
    write_prices(page, document, shown)
    write_baselines(page, document["baselines"])
    if document["rules"] is not None:
        write_rule_prices(page, document)
    for key, write in FURTHER.items():
        if document[key] is not None:
            write(page, document[key])


def _write_known(page: Page, document: Json) -> None:
    """Write the value of the plan, how many plans were solved, and how well they are known."""
    objective = document["objective"]
    value = f"{figure(objective['value'], page.language)} {page.spoken(word(objective['unit']))}"
    proved = document["status"] == "certified_optimal"
    page.line(say("{value}, proved", value=value) if proved else word(value), "bold green", indent=2)
    write_weighed(page, objective)
    write_next(page, document)
    held, solved = document["held"], document["solved"]
    if document["certified"]:
        page.line(
            say("{count} further {count:plan|plans}; those of this table are proved", count=solved), "dim", indent=2
        )
    elif held["scenarios"]:
        said = {"count": solved, "held": held["scenarios"], "differ": held["differ"]}
        page.line(
            say(
                "{count} further {count:plan|plans}, checked; {held} of them also proved, {differ} "
                "{differ:differs|differ}",
                **said,
            ),
            "dim",
            indent=2,
        )
    else:
        page.line(say("{count} further {count:plan|plans}", count=solved), "dim", indent=2)


def _write_table(page: Page, document: Json, rows: Sequence[Json]) -> None:
    """Write the league table, with a line below the last project that gets money."""
    unit = page.spoken(word(document["objective"]["unit"]))
    columns = [
        Column(page.spoken(say("Rank")), right=True),
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Level")), right=True),
        Column(page.spoken(say("Lost without it")), right=True, wraps=True),
        Column(page.spoken(say("Lost by forcing it in")), right=True, wraps=True),
        Column(page.spoken(say("Cost per unit")), right=True),
        Column(page.spoken(say("Class"))),
    ]
    lost = decimals_for(each[key] for each in rows for key in ("replacement_value", "force_cost"))
    costs = [each["cost_per_tonne"] for each in rows if each["cost_per_tonne"]]
    cost = FINE if costs and min(costs) < SMALL else decimals_for(costs)
    cells = [_cells(page, each, lost, cost) for each in rows]
    page.blank()
    page.table(columns, cells)
    before: Json | None = None
    for each, cell in zip(rows, cells, strict=True):
        if before is not None and _is_funded(before) and not _is_funded(each):
            page.ruled(say("up to here there is money"))
        elif before is not None and each["rank"] > before["rank_to"] + 1:
            page.row(["…", *[""] * (len(cell) - 1)], "dim")
        page.row(cell, "" if _is_funded(each) else "dim")
        before = each
    left = len(document["ranking"]) - len(rows)
    if left:
        page.line(say("and {count} more, in ranking.json", count=left), "dim", indent=2)
    said = {"unit": unit, "cost": f"{page.spoken(word(document['money_unit']))}/{unit}"}
    less = say("Lost: {unit} less than the best plan. Cost: {cost} at full scale.", **said)
    more = say("Lost: {unit} more than the best plan needs.", unit=unit)
    page.line(less if document["objective"]["sense"] == "maximise" else more, "dim")


def _is_funded(row: Json) -> bool:
    return row["decision"] in PLANNED


def _cells(page: Page, row: Json, lost: int, cost: int) -> list[str]:
    """Return one row of the league table; what would serve less of what comes first is marked."""
    marks = {how: "*" if any(each["worse"] for each in row[how]["before"]) else "" for how in ("left_out", "in_full")}
    without, forced = (
        _lost(page, row, how, key, lost) + marks[how]
        for how, key in (("left_out", "replacement_value"), ("in_full", "force_cost"))
    )
    return [
        span(row["rank"], row["rank_to"]),
        text_in(row["name"], page.language),
        level(row["level"], page.language),
        without,
        forced,
        figure(row["cost_per_tonne"], page.language, cost),
        page.spoken(CLASSES[row["class"]]),
    ]


def _lost(page: Page, row: Json, how: str, key: str, decimals: int) -> str:
    """Return what is lost; where there is no such plan, that."""
    if row[key] is None and row[how]["status"] in ("infeasible", "certified_infeasible"):
        return page.spoken(say("no plan"))
    return figure(row[key], page.language, decimals)


def span(first: int, last: int) -> str:
    """Return a rank, or the ranks that a group shares."""
    return str(first) if first == last else f"{first}–{last}"


def _write_reading(page: Page, document: Json) -> None:
    """Write what the words of the table mean."""
    share = Number(exact(document["tolerance"]) * 100, 3)
    page.line(
        say("Projects within {share} % of each other share their ranks: no order among them is meant.", share=share),
        "dim",
    )
    page.line(
        say(
            "Core: done in full, and every plan without it loses more than {share} % of the best value. Out: not done "
            "at all, and every plan with all of it loses as much. Borderline: the others.",
            share=share,
        ),
        "dim",
    )
    if document["drawn"]:
        page.line(say("Core and out hold in nearly all draws from the ranges of the case too."), "dim")


def _write_serving(page: Page, rows: Sequence[Json]) -> None:
    """Write what a mark means: which rule would be served less."""
    found = {
        text_in(each["text"], page.language): None
        for row in rows
        for how in ("left_out", "in_full")
        for each in row[how]["before"]
        if each["worse"]
    }
    if found:
        page.line(say("* This would also serve less of what comes before the objective:"), "dim")
        for text in found:
            page.line(text, "dim", indent=4, hanging=2)


def _write_evidence(page: Page, document: Json) -> None:
    """Write on how good figures the ranking rests."""
    counts = Counter(each["evidence"]["quality"] for each in document["ranking"])
    said = {quality: counts[quality] for quality in ("measured", "estimated", "assumed")}
    page.line(
        say("Figures: of {measured} projects measured, of {estimated} estimated, of {assumed} assumed.", **said), "dim"
    )


def _write_beside(page: Page, document: Json) -> None:
    """Write what blocks the projects that are not carried out in full, and who would give way to them."""
    waiting = [each for each in document["ranking"] if each["decision"] in ("partly", "not_funded")]
    if not waiting:
        return
    page.heading(say("What is in the way, and who would give way"))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("In the way")), wraps=True),
        Column(page.spoken(say("Would lose ({unit})", unit=word(document["money_unit"]))), wraps=True),
    ]
    line = max((each["rank_to"] for each in document["ranking"] if _is_funded(each)), default=0)
    nearest = sorted(waiting, key=lambda each: abs(each["rank"] - line))[:MOST_BESIDE]
    shown = [each for each in waiting if each in nearest]
    page.rows(
        columns,
        [[text_in(each["name"], page.language), _blocked(page, each), _losers(page, each)] for each in shown],
    )
    if len(waiting) > len(shown):
        page.line(say("and {count} more, in ranking.json", count=len(waiting) - len(shown)), "dim", indent=2)


def _blocked(page: Page, row: Json) -> str:
    blocked = row["blocked_by"]
    if blocked is None:
        return "–"
    return text_in(blocked["name"] or blocked["text"], page.language)


def _losers(page: Page, row: Json) -> str:
    """Return who would lose public money if a project were carried out in full, the most first."""
    if row["in_full"]["reason"] is not None:
        return text_in(row["in_full"]["reason"], page.language)
    losers = [each for each in row["displaces"] if each["when"] == "in_full"]
    told = [
        f"{text_in(each['name'], page.language)} {figure(-each['public_money'], page.language)}"
        for each in losers[:MOST_NAMES]
    ]
    return ", ".join(told) + (", …" if len(losers) > MOST_NAMES else "") if told else "–"
