"""
Settled: multipliers that do not depend on how a solver was set when it found the best plan.

Where rows cross in one corner, many sets of multipliers prove the same optimum, and a solver gives one of them: another
one with presolve than without. Merits and reasons are told by multipliers, so they would change with it. The plan does
not: ties are broken to the end. So where there are several sets, all is solved once more in one fixed way, from nothing
and without presolve.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.exact import Point
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.solve import Solver
from greenopt.engine.sparse import Factor, among
from greenopt.engine.stages import Proof, StagesResult, narrow


def settled(program: Program, main: int, found: StagesResult, again: Callable[[], StagesResult]) -> StagesResult:
    """
    Return the stages with the multipliers of the fixed way; as they are where no others would prove them.

    Args:
        program: the exact program.
        main: which stage is the objective; it and what comes before it are always proved.
        found: all stages, and the plan that they leave.
        again: solves the same stages in the fixed way.
    """
    if found.x is None or found.proof is not Proof.OPTIMAL or _has_one_proof(program, found, found.x, main):
        return found
    other = again()
    if other.proof is Proof.OPTIMAL and other.x is not None and list(other.x) == list(found.x):
        return other
    return replace(found, interrupted=other.interrupted)


def settled_of_whole(
    program: Program, cost: Cost, bounds: Bounds, relaxed: Sequence[Fraction] | None, y: dict[int, Fraction]
) -> dict[int, Fraction]:
    """
    Return multipliers that prove the bound of a relaxation, those of the fixed way.

    Args:
        program: the exact program.
        cost: what is maximised.
        bounds: the restriction that is meant.
        relaxed: a best point of the relaxation; with None the multipliers are kept.
        y: multipliers that prove it to be so.
    """
    if relaxed is None or is_only_proof(program, bounds, relaxed, Point(relaxed)):
        return y
    found = certify(program, cost, bounds, Solver(program, presolve="off").solve(cost, bounds).basis)
    return found.y if isinstance(found, Optimal) else y


def _has_one_proof(program: Program, found: StagesResult, x: Sequence[Fraction], main: int) -> bool:
    """Whether the objective and what comes before it have only one set of multipliers each."""
    face, point = program.bounds(), Point(x)
    for stage in found.stages[: main + 1]:
        if not is_only_proof(program, face, x, point):
            return False
        face = narrow(face, stage.y, stage.d)
    return True


def is_only_proof(program: Program, bounds: Bounds, x: Sequence[Fraction], point: Point) -> bool:
    """
    Whether only one set of multipliers proves that a plan is best.

    Sufficient and exact: the rows that the plan holds tight are independent on the columns strictly between bounds.
    """
    free = [
        column
        for column, (lower, value, upper) in enumerate(zip(bounds.column_lower, x, bounds.column_upper, strict=False))
        if value is not lower and value is not upper and lower < value < upper
    ]
    tight = [
        row
        for row, (entries, scale) in enumerate(zip(program.entries, program.scale, strict=True))
        if entries and point.dot(entries) / scale in (bounds.row_lower[row], bounds.row_upper[row])
    ]
    if len(tight) > len(free):
        return False
    wanted = set(free)
    transposed: dict[int, dict[int, int]] = {column: {} for column in free}
    for row in tight:
        for column, entry in among(program.entries[row], free, wanted).items():
            transposed[column][row] = entry
    return not Factor(transposed, tight).spare_columns
