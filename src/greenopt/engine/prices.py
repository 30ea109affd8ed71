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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.exact import Point, reduced_costs, upper_bound, value_of
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.reach import Reach
from greenopt.engine.rows import Rows
from greenopt.engine.settled import is_only_proof
from greenopt.engine.solve import Solver
from greenopt.plan import Form, Requirement, Sense

ZERO, ONE = Fraction(0), Fraction(1)
MOST_STEPS = 200


class Impossible(Enum):
    """The rule cannot be moved that way at all: nothing would be feasible."""

    IMPOSSIBLE = "impossible"


class Tangent(NamedTuple):
    """
    A one-sided slope with its proof.

    The multipliers prove the unmoved optimum too, so the slope is not larger; the plan keeps everything once the
    sides are moved by the step, and has gained slope times step, so the slope is not smaller.
    """

    slope: Fraction | Impossible
    multipliers: Mapping[int, Fraction]
    """Where moving is impossible, those that prove it however small the step is."""
    step: Fraction = ZERO
    x: Sequence[Fraction] = ()


class Extreme(NamedTuple):
    """The least or the most that one unit of a rule comes to among the best plans, a plan with it, and the proof."""

    value: Fraction
    multipliers: Mapping[int, Fraction]
    x: Sequence[Fraction]


class Side(NamedTuple):
    """What proves one side of a price beyond the multipliers of the optimum; None where these suffice."""

    tangent: Tangent | None = None
    unit: Extreme | None = None
    before: tuple[Mapping[int, Fraction], ...] = ()
    """Multipliers of each earlier stage that leave the rule alone, where those at hand lean on it."""


class Price(NamedTuple):
    """What moving a rule by one unit is worth; None where it cannot move that way."""

    relax: Fraction | None
    """Gain when relaxed; never negative. For an equality, the change when the right side goes up."""
    tighten: Fraction | None
    """Loss when tightened; never negative. For an equality, the change when the right side goes down."""
    relax_proof: Side = Side()
    tighten_proof: Side = Side()


@dataclass(frozen=True)
class Best:
    """A solved and proved program: where prices are taken."""

    rows: Rows
    solver: Solver
    cost: Cost
    bounds: Bounds
    """The restriction on which ``cost`` was maximised."""
    value: Fraction
    x: Sequence[Fraction]
    y: dict[int, Fraction]
    face: Bounds
    """All points that are best."""
    single: bool
    """Whether there is only one."""
    units: dict[tuple[Form, int], Extreme] = field(default_factory=dict)
    """What steps were found to come to, at least (-1) and at most (+1): rules that share a whole share the answer."""
    others: tuple[Sequence[Fraction], ...] = ()
    """Further plans known to be best: what leaves room in one of them costs nothing to move that far."""
    reach: Reach | None = None
    """The corner at which the multipliers were found."""

    @cached_property
    def point(self) -> Point:
        """The plan, prepared for sums."""
        return Point(self.x)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The plan and the others, prepared for sums."""
        return (self.point, *(Point(plan) for plan in self.others))


def price(best: Best, requirement: Requirement, unique: bool) -> Price:
    """Return what moving one requirement by its step is worth, on either side."""
    row = best.rows.requirement_row[requirement.name]
    if not _is_tight(best, row):
        return Price(ZERO, ZERO)
    widen = outward(requirement)
    relaxed = tightened = None
    slope = best.y.get(row, ZERO) * widen
    up: Fraction | Impossible = slope
    down: Fraction | Impossible = -slope
    if not unique:
        relaxed, tightened = slope_of(best, row, widen), slope_of(best, row, -widen)
        up, down = relaxed.slope, tightened.slope
    return price_of_slopes(best, requirement, up, down, (Side(relaxed), Side(tightened)))


def price_of_slopes(
    best: Best,
    requirement: Requirement,
    up: Fraction | Impossible,
    down: Fraction | Impossible,
    proofs: tuple[Side, Side],
) -> Price:
    """
    Return the price of a requirement from the slopes of the best value as it is relaxed and as it is tightened.

    Raises:
        ArithmeticError: the solver stopped.
    """
    equal = requirement.sense is Sense.EQUAL
    gain, most = _worth(best, requirement, up, 1)
    change, least = _worth(best, requirement, down, 1 if equal else -1)
    loss = change if change is None or equal else -change
    return Price(gain, loss, proofs[0]._replace(unit=most), proofs[1]._replace(unit=least))


def outward(requirement: Requirement) -> int:
    """Return which way the sides of a requirement move when it is relaxed: +1 up, −1 down."""
    return -1 if requirement.sense is Sense.AT_LEAST else 1


def _worth(
    best: Best, requirement: Requirement, slope: Fraction | Impossible, sign: int
) -> tuple[Fraction | None, Extreme | None]:
    """
    Return a slope times one unit of the rule: the most (sign +1) or least it comes to among the best plans, with proof.

    A unit that comes to nothing, a share of nothing, moves nothing, even where moving is impossible.

    Raises:
        ArithmeticError: the solver stopped.
    """
    unit, extreme = _unit(best, requirement, sign) if slope else (ZERO, None)
    if isinstance(slope, Impossible):
        return (None if unit else ZERO), extreme
    return slope * unit, extreme


def _unit(best: Best, requirement: Requirement, sign: int) -> tuple[Fraction, Extreme | None]:
    """Return what one unit of the rule comes to, at most or at least, among the best plans; no proof if it is fixed."""
    weights, constant = best.rows.cost(requirement.step), requirement.step.constant
    lower, upper = best.face.column_lower, best.face.column_upper
    if best.single or all(lower[column] == upper[column] for column in weights):
        return constant + value_of(weights, best.point), None
    extreme = best.units.get((requirement.step, sign))
    if extreme is None:
        cost = {column: sign * weight for column, weight in weights.items()}
        found = certify(best.rows.program, cost, best.face, best.solver.solve(cost, best.face).basis)
        if not isinstance(found, Optimal):
            raise ArithmeticError("what one unit of a rule comes to was not found")
        extreme = best.units[requirement.step, sign] = Extreme(constant + sign * found.value, found.y, found.x)
    return extreme.value, extreme


def price_of_constant(best: Best, requirement: Requirement) -> Price:
    """Return the price of a requirement that no decision changes: nothing, but met exactly it cannot be tightened."""
    if (requirement.left - requirement.right).constant:
        return Price(ZERO, ZERO)
    least, extreme = _unit(best, requirement, -1)
    relax = None if least and requirement.sense is Sense.EQUAL else ZERO
    return Price(relax, None if least else ZERO, Side(), Side(None, extreme))


def multipliers_are_unique(best: Best) -> bool:
    """Whether only one set of multipliers proves the optimum; False where that is not seen."""
    return is_only_proof(best.rows.program, best.bounds, best.x, best.point)


def _is_tight(best: Best, row: int) -> bool:
    activity = _activity(best.rows.program, row, best.point)
    return activity in (best.bounds.row_lower[row], best.bounds.row_upper[row])


def slope_of(best: Best, row: int, direction: int) -> Tangent:
    """
    Return the slope of the best value as a row's sides move by +1 or −1, at the unmoved optimum.

    Raises:
        ArithmeticError: the solver stopped, or the search did not end.
    """
    side = best.bounds.row_lower[row] if best.bounds.row_lower[row] is not None else best.bounds.row_upper[row]
    step = max(abs(side or ZERO), Fraction(1)) / 2**20
    first = direction * best.y.get(row, ZERO)
    if not first and (idle := _idle(best, row, direction)) is not None:
        return idle
    if best.reach is not None and (near := best.reach.moved(row, direction)) is not None:
        return Tangent(first, best.y, *near)
    for _ in range(MOST_STEPS):
        moved = _moved(best.bounds, row, direction * step)
        outcome = best.solver.solve(best.cost, moved)
        found = certify(best.rows.program, best.cost, moved, outcome.basis)
        if isinstance(found, Infeasible):
            step = _reach(best, found.y, row, direction) / 2
            if not step:
                return Tangent(Impossible.IMPOSSIBLE, found.y)
            continue
        if not isinstance(found, Optimal):
            break
        if found.value == best.value + first * step:
            return Tangent(first, best.y, step, found.x)
        slope = direction * found.y.get(row, ZERO)
        here = _bound(best.rows.program, best.cost, best.bounds, found.y)
        if here == best.value:
            return Tangent(slope, found.y, step, found.x)
        if here is None or slope >= first:
            break
        # Both tangents lie above the concave value; where they meet is the next step worth looking at.
        step = (here - best.value) / (first - slope)
    raise ArithmeticError("the slope of a rule was not found")


def _idle(best: Best, row: int, direction: int) -> Tangent | None:
    """Return a slope of nothing where a known best plan keeps the row when its sides move; a wider row keeps any."""
    lower, upper = best.bounds.row_lower[row], best.bounds.row_upper[row]
    for plan, point in zip((best.x, *best.others), best.points, strict=True):
        activity = _activity(best.rows.program, row, point)
        side = lower if direction > 0 else upper
        room = ONE if side is None else direction * (activity - side)
        if room > 0:
            return Tangent(ZERO, best.y, room, plan)
    return None


def _activity(program: Program, row: int, plan: Point) -> Fraction:
    """Return what a row comes to in a plan, as it is stated."""
    return plan.dot(program.entries[row]) / program.scale[row]


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
