"""
Aim: one thing sought, alone or beside others: the most of an indicator, or the least money.

An objective is an aim with what is weighed against it (``most``) and what is sought after it (``_objective``).
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from greenopt.fields import EVERYTHING, Identifier, Rate, Record, Selector, Year
from greenopt.language import Message, Number, say
from greenopt.plan import Form, Plan
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.plan.naming import Problem
from greenopt.plan.shared import misplaced
from greenopt.project import Facts

Sought = Literal["maximise", "minimise"]
NO_DISCOUNT = Fraction(0)


class Aim(Record):
    """One thing sought."""

    @property
    def sense(self) -> Sought:
        """Whether more is better."""
        raise NotImplementedError

    @property
    def of(self) -> str:
        """The quantity."""
        raise NotImplementedError

    def is_same(self, other: "Aim") -> bool:
        """Return whether another aim seeks the same over the same time."""
        keys = ("over", "in_year", "discount")
        same_time = all(getattr(self, key, None) == getattr(other, key, None) for key in keys)
        return same_time and (self.of, self.sense) == (other.of, other.sense)

    def form(self, plan: Plan, to: Selector = EVERYTHING) -> Form:
        """Return the quantity that is made as large, or as small, as possible; of a group, where one is named."""
        raise NotImplementedError

    def unit(self, facts: Facts) -> str:
        """Return the unit of the value."""
        raise NotImplementedError

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what is wrong with it, given the facts."""
        yield from ()

    def in_words(self, facts: Facts) -> Message:
        """Return what is sought, as one sentence."""
        raise NotImplementedError


class MostOf(Aim):
    """As much of an indicator as possible."""

    maximise: Identifier
    """The indicator."""
    over: Literal["horizon", "lifetime"] = "horizon"
    """Whether a flow is added over the years of the horizon or over the whole life of what was built."""
    in_year: Annotated[Year | None, Field(alias="in")] = None
    """Only what runs in that year."""
    discount: Rate = NO_DISCOUNT
    """Yearly rate at which later years count less."""

    @property
    def sense(self) -> Sought:
        """More is better."""
        return "maximise"

    @property
    def of(self) -> str:
        """The indicator."""
        return self.maximise

    def amount(self, plan: Plan, of: str, to: Selector = EVERYTHING) -> Form:
        """Return an indicator over the time chosen."""
        return plan.objective(of, to, over=self.over, year=self.in_year, discount=self.discount)

    def form(self, plan: Plan, to: Selector = EVERYTHING) -> Form:
        """Return the indicator over the time chosen."""
        return self.amount(plan, self.maximise, to)

    def unit_of(self, facts: Facts, of: str) -> str:
        """Return the unit of an indicator; that of a flow per year if one year is meant."""
        indicator = facts.indicators[of]
        return f"{indicator.unit}/yr" if indicator.form == "flow" and self.in_year else indicator.unit

    def unit(self, facts: Facts) -> str:
        """Return the unit of the indicator that is sought."""
        return self.unit_of(facts, self.maximise)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield an unknown indicator, a ratio, or a year outside the horizon."""
        yield from self.problems_of(facts, self.maximise, "maximise")
        if self.in_year is not None and self.in_year not in facts.years:
            first, last = facts.horizon
            yield Problem(
                "in",
                say("{year} is outside the horizon", year=self.in_year),
                say("write a year from {first} to {last}", first=first, last=last),
            )

    def problems_of(self, facts: Facts, of: str, key: str) -> Iterator[Problem]:
        """Yield why an indicator cannot be sought over this time."""
        if of not in facts.indicators:
            yield Problem(
                key,
                say("'{name}' does not exist", name=of),
                say("use a name that the case or its model defines"),
                of,
                tuple(facts.indicators),
            )
        elif facts.indicators[of].form == "ratio":
            yield Problem(key, say("a ratio cannot be maximised"), say("maximise its numerator, or write a target"))
        yield from misplaced(facts, of, better=True, in_year="in" if self.in_year else "")

    def in_words(self, facts: Facts) -> Message:
        """Return what is sought."""
        return say("{sentence}.", sentence=self.phrase(facts))

    def phrase(self, facts: Facts) -> Message:
        """Return what is sought, without the full stop."""
        name = facts.indicators[self.maximise].name
        if self.in_year is not None:
            words = say("The most of {name} in {year}", name=name, year=self.in_year)
        elif facts.indicators[self.maximise].form == "stock":
            words = say("The most of {name}", name=name)
        elif self.over == "lifetime":
            words = say("The most of {name} over the life of what is built", name=name)
        else:
            words = say(
                "The most of {name} from {first} to {last}", name=name, first=facts.horizon[0], last=facts.horizon[1]
            )
        if not self.discount:
            return words
        return say(
            "{sentence}, later years discounted at {rate} % a year", sentence=words, rate=Number(self.discount * 100)
        )


class LeastOf(Aim):
    """As little money as possible."""

    minimise: Literal["public_money", "total_cost"]
    """Public money, or money of every origin."""

    @property
    def sense(self) -> Sought:
        """Less is better."""
        return "minimise"

    @property
    def of(self) -> str:
        """The money."""
        return self.minimise

    def form(self, plan: Plan, to: Selector = EVERYTHING) -> Form:
        """Return the money spent."""
        return plan.amount(self.minimise, to)

    def unit(self, facts: Facts) -> str:
        """Return the case's money."""
        return facts.units.money

    def in_words(self, facts: Facts) -> Message:
        """Return what is sought."""
        if self.minimise == PUBLIC_MONEY:
            return say("The least public money that satisfies every rule.")
        return say("The least total investment that satisfies every rule.")


AnyAim = Annotated[
    Annotated[MostOf, Tag("maximise")] | Annotated[LeastOf, Tag("minimise")],
    Discriminator(lambda value: "minimise" if "minimise" in value else "maximise"),
]
"""An aim as a case writes it."""
