"""
Ceiling: a group receives, or causes, at most an amount or a share.

    sum(of p in to)  <=  at_most                                 an amount
    sum(of p in to)  <=  at_most * sum(of p in among)            a share of what is spent
    sum(of p in to)  <=  at_most * budget                        a share of what the funds have
    without_projects + sum(of p in to)  <=  at_most              what remains of an indicator

Unit: that of ``of``: money, projects, or the indicator's unit. A ceiling that falls year by year is written as a map,
``at_most: {2021: 40, 2023: 25}``; years not named are free.

Trap: a share of what is spent is a share of a moving whole: where the group is all that is worth funding, it holds
back the group and, with it, the whole. Where what remains is limited, projects that lower the indicator state a
negative impact, and ``without_projects`` is the level of that group in that very year, not of a base year.

Price: what raising the ceiling by one unit brings; for a share, by one percentage point.
"""

from collections.abc import Iterator
from typing import Literal

from greenopt.language import Message, say
from greenopt.plan import Plan, Requirement, Sense
from greenopt.project import Facts
from greenopt.rules._limit import Limit, Limited


class Ceiling(Limited):
    """A group receives, or causes, at most an amount or a share."""

    rule: Literal["ceiling"] = "ceiling"
    """Ceiling."""
    at_most: Limit
    """The amount, or the share with its percent sign; or one for each year."""

    def limit(self) -> Limit:
        """Return ``at_most``."""
        return self.at_most

    def key(self) -> str:
        """Return the key that holds the limit."""
        return "at_most"

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each time the ceiling speaks of."""
        yield from self.limited(plan, Sense.AT_MOST)

    def in_words(self, facts: Facts) -> Message:
        """Return the ceiling as a sentence."""
        return say(
            "{quantity}: at most {limit}.", quantity=self.quantity_in_words(facts), limit=self.limit_in_words(facts)
        )
