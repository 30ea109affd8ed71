"""
Moving: a program of which only the sides move, from one variation to the next.

Its costs and coefficients stay, so the reduced costs of a basis do, stage after stage; a basis that leads to the plan
leads there wherever its point keeps all sides, and elsewhere a few exchanges mend it (see ``greenopt.engine.walk``).
All stages are served at once, ties included, and no solver is asked. What comes out is checked like anything else.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from greenopt.engine.basis import Singular
from greenopt.engine.checked import TINY, TOLERANCE, Nothing, is_impossible, keeps
from greenopt.engine.outset import outset
from greenopt.engine.pattern import Filled, Pattern, Sides
from greenopt.engine.scaling import Floats
from greenopt.engine.walk import Line, Unsure, Walk
from greenopt.vector import inner

PATIENCE = 40
"""Exchanges after which a solver is asked instead; after each such failure half as many, after each success twice."""
LARGEST_DENSE = 10**6
"""Numbers of a matrix up to which every zero is written out, for products are faster then."""


class MovingSides:
    """A program, and the basis that led to the last plan."""

    def __init__(self, pattern: Pattern, base: Filled) -> None:
        """
        Make ready.

        Args:
            pattern: of the program, in which neither coefficients nor costs vary.
            base: its numbers as they are.
        """
        arrays = pattern.arrays
        by_rows = sparse.csr_matrix((base.entries, arrays.indices, arrays.starts), shape=arrays.shape)
        rows, columns = by_rows.shape
        self._columns, self._cost = columns, base.costs[0]
        self._matrix, self._turned, self._sizes = by_rows, by_rows.T.tocsr(), abs(by_rows)
        whole = sparse.csc_matrix(sparse.hstack([by_rows, -sparse.eye_array(rows)]))
        turned = whole.T.toarray() if rows * (rows + columns) <= LARGEST_DENSE else whole.T.tocsr()
        costs = np.zeros((len(base.costs), rows + columns))
        costs[:, :columns] = base.costs
        self._bounds: tuple[Floats, Floats] | None = None
        self._far: Floats = np.zeros(rows)
        self._base = base.sides
        self._start = outset(by_rows, base.costs, base.sides).basic
        lower, upper = self._boxed(base.sides)
        still = np.zeros(rows + columns)
        self._patience = PATIENCE
        self._version, self._is_sure = -1, False
        self._y, self._d, self._leaning = np.zeros(rows), np.zeros(columns), np.zeros(0, dtype=np.int64)
        self._corner: float | None = None
        self._cornered: tuple[Floats, Floats] | None = None
        self._walk = Walk(whole, turned, self._start.copy(), costs, Line(lower, still), Line(upper, still))
        self._kept = self._walk

    def begin(self) -> None:
        """Start a row of variations: whatever was looked for before leaves nothing behind."""
        self._walk.begin_at(self._start, *self._boxed(self._base))
        self._patience = PATIENCE

    def remember(self) -> None:
        """Keep where one stands, for ``go_back``."""
        self._kept = self._walk.fork()

    def go_back(self) -> None:
        """Stand where one stood when that was kept, to the last digit."""
        self._walk = self._kept.fork()
        self._patience, self._version = PATIENCE, -1

    def go_on_from(self, basic: NDArray[np.int64]) -> None:
        """
        Take over a basis that a solver found where the way was too far.

        Args:
            basic: as many as there are rows, which are numbered after the columns.
        """
        sides = self._boxed(self._base)
        try:
            self._walk.begin_at(basic, *sides)
        except Singular:
            self._walk.begin_at(self._start, *sides)

    def at(self, sides: Sides) -> Floats | Nothing:
        """Return the plan at these sides, in the solver's units."""
        try:
            broken = self._walk.stand(*self._boxed(sides), self._patience)
        except (Unsure, Singular):
            self._patience = max(self._patience // 2, 1)
            return Nothing.UNKNOWN
        self._patience = min(2 * self._patience, PATIENCE)
        if broken is not None:
            ray = self._walk.multipliers(broken)
            return Nothing.IMPOSSIBLE if is_impossible(self._turned, sides, ray) else Nothing.UNKNOWN
        if self._walk.version != self._version:
            self._take_multipliers()
        x = self._walk.point(0.0)[: self._columns]
        return x if self._is_sure and self._is_best(sides, x) else Nothing.UNKNOWN

    def _take_multipliers(self) -> None:
        """Keep what the multipliers of the basis say as long as it stays."""
        self._version, self._is_sure = self._walk.version, self._walk.is_sure
        self._y = self._walk.reduced[0, self._columns :].copy()
        self._leaning = np.flatnonzero(abs(self._y) > TINY)
        self._d = self._cost - self._turned @ self._y
        self._corner = None

    def _is_best(self, sides: Sides, x: Floats) -> bool:
        """Return what ``checked`` does of the objective's first stage, with what stays from point to point kept."""
        if not keeps(sides, np.asarray(self._matrix @ x), x):
            return False
        if self._corner is None or self._cornered is not self._bounds:
            self._cornered = self._bounds
            self._corner = float(np.maximum(self._d * sides.column_lower, self._d * sides.column_upper).sum())
        y, leaning = self._y[self._leaning], self._leaning
        side = np.where(y > 0, sides.row_upper[leaning], sides.row_lower[leaning])
        value = inner(self._cost, x)
        return abs(inner(y, side) + self._corner - value) <= TOLERANCE * (1 + abs(value))

    def _boxed(self, sides: Sides) -> tuple[Floats, Floats]:
        """Return sides of columns and rows, missing ones put where no plan can get."""
        lower, upper = sides.column_lower, sides.column_upper
        if self._bounds is None or self._bounds[0] is not lower or self._bounds[1] is not upper:
            self._bounds = lower, upper
            self._far = np.asarray(2 * (self._sizes @ np.maximum(abs(lower), abs(upper))) + 1)
        least = np.where(np.isfinite(sides.row_lower), sides.row_lower, -self._far)
        most = np.where(np.isfinite(sides.row_upper), sides.row_upper, self._far)
        # A side beyond what any plan reaches is no nearer than one that is missing.
        least, most = np.minimum(least, self._far), np.maximum(most, -self._far)
        return np.concatenate([lower, least]), np.concatenate([upper, most])
