"""
Design: every scenario that a study of uncertainty solves, by number.

    draws    0 … N−1      what the results are told from
    second   N … 2N−1     a second sample, for the indices, where they are asked for
    mixed    N for each driver: the draws, with the axes of the driver from the second sample
    known    a few for each subject: its numbers vary, all others stand at their means

The numbers of a scenario follow from its number alone, so any process can make the scenarios that it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from greenopt.case.uncertain import Uncertain
from greenopt.studies.uncertainty.axes import Axis, Part, axes_of, drivers_of, subjects_of
from greenopt.studies.uncertainty.sampling import (
    Floats,
    Method,
    factors_at,
    inverse,
    latin_hypercube,
    mean_factor,
    pair,
    uniforms,
)

POINTS_ALONE, POINTS_TOGETHER = 8, 16
"""Points at which a subject is taken to be known: one axis, or several."""


@dataclass(frozen=True)
class Design:
    """What is drawn."""

    numbers: tuple[Uncertain, ...]
    samples: int
    seed: int
    method: Method
    indices: bool = False
    """Whether the spread is shared out; then the method is ``sobol``."""

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """What varies by itself."""
        return axes_of(self.numbers)

    @cached_property
    def drivers(self) -> tuple[Part, ...]:
        """What the spread is shared out to."""
        return drivers_of(self.numbers, self.axes) if self.indices else ()

    @cached_property
    def subjects(self) -> tuple[Part, ...]:
        """What somebody may look into."""
        return subjects_of(self.numbers, self.axes)

    @cached_property
    def means(self) -> Floats:
        """The mean of each factor."""
        return np.array([mean_factor(number) for number in self.numbers])

    @property
    def draws(self) -> range:
        """The draws themselves."""
        return range(self.samples)

    @property
    def second(self) -> range:
        """The second sample."""
        return range(self.samples, 2 * self.samples) if self.indices else range(self.samples, self.samples)

    def mixed(self, driver: int) -> range:
        """Return the draws that have one driver from the second sample."""
        first = (2 + driver) * self.samples
        return range(first, first + self.samples)

    def known(self, subject: int) -> range:
        """Return the points at which a subject is known."""
        first = self._first_known[subject]
        return range(first, first + _points(self.subjects[subject]))

    @property
    def drawn(self) -> int:
        """How many scenarios are drawn; behind them come the known subjects."""
        return self._first_known[0]

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return self._first_known[-1]

    @cached_property
    def _first_known(self) -> list[int]:
        firsts = [self.samples * (2 + len(self.drivers) if self.indices else 1)]
        for subject in self.subjects:
            firsts.append(firsts[-1] + _points(subject))
        return firsts

    @cached_property
    def _samples(self) -> tuple[Floats, Floats]:
        if self.method == "sobol":
            return pair(self.axes, self.samples, self.seed)
        first = uniforms(self.axes, self.samples, self.seed, self.method)
        return first, first[:0]

    def factors(self, scenarios: Sequence[int]) -> Floats:
        """Return the factors of some scenarios, scenarios × numbers."""
        found = np.empty((len(scenarios), len(self.numbers)))
        drawn = [row for row, number in enumerate(scenarios) if number < self._first_known[0]]
        if drawn:
            at = np.array([self._at(scenarios[row]) for row in drawn]).reshape(len(drawn), len(self.axes))
            found[drawn] = factors_at(self.numbers, self.axes, at)
        for row in set(range(len(scenarios))) - set(drawn):
            found[row] = self._known(scenarios[row])
        return found

    def _at(self, scenario: int) -> Floats:
        """Return the uniforms of a scenario that is drawn."""
        first, second = self._samples
        block, place = divmod(scenario, self.samples)
        if block < 2:
            return (first, second)[block][place]
        mixed = first[place].copy()
        axes = list(self.drivers[block - 2].axes)
        mixed[axes] = second[place, axes]
        return mixed

    def _known(self, scenario: int) -> Floats:
        """Return the factors of a scenario in which one subject varies about the means of all others."""
        number = int(np.searchsorted(self._first_known, scenario, side="right")) - 1
        subject, place = self.subjects[number], scenario - self._first_known[number]
        found = self.means.copy()
        axes = [self.axes[each] for each in subject.axes]
        points = _points(subject)
        at = np.array([(place + 0.5) / points]) if len(axes) == 1 else latin_hypercube(axes, points, self.seed)[place]
        for axis, level in zip(axes, at, strict=True):
            for each in axis.numbers:
                found[each] = inverse(self.numbers[each], np.array([level]))[0]
        return found


def _points(subject: Part) -> int:
    return POINTS_ALONE if len(subject.axes) == 1 else POINTS_TOGETHER
