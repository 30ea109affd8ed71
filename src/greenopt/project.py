"""
The frozen records of a case: Project, Fund, Indicator, Sector, and the Facts that hold them together.

They are what a planner wrote, read and checked, in exact numbers. Rules narrow a project before anything is built
(``support`` and ``screened``); after that nothing changes them.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from greenopt.fields import EVERYTHING, Selector, Units
from greenopt.language import Message, Text

if TYPE_CHECKING:
    from greenopt.project_table import ProjectTable

KINDS = ("efficiency", "renewable", "cleaner_production", "enabling")
STATUSES = ("candidate", "committed", "required", "excluded")
Status = Literal["candidate", "committed", "required", "excluded"]


class Evidence(NamedTuple):
    """How good a figure is, and where it comes from."""

    quality: str = "assumed"
    """measured, estimated or assumed."""
    source: str = ""


class Scale(NamedTuple):
    """How much of a project may be carried out."""

    whole: bool = False
    """All or nothing."""
    at_least: Fraction = Fraction(0)
    """The smallest share worth starting; zero means any share."""

    @property
    def counted(self) -> bool:
        """Whether the project is either in or out, so that it can be counted."""
        return self.whole or self.at_least > 0


class Screened(NamedTuple):
    """Why a project can get nothing, whatever the money."""

    rule: str
    reason: Message


@dataclass(frozen=True, slots=True)
class FactorSeries:
    """An emission (or oil-equivalent) factor by year; after its last year the last value is held."""

    by_year: tuple[tuple[int, Fraction], ...]
    """Ascending years; a factor without years has one entry and ``constant`` set."""
    constant: bool = False

    def at(self, year: int) -> Fraction:
        """Return the factor of a year; a year before the first is refused when the case is checked."""
        value = self.by_year[0][1]
        for known, factor in self.by_year:
            if known > year:
                break
            value = factor
        return value


@dataclass(frozen=True, slots=True)
class Impact:
    """What a project at full scale does to one indicator while it runs."""

    stated: Fraction = Fraction(0)
    """Per year for a flow, once for a stock."""
    energy: tuple[tuple[str, Fraction], ...] = ()
    """(fuel, units saved per year; negative where added): multiplied by the fuel's factor of each year."""

    def at(self, year: int, factors: Mapping[str, FactorSeries]) -> Fraction:
        """Return the impact in one year of running."""
        return self.stated + sum((saved * factors[fuel].at(year) for fuel, saved in self.energy), Fraction(0))


class Link(NamedTuple):
    """A project that another one needs."""

    project: str
    when: str = "started"
    """started: not earlier than the other begins; finished: not before the other runs."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: what it costs, when it can start, what it does."""

    id: str
    name: Text
    sector: str
    kind: str
    cost: Fraction
    """Whole investment, in the case's money."""
    eligible_cost: Fraction
    """The part of the cost that a support rate applies to."""
    spending: tuple[Fraction, ...]
    """Share of the money due in the start year and each year after; sums to one."""
    window: tuple[int, ...]
    """Years in which it may start, ascending."""
    delay: int
    """Years from start to running."""
    lifetime: int
    status: Status = "candidate"
    status_source: str = ""
    support_class: str = ""
    asks: Fraction | None = None
    running_cost: Fraction = Fraction(0)
    """Public money per year while it runs."""
    facility: str = ""
    place: str = ""
    owner: Text | None = None
    tags: tuple[str, ...] = ()
    scale: Scale = Scale()
    started: Mapping[int, Fraction] = field(default_factory=dict)
    """Shares already begun, by year."""
    paid: Mapping[str, Mapping[int, Fraction]] = field(default_factory=dict)
    """Public money already paid for what was begun: fund → year → money."""
    remaining: Mapping[int, Fraction] = field(default_factory=dict)
    """Payments still due of what was already begun, by year."""
    impact: Mapping[str, Impact] = field(default_factory=dict)
    closes: Mapping[str, Fraction] = field(default_factory=dict)
    requires: tuple[Link, ...] = ()
    meets: Mapping[str, str] = field(default_factory=dict)
    """Declared condition → its document, or why it does not apply."""
    evidence: Evidence = Evidence()
    support: Mapping[int, Fraction] = field(default_factory=dict)
    """Public money at full scale by start year, once the support limits are settled."""
    limits: Mapping[int, Fraction] = field(default_factory=dict)
    """The most a support limit allows, by start year."""
    screened: Screened | None = None

    def due(self, start: int, last_year: int) -> dict[int, Fraction]:
        """
        Return the public money due by year if the whole project starts in ``start``.

        Running costs are due while it runs, up to ``last_year``; what was already begun follows ``paid`` and
        ``remaining`` where one of them is given.
        """
        settled = self.settled_payments() if start in self.started else {}
        if settled:
            begun = sum(self.started.values(), Fraction(0))
            return {year: money / begun for year, money in settled.items()}
        return self.promised(start, last_year)

    def promised(self, start: int, last_year: int) -> dict[int, Fraction]:
        """Return the public money due by year if the whole project starts in ``start``, by its spending profile."""
        return self._spread(self.support.get(start, Fraction(0)), start, last_year)

    def settled_payments(self) -> dict[int, Fraction]:
        """Return what was paid and what remains to be paid of what was begun, by year."""
        money = dict(self.remaining)
        for paid in self.paid.values():
            for year, amount in paid.items():
                money[year] = money.get(year, Fraction(0)) + amount
        return dict(sorted(money.items()))

    def invested(self, start: int, last_year: int) -> dict[int, Fraction]:
        """Return the money of every origin due by year if the whole project starts in ``start``."""
        return self._spread(self.cost, start, last_year)

    def _spread(self, whole: Fraction, start: int, last_year: int) -> dict[int, Fraction]:
        """Return an investment by year of its spending profile, with running costs while it runs."""
        money = {start + number: whole * share for number, share in enumerate(self.spending) if share}
        if self.running_cost:
            for year in range(start + self.delay, min(start + self.delay + self.lifetime, last_year + 1)):
                money[year] = money.get(year, Fraction(0)) + self.running_cost
        return money

    def runs(self, start: int, year: int) -> bool:
        """Return whether a project that started in ``start`` runs in ``year``."""
        return start + self.delay <= year < start + self.delay + self.lifetime


@dataclass(frozen=True, slots=True)
class Fund:
    """Who pays: an amount for each year, and for what."""

    id: str
    name: Text
    amount: Mapping[int, Fraction]
    carry_over: Fraction | None = Fraction(0)
    """Share of a year's amount that may be kept for the next; None keeps all."""
    opening: Fraction = Fraction(0)
    """Money carried into the first year that is planned."""
    pays_for: Selector = EVERYTHING
    spend_at_least: Fraction = Fraction(0)
    """Share of the money at hand in a year that must be spent in it."""
    source: str = ""
    evidence: str = "assumed"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantity that projects change: a flow per year, a stock counted once, or a ratio of two others."""

    id: str
    name: Text
    form: Literal["flow", "stock", "ratio"]
    unit: str
    """Of a flow without ``/yr``; of a ratio ``%``, or one unit per another where they differ."""
    from_factors: bool = False
    numerator: str = ""
    denominator: str = ""
    without_projects: Mapping[int, Fraction] = field(default_factory=dict)
    """The level that year would reach without any project."""
    potential: Fraction | None = None
    """The most that projects can bring: of a flow per year, of a stock in all; None if it is not given."""
    less: str = ""
    """Another indicator by which it falls, such as what is saved of what is emitted."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """Something that is to be closed or replaced: how many there are."""

    id: str
    name: Text
    unit: str = ""
    amount: Fraction = Fraction(0)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of the economy, as the policy model names it."""

    id: str
    name: Text


class SharedPotential(NamedTuple):
    """What several projects can bring together only once, such as the emissions of one works in one year."""

    rule: str
    part: str
    of: str
    """The indicator."""
    to: Selector
    """The projects that share it."""
    year: int
    """A flow counts in this year, a stock by its end."""
    amount: Fraction
    """How much there is to be had."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off the collection of garbage: a large table makes many objects and no garbage, and takes twice as long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True)
class Facts:
    """Everything a rule may ask about a case: what there is, not what is decided."""

    horizon: tuple[int, int]
    units: Units
    projects: "tuple[Project, ...] | ProjectTable"
    """Sorted by id, so that nothing depends on the order of rows."""
    funds: tuple[Fund, ...]
    sectors: Mapping[str, Sector] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    factors: Mapping[str, Mapping[str, FactorSeries]] = field(default_factory=dict)
    """Indicator → fuel → factor."""
    stocks: Mapping[str, Stock] = field(default_factory=dict)
    potentials: tuple[SharedPotential, ...] = ()
    """What overlap rules say that projects share; what is claimed beyond it counts for nothing."""
    conditions: Mapping[str, Text] = field(default_factory=dict)
    places: Mapping[str, Text] = field(default_factory=dict)
    planned_from: int | None = None
    """First year that is still open, if that is not the first of the horizon."""

    @property
    def table(self) -> "ProjectTable | None":
        """The projects by columns, where they come from a large table; what asks all of them at once asks these."""
        return None if isinstance(self.projects, tuple) else self.projects

    @cached_property
    def by_id(self) -> Mapping[str, Project]:
        """Projects by their name."""
        return {project.id: project for project in self.projects} if self.table is None else self.table.by_id

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """What is written of projects as tags, places and facilities, in order."""
        if self.table is not None:
            figures = self.table.figures
            return {"tags": figures.tags.used(), "places": figures.place.used(), "facilities": figures.facility.used()}
        return {
            "tags": tuple(sorted({tag for project in self.projects for tag in project.tags})),
            "places": tuple(sorted({project.place for project in self.projects if project.place})),
            "facilities": tuple(sorted({project.facility for project in self.projects if project.facility})),
        }

    @cached_property
    def unfree(self) -> tuple[Project, ...]:
        """The projects that are promised, or begun already."""
        if self.table is not None:
            return ()
        return tuple(each for each in self.projects if each.started or each.status in ("committed", "required"))

    @cached_property
    def fund_by_id(self) -> dict[str, Fund]:
        """Funds by their name."""
        return {fund.id: fund for fund in self.funds}

    @cached_property
    def years(self) -> range:
        """The years of the horizon."""
        return range(self.horizon[0], self.horizon[1] + 1)

    @cached_property
    def open_from(self) -> int:
        """The first year in which anything can still be decided; what lies before it is a fact."""
        return self.horizon[0] if self.planned_from is None else self.planned_from

    @cached_property
    def last_payment_year(self) -> int:
        """The last year in which a fund has money; at least the end of the horizon."""
        return max([self.horizon[1], *(year for fund in self.funds for year in fund.amount)])

    @cached_property
    def payment_years(self) -> range:
        """The years in which money can be spent, those that have passed included."""
        return range(self.horizon[0], self.last_payment_year + 1)

    @cached_property
    def open_payment_years(self) -> range:
        """The years in which a fund still has money to decide about."""
        return range(self.open_from, self.last_payment_year + 1)

    @cached_property
    def payers(self) -> Mapping[str, tuple[str, ...]]:
        """The funds that may pay for each project, in order of their names."""
        if self.table is not None:
            return self.table.payers(self.funds)
        return {
            project.id: tuple(fund.id for fund in self.funds if fund.pays_for.matches(project))
            for project in self.projects
        }

    def members(self, group: Selector) -> Sequence[Project]:
        """Return the projects a selector means, in order of their names."""
        if self.table is not None:
            return self.table.members(group)
        return tuple(project for project in self.projects if group.matches(project))

    def with_project(self, project: Project) -> "Facts":
        """Return the facts with another project of the same name."""
        return replace(self, projects=tuple(project if each.id == project.id else each for each in self.projects))

    def starts(self, project: Project) -> tuple[int, ...]:
        """
        Return the years in which a project can still be started.

        A screened or excluded project has none, nor has one that was begun whole. A year is left out when it has
        passed, when a part was begun in it, when it has no support, when no fund may pay, or when a payment falls due
        after the horizon in a year without money.
        """
        if project.screened or project.status == "excluded" or sum(project.started.values(), Fraction(0)) >= 1:
            return ()
        open_years = [year for year in project.window if year in project.support and year not in project.started]
        return tuple(
            year for year in open_years if self.open_from <= year <= self.horizon[1] and self._payable(project, year)
        )

    def _payable(self, project: Project, start: int) -> bool:
        due = {year for year, money in project.due(start, self.horizon[1]).items() if money}
        if due and not self.payers[project.id]:
            return False
        late = [year for year in due if year > self.horizon[1]]
        open_years = {year for fund in self.funds if fund.id in self.payers[project.id] for year in fund.amount}
        return all(year in open_years for year in late)
