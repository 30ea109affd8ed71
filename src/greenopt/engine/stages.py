"""
Objectives one after the other, each maximised and proved on the exact optimal face of the one before.

Every best point keeps the columns with a reduced cost, and the rows with a multiplier, where they stand; and every
feasible point that does so is best. So the face is a restriction of the program by exact bounds, and the next
objective is just another linear program: no row `objective >= best` with rounded numbers is ever written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from time import monotonic

import numpy as np

from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.exact import Point, Reduced, value_of
from greenopt.engine.many import Few
from greenopt.engine.program import Basis, Bounds, Cost, Program
from greenopt.engine.solve import Claim, Solver
from greenopt.engine.sparse import Factor, among

_TURNS = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective of several."""

    name: str
    cost: Cost


class Proof(Enum):
    """What is proved of the stages."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNPROVED = "unproved"
    """No proof in the time given."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """A stage with its value and the multipliers that prove it on the face of the stage before."""

    name: str
    value: Fraction
    y: dict[int, Fraction]
    d: Mapping[int, Fraction]
    """Non-zero reduced costs."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class StagesResult:
    """What all stages together say."""

    proof: Proof
    stages: list[StageResult]
    """Those that are proved; fewer than asked for when the face became a point, or when time ran out."""
    x: Sequence[Fraction] | None
    """Best for all proved stages; with none proved there is none."""
    face: Bounds
    """All points that are best for the proved stages."""
    unique_after: int | None
    """After which stage the face is proved to be a single point; None when that was not seen."""
    farkas: dict[int, Fraction] | None
    """Proof that nothing is feasible."""
    interrupted: bool = False


def solve_stages(
    solver: Solver,
    program: Program,
    stages: Sequence[Stage],
    bounds: Bounds | None = None,
    *,
    time_limit: float | None = None,
) -> StagesResult:
    """
    Maximise the stages in turn, exactly; integrality is not asked.

    Values of stages that were skipped because the face is a point follow from `x`.

    Args:
        solver: a solver of this program.
        program: the exact program.
        stages: at least one.
        bounds: a restriction; None for the program itself.
        time_limit: seconds for all stages together.
    """
    face = (program.bounds() if bounds is None else bounds).copy()
    deadline = deadline_of(time_limit)
    done: list[StageResult] = []
    x: Sequence[Fraction] | None = None
    for index, stage in enumerate(stages):
        outcome = solver.solve(stage.cost, face, time_limit=seconds_left(deadline))
        if outcome.claim is Claim.STOPPED:
            return StagesResult(Proof.UNPROVED, done, x, face, None, None, outcome.interrupted)
        found = certify(program, stage.cost, face, outcome.basis, time_limit=seconds_left(deadline))
        if isinstance(found, Infeasible):
            return StagesResult(Proof.INFEASIBLE, done, None, face, None, found.y)
        if not isinstance(found, Optimal):
            return StagesResult(Proof.UNPROVED, done, x, face, None, None)
        x = found.x
        done.append(StageResult(stage.name, found.value, found.y, found.d, found.basis))
        face = narrow(face, found.y, found.d)
        if is_one_point(program, face):
            return StagesResult(Proof.OPTIMAL, done, x, face, index, None)
    return StagesResult(Proof.OPTIMAL, done, x, face, None, None)


def narrow(bounds: Bounds, y: Mapping[int, Fraction], d: Mapping[int, Fraction]) -> Bounds:
    """Return the face of best points: what has a multiplier or a reduced cost is fixed at the side that it leans on."""
    face = bounds.copy()
    lower, upper = face.column_lower, face.column_upper
    if isinstance(d, Reduced) and isinstance(lower, Few) and isinstance(upper, Few):
        lower.take(np.flatnonzero(d.signs > 0), upper)
        upper.take(np.flatnonzero(d.signs < 0), lower)
    else:
        for column, value in d.items():
            if value > 0:
                lower[column] = upper[column]
            elif value < 0:
                upper[column] = lower[column]
    for row, value in y.items():
        side = face.row_upper[row] if value > 0 else face.row_lower[row]
        if value and side is not None:
            face.fix_row(row, side)
    return face


def is_one_point(program: Program, face: Bounds) -> bool:
    """
    Whether the equations of a face that is not empty leave no column free.

    True is a proof. False is not: rows that are no equations may still leave a single point, which
    `another_point` decides.
    """
    free, equations = face.open_columns(), face.equations()
    if len(free) > len(equations):
        return False
    wanted = set(free)
    matrix = {row: among(program.entries[row], free, wanted) for row in equations}
    return not Factor(matrix, free).spare_columns


class Sole(Enum):
    """The answer of `another_point` when it names no point."""

    ONLY = "only"
    UNKNOWN = "unknown"


def another_point(solver: Solver, program: Program, face: Bounds, x: Sequence[Fraction]) -> Sequence[Fraction] | Sole:
    """
    Return a point of the face other than x, ONLY when x is proved to be the whole face, else UNKNOWN.

    Objectives with unlike weights are maximised in turn, then their opposites. If both ends are x, every one of
    these objectives is constant on the face; if they also single out one point, the face is that point.
    """
    free = face.open_columns()
    seen_unique = False
    for sign in (1, -1):
        stages = [
            Stage(
                f"unlike weights {turn}",
                {column: Fraction(sign * _unlike(place, turn)) for place, column in enumerate(free)},
            )
            for turn in range(_TURNS)
        ]
        found = solve_stages(solver, program, stages, face)
        if found.proof is not Proof.OPTIMAL or found.x is None:
            return Sole.UNKNOWN
        if found.x != list(x):
            return found.x
        seen_unique |= found.unique_after is not None
    return Sole.ONLY if seen_unique else Sole.UNKNOWN


def values_of(stages: Sequence[Stage], x: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the exact value of each stage at a point."""
    point = Point(x)
    return tuple(value_of(stage.cost, point) for stage in stages)


def _unlike(place: int, turn: int) -> int:
    """Return whole weights without small relations among them."""
    return 1000 + (place + 1) * (2654435761 + 40503 * turn) % 99991


def deadline_of(time_limit: float | None) -> float | None:
    """Return the moment of the monotonic clock when so many seconds will be over; None where there is no limit."""
    return None if time_limit is None else monotonic() + time_limit


def seconds_left(deadline: float | None) -> float | None:
    """Return the seconds until a moment of the monotonic clock, none below zero; None where there is no limit."""
    return None if deadline is None else max(deadline - monotonic(), 0.0)
