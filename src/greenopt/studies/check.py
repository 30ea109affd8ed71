"""
Check: a plan made by people, held against every rule, and against the best plan.

The standing of every requirement is that of the audit: decided numbers, counted project by project. The engine only
completes what the plan leaves open (who pays, what is kept), so that the rules are broken least.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.plan_table import WrittenPlan
from greenopt.engine.answer import Options, decisions
from greenopt.engine.held import least_broken
from greenopt.engine.posed import Question
from greenopt.errors import ExitCode
from greenopt.language import Message, say
from greenopt.plan import DecidedPlan, Requirement, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.result.resolved import Json, text
from greenopt.result.standing import decided, head, plain
from greenopt.run import Run, question_of, solve
from greenopt.studies.flip import Flip, uninterrupted
from greenopt.studies.planned import Fault, faults, given, passed_faults, planned_facts, still_open
from greenopt.studies.precedence import as_document, compared

SCHEMA = "greenopt.check/1"
ZERO = Fraction(0)


def check(case: Case, written: WrittenPlan) -> Json:
    """
    Return how a plan stands.

    Raises:
        CaseInvalid: two numbers of the case lie so far apart that a solver would misread them.
    """
    best = uninterrupted(solve(case, Options(prices=False, unique=False, conflict=False)))
    wrong = list(passed_faults(case.facts, written))
    written = still_open(case.facts, written)
    opened = planned_facts(case.facts, written, case.rules)
    question = question_of(replace(case, facts=opened))
    layout, x = least_broken(question, given(opened, written))
    plan = DecidedPlan(opened, decisions(layout, x))
    wrong += faults(case.facts, opened, written)
    return held_against(case, best, written.name, (question, plan), wrong)


def held_against(
    case: Case, best: Run, name: str, planned: tuple[Question, DecidedPlan], wrong: Sequence[Fault] = ()
) -> Json:
    """
    Return how a plan with all its numbers stands against every rule, and against the best plan.

    Args:
        case: what it is a plan of.
        best: the case solved.
        name: of the plan.
        planned: what is asked of it, and the plan.
        wrong: what it may not do, whatever the amounts.
    """
    other = Flip({}, best).plan
    question, plan = planned
    requirements = question.requirements
    standing = [decided(requirement, plan) for requirement in requirements]
    broken = [_broken(case, each) for each in standing if each.room() < 0]
    satisfied = not broken and not wrong
    served = [] if other is None else compared((question, plan), (best.answer.question, other))
    code = ExitCode.DONE if satisfied else ExitCode.UNVERIFIED
    if best.answer.status == "certified_infeasible":
        code = ExitCode.NO_PLAN
    return {
        "schema": SCHEMA,
        "case": {"id": case.id, "title": text(case.header.title), "status": case.header.status},
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "plan": name,
        "satisfied": satisfied,
        "exit_code": int(code),
        "broken": broken,
        "faults": [{"code": each.code, "project": each.project, "text": each.message.both()} for each in wrong],
        "requirements": {"held": len(requirements), "broken": len(broken)},
        "missed": _missed(case, requirements, plan),
        "comes_first": as_document(case, served, "value", "best"),
        "objective": _objective(case, best, plan),
        "totals": {
            "public_money": plain(plan.value(Sum(PUBLIC_MONEY))),
            "best_public_money": _best_money(best),
            "money_unit": case.facts.units.money,
        },
        "differences": _differences(case, best, plan, other),
    }


def _broken(case: Case, requirement: Requirement) -> Json:
    """Return a broken requirement in its sentence, with both sides and what is missing."""
    rule = next((each for each in case.rules if each.id == requirement.rule), None)
    return head(case, requirement, rule) | {
        "left": plain(requirement.left.constant),
        "sense": requirement.sense.value,
        "right": plain(requirement.right.constant),
        "missing": plain(-requirement.room()),
        "unit": requirement.unit.both(),
    }


def _missed(case: Case, requirements: tuple[Requirement, ...], plan: DecidedPlan) -> list[Json]:
    """Return the soft rules that the plan misses; that is allowed, and counted before the objective."""
    found = []
    for requirement in requirements:
        short = plan.decisions.shortfalls.get((requirement.rule, requirement.part), ZERO)
        rule = next((each for each in case.rules if each.id == requirement.rule), None)
        if requirement.soft_scale and short and rule is not None:
            sentence = rule.in_words(case.facts).both()
            one = {"name": requirement.rule, "part": requirement.part, "text": sentence}
            found.append({**one, "shortfall": plain(short), "unit": requirement.unit.both()})
    return found


def _objective(case: Case, best: Run, plan: DecidedPlan) -> Json:
    """Return what the plan comes to, and what the best plan comes to; the gap is positive where the best is better."""
    value = case.objective.form(plan).constant
    known = best.answer.value
    gap = None if known is None else known - value
    if gap is not None and case.objective.sense == "minimise":
        gap = -gap
    return {
        "indicator": case.objective.of,
        "sense": case.objective.sense,
        "unit": case.objective.unit(case.facts),
        "text": case.objective.in_words(case.facts).both(),
        "value": plain(value),
        "best": plain(known),
        "best_status": best.answer.status,
        "gap": plain(gap),
        "gap_percent": plain(gap / abs(known) * 100) if gap is not None and known else None,
    }


def _best_money(best: Run) -> float | int | None:
    money: float | int | None = best.result["totals"]["public_money"]
    return money


def _differences(case: Case, best: Run, plan: DecidedPlan, other: DecidedPlan | None) -> list[Json]:
    """Return the projects whose level differs from the best plan's, those that matter most for the objective first."""
    if other is None:
        return []
    entries = {each["project"]: each for each in best.result["portfolio"]}
    found = []
    for project in case.facts.projects:
        here, there = (sum(each.starts_of(project.id).values(), ZERO) for each in (plan, other))
        if here != there:
            mine, best_part = (case.objective.form(each.alone(project.id)).constant for each in (plan, other))
            found.append((-abs(mine - best_part), project.id, here, there, mine - best_part))
    return [
        {
            "project": name,
            "name": text(case.facts.by_id[name].name),
            "level": plain(here),
            "best_level": plain(there),
            "objective": plain(gain),
            "reason": {key: entries[name]["reason"][key] for key in ("code", "en", "vi")},
        }
        for _, name, here, there, gain in sorted(found)
    ]


def summary(document: Json) -> Message:
    """Return the verdict in one sentence."""
    count = len(document["broken"]) + len(document["faults"])
    if not count:
        return say("the plan satisfies every rule")
    return say("the plan breaks {count} {count:rule|rules}", count=count)
