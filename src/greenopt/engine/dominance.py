"""
Dominance: which plans of whole projects are at least as good as others whatever the uncertain numbers turn out to be.

A plan takes one option of every project: nothing, or a start in one of its years. In each *world* an option is worth

    constant + sum(slope[axis] * t[axis])          0 <= t <= 1, every axis by itself

and an axis belongs to one project alone. So the least by which one plan surpasses another adds up project by project,

    least(p, q)  =  sum over projects of  min over t of  worth(option of p) - worth(option of q)

in every world, and ``p`` dominates ``q`` where that is nowhere negative and somewhere positive. Only a plan that is
better at the middle of all axes can dominate: a sum of such terms that is never negative is zero in the middle only
where it is zero everywhere. All numbers are whole, over one denominator, so nothing is rounded.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ZERO, HALF = Fraction(0), Fraction(1, 2)
Numbers = NDArray[Any]
"""Whole numbers: floats where all sums stay exact in them, else Python's own."""
Plans = NDArray[np.int8]
"""Plans × projects: which option each takes."""
EXACT_IN_FLOATS = 2**52
"""Sums of whole numbers up to here are exact in floats, in whatever order they are added."""


class Worth(NamedTuple):
    """What an option is worth in one world."""

    constant: Fraction = ZERO
    slopes: Mapping[int, Fraction] = {}
    """Axis → what moving along all of it adds."""

    def least_over(self, other: "Worth") -> Fraction:
        """Return the least by which it surpasses another over all axes."""
        axes = self.slopes.keys() | other.slopes.keys()
        return (
            self.constant
            - other.constant
            + sum((min(self.slopes.get(axis, ZERO) - other.slopes.get(axis, ZERO), ZERO) for axis in axes), ZERO)
        )

    @property
    def middle(self) -> Fraction:
        """What it is worth where every axis stands in its middle."""
        return self.constant + HALF * sum(self.slopes.values(), ZERO)


Worths = Sequence[Sequence[Sequence[Worth]]]
"""Projects × options × worlds."""


def whole(values: Sequence[int]) -> Numbers:
    """Return whole numbers so that sums of all of them are exact: as floats, else as Python's own."""
    fits = sum(map(abs, values)) < EXACT_IN_FLOATS
    return np.array(values, dtype=np.float64 if fits else object)


class Dominance:
    """What options are worth beside each other."""

    def __init__(self, worths: Worths, further: Sequence[Fraction] = ()) -> None:
        """
        Prepare the comparison.

        Args:
            worths: of every option of every project, in every world.
            further: numbers that will be added to sums of these, at their largest and at their finest.
        """
        self.worths = worths
        self.sizes = [len(options) for options in worths]
        self.first = np.cumsum([0, *self.sizes])
        """Where the options of each project begin among all."""
        self.worlds = len(worths[0][0]) if worths else 1
        least = [
            [
                one[world].least_over(other[world])
                for one in options
                for other in options
                for world in range(self.worlds)
            ]
            for options in worths
        ]
        middle = [[sum((each.middle for each in option), ZERO) for option in options] for options in worths]
        below = lcm(*(each.denominator for part in (*least, *middle, further) for each in part))
        self.denominator = below
        numbers = [[int(each * below) for each in part] for part in (*least, *middle)]
        flat = whole([*(each for part in numbers for each in part), *(int(each * below) for each in further)])
        parts = np.split(flat, np.cumsum([len(part) for part in numbers]))[:-1]
        shapes = [(size, size, self.worlds) for size in self.sizes]
        self.least: list[Numbers] = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
        """Project by project: option, other option, world → the least by which the first surpasses the other."""
        self.middle: list[Numbers] = parts[len(self.sizes) :]
        """Project by project: what each option is worth in the middle, over all worlds."""
        self.exact_type = flat.dtype
        """The type of its numbers."""

    def of_projects(self, chosen: Sequence[int]) -> "Dominance":
        """Return the comparison of some projects alone."""
        return _Part(self, chosen)

    def marked(self, plans: Plans) -> Numbers:
        """Return plans × options: one where an option is taken."""
        found = np.zeros((len(plans), int(self.first[-1])), dtype=self.exact_type)
        rows = np.arange(len(plans))
        for place in range(len(self.sizes)):
            found[rows, self.first[place] + plans[:, place]] = 1
        return found

    def covers(
        self, better: Plans, marked: Numbers, shared: tuple[Numbers, Numbers] | None = None
    ) -> NDArray[np.bool_]:
        """
        Return plans × better: whether a better one is nowhere worse than a plan.

        Args:
            better: plans.
            marked: other plans, as ``marked`` returns them.
            shared: what the former and the latter lose by what they claim twice, plans × worlds.
        """
        if not len(better) or not len(marked):
            return np.zeros((len(marked), len(better)), dtype=np.bool_)
        over = np.concatenate([part[better[:, place]] for place, part in enumerate(self.least)], axis=1)
        tables = over.transpose(1, 0, 2).reshape(over.shape[1], -1)
        found = (marked @ tables).reshape(len(marked), len(better), self.worlds)
        if shared is not None:
            found = found + shared[1][:, None, :] - shared[0][None, :, :]
        return np.asarray((found >= 0).all(axis=2), dtype=np.bool_)

    def middles(self, plans: Plans) -> Numbers:
        """Return what plans are worth in the middle."""
        found = np.zeros(len(plans), dtype=self.exact_type)
        for place, worth in enumerate(self.middle):
            found = found + worth[plans[:, place]]
        return found


class _Part(Dominance):
    """The same comparison, of some projects."""

    def __init__(self, parent: Dominance, chosen: Sequence[int]) -> None:
        self.worths = [parent.worths[place] for place in chosen]
        self.sizes = [parent.sizes[place] for place in chosen]
        self.first = np.cumsum([0, *self.sizes])
        self.worlds, self.denominator, self.exact_type = parent.worlds, parent.denominator, parent.exact_type
        self.least = [parent.least[place] for place in chosen]
        self.middle = [parent.middle[place] for place in chosen]
