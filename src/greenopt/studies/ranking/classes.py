"""
Classes: which projects are core, which are out, and which lie on the border.

    core         in full in the published plan, and every plan without it loses more than tolerance · |V|
    out          not in the plan, and every plan that carries it out in full loses more than tolerance · |V|
    borderline   everything else: done in part, or a plan that decides otherwise is within the tolerance of the best

where V is the objective of the published plan. A plan that serves less of what comes before the objective is no
such plan, whatever it brings, and there is none where the rules allow none. Promised projects are core and projects
that are not eligible are out, as long as that stays so.

Where the case declares ranges for its numbers, core and out must also hold in nearly all draws from them.
``greenopt uncertainty`` draws and solves; a ranking takes what it saved, so that nothing is drawn twice. Both must be
of the same case, as it stands once scenarios and changes are applied: its digest tells.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Literal

from greenopt.case.case import Case
from greenopt.errors import FileProblem, WrongUsage
from greenopt.language import say
from greenopt.result.resolved import as_bytes, digest, resolved
from greenopt.result.saved import document_at
from greenopt.run import question_of
from greenopt.studies.ranking.forced import Forced
from greenopt.studies.ranking.order import BAND

Class = Literal["core", "borderline", "out"]
DRAWN, DRAWN_SCHEMA = "uncertainty.json", "greenopt.uncertainty/1"
"""The document that says how often each project is chosen."""
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


def chosen_in(folder: Path, case: Case) -> Mapping[str, float]:
    """
    Return the share of draws whose best plan holds each project.

    Args:
        folder: of a study of uncertainty.
        case: that is ranked.

    Returns:
        Project → share, from 0 to 1; every project of the case.

    Raises:
        FileProblem: there is no such study.
        WrongUsage: it is of another case, or no draw had a plan.
    """
    path = folder / DRAWN
    if not path.is_file():
        raise FileProblem(say("there is no study of uncertainty in {path}", path=path.parent))
    found = document_at(path, DRAWN_SCHEMA)
    try:
        drawn = found["case"]["digest"]
        shares = {str(each["project"]): float(each["chosen_share"]) for each in found["projects"]}
    except (KeyError, TypeError, ValueError) as error:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error
    if drawn != digest(as_bytes(resolved(case, question_of(case)))):
        raise WrongUsage(say("{path} is a study of another case, or of other scenarios or changes", path=path))
    if not shares:
        raise WrongUsage(say("{path} has no draw with a plan, so it says nothing of projects", path=path))
    return shares
