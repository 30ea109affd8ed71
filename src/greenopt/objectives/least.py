"""
Least money: the cheapest plan that satisfies every rule.

    minimise  sum(public money)         or the total investment

Unit: the case's money. Trap: without a target or a floor, the cheapest plan is to do nothing.
"""

from typing import Literal

from greenopt.fields import EVERYTHING, Selector
from greenopt.language import Message, say
from greenopt.objectives._objective import Objective
from greenopt.plan import Form, Plan
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.project import Facts


class Least(Objective):
    """As little money as possible."""

    minimise: Literal["public_money", "total_cost"]
    """Public money, or money of every origin."""

    @property
    def sense(self) -> Literal["maximise", "minimise"]:
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
