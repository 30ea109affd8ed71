"""
All plans of a small case at once: the second formulation over columns of whole numbers, one number for each plan.

For cases that one fund pays and whose projects are all or nothing: the starts settle everything but the money kept from
year to year. Nothing is rounded: a quantity is a column of integers over one denominator, of 64 bits where they
suffice and of Python's own where they do not. `enumerate_plans` answers the same, one plan after the other.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tests.independent import Formulation, Line
from tests.second_solver import Score, score_of
from tests.written_case import ONE, ZERO

MOST_PLANS = 20_000
FITS = 2**62
"""Sums below this are kept in 64 bits."""
Numbers = NDArray[Any]


class Column(NamedTuple):
    """A quantity of every plan: whole numbers over one denominator."""

    numbers: Numbers
    below: int

    def over(self, below: int) -> Numbers:
        """Return the numbers over another denominator, a multiple of this one."""
        return _times(self.numbers, below // self.below)


def best_of_all(found: Formulation) -> Score | None:
    """Return the best score over all plans, exactly; None if there is none."""
    choices = [[f"start {name} {year}" for year in years] for name, years in found.options.items()]
    known = _starts(choices)
    alive = _settled(found, known)
    wanted = [(found.shortfall, False), *((tier, True) for tier in found.tiers), (found.objective, found.maximise)]
    scores = [_sum(line, known, len(alive)) for line, _ in wanted]
    while alive.any():
        best = alive.copy()
        for score, (_, more) in zip(scores, wanted, strict=True):
            numbers = score.numbers[best]
            best &= score.numbers == (numbers.max() if more else numbers.min())
        # Whether the money can be kept from year to year is asked of the best alone.
        for plan in np.flatnonzero(best):
            begun = {name: ONE for each in choices for name in each if known[name].numbers[plan]}
            exact = score_of(found, begun)
            if exact is not None:
                assert exact == tuple(Fraction(int(each.numbers[plan]), each.below) for each in scores)
                return exact
        alive &= ~best
    return None


def _starts(choices: list[list[str]]) -> dict[str, Column]:
    """Return whether each project starts in each year, for every plan: none of its years, or one of them."""
    plans = prod(len(each) + 1 for each in choices)
    assert plans <= MOST_PLANS, plans
    known: dict[str, Column] = {}
    repeated = 1
    for each in choices:
        chosen = np.arange(plans) // repeated % (len(each) + 1)
        repeated *= len(each) + 1
        known |= {name: Column((chosen == number).astype(np.int64), 1) for number, name in enumerate(each, 1)}
    return known


def _settled(found: Formulation, known: dict[str, Column]) -> NDArray[np.bool_]:
    """Work out what the starts settle, row by row, and return which plans keep every row that is settled by then."""
    plans = len(next(iter(known.values())).numbers) if known else 1
    alive = np.ones(plans, np.bool_)
    for line, sense in found.rows:
        for name in line:
            if name in found.least_of and name not in known:
                known[name] = _least([_sum(each, known, plans) for each in found.least_of[name]])
        unknown = [name for name in line if name and name not in known]
        rest = _sum(line, known, plans)
        if not unknown:
            alive &= _HOLDS[sense](rest.numbers)
        elif len(unknown) == 1 and unknown[0].startswith("pay "):
            factor = -1 / line[unknown[0]]
            known[unknown[0]] = Column(_times(rest.numbers, factor.numerator), rest.below * factor.denominator)
        elif len(unknown) == 1 and unknown[0].startswith("short "):
            missing = _times(rest.numbers, -1 if sense == ">=" else 1)
            known[unknown[0]] = Column(np.maximum(missing, 0), rest.below)
    return alive


_HOLDS: Mapping[str, Callable[[Numbers], NDArray[np.bool_]]] = {
    ">=": lambda numbers: (numbers >= 0).astype(np.bool_),
    "<=": lambda numbers: (numbers <= 0).astype(np.bool_),
    "==": lambda numbers: (numbers == 0).astype(np.bool_),
}


def _sum(line: Line, known: Mapping[str, Column], plans: int) -> Column:
    """Return the known part of a line, its constant included."""
    terms = [(coefficient, known[name]) for name, coefficient in line.items() if name in known and coefficient]
    constant = line.get("", ZERO)
    below = lcm(constant.denominator, *(each.denominator * column.below for each, column in terms))
    total = _times(np.ones(plans, np.int64), constant.numerator * (below // constant.denominator))
    for coefficient, column in terms:
        total = _plus(
            total, _times(column.numbers, coefficient.numerator * (below // (coefficient.denominator * column.below)))
        )
    return Column(total, below)


def _least(columns: list[Column]) -> Column:
    below = lcm(*(each.below for each in columns))
    least = columns[0].over(below)
    for each in columns[1:]:
        least = np.minimum(least, each.over(below))
    return Column(least, below)


def _times(numbers: Numbers, factor: int) -> Numbers:
    """Return numbers times a factor, in 64 bits where these suffice."""
    # A factor that is too long by itself does not fit beside zeros either.
    if numbers.dtype != np.object_ and max(_largest(numbers), 1) * abs(factor) >= FITS:
        numbers = numbers.astype(np.object_)
    return numbers * factor


def _plus(one: Numbers, other: Numbers) -> Numbers:
    """Return a sum, in 64 bits where these suffice."""
    if np.object_ not in (one.dtype, other.dtype) and _largest(one) + _largest(other) >= FITS:
        one = one.astype(np.object_)
    return one + other


def _largest(numbers: Numbers) -> int:
    return int(max(numbers.max(), -numbers.min()))
