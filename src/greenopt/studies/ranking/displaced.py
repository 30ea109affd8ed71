"""
Displaced: which projects give way to a project, or would come in its place.

    carried out in full    the projects of which less is done than in the published plan
    left out               the projects of which more is done

Both are read off the plans that were solved anyway, published rule for ties included, so that every level is that of
a plan somebody could carry out. For a promise the plan without the promise stands in the place of the published one.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.studies.ranking.forced import Forced, How, Outcome

MOST = 5
"""Projects that are named for each question, those with the most money first."""
CLOSE = 1e-9
"""Levels that lie nearer are the same."""


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
    for name in dict.fromkeys((*free.levels, *held.levels)):
        level, becomes = free.levels.get(name, 0.0), held.levels.get(name, 0.0)
        if name != project and sign * (becomes - level) > CLOSE:
            found.append(Displaced(name, how, level, becomes, Fraction(becomes - level) * asks[name]))
    found.sort(key=lambda each: (-abs(each.money), -abs(each.becomes - each.level), each.project))
    return found[:MOST]
