"""
Classes: which projects are core, which are out, and which lie on the border.

    core         in full in the published plan, and every plan without it loses more than tolerance · |V|
    out          not in the plan, and every plan that carries it out in full loses more than tolerance · |V|
    borderline   everything else: done in part, or a plan that decides otherwise is within the tolerance of the best

where V is the objective of the published plan. A plan that serves less of what comes before the objective is no
such plan, whatever it brings, and there is none where the rules allow none. Promised projects are core and projects
that are not eligible are out, as long as that stays so.

Where the case declares ranges for its numbers, core and out must also hold in nearly all draws from them.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from greenopt.studies.ranking.forced import Forced
from greenopt.studies.ranking.order import BAND

Class = Literal["core", "borderline", "out"]
NEARLY_ALWAYS = 0.95
"""A share of the draws that counts as all of them; what is left of it counts as none."""


def class_of(
    forced: Forced,
    decision: str,
    tolerance: Fraction,
    *,
    more: bool,
    value: Fraction,
    chosen: Mapping[str, float] | None = None,
) -> Class | None:
    """
    Return the class of a project; None where an answer is missing.

    Args:
        forced: its plans.
        decision: what becomes of it in the published plan.
        tolerance: share of the value that does not count.
        more: whether more of the objective is better.
        value: of the published plan.
        chosen: share of the draws whose plan holds each project, where numbers were drawn.
    """
    band = BAND[decision]
    if band == "promised":
        return "core"
    if band == "not_eligible":
        return "out"
    level = forced.free.levels.get(forced.project, 0.0)
    if 0 < level < 1:
        return "borderline"
    share = None if chosen is None else chosen.get(forced.project, 0.0)
    how: Literal["left_out", "in_full"] = "left_out" if level else "in_full"
    held = forced.left_out if level else forced.in_full
    if held is not None and not held.has_plan and not held.is_impossible:
        return None
    loss = forced.loss(how, more=more)
    worse = any(not each.better for each in forced.before(how)[:1])
    if loss is not None and not worse and loss <= tolerance * abs(value):
        return "borderline"
    if share is not None and (share < NEARLY_ALWAYS if level else share > 1 - NEARLY_ALWAYS):
        return "borderline"
    return "core" if level else "out"
