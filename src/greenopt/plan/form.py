"""
Forms: the exact linear arithmetic in which rules speak.

A ``Form`` is a constant plus a few named terms, each times a fraction. The terms are quantities of a plan that a
reader would recognise: money to a group in a year, an indicator by a year, the level of one project. How many
projects stand behind a term does not matter here; the engine alone knows.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from greenopt.fields import EVERYTHING, Selector

PUBLIC_MONEY = "public_money"
TOTAL_COST = "total_cost"
STARTS = "starts"
PROJECTS = "projects"
QUANTITIES = (PUBLIC_MONEY, TOTAL_COST, STARTS, PROJECTS)
"""What can be summed besides indicators."""

RUNNING = "running"
"""Shares of projects that run in a year; asked for by rules, not written in a case."""

WAITING = "waiting_years"
ORDER = "alphabetical_order"
FUND_ORDER = "fund_order"
DIGEST = "digest_order"
TIE_BREAKERS = (WAITING, ORDER, FUND_ORDER, DIGEST)
"""Sums that only the rule for ties uses."""

FIRST_YEAR = "first_year"
"""The time over which a sum counts every project once, by what it brings in its first year of running."""

RESERVED = (*QUANTITIES, RUNNING, *TIE_BREAKERS)
"""Names that have a meaning of their own, so that no indicator and no stock may bear them."""


class Sum(NamedTuple):
    """A quantity added over a group of projects."""

    of: str
    """``public_money``, ``total_cost``, ``starts``, ``projects``, ``running``, an indicator, or a stock."""
    to: Selector = EVERYTHING
    year: int | None = None
    """That year only."""
    by: int | None = None
    """Up to the end of that year; for a flow, in that year."""
    fund: str | None = None
    """Only money of this fund."""
    over: str = "horizon"
    """Without a year: ``horizon``, ``lifetime``, or ``first_year``: once a project, in its first year of running."""
    discount: Fraction = Fraction(0)
    """Yearly rate at which later years count less."""
    begun: tuple[int, int] | None = None
    """Only projects started in these years, first and last."""


class Level(NamedTuple):
    """The share of one project that has been started by the end of a year, or at all."""

    project: str
    by: int | None = None


class Chosen(NamedTuple):
    """Whether one project is in the plan: 0 or 1; only of projects that can be counted."""

    project: str


class Unspent(NamedTuple):
    """Money of a fund kept from one year for the next."""

    fund: str
    year: int


class Shortfall(NamedTuple):
    """By how much a soft rule is missed, in the unit of its left side."""

    rule: str
    part: str


class Overlapped(NamedTuple):
    """What a group claims of an indicator beyond what there is to be had, and what therefore counts for nothing."""

    overlap: str
    part: str


class Reached(NamedTuple):
    """How much of what a priority asks for is reached, up to where it ends."""

    priority: str

    def __eq__(self, other: object) -> bool:
        """Tell it from a project of the same name: named tuples compare by their parts alone."""
        return isinstance(other, Reached) and tuple.__eq__(self, other)

    def __hash__(self) -> int:
        return hash((Reached, *self))


Term: TypeAlias = Sum | Level | Chosen | Unspent | Shortfall | Overlapped | Reached


class Form:
    """An exact linear expression over named terms."""

    __slots__ = ("constant", "terms")

    def __init__(self, terms: Mapping[Term, Fraction] | None = None, constant: Fraction | int = 0) -> None:
        self.terms: dict[Term, Fraction] = {term: factor for term, factor in (terms or {}).items() if factor}
        self.constant = constant if isinstance(constant, Fraction) else Fraction(constant)

    @classmethod
    def of(cls, term: Term) -> "Form":
        """Return the form that is one term."""
        return cls({term: Fraction(1)})

    def __add__(self, other: "Form | Fraction | int") -> "Form":
        if not isinstance(other, Form):
            return Form(self.terms, self.constant + other)
        terms = dict(self.terms)
        for term, factor in other.terms.items():
            terms[term] = terms.get(term, Fraction(0)) + factor
        return Form(terms, self.constant + other.constant)

    __radd__ = __add__

    def __neg__(self) -> "Form":
        return self * -1

    def __sub__(self, other: "Form | Fraction | int") -> "Form":
        return self + -other

    def __rsub__(self, other: Fraction | int) -> "Form":
        return -self + other

    def __mul__(self, factor: Fraction | int) -> "Form":
        return Form({term: value * factor for term, value in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Fraction | int) -> "Form":
        return self * (1 / (divisor if isinstance(divisor, Fraction) else Fraction(divisor)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.terms == other.terms and self.constant == other.constant

    def __hash__(self) -> int:
        return hash((frozenset(self.terms.items()), self.constant))

    def __repr__(self) -> str:
        parts = [f"{factor}*{term}" for term, factor in self.terms.items()]
        return f"Form({' + '.join([*parts, str(self.constant)])})"

    def at(self, value: Callable[[Term], Fraction]) -> Fraction:
        """Return the number the form comes to when each term has the value given."""
        return self.constant + sum((factor * value(term) for term, factor in self.terms.items()), Fraction(0))


def total(forms: Iterable[Form]) -> Form:
    """Return the sum of forms; of none, zero."""
    result = Form()
    for form in forms:
        result = result + form
    return result
