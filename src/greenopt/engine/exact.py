"""
Exact sums over a program: activities of rows, reduced costs, and the bound that any multipliers give.

For multipliers y of the rows as stated, with d = cost - y A,

    bound(y) = sum_i (y_i * row_upper_i if y_i > 0 else y_i * row_lower_i) + sum_j max(d_j * lower_j, d_j * upper_j)

is at least the value of every feasible x, because cost · x = y · (A x) + d · x. With a cost of zero a negative
bound therefore proves that nothing is feasible.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import mul

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.digits import Digits
from greenopt.engine.line import Entries, Line
from greenopt.engine.many import Few, combined
from greenopt.engine.program import Bounds, Cost, Multipliers, Program
from greenopt.vector import MOST, Vector, Whole

ZERO = Fraction(0)


class Point:
    """
    An exact point, prepared for sums with whole coefficients.

    Most values of a plan are whole, so these are summed as ints and the others denominator by denominator.
    """

    def __init__(self, values: Sequence[Fraction]) -> None:
        # Thousands of places share a few numbers, most of them 0 and 1: each is looked at once.
        if isinstance(values, Few):
            whole = [value.numerator if value.denominator == 1 else 0 for value in values.members]
            has_parts = np.array([value.denominator != 1 for value in values.members], dtype=np.bool_)
            self.parts = {place: values[place] for place in np.flatnonzero(has_parts[values.codes]).tolist()}
            self._vector = Vector(_numbers(whole)[values.codes])
            return
        names = list(map(id, values))
        known = dict(zip(names, values, strict=True))
        whole_of = {name: value.numerator if value.denominator == 1 else 0 for name, value in known.items()}
        fractions = {name for name, value in known.items() if value.denominator != 1}
        self.whole = list(map(whole_of.__getitem__, names))
        self.parts = (
            {place: values[place] for place, name in enumerate(names) if name in fractions} if fractions else {}
        )

    @cached_property
    def whole(self) -> list[int]:
        """The value of each place that is whole, else zero."""
        found: list[int] = self._vector.numerators.tolist()
        return found

    @cached_property
    def _vector(self) -> Vector:
        return Vector(_numbers(self.whole))

    def dot(self, coefficients: Mapping[int, int]) -> Fraction:
        """Return the sum of coefficient times value."""
        if isinstance(coefficients, Entries):
            total = coefficients.dot(self._vector.numerators, self._vector.largest)
        else:
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


def _numbers(numbers: Sequence[int]) -> Whole:
    return np.array(numbers, dtype=np.int64 if max(map(abs, numbers), default=0) < MOST else object)


class Reduced(Mapping[int, Fraction]):
    """The reduced costs that are not zero; each a Fraction only when somebody asks for it."""

    def __init__(self, numerators: Sequence[int], denominator: int) -> None:
        self.numerators = numerators
        self._denominator = denominator

    @cached_property
    def signs(self) -> NDArray[np.int8]:
        """One, zero or minus one for each column."""
        return signs_of(self.numerators)

    @cached_property
    def _columns(self) -> list[int]:
        found: list[int] = np.flatnonzero(self.signs).tolist()
        return found

    def __getitem__(self, column: int) -> Fraction:
        if not (0 <= column < len(self.numerators) and self.numerators[column]):
            raise KeyError(column)
        return Fraction(self.numerators[column], self._denominator)

    def __iter__(self) -> Iterator[int]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def signs_of(numbers: Sequence[int]) -> NDArray[np.int8]:
    """Return one, zero or minus one for each number."""
    if isinstance(numbers, Digits):
        return numbers.signs
    return np.array([(number > 0) - (number < 0) for number in numbers], dtype=np.int8)


def over_one_denominator(values: Mapping[int, Fraction]) -> tuple[Mapping[int, int], int]:
    """Return the non-zero values as integers over one common denominator, and that denominator."""
    if isinstance(values, Line):
        return values.entries()
    denominator = lcm(*(value.denominator for value in values.values()))
    numerators = {
        place: value.numerator * (denominator // value.denominator) for place, value in values.items() if value
    }
    return numerators, denominator


def with_at_least(program: Program, bounds: Bounds, name: str, cost: Cost, value: Fraction) -> tuple[Program, Bounds]:
    """Return a program and its restriction with a row under which a cost comes to a value at least."""
    entries, scale = over_one_denominator(cost)
    return program.with_row(name, entries, scale, value, None), bounds.with_row(value, None)


def value_of(cost: Cost, point: Point) -> Fraction:
    """Return cost · x."""
    numerators, denominator = over_one_denominator(cost)
    return point.dot(numerators) / denominator


def reduced_costs(program: Program, cost: Cost, multipliers: Multipliers) -> tuple[Sequence[int], int]:
    """Return d = cost - y A for all columns, as integers over one positive denominator."""
    whole_rows = {row: value / program.scale[row] for row, value in multipliers.items() if value}
    denominator = lcm(_cost_denominator(cost), _denominator(whole_rows.values()))
    if any(isinstance(program.entries[row], Entries) for row in whole_rows):
        return _reduced_digits(program, cost, whole_rows, denominator), denominator
    reduced = [0] * len(program.columns)
    for column, coefficient in cost.items():
        reduced[column] = coefficient.numerator * (denominator // coefficient.denominator)
    for row, value in whole_rows.items():
        weight = value.numerator * (denominator // value.denominator)
        for column, entry in program.entries[row].items():
            reduced[column] -= weight * entry
    return reduced, denominator


def _reduced_digits(program: Program, cost: Cost, whole_rows: Mapping[int, Fraction], denominator: int) -> Digits:
    """Return the reduced costs of a program with long rows."""
    reduced = Digits(len(program.columns))
    numbers, below = over_one_denominator(cost)
    entries = numbers if isinstance(numbers, Entries) else Entries.of(numbers)
    reduced.add(entries.columns, entries.numbers, denominator // below)
    for row, value in whole_rows.items():
        weight, numbers = value.numerator * (denominator // value.denominator), program.entries[row]
        entries = numbers if isinstance(numbers, Entries) else Entries.of(numbers)
        reduced.add(entries.columns, entries.numbers, -weight)
    return reduced


def _cost_denominator(cost: Cost) -> int:
    return cost.weights.reduced().denominator if isinstance(cost, Line) else _denominator(cost.values())


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
    return total + _most(bounds, *reduced)


def _most(bounds: Bounds, numerators: Sequence[int], denominator: int) -> Fraction:
    """Return the most that the columns come to at their reduced costs, each within its own bounds."""
    lowers, uppers = bounds.column_lower, bounds.column_upper
    if isinstance(numerators, Digits) and isinstance(lowers, Few) and isinstance(uppers, Few):
        found = ZERO
        members, codes = combined(lowers, uppers)
        for code, sides_here in enumerate(members):
            for side, sign in zip(sides_here, (-1, 1), strict=True):
                if side:
                    found += side * numerators.sum((codes == code) & (numerators.signs == sign))
        return found / denominator
    # Sides are mostly the same few numbers, so what leans on each is added first.
    sides: dict[int, Fraction] = {}
    leaning: dict[int, int] = {}
    for numerator, lower, upper in zip(numerators, lowers, uppers, strict=True):
        if numerator:
            best = upper if numerator > 0 else lower
            name = id(best)
            if name in leaning:
                leaning[name] += numerator
            else:
                sides[name], leaning[name] = best, numerator
    return sum((sides[name] * number for name, number in leaning.items()), ZERO) / denominator


def _denominator(values: Iterable[Fraction]) -> int:
    return lcm(*(value.denominator for value in values))
