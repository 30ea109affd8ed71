"""
Contest: whether a case does as well with a project in full as without it, for any number that the project asks for.

    holds      V(level = 1) >= V(level = 0), stage after stage: soft rules, priorities, then the objective
    root       the number at which both would be the same, at the prices of the plan with the project

The case is read once, its numbers marked (see ``greenopt.studies.patched``); a number is then tried in milliseconds.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from greenopt.case.vary import Numbers
from greenopt.engine.checked import Nothing
from greenopt.engine.compelled import Compelled, Reached
from greenopt.engine.pattern import Filled, Pattern
from greenopt.project import Facts
from greenopt.result.totals import Key
from greenopt.studies.patched import Patched

STEP = 1e-6
"""By how much of itself a number is moved to see what moves with it."""


class Verdict(NamedTuple):
    """What came of trying a number."""

    holds: bool
    root: float | None = None
    """Where to look for the number at which it turns; None if this plan does not tell."""
    possible: bool = True
    """Whether there is a plan with the project in full."""
    needed: bool = False
    """Whether there is none without it."""
    proved: bool = False
    """Whether it is proved; else it is checked to 1e-9."""


class Contest(Patched):
    """A case whose numbers are filled in, with one project compelled or left out."""

    def __init__(
        self, facts: Facts, numbers: Numbers, pattern: Pattern, main: int, keys: Sequence[Key], steady: frozenset[int]
    ) -> None:
        super().__init__(facts, numbers, pattern, main, keys, steady)
        self._written = np.array([float(value) for value in numbers.values])
        self._compelled = Compelled(pattern, main)
        self._compelled.begin(self._base)
        self._best = self._compelled.reached(self._base)
        self._without: dict[str, Reached | Nothing] = {}
        self._last: tuple[tuple[int, float], tuple[Filled | None, Filled | None]] | None = None

    def plays_no_part(self, place: int) -> bool:
        """Return whether a number stands nowhere in the program, however much it were."""
        if place in self.steady:
            return False
        pattern = self._pattern
        if pattern.moves_sides_only and not len(pattern.moving_rows) and not len(pattern.moving_columns):
            return True
        here, there = self._pair(place, self._written[place])
        return here is not None and there is not None and _same(here, there)

    def fits(self, place: int, number: float) -> bool:
        """Return whether the case keeps its shape with a number."""
        return place not in self.steady and self._pair(place, number)[0] is not None

    def verdict(self, project: str, place: int, number: float) -> Verdict | None:
        """
        Return what comes of a number; None if floats cannot tell.

        Args:
            project: that is compelled, and then left out.
            place: of the number.
            number: in the unit in which it is written.
        """
        filled = None if place in self.steady else self._pair(place, number)[0]
        if filled is None:
            return None
        out = self._left_out(project)
        compelled = self._compelled.held(filled, project, 1)
        found = self._compelled.reached(compelled)
        if Nothing.UNKNOWN in (out, found):
            return None
        if isinstance(found, Nothing):
            return Verdict(holds=False, possible=False, needed=isinstance(out, Nothing))
        if isinstance(out, Nothing):
            return Verdict(holds=True, needed=True)
        return Verdict(found.beside(out) >= 0, self._root(project, place, number, compelled, found, out))

    def _left_out(self, project: str) -> Reached | Nothing:
        """Return how far the case gets without a project, whatever it would ask for."""
        if project not in self._without:
            best, columns = self._best, self._compelled.starts(project)
            if not isinstance(best, Nothing) and not best.point.x[columns].any():
                self._without[project] = best
            else:
                self._without[project] = self._compelled.reached(self._compelled.held(self._base, project, 0))
        return self._without[project]

    def _root(
        self, project: str, place: int, number: float, compelled: Filled, found: Reached, out: Reached
    ) -> float | None:
        """Return where the line that touches the value of plans with the project meets that of plans without it."""
        _, beside = self._pair(place, number)
        if beside is None or not found.differs_last(out):
            return None
        slope = self._compelled.slope(found, compelled, self._compelled.held(beside, project, 1))
        return number - found.gain(out) / slope * _little(number) if slope < 0 else None

    def _pair(self, place: int, number: float) -> tuple[Filled | None, Filled | None]:
        """Return the program with one number, and with a little more of it; None where it has another shape then."""
        if self._last is None or self._last[0] != (place, number):
            rows = np.tile(self._written, (2, 1))
            rows[:, place] = number, number + _little(number)
            filled, holds = self._pattern.fill(rows)
            found = [each if fits else None for each, fits in zip(filled, holds.tolist(), strict=True)]
            self._last = (place, number), (found[0], found[1])
        return self._last[1]


def _little(number: float) -> float:
    return abs(number) * STEP or STEP


def _same(one: Filled, other: Filled) -> bool:
    pairs: list[tuple[Any, Any]] = [(one.entries, other.entries), *zip(one.sides, other.sides, strict=True)]
    pairs += zip(one.costs, other.costs, strict=True)
    return all(np.array_equal(first, second) for first, second in pairs)
