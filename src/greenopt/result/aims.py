"""
Aims: everything that was sought, one after the other, and what each weighed indicator adds to the objective.

    tiers     soft rules, priorities, the objective, and what is sought after it, each with its value
    aims      the parts of a weighed objective: indicator, amount, weight, and what it counts for

A value is null where it is not proved to be the best: of whole projects that may be so of all but the objective.
"""

from fractions import Fraction

from greenopt.case.case import Case
from greenopt.engine.answer import Answer
from greenopt.engine.ties import OBJECTIVE, SOFT, Wish, priority_of
from greenopt.language import Message, say, word
from greenopt.objectives.most import Most
from greenopt.plan import DecidedPlan
from greenopt.plan.naming import unit_name
from greenopt.result.resolved import Json
from greenopt.result.standing import plain


def weighed(case: Case, plan: DecidedPlan | None) -> Json:
    """Return the parts of a weighed objective under the key ``aims``; nothing where a single thing is sought."""
    objective = case.objective
    if not isinstance(objective, Most) or not objective.weigh:
        return {}
    parts = []
    for name, weight in objective.weights(case.facts).items():
        value = None if plan is None else objective.amount(plan, name).constant
        parts.append(
            {
                "indicator": name,
                "value": plain(value),
                "unit": objective.unit_of(case.facts, name),
                "weight": plain(weight),
                "counts": None if value is None else plain(value * weight),
            }
        )
    return {"aims": parts}


def tiers(case: Case, answer: Answer, plan: DecidedPlan | None) -> list[Json]:
    """Return what was sought before the objective, itself, and after it; nothing if the objective stands alone."""
    main = next(place for place, wish in enumerate(answer.wishes) if wish.name == OBJECTIVE)
    if plan is None or answer.value is None or not (main or case.objective.then):
        return []
    known = {stage.name: stage.value for stage in answer.stages}
    rows = [_before(case, wish, known.get(wish.name)) for wish in answer.wishes[:main]]
    rows.append({"name": OBJECTIVE, "value": plain(answer.value), "unit": _unit(case.objective.unit(case.facts))})
    whole = any(answer.rows.program.whole)
    proved = {each.name for each in answer.then}
    for wish, aim in zip(answer.wishes[main + 1 :], case.objective.then, strict=False):
        value = None if whole and wish.name not in proved else aim.form(plan).constant
        unit, words = _unit(aim.unit(case.facts)), aim.in_words(case.facts).both()
        rows.append({"name": wish.name, "value": plain(value), "unit": unit, "text": words})
    return rows


def _before(case: Case, wish: Wish, value: Fraction | None) -> Json:
    priority = priority_of(wish.name)
    unit = unit_of_tier(case, priority) if priority else say("sum of the parts missed of soft targets")
    reached = value if wish.more or value is None else -value
    return {"name": priority or SOFT, "value": plain(reached), "unit": unit.both()}


def unit_of_tier(case: Case, priority: str) -> Message:
    """Return the unit of what a priority seeks; that of the objective where it follows it."""
    of = next((rule.sought_quantity for rule in case.rules if rule.id == priority), None)
    return unit_name(case.facts, of) if of else word(case.objective.unit(case.facts))


def _unit(unit: str) -> dict[str, str]:
    return word(unit).both()
