"""
Tail: the decision whose worst outcomes are best on average, over outcomes that are equally likely.

    maximise    t − Σ short[i] / (share · n)                      the mean of the worst share of the outcomes (CVaR)
    subject to  short[i]  >=  t − (values[i] · x + constant[i])   i = 1 … n
                lower  <=  A x  <=  upper,   x within its box,   short >= 0

The linear program of Rockafellar and Uryasev (2000); t comes out as the quantile. Rows and outcomes are made in exact
numbers and turned to floats here, scaled by powers of two. What comes back is checked in floats: how far any row or
box is left, the mean of the worst outcomes counted again from x by sorting them, and a bound that holds for any
multipliers. Nothing here is a certificate.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from greenopt.engine.solve import quiet_highs
from greenopt.vector import inner

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
"""How far a checked decision may leave a row or box, and lie below its bound, as shares of their sizes."""
_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible


@dataclass(frozen=True)
class TailProgram:
    """What may be decided, and what comes of it."""

    lower: Floats
    """Boxes of the columns; every column has both ends."""
    upper: Floats
    whole: NDArray[np.bool_]
    """Which columns must be integers."""
    rows: csr_array
    row_lower: Floats
    """Minus infinity where a row has no lower side."""
    row_upper: Floats
    values: csr_array
    """Outcomes × columns."""
    constants: Floats
    """Outcomes."""
    share: float
    """Of the outcomes, the worst that count: from above 0 to 1, which is the mean of all."""


@dataclass(frozen=True)
class TailPlan:
    """What was found."""

    x: Floats
    outcomes: Floats
    value: float
    """The mean of the worst share of the outcomes, counted from x."""
    bound: float
    """What no decision surpasses: from multipliers, or where numbers must be whole, what the solver claims."""
    violation: float
    """How far a row or a box is left at most, as a share of its size."""

    @property
    def gap(self) -> float:
        """How far the value may lie below the best, as a share of it."""
        return max(self.bound - self.value, 0.0) / max(1.0, abs(self.value))

    @property
    def checked(self) -> bool:
        """Whether it is feasible and best within the tolerance."""
        return self.violation <= TOLERANCE and self.gap <= TOLERANCE


def worst_mean(outcomes: Floats, share: float) -> float:
    """Return the mean of the worst share of outcomes; the last of them counts in part."""
    ordered = np.sort(outcomes)
    weights = np.clip(share * len(ordered) - np.arange(len(ordered)), 0.0, 1.0)
    return inner(ordered, weights) / (share * len(ordered))


def best_tail(program: TailProgram, time_limit: float | None = None) -> TailPlan | None:
    """
    Return the decision whose worst outcomes are best on average; None where the rows allow none, or none was found.

    Args:
        program: what may be decided.
        time_limit: seconds.
    """
    whole = _Whole.of(program)
    highs = quiet_highs()
    for tolerance in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        highs.setOptionValue(tolerance, TOLERANCE / 10)
    for gap in ("mip_rel_gap", "mip_abs_gap"):
        highs.setOptionValue(gap, 0.0)
    if time_limit is not None:
        highs.setOptionValue("time_limit", max(time_limit, 0.0))
    highs.passModel(whole.model())
    highs.run()
    solution, info = highs.getSolution(), highs.getInfo()
    if not solution.value_valid or info.primal_solution_status != _FEASIBLE:
        return None
    x = np.clip(np.array(solution.col_value) * whole.size, whole.lower, whole.upper)[: len(program.lower)]
    if program.whole.any():
        x = np.where(program.whole, np.rint(x), x)
        bound = float(info.mip_dual_bound) * whole.unit
    else:
        bound = whole.bound(np.array(solution.row_dual)) * whole.unit
    outcomes = program.values @ x + program.constants
    return TailPlan(x, outcomes, worst_mean(outcomes, program.share), bound, _violation(program, x))


@dataclass(frozen=True)
class _Whole:
    """The whole linear program, scaled: decisions, the quantile, then what each outcome falls short of it."""

    lower: Floats
    upper: Floats
    size: Floats
    """A column of the solver is a column over this power of two."""
    cost: Floats
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    integer: NDArray[np.bool_]
    unit: float
    """What one of the solver's objective is worth."""

    @classmethod
    def of(cls, program: TailProgram) -> "_Whole":
        outcomes, columns = program.values.shape
        least, most = _reach(program)
        width = most - least
        lower = np.concatenate([program.lower, [least], np.zeros(outcomes)])
        upper = np.concatenate([program.upper, [most], np.full(outcomes, width)])
        integer = np.concatenate([program.whole, np.zeros(1 + outcomes, dtype=np.bool_)])
        cost = np.concatenate([np.zeros(columns), [1.0], np.full(outcomes, -1 / (program.share * outcomes))])
        shortfalls = hstack([program.values, csr_array(-np.ones((outcomes, 1))), csr_array(np.eye(outcomes))])
        padded = hstack([program.rows, csr_array((program.rows.shape[0], 1 + outcomes))])
        size = np.where(integer, 1.0, _power(np.maximum(np.abs(lower), np.abs(upper))))
        unit = float(_power(np.array([max(abs(least), abs(most))]))[0])
        matrix = csr_array(csr_array(vstack([padded, shortfalls])) * size)
        scale = 1 / _power(abs(matrix).max(axis=1).toarray().ravel())
        row_lower = np.concatenate([program.row_lower, -program.constants]) * scale
        row_upper = np.concatenate([program.row_upper, np.full(outcomes, np.inf)]) * scale
        scaled = csr_array(matrix * scale[:, None])
        return cls(lower, upper, size, cost * size / unit, scaled, row_lower, row_upper, integer, unit)

    def model(self) -> highspy.HighsLp:
        """Return the model as HiGHS takes it."""
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = self.matrix.shape
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = self.cost
        model.col_lower_, model.col_upper_ = self.lower / self.size, self.upper / self.size
        model.row_lower_, model.row_upper_ = self.row_lower, self.row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = self.matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = self.matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = self.matrix.data
        if self.integer.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[bool(each)] for each in self.integer]
        return model

    def bound(self, multipliers: Floats) -> float:
        """Return what no point in the boxes surpasses, by multipliers of the rows, whatever they are."""
        up = np.where(np.isfinite(self.row_upper), np.maximum(multipliers, 0.0), 0.0)
        down = np.where(np.isfinite(self.row_lower), np.minimum(multipliers, 0.0), 0.0)
        left = self.cost - self.matrix.T @ (up + down)
        ends = np.maximum(left * (self.lower / self.size), left * (self.upper / self.size))
        sides = up * np.where(up > 0, self.row_upper, 0.0) + down * np.where(down < 0, self.row_lower, 0.0)
        return float(ends.sum() + sides.sum())


def _reach(program: TailProgram) -> tuple[float, float]:
    """Return the least and the most that any outcome can come to, loosely."""
    positive, negative = program.values.maximum(0.0), program.values.minimum(0.0)
    most = positive @ program.upper + negative @ program.lower + program.constants
    least = positive @ program.lower + negative @ program.upper + program.constants
    return float(least.min()) - 1.0, float(most.max()) + 1.0


def _power(sizes: Floats) -> Floats:
    """Return the power of two next to each size, one for nothing."""
    return np.exp2(np.rint(np.log2(np.where(sizes > 0, sizes, 1.0))))


def _violation(program: TailProgram, x: Floats) -> float:
    """Return how far a row or box is left at most, each as a share of what it holds."""
    activity = program.rows @ x
    size = np.maximum(abs(program.rows) @ np.abs(x), 1.0)
    out = np.maximum(program.row_lower - activity, activity - program.row_upper) / size
    box = np.maximum(program.lower - x, x - program.upper) / np.maximum(np.abs(program.upper), 1.0)
    return float(max(out.max(initial=0.0), box.max(initial=0.0)))
