"""
Compose: the answer of the engine, audited against every requirement, becomes the document ``result.json``.

Nothing here comes from the solver: levels are exact, and every money, tonne and requirement is counted again by
walking the projects. A number that stands in the document is the exact one rounded half up to twelve digits.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from greenopt.case.case import Case
from greenopt.engine.answer import Answer, decisions
from greenopt.engine.merit import Merit, merits
from greenopt.errors import Diagnostic, ExitCode, Fault
from greenopt.language import say
from greenopt.plan import DecidedPlan
from greenopt.project import Facts, Project
from greenopt.result.aims import tiers, weighed
from greenopt.result.conflict import conflict_of, located
from greenopt.result.resolved import Json, case_head, text
from greenopt.result.standing import decided, plain, rules_table, years_table
from greenopt.result.totals import asked, document
from greenopt.result.unfinished import unfinished
from greenopt.result.words import Decision, decide, reason

SCHEMA = "greenopt.result/1"
ZERO = Fraction(0)
EXIT_CODES = {
    "certified_optimal": ExitCode.DONE,
    "certified_within_gap": ExitCode.DONE,
    "stopped": ExitCode.STOPPED,
    "certified_infeasible": ExitCode.NO_PLAN,
    "uncertified": ExitCode.NO_PLAN,
}
_ORDER: dict[Decision, int] = {
    "committed": 0,
    "required": 1,
    "funded": 2,
    "partly": 3,
    "not_funded": 4,
    "screened_out": 5,
}


def compose(
    case: Case, answer: Answer, case_digest: str, inputs: Mapping[str, str], software: Mapping[str, str]
) -> Json:
    """
    Return the result document.

    Raises:
        Fault: the plan breaks a requirement, or its objective is not what was proved.
    """
    facts = case.facts
    plan = DecidedPlan(facts, decisions(answer.layout, answer.x)) if answer.x is not None else None
    if plan is not None:
        _audit(case, answer, plan)
    return {
        "schema": SCHEMA,
        "status": answer.status,
        "exit_code": int(EXIT_CODES[answer.status]),
        "case": case_head(case, case_digest),
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "software": dict(software),
        "objective": _objective(case, answer, plan),
        "totals": _totals(facts, plan),
        "portfolio": _portfolio(case, answer, plan) if plan is not None else [],
        "rules": rules_table(case, answer, plan),
        "years": years_table(facts, answer, plan) if plan is not None else [],
        "tiers": tiers(case, answer, plan),
        "ties": {"unique": answer.unique, "exchangeable": list(answer.exchangeable)},
        "conflict": conflict_of(case, answer),
        "inputs": [{"file": name, "sha256": each} for name, each in sorted(inputs.items())],
        "diagnostics": [_diagnostic(each) for each in sorted(case.warnings, key=lambda each: (each.code, each.key))],
    }


def _audit(case: Case, answer: Answer, plan: DecidedPlan) -> None:
    """Hold the plan against every requirement again, counted another way than the engine counts."""
    for requirement in answer.requirements:
        if decided(requirement, plan).room() < 0:
            raise Fault(say("the plan breaks {rule}; please report this case", rule=requirement.name))
    if case.objective.form(plan).constant != answer.value:
        raise Fault(say("the plan's objective is not what was proved; please report this case"))
    for project in case.facts.projects:
        if not _keeps_shape(case.facts, plan, project):
            raise Fault(say("the plan breaks {rule}; please report this case", rule=f"projects.{project.id}"))


def _keeps_shape(facts: Facts, plan: DecidedPlan, project: Project) -> bool:
    """Whether a project is begun in years when it may be, once at most, in no part too small, and paid as it is due."""
    starts = plan.starts_of(project.id)
    level = sum(starts.values(), ZERO)
    whole = not project.scale.whole or level == 1
    if starts and not project.started and (level < project.scale.at_least or not whole):
        return False
    if level > 1 or any(share < 0 for share in starts.values()):
        return False
    if not set(starts) <= {*facts.starts(project), *project.started}:
        return False
    due: dict[int, Fraction] = {}
    for start, share in starts.items():
        for year, money in project.due(start, facts.horizon[1]).items():
            if year >= facts.horizon[0] and facts.payers[project.id]:
                due[year] = due.get(year, ZERO) + share * money
    for fund, year, money in plan.payments_of(project.id):
        if fund not in facts.payers[project.id]:
            return False
        due[year] = due.get(year, ZERO) - money
    return not any(due.values())


def _objective(case: Case, answer: Answer, plan: DecidedPlan | None) -> Json:
    gap = None if answer.value is None or answer.bound is None else abs(answer.bound - answer.value)
    return {
        "indicator": case.objective.of,
        "sense": case.objective.sense,
        "value": plain(answer.value),
        "unit": case.objective.unit(case.facts),
        "bound": plain(answer.bound),
        "gap": plain(gap),
        "open": unfinished(answer),
        "text": case.objective.in_words(case.facts).both(),
        "solver_claim": answer.claim or None,
        **weighed(case, plan),
    }


def _totals(facts: Facts, plan: DecidedPlan | None) -> Json:
    numbers = None if plan is None else {key: form.constant for key, form in asked(plan).items()}
    return document(facts, numbers, plain)


def yearly(facts: Facts, plan: DecidedPlan, project: Project, name: str) -> Fraction:
    """Return what the started share of a project brings: per year in its first year of running, or once."""
    impact = project.impact.get(name)
    if impact is None:
        return ZERO
    factors = facts.factors.get(name, {})
    return sum(
        (share * impact.at(year + project.delay, factors) for year, share in plan.starts_of(project.id).items()),
        ZERO,
    )


def _portfolio(case: Case, answer: Answer, plan: DecidedPlan) -> list[Json]:
    facts, found = case.facts, merits(answer)
    rows = []
    for project in facts.projects:
        starts = plan.starts_of(project.id)
        level = sum(starts.values(), ZERO)
        decision = decide(facts, project, level)
        rows.append((_key(project, decision, found.get(project.id), level), project, decision, starts))
    rows.sort(key=lambda row: row[0])
    linear = not any(answer.rows.program.whole)
    untouched = case.objective.form(plan.alone("")).constant
    """What a project of which nothing is started brings: the same for each."""
    return [
        {
            "rank": number,
            **_entry(case, plan, project, decision, starts, found.get(project.id), by_prices=linear),
            "objective": plain(case.objective.form(plan.alone(project.id)).constant if starts else untouched),
        }
        for number, (_, project, decision, starts) in enumerate(rows, 1)
    ]


def _key(project: Project, decision: Decision, merit: Merit | None, level: Fraction) -> tuple[Any, ...]:
    """Sort by decision, then by what a project brings over what it takes; what takes nothing of worth comes first."""
    if merit is None:
        return (_ORDER[decision], 1, ZERO, -level, project.id)
    ratio = merit.ratio
    return (_ORDER[decision], 0 if ratio is None else 1, -(merit.gains if ratio is None else ratio), -level, project.id)


def _entry(
    case: Case,
    plan: DecidedPlan,
    project: Project,
    decision: Decision,
    starts: Mapping[int, Fraction],
    merit: Merit | None,
    *,
    by_prices: bool,
) -> Json:
    facts = case.facts
    why = reason(case, project, decision, merit, by_prices=by_prices)
    money: dict[str, Fraction] = {}
    for fund, _, amount in plan.payments_of(project.id):
        money[fund] = money.get(fund, ZERO) + amount
    public = sum(money.values(), ZERO)
    return {
        "project": project.id,
        "name": text(project.name),
        "sector": project.sector,
        "kind": project.kind,
        "place": project.place,
        "decision": decision,
        "level": plain(sum(starts.values(), ZERO)),
        "asks": plain(max(project.support.values(), default=ZERO)),
        "cost": plain(project.cost),
        "public_money": plain(public),
        "starts": {str(year): plain(share) for year, share in sorted(starts.items())},
        "funds": {fund: plain(amount) for fund, amount in sorted(money.items())},
        "impact": {name: plain(yearly(facts, plan, project, name)) for name in sorted(project.impact)},
        "merit": None if merit is None or merit.ratio is None else plain(merit.ratio),
        "reason": {"code": why.code, "rule": why.rule, **why.message.both()},
        "evidence": {"quality": project.evidence.quality, "source": project.evidence.source},
    }


def _diagnostic(each: Diagnostic) -> Json:
    """Return a warning; the line of a table is left out, so that the order of its rows does not show."""
    return {
        "code": each.code,
        "severity": each.severity,
        **located(each.place),
        "key": each.key,
        "message": each.message.both(),
        "hint": each.hint.both(),
    }
