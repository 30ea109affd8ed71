"""
Outset: a basis near the one that is looked for, and whether there is a plan at all, from HiGHS.

What is sought in turn is maximised in turn, each on the face of what was best before. The basis where this ends is
seldom more than a few exchanges away from one whose reduced costs have the right signs, stage after stage; a walk that
begins there saves itself thousands. Nothing rests on it: any basis will do. That there is no plan is held against
every side in floats.
"""

from collections.abc import Sequence
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from greenopt.engine.checked import checked, is_impossible, narrowed
from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats
from greenopt.engine.solve import new_highs


class Outset(NamedTuple):
    """Where to begin."""

    basic: NDArray[np.int64]
    """Columns that are basic, rows numbered after them: as many as there are rows."""
    impossible: bool
    """Whether multipliers show that nothing keeps all sides."""


def outset(matrix: sparse.csr_matrix, costs: Sequence[Floats], sides: Sides) -> Outset:
    """
    Return a basis to begin with.

    Args:
        matrix: rows by columns.
        costs: what is made the most of, in turn.
        sides: what rows and columns are kept between.
    """
    rows, columns = matrix.shape
    by_columns, turned = matrix.tocsc(), matrix.T.tocsr()
    basic = np.arange(columns, columns + rows)
    if not matrix.nnz:
        # HiGHS has no basis of such a program.
        return Outset(basic, bool(((sides.row_lower > 0) | (sides.row_upper < 0)).any()))
    highs = _loaded(matrix, sides)
    every_column, every_row = np.arange(columns, dtype=np.int32), np.arange(rows, dtype=np.int32)
    for stage, cost in enumerate(costs):
        highs.changeColsCost(columns, every_column, cost)
        if stage:
            change = highs.changeRowsBounds  # type: ignore[attr-defined]  # missing from highspy's stubs
            change(rows, every_row, sides.row_lower, sides.row_upper)
            highs.changeColsBounds(columns, every_column, sides.column_lower, sides.column_upper)
        highs.run()
        found = _basic(highs)
        basic = found if len(found) == rows else basic
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Outset(basic, not stage and _is_impossible(highs, turned, sides))
        solution = highs.getSolution()
        point = checked(by_columns, turned, sides, cost, np.array(solution.col_value), np.array(solution.row_dual))
        if point is None:
            break
        sides = narrowed(sides, point)
    return Outset(basic, impossible=False)


def _loaded(matrix: sparse.csr_matrix, sides: Sides) -> highspy.Highs:
    """Return HiGHS holding a program, by its door that takes arrays as they are."""
    rows, columns = matrix.shape
    highs = new_highs()
    highs.setOptionValue("presolve", "off")
    by_rows, maximise = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMaximize)
    highs.passModel(
        columns, rows, matrix.nnz, by_rows, maximise, 0.0,
        np.zeros(columns), sides.column_lower, sides.column_upper, sides.row_lower, sides.row_upper,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    return highs


def _basic(highs: highspy.Highs) -> NDArray[np.int64]:
    """Return which columns are basic, rows numbered after them."""
    basis = highs.getBasis()
    stands = [*basis.col_status, *basis.row_status]
    return np.array([place for place, each in enumerate(stands) if each == highspy.HighsBasisStatus.kBasic], np.int64)


def _is_impossible(highs: highspy.Highs, turned: sparse.csr_matrix, sides: Sides) -> bool:
    if highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
        return False
    known, has_ray, ray = highs.getDualRay()  # type: ignore[attr-defined]  # missing from highspy's stubs
    return bool(known == highspy.HighsStatus.kOk and has_ray and is_impossible(turned, sides, np.array(ray)))
