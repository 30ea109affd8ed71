"""
Displaced: which projects give way to a project, or would come in its place; and what keeps it from being carried out.

    carried out in full    the projects of which less is done than in the published plan
    left out               the projects of which more is done

Both are read off the plans that were solved anyway, published rule for ties included, so that every level is that of
a plan somebody could carry out. For a promise the plan without the promise stands in the place of the published one.

What is in the way of a project is told as the result of the case tells it: where projects may be done in part it is
what the project would take most of, at the prices of the published plan; of a project that is not eligible it is the
rule that says so. With whole projects no price tells, and no rule is named.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.result.resolved import Json
from greenopt.result.words import limit_in_words
from greenopt.studies.ranking.forced import Forced, How, Outcome

MOST = 5
"""Projects that are named for each question, those with the most money first."""
CLOSE = 1e-9
"""Levels that lie nearer are the same."""
OPEN = ("partly", "not_funded", "screened_out")
"""Decisions behind which something stands in the way."""


class Displaced(NamedTuple):
    """A project whose level changes because another one is held."""

    project: str
    how: How
    """What is done with the other one."""
    level: float
    """In the plan that both are held against."""
    becomes: float
    money: Fraction
    """Public money that it gets more; negative where it loses."""


def displaced(forced: Forced, asks: Mapping[str, Fraction]) -> list[Displaced]:
    """
    Return what gives way to a project that is carried out in full, then what comes in where it is left out.

    Args:
        forced: the project's plans.
        asks: public money of each project at full scale.
    """
    found = []
    if forced.in_full is not None and forced.in_full.has_plan:
        found += _moved(forced.project, "in_full", forced.free, forced.in_full, asks)
    if forced.left_out is not None and forced.left_out.has_plan:
        found += _moved(forced.project, "left_out", forced.free, forced.left_out, asks)
    return found


def _moved(project: str, how: How, free: Outcome, held: Outcome, asks: Mapping[str, Fraction]) -> list[Displaced]:
    sign = -1 if how == "in_full" else 1
    found = []
    # Most levels are the same to the last digit, so that whole sets are compared first.
    for name in {name for name, _ in free.levels.items() ^ held.levels.items()}:
        level, becomes = free.levels.get(name, 0.0), held.levels.get(name, 0.0)
        if name != project and sign * (becomes - level) > CLOSE:
            found.append(Displaced(name, how, level, becomes, Fraction(becomes - level) * asks[name]))
    found.sort(key=lambda each: (-abs(each.money), -abs(each.becomes - each.level), each.project))
    return found[:MOST]


def blocked_by(case: Case, entry: Json, forced: Forced) -> Json | None:
    """
    Return what blocks a project; None of one that is carried out in full, or was promised.

    Args:
        case: that was solved.
        entry: of the project in the portfolio of its result.
        forced: what is known of the project.
    """
    if entry["decision"] not in OPEN:
        return None
    reason = entry["reason"]
    name, _, part = str(reason["rule"] or "").partition(":")
    source = next((rule.source for rule in case.rules if rule.id == name), None)
    return {
        "code": reason["code"],
        "rule": name or None,
        "part": part,
        "name": limit_in_words(case, reason["rule"]).both() if name else None,
        "source": source,
        "impossible": forced.in_full is None or forced.in_full.is_impossible,
        "text": {language: reason[language] for language in ("vi", "en")},
    }
