"""An explanation as a terminal shows it: the run at a glance, or one project, rule or fund, from its document."""

from collections.abc import Sequence
from itertools import takewhile

from greenopt.engine.ties import OBJECTIVE, SOFT
from greenopt.language import Language, Number, Text, say, word
from greenopt.report.conflict import write_conflict
from greenopt.report.explained_rule import MOST_NAMED, capital, write_fund, write_ifs, write_rule
from greenopt.report.layout import Column, Page
from greenopt.report.terminal import write_value
from greenopt.report.words import (
    CASE_STATUS,
    DECISIONS,
    Json,
    Names,
    decimals_for,
    exact,
    figure,
    level,
    named,
    text_in,
    uniqueness,
    worth,
    years,
)


def explanation(document: Json, names: Names, language: Language, width: int, colour: bool = False) -> str:
    """
    Return an explanation for a planner.

    Args:
        document: what ``greenopt.explanation/1`` holds.
        names: what funds, indicators and rules are called.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = Page(language, width, colour)
    page.line(text_in(document["case"]["title"], language), "dim")
    page.line(CASE_STATUS[document["case"]["status"]], "dim")
    if document["differs"]:
        page.line(text_in(document["differs"], language), "yellow")
    about = document["about"]
    if about == "run":
        _write_run(page, document, names)
    else:
        {"project": _write_project, "rule": write_rule, "fund": write_fund}[about](page, document)
        if document["conflict"]:
            _write_conflict(page, document["conflict"])
        _write_places(page, document[about]["places"])
    return page.text()


def _write_run(page: Page, document: Json, names: Names) -> None:
    glance, objective = document["run"], document["objective"]
    if objective["value"] is None:
        write_conflict(page, {**document, "rules": []}, names)
        return
    write_value(page, document, uniqueness(glance))
    _write_first(page, glance["tiers"], names)
    counts = [f"{page.spoken(words)} {glance['decisions'].get(key, 0)}" for key, words in DECISIONS.items()]
    page.line("; ".join(counts))
    _write_line(page, glance)
    _write_binding(page, glance["binding"], names, objective)


def _write_first(page: Page, tiers: Sequence[Json], names: Names) -> None:
    """Write what comes before the objective, and how far it is reached."""
    for tier in takewhile(lambda each: each["name"] != OBJECTIVE, tiers):
        if tier["value"] is not None and tier["name"] != SOFT:
            value = Number(exact(tier["value"]), decimals_for([tier["value"]]))
            said = {"rule": named(names.rules, tier["name"], page.language), "value": value}
            page.line(say("before that, '{rule}': {value} {unit}", unit=Text(**tier["unit"]), **said), indent=2)


def _write_line(page: Page, glance: Json) -> None:
    """Write who stands at the funding line, and who misses it by least."""
    for heading, members in (
        (say("At the funding line, carried out in part"), glance["at_the_line"]),
        (say("Nearest below the funding line"), glance["nearest_below"]),
    ):
        if not members:
            continue
        page.heading(heading)
        columns = [
            Column(page.spoken(say("Project")), wraps=True),
            Column(page.spoken(say("Ask further by"))),
            Column(page.spoken(say("Level")), right=True),
            Column(page.spoken(say("Asks")), right=True),
            Column(page.spoken(say("Worth")), right=True),
        ]
        rows = [
            [
                text_in(each["name"], page.language),
                each["project"],
                level(each["level"], page.language),
                figure(each["asks"], page.language),
                worth(each["merit"], page.language),
            ]
            for each in members
        ]
        page.rows(columns, rows)


def _write_binding(page: Page, rows: Sequence[Json], names: Names, objective: Json) -> None:
    """
    Write the rules that hold the plan back, dearest first, each under the name by which to ask further.

    One that is met exactly but worth nothing holds nothing back; one without a price, such as a priority, may.
    """
    dearest: dict[str, float | None] = {}
    for row in rows:
        known = [price for key in ("price_relax", "price_up", "price_down") if (price := row[key]) is not None]
        if row["rule"] != "fund" and (not known or max(known)):
            dearest[row["name"]] = max([*known, dearest.get(row["name"]) or 0]) or None
    if not dearest:
        return
    unit = page.spoken(word(objective["unit"]))
    page.heading(say("Rules that hold the plan back: what one unit of each is worth ({unit})", unit=unit))
    columns = [
        Column(page.spoken(say("Rule")), wraps=True),
        Column(page.spoken(say("Ask further by")), wraps=True),
        Column(page.spoken(say("Price")), right=True),
    ]
    texts = {row["name"]: text_in(row["text"], page.language) for row in rows}
    shown = [
        [
            named(names.rules, name, page.language) if name in names.rules else texts[name],
            _asked(name),
            figure(price, page.language),
        ]
        for name, price in sorted(dearest.items(), key=lambda each: (-(each[1] or 0), each[0]))
    ]
    page.rows(columns, shown)


def _asked(name: str) -> str:
    """Return the name to ask further by: a promise is a matter of its project."""
    return name.removeprefix("projects.").removesuffix(".status") if name.endswith(".status") else name


def _write_conflict(page: Page, conflict: Json) -> None:
    """Write what clashes, and how it could be mended as far as that is known."""
    page.heading(say("These cannot hold together:"))
    sentences = {each["text"]["en"]: each for each in conflict["sentences"]}
    for each in sentences.values():
        page.line(f"• {text_in(each['text'], page.language)}", hanging=2)
        if each["source"]:
            page.line(say("source: {source}", source=each["source"]), "dim", indent=2)
    ways = [each["text"] for each in conflict["repairs"] if each.get("text")]
    if ways:
        page.heading(say("Each of these would mend it:"))
        for text in ways:
            page.line(f"• {text_in(text, page.language)}", hanging=2)


def _write_project(page: Page, document: Json) -> None:
    project = document["project"]
    page.blank()
    page.line(text_in(project["title"], page.language), "bold")
    if project["decision"] is not None:
        _write_decision(page, project)
    _write_brings(page, project)
    _write_takes(page, project["takes"])
    _write_conditions(page, project)
    write_ifs(page, project["what_if"])
    if project["thresholds"]:
        page.heading(say("What it would take"))
        for each in project["thresholds"]:
            page.line(f"• {capital(text_in(each['text'], page.language))}", hanging=2)
        page.line(say("each figure was solved on both sides of it"), "dim", indent=2)


def _write_decision(page: Page, project: Json) -> None:
    unit = word(project["money_unit"])
    said = {"decision": DECISIONS[project["decision"]], "level": level(project["level"], page.language)}
    head = say("{decision}", **said)
    if project["starts"]:
        head = say("{decision}: {level}, start {years}", years=years(project["starts"]), **said)
    page.line(head, "bold green" if project["level"] else "bold yellow")
    page.line(text_in(project["reason"], page.language), indent=2)
    money = {key: Number(exact(project[key]), decimals_for([project[key]])) for key in ("asks", "cost", "public_money")}
    page.line(say("asks {asks} of a cost of {cost} {unit}; gets {public_money}", unit=unit, **money), "dim", indent=2)
    if project["exchangeable"]:
        others = [text_in(each["name"], page.language) for each in project["others_exchangeable"]]
        words = say("other plans are just as good, and do it more, less or in another year")
        if others:
            words = say("it could change places at no loss; so could {names}", names=_named(page, others))
        page.line(words, indent=2)


def _named(page: Page, names: Sequence[str]) -> str:
    """Return the first few names, and how many there are beside."""
    shown = ", ".join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return page.spoken(say("{names} and {count} more", names=shown, count=rest)) if rest > 0 else shown


def _write_brings(page: Page, project: Json) -> None:
    brings = project["brings"]
    page.heading(say("What it brings in full, started in {year}", year=brings["start"]))
    amount = Number(exact(brings["objective"]), decimals_for([brings["objective"]]))
    page.line(say("towards what is sought: {amount} {unit}", amount=amount, unit=word(brings["unit"])), indent=2)
    for each in brings["indicators"]:
        value = figure(each["value"], page.language)
        unit = page.spoken(word(each["unit"]))
        page.line(f"{text_in(each['name'], page.language)}: {value} {unit}", indent=2, hanging=2)
    moving = [each for each in brings["years"] if each["value"]]
    if moving and project["level"]:
        shown = "; ".join(f"{each['year']}: {figure(each['value'], page.language)}" for each in moving)
        page.line(say("in this plan, year by year: {years}", years=shown), indent=2, hanging=2)


def _write_takes(page: Page, takes: Json | None) -> None:
    if takes is None or not takes["charges"]:
        return
    page.heading(say("What it takes, at the prices of this plan"))
    for each in takes["by_rule"]:
        page.line(f"• {text_in(each['text'], page.language)}", hanging=2)
    said = {key: Number(exact(takes[key]), decimals_for([takes[key]])) for key in ("gains", "takes")}
    words = say("together: it brings {gains} and takes {takes} {unit}", unit=word(takes["unit"]), **said)
    page.line(words, "cyan", indent=2)


def _write_conditions(page: Page, project: Json) -> None:
    lines = [*(each["text"] for each in project["conditions"]), *project["advice"]]
    if lines:
        page.heading(say("What would have to change in the case"))
        for each in lines:
            page.line(f"• {text_in(each, page.language)}", hanging=2)


def _write_places(page: Page, places: Sequence[Json]) -> None:
    """Write where it stands in the files that the run keeps."""
    if not places:
        return
    page.heading(say("Where it stands"))
    width = max(len(each["place"]) for each in places)
    for each in places:
        page.verbatim(f"  {each['place']:<{width}}  {each['path']}")
