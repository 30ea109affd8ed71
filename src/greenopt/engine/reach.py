"""
Reach: how far the sides of one row can move before the best plan is another corner.

At a corner that is best, moving what a row leans on moves the basic columns along a straight line. As long as nothing
basic hits a bound the same multipliers stay best, so the value changes by the row's multiplier for each unit moved:
one triangular solve tells the slope and proves it, where solving the program again would take a hundred times as long.
A corner at which something basic stands at its bound already tells nothing.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from greenopt.engine.corner import Corner
from greenopt.engine.exact import Point
from greenopt.engine.program import At, Basis, Bounds, Program

ZERO, ONE = Fraction(0), Fraction(1)
FEW = 50
"""Columns that move which are looked up one by one in each row."""


class Reach:
    """The corner of a best plan, ready to be asked for each of its rows."""

    def __init__(self, program: Program, bounds: Bounds, basis: Basis) -> None:
        self._program = program
        self._bounds = bounds
        self._basis = basis

    @cached_property
    def _corner(self) -> Corner:
        return Corner(self._program, self._bounds, self._basis)

    @cached_property
    def _activities(self) -> dict[int, Fraction]:
        """What the rows that lean on nothing come to, as whole-number entries."""
        point = Point(self._corner.values)
        rows = self._corner.basis.rows
        return {row: point.dot(self._program.entries[row]) for row, at in enumerate(rows) if at is At.BASIC}

    def moved(self, row: int, direction: int) -> tuple[Fraction, Sequence[Fraction]] | None:
        """
        Return a step by which both sides of a row can move, and the best plan there; None if this corner cannot tell.

        Args:
            row: one that the corner leans on.
            direction: +1 or −1.
        """
        corner, program = self._corner, self._program
        if corner.basis.rows[row] is At.BASIC:
            return None
        change = corner.factor.solve({row: Fraction(direction * program.scale[row])})
        step = min(self._rooms(change), default=ONE)
        if step <= 0:
            return None
        plan = list(corner.values)
        for column, speed in change.items():
            plan[column] += speed * step
        return step, plan

    def _rooms(self, change: dict[int, Fraction]) -> list[Fraction]:
        """Return how far everything basic that moves is from the bound ahead of it."""
        bounds, values, found = self._bounds, self._corner.values, list[Fraction]()
        for column, speed in change.items():
            side = bounds.column_upper[column] if speed > 0 else bounds.column_lower[column]
            found.append((side - values[column]) / speed)
        few = len(change) < FEW
        speeds = None if few else Point([change.get(column, ZERO) for column in range(len(self._program.columns))])
        for row, activity in self._activities.items():
            entries = self._program.entries[row]
            if speeds is None:
                speed = sum((entries[column] * each for column, each in change.items() if column in entries), ZERO)
            else:
                speed = speeds.dot(entries)
            end = bounds.row_upper[row] if speed > 0 else bounds.row_lower[row]
            if speed and end is not None:
                found.append((end * self._program.scale[row] - activity) / speed)
        return found
