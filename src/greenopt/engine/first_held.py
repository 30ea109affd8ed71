"""
First held: the program of a case in which what comes before the objective is served as well as it can be.

Soft rules and priorities come first. Who asks for another plan of the same case, such as one nearly as good or one
found in another way, may give up something of the objective, and nothing of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from greenopt.engine.alter import Written, altered
from greenopt.engine.branch import prove_whole
from greenopt.engine.exact import Point, value_of
from greenopt.engine.layout import Start
from greenopt.engine.oracle import NODES
from greenopt.engine.posed import Posed
from greenopt.engine.program import Bounds, Program
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Proof, Stage, solve_stages
from greenopt.engine.whole import solve_whole

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Restricted:
    """A program, and the bounds that are meant."""

    program: Program
    bounds: Bounds


@dataclass(frozen=True)
class Reached:
    """The best that was found for a first stage."""

    x: Sequence[Fraction]
    most: Fraction | None
    """What the first stage does not surpass; None where nothing is proved."""


def first_held(posed: Posed, x: Sequence[Fraction]) -> Restricted:
    """
    Return the program in which every stage before the objective keeps what a plan reaches.

    Args:
        posed: the case.
        x: of the layout's columns; a plan that is best in these stages.

    Raises:
        ArithmeticError: the solver stopped.
        KeyboardInterrupt: it was told to.
    """
    program, bounds = posed.rows.program, posed.rows.program.bounds()
    if not posed.main:
        return Restricted(program, bounds)
    if any(program.whole):
        point = Point([*x, *(ZERO for _ in range(len(program.columns) - len(x)))])
        rows: Mapping[str, Written] = {
            f"as good as the plan in {step.name}": Written(step.cost, value_of(step.cost, point), None)
            for step in posed.steps[: posed.main]
        }
        return Restricted(*altered(program, bounds, (), rows))
    solver = Solver(program)
    for step in posed.steps[: posed.main]:
        found = solve_stages(solver, program, [step], bounds)
        _stop(interrupted=found.interrupted)
        if found.proof is not Proof.OPTIMAL:
            raise ArithmeticError("what comes before the objective was not proved")
        bounds = found.face
    return Restricted(program, bounds)


def best_in_turn(restricted: Restricted, stages: list[Stage], solver: Solver | None = None) -> Reached | None:
    """
    Return the best plan of a restricted program for stages in turn; None where there is none, or none was found.

    With whole projects the first stage is proved as far as so many linear programs go; the further stages choose among
    plans with the same whole numbers.

    Raises:
        KeyboardInterrupt: the solver was told to stop.
    """
    program, bounds = restricted.program, restricted.bounds
    solver = solver or Solver(program)
    if not any(program.whole):
        found = solve_stages(solver, program, stages, bounds)
        _stop(interrupted=found.interrupted)
        return None if found.x is None or not found.stages else Reached(found.x, found.stages[0].value)
    searched = solve_whole(solver, program, stages, bounds)
    _stop(interrupted=searched.interrupted)
    plan, most = searched.plan, searched.bound
    if searched.farkas is None and (plan is None or plan.values[0] != most):
        tree = prove_whole(solver, program, stages, bounds, plan=plan, node_limit=NODES)
        _stop(interrupted=tree.interrupted)
        plan = tree.plan or plan
        if tree.status is TreeStatus.OPTIMAL and plan is not None:
            most = plan.values[0]
        elif tree.bound is not None and most is not None:
            most = min(most, tree.bound)
    return None if plan is None else Reached(plan.x, most)


def levels_at(posed: Posed, x: Sequence[Fraction]) -> dict[str, Fraction]:
    """Return the share of every project that a plan starts anew; projects that cannot start are left out."""
    layout = posed.rows.layout
    return {
        project: sum((x[layout.place[Start(project, year)]] for year in years), ZERO)
        for project, years in layout.starts.items()
        if years
    }


def _stop(*, interrupted: bool) -> None:
    if interrupted:
        raise KeyboardInterrupt
