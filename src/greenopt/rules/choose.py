"""
Choose: at most, or exactly, so many of these.

    sum(chosen[p] for p in to)  <=  at_most          chosen is 0 or 1
    sum(level[p] for p in to)   <=  at_most          with ``as: shares``

Unit: projects. Trap: counting needs projects that are either in or out; a project that may be done in part would be
counted in part, and "one of two" would become half of each. Such members are refused, unless ``as: shares`` says that
this is meant.

Price: what one more project would bring; of ``exactly``, what one more and what one fewer would.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import Count, Selector
from greenopt.language import Message, listed, say
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.form import total
from greenopt.plan.naming import Problem, check_selector, describe
from greenopt.project import Facts
from greenopt.rules._rule import Rule


class Choose(Rule):
    """At most, or exactly, so many of these."""

    rule: Literal["choose"] = "choose"
    """Choose."""
    to: Selector
    """Of which projects."""
    at_most: Count | None = None
    """The most that may be chosen."""
    exactly: Count | None = None
    """How many must be chosen."""
    counted_as: Annotated[Literal["shares"] | None, Field(alias="as")] = None
    """``shares``: count parts of projects as parts."""

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield the one requirement."""
        ask = plan.level if self.counted_as == "shares" else plan.chosen
        left = total(ask(project.id) for project in plan.facts.members(self.to))
        number = self.exactly if self.exactly is not None else self.at_most
        sense = Sense.AT_MOST if self.exactly is None else Sense.EQUAL
        unit, key = say("projects"), "at_most" if self.exactly is None else "exactly"
        right, step = Form(constant=number or 0), Form(constant=1)
        yield Requirement(self.id, "", left, sense, right, step, unit, unit, setting=self.setting(key))

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, a number missing or given twice, and members that cannot be counted."""
        yield from check_selector(facts, self.to, "to")
        if (self.at_most is None) == (self.exactly is None):
            yield Problem("at_most", say("one number is needed"), say("write at_most: 1 or exactly: 1"))
        loose = [project.id for project in facts.members(self.to) if not project.scale.counted]
        if loose and self.counted_as != "shares":
            yield Problem(
                "to",
                say("projects that may be done in part cannot be counted: {names}", names=listed(loose[:3])),
                say("give them scale: all_or_nothing, or write as: shares"),
            )

    def in_words(self, facts: Facts) -> Message:
        """Return the rule as a sentence."""
        group = describe(facts, self.to)
        if self.exactly is not None:
            return say("Of {group}, exactly {number}.", group=group, number=self.exactly)
        return say("Of {group}, at most {number}.", group=group, number=self.at_most)
