"""
Claimed twice: what a plan loses of its worth where projects share what can be had only once.

    loss = cost * max(0, sum(impact of what is taken) - amount)

It is the only part of a plan's worth that is no sum over projects. It is counted exactly for whole plans; bounds on
plans that are not decided yet take it from the column of the program that stands for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from greenopt.engine.choices import Choices, Row
from greenopt.engine.dominance import Numbers, whole

ZERO = Fraction(0)


@dataclass(frozen=True)
class Shared:
    """Something that several projects claim."""

    column: int
    """What is claimed twice."""
    row: Row
    """The row that says how much this is."""
    costs: tuple[Fraction, ...]
    """By world, what one unit of it takes away."""

    def most(self, choices: Choices) -> Fraction:
        """Return more than can be claimed twice."""
        claims = sum((max(each, ZERO) for each in self.row.options.values()), ZERO)
        return (claims + abs(self.row.upper or ZERO)) / -self.row.rest[self.column]

    @property
    def below(self) -> int:
        """A denominator over which everything in the row is whole."""
        parts = [*self.row.options.values(), self.row.upper or ZERO]
        return lcm(*((each / self.row.rest[self.column]).denominator for each in parts))


class Losses:
    """What plans lose, over the denominator of a comparison."""

    def __init__(self, choices: Choices, shared: Sequence[Shared], worlds: int) -> None:
        self._choices, self.shared, self._worlds = choices, shared, worlds

    @property
    def further(self) -> list[Fraction]:
        """What a comparison has to be ready for: the largest losses, and the finest."""
        found = []
        for each in self.shared:
            found += [cost * each.most(self._choices) for cost in each.costs]
            found += [cost / each.below for cost in each.costs]
        return found

    def of(self, marked: Numbers, denominator: int) -> Numbers:
        """
        Return plans × worlds.

        Args:
            marked: plans × options, as a comparison marks them.
            denominator: of the comparison.
        """
        found = np.zeros((len(marked), self._worlds), dtype=marked.dtype)
        for each in self.shared:
            size = -each.row.rest[each.column]
            line = self._line({column: weight / size for column, weight in each.row.options.items()}, each.below)
            amount = int((each.row.upper or ZERO) / size * each.below)
            over = np.maximum((marked @ line.astype(marked.dtype)) - amount, 0)
            factors = [int(cost / each.below * denominator) for cost in each.costs]
            found = found + over[:, None] * np.array(factors, dtype=marked.dtype)[None, :]
        return found

    def _line(self, weights: Mapping[int, Fraction], below: int) -> Numbers:
        first = np.cumsum([0, *self._choices.sizes])
        line = [0] * int(first[-1])
        for column, weight in weights.items():
            if column in self._choices.place:
                project, option = self._choices.place[column]
                line[int(first[project]) + option] = int(weight * below)
        return whole(line)
