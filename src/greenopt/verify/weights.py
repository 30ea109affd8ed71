"""
Weights: numbers on columns, and the rows and forms that are made of them.

A plan is a value for each column, such as ``start[lamp,2026]``, the part of a project that begins in a year. A row is
what every plan satisfies; a form is a quantity of a plan. What a mapping does not name is zero.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

Numbers = dict[str, Fraction]
"""Column → weight, column → value, or row → multiplier; what is absent is zero."""
Box = tuple[Fraction, Fraction]
"""The least and the most that a column may be."""
ZERO, ONE = Fraction(0), Fraction(1)
PRIME = 2**61 - 1


class Row(NamedTuple):
    """What every plan satisfies: lower <= weights · plan <= upper; a side may be missing."""

    weights: Numbers
    lower: Fraction | None
    upper: Fraction | None


class Form(NamedTuple):
    """Weights on columns and a constant."""

    weights: Numbers
    constant: Fraction


def negative(weights: Numbers) -> Numbers:
    """Return weights turned around."""
    return {column: -weight for column, weight in weights.items()}


def worth(weights: Numbers, plan: Numbers) -> Fraction:
    """Return what weights come to in a plan."""
    small, large = (weights, plan) if len(weights) < len(plan) else (plan, weights)
    return sum((value * large[column] for column, value in small.items() if column in large), ZERO)


def add(weights: Numbers, others: Numbers, times: Fraction) -> None:
    """Add a multiple of other weights to weights."""
    for column, weight in others.items():
        weights[column] = weights.get(column, ZERO) + times * weight


def independent(vectors: Iterable[Numbers]) -> bool:
    """
    Whether vectors are linearly independent; True is a proof.

    A vector with a key that no other has is independent of the others, and is set aside with its keys. Those that
    remain are eliminated modulo a prime: a determinant that is not zero there is not zero at all.
    """
    left = {
        place: {key: value.numerator * pow(value.denominator, -1, PRIME) % PRIME for key, value in vector.items()}
        for place, vector in enumerate(vectors)
    }
    holders: dict[str, set[int]] = {}
    for place, vector in left.items():
        for key in vector:
            holders.setdefault(key, set()).add(place)
    alone = [key for key, places in holders.items() if len(places) == 1]
    while alone:
        for place in tuple(holders[alone.pop()]):
            for key in left.pop(place):
                holders[key].discard(place)
                if len(holders[key]) == 1:
                    alone.append(key)
    pivots: dict[str, dict[str, int]] = {}
    for vector in sorted(left.values(), key=len):
        for key, pivot in pivots.items():
            if by := vector.get(key):
                for each, value in pivot.items():
                    vector[each] = (vector.get(each, 0) - by * value) % PRIME
        rest = {key: value for key, value in vector.items() if value}
        if not rest:
            return False
        first = min(rest, key=lambda key: (len(holders[key]), key))
        inverse = pow(rest[first], -1, PRIME)
        pivots[first] = {key: value * inverse % PRIME for key, value in rest.items()}
    return True
