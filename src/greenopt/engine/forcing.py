"""
Forcing: one program, solved again with a single project held at nothing, or at its whole scale.

Nothing moves but the sides of what the project starts, so each of thousands of solves is a few exchanges away from
the best plan, and all begin there: what comes out for a project does not depend on which others were held before.

    held at nothing    start[p, y] <= 0                  in every year in which it could start
    held at all        sum(start[p, y]) >= 1             or start[p, y] >= 1, if there is but one such year
    free               no promise says that it is carried out

What comes out is checked in floats, as any variation is (see ``greenopt.engine.checked``).
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from greenopt.engine.checked import Nothing
from greenopt.engine.layout import Start
from greenopt.engine.pattern import Linear, Pattern, Sides
from greenopt.engine.posed import Posed
from greenopt.engine.program import Cost
from greenopt.engine.rows import is_broken
from greenopt.engine.scaling import Floats, OutOfRange
from greenopt.engine.warm import WarmSolver
from greenopt.varying import Trace

CLOSE = 1e-9
"""A share of a project nearer than this to none, or to the whole, is that."""


class Forcing:
    """A program without whole projects, its best plan, and what that becomes when single projects are held."""

    def __init__(self, posed: Posed) -> None:
        """
        Solve the program once.

        Args:
            posed: the program.

        Raises:
            OutOfRange: a number lies so far from its neighbours that a solver would misread it.
            ValueError: projects are whole, or something is broken that no decision can mend.
        """
        if any(posed.rows.program.whole) or any(map(is_broken, posed.rows.constant)):
            raise ValueError("only a program that plans can satisfy in parts is solved in floats")
        sought = zip(posed.wishes[: posed.main + 1], posed.steps, strict=False)
        totals = [Linear(step.cost if wish.more else _turned(step.cost), wish.form.constant) for wish, step in sought]
        pattern = Pattern(posed.rows, posed.steps, totals, Trace(0))
        self._base = pattern.fill(np.zeros((1, 0)))[0][0]
        self._scaling = pattern.scaling
        self._row_of = {name: row for row, name in enumerate(posed.rows.program.rows)}
        layout = posed.rows.layout
        self.names: tuple[str, ...] = tuple(layout.starts)
        """Projects, as levels are numbered."""
        self._columns = {
            name: np.array([layout.place[Start(name, year)] for year in years], dtype=np.int64)
            for name, years in layout.starts.items()
        }
        self._levels = self._shares()
        self._solver = WarmSolver(pattern, posed.main)
        self._solver.begin(self._base)
        self.best: Floats | Nothing = self._solver.solve(self._base)
        """The best plan, in the solver's units."""
        self._solver.remember()

    @classmethod
    def of(cls, posed: Posed) -> "Forcing | None":
        """Return a program ready to be solved again; None where floats have no answer to it."""
        try:
            found = cls(posed)
        except (OutOfRange, ValueError):
            return None
        return None if isinstance(found.best, Nothing) else found

    def solve(self, project: str, level: int | None, *, promised: str = "") -> Floats | Nothing:
        """
        Return the plan with one project held.

        Args:
            project: its name.
            level: nothing or all of it; None holds nothing, and only takes its promise back.
            promised: the requirement that says that it is carried out, which then says nothing; empty if there is none.
        """
        row_lower, row_upper, lower, upper = self._base.sides
        if promised:
            row_lower, row_upper = row_lower.copy(), row_upper.copy()
            row_lower[self._row_of[promised]], row_upper[self._row_of[promised]] = -np.inf, np.inf
        columns = self._columns[project]
        if level == 0:
            upper = upper.copy()
            upper[columns] = 0.0
        elif level and len(columns) == 1:
            lower = lower.copy()
            lower[columns] = 1 / self._scaling.columns[columns]
        elif level:
            row = self._row_of[f"level[{project}]"]
            row_lower = row_lower.copy()
            row_lower[row] = self._scaling.rows[row]
        self._solver.go_back()
        return self._solver.solve(replace(self._base, sides=Sides(row_lower, row_upper, lower, upper)))

    def levels(self, plans: Floats) -> Floats:
        """Return how much of each project is carried out: one row a plan, one column for each of ``names``."""
        levels: Floats = np.asarray(self._levels @ plans.T)
        found = np.array(np.maximum(levels, 0.0).T, order="C")
        found[found < CLOSE] = 0.0
        found[abs(found - 1) < CLOSE] = 1.0
        return found

    def sought(self, plans: Floats) -> Floats:
        """Return what each plan comes to in everything that is sought before the objective, in turn, and in that."""
        return np.asarray((self._base.totals @ plans.T).T + self._base.constants)

    def apart(self, plans: Floats, other: Floats) -> Floats:
        """Return by how much the objective of each plan, as it is stated, surpasses that of another."""
        differences: Floats = np.asarray(self._base.totals @ (plans - other).T)[-1]
        return differences

    def _shares(self) -> sparse.csr_matrix:
        pairs = [(row, int(column)) for row, name in enumerate(self.names) for column in self._columns[name]]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        weights = self._scaling.columns[np.array(columns, dtype=np.int64)]
        return sparse.csr_matrix((weights, (rows, columns)), shape=(len(self.names), len(self._scaling.columns)))


def _turned(cost: Cost) -> Cost:
    return {column: -weight for column, weight in cost.items()}
