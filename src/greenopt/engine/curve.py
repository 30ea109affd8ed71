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
from numpy.typing import NDArray
from scipy import sparse

from greenopt.engine.basis import Basis, Singular
from greenopt.engine.checked import TOLERANCE, Matrix, checked
from greenopt.engine.outset import Outset, outset
from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats

TINY = 1e-10
"""A reduced cost below it, beside its cost, is zero."""
UNSURE = 1e-8
"""One that is above the last and below this leaves open which plan is meant."""
SMALLEST_PIVOT = 1e-8
LARGEST_DENSE = 10**5
"""Numbers of a matrix up to which every zero is written out."""
NEAR = 1e-12
"""Two places on the line this near are one."""
BEYOND = 1e-6
"""How far beyond the last plan it is shown that there is none."""


class Unsure(ArithmeticError):
    """Floats cannot tell how the plan goes on."""


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


class Line(NamedTuple):
    """Values that move along: ``at_zero + u * slope``."""

    at_zero: Floats
    slope: Floats

    def at(self, place: float) -> Floats:
        """Return the values at a place."""
        return np.asarray(self.at_zero + place * self.slope)


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
        least, most = (np.minimum(first.column_lower, last.column_lower), np.maximum(first.column_upper, last.column_upper))
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
        walk = _Walk(self._all, self._all_turned, begin.basic, self._costs, self._lower, self._upper)
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

    def _checked(self, walk: "_Walk", begin: float, end: float) -> Stretch:
        """
        Return the stretch of the basis where the walk stands.

        Raises:
            Unsure: its ends do not hold, not even computed anew.
        """
        for _ in range(2):
            points = [walk.point(place)[: self._columns] for place in (begin, end)]
            if all(self._holds(walk, place, x) for place, x in zip((begin, end), points, strict=True)):
                return Stretch(begin, end, points[0], points[1], walk.slope()[: self._columns])
            walk.settle()
        raise Unsure

    def _holds(self, walk: "_Walk", place: float, x: Floats) -> bool:
        y, cost = walk.reduced[0, self._columns :], self._costs[0, : self._columns]
        return checked(self._by_columns, self._turned, self.sides(place), cost, x, y) is not None

    def sides(self, place: float) -> Sides:
        """Return the sides at a place."""
        first, last = self._ends
        return Sides(*(_between(one, other, place) for one, other in zip(first, last, strict=True)))


class _Walk:
    """The basis on its way along the line."""

    def __init__(
        self,
        matrix: sparse.csc_matrix,
        turned: "sparse.csr_matrix | Floats",
        basic: NDArray[np.int64],
        costs: Floats,
        lower: Line,
        upper: Line,
    ) -> None:
        self._matrix, self._turned, self._costs, self._sizes = matrix, turned, costs, 1 + abs(costs)
        self._whole_lower, self._whole_upper = lower, upper
        self._lower, self._upper, self._origin = lower, upper, 0.0
        self._fixed = (lower.at_zero == upper.at_zero) & (lower.slope == upper.slope)
        rows, columns = matrix.shape
        self._basis = Basis(matrix, basic)
        self._is_basic = np.zeros(columns, dtype=np.bool_)
        self._is_basic[self._basis.columns] = True
        self._is_up = np.zeros(columns, dtype=np.bool_)
        self.reduced = costs.copy()
        self._most_turns = 1000 + 50 * columns
        self._value = Line(np.zeros(rows), np.zeros(rows))
        self._here = 0.0
        self.settle()

    def go(self) -> Iterator[tuple[float, float]]:
        """Yield places between which the point of the basis is the plan."""
        found = False
        for _ in range(self._most_turns):
            place, down, gap, slope = self._most_broken()
            if gap < 0:
                if self._pivot(place, down=down):
                    continue
                if found or slope <= 0 or self._here - gap / slope > 1:
                    return
                # The row that no column can mend says from where on it could be kept.
                self._here -= gap / slope
                continue
            place, down, reached = self._next_reached()
            begin, self._here = self._here, max(self._here, min(reached, 1.0))
            if self._here > begin + NEAR:
                yield begin, self._here
                found = True
            if reached > 1 or not self._pivot(place, down=down):
                break
        else:
            raise Unsure
        if not found:
            yield self._here, self._here

    def point(self, place: float) -> Floats:
        """Return the point of the basis at a place, rows after columns."""
        found = np.where(self._is_up, self._whole_upper.at(place), self._whole_lower.at(place))
        found[self._basis.columns] = self._value.at(place - self._origin)
        return found

    def slope(self) -> Floats:
        """Return what the point of the basis rises by over the whole line, rows after columns."""
        found = np.where(self._is_up, self._upper.slope, self._lower.slope)
        found[self._basis.columns] = self._value.slope
        return found

    def _gaps(self) -> tuple[Line, Line]:
        """Return how far what is basic is from its lower and its upper side."""
        columns, value = self._basis.columns, self._value
        lower, upper = self._lower, self._upper
        below = Line(value.at_zero - lower.at_zero[columns], value.slope - lower.slope[columns])
        return below, Line(upper.at_zero[columns] - value.at_zero, upper.slope[columns] - value.slope)

    def _most_broken(self) -> tuple[int, bool, float, float]:
        """Return which basic column or row breaks a side most: its place, whether the lower one, by how much, slope."""
        below, above = self._gaps()
        here = self._here - self._origin
        near = TOLERANCE * (1 + abs(self._value.at(here))) / 4
        gaps = np.concatenate([below.at(here), above.at(here)])
        beside = gaps / np.concatenate([near, near])
        worst = int(np.argmin(beside)) if len(beside) else 0
        if not len(beside) or beside[worst] >= -1:
            return 0, False, 0.0, 0.0
        count = len(near)
        slope = np.concatenate([below.slope, above.slope])[worst]
        return worst % count, worst < count, float(gaps[worst]), float(slope)

    def _next_reached(self) -> tuple[int, bool, float]:
        """Return what reaches a side next: its place, whether the lower one, and where on the line."""
        below, above = self._gaps()
        here = self._here - self._origin
        gaps = np.concatenate([below.at(here), above.at(here)])
        slopes = np.concatenate([below.slope, above.slope])
        near = TOLERANCE * (1 + abs(self._value.at(1.0 - self._origin))) / 4
        # A side that is kept up to the end of the line, as far as floats can tell, is never reached.
        falling = (slopes < 0) & (gaps + (1.0 - self._here) * slopes < -np.concatenate([near, near]))
        if not falling.any():
            return 0, False, np.inf
        after = np.full(len(gaps), np.inf)
        after[falling] = np.maximum(-gaps[falling] / slopes[falling], 0.0)
        first, count = int(np.argmin(after)), len(near)
        return first % count, first < count, self._here + float(after[first])

    def _pivot(self, place: int, *, down: bool) -> bool:
        """
        Let what is basic at a place leave to a side, and something come that mends it; False where nothing can.

        Args:
            place: in the basis.
            down: whether it leaves to its lower side, having to grow.
        """
        row = self._turned @ self._basis.row(place)
        # A column q moves the leaving one by −row[q]; it can only move away from its own side.
        helps = np.where(self._is_up, row, -row)
        helps = helps if down else -helps
        helps[self._is_basic | self._fixed] = 0.0
        able = np.flatnonzero(helps > SMALLEST_PIVOT)
        if not len(able):
            return False
        coming = self._first_to_turn(able, helps)
        image = self._basis.times_inverse(self._basis.column(coming))
        if abs(image[place] - row[coming]) > TOLERANCE * (1 + abs(row[coming])) * 100:
            if not self._basis.is_fresh:
                self.settle()
                return self._pivot(place, down=down)
            raise Unsure
        self._exchange(place, coming, image, row, down=down)
        return True

    def _first_to_turn(self, able: NDArray[np.int64], helps: Floats) -> int:
        """Return which column's reduced cost turns first, stage after stage; of those all alike the surest."""
        for reduced in self.reduced:
            ratios = abs(reduced[able]) / helps[able]
            least = ratios.min()
            able = able[ratios <= least + TINY * (1 + least)]
            if len(able) == 1:
                break
        return int(able[np.argmax(helps[able])])

    def _exchange(self, place: int, coming: int, image: Floats, row: Floats, *, down: bool) -> None:
        """Put one in the place of the other, and everything where it then stands."""
        leaving = int(self._basis.columns[place])
        side, stood = self._lower if down else self._upper, self._upper if self._is_up[coming] else self._lower
        moved = []
        for value, wanted, before in zip(self._value, side, stood, strict=True):
            step = (value[place] - wanted[leaving]) / image[place]
            new = value - image * step
            new[place] = before[coming] + step
            moved.append(new)
        self._value = Line(*moved)
        self.reduced -= np.outer(self.reduced[:, coming] / row[coming], row)
        self.reduced[:, coming] = 0.0
        self._is_basic[coming], self._is_basic[leaving] = True, False
        self._is_up[leaving], self._is_up[coming] = not down, False
        self._basis.replace(place, coming, image)
        if self._basis.is_worn:
            self.settle()
        else:
            self._turn()

    def settle(self) -> None:
        """Factorise anew, and compute everything from the basis."""
        self._basis.factorise()
        columns = self._basis.columns
        # Near the place where one stands, lines are told from there: far away their parts would cancel.
        self._origin = self._here
        self._lower = Line(self._whole_lower.at(self._here), self._whole_lower.slope)
        self._upper = Line(self._whole_upper.at(self._here), self._whole_upper.slope)
        for number, cost in enumerate(self._costs):
            multipliers = self._basis.inverse_times(cost[columns])
            self.reduced[number] = cost - self._turned @ multipliers
        self.reduced[:, columns] = 0.0
        wrong = self._wrong()
        self._is_up[wrong] = ~self._is_up[wrong]
        values = []
        for lower, upper in zip(self._lower, self._upper, strict=True):
            stands = np.where(self._is_up, upper, lower)
            stands[columns] = 0.0
            values.append(self._basis.times_inverse(-(self._matrix @ stands)))
        self._value = Line(*values)

    def _turn(self) -> None:
        """Let columns whose reduced cost has the wrong sign change sides; rounding alone makes such."""
        wrong = self._wrong()
        if not len(wrong):
            return
        self._is_up[wrong] = ~self._is_up[wrong]
        up = np.where(self._is_up[wrong], 1.0, -1.0)
        moved = []
        for value, lower, upper in zip(self._value, self._lower, self._upper, strict=True):
            change = self._matrix[:, wrong] @ (up * (upper - lower)[wrong])
            moved.append(value - self._basis.times_inverse(change))
        self._value = Line(*moved)

    def _wrong(self) -> NDArray[np.int64]:
        """Return columns that are not basic and whose first reduced cost that is not zero has the wrong sign."""
        open_ones = np.flatnonzero(~(self._is_basic | self._fixed))
        wrong = []
        for reduced, sizes in zip(self.reduced, self._sizes, strict=True):
            beside = reduced[open_ones] / sizes[open_ones]
            zero = abs(beside) <= TINY
            wrong.append(open_ones[~zero & ((beside > 0) != self._is_up[open_ones])])
            open_ones = open_ones[zero]
            if not len(open_ones):
                break
        return np.concatenate(wrong) if wrong else open_ones


def _product(matrix: sparse.csr_matrix) -> "sparse.csr_matrix | Floats":
    """Return a matrix for products; with every zero written out, if that is small, for it is faster."""
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= LARGEST_DENSE else matrix


def _between(one: Floats, other: Floats, place: float) -> Floats:
    if one is other:
        return one
    found, there = one.copy(), np.isfinite(one)
    found[there] += place * (other[there] - one[there])
    return found
