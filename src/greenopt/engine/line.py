"""
Lines: the weights of a sum, or the coefficients of a row, over very many columns, as exact vectors.

They are mappings like any other, column to number, so that whatever walks a row works with them. What sums over whole
rows (a row's activity, reduced costs, the arrays for the solver) takes the vectors.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

import numpy as np

from greenopt.vector import MOST, Places, Vector, Whole, dot, whole

ONE = Fraction(1)


class _Found:
    """Where columns stand among ascending ones."""

    columns: Places

    def _place(self, column: object) -> int:
        """Return the position of a column; below zero if there is none."""
        if not isinstance(column, int):
            return -1
        place = int(np.searchsorted(self.columns, column))
        return place if place < len(self.columns) and self.columns[place] == column else -1

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[int]:
        return iter(self.columns.tolist())

    def __contains__(self, column: object) -> bool:
        return self._place(column) >= 0


class Entries(_Found, Mapping[int, int]):
    """The whole coefficients of a row, none of them zero, by ascending column."""

    def __init__(self, columns: Places, numbers: Whole) -> None:
        self.columns = columns
        self.numbers = numbers

    @classmethod
    def of(cls, entries: Mapping[int, int]) -> "Entries":
        """Return the coefficients of any row."""
        ordered = sorted(entries.items())
        is_small = max((abs(number) for _, number in ordered), default=0) < MOST
        numbers = np.array([number for _, number in ordered], dtype=np.int64 if is_small else object)
        return cls(np.array([column for column, _ in ordered], dtype=np.int64), numbers)

    @cached_property
    def largest(self) -> int:
        """The largest coefficient, without its sign."""
        return Vector(self.numbers).largest

    def __getitem__(self, column: int) -> int:
        place = self._place(column)
        if place < 0:
            raise KeyError(column)
        return int(self.numbers[place])

    def items(self) -> Iterable[tuple[int, int]]:  # type: ignore[override]  # walked in one go, as most do
        """Return columns and coefficients."""
        return zip(self.columns.tolist(), self.numbers.tolist(), strict=True)

    def values(self) -> list[int]:  # type: ignore[override]  # walked in one go, as most do
        """Return the coefficients."""
        found: list[int] = self.numbers.tolist()
        return found

    def dot(self, others: Whole, largest: int) -> int:
        """Return the sum of coefficient times the whole number of each column, the largest of these being known."""
        return dot(self.numbers, self.largest, others[self.columns], largest)


class Line(_Found, Mapping[int, Fraction]):
    """Exact weights, none of them zero, by ascending column."""

    def __init__(self, columns: Places, weights: Vector) -> None:
        present = weights.numerators != 0
        if not present.all():
            columns, weights = columns[present], weights.at(present)
        self.columns = columns
        self.weights = weights

    def __getitem__(self, column: int) -> Fraction:
        place = self._place(column)
        if place < 0:
            raise KeyError(column)
        return self.weights.fraction(place)

    def items(self) -> Iterable[tuple[int, Fraction]]:  # type: ignore[override]  # walked in one go, as most do
        """Return columns and weights."""
        return zip(self.columns.tolist(), self.values(), strict=True)

    def values(self) -> list[Fraction]:  # type: ignore[override]  # walked in one go, as most do
        """Return the weights."""
        below = self.weights.denominator
        return [Fraction(above, below) for above in self.weights.numerators.tolist()]

    def entries(self) -> tuple[Entries, int]:
        """Return the weights as whole numbers over their least common denominator, and that."""
        reduced = self.weights.reduced()
        return Entries(self.columns, reduced.numerators), reduced.denominator


class Part(NamedTuple):
    """Weights with the factor by which they count."""

    weights: Mapping[int, Fraction]
    factor: Fraction


def together(parts: Iterable[Part]) -> Line:
    """Return the sum of weights, each times its factor."""
    lines = [_line(each.weights, each.factor) for each in parts]
    if len(lines) == 1:
        return lines[0]
    denominator = lcm(*(each.weights.denominator for each in lines))
    most = sum(each.weights.largest * (denominator // each.weights.denominator) for each in lines)
    used = np.zeros(max((int(each.columns[-1]) + 1 for each in lines if len(each)), default=0), dtype=np.bool_)
    for each in lines:
        used[each.columns] = True
    columns, place = np.flatnonzero(used), np.cumsum(used) - 1
    total = whole(np.zeros(len(columns), dtype=np.int64), most)
    for each in lines:
        # The columns of one line differ, so each place is added to once.
        total[place[each.columns]] += whole(each.weights.over(denominator), most)
    return Line(columns, Vector(total, denominator))


def _line(weights: Mapping[int, Fraction], factor: Fraction) -> Line:
    if not isinstance(weights, Line):
        denominator = lcm(*(weight.denominator for weight in weights.values()))
        whole = Entries.of(
            {column: each.numerator * (denominator // each.denominator) for column, each in weights.items()}
        )
        weights = Line(whole.columns, Vector(whole.numbers, denominator))
    return weights if factor == ONE else Line(weights.columns, weights.weights * factor)
