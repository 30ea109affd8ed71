"""Losses: what splitting a column has cost the bound so far, from which it is guessed what a split promises."""

from typing import NamedTuple

from greenopt.engine.program import Cost

_NEAR = 1e-6


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
