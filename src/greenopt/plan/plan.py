"""
Plan: what a rule may ask of a plan, and what it says about it.

A rule asks ``plan.money(to=mining)`` or ``plan.indicator("co2e", by=2025)`` and yields ``Requirement`` s. The same
formula serves twice. Asked of a ``SymbolicPlan`` it answers with forms, from which the engine builds the model; asked
of a ``DecidedPlan`` (see ``greenopt.plan.decided``) it answers with forms that are plain numbers, which audits it.
"""

from abc import ABC, abstractmethod
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from greenopt.fields import EVERYTHING, Selector
from greenopt.language import Message
from greenopt.plan.form import (
    PUBLIC_MONEY,
    RUNNING,
    TOTAL_COST,
    Chosen,
    Form,
    Level,
    Overlapped,
    Reached,
    Shortfall,
    Sum,
    Term,
    Unspent,
    total,
)
from greenopt.plan.shared import overlapped
from greenopt.project import Facts


class Sense(StrEnum):
    """How left and right of a requirement compare."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "=="


class Requirement(NamedTuple):
    """One thing a plan must satisfy: left, sense, right."""

    rule: str
    """Name of the rule, as in the case."""
    part: str
    """Which of the rule's requirements: a year, a facility, a pair; empty when there is one."""
    left: Form
    sense: Sense
    right: Form
    step: Form
    """What one unit of the rule adds to the right side: 1, or the whole / 100 for a percentage point."""
    unit: Message
    """The unit of left and right."""
    step_unit: Message
    """The unit that the price is for."""
    fixed: bool = False
    """Whether planners cannot move it (a decision already taken), so that it has no price worth asking."""
    soft_scale: Fraction = Fraction(0)
    """For a soft requirement, what its shortfall is divided by when shortfalls are added; zero for a hard one."""
    setting: str = ""
    """
    Path of the number in the case that one unit of ``step`` moves, such as ``rules.brick_share.at_least``; empty
    where no single number stands for it.
    """
    defines: bool = False
    """Whether it only says how large a quantity of the plan is; others speak of that, so it is never history."""

    @property
    def name(self) -> str:
        """``rule`` or ``rule:part``; unique in a case."""
        return f"{self.rule}:{self.part}" if self.part else self.rule

    @property
    def setting_unit(self) -> Message:
        """The unit in which its setting is counted: of a ratio its own, else that of left and right."""
        return self.step_unit if self.step.terms else self.unit

    def is_history(self, open_from: int) -> bool:
        """
        Return whether it speaks of nothing but years before the first open one.

        A yearly ceiling of a year that has passed was kept or it was broken; no plan can change that, and a broken
        one, asked again, would make every plan impossible. Only time makes history: what speaks of the whole horizon
        or of a year to come counts what was begun and paid before, and stays. What is missed, and what is claimed
        twice, follow from the other terms of a requirement.
        """
        if self.defines:
            return False
        terms = (*self.left.terms, *self.right.terms)
        asked = [each for each in terms if not isinstance(each, Shortfall | Overlapped)]
        return bool(asked) and all(_has_passed(each, open_from) for each in asked)

    def room(self) -> Fraction:
        """
        Return by how much a decided plan satisfies it; negative when broken.

        Only for requirements that were asked of a decided plan, whose forms are numbers.
        """
        gap = self.left - self.right
        if gap.terms:
            raise ValueError(f"{self.name} still speaks of undecided quantities")
        if self.sense is Sense.AT_LEAST:
            return gap.constant
        return -gap.constant if self.sense is Sense.AT_MOST else -abs(gap.constant)


def _has_passed(term: Term, open_from: int) -> bool:
    """
    Return whether the years of a term have all passed.

    What runs, is paid or is reached in a year follows from starts up to that year, and all of those are facts.
    """
    if isinstance(term, Sum):
        ends = (term.year, term.by, term.begun[1] if term.begun is not None and term.fund is None else None)
        return any(year is not None and year < open_from for year in ends)
    return isinstance(term, Level) and term.by is not None and term.by < open_from


class Tier(NamedTuple):
    """What is made as large as possible before the objective is looked at."""

    rule: str
    """Name of the rule that gives the priority."""
    turn: int
    """Tiers come in this order, those with the same turn in the order of their names."""
    form: Form
    ends: bool
    """Whether more than a limit does not count: then a requirement of the rule's own name holds what is reached."""


class Plan(ABC):
    """The questions a rule may ask; ``answer`` is what differs between a plan to be found and one decided."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @abstractmethod
    def answer(self, term: Term) -> Form:
        """Return the form that stands for one term."""

    def money(
        self,
        to: Selector = EVERYTHING,
        *,
        year: int | None = None,
        by: int | None = None,
        begun: tuple[int, int] | None = None,
    ) -> Form:
        """Return public money to a group; ``from`` in the selector narrows it to those funds."""
        return self.amount(PUBLIC_MONEY, to, year=year, by=by, begun=begun)

    def cost(self, to: Selector = EVERYTHING, *, year: int | None = None, by: int | None = None) -> Form:
        """Return money of every origin to a group."""
        return self.amount(TOTAL_COST, to, year=year, by=by)

    def indicator(
        self, name: str, to: Selector = EVERYTHING, *, year: int | None = None, by: int | None = None
    ) -> Form:
        """
        Return what a group contributes to an indicator, without the level it has anyway.

        A flow in or by a year is what runs in that year; without a year, the total over the horizon. A stock by a
        year is all that was reached until its end; in a year, what was added in it.
        """
        return self.amount(name, to, year=year, by=by)

    def amount(
        self,
        of: str,
        to: Selector = EVERYTHING,
        *,
        year: int | None = None,
        by: int | None = None,
        begun: tuple[int, int] | None = None,
    ) -> Form:
        """Return any quantity: money, cost, starts, projects or an indicator."""
        funds = to.funds
        group = to.model_copy(update={"funds": None}) if funds else to
        if of != PUBLIC_MONEY or funds is None:
            return self.counted(Sum(of, group, year, by, begun=begun))
        return total(self.answer(Sum(of, group, year, by, fund, begun=begun)) for fund in funds)

    def running(self, to: Selector, *, year: int) -> Form:
        """Return the shares of projects of a group that run in a year, added up."""
        return self.answer(Sum(RUNNING, to, year))

    def closed(self, stock: str, to: Selector = EVERYTHING, *, by: int | None = None) -> Form:
        """Return how much of a stock has been closed by the end of a year; what is closed does not open again."""
        return self.answer(Sum(stock, to, by=by))

    def objective(
        self,
        of: str,
        to: Selector = EVERYTHING,
        *,
        over: str = "horizon",
        year: int | None = None,
        discount: Fraction,
    ) -> Form:
        """Return what a plan yields of a quantity for a group, later years discounted."""
        return self.counted(Sum(of, to, year, over=over, discount=discount))

    def claimed(self, of: str, to: Selector, *, by: int) -> Form:
        """Return what a group claims of an indicator by a year, also what cannot be had twice."""
        return self.answer(Sum(of, to, by=by))

    def counted(self, asked: Sum) -> Form:
        """Return a sum without what is counted twice in it."""
        return self.answer(asked) - total(
            self.answer(term) * weight for term, weight in overlapped(self.facts, asked).terms.items()
        )

    def level(self, project: str, *, by: int | None = None) -> Form:
        """Return the share of a project started by a year, or at all."""
        return self.answer(Level(project, by))

    def chosen(self, project: str) -> Form:
        """Return 1 if the project is in the plan, else 0."""
        return self.answer(Chosen(project))

    def unspent(self, fund: str, year: int) -> Form:
        """Return the money of a fund kept from a year for the next."""
        return self.answer(Unspent(fund, year))

    def reached(self, priority: str) -> Form:
        """Return how much of what a priority asks for is reached, no more than where it ends."""
        return self.answer(Reached(priority))

    def shortfall(self, rule: str, part: str = "") -> Form:
        """Return by how much a soft rule is missed."""
        return self.answer(Shortfall(rule, part))


class SymbolicPlan(Plan):
    """A plan yet to be found: every answer is a form with that one term."""

    def answer(self, term: Term) -> Form:
        """Return the term itself."""
        return Form.of(term)
