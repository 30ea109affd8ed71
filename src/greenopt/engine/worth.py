"""
Worth: what each column brings in a variation, after what it takes of money and of rules at their prices there.

    d[j]  =  cost[j] − Σ prices[i] · A[i, j]

What comes before the objective is held where it is best, so a column that this holds in place has no choice and no
worth. Where a plan meets more sides at once than it has to, prices are not unique, and those that a solver happens to
hold would depend on where it began. So the sides are moved by about a ten-millionth, each by an amount of its own that
follows from its name: funds have a little less, so that the price of money is what its last unit brings; rules ask for
a little less. Whole numbers are taken in part.
"""

from typing import NamedTuple
from zlib import crc32

import numpy as np

from greenopt.engine.checked import Nothing, Point, narrowed
from greenopt.engine.pattern import Filled, Pattern, Sides
from greenopt.engine.program import Cost
from greenopt.engine.scaling import Floats, objective_scale
from greenopt.engine.warm import WarmSolver
from greenopt.varying import plain

LITTLE = 1e-7
"""By how much a side is moved, beside its size; up to twice as much, by its name."""


class Worths(NamedTuple):
    """What columns bring, and between what they may be chosen; all as stated."""

    worth: Floats
    lower: Floats
    upper: Floats


class WorthSolver(WarmSolver):
    """HiGHS holding one program whose numbers change, asked for prices instead of plans."""

    def __init__(self, pattern: Pattern, main: int, cost: Cost) -> None:
        """
        Make ready.

        Args:
            pattern: the program and what varies in it.
            main: which of its stages is the objective.
            cost: of that stage, as stated.
        """
        super().__init__(pattern, main)
        columns = pattern.scaling.columns
        stated = np.zeros(len(columns))
        for column, weight in cost.items():
            stated[column] = float(plain(weight))
        self._size = columns * objective_scale(stated * columns)
        names = pattern.rows.program.rows
        by = np.array([LITTLE * (1 + crc32(name.encode()) / 2**32) for name in names])
        self._lower_by = -by
        self._upper_by = np.where([name.startswith("funds.") for name in names], -by, by)

    def worths(self, filled: Filled) -> Worths | None:
        """Return what the columns of a variation are worth; None where no best plan was found in floats."""
        if not self._is_in_range(filled):
            return None
        self._load(filled)
        sides = self._moved(filled.sides)
        for cost in filled.costs[: self._main]:
            point = self._best(sides, cost)
            if point is None:
                return None
            sides = narrowed(sides, point)
        cost = filled.costs[self._main]
        best = self._best(sides, cost)
        if best is None:
            return None
        columns = self._pattern.scaling.columns
        worth = best.d * (1 + abs(cost)) / self._size
        return Worths(worth, sides.column_lower * columns, sides.column_upper * columns)

    def _best(self, sides: Sides, cost: Floats) -> Point | None:
        self._restrict(sides)
        self._seek(cost)
        found = self._found(sides, cost)
        return None if isinstance(found, Nothing) else found

    def _moved(self, sides: Sides) -> Sides:
        """Return the sides, those that are not equations moved a little."""
        free = sides.row_lower < sides.row_upper
        lower, upper = sides.row_lower.copy(), sides.row_upper.copy()
        low, high = free & np.isfinite(lower), free & np.isfinite(upper)
        lower[low] += self._lower_by[low] * (1 + abs(lower[low]))
        upper[high] += self._upper_by[high] * (1 + abs(upper[high]))
        return sides._replace(row_lower=lower, row_upper=np.maximum(upper, lower))
