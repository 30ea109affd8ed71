"""
Settled: multipliers that follow from the best plan alone, whatever way a solver found it.

Where rows cross in one corner, many sets of multipliers prove the same optimum, and a solver gives one of them: another
one with other settings, or in its next version. Merits and reasons are told by multipliers, and what an earlier stage
holds has no price, so they would change with it. The plan does not: ties are broken to the end. So the proof is made
once more from the plan: what stands at a side is held there, and the exact simplex method, which always goes the same
way, finds the multipliers.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.exact import Point
from greenopt.engine.program import At, Basis, Bounds, Cost, Program
from greenopt.engine.sparse import Factor, among
from greenopt.engine.stages import Proof, Stage, StageResult, StagesResult, is_one_point, narrow


def settled(program: Program, steps: Sequence[Stage], main: int, found: StagesResult) -> StagesResult:
    """
    Return the stages with multipliers that follow from the plan; as they are where no others would prove them.

    Args:
        program: the exact program.
        steps: what is sought in turn.
        main: which of them is the objective; it and what comes before it are always proved.
        found: all stages, and the plan that they leave.
    """
    if found.x is None or found.proof is not Proof.OPTIMAL or _has_one_proof(program, found, found.x, main):
        return found
    face, done = program.bounds(), list[StageResult]()
    for number, step in enumerate(steps):
        proof = certify(program, step.cost, face, standing(program, face, found.x))
        if not isinstance(proof, Optimal) or proof.x != list(found.x):
            return found
        done.append(StageResult(step.name, proof.value, proof.y, proof.d, proof.basis))
        face = narrow(face, proof.y, proof.d)
        if number >= main and is_one_point(program, face):
            return StagesResult(found.proof, done, found.x, face, number, None, found.interrupted)
    return StagesResult(found.proof, done, found.x, face, None, None, found.interrupted)


def settled_of_whole(
    program: Program,
    cost: Cost,
    bounds: Bounds,
    proof: tuple[Sequence[Fraction], dict[int, Fraction]],
    x: Sequence[Fraction],
) -> dict[int, Fraction]:
    """
    Return multipliers that prove the bound of a relaxation and follow from the plan of whole numbers.

    Args:
        program: the exact program.
        cost: what is maximised.
        bounds: the restriction that is meant.
        proof: a best point of the relaxation, and multipliers that prove it to be so.
        x: the plan of whole numbers.
    """
    relaxed, y = proof
    if is_only_proof(program, bounds, relaxed, Point(relaxed)):
        return y
    found = certify(program, cost, bounds, standing(program, bounds, x))
    return found.y if isinstance(found, Optimal) else y


def standing(program: Program, bounds: Bounds, x: Sequence[Fraction]) -> Basis:
    """Return where a plan stands: what is at a side is held there, all else is basic."""
    columns = [
        At.LOWER if value == lower else At.UPPER if value == upper else At.BASIC
        for lower, value, upper in zip(bounds.column_lower, x, bounds.column_upper, strict=True)
    ]
    point, rows = Point(x), []
    for entries, scale, low, high in zip(
        program.entries, program.scale, bounds.row_lower, bounds.row_upper, strict=True
    ):
        activity = point.dot(entries) / scale
        rows.append(At.LOWER if activity == low else At.UPPER if activity == high else At.BASIC)
    return Basis(columns, rows)


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
