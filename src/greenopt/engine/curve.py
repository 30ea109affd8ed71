"""
Curve: the plan that the published rules lead to, while the sides of a program move along a straight line.

    maximise  c₁ x, then c₂ x, … in turn          sides(u) = sides(0) + u (sides(1) − sides(0)),     0 <= u <= 1

A basis whose reduced costs have the right sign, looked at stage after stage, leads to the plan wherever its point
keeps all sides, and in between the point moves along a straight line. Where a basic column or row reaches a side, it
leaves, and what comes in its place is the first, stage after stage, whose reduced cost would turn: the dual simplex
method with costs compared in their order. No sum of weighted objectives is ever formed.

Rows are columns too (A x − r = 0), and every column has two finite sides: a side that is missing is put where no plan
can get. So any basis can be given the right signs by letting columns change sides, and the walk can begin anywhere;
while a point breaks a side that no column can mend, that very row says from which u on it could be kept.

All numbers are in the solver's units. Each stretch is checked at both ends as in ``greenopt.engine.checked``.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from greenopt.engine.basis import Singular
from greenopt.engine.checked import Matrix, checked
from greenopt.engine.outset import Outset, outset
from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats
from greenopt.engine.walk import NEAR, Line, Unsure, Walk

LARGEST_DENSE = 10**5
"""Numbers of a matrix up to which every zero is written out."""
BEYOND = 1e-6
"""How far beyond the last plan it is shown that there is none."""


class Stretch(NamedTuple):
    """Between two places on the line, the plan moves from one point straight to another."""

    begin: float
    end: float
    first: Floats
    """The columns at its begin."""
    last: Floats
    slope: Floats
    """What the columns would rise by over the whole line."""

    def turned_round(self) -> "Stretch":
        """Return the stretch as it is seen from the other end of the line."""
        return Stretch(1 - self.end, 1 - self.begin, self.last, self.first, -self.slope)


class Curve:
    """One program between two sets of sides."""

    def __init__(self, matrix: Matrix, costs: Sequence[Floats], first: Sides, last: Sides) -> None:
        """
        Make ready.

        Args:
            matrix: rows by columns.
            costs: what is made the most of, in turn.
            first: sides at 0.
            last: sides at 1; missing where those at 0 are.
        """
        self._rows, self._columns = matrix.shape
        self._matrix = matrix.tocsr()
        self._by_columns, self._turned = matrix.tocsc(), matrix.T.tocsr()
        self._ends = first, last
        whole = sparse.hstack([matrix, -sparse.eye_array(self._rows)], format="csc")
        self._all, self._all_turned = sparse.csc_matrix(whole), _product(sparse.csr_matrix(whole.T))
        self._costs = np.zeros((len(costs), self._rows + self._columns))
        self._costs[:, : self._columns] = costs
        self._lower, self._upper = self._boxed(first, last)

    def _boxed(self, first: Sides, last: Sides) -> tuple[Line, Line]:
        """Return sides of columns and rows, missing ones put where no plan can get."""
        least, most = (
            np.minimum(first.column_lower, last.column_lower),
            np.maximum(first.column_upper, last.column_upper),
        )
        reach = abs(self._by_columns) @ np.maximum(abs(least), abs(most))
        for side in (first.row_lower, first.row_upper, last.row_lower, last.row_upper):
            reach = np.maximum(reach, np.where(np.isfinite(side), abs(side), 0.0))
        far = 2 * reach + 1

        def line(columns: tuple[Floats, Floats], rows: tuple[Floats, Floats], missing: Floats) -> Line:
            begin, end = (
                np.concatenate([of_columns, np.where(np.isfinite(rows[0]), of_rows, missing)])
                for of_columns, of_rows in zip(columns, rows, strict=True)
            )
            return Line(begin, end - begin)

        lower = line((first.column_lower, last.column_lower), (first.row_lower, last.row_lower), -far)
        return lower, line((first.column_upper, last.column_upper), (first.row_upper, last.row_upper), far)

    def stretches(self) -> list[Stretch]:
        """
        Return the plan from its lowest place to its highest; nothing where there is no plan anywhere.

        Raises:
            Unsure: floats cannot tell how it goes on.
        """
        begin, end = self._outset(0.0), self._outset(1.0)
        try:
            if begin.impossible and not end.impossible:
                found = [each.turned_round() for each in self._turned_round(end)]
                found.reverse()
            else:
                found = list(self._from(begin))
        except Singular as error:
            raise Unsure from error
        self._check_ends(found)
        return found

    def _outset(self, place: float) -> Outset:
        return outset(self._matrix, [cost[: self._columns] for cost in self._costs], self.sides(place))

    def _from(self, begin: Outset) -> Iterator[Stretch]:
        """Yield the stretches from 0 on."""
        walk = Walk(self._all, self._all_turned, begin.basic, self._costs, self._lower, self._upper)
        for first, last in walk.go():
            yield self._checked(walk, first, last)

    def _turned_round(self, end: Outset) -> Iterator[Stretch]:
        """Yield the stretches from 1 on, the line turned round: beginning where there is a plan saves exchanges."""
        costs = [cost[: self._columns] for cost in self._costs]
        yield from Curve(self._matrix, costs, *reversed(self._ends))._from(end)  # noqa: SLF001 - of the same class

    def _check_ends(self, found: Sequence[Stretch]) -> None:
        """
        Hold against every side that there is no plan beyond the ends.

        Raises:
            Unsure: it cannot be told.
        """
        first, last = (found[0].begin, found[-1].end) if found else (1.0, 1.0)
        beyond = {max(first - BEYOND, 0.0)} if first > NEAR else set[float]()
        beyond |= {min(last + BEYOND, 1.0)} if last < 1 - NEAR else set()
        beyond |= set() if found else {0.0, 0.5, 1.0}
        if not all(self._outset(place).impossible for place in beyond):
            raise Unsure

    def _checked(self, walk: Walk, begin: float, end: float) -> Stretch:
        """
        Return the stretch of the basis where the walk stands.

        Raises:
            Unsure: its ends do not hold, not even computed anew.
        """
        for _ in range(2):
            points = [walk.point(place)[: self._columns] for place in (begin, end)]
            held = all(self._holds(walk, place, x) for place, x in zip((begin, end), points, strict=True))
            if held and walk.is_sure:
                return Stretch(begin, end, points[0], points[1], walk.slope()[: self._columns])
            walk.settle()
        raise Unsure

    def _holds(self, walk: Walk, place: float, x: Floats) -> bool:
        y, cost = walk.reduced[0, self._columns :], self._costs[0, : self._columns]
        return checked(self._by_columns, self._turned, self.sides(place), cost, x, y) is not None

    def sides(self, place: float) -> Sides:
        """Return the sides at a place."""
        first, last = self._ends
        return Sides(*(_between(one, other, place) for one, other in zip(first, last, strict=True)))


def _product(matrix: sparse.csr_matrix) -> "sparse.csr_matrix | Floats":
    """Return a matrix for products; with every zero written out, if that is small, for it is faster."""
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= LARGEST_DENSE else matrix


def _between(one: Floats, other: Floats, place: float) -> Floats:
    if one is other:
        return one
    found, there = one.copy(), np.isfinite(one)
    found[there] += place * (other[there] - one[there])
    return found
