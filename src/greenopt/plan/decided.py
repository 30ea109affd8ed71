"""
DecidedPlan: a plan with numbers, asked by walking its projects year by year.

This is the audit's way of counting. It follows the definitions (what runs in a year, what is due in a year) and
shares no shortcut with the engine, which adds weights per start; so the two check each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from greenopt.fields import Selector
from greenopt.plan.form import (
    FIRST_YEAR,
    PROJECTS,
    PUBLIC_MONEY,
    RUNNING,
    STARTS,
    TOTAL_COST,
    WAITING,
    Chosen,
    Form,
    Level,
    Overlapped,
    Reached,
    Sum,
    Term,
    Unspent,
)
from greenopt.plan.plan import Plan
from greenopt.plan.shared import weight_of
from greenopt.project import Facts, Project

ZERO = Fraction(0)


@dataclass(frozen=True)
class Decisions:
    """The numbers of a plan; what is absent is zero."""

    starts: Mapping[tuple[str, int], Fraction] = field(default_factory=dict)
    """(project, year) → share started then, those begun before the horizon included."""
    payments: Mapping[tuple[str, str, int], Fraction] = field(default_factory=dict)
    """(project, fund, year) → public money, in the case's unit."""
    unspent: Mapping[tuple[str, int], Fraction] = field(default_factory=dict)
    """(fund, year) → money kept for the next year."""
    shortfalls: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    """(rule, part) → by how much a soft rule is missed."""
    reached: Mapping[str, Fraction] = field(default_factory=dict)
    """Priority → how much of what it asks for is reached."""


class DecidedPlan(Plan):
    """A plan with numbers: every answer is a form without terms."""

    def __init__(self, facts: Facts, decisions: Decisions) -> None:
        super().__init__(facts)
        self.decisions = decisions
        self._begun: dict[str, dict[int, Fraction]] = {}
        for (project, year), share in decisions.starts.items():
            if share:
                self._begun.setdefault(project, {})[year] = share
        self._paid: dict[str, list[tuple[str, int, Fraction]]] = {}
        for (project, fund, year), money in decisions.payments.items():
            self._paid.setdefault(project, []).append((fund, year, money))
        self._members: dict[Selector, tuple[Project, ...]] = {}
        self._sums: dict[Sum, Fraction] = {}

    def starts_of(self, project: str) -> dict[int, Fraction]:
        """Return the shares of a project by the year in which they start."""
        return dict(self._begun.get(project, {}))

    @cached_property
    def levels(self) -> dict[str, Fraction]:
        """The share of each project that is started, over all years; projects of which nothing is are left out."""
        return {project: sum(begun.values(), Fraction(0)) for project, begun in sorted(self._begun.items())}

    def payments_of(self, project: str) -> list[tuple[str, int, Fraction]]:
        """Return who pays a project, when and how much."""
        return list(self._paid.get(project, ()))

    @cached_property
    def _unshared(self) -> Facts:
        """The facts without what projects share; the same for every project, for they know each by its name."""
        return replace(self.facts, potentials=()) if self.facts.potentials else self.facts

    def alone(self, project: str) -> "DecidedPlan":
        """Return the plan with this project only, for its own part in totals; alone it shares nothing with others."""
        return DecidedPlan(
            self._unshared,
            Decisions(
                starts={(project, year): share for year, share in self.starts_of(project).items()},
                payments={(project, fund, year): money for fund, year, money in self.payments_of(project)},
            ),
        )

    def answer(self, term: Term) -> Form:
        """Return the number that a term comes to."""
        return Form(constant=self.value(term))

    def value(self, term: Term) -> Fraction:
        """Return the number that a term comes to in this plan."""
        if isinstance(term, Sum):
            if term not in self._sums:
                self._sums[term] = sum((self._amount(term, project) for project in self._group(term.to)), ZERO)
            return self._sums[term]
        if isinstance(term, Level):
            begun = self._begun.get(term.project, {})
            return sum((share for year, share in begun.items() if term.by is None or year <= term.by), ZERO)
        if isinstance(term, Chosen):
            return Fraction(1 if self._begun.get(term.project) else 0)
        if isinstance(term, Unspent):
            return self.decisions.unspent.get((term.fund, term.year), ZERO)
        if isinstance(term, Reached):
            return self.decisions.reached.get(term.priority, ZERO)
        if isinstance(term, Overlapped):
            return self._overlapped(term)
        return self.decisions.shortfalls.get((term.rule, term.part), ZERO)

    def _overlapped(self, term: Overlapped) -> Fraction:
        """Return what is claimed beyond what is shared: counted from the projects, not taken from the solver."""
        shared = next(each for each in self.facts.potentials if (each.rule, each.part) == (term.overlap, term.part))
        claimed = self.value(Sum(shared.of, shared.to, by=shared.year))
        return max(claimed - shared.amount, ZERO)

    def _group(self, group: Selector) -> tuple[Project, ...]:
        if group not in self._members:
            begun = (self.facts.by_id[project] for project in sorted(self._begun))
            self._members[group] = tuple(project for project in begun if group.matches(project))
        return self._members[group]

    def _amount(self, term: Sum, project: Project) -> Fraction:
        if term.of == PROJECTS:
            return Fraction(1)
        if term.of == PUBLIC_MONEY:
            return self._money(term, project)
        first, last = term.begun or (-(10**6), 10**6)
        begun = {year: share for year, share in self._begun[project.id].items() if first <= year <= last}
        if term.of == TOTAL_COST:
            return self._spread(term, {year: project.invested(year, self.facts.horizon[1]) for year in begun}, begun)
        if term.of == STARTS:
            return sum((share for year, share in begun.items() if self._counts(term, year)), ZERO)
        if term.of == WAITING:
            return sum((share * (year - self.facts.horizon[0]) for year, share in begun.items()), ZERO)
        if term.of == RUNNING:
            return sum((share for year, share in begun.items() if project.runs(year, self._asked_year(term))), ZERO)
        if term.of in self.facts.stocks:
            return project.closes.get(term.of, ZERO) * self._there(term, project, begun)
        return self._indicator(term, project, begun)

    def _asked_year(self, term: Sum) -> int:
        """Return the year that a sum speaks of, the last of the horizon if it names none."""
        named = term.year if term.year is not None else term.by
        return self.facts.horizon[1] if named is None else named

    def _there(self, term: Sum, project: Project, begun: dict[int, Fraction]) -> Fraction:
        """Return how much of a project has come to run: in a year, or by the end of one."""
        wanted = self._asked_year(term)
        ready = {year: year + project.delay for year in begun}
        there = [year for year, when in ready.items() if (when == wanted if term.year is not None else when <= wanted)]
        return sum((begun[year] for year in there), ZERO)

    def _money(self, term: Sum, project: Project) -> Fraction:
        if term.fund is not None:
            return sum(
                (
                    money
                    for fund, year, money in self._paid.get(project.id, ())
                    if fund == term.fund and self._counts(term, year)
                ),
                ZERO,
            )
        first, last = term.begun or (-(10**6), 10**6)
        begun = {year: share for year, share in self._begun[project.id].items() if first <= year <= last}
        return self._spread(term, {year: project.due(year, self.facts.horizon[1]) for year in begun}, begun)

    def _spread(self, term: Sum, due: dict[int, dict[int, Fraction]], begun: dict[int, Fraction]) -> Fraction:
        return sum(
            (
                share * money
                for start, share in begun.items()
                for year, money in due[start].items()
                if self._counts(term, year)
            ),
            ZERO,
        )

    def _counts(self, term: Sum, year: int) -> bool:
        """Return whether what happens in a year belongs to the time a sum speaks of."""
        if year < self.facts.horizon[0]:
            return False
        if term.year is not None:
            return year == term.year
        return term.by is None or year <= term.by

    def _indicator(self, term: Sum, project: Project, begun: dict[int, Fraction]) -> Fraction:
        impact = project.impact.get(term.of)
        if impact is None:
            return ZERO
        indicator = self.facts.indicators[term.of]
        factors = self.facts.factors.get(term.of, {})
        first, last = self.facts.horizon
        if term.over == FIRST_YEAR:
            once = ((share, impact.at(year + project.delay, factors)) for year, share in begun.items())
            return sum((share * brought for share, brought in once), ZERO)
        if indicator.form == "stock":
            return impact.stated * self._there(term, project, begun)
        moment = term.year if term.year is not None else term.by
        years = range(moment, moment + 1) if moment is not None else range(first, last + 1)
        if moment is None and term.over == "lifetime" and begun:
            years = range(first, max(begun) + project.delay + project.lifetime)
        return sum(
            (
                weight_of(year, first, term.discount) * share * impact.at(year, factors)
                for year in years
                for start, share in begun.items()
                if project.runs(start, year)
            ),
            ZERO,
        )
