"""
Priority: before the objective is looked at, a group receives, or achieves, as much as money and rules allow.

    first   maximise  sum(of p in to)                                without a limit
    first   maximise  reached,  reached <= sum(of p in to),  reached <= up_to
    then    the next tier, and at last the objective, among the plans that reach as much

Tiers come in the order of ``tier``, those with the same number in the order of their names. Soft rules come before the
first tier. Without ``of`` a tier seeks for its group what the case seeks for all.

Unit: that of ``of``: money, projects, or the indicator's unit.

Trap: what comes first may cost everything that comes after it. Without ``up_to`` a priority on money spends all that
its group can take; and no gain in the objective, however large, buys back a unit of what came first.

Price: none in the objective, which the priority precedes; what it costs is found by solving without it.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import Amount, Count, Identifier, Names, Selector
from greenopt.language import Message, say
from greenopt.plan import Form, Plan, Requirement, Sense, Tier
from greenopt.plan.form import QUANTITIES
from greenopt.plan.naming import (
    Problem,
    check_funds,
    check_selector,
    describe,
    quantity_name,
    unit_name,
    unit_of,
    unknown_name,
)
from greenopt.plan.shared import misplaced
from greenopt.project import Facts
from greenopt.rules._limit import amount_in_words, budget
from greenopt.rules._rule import Moment, Rule
from greenopt.units import UnitError, convert


class Priority(Rule):
    """Before the objective is looked at, a group receives, or achieves, as much as money and rules allow."""

    rule: Literal["priority"] = "priority"
    """Priority."""
    to: Selector
    """What comes first."""
    of: Identifier | None = None
    """public_money, total_cost, starts, projects, or an indicator; what the case seeks if not given."""
    funds: Annotated[Names | None, Field(alias="from")] = None
    """Only money of these funds."""
    up_to: Amount | None = None
    """Where the priority ends: an amount, or a share with its percent sign; no end if not given."""
    share_of: Literal["spent", "budget"] = "spent"
    """Whether a share is of what the plan spends or of what the funds have."""
    turn: Annotated[Count, Field(alias="tier")] = 1
    """Which tier it is: 1 comes before 2."""

    @property
    def gives_priority(self) -> bool:
        """It does."""
        return True

    @property
    def sought_quantity(self) -> str | None:
        """What comes first."""
        return self.of

    def _group(self) -> Selector:
        return self.to.model_copy(update={"funds": self.funds}) if self.funds else self.to

    def tier(self, plan: Plan, sought: Callable[[Selector], Form]) -> Tier:
        """Return what comes first."""
        form = sought(self.to) if self.of is None else plan.amount(self.of, self._group())
        return Tier(self.id, self.turn, form, self.up_to is not None)

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield where the priority ends, if it does."""
        if self.up_to is None or self.of is None:
            return
        unit, left = unit_name(plan.facts, self.of), plan.reached(self.id)
        if not self.up_to.is_share:
            right, step = Form(constant=convert(self.up_to, unit_of(plan.facts, self.of))), Form(constant=1)
            yield Requirement(self.id, "", left, Sense.AT_MOST, right, step, unit, unit, setting=self.setting("up_to"))
            return
        whole = plan.amount(self.of, Selector(funds=self.funds))
        if self.share_of == "budget":
            whole = Form(constant=budget(plan.facts, self.funds, Moment()))
        right, step, point = whole * self.up_to.value, whole / 100, say("percentage point")
        yield Requirement(self.id, "", left, Sense.AT_MOST, right, step, unit, point, setting=self.setting("up_to"))

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, a limit of nothing that is named, and a limit that does not fit."""
        yield from check_selector(facts, self.to, "to", of_money=self.of == "public_money")
        yield from check_funds(facts, self.funds, of_money=self.of == "public_money")
        if self.of is None:
            if self.up_to is not None:
                yield Problem("up_to", say("a limit needs to know of what"), say("write of: public_money"))
            return
        if self.of not in QUANTITIES and self.of not in facts.indicators:
            yield unknown_name("of", self.of, (*QUANTITIES, *facts.indicators))
            return
        if self.of in facts.indicators and facts.indicators[self.of].form == "ratio":
            yield Problem("of", say("'{name}' is a ratio", name=self.of), say("name its numerator"))
            return
        yield from misplaced(facts, self.of, self.to, better=True)
        yield from self._limit_problems(facts)

    def _limit_problems(self, facts: Facts) -> Iterator[Problem]:
        if self.up_to is None or self.of is None:
            return
        if self.up_to.value < 0 or (self.up_to.is_share and self.up_to.value > 1):
            yield Problem("up_to", say("a share lies between 0 % and 100 %"), say("write a share from 0 % to 100 %"))
        elif self.up_to.is_share:
            if self.share_of == "budget" and self.of != "public_money":
                yield Problem("share_of", say("only public money has a budget"), say("write share_of: spent"))
        elif self.up_to.per_year:
            yield Problem("up_to", say("without a year this is a total"), say("leave /yr out"))
        else:
            try:
                convert(self.up_to, unit_of(facts, self.of))
            except UnitError as error:
                yield Problem("up_to", error.message, error.hint)

    def in_words(self, facts: Facts) -> Message:
        """Return the priority as a sentence."""
        group = describe(facts, self.to)
        if self.of is None:
            return say("First for {group}: as much as possible of what is sought for all.", group=group)
        quantity = quantity_name(facts, self.of)
        if self.up_to is None:
            return say("First for {group}: as much as possible of {quantity}.", group=group, quantity=quantity)
        return say(
            "First for {group}: as much as possible of {quantity}, up to {limit}.",
            group=group,
            quantity=quantity,
            limit=amount_in_words(facts, self.of, self.up_to, self.share_of),
        )
