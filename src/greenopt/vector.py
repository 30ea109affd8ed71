"""
Vectors of exact numbers: many whole numbers over one denominator, for tables too long for a Fraction per cell.

They are machine integers as long as nothing can overflow, which is asked before every operation, and Python's own
beyond that. So nothing is ever rounded, and a vector comes to the same numbers as a list of Fractions would.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]
"""Whole numbers: int64, or Python's own where these do not suffice."""
Places = NDArray[np.int64]
MOST = 2**62
"""What machine integers may come to."""


def whole(numbers: Whole, most: int) -> Whole:
    """Return the numbers in a form that holds everything up to ``most``."""
    return numbers if most < MOST or numbers.dtype == object else numbers.astype(object)


def inner(left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """
    Return the sum of the products of floats.

    A BLAS would add in an order that depends on how many processors there are, and its threads wait while spinning.
    """
    return float((left * right).sum())


class Vector:
    """Exact numbers: ``numerators[i] / denominator``."""

    def __init__(self, numerators: Whole, denominator: int = 1) -> None:
        self.numerators = numerators
        self.denominator = denominator

    def __len__(self) -> int:
        return len(self.numerators)

    @cached_property
    def largest(self) -> int:
        """The largest numerator, without its sign."""
        return max(abs(int(self.numerators.max())), abs(int(self.numerators.min()))) if len(self) else 0

    def fraction(self, place: int) -> Fraction:
        """Return one of them."""
        return Fraction(int(self.numerators[place]), self.denominator)

    def at(self, places: Places) -> "Vector":
        """Return some of them."""
        return Vector(self.numerators[places], self.denominator)

    def __mul__(self, factor: Fraction) -> "Vector":
        numerator = factor.numerator
        numbers = whole(self.numerators, self.largest * abs(numerator)) * numerator
        return Vector(numbers, self.denominator * factor.denominator)

    def over(self, denominator: int) -> Whole:
        """Return the numerators over a multiple of the denominator."""
        factor = denominator // self.denominator
        return self.numerators if factor == 1 else whole(self.numerators, self.largest * factor) * factor

    def __add__(self, other: "Vector") -> "Vector":
        denominator = lcm(self.denominator, other.denominator)
        most = self.largest * (denominator // self.denominator) + other.largest * (denominator // other.denominator)
        return Vector(whole(self.over(denominator), most) + whole(other.over(denominator), most), denominator)

    def times(self, table: Sequence[Fraction], codes: Places) -> "Vector":
        """Return each of them times the factor of its code."""
        denominator = lcm(*(each.denominator for each in table))
        factors = [each.numerator * (denominator // each.denominator) for each in table]
        most = max(map(abs, factors), default=0)
        chosen = np.array(factors, dtype=np.int64 if most < MOST else object)[codes]
        both = whole(self.numerators, self.largest * most), whole(chosen, self.largest * most)
        return Vector(both[0] * both[1], self.denominator * denominator)

    def reduced(self) -> "Vector":
        """Return the same over the smallest denominator that serves all of them."""
        if self.denominator == 1 or not len(self):
            return Vector(self.numerators)
        shared = gcd(int(np.gcd.reduce(self.numerators)), self.denominator)
        return self if shared == 1 else Vector(self.numerators // shared, self.denominator // shared)

    def floats(self) -> NDArray[np.float64]:
        """
        Return the floats nearest to them.

        Raises:
            OverflowError: one is too large for a float.
        """
        if self.largest < 2**53 and self.denominator < 2**53:
            return self.numerators.astype(np.float64) / float(self.denominator)
        return np.array([number / self.denominator for number in self.numerators.tolist()])


def total(numbers: Whole, largest: int) -> int:
    """Return the exact sum of whole numbers none of which is larger than ``largest``."""
    return int(whole(numbers, largest * len(numbers)).sum()) if len(numbers) else 0


def dot(numbers: Whole, largest: int, others: Whole, largest_of_others: int) -> int:
    """Return the exact sum of products of whole numbers, the largest of either kind being known."""
    most = largest * largest_of_others * len(numbers)
    return int(whole(numbers, most) @ whole(others, most)) if len(numbers) else 0
