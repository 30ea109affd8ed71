"""
Compelled: how far a program gets when some of its columns or rows are held at their most, or at nothing.

    reached   what each stage up to the objective comes to, in turn
    slope     what the objective gains for each unit by which numbers move, while the multipliers stay

Plans are compared stage after stage, as they are chosen: a later stage counts only between plans that are equal before.
What comes out is ``checked`` (see ``greenopt.engine.checked``).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from greenopt.engine.checked import Nothing, Point, is_only_best, narrowed
from greenopt.engine.layout import Start
from greenopt.engine.pattern import Filled, Pattern, Sides
from greenopt.engine.scaling import Floats
from greenopt.engine.warm import WarmSolver
from greenopt.vector import inner

SAME = 1e-9
"""How far beside its size what a stage comes to may lie from another and still be the same."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The best of a program, stage after stage, in the solver's units; more is better in each."""

    values: tuple[float, ...]
    point: Point
    """The best plan, with the multipliers of the last stage."""

    def beside(self, other: "Reached") -> int:
        """Return 1 if it is better than another, -1 if it is worse, 0 if they are the same."""
        stage = self._first_apart(other)
        if stage is None:
            return 0
        return 1 if self.values[stage] > other.values[stage] else -1

    def differs_last(self, other: "Reached") -> bool:
        """Return whether both are the same until the last stage."""
        return self._first_apart(other) in (None, len(self.values) - 1)

    def _first_apart(self, other: "Reached") -> int | None:
        pairs = enumerate(zip(self.values, other.values, strict=True))
        return next((stage for stage, (one, two) in pairs if abs(one - two) > SAME * (1 + abs(two))), None)

    def gain(self, other: "Reached") -> float:
        """Return how much better the last stage is."""
        return self.values[-1] - other.values[-1]


class Compelled(WarmSolver):
    """HiGHS holding one program, asked how far it gets under compulsion."""

    def __init__(self, pattern: Pattern, main: int) -> None:
        """
        Make ready.

        Args:
            pattern: the program and what varies in it.
            main: which of its stages is the objective.
        """
        super().__init__(pattern, main)
        names = pattern.rows.program.rows
        self._level_row = {name: row for row, name in enumerate(names) if name.startswith("level[")}
        self._row_of = np.repeat(np.arange(len(names)), np.diff(pattern.arrays.starts))

    def reached(self, filled: Filled) -> Reached | Nothing:
        """Return how far a program gets; nothing where there is no plan, or floats cannot tell."""
        if not self._is_in_range(filled):
            return Nothing.UNKNOWN
        self._load(filled)
        sides, values = filled.sides, list[float]()
        point: Point | Nothing = Nothing.UNKNOWN
        for stage, cost in enumerate(filled.costs[: self._main + 1]):
            self._restrict(sides)
            self._seek(cost)
            point = self._found(sides, cost)
            if isinstance(point, Nothing):
                return point if stage == 0 else Nothing.UNKNOWN
            values.append(inner(cost, point.x))
            if stage < self._main:
                if is_only_best(point, sides) is None:
                    return Nothing.UNKNOWN
                sides = narrowed(sides, point)
        return point if isinstance(point, Nothing) else Reached(tuple(values), point)

    def starts(self, project: str) -> list[int]:
        """Return the columns by which a project is started."""
        layout = self._pattern.rows.layout
        return [layout.place[Start(project, year)] for year in layout.starts[project]]

    def held(self, filled: Filled, project: str, level: Literal[0, 1]) -> Filled:
        """Return a program in which a project is done in full, or not at all."""
        columns, sides = self.starts(project), filled.sides
        row_lower, column_lower, column_upper = sides.row_lower, sides.column_lower, sides.column_upper
        if level == 0:
            column_upper = column_upper.copy()
            column_upper[columns] = column_lower[columns]
        elif len(columns) == 1:
            column_lower = column_lower.copy()
            column_lower[columns] = column_upper[columns]
        else:
            row = self._level_row[f"level[{project}]"]
            row_lower = row_lower.copy()
            row_lower[row] = sides.row_upper[row]
        changed = Sides(row_lower, sides.row_upper, column_lower, column_upper)
        return Filled(filled.entries, changed, filled.costs, filled.totals, filled.constants)

    def slope(self, reached: Reached, here: Filled, there: Filled) -> float:
        """
        Return what the last stage gains from one program to another of the same shape, at the multipliers of the first.

        Args:
            reached: in ``here``.
            here: a program.
            there: the other one, a little apart.
        """
        point = reached.point
        y, x = point.y, point.x
        places = np.flatnonzero(there.entries != here.entries)
        columns = self._pattern.arrays.indices[places]
        moved = (there.entries[places] - here.entries[places]) * y[self._row_of[places]]
        gain = inner(there.costs[self._main] - here.costs[self._main], x) - inner(moved, x[columns])
        sides = [_leaning(each.sides, y) for each in (here, there)]
        return gain + inner(y, sides[1] - sides[0])


def _leaning(sides: Sides, y: Floats) -> Floats:
    """Return the side of each row that its multiplier speaks of, nothing where it has none."""
    side = np.where(y > 0, sides.row_upper, sides.row_lower)
    return np.where((y != 0) & np.isfinite(side), side, 0.0)
