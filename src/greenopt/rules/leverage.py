"""
Leverage: public money draws so much private money beside it.

    sum(cost of p in to) - public  >=  at_least * public
    public  =  sum(public money to p in to)

over the whole horizon, or in a year (``in``), by a year (``by``) or in each year (``each: year``).

Unit: the case's money; ``at_least`` is a share of the public money and may exceed 100 %: 150 % is one and a half
million of private money for each million of public money.

Trap: a plan without public money satisfies it, so it does not make anybody invest. Public running costs count as public
money, and of a project begun earlier the payments that remain are all the public money that is seen.

Price: what asking for one percentage point less brings.
"""

from collections.abc import Iterator
from typing import Literal

from greenopt.fields import EVERYTHING, Amount, Selector
from greenopt.language import Message, Number, listed, say, word
from greenopt.plan import Plan, Requirement, Sense
from greenopt.plan.naming import Problem, check_selector, describe
from greenopt.project import Facts
from greenopt.rules._rule import Soft, Timed
from greenopt.units import decimal_text


class Leverage(Timed, Soft):
    """Public money draws so much private money beside it."""

    rule: Literal["leverage"] = "leverage"
    """Leverage."""
    to: Selector = EVERYTHING
    """The projects that are looked at together; all projects if not given."""
    at_least: Amount
    """Private money as a share of the public money; it may exceed 100 %."""

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each time the rule speaks of."""
        money = word(plan.facts.units.money)
        for moment in self.times(plan.facts):
            public = plan.money(self.to, year=moment.year, by=moment.by)
            private = plan.cost(self.to, year=moment.year, by=moment.by) - public
            right = public * self.at_least.value
            left, scale = self.softened(plan, moment.part, private, right, +1)
            yield Requirement(
                self.id,
                moment.part,
                left,
                Sense.AT_LEAST,
                right,
                public / 100,
                money,
                say("percentage point"),
                soft_scale=scale,
                setting=self.setting("at_least"),
            )

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, a time given twice, and what is no share."""
        yield from check_selector(facts, self.to, "to")
        given = self.times_given()
        if len(given) > 1:
            yield Problem(given[-1], say("the time is given twice"), say("keep one of {keys}", keys=listed(given)))
        if not self.at_least.is_share:
            hint = say("write {text} %", text=decimal_text(self.at_least.value * 100))
            if self.at_least.unit or self.at_least.value > 20:
                hint = say("write a share such as {example}", example="150 %")
            yield Problem("at_least", say("a share needs its percent sign"), hint)
        elif self.at_least.value < 0:
            yield Problem("at_least", say("this cannot be negative"), say("write zero or more"))

    def in_words(self, facts: Facts) -> Message:
        """Return the rule as a sentence."""
        asked = self.with_time(say("{number} % of the public money", number=Number(self.at_least.value * 100)))
        sentence = say("private money beside public money: at least {limit}", limit=asked)
        if self.to != EVERYTHING:
            group = describe(facts, self.to)
            sentence = say("private money beside public money, {group}: at least {limit}", group=group, limit=asked)
        return say("Strive: {sentence}.", sentence=sentence) if self.soft else say("{sentence}.", sentence=sentence)
