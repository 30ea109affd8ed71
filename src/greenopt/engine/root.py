"""
Root: what is proved of a case with whole projects before the tree of its objective.

Soft rules and priorities come before the objective. The relaxation proves most of them; where it proves less than the
plan reaches, a tree closes what is left, and a row holds what is reached:

    held[priority.first]   what the priority asks for  >=  the most of it
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.branch import prove_whole
from greenopt.engine.exact import Reduced, reduced_costs
from greenopt.engine.next_aims import hold
from greenopt.engine.program import Bounds, Program
from greenopt.engine.rows import Rows
from greenopt.engine.searched import Open, TreeStatus, Why
from greenopt.engine.settled import settled_of_whole
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage, deadline_of, narrow, seconds_left, solve_stages
from greenopt.engine.tree import Tree
from greenopt.engine.whole import WholePlan, WholeResult


@dataclass(frozen=True)
class ProvedStage:
    """One thing sought, its value, and the multipliers that prove it, by name of the row."""

    name: str
    value: Fraction
    multipliers: dict[str, Fraction]
    tree: Tree | None = None
    """For whole projects: the proof where the multipliers alone prove less; the value is then held by a row."""
    rows: tuple[str, ...] = ()
    """Names of the rows that the tree speaks of."""


class Root(NamedTuple):
    """What is proved of a whole-number program before the tree of its objective."""

    solver: Solver
    program: Program
    """With rows that hold what is reached in stages before the objective, as far as the first that is not proved."""
    bounds: Bounds
    """The face of the other stages before the objective; the whole program where they are not proved."""
    plan: WholePlan
    earlier: tuple[ProvedStage, ...]
    proved: bool
    """Whether every stage before the objective is proved."""
    bound: Fraction | None
    """What the objective does not surpass."""
    multipliers: dict[int, Fraction]
    open: Open | None = None
    """Why a stage before the objective is not proved."""


def root_of(
    rows: Rows,
    program: Program,
    solver: Solver,
    steps: Sequence[Stage],
    main: int,
    found: WholeResult,
    programs: int,
    time_limit: float | None,
) -> Root:
    """
    Return the bound of the objective at the root, among the plans that are best in what comes before it.

    Where the relaxation proves that no plan does better in a stage, every plan that does as well lies on its face,
    whole numbers or not. Else a tree proves it, and a row holds what is reached. Where that takes too long, a row holds
    that much nevertheless: the best plan of all does as well in this stage, and perhaps better, so the objective is
    bounded among such plans, and nothing more is claimed.

    Args:
        rows: of the case.
        program: the exact program.
        solver: a solver of it.
        steps: all that is sought.
        main: which of it is the objective.
        found: the plan, and what was found with it.
        programs: linear programs that each proof may take.
        time_limit: seconds for all of them together.
    """
    if found.plan is None:
        raise AssertionError("a plan is needed before its bound")
    plan, multipliers = found.plan, dict(found.y or {})
    bounds = program.bounds()
    if not main and program is rows.program:
        multipliers = settled_of_whole(program, steps[main].cost, bounds, found.relaxed, multipliers)
        return Root(solver, program, bounds, plan, (), proved=True, bound=found.bound, multipliers=multipliers)
    earlier: list[ProvedStage] = []
    deadline, unproved = deadline_of(time_limit), None
    for number, step in enumerate(steps[:main]):
        relaxed = solve_stages(solver, program, [step], bounds)
        if not relaxed.stages:
            unproved = Open(Why.NUMBERS, step.name, programs)
            break
        stage = relaxed.stages[0]
        y = settled_of_whole(program, step.cost, bounds, relaxed.x, stage.y)
        named = rows.named(y, program.rows)
        if stage.value == plan.values[number]:
            bounds = narrow(bounds, y, Reduced(*reduced_costs(program, step.cost, y)))
            earlier.append(ProvedStage(step.name, stage.value, named))
            continue
        rest = replace(plan, values=plan.values[number:])
        left = seconds_left(deadline)
        search = prove_whole(solver, program, steps[number:], bounds, plan=rest, node_limit=programs, time_limit=left)
        if search.status is not TreeStatus.OPTIMAL or search.plan is None:
            unproved = Open(search.why or Why.NUMBERS, step.name, programs)
            break
        plan = replace(search.plan, values=(*plan.values[:number], *search.plan.values), stages=plan.stages)
        earlier.append(ProvedStage(step.name, plan.values[number], named, search.tree, program.rows))
        program, bounds = hold(program, bounds, step, plan.values[number])
        solver = Solver(program)
    proved = len(earlier) == main
    if not proved:
        # The best plan of all is no worse than this one in the first stage that is not proved.
        step, reached = steps[len(earlier)], plan.values[len(earlier)]
        program, bounds = hold(program, bounds, step, reached)
        solver = Solver(program)
    relaxed = solve_stages(solver, program, steps[main : main + 1], bounds)
    if not relaxed.stages:
        return Root(solver, program, bounds, plan, tuple(earlier), proved, None, {}, unproved)
    best = relaxed.stages[0]
    multipliers = settled_of_whole(program, steps[main].cost, bounds, relaxed.x, best.y)
    return Root(solver, program, bounds, plan, tuple(earlier), proved, best.value, multipliers, unproved)
