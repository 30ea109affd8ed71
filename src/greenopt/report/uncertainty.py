"""A study of uncertainty as a terminal shows it: the band of the value, the projects, the regret, what to verify."""

from collections.abc import Sequence

from greenopt.language import Language, Message, Number, Text, listed, say, word
from greenopt.language import number as as_people_write
from greenopt.report.layout import Column, Page
from greenopt.report.terminal import begun
from greenopt.report.words import Amount, Json, decimals_for, exact, figure, level, text_in

MOST_SHOWN = 12
"""Rows of a table; the document holds all."""
SAME_LEVEL = 1e-9
SMALL = 0.005
"""Part of what knowing everything would bring, below which a subject is not worth a line."""
METHODS: dict[str, Message] = {"lhs": say("Latin hypercube"), "sobol": say("Sobol' sequence")}
STANDINGS: dict[str, Message] = {
    "robust": say("Robust: chosen in at least 95 % of the draws"),
    "borderline": say("Borderline: in or out, as the numbers fall"),
    "out": say("Out: chosen in at most 5 % of the draws"),
}
KINDS: dict[str, Message] = {
    "projects.*.cost": say("costs of projects"),
    "projects.*.asks": say("what projects ask for"),
    "projects.*.eligible_cost": say("eligible costs of projects"),
    "projects.*.running_cost": say("running costs of projects"),
    "projects.*.saves.*": say("energy saved by projects"),
    "projects.*.adds.*": say("energy added by projects"),
    "projects.*.impact.*": say("stated impacts of projects"),
    "projects.*.closes.*": say("what projects close"),
    "funds.*.amount.*": say("amounts of funds"),
    "model.factors.*.indicators.*.value": say("emission factors"),
    "model.factors.*.indicators.*.by_year.*": say("emission factors by year"),
    "indicators.*.without_projects.*": say("levels without projects"),
    "indicators.*.potential": say("potentials"),
    "stocks.*.amount": say("stocks to be phased out"),
}


def uncertain(document: Json, language: Language, width: int, colour: bool = False) -> str:
    """
    Return the answer for a planner.

    Args:
        document: what ``greenopt.uncertainty/1`` holds.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = begun(document, language, width, colour=colour)
    write_uncertainty(page, document)
    return page.text()


def write_uncertainty(page: Page, document: Json) -> None:
    """
    Write a study of uncertainty without its head.

    Args:
        page: to be written on.
        document: what ``greenopt.uncertainty/1`` holds.
    """
    if document["objective"]["value"] is None:
        page.line(say("No plan satisfies the case as it is written."), "bold red")
        return
    _write_value(page, document)
    _write_projects(page, document["projects"])
    _write_regret(page, document)
    _write_indices(page, document["indices"])
    _write_information(page, document)
    _write_cvar(page, document)


def _amount(value: Amount) -> Number:
    return Number(exact(value or 0), decimals_for([value]))


def _percent(value: float) -> Number:
    """Return a share as a percentage, as a number for a sentence."""
    return Number(exact(value) * 100, 1)


def _share(page: Page, value: float | None) -> str:
    return "–" if value is None else level(value, page.language)


def _write_value(page: Page, document: Json) -> None:
    """Write what was drawn and how the best value spreads."""
    objective, value = document["objective"], document["value"]
    unit = word(objective["unit"])
    said = {"value": _amount(objective["value"]), "unit": unit}
    proved = document["status"] == "certified_optimal"
    words = say("As written: {value} {unit}, proved", **said) if proved else say("As written: {value} {unit}", **said)
    page.line(words, "bold green", indent=2)
    said = {"count": document["samples"], "method": METHODS[document["method"]], "seed": document["seed"]}
    numbers = len(document["numbers"])
    page.line(
        say(
            "{numbers} uncertain {numbers:number|numbers}, {count} {count:draw|draws} ({method}, seed {seed})",
            numbers=numbers,
            **said,
        ),
        "dim",
        indent=2,
    )
    share = document["feasible_share"]
    if share is not None and share < 1:
        page.line(say("{share} % of the draws have a plan", share=_percent(share)), "yellow", indent=2)
    for reason in document["reasons"]:
        said = {"count": reason["count"], "reason": text_in(reason["text"], page.language)}
        page.line(say("{count} {count:time|times}: {reason}", **said), "dim", indent=4)
    if value is None:
        return
    page.blank()
    heads: tuple[Message | str, ...] = (say("Best value"), "5 %", "25 %", "50 %", "75 %", "95 %", say("Mean"))
    columns = [Column(page.spoken(head), right=number > 0) for number, head in enumerate(heads)]
    figures = [value[key] for key in ("p5", "p25", "p50", "p75", "p95", "mean")]
    places = decimals_for(figures)
    page.rows(columns, [[page.spoken(unit), *(figure(each, page.language, places) for each in figures)]])
    page.line(say("5 %: in one draw of twenty the best value is less; 50 %: in half of them."), "dim")


def _write_projects(page: Page, projects: Sequence[Json]) -> None:
    """Write how often each project is chosen, the robust ones first."""
    if not projects:
        return
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("As written")), right=True),
        Column(page.spoken(say("Chosen")), right=True),
        Column(page.spoken(say("Mean level")), right=True),
    ]
    rows = [
        [
            text_in(each["name"], page.language),
            level(each["base_level"], page.language),
            *(_share(page, each[key]) for key in ("chosen_share", "mean_level")),
        ]
        for each in projects
    ]
    page.blank()
    page.table(columns, rows)
    for standing, words in STANDINGS.items():
        members = [place for place, each in enumerate(projects) if each["standing"] == standing]
        if not members:
            continue
        page.line(f"{page.spoken(words)} ({len(members)})", "bold")
        # Who is out matters only where the plan as written has it in, who is in only where it is not always whole.
        shown = [place for place in members if not is_plain(projects[place])]
        for place in shown:
            page.row(rows[place], "yellow" if standing == "borderline" else "")
        if len(shown) < len(members):
            rest = len(members) - len(shown)
            whole = say("{count} more, as written and in every draw in full", count=rest)
            none = say("{count} more, none of them in the plan as written", count=rest)
            page.line(none if standing == "out" else whole, "dim", indent=2)


def is_plain(project: Json) -> bool:
    """Return whether there is nothing to say of a project: always in full, or out and nearly always out."""
    whole = project["base_level"] == 1 and project["full_share"] == 1
    return bool(whole) or (project["standing"] == "out" and not project["base_level"])


def _write_regret(page: Page, document: Json) -> None:
    """Write what the plan as written risks: which rules it breaks, and what better plans would bring."""
    regret = document["regret"]
    if regret is None or not regret["draws"]:
        return
    unit = word(document["objective"]["unit"])
    page.heading(say("What the plan as written risks"))
    kept = regret["kept_share"]
    page.line(
        say(
            "It keeps every budget and rule in {share} % of {count} {count:draw|draws}.",
            share=_percent(kept),
            count=regret["draws"],
        )
    )
    for row in regret["broken"][:MOST_SHOWN]:
        said = {
            "share": _percent(row["share"]),
            "rule": Text(**row["text"]),
            "missing": _amount(row["missing_mean"]),
            "unit": Text(**row["unit"]),
        }
        part = f" ({row['part']})" if row["part"] and row["part"] not in row["text"]["en"] else ""
        page.line(
            say("{share} %: {rule}{part} Off by {missing} {unit} on average.", part=part, **said),
            "yellow",
            indent=2,
            hanging=2,
        )
    rest = len(regret["broken"]) - MOST_SHOWN
    if rest > 0:
        page.line(say("and {count} more", count=rest), "dim", indent=2)
    if regret["where_kept"] is not None:
        said = {
            "mean": _amount(regret["where_kept"]["mean"]),
            "most": _amount(regret["where_kept"]["p95"]),
            "unit": unit,
        }
        page.line(say("Where it keeps them, the best plan is better by {mean} {unit}; 1 time in 20 by {most}.", **said))
    if regret["priced"] is not None:
        said = {"mean": _amount(regret["priced"]["mean"]), "most": _amount(regret["priced"]["p95"]), "unit": unit}
        page.line(
            say(
                "With the money it lacks or leaves at the price of each draw, it misses {mean} {unit}; "
                "1 time in 20 more than {most}.",
                **said,
            ),
            "bold",
        )


def _write_indices(page: Page, indices: Json | None) -> None:
    """Write which part of the spread each driver brings."""
    if indices is None:
        return
    page.heading(say("What drives the result: parts of its spread"))
    if not indices["drivers"]:
        page.line(say("Nothing can be said: too few draws have a plan, or the value does not vary."), "dim")
        return
    columns = [
        Column(page.spoken(say("What varies")), wraps=True),
        Column(page.spoken(say("Alone")), right=True),
        Column(page.spoken(say("In all")), right=True),
        Column(page.spoken(say("95 % interval")), right=True),
    ]
    rows = []
    for each in indices["drivers"][:MOST_SHOWN]:
        ends = [_index(page, each["total"][end]) for end in ("low", "high")]
        rows.append(
            [
                called(each, page.language),
                _index(page, each["first"]["value"]),
                _index(page, each["total"]["value"]),
                " – ".join(ends),
            ]
        )
    page.rows(columns, rows)


def _index(page: Page, value: float) -> str:
    return f"{as_people_write(round(exact(value) * 100), page.language)} %"


def called(part: Json, language: Language) -> str:
    """Return what a driver or subject is called."""
    if part["kind"] == "numbers":
        return listed(KINDS[kind] for kind in part["id"].split(", ")).in_language(language)
    if part["kind"] == "group":
        return say("group {name}", name=part["id"]).in_language(language)
    return text_in(part["name"], language)


def worth_knowing(found: Json) -> Sequence[Json]:
    """Return the subjects whose numbers are worth a line, the most valuable first."""
    least = SMALL * found["perfect"]["gain"] if found["perfect"] is not None else 0
    return [each for each in found["subjects"] if each["gain"] > least][:MOST_SHOWN]


def _write_information(page: Page, document: Json) -> None:
    """Write what knowing each subject's numbers before deciding would bring."""
    found = document["information"]
    if found is None:
        return
    page.heading(say("What to verify first"))
    if found["why"] is not None:
        page.line(text_in(found["why"], page.language), "dim")
        return
    unit = word(document["objective"]["unit"])
    if found["perfect"] is not None:
        said = {"gain": _amount(found["perfect"]["gain"]), "error": _amount(found["perfect"]["error"]), "unit": unit}
        page.line(say("Knowing every number before deciding would bring {gain} ± {error} {unit}.", **said))
    shown = worth_knowing(found)
    if not shown:
        page.line(say("No single project, group or fund changes the plan by itself."), "dim")
        return
    columns = [
        Column(page.spoken(say("No.")), right=True),
        Column(page.spoken(say("Verify the numbers of")), wraps=True),
        Column(page.spoken(unit), right=True),
    ]
    places = decimals_for(each["gain"] for each in shown)
    rows = [
        [str(number), called(each, page.language), figure(each["gain"], page.language, places)]
        for number, each in enumerate(shown, 1)
    ]
    page.rows(columns, rows)
    rest = len(found["subjects"]) + found["not_looked_at"] - len(shown)
    if rest > 0:
        page.line(say("others that bring less, or nothing: {count}", count=rest), "dim")


def _write_cvar(page: Page, document: Json) -> None:
    """Write the plan that is best in the worst outcomes."""
    cvar = document["cvar"]
    if cvar is None:
        return
    share = Number(100 - exact(cvar["confidence"]) * 100, 1)
    page.heading(say("The plan that is best in the worst {share} % of the draws", share=share))
    if cvar["status"] == "infeasible":
        page.line(say("No plan keeps every budget in every draw."), "red")
        return
    unit = word(document["objective"]["unit"])
    said = {"value": _amount(cvar["value"]), "mean": _amount(cvar["mean"]), "unit": unit, "count": cvar["draws"]}
    page.line(say("It brings {value} {unit} in them on average, {mean} in all {count} draws.", **said))
    page.line(say("Every budget is held in every draw; the other rules as written."), "dim")
    if cvar["status"] == "unchecked":
        page.line(say("It could not be checked to be best within a billionth."), "yellow")
    if cvar["base"] is not None:
        said = {"value": _amount(cvar["base"]["value"]), "mean": _amount(cvar["base"]["mean"]), "unit": unit}
        said["share"] = _percent(cvar["base"]["kept_share"])
        page.line(
            say("As written: {value} and {mean}, but every rule is kept in {share} % of them only.", **said), "dim"
        )
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("As written")), right=True),
        Column(page.spoken(say("This plan")), right=True),
    ]
    moved = [each for each in cvar["projects"] if abs(each["level"] - each["base_level"]) > SAME_LEVEL]
    shown = sorted(moved, key=lambda each: (-abs(each["level"] - each["base_level"]), each["project"]))[:MOST_SHOWN]
    if shown:
        rows = [
            [
                text_in(each["name"], page.language),
                *(level(each[key], page.language) for key in ("base_level", "level")),
            ]
            for each in shown
        ]
        page.rows(columns, rows)
    if len(moved) > len(shown):
        page.line(say("and {count} more", count=len(moved) - len(shown)), "dim")
