"""
A project explained: what was decided and why, what it brings and takes, what changing the decision would cost.

Every "if" is an exact re-solve (``whatif``), every threshold is confirmed on both sides (``threshold``).
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.case.node import at
from greenopt.engine.merit import Merit, merits
from greenopt.language import Message, Number, say, word
from greenopt.plan import DecidedPlan, Decisions, Sum
from greenopt.project import Facts, Indicator, Project
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.result.words import limit_in_words
from greenopt.studies.flip import DOCUMENT, Flips, in_full, left_out
from greenopt.studies.places import places
from greenopt.studies.threshold import Threshold, asks_threshold, impact_threshold
from greenopt.studies.whatif import amount, what_if
from greenopt.units import decimal_text

ZERO = Fraction(0)


def explain_project(flips: Flips, name: str) -> Json:
    """Return everything that can be said of a project in this case."""
    case = flips.case
    project = case.facts.by_id[name]
    result = flips.run.result
    entry = next((each for each in result["portfolio"] if each["project"] == name), None)
    merit = _merit(flips, project)
    year = min(flips.base.plan.starts_of(name), default=None) if flips.base.plan is not None else None
    year = year or (merit.year if merit is not None else project.window[0])
    decision = entry["decision"] if entry is not None else None
    return {
        "name": name,
        "title": text(project.name),
        "decision": decision,
        "reason": entry["reason"] if entry is not None else None,
        "level": entry["level"] if entry is not None else None,
        "starts": entry["starts"] if entry is not None else {},
        "public_money": entry["public_money"] if entry is not None else None,
        "asks": plain(max(project.support.values(), default=project.asks or ZERO)),
        "cost": plain(project.cost),
        "money_unit": case.facts.units.money,
        "brings": _brings(flips, project, year),
        "takes": _takes(flips, merit, name) if decision != "screened_out" else None,
        "what_if": list(_what_ifs(flips, project, decision)),
        "thresholds": [_threshold(flips, project, each) for each in _thresholds(flips, project, decision, year)],
        "conditions": _conditions(flips, project),
        "advice": [each.both() for each in _advice(flips, project, decision)],
        "exchangeable": name in result["ties"]["exchangeable"],
        "others_exchangeable": [
            {"project": each, "name": text(case.facts.by_id[each].name)}
            for each in result["ties"]["exchangeable"]
            if each != name and name in result["ties"]["exchangeable"]
        ],
        "places": places(case.tree, "projects", name),
    }


def _merit(flips: Flips, project: Project) -> Merit | None:
    """Return what starting the project brings and takes; None for whole projects, which have no prices."""
    run = flips.run
    if any(run.answer.rows.program.whole):
        return None
    return merits(run.answer).get(project.id)


def _brings(flips: Flips, project: Project, year: int) -> Json:
    """Return what the whole project brings when it starts in a year, and what it brings year by year in the plan."""
    case = flips.case
    whole = DecidedPlan(case.facts, Decisions(starts={(project.id, year): Fraction(1)}))
    found = flips.base.plan.alone(project.id) if flips.base.plan is not None and flips.base.level(project.id) else whole
    sought = case.facts.indicators.get(case.objective.of)
    by_year = sought is not None and sought.form == "flow"
    return {
        "start": year,
        "objective": plain(case.objective.form(whole).constant),
        "objective_in_plan": plain(flips.base.brings(project.id)),
        "unit": case.objective.unit(case.facts),
        "indicators": [_indicator(case.facts, project, name, year) for name in sorted(project.impact)],
        "years": [
            {"year": each, "value": plain(found.value(Sum(case.objective.of, year=each)))} for each in case.facts.years
        ]
        if by_year
        else [],
    }


def _unit(indicator: Indicator) -> str:
    return f"{indicator.unit}/yr" if indicator.form == "flow" else indicator.unit


def _indicator(facts: Facts, project: Project, name: str, year: int) -> Json:
    indicator = facts.indicators[name]
    factors = facts.factors.get(name, {})
    value = project.impact[name].at(year + project.delay, factors)
    unit = _unit(indicator)
    return {"indicator": name, "name": text(indicator.name), "value": plain(value), "unit": unit}


def _takes(flips: Flips, merit: Merit | None, project: str) -> Json | None:
    """Return what the project takes of what is scarce, at the prices of this solve, requirement by requirement."""
    if merit is None:
        return None
    case = flips.case
    unit = case.objective.unit(case.facts)
    return {
        "year": merit.year,
        "gains": plain(merit.gains),
        "takes": plain(merit.takes),
        "unit": unit,
        "charges": [
            {
                "rule": name.partition(":")[0],
                "part": name.partition(":")[2],
                "value": plain(value),
                "unit": unit,
                "text": _charge(name, project, limit_in_words(case, name), value, unit).both(),
            }
            for name, value in merit.charges
        ],
        "by_rule": [
            {
                "rule": name.partition(":")[0],
                "value": plain(value),
                "text": _charge(name, project, limit, value, unit).both(),
            }
            for name, limit, value in _by_rule(flips, merit)
        ],
    }


def _by_rule(flips: Flips, merit: Merit) -> list[tuple[str, Message, Fraction]]:
    """Return charges, those of one rule's years or places added up, help and burden apart; largest first."""
    found: dict[tuple[str, bool], tuple[str, Message, Fraction]] = {}
    for name, value in merit.charges:
        limit = limit_in_words(flips.case, name)
        key = (limit.in_language("en"), value < 0)
        first, words, known = found.get(key, (name, limit, ZERO))
        found[key] = (first, words, known + value)
    return sorted(found.values(), key=lambda each: (-abs(each[2]), each[0]))


def _charge(name: str, project: str, limit: Message, value: Fraction, unit: str) -> Message:
    said = {"limit": limit, "amount": amount(abs(value)), "unit": word(unit)}
    if name == f"projects.{project}.status":
        return say("that it has to be carried out weighs {amount} {unit}", **said)
    if value < 0:
        return say("it helps {limit}, which is worth {amount} {unit}", **said)
    if name == "pay" or name.startswith("funds."):
        return say("it takes of {limit}, which would bring {amount} {unit} elsewhere", **said)
    return say("it burdens {limit}, which costs {amount} {unit} elsewhere", **said)


def _what_ifs(flips: Flips, project: Project, decision: str | None) -> Iterator[Json]:
    """Yield the other decisions, each solved again."""
    path = f"projects.{project.id}"
    out, full = left_out(project.id), in_full(project.id)
    free = {f"{path}.status": "candidate"}
    if decision in ("funded", "partly"):
        yield what_if(flips, "without", out, project.id)
    if decision in ("not_funded", "partly") and flips.case.facts.starts(project):
        yield what_if(flips, "in_full", full, project.id)
    if project.status in ("committed", "required", "excluded") and not project.started:
        yield what_if(flips, "as_candidate", free, project.id)
    if project.screened is not None:
        changes = _met(flips, project)
        if changes:
            yield what_if(flips, "conditions_met", changes, project.id)
        elif any(rule.id == project.screened.rule for rule in flips.case.rules):
            yield what_if(flips, "rule_dropped_for", {f"rules.{project.screened.rule}": "drop"}, project.id)


def _met(flips: Flips, project: Project) -> dict[str, str]:
    """Return the changes that declare every missing condition."""
    missing = [each["condition"] for each in _conditions(flips, project)]
    path = f"projects.{project.id}.meets"
    tree = flips.case.tree
    if tree is not None and at(tree, ("projects", project.id, "meets")) is not None:
        return {f"{path}.{each}": DOCUMENT for each in missing}
    return {path: "{" + ", ".join(f"{each}: {DOCUMENT}" for each in missing) + "}"} if missing else {}


def _conditions(flips: Flips, project: Project) -> list[Json]:
    """Return the conditions whose document some rule still wants, each with the path to write it at."""
    facts = flips.case.facts
    found: dict[str, Json] = {}
    for rule in flips.case.rules:
        for each in rule.lacks(project):
            path = f"projects.{project.id}.meets.{each}"
            name = facts.conditions[each]
            words = say("{condition}: name the document at {path}", condition=name, path=path)
            one = {"condition": each, "name": text(name), "rule": rule.id, "path": path, "text": words.both()}
            found.setdefault(each, one)
    return list(found.values())


def _thresholds(flips: Flips, project: Project, decision: str | None, year: int) -> Iterator[Threshold]:
    """Yield what a candidate would have to bring, and what it may ask for; only what was confirmed."""
    if decision not in ("funded", "partly", "not_funded") or not flips.case.facts.starts(project) or project.started:
        return
    for found in (impact_threshold(flips, project, year), asks_threshold(flips, project)):
        if found is not None:
            yield found


def _threshold(flips: Flips, project: Project, found: Threshold) -> Json:
    facts = flips.case.facts
    indicator = facts.indicators.get(flips.case.objective.of)
    unit = facts.units.money
    if found.what == "impact" and indicator is not None:
        unit = _unit(indicator)
    return {
        "what": found.what,
        "wish": found.wish,
        "path": found.path,
        "unit": unit,
        "now": plain(found.now),
        "holds_at": plain(found.holds_at),
        "fails_at": plain(found.fails_at),
        "text": _threshold_in_words(found, unit).both(),
    }


_WISHES = {
    "chosen": say("to be chosen at least in part"),
    "whole": say("to be carried out in full"),
    "stays": say("to stay in the plan"),
}


def _threshold_in_words(found: Threshold, unit: str) -> Message:
    digits = [decimal_text(each).partition(".")[2] for each in (found.holds_at, found.fails_at) if each is not None]
    said = {
        "wish": _WISHES[found.wish],
        "now": Number(found.now, max(map(len, digits), default=2)),
        "unit": word(unit),
        "yes": Number(found.holds_at or ZERO, 6),
        "no": Number(found.fails_at or ZERO, 6),
    }
    if found.what == "impact":
        if found.holds_at is None:
            return say("{wish}, not even {no} {unit} would be enough (now {now})", **said)
        if found.fails_at is None:
            return say("{wish}, it need not bring anything: even {yes} {unit} is enough (now {now})", **said)
        return say("{wish}, it must bring at least {yes} {unit} (now {now}); {no} is too little", **said)
    if found.holds_at is None:
        return say("{wish}, even asking for nothing would not be enough (now {now} {unit})", **said)
    if found.fails_at is None:
        return say("{wish}, it may ask for all that it is allowed: {yes} {unit} (now {now})", **said)
    return say("{wish}, it may ask for {yes} {unit} at most (now {now}); {no} is too much", **said)


def _advice(flips: Flips, project: Project, decision: str | None) -> Iterator[Message]:
    """Yield what to change where no price decides."""
    path = f"projects.{project.id}"
    if project.started:
        begun = Number(sum(project.started.values(), ZERO) * 100)
        yield say("{share} % of it was begun before the horizon, and what was begun is not undone", share=begun)
    if project.screened is not None and not _conditions(flips, project):
        yield say("a rule leaves it out: change or drop rules.{rule}", rule=project.screened.rule)
    if project.status == "excluded":
        yield say("write status: candidate at {path} to let it compete", path=f"{path}.status")
    elif decision == "not_funded" and not flips.case.facts.starts(project):
        if not flips.case.facts.payers[project.id]:
            yield say("let a fund pay for it: change funds.NAME.for, or its kind or sector")
        elif not project.support:
            yield say(
                "let a support_limit rule of the class '{name}' be valid in a year of {path}",
                name=project.support_class,
                path=f"{path}.start",
            )
        else:
            yield say("widen {path}, or give money to the years in which its payments are due", path=f"{path}.start")
