"""
Floor: a group receives, or achieves, at least an amount or a share.

    sum(of p in to)  >=  at_least                                an amount
    sum(of p in to)  >=  at_least * sum(of p in among)           a share of what is spent
    sum(of p in to)  >=  at_least * budget                       a share of what the funds have
    without_projects + sum(of p in to)  >=  at_least             what an indicator comes to

Unit: that of ``of``: money, projects, or the indicator's unit.

Trap: a share of what is spent falls with spending, so an empty plan satisfies it; a share of the budget does not, and
can make a larger budget impossible to satisfy when the group has too few projects. ``without_projects`` is the level
of that group in that very year: a level of an earlier year would count growth that never happened.

Price: what lowering the floor by one unit brings; for a share, by one percentage point.
"""

from collections.abc import Iterator
from typing import Literal

from greenopt.language import Message, say
from greenopt.plan import Plan, Requirement, Sense
from greenopt.project import Facts
from greenopt.rules._limit import Limit, Limited


class Floor(Limited):
    """A group receives, or achieves, at least an amount or a share."""

    rule: Literal["floor"] = "floor"
    """Floor."""
    at_least: Limit
    """The amount, or the share with its percent sign; or one for each year."""

    def limit(self) -> Limit:
        """Return ``at_least``."""
        return self.at_least

    def key(self) -> str:
        """Return the key that holds the limit."""
        return "at_least"

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each time the floor speaks of."""
        yield from self.limited(plan, Sense.AT_LEAST)

    def in_words(self, facts: Facts) -> Message:
        """Return the floor as a sentence."""
        return say(
            "{quantity}: at least {limit}.", quantity=self.quantity_in_words(facts), limit=self.limit_in_words(facts)
        )
