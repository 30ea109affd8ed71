"""
Warm: one program solved again and again with other numbers, each time from the last basis, and checked in floats.

What comes out is ``checked`` (see ``greenopt.engine.checked``). That is less than a proof and enough for one of a
thousand variations. Whatever cannot be checked, or where two plans lie so close that floats cannot tell them apart, is
not answered here: the exact engine is asked.

    stages before the objective, the objective, then the published rule for ties while something could change places
"""

import highspy
import numpy as np
from scipy import sparse

from greenopt.engine.checked import Matrix, Nothing, Point, checked, is_impossible, is_only_best, narrowed
from greenopt.engine.moving import MovingSides
from greenopt.engine.pattern import Filled, Pattern, Sides
from greenopt.engine.scaling import LARGEST, LARGEST_SIDE, SMALLEST, Floats
from greenopt.engine.solve import new_highs

OPTIONS: dict[str, str | int | float] = {
    "presolve": "off",
    "simplex_scale_strategy": 0,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}
"""The program is scaled already, and its costs are not to be shaken: either takes longer than a variation does."""


class WarmSolver:
    """HiGHS holding one program whose numbers change."""

    def __init__(self, pattern: Pattern, main: int) -> None:
        """
        Make ready.

        Args:
            pattern: the program and what varies in it.
            main: which of its stages is the objective.
        """
        self._pattern, self._main = pattern, main
        self._columns = np.arange(len(pattern.scaling.columns), dtype=np.int32)
        arrays = pattern.arrays
        places = np.arange(len(arrays.values))
        self._by_columns = sparse.csr_matrix((places, arrays.indices, arrays.starts), shape=arrays.shape).tocsc()
        """Where the coefficients stand when they are taken column by column."""
        self._highs = new_highs()
        for option, value in OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self._basis: highspy.HighsBasis | None = None
        self._loaded: Filled | None = None
        self._sides: Sides | None = None
        self._cost: Floats | None = None
        self._moving: MovingSides | None = None
        self._was_asked = False
        self._moving_rows, self._moving_columns = pattern.moving_rows, pattern.moving_columns
        self._matrix: Matrix = sparse.csr_matrix((arrays.values, arrays.indices, arrays.starts), shape=arrays.shape)
        self._turned: Matrix = self._matrix.T

    def begin(self, base: Filled) -> None:
        """Start a row of variations: whatever was solved before leaves nothing behind."""
        if self._pattern.moves_sides_only:
            if self._moving is None:
                self._moving = MovingSides(self._pattern, base)
            self._moving.begin()
        if self._basis is None:
            self._load(base)
            self._seek(base.costs[0])
            self._basis = self._highs.getBasis()
        self._loaded = None
        self._load(base)
        if self._basis.valid:
            self._highs.setBasis(self._basis)

    def remember(self) -> None:
        """Keep where the last variation ended, for ``go_back``."""
        if self._moving is not None:
            self._moving.remember()

    def go_back(self) -> None:
        """Go on from what was kept, so that nothing that was solved since shows in what is solved next."""
        if self._moving is not None:
            self._moving.go_back()
        if self._was_asked and self._basis is not None and self._basis.valid:
            self._highs.setBasis(self._basis)
        self._was_asked = False

    def solve(self, filled: Filled) -> Floats | Nothing:
        """Return the plan of a variation that the published rules lead to, in the solver's units."""
        if not self._is_in_range(filled):
            return Nothing.UNKNOWN
        if self._moving is not None:
            moved = self._moving.at(filled.sides)
            if moved is not Nothing.UNKNOWN:
                return moved
        self._load(filled)
        sides, point = filled.sides, None
        for stage, cost in enumerate(filled.costs):
            self._restrict(sides)
            self._seek(cost)
            found = self._found(sides, cost)
            if isinstance(found, Nothing):
                return found if stage == 0 else Nothing.UNKNOWN
            point, only = found, is_only_best(found, sides)
            if only is None:
                return Nothing.UNKNOWN
            if only and stage >= self._main:
                break
            sides = narrowed(sides, point)
        self._tell_basis()
        return Nothing.UNKNOWN if point is None else point.x

    def _tell_basis(self) -> None:
        """Let sides that move go on from where HiGHS ended."""
        if self._moving is None or not len(self._pattern.arrays.values):
            return  # HiGHS has no basis to tell of a program without a coefficient
        known, found = self._highs.getBasicVariables()  # type: ignore[attr-defined]  # missing from highspy's stubs
        basic = np.asarray(found, dtype=np.int64)
        if known == highspy.HighsStatus.kOk and len(basic) == self._pattern.arrays.shape[0]:
            self._moving.go_on_from(np.where(basic >= 0, basic, len(self._columns) - 1 - basic))

    def _found(self, sides: Sides, cost: Floats) -> Point | Nothing:
        """Return what HiGHS found, if it can be relied on."""
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            known, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing from highspy's stubs
            if known != highspy.HighsStatus.kOk or not has_ray:
                return Nothing.UNKNOWN
            return Nothing.IMPOSSIBLE if is_impossible(self._turned, sides, np.array(ray)) else Nothing.UNKNOWN
        if status != highspy.HighsModelStatus.kOptimal:
            return Nothing.UNKNOWN
        solution = self._highs.getSolution()
        x, y = np.array(solution.col_value), np.array(solution.row_dual)
        point = checked(self._matrix, self._turned, sides, cost, x, y)
        return Nothing.UNKNOWN if point is None else point

    def _load(self, filled: Filled) -> None:
        """Tell HiGHS which coefficients changed since the last variation; everything, if it is the first."""
        last, self._loaded = self._loaded, filled
        if last is not None and last.entries is filled.entries:
            return
        self._matrix.data = self._turned.data = filled.entries  # their places stay: making them anew takes longer
        self._pass(filled)
        self._sides, self._cost = filled.sides, filled.costs[0]
        # With other coefficients the last basis is worth no more than that of the base, and says what came before.
        if last is not None and self._basis is not None and self._basis.valid:
            self._highs.setBasis(self._basis)

    def _restrict(self, sides: Sides) -> None:
        """Tell HiGHS which sides changed."""
        last, self._sides = self._sides, sides
        if last is None or last is sides:
            return
        rows = np.flatnonzero((sides.row_lower != last.row_lower) | (sides.row_upper != last.row_upper))
        if len(rows):
            places = rows.astype(np.int32)
            change = self._highs.changeRowsBounds  # type: ignore[attr-defined]  # missing from highspy's stubs
            change(len(places), places, sides.row_lower[rows], sides.row_upper[rows])
        columns = np.flatnonzero((sides.column_lower != last.column_lower) | (sides.column_upper != last.column_upper))
        if len(columns):
            places = columns.astype(np.int32)
            lower, upper = sides.column_lower[columns], sides.column_upper[columns]
            self._highs.changeColsBounds(len(places), places, lower, upper)

    def _seek(self, cost: Floats) -> None:
        """Let HiGHS look for the most of a cost."""
        if self._cost is not cost:
            self._highs.changeColsCost(len(cost), self._columns, cost)
            self._cost = cost
        self._was_asked = True
        self._highs.run()

    def _pass(self, filled: Filled) -> None:
        """Load a program as a whole, column by column, by the door of HiGHS that takes arrays as they are."""
        order, sides = self._by_columns, filled.sides
        rows, columns = self._pattern.arrays.shape
        format_, maximise = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMaximize)
        self._highs.passModel(
            columns, rows, len(filled.entries), format_, maximise, 0.0,
            filled.costs[0], sides.column_lower, sides.column_upper, sides.row_lower, sides.row_upper,
            order.indptr, order.indices, filled.entries[order.data], np.zeros(columns, dtype=np.int32),
        )  # fmt: skip

    def _is_in_range(self, filled: Filled) -> bool:
        """Return whether HiGHS reads every number of a variation as it is."""
        if self._pattern.moves_matrix:
            size = abs(filled.entries)
            if (size < SMALLEST).any() or (size > LARGEST).any():
                return False
        sides, rows, columns = filled.sides, self._moving_rows, self._moving_columns
        moved = (sides.row_lower[rows], sides.row_upper[rows], sides.column_lower[columns], sides.column_upper[columns])
        return not any((np.isfinite(side) & (abs(side) > LARGEST_SIDE)).any() for side in moved if len(side))
