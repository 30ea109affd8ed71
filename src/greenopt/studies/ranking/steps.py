"""
Steps: the best plan of whole projects at every budget, where more money only ever widens what is possible.

The plan then stays as it is over a stretch of budgets and jumps at its end. Two facts find every jump:

    a plan that is best with much money, and can be paid with less, is best with less too
    the same plan at two budgets is the plan at every budget between

So the way leads downwards: the best plan at a budget is followed down to the least budget that pays for it, is proved
to be best there, and the next plan is looked for right below. Plans are the same if every decision is: starts,
payments, and what soft rules lack. Budgets nearest to what is written come first; what is not reached stays open and
is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise

from greenopt.engine.answer import decisions
from greenopt.plan import Decisions
from greenopt.project import Facts
from greenopt.run import Run, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.points import DIGIT
from greenopt.studies.frontier.shape import Shapes, Unshaped
from greenopt.studies.resolve import REBUILD
from greenopt.studies.scenario import Source
from greenopt.units import significant

ZERO = Fraction(0)
MOST_PROOFS = 96
"""Budgets at which the case is read anew and proved."""
NARROWEST = (Fraction(1, 8192), Fraction(1, 64))
"""
Parts of the course that are not divided any more, where no plan tells what pays for it: if somebody comes or goes in
them, and if the same projects are funded at both ends.
"""
FINE = Fraction(1, 10**9)
"""Budgets that lie nearer, beside the length of the course, are told as one."""
CERTAIN = ("certified_optimal", "certified_infeasible")


@dataclass(frozen=True)
class Stood:
    """One budget, proved."""

    at: Fraction
    status: str
    decided: Decisions | None = None
    """None where there is no plan."""
    paid_from: Fraction | None = None
    """From where on the money of each fund and year may be enough for this plan, so far as that is easily told."""

    def is_same(self, other: "Stood") -> bool:
        """Return whether both are proved and decide everything alike."""
        if self.status not in CERTAIN or other.status not in CERTAIN:
            return False
        if self.decided is None or other.decided is None:
            return self.decided is other.decided
        one, two = self.decided, other.decided
        return (one.starts, one.payments, one.shortfalls, one.reached) == (
            two.starts, two.payments, two.shortfalls, two.reached,
        )  # fmt: skip

    def has_same(self, other: "Stood") -> bool:
        """Return whether the same projects are funded, however much of each."""
        return self.funded == other.funded

    @property
    def funded(self) -> frozenset[str] | None:
        """Who is funded; None where there is no plan."""
        if self.decided is None:
            return None
        return frozenset(name for (name, _), share in self.decided.starts.items() if share)

    def level(self, project: str) -> Fraction:
        """Return the share of a project that is started."""
        starts = self.decided.starts.items() if self.decided is not None else ()
        return sum((share for (name, _), share in starts if name == project), ZERO)


def widens(source: Source, course: Course) -> bool:
    """Return whether a case has whole projects, and whatever is possible on a course stays possible farther on."""
    try:
        shape = Shapes(source, course).near(Fraction(1, 2))
    except Unshaped:
        return False
    return shape.is_whole and shape.first == 0 and shape.last == 1 and shape.widens


class Steps:
    """Finds the jumps of a case on a course that widens."""

    def __init__(self, source: Source, course: Course, now: Fraction) -> None:
        """
        Make ready.

        Args:
            source: the case.
            course: what moves.
            now: where the case stands as it is written.
        """
        self._source, self._course, self._now = source, course, now
        first, last = course.ends
        self._fine = (last - first) * FINE
        self._stood: dict[Fraction, Stood] = {}

    def found(self) -> list[Stood]:
        """Return proved budgets in order; between two that decide alike nothing else is decided."""
        first, last = self._course.ends
        ends = sorted({first, min(max(self._now, first), last), last})
        waiting: list[tuple[tuple[bool, Fraction], Fraction, Fraction]] = []
        for at in ends:
            self._at(at)
        for low, high in pairwise(ends):
            heappush(waiting, (self._last(low, high), low, high))
        while waiting and len(self._stood) < MOST_PROOFS:
            _, low, high = heappop(waiting)
            places = (low, *self._between(low, high), high)
            for begin, end in pairwise(places) if len(places) > 2 else ():
                if not self.is_pinned(begin, end) and not self._at(begin).is_same(self._at(end)):
                    heappush(waiting, (self._last(begin, end), begin, end))
        return [self._stood[at] for at in sorted(self._stood)]

    def is_pinned(self, low: Fraction, high: Fraction) -> bool:
        """Return whether two budgets are so near that a jump between them is told as lying at the upper one."""
        return high - low <= self._fine

    def _last(self, low: Fraction, high: Fraction) -> tuple[bool, Fraction]:
        """Return what is put off: parts in which nobody comes or goes, and those far from what is written."""
        return self._at(low).has_same(self._at(high)), max(low - self._now, self._now - high, ZERO)

    def _between(self, low: Fraction, high: Fraction) -> Iterator[Fraction]:
        """Yield budgets between two that were looked at, in order."""
        above = self._at(high)
        guess = above.paid_from
        if guess is not None and low < guess < high and self._at(guess).is_same(above):
            below = significant(guess - self._fine / 2)
            if low < below < guess:
                self._at(below)
                yield below
            yield guess
            return
        first, last = self._course.ends
        if high - low < (last - first) * NARROWEST[self._at(low).has_same(above)]:
            return
        middle = significant((low + high) / 2)
        if low < middle < high:
            self._at(middle)
            yield middle

    def _at(self, at: Fraction) -> Stood:
        if at not in self._stood:
            self._stood[at] = self._solved(at)
        return self._stood[at]

    def _solved(self, at: Fraction) -> Stood:
        # What has no end in digits is solved at the next budget that has, which is told as the same.
        written = significant(at)
        while written < at:
            written += abs(at) * DIGIT
        run = uninterrupted(solve(self._source.read(self._course.changes(significant(written))), REBUILD))
        answer = run.answer
        if answer.x is None:
            return Stood(at, answer.status)
        decided = decisions(answer.layout, answer.x)
        return Stood(at, answer.status, decided, _paid_from(run, decided, at))


def _paid_from(run: Run, decided: Decisions, at: Fraction) -> Fraction | None:
    """Return from where on each fund may have enough: in each year, or in all years up to it if money is kept."""
    facts: Facts = run.case.facts
    spent: dict[tuple[str, int], Fraction] = {}
    for (_, payer, year), money in decided.payments.items():
        spent[payer, year] = spent.get((payer, year), ZERO) + money
    least = ZERO
    for fund in facts.funds:
        kept, opening, amounts, payments = fund.carry_over != 0, fund.opening, ZERO, -fund.opening
        for year in facts.open_payment_years:
            amount, paid = fund.amount.get(year, ZERO), spent.get((fund.id, year), ZERO)
            amounts, payments = (amounts + amount, payments + paid) if kept else (amount, paid - opening)
            opening = ZERO
            if payments > 0 and amounts > 0:
                least = max(least, payments / amounts)
    return least * at
