"""
Patched: a case whose numbers are filled in without reading it again.

The case is read once with its numbers marked; what the trace then says of every coefficient, side, cost and total is
kept as a pattern. A number that arithmetic cannot follow is steady: a variation that moves it has to be read anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from greenopt.case.read import read_gathered
from greenopt.case.vary import Numbers
from greenopt.engine.checked import Nothing
from greenopt.engine.layout import Start
from greenopt.engine.pattern import Filled, Linear, Pattern
from greenopt.engine.posed import pose
from greenopt.engine.rows import is_broken
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.warm import WarmSolver
from greenopt.language import say
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts
from greenopt.result.totals import Key, asked, document
from greenopt.run import question_of
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved, rounded
from greenopt.varying import Trace, Untraceable

OBJECTIVE: Key = ("", "objective")
AT_ONCE = 64
"""Variations that are filled in together."""
CLOSE = 1e-9
"""A share of a project nearer than this to none, or to the whole, is that."""
IMPOSSIBLE = say("no plan satisfies every rule")


class Patched:
    """The pattern of a case and the solver that holds it."""

    def __init__(
        self, facts: Facts, numbers: Numbers, pattern: Pattern, main: int, keys: Sequence[Key], steady: frozenset[int]
    ) -> None:
        self._facts, self._pattern, self._keys = facts, pattern, keys
        self.steady = steady
        """Numbers that cannot be filled in."""
        self._solver = WarmSolver(pattern, main)
        layout = pattern.rows.layout
        started = [(name, years) for name, years in layout.starts.items() if years]
        self._names = np.array([name for name, _ in started], dtype=object)
        places = [layout.place[Start(name, year)] for name, years in started for year in years]
        self._starts = np.array(places, dtype=np.int64)
        self._first = np.cumsum([0, *(len(years) for _, years in started)])[:-1]
        self._units = pattern.scaling.columns[self._starts]
        base = np.array([[float(value) for value in numbers.values]])
        self._base = pattern.fill(base)[0][0]

    @classmethod
    def of(cls, source: Source, numbers: Numbers) -> "Self | None":
        """
        Return the pattern of a case.

        None where there is none: with whole projects, with what no decision can mend, and with numbers out of range.
        """
        steady = frozenset[int]()
        while True:
            trace = Trace(len(numbers.paths))
            gathered = replace(source.gathered, tree=numbers.marked(trace, steady))
            try:
                question = question_of(read_gathered(gathered, by_columns=False))
                posed = pose(question)
                if any(posed.rows.program.whole) or any(is_broken(each) for each in posed.rows.constant):
                    return None
                forms = {OBJECTIVE: question.objective} | asked(SymbolicPlan(question.facts))
                totals = [Linear(posed.rows.cost(form), form.constant) for form in forms.values()]
                pattern = Pattern(posed.rows, posed.steps, totals, trace)
                unread = frozenset(range(trace.count)) - trace.used
                return cls(question.facts, numbers, pattern, posed.main, tuple(forms), steady | unread)
            except Untraceable as problem:
                steady |= problem.numbers
            except OutOfRange:
                return None

    def solve(self, numbers: NDArray[np.float64]) -> list[Solved | None]:
        """Return each variation solved; None where it has to be read anew."""
        self._solver.begin(self._base)
        order = self._order(numbers)
        found: list[Solved | None] = [None] * len(numbers)
        for first in range(0, len(numbers), AT_ONCE):
            places = order[first : first + AT_ONCE]
            filled, holds = self._pattern.fill(numbers[places])
            for place, each, fits in zip(places.tolist(), filled, holds, strict=True):
                found[place] = self._solved(each) if fits else None
        return found

    def _order(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return in which order variations are solved: where only sides move, so that each lies near the last."""
        if not self._pattern.moves_sides_only or len(numbers) < 2:
            return np.arange(len(numbers))
        moving = numbers[:, (numbers != numbers[0]).any(axis=0)]
        return np.lexsort(moving.T[::-1]) if moving.shape[1] else np.arange(len(numbers))

    def _solved(self, filled: Filled) -> Solved | None:
        x = self._solver.solve(filled)
        if isinstance(x, Nothing):
            return Solved("infeasible", reason=IMPOSSIBLE.both()) if x is Nothing.IMPOSSIBLE else None
        sums = (filled.totals @ x + filled.constants).tolist()
        totals = dict(zip(self._keys, sums, strict=True))
        value = totals.pop(OBJECTIVE)
        return Solved("checked", rounded(value), document(self._facts, totals, rounded), self._levels(x))

    def _levels(self, x: NDArray[np.float64]) -> dict[str, float]:
        if not len(self._starts):
            return {}
        levels = x[self._starts] * self._units
        if len(self._first) < len(levels):
            levels = np.add.reduceat(levels, self._first)
        there = np.flatnonzero(levels > CLOSE)
        levels = levels[there]
        levels[levels > 1 - CLOSE] = 1.0
        partly = np.flatnonzero(levels != 1.0)
        levels[partly] = [rounded(level) for level in levels[partly]]
        return dict(zip(self._names[there].tolist(), levels.tolist(), strict=True))
