"""What every objective is: frozen data from the case, put into arithmetic and into words."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from greenopt.fields import EVERYTHING, Identifier, Record, Selector
from greenopt.language import Message
from greenopt.plan import Form, Plan
from greenopt.plan.naming import Problem
from greenopt.project import Facts


class Objective(Record):
    """What a plan is chosen for."""

    row: Identifier | None = None
    """Row of the programme it comes from."""
    source: str = ""
    """The sentence or decision it rests on."""

    @property
    def sense(self) -> Literal["maximise", "minimise"]:
        """Whether more is better."""
        raise NotImplementedError

    @property
    def of(self) -> str:
        """The quantity."""
        raise NotImplementedError

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


NO_DISCOUNT = Fraction(0)
