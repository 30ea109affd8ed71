"""
Rounding: how far whole columns, and rows that count whole columns, can go at all, rounded to whole numbers.

A linear program says how large a whole column may become, or how small a count may be: ``0.2 <= how often the project
is begun``. What is counted is whole, so it is one. The multipliers of that linear program make a cut of it, and the cut
a bound: whether a project must be done, or cannot begin in a year, is so told to everything that comes after. A second
cut of the first alone rounds away what the floats have left, so that all further cuts begin with short numbers.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from greenopt.engine.boxes import fractions_of
from greenopt.engine.cuts import Cut, Said, derived, with_row
from greenopt.engine.program import Bounds, Program
from greenopt.engine.scaling import Floats
from greenopt.engine.solve import Claim, Outcome, Solver

_ROUNDS = 3
LEAST_FOUND = 0.05
"""A round that finds fewer cuts than this part of the counts is the last one."""
_NEAR = 1e-6
"""A value that lies this close to a whole number is that number."""
_NUDGE = Fraction(1, 2**20)
"""By so much multipliers are turned away from the weight one, so that floats just short of it do not lose it."""


class Count(NamedTuple):
    """Whole columns that are counted, and between which numbers their sum lies, as far as is known."""

    columns: Sequence[int]
    lower: int
    upper: int


def rounded(program: Program, bounds: Bounds, counts: list[Count]) -> tuple[list[Cut], Program, Bounds]:
    """
    Return cuts that bound whole columns and counts of them, and the program with their rows.

    Args:
        program: the exact program, with a row that holds what a better plan must bring where one is known.
        bounds: the restriction that is meant.
        counts: what is counted; its bounds are made narrower.

    Raises:
        OutOfRange: a number that HiGHS would misread.
    """
    cuts = list[Cut]()
    for _ in range(_ROUNDS):
        search = _Round(program, bounds, counts)
        search.run()
        cuts += search.cuts
        program, bounds, counts[:] = search.program, search.bounds, search.counts
        if len(search.cuts) < LEAST_FOUND * len(counts):
            break
    return cuts, program, bounds


def counted(program: Program, bounds: Bounds) -> list[Count]:
    """Return the whole columns, each alone, and the rows that count whole columns."""
    found = []
    for column, whole in enumerate(program.whole):
        lower, upper = bounds.column_lower[column], bounds.column_upper[column]
        if whole and lower < upper:
            found.append(Count((column,), int(lower), int(upper)))
    for row, entries in enumerate(program.entries):
        if len(entries) < 2 or any(each != program.scale[row] for each in entries.values()):
            continue
        if all(program.whole[column] for column in entries):
            least = sum(int(bounds.column_lower[column]) for column in entries)
            most = sum(int(bounds.column_upper[column]) for column in entries)
            low, high = bounds.row_lower[row], bounds.row_upper[row]
            least, most = (
                least if low is None else max(least, ceil(low)),
                most if high is None else min(most, floor(high)),
            )
            found.append(Count(tuple(entries), least, most))
    return found


class _Round:
    """One look at every count, in the program as it is when the round begins."""

    def __init__(self, program: Program, bounds: Bounds, counts: Sequence[Count]) -> None:
        self.program, self.bounds = program, bounds
        self.counts = list(counts)
        self.cuts: list[Cut] = []
        self._solver, self._face = Solver(program), bounds
        self._rows = len(program.rows)
        self._lower = np.array([float(side) for side in bounds.column_lower])
        self._upper = np.array([float(side) for side in bounds.column_upper])
        self._counting = np.zeros((len(counts), len(program.columns)))
        for number, count in enumerate(counts):
            self._counting[number, list(count.columns)] = 1.0
        self._least = np.array([float(count.upper) for count in counts])
        self._most = np.array([float(count.lower) for count in counts])
        """The least and the most that any optimum had of a count."""

    def run(self) -> None:
        """Look how small and how large every count can be; what no optimum has shown so far takes a linear program."""
        for number, count in enumerate(self.counts):
            for sign in (-1, 1):
                if self._is_seen(number, sign):
                    continue
                outcome = self._solver.solve(dict.fromkeys(count.columns, Fraction(sign)), self._face)
                if outcome.claim is not Claim.OPTIMAL or outcome.x is None or outcome.value is None:
                    continue
                x = np.array(outcome.x)
                self._see(x)
                reached = floor(outcome.value + _NEAR)
                if reached < (count.upper if sign > 0 else -count.lower) and self._cut(outcome, x, sign):
                    known = self.counts[number]
                    self.counts[number] = known._replace(upper=reached) if sign > 0 else known._replace(lower=-reached)

    def _is_seen(self, number: int, sign: int) -> bool:
        count = self.counts[number]
        if sign > 0:
            return bool(self._most[number] >= count.upper - _NEAR)
        return bool(self._least[number] <= count.lower + _NEAR)

    def _see(self, x: Floats) -> None:
        values = self._counting @ x
        self._least, self._most = np.minimum(self._least, values), np.maximum(self._most, values)

    def _cut(self, outcome: Outcome, x: Floats, sign: int) -> bool:
        """Add the cut that these multipliers make, and that of it alone; whether the optimum breaks it."""
        turned = self._upper - x < x - self._lower
        y = fractions_of(outcome.duals or (), self._face)
        multipliers = {row: value * (1 + sign * _NUDGE) for row, value in y.items()}
        program, bounds, count = self.program, self.bounds, len(self.cuts)
        if self._said(Cut(multipliers, self._touched(multipliers, turned))) is None:
            return False
        again = self._said(Cut({len(self.program.rows) - 1: Fraction(1)}, frozenset()))
        if again is not None and again.reached(x) > float(again.upper) + _NEAR:
            return True
        self.program, self.bounds = program, bounds
        del self.cuts[count:]
        return False

    def _said(self, cut: Cut) -> Said | None:
        said = derived(self.program, self.bounds, cut)
        if said is not None:
            self.cuts.append(cut)
            self.program, self.bounds = with_row(self.program, self.bounds, said)
        return said

    def _touched(
        self, multipliers: dict[int, Fraction], turned: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    ) -> frozenset[int]:
        """Return the columns of the rows used that are counted from their upper side."""
        return frozenset(column for row in multipliers for column in self.program.entries[row] if turned[column])
