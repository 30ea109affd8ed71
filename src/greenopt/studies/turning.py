"""
Turning point: the figure of a project at which it would just be worth what it takes, at the prices of one solve.

The multipliers of a solve stay as they are while one figure of one project moves; so what starting the project brings
beyond what it takes is linear in that figure, year by year, and two values give the point where it vanishes. Nothing
is solved here, and nothing is proved: other multipliers may take over on the way.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from greenopt.engine.merit import merits
from greenopt.engine.posed import pose
from greenopt.project import Impact, Project
from greenopt.run import Run, question_of

ZERO = Fraction(0)
What = Literal["impact", "asks"]


def turning_point(run: Run, project: str, what: What, here: Fraction) -> Fraction | None:
    """
    Return the figure at which a project turns; None for whole projects, or where the figure does not matter.

    Args:
        run: a solved case.
        project: one that can be started.
        what: the figure that moves.
        here: what it is in this run.
    """
    if any(run.answer.rows.program.whole):
        return None
    written = run.case.facts.by_id[project]
    by = here / 2 or written.cost / 2 or Fraction(1)
    before, after = _margin(run, project), _margin(_with(run, moved(run, written, what, by)), project)
    if before is None or after is None or before == after:
        return None
    return here - before * by / (after - before)


def _margin(run: Run, project: str) -> Fraction | None:
    """Return what starting a project brings beyond what it takes, at the prices of a run."""
    merit = merits(run.answer).get(project)
    return None if merit is None else merit.gains - merit.takes


def moved(run: Run, project: Project, what: What, by: Fraction) -> Project:
    """Return the project with one figure moved."""
    if what == "asks":
        return replace(project, support={year: money + by for year, money in project.support.items()})
    name = run.case.objective.of
    impact = project.impact.get(name, Impact())
    return replace(project, impact={**project.impact, name: replace(impact, stated=impact.stated + by)})


def _with(run: Run, project: Project) -> Run:
    """Return the run with another project of the same name: other rows, the same multipliers."""
    case = replace(run.case, facts=run.case.facts.with_project(project))
    question = question_of(case)
    posed = pose(question)
    return replace(run, case=case, answer=replace(run.answer, rows=posed.rows, question=question, wishes=posed.wishes))
