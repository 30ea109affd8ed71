"""
The loop that an expert writes by hand with highspy: one model in memory, each point from the last basis.

It knows nothing but floats: no case, no names, no totals, no check, no proof. What a study costs beyond this is what
greenopt adds.
"""

from collections.abc import Sequence

import highspy
import numpy as np
from benchmarks.random_program import TARGETS, Floats, LinearProgram, RandomProgram
from scipy.sparse import csc_array, csr_array

BUDGET_ROW = 0
# What was found to be fastest for these programs: no presolve, no scaling, no perturbation, dual simplex.
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_scale_strategy": 0,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}


class WarmLoop:
    """HiGHS holding one program."""

    def __init__(self, linear: LinearProgram, tolerance: float = 1e-7) -> None:
        """Load the program and solve it once."""
        self._model = _model(linear)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in OPTIONS.items():
            self._highs.setOptionValue(option, value)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._highs.setOptionValue(option, tolerance)
        self._highs.passModel(self._model)
        self._highs.run()
        self._basis = self._highs.getBasis()

    def budgets(self, budgets: Sequence[float]) -> list[float]:
        """Return the value at each budget, having read every level; each point begins with the basis of the last."""
        highs, values = self._highs, []
        for budget in budgets:
            highs.changeRowBounds(BUDGET_ROW, -highspy.kHighsInf, budget)
            values.append(self._solved())
        return values

    def draws(self, program: RandomProgram, money: Floats, impact: Floats) -> list[float]:
        """
        Return the value of each draw, having read every level: new numbers in the old places.

        Each draw begins with the first basis, which is nearer to a draw than two draws are to each other.

        Args:
            program: what the numbers are multiplied from.
            money: factors of what projects cost, a row a draw.
            impact: factors of what they achieve.
        """
        highs, model, values = self._highs, self._model, []
        linear = program.linear()
        matrix = _by_columns(linear)
        projects = np.repeat(np.arange(program.count), np.diff(matrix.indptr)[:-1])
        # The rows below the shares are targets; the numbers of `spent`, the last column, do not vary.
        is_impact = matrix.indices[: len(projects)] >= len(linear.row_lower) - len(TARGETS)
        factor = np.ones(len(matrix.data))
        for of_money, of_impact in zip(money, impact, strict=True):
            factor[: len(projects)] = np.where(is_impact, of_impact[projects], of_money[projects])
            model.a_matrix_.value_ = matrix.data * factor
            model.col_cost_ = linear.cost * np.append(of_impact, 1.0)
            highs.passModel(model)
            highs.setBasis(self._basis)
            values.append(self._solved())
        return values

    def _solved(self) -> float:
        highs = self._highs
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return float("nan")
        np.array(highs.getSolution().col_value)
        return float(highs.getObjectiveValue())


def _by_columns(linear: LinearProgram) -> csc_array:
    """Return the matrix by columns, the way HiGHS keeps it, so that it is not turned around at each draw."""
    shape = len(linear.row_lower), len(linear.cost)
    return csr_array((linear.values, linear.indices, linear.starts), shape=shape).tocsc()


def _model(linear: LinearProgram) -> highspy.HighsLp:
    model = highspy.HighsLp()
    matrix = _by_columns(linear)
    model.num_col_, model.num_row_ = len(linear.cost), len(linear.row_lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = linear.cost, linear.lower, linear.upper
    model.row_lower_, model.row_upper_ = linear.row_lower, linear.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return model
