"""
Vertex: where a basis puts its point when only the sides of rows and columns move.

Multipliers do not depend on the sides, so a basis that is best stays best as long as its point keeps all sides. Then
the point of the next variation is one small product, and no solver is asked:

    x_J  =  A_RJ⁻¹ (b_R − A_RN x_N)          J basic columns, N the others, R the rows that stand at a side
"""

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.checked import TOLERANCE, Matrix, Point, keeps
from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats

Indices = NDArray[np.integer]

MOST_BASIC = 200
"""Basic columns up to which the small system is solved here; beyond, the solver is faster."""


class Vertex:
    """One best basis."""

    def __init__(self, matrix: Matrix, dense: Floats | None, point: Point, rows: Indices, columns: Indices) -> None:
        """
        Prepare a basis.

        Args:
            matrix: the program's.
            dense: the same, every zero written out, if there is room for it.
            point: the only best one.
            rows: those that stand at a side.
            columns: those that are basic, as many.

        Raises:
            LinAlgError: the basis is singular.
        """
        self._matrix, self._up, self._rows_up = matrix, point.d > 0, (point.y > 0)[rows]
        self._rows, self._columns = rows, columns
        self._basic = matrix[:, columns].toarray() if dense is None else dense[:, columns]
        self._inverse = np.linalg.inv(self._basic[rows])
        self._bounds: tuple[Floats, Floats] | None = None
        self._corner: Floats = np.zeros(0)
        self._reached: Floats = np.zeros(0)

    @classmethod
    def of(cls, matrix: Matrix, dense: Floats | None, point: Point, basic: Indices) -> "Vertex | None":
        """
        Return a basis; None where it is too large or singular.

        Args:
            matrix: the program's.
            dense: the same, every zero written out, if there is room for it.
            point: the only best one.
            basic: columns that are basic, and −1 − row for basic rows.
        """
        columns = np.sort(basic[basic >= 0])
        held = np.ones(matrix.shape[0], dtype=np.bool_)
        held[-1 - basic[basic < 0]] = False
        rows = np.flatnonzero(held)
        if len(rows) != len(columns) or len(columns) > MOST_BASIC:
            return None
        try:
            return cls(matrix, dense, point, rows, columns)
        except np.linalg.LinAlgError:
            return None

    def at(self, sides: Sides) -> Floats | None:
        """Return the point at other sides; None if it does not keep them."""
        self._stand(sides)
        side = np.where(self._rows_up, sides.row_upper[self._rows], sides.row_lower[self._rows])
        if not np.isfinite(side).all():
            return None
        basic = self._inverse @ (side - self._reached[self._rows])
        activity = self._reached + self._basic @ basic
        lower, upper = sides.column_lower[self._columns], sides.column_upper[self._columns]
        if abs(activity[self._rows] - side).max(initial=0.0) > TOLERANCE:
            return None
        if not keeps(Sides(sides.row_lower, sides.row_upper, lower, upper), activity, basic):
            return None
        x = self._corner.copy()
        x[self._columns] = basic
        return x

    def _stand(self, sides: Sides) -> None:
        """Put the columns that are not basic at their sides, unless they stand there."""
        if self._bounds is not None and self._bounds[0] is sides.column_lower and self._bounds[1] is sides.column_upper:
            return
        self._bounds = sides.column_lower, sides.column_upper
        self._corner = np.where(self._up, sides.column_upper, sides.column_lower)
        self._corner[self._columns] = 0.0
        self._reached = np.asarray(self._matrix @ self._corner)
