"""
Next aims of whole projects: what is sought after the objective, each proved among the plans best in all before it.

The plans that are best in the objective are no face of a linear program when projects are whole, so what came before
is held by rows, value for value in exact numbers:

    held[objective]    objective  >=  its best
    held[then.1.jobs]  jobs       >=  the most of them among those plans

The relaxation of that program bounds the next aim; a tree closes what is left. What cannot be proved within the linear
programs allowed is left out, with all that follows it: nothing is claimed of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from greenopt.engine.branch import prove_whole
from greenopt.engine.exact import with_at_least
from greenopt.engine.program import Bounds, Program
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage, deadline_of, seconds_left
from greenopt.engine.tree import Tree
from greenopt.engine.whole import WholePlan


@dataclass(frozen=True)
class ProvedNext:
    """One thing sought after the objective, its value, and the tree that proves it."""

    name: str
    value: Fraction
    tree: Tree
    rows: tuple[str, ...]
    """Names of the rows that the tree speaks of: those of the case, then what holds all that came before."""


def in_turn(
    program: Program,
    steps: Sequence[Stage],
    count: int,
    bounds: Bounds,
    plan: WholePlan,
    programs: int,
    time_limit: float | None,
) -> tuple[WholePlan, tuple[ProvedNext, ...]]:
    """
    Return a plan that is best in the next aims too, as far as that is proved, and the proofs.

    Args:
        program: the exact program.
        steps: the objective, the next aims, and what breaks ties.
        count: how many next aims there are.
        bounds: the face of what comes before the objective.
        plan: proved to be best in the objective; its values are those of the steps.
        programs: linear programs that each proof may take.
        time_limit: seconds for all aims together.
    """
    found: list[ProvedNext] = []
    deadline = deadline_of(time_limit)
    held, face = program, bounds
    for number in range(1, count + 1):
        held, face = hold(held, face, steps[number - 1], plan.values[number - 1])
        rest = replace(plan, values=plan.values[number:], stages=plan.stages[number:])
        try:
            search = prove_whole(
                Solver(held),
                held,
                steps[number:],
                face,
                plan=rest,
                node_limit=programs,
                time_limit=seconds_left(deadline),
            )
        except OutOfRange:
            break
        if search.status is not TreeStatus.OPTIMAL or search.plan is None or search.tree is None:
            break
        better = search.plan
        plan = replace(better, values=(*plan.values[:number], *better.values), stages=plan.stages)
        found.append(ProvedNext(steps[number].name, plan.values[number], search.tree, held.rows))
    return plan, tuple(found)


def hold(program: Program, bounds: Bounds, step: Stage, value: Fraction) -> tuple[Program, Bounds]:
    """Return a program and its restriction with a row that holds what a stage has reached."""
    return with_at_least(program, bounds, f"held[{step.name}]", step.cost, value)
