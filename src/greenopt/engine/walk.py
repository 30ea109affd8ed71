"""
Walk: a basis on its way along a straight line of sides, always the one that leads to the published plan.

Its reduced costs have the right sign, looked at stage after stage. Where something basic reaches a side it leaves, and
what comes is the first, stage after stage, whose reduced cost would turn. Whatever has the wrong sign, in the beginning
or by rounding, changes sides; whatever then breaks a side leaves likewise, before the walk goes on.
"""

from collections.abc import Iterator
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from greenopt.engine.basis import Basis
from greenopt.engine.checked import TOLERANCE
from greenopt.engine.scaling import Floats

TINY = 1e-10
"""A reduced cost below it, beside its cost, is zero."""
UNSURE = 1e-8
"""One that is above the last and below this leaves open which plan is meant."""
SMALLEST_PIVOT = 1e-8
NEAR = 1e-12
"""Two places on the line this near are one."""


class Unsure(ArithmeticError):
    """Floats cannot tell how the plan goes on."""


class Line(NamedTuple):
    """Values that move along: ``at_zero + u * slope``."""

    at_zero: Floats
    slope: Floats

    def at(self, place: float) -> Floats:
        """Return the values at a place."""
        return np.asarray(self.at_zero + place * self.slope)


class Walk:
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
        self._is_idle = self._is_basic | self._fixed
        self.reduced = costs.copy()
        self._most_turns = 1000 + 50 * columns
        self._still, self._no_slope = np.zeros(columns), np.zeros(rows)
        self.version = 0
        """Counts the bases on the way: as long as it is the same, so are all reduced costs."""
        self._told, self._is_sure = -1, False
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
                    self._turn()
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
            self._turn()
        else:
            raise Unsure
        if not found:
            yield self._here, self._here

    def stand(self, lower: Floats, upper: Floats, most: int) -> int | None:
        """
        Go to where the sides are these, and no further.

        Args:
            lower: of columns, then of rows.
            upper: likewise.
            most: exchanges that it may take.

        Returns:
            None once everything is kept; else the place in the basis of what nothing can mend.

        Raises:
            Unsure: floats cannot tell, or it is too far.
            Singular: a basis on the way does not span the rows.
        """
        still = self._still
        before = np.where(self._is_up, self._upper.at_zero, self._lower.at_zero)
        self._whole_lower = self._lower = Line(lower, still)
        self._whole_upper = self._upper = Line(upper, still)
        self._fixed = lower == upper
        self._is_idle = self._is_basic | self._fixed
        self._here = self._origin = 0.0
        change = np.where(self._is_up, upper, lower) - before
        change[self._basis.columns] = 0.0
        moved = np.flatnonzero(change)
        if len(moved):
            reached = sum(change[each] * self._basis.column(int(each)) for each in moved)
            self._value = Line(self._value.at_zero - self._basis.times_inverse(reached), self._no_slope)
        for _ in range(most):
            place, down, kept = self._most_broken_here()
            if kept:
                if not self._turn():
                    return None
            elif not self._pivot(place, down=down):
                return place
        raise Unsure

    def begin_at(self, basic: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """
        Begin again; nothing is left of the way so far, not even its rounding.

        Args:
            basic: the basis to begin with.
            lower: sides of columns, then of rows.
            upper: likewise.
        """
        self._whole_lower = self._lower = Line(lower, self._still)
        self._whole_upper = self._upper = Line(upper, self._still)
        self._fixed = lower == upper
        self._here = 0.0
        self._basis = Basis(self._matrix, basic.copy())
        self._is_basic[:] = False
        self._is_basic[basic] = True
        self._is_idle = self._is_basic | self._fixed
        self._is_up[:] = False
        self.settle()

    def fork(self) -> "Walk":
        """Return the same walk where it stands, to go on from there without moving this one."""
        found = copy(self)
        found._basis, found.reduced = self._basis.fork(), self.reduced.copy()  # noqa: SLF001 - its own kind
        found._is_basic, found._is_up = self._is_basic.copy(), self._is_up.copy()  # noqa: SLF001 - its own kind
        found._is_idle = self._is_idle.copy()  # noqa: SLF001 - its own kind
        return found

    def multipliers(self, place: int) -> Floats:
        """Return multipliers of the rows that show why what is basic at a place cannot be mended."""
        return self._basis.row(place)

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

    def _most_broken_here(self) -> tuple[int, bool, bool]:
        """Return the same where one stands: its place, whether the lower side, and whether everything is kept."""
        value, columns = self._value.at_zero, self._basis.columns
        near = TOLERANCE / 4 * (1 + abs(value))
        below, above = (value - self._lower.at_zero[columns]) / near, (self._upper.at_zero[columns] - value) / near
        gaps = np.minimum(below, above)
        if not len(gaps):
            return 0, False, True
        worst = int(gaps.argmin())
        return worst, bool(below[worst] < above[worst]), bool(gaps[worst] >= -1)

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
        """Let what is basic leave to its lower side (having to grow) or its upper one; False where nothing mends it."""
        row = self._turned @ self._basis.row(place)
        # A column q moves the leaving one by −row[q]; it can only move away from its own side.
        helps = np.where(self._is_up == down, row, -row)
        helps[self._is_idle] = 0.0
        able = np.flatnonzero(helps > SMALLEST_PIVOT)
        if not len(able):
            return False
        coming = self._first_to_turn(able, helps)
        # Written out in full, the matrix has each column as a row of the turned one.
        column = self._turned[coming] if isinstance(self._turned, np.ndarray) else self._basis.column(coming)
        image = self._basis.times_inverse(column)
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
        self.version += 1
        leaving = int(self._basis.columns[place])
        side, stood = self._lower if down else self._upper, self._upper if self._is_up[coming] else self._lower
        moved = []
        for value, wanted, before in zip(self._value, side, stood, strict=True):
            if wanted is self._still and value is self._no_slope:
                moved.append(value)
                continue
            step = (value[place] - wanted[leaving]) / image[place]
            new = value - image * step
            new[place] = before[coming] + step
            moved.append(new)
        self._value = Line(*moved)
        self.reduced -= (self.reduced[:, coming] / row[coming])[:, None] * row
        self.reduced[:, coming] = 0.0
        self._is_basic[coming], self._is_basic[leaving] = True, False
        self._is_idle[coming], self._is_idle[leaving] = True, self._fixed[leaving]
        self._is_up[leaving], self._is_up[coming] = not down, False
        self._basis.replace(place, coming, image)
        if self._basis.is_worn:
            self.settle()

    def settle(self) -> None:
        """Factorise anew, and compute everything from the basis."""
        self.version += 1
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

    def _turn(self) -> bool:
        """Let columns whose reduced cost has the wrong sign change sides; rounding alone makes such. Say if any did."""
        wrong = self._wrong()
        if not len(wrong):
            return False
        self._is_up[wrong] = ~self._is_up[wrong]
        up = np.where(self._is_up[wrong], 1.0, -1.0)
        moved = []
        for value, lower, upper in zip(self._value, self._lower, self._upper, strict=True):
            change = self._matrix[:, wrong] @ (up * (upper - lower)[wrong])
            moved.append(value - self._basis.times_inverse(change))
        self._value = Line(*moved)
        return True

    @property
    def is_sure(self) -> bool:
        """Whether no reduced cost that decides which plan is meant lies between zero and what floats can tell."""
        if self._told != self.version:
            self._wrong()
        return self._is_sure

    def _wrong(self) -> NDArray[np.int64]:
        """Return columns that are not basic and whose first reduced cost that is not zero has the wrong sign."""
        self._told, self._is_sure = self.version, True
        wrong = []
        places = np.flatnonzero(~self._is_idle)
        for reduced, sizes in zip(self.reduced, self._sizes, strict=True):
            if not len(places):
                break
            beside = reduced[places] / sizes[places]
            size = abs(beside)
            decides = size > TINY
            self._is_sure &= not (decides & (size < UNSURE)).any()
            wrong.append(places[decides & ((beside > 0) != self._is_up[places])])
            places = places[~decides]
        return np.concatenate(wrong) if wrong else places
