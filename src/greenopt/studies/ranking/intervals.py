"""
Intervals: the budgets at which a project is funded, all money of all funds moving together.

More money can put a project out: what had been the best use of little money gives way to something larger, and may come
back later. So what is said of a project is a list of intervals, found for all projects at once from one frontier.

    funded   something of it is done
    whole    all of it is

Each end says why it is one. At an end that ``turns`` the project comes in or drops out, and ``closed`` says whether it
is funded at this very budget. A project whose level rises from nothing has an open end: it has none of it at the end
and some at every budget beyond. Ends are printed to twelve digits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np

from greenopt.case.case import Case
from greenopt.language import Message, say
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.frontier import Asked, frontier_of
from greenopt.studies.ranking.cells import Cell, Cells, Flags, of_curve, of_points, of_steps
from greenopt.studies.ranking.proved_ends import Witness, Witnesses
from greenopt.studies.ranking.steps import Steps, widens
from greenopt.studies.scenario import Source
from greenopt.studies.solved import told

Edge = Literal["turns", "no_plan", "unknown", "end"]
"""
Why an interval ends: the project comes in or drops out; there is no plan beyond; nothing is known beyond; nobody looked
any further.
"""


class End(NamedTuple):
    """One end of an interval."""

    at: Fraction
    """On the course: times what is written."""
    money: Fraction
    """All money of all funds there."""
    closed: bool
    """Whether the project is funded at this very budget."""
    edge: Edge
    witness: Witness | None = None
    """Two budgets beside the end, proved: one with the project, one without."""


class Interval(NamedTuple):
    """Budgets without a break."""

    first: End
    last: End
    known: bool = True
    """Whether the project is funded at every budget between; else at every one that was solved."""

    def holds(self, money: Fraction) -> bool:
        """Return whether a budget belongs to it."""
        above = money > self.first.money or (money == self.first.money and self.first.closed)
        return above and (money < self.last.money or (money == self.last.money and self.last.closed))


@dataclass(frozen=True)
class Looked:
    """Where was looked and what is known there; the same for every project of a case."""

    first: Fraction
    last: Fraction
    """All money of all funds at both ends."""
    now: Fraction
    """As the case is written."""
    exact: bool
    """Whether plans are known at every budget between."""
    reason: Message | None
    """Why not."""
    open_parts: tuple[tuple[Fraction, Fraction], ...] = ()
    """Between which budgets plans are not known."""


@dataclass(frozen=True)
class Funded:
    """The budgets at which one project is funded."""

    looked: Looked
    intervals: tuple[Interval, ...]
    """Where something of it is done."""
    whole: tuple[Interval, ...]
    """Where all of it is."""

    @property
    def now(self) -> Interval | None:
        """The interval in which the case as it is written lies; None if the project is not funded there."""
        return next((each for each in self.intervals if each.holds(self.looked.now)), None)

    @property
    def entry(self) -> End | None:
        """Where it comes in: below what is written if it is funded there, else above; None if that is not known."""
        if (here := self.now) is not None:
            return here.first if here.first.edge != "end" else None
        above = (each.first for each in self.intervals if each.first.money >= self.looked.now)
        return min(above, key=lambda each: each.money, default=None)

    @property
    def exit(self) -> End | None:
        """Where it drops out: above what is written if it is funded there, else below; None if that is not known."""
        if (here := self.now) is not None:
            return here.last if here.last.edge != "end" else None
        below = (each.last for each in self.intervals if each.last.money <= self.looked.now)
        return max(below, key=lambda each: each.money, default=None)

    @property
    def entry_budget(self) -> Fraction | None:
        """The money of all funds at ``entry``."""
        return None if self.entry is None else self.entry.money

    @property
    def exit_budget(self) -> Fraction | None:
        """The money of all funds at ``exit``."""
        return None if self.exit is None else self.exit.money

    def record(self, case: Case) -> Json:
        """Return what a ranking says of the project; money in the unit of the case."""
        return {
            "funded_intervals": [_interval(each) for each in self.intervals],
            "whole_intervals": [_interval(each) for each in self.whole],
            "entry_budget": plain(self.entry_budget),
            "exit_budget": plain(self.exit_budget),
            "budget_unit": case.facts.units.money,
        }


def intervals_of(
    source: Source, case: Case, *, certify: bool = False, names: Collection[str] | None = None
) -> dict[str, Funded]:
    """
    Return for every project the budgets at which it is funded.

    Args:
        source: what the case was read from.
        case: as it is written.
        certify: whether the case is read anew and proved on both sides of where projects come in and drop out next.
        names: the projects of which that is wanted; None means all.

    Raises:
        CaseInvalid: the case is invalid, or becomes so at one of the ends.
        FileProblem: a file cannot be read.
    """
    now = sum((money for fund in case.facts.funds for money in fund.amount.values()), Fraction(0))
    every = [each.id for each in case.facts.projects]
    if not now:
        looked = Looked(now, now, now, exact=False, reason=say("no fund has any money, so no budget can move"))
        return dict.fromkeys(every, Funded(looked, (), ()))
    course, cells, reason = _cells(source, every)
    number = {name: place for place, name in enumerate(cells.names)}
    open_parts = [each for each in cells.cells if each.kind == "unknown"]
    looked = Looked(
        told(now * course.ends[0]),
        told(now * course.ends[1]),
        now,
        exact=not open_parts,
        reason=reason if open_parts else None,
        open_parts=tuple((told(now * each.first), told(now * each.last)) for each in open_parts),
    )
    runs = _Runs(cells, now)
    funded = {name: Funded(looked, *(runs.of(number[name]) if name in number else ((), ()))) for name in every}
    if certify:
        places = sorted({each.first for each in cells.cells} | {each.last for each in cells.cells})
        witnesses = Witnesses(source, course, places, now)
        for name in every if names is None else names:
            funded[name] = _proved(funded[name], name, witnesses)
    return funded


def looked_record(case: Case, funded: Mapping[str, Funded]) -> Json | None:
    """Return what holds for the intervals of all projects: between which budgets was looked, and what is known."""
    if not funded:
        return None
    looked = next(iter(funded.values())).looked
    return {
        "from": plain(looked.first),
        "to": plain(looked.last),
        "now": plain(looked.now),
        "unit": case.facts.units.money,
        "exact": looked.exact,
        "reason": None if looked.reason is None else looked.reason.both(),
        "open_parts": [{"from": plain(first), "to": plain(last)} for first, last in looked.open_parts],
    }


def _cells(source: Source, names: list[str]) -> tuple[Course, Cells, Message | None]:
    """Return where is looked, who is funded there, and why that is not known everywhere."""
    course = Course.of((), None, None)
    if widens(source, course):
        steps = Steps(source, course, now=Fraction(1))
        return (
            course,
            of_steps(names, steps.found(), steps.is_pinned),
            say("projects are whole and not every budget at which their plan changes was reached"),
        )
    found = frontier_of(Asked(source))
    if found.traced is not None:
        return found.course, of_curve(found, found.traced), None
    return found.course, of_points(names, found.points), found.reason


class _Runs:
    """Finds the cells without a break in which a project is funded."""

    def __init__(self, cells: Cells, money: Fraction) -> None:
        self._cells, self._money = cells.cells, money
        none = np.zeros((0, len(cells.names)), dtype=np.bool_)
        self._funded = np.array([each.funded for each in cells.cells]) if cells.cells else none
        self._whole = np.array([each.whole for each in cells.cells]) if cells.cells else none
        # What is not known lies between two solved budgets; it breaks no interval if both are alike.
        self._unknown = [
            place for place, each in enumerate(cells.cells) if each.kind == "unknown" and not each.is_place
        ]
        for flags in (self._funded, self._whole):
            for place in self._unknown:
                flags[place] = flags[place - 1] & flags[place + 1]

    def of(self, project: int) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
        """Return where a project is funded, and where it is whole."""
        return self._intervals(self._funded[:, project]), self._intervals(self._whole[:, project])

    def _intervals(self, flags: Flags) -> tuple[Interval, ...]:
        padded = np.concatenate([[False], flags, [False]])
        begins = np.flatnonzero(padded[1:] & ~padded[:-1]).tolist()
        ends = np.flatnonzero(~padded[1:] & padded[:-1]).tolist()
        return tuple(self._interval(begin, end - 1) for begin, end in zip(begins, ends, strict=True))

    def _interval(self, begin: int, end: int) -> Interval:
        first, last = self._cells[begin], self._cells[end]
        known = not any(begin <= place <= end for place in self._unknown)
        return Interval(self._end(first, first.first, begin - 1), self._end(last, last.last, end + 1), known)

    def _end(self, cell: Cell, at: Fraction, beside: int) -> End:
        other = self._cells[beside] if 0 <= beside < len(self._cells) else None
        edge: Edge = "end" if other is None else _EDGES[other.kind]
        return End(at, told(self._money * at), cell.is_place, edge)


_EDGES: dict[str, Edge] = {"plan": "turns", "none": "no_plan", "unknown": "unknown"}


def _proved(funded: Funded, name: str, witnesses: Witnesses) -> Funded:
    """Return a project with the ends proved at which it comes in and drops out next."""
    ends = {each for each in (funded.entry, funded.exit) if each is not None and each.edge == "turns"}

    def seen(interval: Interval) -> Interval:
        first, last, known = interval
        if first in ends:
            first = first._replace(witness=witnesses.beside(name, first.at, up=True))
        if last in ends:
            last = last._replace(witness=witnesses.beside(name, last.at, up=False))
        return Interval(first, last, known)

    return replace(funded, intervals=tuple(seen(each) for each in funded.intervals))


def _interval(interval: Interval) -> Json:
    first, last, known = interval
    return {
        "from": plain(first.money),
        "to": plain(last.money),
        "from_closed": first.closed,
        "to_closed": last.closed,
        "from_edge": first.edge,
        "to_edge": last.edge,
        "known": known,
        "from_proved": _witness(first),
        "to_proved": _witness(last),
    }


def _witness(end: End) -> Json | None:
    seen = end.witness
    return None if seen is None else {"funded_at": plain(seen.funded_at), "not_funded_at": plain(seen.not_funded_at)}
