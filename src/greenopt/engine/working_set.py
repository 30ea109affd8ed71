"""
Working set: a linear program with few rows and very many columns, solved with a few of its columns at a time.

Where a thin program has its optimum nearly every column stands at one of its bounds, and the multipliers of the rows
say at which. So a few columns are given to HiGHS, the others are fixed by the sign of their reduced cost, and after
each solve all columns are priced: those that stand at the wrong bound join the set, until there is none (sifting, after
Forrest; Bixby et al. 1992, Very large-scale linear programming). The last pricing is what makes the answer one of the
whole program, in floats; its basis is handed on as a basis of the whole program and proved exactly like any other.

First multipliers come from a sample in which each column stands for many. Where the fixed columns leave no feasible
point, the multipliers that prove it are priced in the same way: a column that could help joins, and if none can, no
point of the whole program is feasible. Whatever else happens, nothing is said, and the whole program is solved.
"""

from collections.abc import Callable
from itertools import pairwise
from time import monotonic
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from greenopt.engine.many import Few
from greenopt.engine.program import At, Program
from greenopt.engine.scaling import Arrays, Floats, Indices
from greenopt.vector import Places, inner

LEAST_COLUMNS, LEAST_RATIO = 4000, 100
"""From how many columns, and how many of them for each row, a program is solved this way."""
SET_PER_ROW = 40
FIRST_SET = 100
MOST_ROUNDS = 40
_TINY = 1e-300
_WRONG = 1e-9
"""How far a reduced cost may lean the wrong way, beside costs that are near one: HiGHS's own tolerance."""

Mask = NDArray[np.bool_]
_LOWER, _BASIC, _UPPER = 0, 1, 2
_AT = (At.LOWER, At.BASIC, At.UPPER)
_STATUS = (
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kUpper,
)
_CODE = {int(status): code for code, status in enumerate(_STATUS)}


class Box(NamedTuple):
    """The scaled sides of columns and rows."""

    column_lower: Floats
    column_upper: Floats
    row_lower: Floats
    row_upper: Floats


class Found(NamedTuple):
    """Where the working set ended, as an answer of the whole program."""

    status: highspy.HighsModelStatus
    value: float
    x: Floats
    duals: Floats
    """Of the scaled rows."""
    columns: Few[At]
    rows: list[At]
    rounds: int


class WorkingSet:
    """A thin program in floats, ready to be solved again and again with other costs and other sides."""

    def __init__(
        self, starts: Indices, indices: Indices, values: Floats, odd: Mask, new_highs: Callable[[], highspy.Highs]
    ) -> None:
        """
        Take the scaled matrix, by rows.

        Args:
            starts: where each row begins in the other two.
            indices: the column of each coefficient.
            values: the coefficients.
            odd: columns that are unlike the many, such as sums and shortfalls; they are always in the set.
            new_highs: makes a solver with the settings that are wanted.
        """
        self._rows = [(indices[begin:end], values[begin:end]) for begin, end in pairwise(starts.tolist())]
        self._count = len(odd)
        # The same by columns, from which the chosen ones are cut.
        order = np.argsort(indices, kind="stable")
        self._row_of = np.repeat(np.arange(len(self._rows), dtype=np.int32), np.diff(starts))[order]
        self._values = values[order]
        self._begin = np.concatenate(([0], np.cumsum(np.bincount(indices, minlength=len(odd)))))
        self._odd = odd
        self._new_highs = new_highs
        self._duals: Floats | None = None
        self._costs: Floats | None = None

    @staticmethod
    def suits(rows: int, columns: int) -> bool:
        """Return whether a program of this shape is worth it."""
        return columns >= LEAST_COLUMNS and columns >= LEAST_RATIO * rows

    def solve(self, costs: Floats, box: Box, time_limit: float | None = None) -> Found | None:
        """
        Maximise the costs within the box; None where this way leads nowhere and the whole program is to be solved.

        A time limit or an interrupt ends it with the status that says so.
        """
        deadline = None if time_limit is None else monotonic() + time_limit
        free = box.column_upper > box.column_lower
        duals = self._first_duals(costs, box, free, deadline)
        reduced, size = self._priced(costs, duals)
        chosen = self._first_set(reduced, size, free)
        fixed = np.where(reduced > 0, box.column_upper, box.column_lower)
        activities = np.array([inner(values, fixed[indices]) for indices, values in self._rows])
        basis = _Statuses(self._count, len(self._rows), fixed == box.column_upper)
        for turn in range(MOST_ROUNDS):
            part = self._part(costs, box, chosen, fixed, activities, basis if turn else None, deadline)
            if part is None:
                return None
            if part.stopped:
                return self._whole(part, costs, box, chosen, fixed, basis, turn)
            if part.ray is None:
                reduced, size = self._priced(costs, part.duals)
                lean, tolerance = reduced, _WRONG * np.maximum(size, 1.0)
                eager = np.abs(reduced) / np.maximum(size, _TINY)
            else:
                lean, weight = self._priced(np.zeros(self._count), self._proving(part.ray, box, chosen, fixed))
                tolerance = _WRONG * weight
                # Of what could help, that comes first which costs least beside how much it helps.
                eager = np.abs(lean) / np.maximum(np.abs(reduced), np.maximum(_WRONG * size, _TINY))
            wrong = free & ~chosen & np.where(fixed == box.column_upper, lean < -tolerance, lean > tolerance)
            basis.take(np.flatnonzero(chosen), part.basis)
            if not wrong.any():
                if part.ray is None:
                    self._duals, self._costs = part.duals, costs
                return self._whole(part, costs, box, chosen, fixed, basis, turn)
            chosen = self._grown(chosen, wrong, eager, turn)
        return None

    def _first_duals(self, costs: Floats, box: Box, free: Mask, deadline: float | None) -> Floats:
        """Return multipliers to begin with: the last ones where the same is sought, else those of a sample."""
        if self._duals is not None and self._costs is not None and np.array_equal(self._costs, costs):
            return self._duals
        if np.count_nonzero(free) <= self._most_first():
            return np.zeros(len(self._rows))
        odd = self._odd & free
        plain = np.flatnonzero(free & ~odd)
        for size in (self._most_first(), 8 * self._most_first()):
            if len(plain) <= 2 * size:
                sample, weight = plain, 1.0
            else:
                sample = plain[np.linspace(0, len(plain) - 1, size).astype(np.int64)]
                weight = len(plain) / size
            chosen = odd.copy()
            chosen[sample] = True
            wide = box._replace(column_lower=box.column_lower.copy(), column_upper=box.column_upper.copy())
            wide.column_lower[sample] *= weight
            wide.column_upper[sample] *= weight
            # The sample stands for the others, so these hold nothing.
            still = np.where(free, 0.0, box.column_lower)
            activities = np.array([inner(values, still[indices]) for indices, values in self._rows])
            part = self._part(costs, wide, chosen, still, activities, None, deadline)
            if part is not None and part.ray is None and not part.stopped:
                return part.duals
        return np.zeros(len(self._rows))

    def _most_first(self) -> int:
        """
        Return how many columns a sample, and the first set, have.

        Multipliers of a sample of s columns are off by one part in sqrt(s), so that of n columns about n / sqrt(s) lean
        too little to be fixed: with n^(2/3) both are the same.
        """
        return FIRST_SET + int(self._count ** (2 / 3)) + SET_PER_ROW * len(self._rows)

    def _first_set(self, reduced: Floats, size: Floats, free: Mask) -> Mask:
        """Return the columns that lean least to either of their bounds, and all that are unlike the others."""
        chosen = self._odd & free
        places = np.flatnonzero(free & ~chosen)
        most = self._most_first()
        if len(places) > most:
            lean = np.abs(reduced[places]) / np.maximum(size[places], _TINY)
            places = places[np.argpartition(lean, most)[:most]]
        chosen[places] = True
        return chosen

    def _grown(self, chosen: Mask, wrong: Mask, eager: Floats, turn: int) -> Mask:
        """Return the set with the most eager of those that stand wrong; the more of them the longer it takes."""
        places = np.flatnonzero(wrong)
        most = self._most_first() * 2 ** (turn // 4)
        if len(places) > most:
            places = places[np.argpartition(-eager[places], most)[:most]]
        grown = chosen.copy()
        grown[places] = True
        return grown

    def _priced(self, costs: Floats, duals: Floats) -> tuple[Floats, Floats]:
        """Return the reduced cost of every column, and the size of what it is made of."""
        reduced, size = costs.copy(), np.abs(costs)
        for (indices, values), dual in zip(self._rows, duals, strict=True):
            if dual:
                share = dual * values
                reduced[indices] -= share
                size[indices] += np.abs(share)
        return reduced, size

    def _proving(self, ray: Floats, box: Box, chosen: Mask, fixed: Floats) -> Floats:
        """Return a ray with the sign under which it proves that nothing is feasible for the chosen columns."""

        def bound(weights: Floats) -> float:
            side = np.where(weights > 0, box.row_upper, box.row_lower)
            reduced, _ = self._priced(np.zeros(self._count), weights)
            best = np.where(reduced > 0, box.column_upper, box.column_lower)
            held = weights != 0
            return inner(weights[held], side[held]) + inner(reduced, np.where(chosen, best, fixed))

        return min((ray, -ray), key=bound)

    def _part(
        self, costs: Floats, box: Box, chosen: Mask, fixed: Floats, activities: Floats,
        basis: "_Statuses | None", deadline: float | None,
    ) -> "_Part | None":  # fmt: skip
        """
        Solve for the chosen columns, the others fixed; None where HiGHS says nothing that can be used.

        ``activities`` is what the rows come to when every column is fixed.
        """
        places = np.flatnonzero(chosen)
        lengths = self._begin[places + 1] - self._begin[places]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        taken = np.repeat(self._begin[places] - starts[:-1], lengths) + np.arange(starts[-1])
        rows, values = self._row_of[taken], self._values[taken]
        own = np.bincount(rows, weights=values * np.repeat(fixed[places], lengths), minlength=len(self._rows))
        held = activities - own
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = len(self._rows), len(places)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = costs[places]
        model.col_lower_, model.col_upper_ = box.column_lower[places], box.column_upper[places]
        model.row_lower_, model.row_upper_ = box.row_lower - held, box.row_upper - held
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = rows
        model.a_matrix_.value_ = values
        highs = self._new_highs()
        highs.setOptionValue("presolve", "off")
        if deadline is not None:
            highs.setOptionValue("time_limit", max(deadline - monotonic(), 0.0))
        highs.passModel(model)
        if basis is not None:
            highs.setBasis(basis.of(places))
        return _Part.of(highs)

    def _whole(
        self, part: "_Part", costs: Floats, box: Box, chosen: Mask, fixed: Floats, basis: "_Statuses", turn: int
    ) -> Found:
        x = np.where(chosen, 0.0, fixed)
        if len(part.x):
            x[chosen] = part.x
        return Found(part.status, inner(costs, x), x, part.duals, *basis.exact(), turn + 1)


class _Part(NamedTuple):
    """What HiGHS said of the chosen columns."""

    status: highspy.HighsModelStatus
    x: Floats
    duals: Floats
    ray: Floats | None
    """Multipliers that prove that nothing is feasible, pricing columns as duals do; None where something is."""
    basis: highspy.HighsBasis

    @property
    def stopped(self) -> bool:
        return self.status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)

    @classmethod
    def of(cls, highs: highspy.Highs) -> "_Part | None":
        """Run a solver that is loaded."""
        highs.run()
        status = highs.getModelStatus()
        solution, basis = highs.getSolution(), highs.getBasis()
        x, duals = np.array(solution.col_value), np.array(solution.row_dual)
        kinds = highspy.HighsModelStatus
        if status in (kinds.kTimeLimit, kinds.kInterrupt):
            return cls(status, x, duals, None, basis)
        if not basis.valid or status not in (kinds.kOptimal, kinds.kInfeasible):
            return None
        if status == kinds.kOptimal:
            return cls(status, x, duals, None, basis)
        _, has_ray, ray = highs.getDualRay()  # type: ignore[attr-defined]  # missing from highspy's stubs
        return cls(status, x, duals, np.array(ray), basis) if has_ray else None


class _Statuses:
    """The statuses of all columns and rows, kept while the set grows."""

    def __init__(self, columns: int, rows: int, at_upper: Mask) -> None:
        self._columns = np.full(columns, _LOWER, dtype=np.int8)
        self._columns[at_upper] = _UPPER
        self._rows = [_BASIC] * rows

    def take(self, places: Places, basis: highspy.HighsBasis) -> None:
        """Take over where the chosen ones ended."""
        self._columns[places] = [_CODE.get(int(each), _LOWER) for each in basis.col_status]
        self._rows = [_CODE.get(int(each), _LOWER) for each in basis.row_status]

    def of(self, places: Places) -> highspy.HighsBasis:
        """Return them as a basis of the chosen columns, to go on from."""
        basis = highspy.HighsBasis()
        basis.col_status = [_STATUS[each] for each in self._columns[places].tolist()]
        basis.row_status = [_STATUS[each] for each in self._rows]
        basis.valid = True
        return basis

    def exact(self) -> tuple[Few[At], list[At]]:
        """Return them as a basis of the whole program."""
        return Few(_AT, self._columns.astype(np.int32)), [_AT[each] for each in self._rows]


def working_set_of(
    program: Program, arrays: Arrays, values: Floats, new_highs: Callable[[], highspy.Highs]
) -> WorkingSet | None:
    """
    Return a program ready to be solved with a few of its columns, where its shape is such.

    Args:
        program: the exact program.
        arrays: its matrix.
        values: the scaled coefficients, in the order of the matrix.
        new_highs: makes a solver with the settings that are wanted.
    """
    rows, columns = arrays.shape
    if not WorkingSet.suits(rows, columns):
        return None
    odd = np.zeros(columns, dtype=np.bool_)
    for sides in (program.column_lower, program.column_upper):
        codes = Few.of(sides).codes
        odd |= codes != np.argmax(np.bincount(codes))
    odd &= 2 * odd.sum() < columns
    return WorkingSet(arrays.starts, arrays.indices, values, odd, new_highs)
