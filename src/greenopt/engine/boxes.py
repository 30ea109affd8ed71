"""Boxes of a search: what was found of each, what splits have cost, and short fractions of a solver's multipliers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp
from typing import NamedTuple

from greenopt.engine.program import Bounds, Cost
from greenopt.engine.tree import Box, Leaf, Split, Weighing, split_box

_BITS, _NEAR = 44, 1e-6


class Way(NamedTuple):
    """How a box was reached: the split column, upwards or downwards, by how much, and the value before."""

    column: int
    up: bool
    distance: float
    value: float


class Losses:
    """What splitting a column has cost the bound, per unit; the costs themselves where nothing is known."""

    def __init__(self, cost: Cost) -> None:
        self._known = {column: abs(float(coefficient)) for column, coefficient in cost.items()}
        self._seen: dict[tuple[int, bool], tuple[float, int]] = {}

    def learn(self, way: Way, value: float) -> None:
        """Take note of the value of the linear program at the end of a way."""
        total, count = self._seen.get((way.column, way.up), (0.0, 0))
        loss = max(way.value - value, 0.0) / way.distance
        self._seen[way.column, way.up] = (total + loss, count + 1)

    def knows(self, column: int) -> bool:
        """Whether both sides of a split of the column were seen."""
        return (column, False) in self._seen and (column, True) in self._seen

    def score(self, column: int, part: float) -> float:
        """Return how much both sides of a split promise to lower the bound; `part` is the fractional part."""
        down = self.loss(column, up=False) * part
        up = self.loss(column, up=True) * (1 - part)
        return max(down, _NEAR) * max(up, _NEAR)

    def loss(self, column: int, *, up: bool) -> float:
        """Return what a unit of the column is guessed to cost."""
        total, count = self._seen.get((column, up), (0.0, 0))
        return total / count if count else self._known.get(column, 0.0)


@dataclass(slots=True)
class Node:
    """A box, what was found of it, and the number of the multipliers of the box around it."""

    box: Box
    around: int | None
    way: Way | None = None
    said: Split | Leaf | None = None
    """None while the box is still to be looked at."""
    low: "Node | None" = None
    high: "Node | None" = None

    def split(self, bounds: Bounds, split: Split, around: int) -> tuple["Node", "Node"]:
        """Divide the box and return its halves."""
        low, high = (Node(box, around) for box in split_box(bounds, self.box, split))
        self.said, self.low, self.high = split, low, high
        return low, high

    def forget(self) -> None:
        """Be a box that nothing was found of."""
        self.said = self.low = self.high = None

    def in_order(self) -> Iterator["Node"]:
        """Yield the node, then its lower half with all in it, then its higher one."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending += [half for half in (node.high, node.low) if half is not None]


def cut_off(
    node: Node,
    number: int,
    weighing: Weighing,
    bounds: Bounds,
    whole: Sequence[int],
    is_low: Callable[[Fraction], bool],
) -> Node:
    """
    Cut off the values of single columns that multipliers prove to be no better (reduced-cost fixing).

    Each becomes a split with a leaf on one side; the node of what is left is returned.

    Args:
        node: the box.
        number: of the multipliers, for the leaves.
        weighing: the multipliers.
        bounds: those of the program.
        whole: its whole columns.
        is_low: whether plans within a bound are no better than the one known.
    """
    bound = weighing.bound(node.box)
    if bound is None:
        return node
    for column in whole:
        lower, upper = sides_of(bounds, node.box, column)
        slope = weighing.reduced[column]
        if lower == upper or not slope or not is_low(bound - Fraction(abs(slope), weighing.denominator)):
            continue
        low, high = node.split(bounds, Split(column, int(upper) - 1 if slope > 0 else int(lower)), number)
        leaf, node = (low, high) if slope > 0 else (high, low)
        leaf.said = Leaf(number, empty=False)
    return node


def sides_of(bounds: Bounds, box: Box, column: int) -> tuple[Fraction, Fraction]:
    """Return the sides of a column in a box."""
    return box.get(column, (bounds.column_lower[column], bounds.column_upper[column]))


def face_of(bounds: Bounds, box: Box) -> Bounds:
    """Return the restriction to a box."""
    face = bounds.copy()
    for column, (lower, upper) in box.items():
        face.column_lower[column], face.column_upper[column] = lower, upper
    return face


def fractions_of(duals: Sequence[float], bounds: Bounds) -> dict[int, Fraction]:
    """Return float multipliers as short fractions, without those that lean on a missing side."""
    largest = max(map(abs, duals), default=0.0)
    found = {}
    for row, dual in enumerate(duals):
        side = bounds.row_upper[row] if dual > 0 else bounds.row_lower[row]
        if side is not None and abs(dual) > largest * 2.0**-_BITS:
            mantissa, exponent = frexp(dual)
            found[row] = Fraction(round(mantissa * 2**_BITS)) * Fraction(2) ** (exponent - _BITS)
    return found
