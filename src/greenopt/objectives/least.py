"""
Least money: the cheapest plan that satisfies every rule.

    minimise  sum(public money)         or the total investment

Unit: the case's money. Trap: without a target or a floor, the cheapest plan is to do nothing.
"""

from collections.abc import Iterator

from greenopt.objectives._objective import Objective
from greenopt.objectives.aims import LeastOf
from greenopt.plan.naming import Problem
from greenopt.project import Facts


class Least(LeastOf, Objective):
    """As little money as possible."""

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what is wrong with what is sought next."""
        yield from Objective.problems(self, facts)
