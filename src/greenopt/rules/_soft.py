"""
What rules share that may be missed: a shortfall that is made as small as possible before anything else.

A shortfall is measured in the unit of the rule's left side, and divided by the right side when shortfalls of several
rules are added, so that a tenth of one counts like a tenth of another.
"""

from fractions import Fraction

from greenopt.fields import Flag
from greenopt.plan import Form, Plan
from greenopt.rules._rule import Rule


class Soft(Rule):
    """A rule that may be missed if it says so."""

    soft: Flag = False
    """Whether it may be missed; the shortfall is then as small as it can be."""

    def softened(self, plan: Plan, part: str, left: Form, right: Form, sign: int) -> tuple[Form, Fraction]:
        """
        Return the left side with its shortfall, and what the shortfall is divided by; of a hard rule, zero.

        ``sign`` is +1 where the shortfall lifts the left side (a floor) and −1 where it lowers it (a ceiling).
        """
        if not self.soft:
            return left, Fraction(0)
        scale = abs(right.constant) or Fraction(1)
        return left + plan.shortfall(self.id, part) * sign, scale
