"""
Bounds: what no plan surpasses, by multipliers of the rows, whoever chose them.

With d = cost - y A every plan in its box keeps

    cost · plan  <=  sum(y * the side of its row that it leans on) + sum(max(d * lower, d * upper))

so a plan whose value is the bound is best, and with a cost of zero a bound below zero proves that there is no plan.
Every best plan keeps what has a multiplier or a d other than zero where it stands: that is the face on which the next
wish is decided.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from .report import shown, wrong
from .weights import ONE, ZERO, Box, Numbers, Row, independent, worth


class Bound(NamedTuple):
    """What no plan surpasses, the multipliers that prove it, and d = cost - y A."""

    value: Fraction
    multipliers: Numbers
    rest: Numbers


class Face(NamedTuple):
    """What is left for the next wish: boxes and rows, some of them narrowed to one value."""

    boxes: dict[str, Box]
    rows: dict[str, Row]

    def bound(self, cost: Numbers, multipliers: Numbers, place: str) -> Bound:
        """Return the bound that multipliers give."""
        return self.shifted(Bound(ZERO, {}, {}), multipliers, place, cost)

    def shifted(self, bound: Bound, multipliers: Numbers, place: str, cost: Numbers | None = None) -> Bound:
        """Return the bound once some multipliers are others; a multiplier must lean on a side that its row has."""
        value, rest, touched = bound.value, {**bound.rest, **(cost or {})}, set(cost or ())
        for name, multiplier in multipliers.items():
            before = bound.multipliers.get(name, ZERO)
            if name not in self.rows or None in (self.side(name, multiplier), self.side(name, before)):
                raise wrong(f"{place}: {name}", "a multiplier that leans on a side of a row", multiplier)
            value += multiplier * (self.side(name, multiplier) or 0) - before * (self.side(name, before) or 0)
            change, weights = before - multiplier, self.rows[name].weights
            for column, weight in weights.items():
                rest[column] = rest[column] + change * weight if column in rest else change * weight
            touched |= weights.keys()
        for column in touched:
            value += self.push(column, rest[column]) - self.push(column, bound.rest.get(column, ZERO))
        return Bound(value, {**bound.multipliers, **multipliers}, rest)

    def push(self, column: str, weight: Fraction) -> Fraction:
        """Return the most that a weight on a column comes to in its box."""
        return weight * self.boxes[column][weight.numerator > 0] if weight else ZERO

    def side(self, name: str, multiplier: Fraction) -> Fraction | None:
        """Return the side of a row that a multiplier leans on; zero leans on none."""
        row = self.rows[name]
        return ZERO if not multiplier else row.upper if multiplier > 0 else row.lower

    def narrowed(self, bound: Bound) -> "Face":
        """Return the face of the best plans, of which the bound is the value."""
        boxes, rows = dict(self.boxes), dict(self.rows)
        for column, weight in bound.rest.items():
            if weight:
                boxes[column] = (boxes[column][weight.numerator > 0],) * 2
        for name, multiplier in bound.multipliers.items():
            if multiplier:
                side = self.side(name, multiplier)
                rows[name] = Row(rows[name].weights, side, side)
        return Face(boxes, rows)

    def keep(self, plan: Numbers, names: Iterable[str], place: str, moved: Numbers) -> None:
        """Refuse a plan that leaves a box or breaks one of these rows; the sides of rows may be moved."""
        for column, value in plan.items():
            lower, upper = self.boxes.get(column, (ONE, ZERO))
            if not lower <= value <= upper:
                raise wrong(f"{place}: {column}", f"a column from {shown(lower)} to {shown(upper)}", value)
        for name in names:
            row, by = self.rows[name], moved.get(name, ZERO)
            value = worth(row.weights, plan)
            if (row.lower is not None and value < row.lower + by) or (row.upper is not None and value > row.upper + by):
                raise wrong(f"{place}: row {name}", f"from {row.lower} to {row.upper}", value)

    def is_point(self) -> bool:
        """Whether the equations of the face leave no column free, so that it holds one plan; True is a proof."""
        free: dict[str, Numbers] = {column: {} for column, (lower, upper) in self.boxes.items() if lower != upper}
        for name, row in self.rows.items():
            if row.lower is not None and row.lower == row.upper:
                for column in row.weights.keys() & free.keys():
                    free[column][name] = row.weights[column]
        return independent(free.values())

    def has_unique_multipliers(self, plan: Numbers) -> bool:
        """Whether the rows that hold a plan are independent on the columns that stand between their sides."""
        free = {column for column, (lower, upper) in self.boxes.items() if lower < plan.get(column, ZERO) < upper}
        tight = [row.weights for row in self.rows.values() if worth(row.weights, plan) in (row.lower, row.upper)]
        return independent({column: weights[column] for column in weights.keys() & free} for weights in tight)
