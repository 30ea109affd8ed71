"""
Exact proofs for linear programs: that a plan is best, or that there is none.

A basis says which columns and rows stand at a bound; two square systems then give the plan and the multipliers
exactly. The plan is best when it keeps every bound and row and its value equals the bound that the multipliers
give. Where the solver's basis does not prove anything, the exact simplex method goes on from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic

import numpy as np

from greenopt.engine.corner import Corner
from greenopt.engine.exact import Point, Reduced, over_one_denominator, reduced_costs, signs_of, upper_bound, value_of
from greenopt.engine.many import Few, combined, different
from greenopt.engine.program import Basis, Bounds, Cost, Multipliers, Program, check_bounds
from greenopt.engine.simplex import Emptiness, improve


@dataclass(frozen=True, slots=True)
class Optimal:
    """A best plan with its proof."""

    x: Sequence[Fraction]
    y: dict[int, Fraction]
    """Non-zero multipliers of the rows as stated."""
    d: Mapping[int, Fraction]
    """Non-zero reduced costs, cost - y A."""
    value: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The proof that nothing is feasible: with a cost of zero these multipliers give a negative bound."""

    y: dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Unproved:
    """No proof was found in the time given."""


def certify(
    program: Program, cost: Cost, bounds: Bounds, basis: Basis | None, *, time_limit: float | None = None
) -> Optimal | Infeasible | Unproved:
    """
    Prove what is best, or that nothing is feasible, from the basis where a solver ended.

    Args:
        program: the exact program.
        cost: what to maximise.
        bounds: the restriction that is meant.
        basis: where to begin; a wrong or singular one only costs time. None begins at the slacks.
        time_limit: seconds for the exact simplex method, where the basis does not suffice.

    Raises:
        Malformed: the bounds cross or belong to another program.
    """
    check_bounds(program, bounds)
    deadline = None if time_limit is None else monotonic() + time_limit
    corner = Corner(program, bounds, basis or Basis.of_slacks(program))
    found = _proof(program, cost, bounds, corner)
    if found is not None:
        return found
    end = improve(program, cost, bounds, corner, deadline)
    if end is None:
        return Unproved()
    if isinstance(end, Emptiness):
        return Infeasible(end.multipliers)
    found = _proof(program, cost, bounds, end)
    if found is None:
        raise AssertionError("the exact simplex method ended at a corner that is not optimal")
    return found


def check_optimal(program: Program, cost: Cost, bounds: Bounds, x: Sequence[Fraction], y: Multipliers) -> bool:
    """Whether x keeps every bound and row and no feasible point has a higher value than it, as y proves."""
    if not is_feasible(program, bounds, x):
        return False
    bound = upper_bound(bounds, y, reduced_costs(program, cost, y))
    return bound is not None and bound == value_of(cost, Point(x))


def check_infeasible(program: Program, bounds: Bounds, y: Multipliers) -> bool:
    """Whether y proves that no point keeps every bound and row."""
    bound = upper_bound(bounds, y, reduced_costs(program, {}, y))
    return bound is not None and bound < 0


def is_feasible(program: Program, bounds: Bounds, x: Sequence[Fraction]) -> bool:
    """Whether x keeps every bound and every row; integrality is not asked."""
    if len(x) != len(program.columns):
        return False
    for lower, value, upper in different(bounds.column_lower, x, bounds.column_upper):
        if value is not lower and value is not upper and not lower <= value <= upper:
            return False
    point = Point(x)
    for entries, scale, low, high in zip(
        program.entries, program.scale, bounds.row_lower, bounds.row_upper, strict=True
    ):
        activity = point.dot(entries)
        if (low is not None and activity < low * scale) or (high is not None and activity > high * scale):
            return False
    return True


def _proof(program: Program, cost: Cost, bounds: Bounds, corner: Corner) -> Optimal | None:
    """Return the proof that this corner is optimal, None when it is not."""
    multipliers = corner.multipliers(cost)
    for row, value in multipliers.items():
        if (bounds.row_upper[row] if value > 0 else bounds.row_lower[row]) is None:
            return None
    numerators, denominator = reduced_costs(program, cost, multipliers)
    if not _stand_right(bounds, corner.values, numerators):
        return None
    if not is_feasible(program, bounds, corner.values):
        return None
    bound = upper_bound(bounds, multipliers, (numerators, denominator))
    costs, below = over_one_denominator(cost)
    value = Point(corner.values).dot(costs) / below
    if bound != value:
        return None
    return Optimal(corner.values, multipliers, Reduced(numerators, denominator), value, corner.basis)


def _stand_right(bounds: Bounds, values: Sequence[Fraction], reduced: Sequence[int]) -> bool:
    """Return whether every column with a reduced cost stands at the bound that it leans on."""
    lowers, uppers = bounds.column_lower, bounds.column_upper
    if isinstance(lowers, Few) and isinstance(values, Few) and isinstance(uppers, Few):
        members, codes = combined(lowers, values, uppers)
        off_lower = np.array([value != lower for lower, value, _ in members])
        off_upper = np.array([value != upper for _, value, upper in members])
        signs = signs_of(reduced)
        return not (((signs > 0) & off_upper[codes]) | ((signs < 0) & off_lower[codes])).any()
    for number, value, lower, upper in zip(reduced, values, lowers, uppers, strict=True):
        if number:
            side = upper if number > 0 else lower
            if value is not side and value != side:
                return False
    return True
