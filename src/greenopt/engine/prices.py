"""
Prices: what the best plan would gain if a rule were relaxed by one unit, exactly, on either side.

The solver's dual never leaves this module. A dual belongs to one basis of many; a price does not. It is the one-sided
slope of the best value when the right side of a rule moves, found from the best value itself: move the side by a
small exact step, solve, and see whether the multipliers found there also prove the unmoved optimum. If they do, the
value is linear in between, and the slope is exact; if not, the two tangents meet at a smaller step, and so on. The
value is concave and has finitely many slopes, so this ends.

Where the multipliers are unique (the tight rows are independent on the columns between their bounds), both sides
equal the multiplier at hand and nothing is solved.

A share moves with its whole: one percentage point of ``share * whole`` is ``whole / 100``, which may differ between
equally good plans. Relaxing it is worth the slope times the largest whole, tightening the slope times the smallest
(Mills 1956, marginal values of matrix games and linear programs).
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.exact import reduced_costs, upper_bound
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.rows import Rows
from greenopt.engine.solve import Solver
from greenopt.engine.sparse import Factor
from greenopt.engine.stages import Stage, solve_stages
from greenopt.plan import Requirement, Sense

ZERO = Fraction(0)
MOST_STEPS = 200


class Impossible(Enum):
    """The rule cannot be moved that way at all: nothing would be feasible."""

    IMPOSSIBLE = "impossible"


class Price(NamedTuple):
    """What moving a rule by one unit is worth; None where it cannot move that way."""

    relax: Fraction | None
    """Gain when relaxed; never negative. For an equality, the change when the right side goes up."""
    tighten: Fraction | None
    """Loss when tightened; never negative. For an equality, the change when the right side goes down."""


@dataclass(frozen=True)
class Best:
    """A solved and proved program: where prices are taken."""

    rows: Rows
    solver: Solver
    cost: Cost
    bounds: Bounds
    """The restriction on which ``cost`` was maximised."""
    value: Fraction
    x: list[Fraction]
    y: dict[int, Fraction]
    face: Bounds
    """All points that are best."""
    single: bool
    """Whether there is only one."""


def price(best: Best, requirement: Requirement, unique: bool) -> Price:
    """Return what moving one requirement by its step is worth, on either side."""
    row = best.rows.requirement_row[requirement.name]
    if not _is_tight(best, row):
        return Price(ZERO, ZERO)
    widen = -1 if requirement.sense is Sense.AT_LEAST else 1
    if unique:
        slope = best.y.get(row, ZERO) * widen
        up: Fraction | Impossible = slope
        down: Fraction | Impossible = slope
    else:
        up, down = slope_of(best, row, widen), slope_of(best, row, -widen)
        down = down if isinstance(down, Impossible) else -down
    least, most = _step_range(best, requirement)
    if requirement.sense is Sense.EQUAL:
        return Price(_times(up, most), None if isinstance(down, Impossible) else -down * most)
    return Price(_times(up, most), _times(down, least))


def _times(slope: Fraction | Impossible, step: Fraction) -> Fraction | None:
    return None if isinstance(slope, Impossible) else slope * step


def _step_range(best: Best, requirement: Requirement) -> tuple[Fraction, Fraction]:
    """Return the least and the most that one unit of the rule comes to among the best plans."""
    weights = best.rows.cost(requirement.step)
    constant = requirement.step.constant
    here = constant + sum((weight * best.x[column] for column, weight in weights.items()), ZERO)
    if not weights or best.single:
        return here, here
    ends = []
    for sign in (-1, 1):
        stage = Stage("step", {column: sign * weight for column, weight in weights.items()})
        found = solve_stages(best.solver, best.rows.program, [stage], best.face)
        ends.append(constant + sign * found.stages[0].value if found.stages else here)
    return ends[0], ends[1]


def multipliers_are_unique(best: Best) -> bool:
    """
    Whether only one set of multipliers proves the optimum.

    Sufficient and exact: the rows that the plan holds tight are independent on the columns strictly between bounds.
    """
    program, bounds = best.rows.program, best.bounds
    free = [
        column
        for column, value in enumerate(best.x)
        if bounds.column_lower[column] < value < bounds.column_upper[column]
    ]
    tight = [row for row in range(len(program.rows)) if program.entries[row] and _is_tight(best, row)]
    if len(tight) > len(free):
        return False
    wanted = set(free)
    transposed: dict[int, dict[int, int]] = {column: {} for column in free}
    for row in tight:
        for column, entry in program.entries[row].items():
            if column in wanted:
                transposed[column][row] = entry
    return not Factor(transposed, tight).spare_columns


def _is_tight(best: Best, row: int) -> bool:
    program = best.rows.program
    activity = sum((entry * best.x[column] for column, entry in program.entries[row].items()), ZERO)
    lower, upper = best.bounds.row_lower[row], best.bounds.row_upper[row]
    return activity in (
        None if lower is None else lower * program.scale[row],
        None if upper is None else upper * program.scale[row],
    )


def slope_of(best: Best, row: int, direction: int) -> Fraction | Impossible:
    """
    Return the slope of the best value as a row's sides move by +1 or −1, at the unmoved optimum.

    Raises:
        ArithmeticError: the solver stopped, or the search did not end.
    """
    side = best.bounds.row_lower[row] if best.bounds.row_lower[row] is not None else best.bounds.row_upper[row]
    step = max(abs(side or ZERO), Fraction(1)) / 2**20
    first = direction * best.y.get(row, ZERO)
    for _ in range(MOST_STEPS):
        moved = _moved(best.bounds, row, direction * step)
        outcome = best.solver.solve(best.cost, moved)
        found = certify(best.rows.program, best.cost, moved, outcome.basis)
        if isinstance(found, Infeasible):
            step = _reach(best, found.y, row, direction) / 2
            if not step:
                return Impossible.IMPOSSIBLE
            continue
        if not isinstance(found, Optimal):
            break
        if found.value == best.value + first * step:
            return first
        slope = direction * found.y.get(row, ZERO)
        here = _bound(best.rows.program, best.cost, best.bounds, found.y)
        if here == best.value:
            return slope
        if here is None or slope >= first:
            break
        # Both tangents lie above the concave value; where they meet is the next step worth looking at.
        step = (here - best.value) / (first - slope)
    raise ArithmeticError("the slope of a rule was not found")


def _moved(bounds: Bounds, row: int, by: Fraction) -> Bounds:
    moved = bounds.copy()
    lower, upper = moved.row_lower[row], moved.row_upper[row]
    moved.row_lower[row] = None if lower is None else lower + by
    moved.row_upper[row] = None if upper is None else upper + by
    return moved


def _bound(program: Program, cost: Cost, bounds: Bounds, multipliers: dict[int, Fraction]) -> Fraction | None:
    return upper_bound(bounds, multipliers, reduced_costs(program, cost, multipliers))


def _reach(best: Best, farkas: dict[int, Fraction], row: int, direction: int) -> Fraction:
    """Return the largest step for which a proof of impossibility found further out says nothing."""
    bound = _bound(best.rows.program, {}, best.bounds, farkas)
    lean = -direction * farkas.get(row, ZERO)
    return max(bound / lean, ZERO) if bound and lean > 0 else ZERO
