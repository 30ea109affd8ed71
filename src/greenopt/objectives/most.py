"""
Most of an indicator: the plan that achieves as much of it as money and rules allow.

    maximise  sum(weight[t] * flow[t] for t in the time)          a flow: over horizon, over lifetime, or in a year
    maximise  sum(impact[p] * level[p])                           a stock: what is reached by the end of the horizon

    weight[t] = (1 + discount)^-(t - first year), rounded to 12 decimals and stored

Unit: that of the indicator; for a flow, summed over the years.

Trap: over the lifetime, years beyond the last known emission factor use that last factor. In a year, only what
already runs then counts, so late starts with long lives lose.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import EVERYTHING, Identifier, Rate, Selector, Year
from greenopt.language import Message, Number, say
from greenopt.objectives._objective import NO_DISCOUNT, Objective
from greenopt.plan import Form, Plan
from greenopt.plan.naming import Problem
from greenopt.plan.shared import misplaced
from greenopt.project import Facts


class Most(Objective):
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
    def sense(self) -> Literal["maximise", "minimise"]:
        """More is better."""
        return "maximise"

    @property
    def of(self) -> str:
        """The indicator."""
        return self.maximise

    def form(self, plan: Plan, to: Selector = EVERYTHING) -> Form:
        """Return the indicator over the time chosen."""
        return plan.objective(self.maximise, to, over=self.over, year=self.in_year, discount=self.discount)

    def unit(self, facts: Facts) -> str:
        """Return the indicator's unit; that of a flow per year if one year is meant."""
        indicator = facts.indicators[self.maximise]
        return f"{indicator.unit}/yr" if indicator.form == "flow" and self.in_year else indicator.unit

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield an unknown indicator, a ratio, or a year outside the horizon."""
        if self.maximise not in facts.indicators:
            yield Problem(
                "maximise",
                say("'{name}' does not exist", name=self.maximise),
                say("use a name that the case or its model defines"),
                self.maximise,
                tuple(facts.indicators),
            )
        elif facts.indicators[self.maximise].form == "ratio":
            yield Problem(
                "maximise", say("a ratio cannot be maximised"), say("maximise its numerator, or write a target")
            )
        yield from misplaced(facts, self.maximise, better=True, in_year="in" if self.in_year else "")
        if self.in_year is not None and self.in_year not in facts.years:
            first, last = facts.horizon
            yield Problem(
                "in",
                say("{year} is outside the horizon", year=self.in_year),
                say("write a year from {first} to {last}", first=first, last=last),
            )

    def in_words(self, facts: Facts) -> Message:
        """Return what is sought."""
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
            return say("{sentence}.", sentence=words)
        return say(
            "{sentence}, later years discounted at {rate} % a year.", sentence=words, rate=Number(self.discount * 100)
        )
