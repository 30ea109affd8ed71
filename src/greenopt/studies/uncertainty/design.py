"""
Design: every scenario that a study of uncertainty draws, by number.

    draws    0 … N−1      what the results are told from
    second   N … 2N−1     a second sample, for the indices, where they are asked for
    mixed    N for each driver: the draws, with the axes of the driver from the second sample

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
    mean_factor,
    pair,
    uniforms,
)


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

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return self.samples * (2 + len(self.drivers) if self.indices else 1)

    @cached_property
    def _samples(self) -> tuple[Floats, Floats]:
        if self.method == "sobol":
            return pair(self.axes, self.samples, self.seed)
        first = uniforms(self.axes, self.samples, self.seed, self.method)
        return first, first[:0]

    def factors(self, scenarios: Sequence[int]) -> Floats:
        """Return the factors of some scenarios, scenarios × numbers."""
        at = np.array([self._at(number) for number in scenarios]).reshape(len(scenarios), len(self.axes))
        return factors_at(self.numbers, self.axes, at)

    def _at(self, scenario: int) -> Floats:
        """Return the uniforms of a scenario that is drawn."""
        first, second = self._samples
        block, place = divmod(scenario, self.samples)
        if block < 2:
            drawn: Floats = (first, second)[block][place]
            return drawn
        mixed: Floats = first[place].copy()
        axes = list(self.drivers[block - 2].axes)
        mixed[axes] = second[place, axes]
        return mixed
