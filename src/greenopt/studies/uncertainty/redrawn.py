"""
Redrawn: plans held against many draws of one case, whose numbers are filled in without reading it again.

The case is read once with its numbers marked (as ``greenopt.studies.patched`` does for solving). In each draw prices
are taken from the filled program, and what a decided plan brings and breaks is counted from its rows: starts as
decided, defined sums and what is claimed twice as they follow. Plans of which more than that has to be settled anew,
who pays or what is kept, are counted exactly from the case read anew; so is every draw in which the program has another
shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenopt.case.read import read_gathered
from greenopt.case.vary import Numbers
from greenopt.engine.layout import Grant, Start
from greenopt.engine.pattern import Filled, Linear, Pattern
from greenopt.engine.posed import Question, pose
from greenopt.engine.rows import Rows, is_broken
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.worth import WorthSolver
from greenopt.plan import Decisions, Overlapped, Unspent
from greenopt.run import question_of
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.carried import Carried
from greenopt.studies.uncertainty.priced import Priced
from greenopt.studies.uncertainty.sampling import Floats
from greenopt.varying import Trace, Untraceable
from greenopt.vector import inner

NEAR = 1e-9
"""How far a row may be left before it counts as broken, beside the size of what it holds."""


@dataclass(frozen=True)
class Drawn:
    """One draw, filled in."""

    redrawn: "Redrawn"
    filled: Filled

    def priced(self) -> Priced | None:
        """Return its prices."""
        found = self.redrawn.solver.worths(self.filled)
        return None if found is None else Priced.of(self.redrawn.rows.layout, found)

    def carried(self, decisions: Decisions) -> Carried | None:
        """Return what becomes of a plan; None where more of it has to be settled anew."""
        return self.redrawn.carried(self.filled, decisions)


class Redrawn:
    """A case of which draws are filled in."""

    def __init__(self, question: Question, rows: Rows, pattern: Pattern, solver: WorthSolver, numbers: Numbers) -> None:
        self.rows = rows
        self.solver = solver
        self._pattern = pattern
        self._numbers = numbers
        self._base = np.array([float(value) for value in numbers.values])
        self._hard = {
            each.name: row
            for each in question.requirements
            if not each.soft_scale and (row := rows.requirement_row.get(each.name)) is not None
        }
        priorities = {tier.rule for tier in question.tiers}
        self._hard = {name: row for name, row in self._hard.items() if name.partition(":")[0] not in priorities}
        keys = [column.key for column in rows.layout.columns]
        self._settled = not any(isinstance(key, Grant | Unspent) for key in keys)
        self._overlapped = [
            (place, rows.requirement_row[each.name])
            for each in question.requirements
            if each.defines and each.name in rows.requirement_row
            for place, key in enumerate(keys)
            if isinstance(key, Overlapped) and place in rows.program.entries[rows.requirement_row[each.name]]
        ]
        names, first = rows.program.rows, len(keys)
        self._sums = [
            (column, row)
            for row, name in enumerate(names)
            if name.startswith("total[")
            for column in rows.program.entries[row]
            if column >= first
        ]
        self._as_written = pattern.fill(self._base[None, :])[0][0]

    @classmethod
    def of(cls, source: Source, paths: Sequence[str]) -> "Redrawn | None":
        """Return a case whose draws are filled in; None where they have to be read anew."""
        numbers = Numbers(source.gathered.tree, paths)
        trace = Trace(len(numbers.paths))
        try:
            question = question_of(read_gathered(replace(source.gathered, tree=numbers.marked(trace))))
            posed = pose(question)
            if any(is_broken(each) for each in posed.rows.constant):
                return None
            total = Linear(posed.rows.cost(question.objective), question.objective.constant)
            pattern = Pattern(posed.rows, posed.steps, [total], trace)
        except (Untraceable, OutOfRange):
            return None
        solver = WorthSolver(pattern, posed.main, posed.steps[posed.main].cost)
        return cls(question, posed.rows, pattern, solver, numbers)

    def draws(self, paths: Sequence[str], factors: Floats) -> list[Drawn | None]:
        """
        Return draws, one row of factors each; None for those that have to be read anew.

        Prices are then to be asked for in this order; what was asked before leaves nothing behind.
        """
        self.solver.begin(self._as_written)
        places = [place for path in paths if (place := self._numbers.place(path)) is not None]
        if len(places) < len(paths):
            return [None] * len(factors)
        numbers = np.tile(self._base, (len(factors), 1))
        numbers[:, places] *= factors
        filled, holds = self._pattern.fill(numbers)
        return [Drawn(self, each) if fits else None for each, fits in zip(filled, holds, strict=True)]

    def carried(self, filled: Filled, decisions: Decisions) -> Carried | None:
        """Return what becomes of a plan; None where who pays, or what is kept, has to be settled."""
        if not self._settled:
            return None
        scaling, arrays = self._pattern.scaling, self._pattern.arrays
        x = np.zeros(len(scaling.columns))
        for place, column in enumerate(self.rows.layout.columns):
            if isinstance(key := column.key, Start):
                x[place] = float(decisions.starts.get((key.project, key.year), 0)) / scaling.columns[place]

        def row_at(row: int, without: int) -> tuple[float, float]:
            own = slice(arrays.starts[row], arrays.starts[row + 1])
            columns, entries = arrays.indices[own], filled.entries[own]
            apart = columns == without
            return inner(entries[~apart], x[columns[~apart]]), float(entries[apart].sum())

        for place, row in self._sums:
            activity, entry = row_at(row, place)
            x[place] = -activity / entry
        for place, row in self._overlapped:
            activity, entry = row_at(row, place)
            x[place] = max((activity - filled.sides.row_upper[row]) / -entry, 0.0)
        value = float(filled.totals[0] @ x + filled.constants[0])
        return Carried(value, self._broken(filled, x))

    def _broken(self, filled: Filled, x: Floats) -> dict[str, float]:
        arrays, scale = self._pattern.arrays, self._pattern.scaling.rows
        found: dict[str, float] = {}
        for name, row in self._hard.items():
            own = slice(arrays.starts[row], arrays.starts[row + 1])
            parts = filled.entries[own] * x[arrays.indices[own]]
            activity, size = float(parts.sum()), 1.0 + float(abs(parts).sum())
            out = max(filled.sides.row_lower[row] - activity, activity - filled.sides.row_upper[row])
            if out > NEAR * size:
                found[name] = out / float(scale[row])
        return found
