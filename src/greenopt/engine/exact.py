"""
Exact sums over a program: activities of rows, reduced costs, and the bound that any multipliers give.

For multipliers y of the rows as stated, with d = cost - y A,

    bound(y) = sum_i (y_i * row_upper_i if y_i > 0 else y_i * row_lower_i) + sum_j max(d_j * lower_j, d_j * upper_j)

is at least the value of every feasible x, because cost · x = y · (A x) + d · x. With a cost of zero a negative
bound therefore proves that nothing is feasible.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from operator import mul

from greenopt.engine.program import Bounds, Cost, Multipliers, Program

ZERO = Fraction(0)


class Point:
    """
    An exact point, prepared for sums with whole coefficients.

    Most values of a plan are whole, so these are summed as ints and the others denominator by denominator.
    """

    def __init__(self, values: Sequence[Fraction]) -> None:
        self.whole = [value.numerator if value.denominator == 1 else 0 for value in values]
        self.parts = {place: value for place, value in enumerate(values) if value.denominator != 1}

    def dot(self, coefficients: Mapping[int, int]) -> Fraction:
        """Return the sum of coefficient times value."""
        total = sum(map(mul, coefficients.values(), map(self.whole.__getitem__, coefficients)))
        parts = self.parts
        if not parts:
            return Fraction(total)
        numerators = {1: total}
        near = parts if len(parts) < len(coefficients) else coefficients
        for place in near:
            if place in parts and place in coefficients:
                value = parts[place]
                below = value.denominator
                numerators[below] = numerators.get(below, 0) + coefficients[place] * value.numerator
        return sum((Fraction(above, below) for below, above in numerators.items()), ZERO)


def over_one_denominator(values: Mapping[int, Fraction]) -> tuple[dict[int, int], int]:
    """Return the non-zero values as integers over one common denominator, and that denominator."""
    denominator = lcm(*(value.denominator for value in values.values()))
    numerators = {
        place: value.numerator * (denominator // value.denominator) for place, value in values.items() if value
    }
    return numerators, denominator


def value_of(cost: Cost, point: Point) -> Fraction:
    """Return cost · x."""
    numerators, denominator = over_one_denominator(cost)
    return point.dot(numerators) / denominator


def reduced_costs(program: Program, cost: Cost, multipliers: Multipliers) -> tuple[list[int], int]:
    """Return d = cost - y A for all columns, as integers over one positive denominator."""
    whole_rows = {row: value / program.scale[row] for row, value in multipliers.items() if value}
    denominator = lcm(_denominator(cost.values()), _denominator(whole_rows.values()))
    reduced = [0] * len(program.columns)
    for column, coefficient in cost.items():
        reduced[column] = coefficient.numerator * (denominator // coefficient.denominator)
    for row, value in whole_rows.items():
        weight = value.numerator * (denominator // value.denominator)
        for column, entry in program.entries[row].items():
            reduced[column] -= weight * entry
    return reduced, denominator


def upper_bound(bounds: Bounds, multipliers: Multipliers, reduced: tuple[Sequence[int], int]) -> Fraction | None:
    """
    Return bound(y) from the multipliers and their reduced costs, None when a multiplier leans on a missing side.

    Args:
        bounds: the restriction that is meant.
        multipliers: y, for the rows as stated.
        reduced: what `reduced_costs` returned for these multipliers.
    """
    total = ZERO
    for row, value in multipliers.items():
        if not value:
            continue
        side = bounds.row_upper[row] if value > 0 else bounds.row_lower[row]
        if side is None:
            return None
        total += value * side
    numerators, denominator = reduced
    corner: dict[int, int] = {}
    lower, upper = bounds.column_lower, bounds.column_upper
    for column, numerator in enumerate(numerators):
        if numerator:
            best = upper[column] if numerator > 0 else lower[column]
            if best:
                below = best.denominator
                corner[below] = corner.get(below, 0) + numerator * best.numerator
    return total + sum((Fraction(above, below) for below, above in corner.items()), ZERO) / denominator


def _denominator(values: Iterable[Fraction]) -> int:
    return lcm(*(value.denominator for value in values))
