"""
Proved ends: beside an end of an interval, one budget at which a project is funded and one at which it is not, proved.

The case is read anew at both, and solved in exact arithmetic. They lie apart by a small part of the course, or less
where the plan turns again nearby, so that between them the project comes in, or drops out; nothing else is claimed.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.studies.frontier.course import Course
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved
from greenopt.units import significant

LITTLE = Fraction(1, 10**6)
"""How far from an end is looked, beside the length of the course."""


class Witness(NamedTuple):
    """Two budgets, all money of all funds."""

    funded_at: Fraction
    not_funded_at: Fraction


class Witnesses:
    """Solves the case beside ends; each place once."""

    def __init__(self, source: Source, course: Course, places: Sequence[Fraction], money: Fraction) -> None:
        """
        Make ready.

        Args:
            source: the case.
            course: what moves.
            places: where plans turn, or were looked at.
            money: all money of all funds at one.
        """
        self._course, self._places, self._money = course, places, money
        self._resolver = Resolver(source, [])
        self._known: dict[Fraction, Solved] = {}

    def beside(self, name: str, at: Fraction, *, up: bool) -> Witness | None:
        """
        Return proved budgets on both sides of an end; None if they do not show that it is one.

        Args:
            name: of the project.
            at: the end, on the course.
            up: whether the project is funded above it, else below.
        """
        first, last = self._course.ends
        little = (last - first) * LITTLE
        near = [abs(place - at) for place in self._places if place != at]
        step = min([little, *(each / 2 for each in near)])
        below, above = (significant(min(max(place, first), last)) for place in (at - step, at + step))
        inside, outside = (above, below) if up else (below, above)
        one, other = self._solved(inside), self._solved(outside)
        certain = all(each.status in ("certified_optimal", "certified_infeasible") for each in (one, other))
        if not certain or name not in one.levels or name in other.levels:
            return None
        return Witness(significant(self._money * inside), significant(self._money * outside))

    def _solved(self, at: Fraction) -> Solved:
        if at not in self._known:
            self._known[at] = self._resolver.rebuild(self._course.scenario(at))
        return self._known[at]
