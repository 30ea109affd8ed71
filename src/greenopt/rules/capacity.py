"""
Capacity: what can be begun in a year is limited, and enabling projects that run raise the limit.

    sum(use[p] * start[p, y] for p in to)
        <=  at_most[y] + sum(lift[e] * run[e, y] for e in raised_by)

one requirement for every year of the horizon, or for every year that ``at_most`` names. ``use`` is 1 (``of: starts``),
the whole investment (``of: total_cost``) or the whole public money (``of: public_money``) of what is begun in that
year, whenever it is paid, yearly costs within the horizon included. ``raised_by`` names projects (``6/yr`` for a whole
one, in each year in which it runs) or flow indicators (a plain number for each unit of the indicator in that year).

Unit: projects begun per year, or the case's money per year.

Trap: a training course raises the limit only once it runs, and no longer than its lifetime. A policy model knows no
projects: it names an indicator, such as people trained, and cases state how much of it each project brings. A name in a
model's rule that a case does not have raises nothing there.

Price: what room for one more project, or one more unit of money, in that year brings.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from greenopt.fields import EVERYTHING, Amount, Identifier, Selector
from greenopt.language import Message, Number, Text, listed, say, word
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.form import PUBLIC_MONEY, STARTS, total
from greenopt.plan.naming import Problem, check_selector, describe, unknown_name
from greenopt.project import Facts
from greenopt.rules._limit import Amounts
from greenopt.rules._rule import Rule
from greenopt.units import Quantity, UnitError, convert, decimal_text


class Capacity(Rule):
    """What can be begun in a year is limited, and enabling projects that run raise the limit."""

    rule: Literal["capacity"] = "capacity"
    """Capacity."""
    of: Literal["starts", "total_cost", "public_money"]
    """What beginning a project takes of it: one start, its whole investment, or its whole public money."""
    to: Selector = EVERYTHING
    """The projects that share the capacity; all projects if not given."""
    at_most: Amounts
    """What can be begun in each year, such as 4/yr; or one number for each year."""
    raised_by: dict[Identifier, Amount] = {}
    """Project → what it adds in each year of running, such as 6/yr; or flow indicator → what one unit adds."""

    def years(self) -> tuple[int, ...]:
        """Return the years of ``at_most``, if it names some."""
        return tuple(self.at_most) if isinstance(self.at_most, Mapping) else ()

    def limits(self, facts: Facts) -> list[tuple[int, Quantity, str]]:
        """Return the years in which the rule binds, each with its limit, not yet raised, and the path of it."""
        limit = self.at_most
        if isinstance(limit, Mapping):
            found = [(year, amount, self.setting("at_most", str(year))) for year, amount in sorted(limit.items())]
        else:
            found = [(year, limit, self.setting("at_most")) for year in facts.years]
        return [each for each in found if each[0] in facts.years and self.binds_in(each[0])]

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each year."""
        unit = self._unit_in_words(plan.facts)
        step_unit = say("project") if self.of == STARTS else unit
        for year, amount, setting in self.limits(plan.facts):
            left = plan.amount(self.of, self.to, begun=(year, year))
            right = self._raised(plan, year) + convert(amount, self._unit(plan.facts))
            step = Form(constant=1)
            yield Requirement(self.id, str(year), left, Sense.AT_MOST, right, step, unit, step_unit, setting=setting)

    def _raised(self, plan: Plan, year: int) -> Form:
        """Return what enabling projects add in a year; names that the case does not have add nothing."""
        facts, unit = plan.facts, self._unit(plan.facts)
        return total(
            (
                plan.running(Selector(projects=(name,)), year=year)
                if name in facts.by_id
                else plan.indicator(name, year=year)
            )
            * convert(lift, unit)
            for name, lift in self._known(facts).items()
        )

    def _known(self, facts: Facts) -> dict[str, Quantity]:
        return {name: lift for name, lift in self.raised_by.items() if name in facts.by_id or name in facts.indicators}

    def _unit(self, facts: Facts) -> str:
        return "" if self.of == STARTS else facts.units.money

    def _unit_in_words(self, facts: Facts) -> Message:
        return say("projects") if self.of == STARTS else word(facts.units.money)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, limits that are no amount per year, and lifts that cannot be meant."""
        yield from check_selector(facts, self.to, "to")
        if isinstance(self.at_most, Mapping):
            if not self.at_most:
                yield Problem("at_most", say("no year is given"), say("write {example}", example="{2025: …}"))
            for year, amount in sorted(self.at_most.items()):
                yield from self._amount_problems(facts, f"at_most.{year}", amount)
        else:
            yield from self._amount_problems(facts, "at_most", self.at_most)
            if not (self.at_most.per_year or self.at_most.is_share):
                yield Problem("at_most", say("this is an amount per year"), _per_year(self.at_most))
        for name, lift in self.raised_by.items():
            yield from self._lift_problems(facts, name, lift)

    def _lift_problems(self, facts: Facts, name: str, lift: Quantity) -> Iterator[Problem]:
        key = f"raised_by.{name}"
        yield from self._amount_problems(facts, key, lift)
        indicator = facts.indicators.get(name)
        if indicator is not None and name in facts.by_id:
            message = say("'{name}' is a project and an indicator", name=name)
            yield Problem(key, message, say("give one of them another name"))
        elif indicator is not None:
            if indicator.form != "flow":
                message = say("'{name}' is no flow, so it does not run in a year", name=name)
                yield Problem(key, message, say("name a project, or an indicator per year"))
            elif lift.per_year:
                message = say("this is what one unit of {name} adds", name=name)
                yield Problem(key, message, say("leave /yr out"))
        elif name not in facts.by_id:
            flows = (each.id for each in facts.indicators.values() if each.form == "flow")
            yield unknown_name(key, name, (*facts.by_id, *flows), of_case=True)
        elif not (lift.per_year or lift.is_share):
            yield Problem(key, say("this is an amount per year"), _per_year(lift))

    def _amount_problems(self, facts: Facts, key: str, amount: Quantity) -> Iterator[Problem]:
        if amount.is_share:
            message = say("a capacity is an amount, not a share")
            yield Problem(key, message, say("write a number, such as {example}", example="4/yr"))
            return
        if amount.value < 0:
            yield Problem(key, say("this cannot be negative"), say("write zero or more"))
        try:
            convert(amount, self._unit(facts))
        except UnitError as error:
            yield Problem(key, error.message, error.hint)

    def in_words(self, facts: Facts) -> Message:
        """Return the capacity as a sentence."""
        limits = self._limit_in_words(facts)
        raised = [self._lift_in_words(facts, name, lift) for name, lift in self._known(facts).items()]
        if raised:
            limits = say("{limit}, and {lifts}", limit=limits, lifts=listed(raised))
        group = describe(facts, self.to)
        if self.of == STARTS:
            return say("Projects begun in a year, {group}: at most {limit}.", group=group, limit=limits)
        if self.of == PUBLIC_MONEY:
            return say("Public money for what is begun in a year, {group}: at most {limit}.", group=group, limit=limits)
        return say("Investment in what is begun in a year, {group}: at most {limit}.", group=group, limit=limits)

    def _limit_in_words(self, facts: Facts) -> Message | Number:
        if not isinstance(self.at_most, Mapping):
            return self._amount_in_words(facts, self.at_most)
        return listed(
            say("{amount} in {year}", amount=self._amount_in_words(facts, amount), year=year)
            for year, amount in sorted(self.at_most.items())
        )

    def _lift_in_words(self, facts: Facts, name: str, lift: Quantity) -> Message:
        amount = self._amount_in_words(facts, lift)
        if name in facts.by_id:
            return say("{amount} more while {project} runs", amount=amount, project=facts.by_id[name].name)
        indicator = facts.indicators[name]
        unit: Message | Text = word(indicator.unit) if indicator.unit else indicator.name
        return say("{amount} more for each {unit} of {indicator}", amount=amount, unit=unit, indicator=indicator.name)

    def _amount_in_words(self, facts: Facts, amount: Quantity) -> Message | Number:
        number = Number(convert(amount, self._unit(facts)))
        return number if self.of == STARTS else say("{number} {unit}", number=number, unit=word(facts.units.money))


def _per_year(amount: Quantity) -> Message:
    return say("write {text}/yr", text=f"{decimal_text(amount.value)} {amount.unit}".strip())
