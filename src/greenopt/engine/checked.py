"""
Checked: whether floats can be relied on, for a point of a linear program and the multipliers that come with it.

    activity = A x within its sides, x within its own          each within 1e-9 beside its size
    bound(y) − cost·x                                          within 1e-9 beside the value

where bound(y) is what multipliers prove of every point (see ``greenopt.engine.exact``). All numbers are in the
solver's units, in which coefficients lie near one.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy import sparse

from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats
from greenopt.vector import inner

Matrix = sparse.csr_matrix | sparse.csc_matrix
TOLERANCE = 1e-9
TINY, UNSURE = 1e-10, 1e-8
"""A multiplier below the first is zero, one above the second is not; between them floats cannot tell."""


class Nothing(Enum):
    """Why there is no plan."""

    IMPOSSIBLE = "impossible"
    """Multipliers show that nothing satisfies the program."""
    UNKNOWN = "unknown"
    """It could not be told in floats."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point with its multipliers."""

    x: Floats
    y: Floats
    """Multipliers of the rows."""
    d: Floats
    """Reduced costs of the columns, beside the size of their costs."""
    activity: Floats
    """Of the rows."""


def checked(matrix: Matrix, turned: Matrix, sides: Sides, cost: Floats, x: Floats, y: Floats) -> Point | None:
    """
    Return the point if it keeps all sides and its multipliers show that it is best; else None.

    Args:
        matrix: rows by columns.
        turned: the same, columns by rows.
        sides: what rows and columns are kept between.
        cost: what is to be the most.
        x: the point.
        y: multipliers of the rows.
    """
    activity = matrix @ x
    if not keeps(sides, activity, x):
        return None
    d = cost - turned @ y
    side = np.where(y > 0, sides.row_upper, sides.row_lower)
    leaning = np.flatnonzero(abs(y) > TINY)
    bound = inner(y[leaning], side[leaning]) + np.maximum(d * sides.column_lower, d * sides.column_upper).sum()
    value = inner(cost, x)
    if not abs(bound - value) <= TOLERANCE * (1 + abs(value)):
        return None
    return Point(x, y, d / (1 + abs(cost)), activity)


def keeps(sides: Sides, activity: Floats, x: Floats) -> bool:
    """Return whether a point keeps all sides, within what floats can tell."""
    near = TOLERANCE * (1 + abs(activity))
    if ((sides.row_lower - activity) > near).any() or ((activity - sides.row_upper) > near).any():
        return False
    near = TOLERANCE * (1 + abs(x))
    return not (((sides.column_lower - x) > near).any() or ((x - sides.column_upper) > near).any())


def is_only_best(point: Point, sides: Sides) -> bool | None:
    """
    Return whether no other point is as good; None if floats cannot tell.

    It is the only one if every column and row that stands at a side would make it worse by leaving it.
    """
    near = TOLERANCE * (1 + abs(point.activity))
    at_side = (point.activity - sides.row_lower <= near) | (sides.row_upper - point.activity <= near)
    rows = abs(point.y[at_side & (sides.row_lower < sides.row_upper)])
    near = TOLERANCE * (1 + abs(point.x))
    at_side = (point.x - sides.column_lower <= near) | (sides.column_upper - point.x <= near)
    columns = abs(point.d[at_side & (sides.column_lower < sides.column_upper)])
    if ((rows > TINY) & (rows < UNSURE)).any() or ((columns > TINY) & (columns < UNSURE)).any():
        return None
    return not ((rows <= TINY).any() or (columns <= TINY).any())


def narrowed(sides: Sides, point: Point) -> Sides:
    """Return the sides of the points that are as good: what has a multiplier or a reduced cost stays where it is."""
    row_lower, row_upper, column_lower, column_upper = (each.copy() for each in sides)
    up, down = point.y >= UNSURE, point.y <= -UNSURE
    row_lower[up], row_upper[down] = row_upper[up], row_lower[down]
    up, down = point.d >= UNSURE, point.d <= -UNSURE
    column_lower[up], column_upper[down] = column_upper[up], column_lower[down]
    return Sides(row_lower, row_upper, column_lower, column_upper)


def is_impossible(turned: Matrix, sides: Sides, ray: Floats) -> bool:
    """Return whether multipliers, in one direction or the other, show beyond rounding that nothing keeps all sides."""
    largest = abs(ray).max(initial=0.0)
    for sign in (1.0, -1.0):
        y = np.where(abs(ray) > TINY * largest, sign * ray, 0.0)
        leaning = np.flatnonzero(y)
        side = np.where(y > 0, sides.row_upper, sides.row_lower)
        parts = y[leaning] * side[leaning]
        d = -(turned @ y)
        corner = np.maximum(d * sides.column_lower, d * sides.column_upper)
        size = 1 + abs(parts).sum() + abs(corner).sum()
        if np.isfinite(size) and parts.sum() + corner.sum() < -TOLERANCE * size:
            return True
    return False
