"""
What floors and ceilings share: a quantity of a group in some time, and an amount or a share to hold it against.

``of`` a group ``to`` in a year, by a year, in each year or over the horizon; ``at_least`` or ``at_most`` an amount,
or a share of a whole. The whole is what is spent (``share_of: spent``), so that it follows the plan, or the budget.
An indicator may be counted from the level it has ``without_projects``, so that what remains of it is limited.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from greenopt.fields import EVERYTHING, Amount, Identifier, Names, Selector, Year
from greenopt.language import Message, Number, listed, say
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.form import PROJECTS, PUBLIC_MONEY, QUANTITIES
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
from greenopt.rules._rule import Moment, Soft, Timed
from greenopt.units import Quantity, UnitError, convert

Limit = Annotated[
    Annotated[Amount, Tag("amount")] | Annotated[dict[Year, Amount], Tag("years")],
    Discriminator(lambda value: "years" if isinstance(value, dict) else "amount"),
]

Amounts = Limit
"""Amounts where a share makes no sense; the rule refuses it."""


class Limited(Timed, Soft):
    """A quantity of a group, held against an amount or a share; the base of floor and ceiling."""

    of: Identifier
    """public_money, total_cost, starts, projects, or an indicator."""
    to: Selector = EVERYTHING
    """The group; all projects if not given."""
    funds: Annotated[Names | None, Field(alias="from")] = None
    """Only money of these funds."""
    among: Selector | None = None
    """The whole that a share is of; all projects if not given."""
    share_of: Literal["spent", "budget"] = "spent"
    """Whether a share is of what the plan spends or of what the funds have."""
    without_projects: Amounts | None = None
    """The level that the group would have of the indicator without any project, or one for each year."""

    def limit(self) -> Limit:
        """Return the amount or share, or one for each year named."""
        raise NotImplementedError

    def key(self) -> str:
        """Return the name of the key that holds the limit."""
        raise NotImplementedError

    def group(self) -> Selector:
        """Return the group with its funds."""
        return self.to.model_copy(update={"funds": self.funds}) if self.funds else self.to

    def moments(self, facts: Facts) -> list[tuple[Moment, Quantity]]:
        """Return each time the rule speaks of within the horizon, with its limit."""
        limit = self.limit()
        if isinstance(limit, Mapping):
            return [
                (Moment(str(year), year=year), amount)
                for year, amount in sorted(limit.items())
                if year in facts.years and self.binds_in(year)
            ]
        return [(moment, limit) for moment in self.times(facts)]

    def years(self) -> tuple[int, ...]:
        """Return the years of ``in``, ``by`` or of the limits."""
        limit = self.limit()
        return tuple(limit) if isinstance(limit, Mapping) else super().years()

    def limited(self, plan: Plan, sense: Sense) -> Iterator[Requirement]:
        """Yield one requirement for each time the rule speaks of: what is limited, and what it is held against."""
        for moment, amount in self.moments(plan.facts):
            right, step = self.right(plan, moment, amount)
            sign = 1 if sense is Sense.AT_LEAST else -1
            left, scale = self.softened(plan, moment.part, self.left(plan, moment), right, sign)
            unit, step_unit = unit_name(plan.facts, self.of), self.step_unit(plan.facts, amount)
            setting = self.limit_setting(moment)
            yield Requirement(
                self.id, moment.part, left, sense, right, step, unit, step_unit, soft_scale=scale, setting=setting
            )

    def limit_setting(self, moment: Moment) -> str:
        """Return the path of the limit that holds at a time."""
        return self.setting(self.key(), moment.part) if isinstance(self.limit(), Mapping) else self.setting(self.key())

    def left(self, plan: Plan, moment: Moment) -> Form:
        """Return the quantity that is limited, with the level it has anyway."""
        return plan.amount(self.of, self.group(), year=moment.year, by=moment.by) + self._base(plan.facts, moment)

    def _base(self, facts: Facts, moment: Moment) -> Fraction:
        level = self.without_projects
        if isinstance(level, Mapping):
            level = level[moment.year or moment.by or 0]
        return Fraction(0) if level is None else convert(level, unit_of(facts, self.of))

    def right(self, plan: Plan, moment: Moment, amount: Quantity) -> tuple[Form, Form]:
        """Return the limit, and what one unit of it (one percentage point of a share) comes to."""
        if not amount.is_share:
            return Form(constant=convert(amount, unit_of(plan.facts, self.of))), Form(constant=1)
        whole = self._whole(plan, moment)
        return whole * amount.value, whole / 100

    def step_unit(self, facts: Facts, amount: Quantity) -> Message:
        """Return the unit that the rule's price is for."""
        return say("percentage point") if amount.is_share else unit_name(facts, self.of)

    def _whole(self, plan: Plan, moment: Moment) -> Form:
        if self.share_of == "budget":
            return Form(constant=budget(plan.facts, self.funds, moment))
        whole = self.among or Selector(funds=self.funds)
        return plan.amount(self.of, whole, year=moment.year, by=moment.by)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, units that do not fit, times that contradict, counts of what cannot be counted."""
        of_money = self.of == PUBLIC_MONEY
        yield from check_selector(facts, self.to, "to", of_money=of_money)
        yield from check_selector(facts, self.among, "among", of_money=of_money)
        yield from check_funds(facts, self.funds, of_money=of_money)
        if self.of not in QUANTITIES and self.of not in facts.indicators:
            yield unknown_name("of", self.of, (*QUANTITIES, *facts.indicators))
            return
        if self.of in facts.indicators and facts.indicators[self.of].form == "ratio":
            yield Problem("of", say("'{name}' is a ratio", name=self.of), say("write a target for a ratio"))
            return
        in_year = "each" if self.each else "in" if self.in_year or isinstance(self.limit(), Mapping) else ""
        yield from misplaced(facts, self.of, self.to, better=self.key() == "at_least", in_year=in_year)
        yield from self._time_problems(facts)
        yield from self._amount_problems(facts)
        yield from self._level_problems(facts)
        if self.of == PROJECTS:
            loose = [project.id for project in facts.members(self.to) if not project.scale.counted]
            if loose:
                yield Problem(
                    "of",
                    say("projects that may be done in part cannot be counted: {names}", names=listed(loose[:3])),
                    say("write 'of: starts', or give them scale: all_or_nothing"),
                )

    def _time_problems(self, facts: Facts) -> Iterator[Problem]:
        given = self.times_given()
        if isinstance(self.limit(), Mapping):
            given.append(self.key())
        if len(given) > 1:
            yield Problem(given[-1], say("the time is given twice"), say("keep one of {keys}", keys=listed(given)))
        if given and self.of == PROJECTS:
            yield Problem("of", say("projects are counted once, in no year"), say("write of: starts, which has years"))

    def _amount_problems(self, facts: Facts) -> Iterator[Problem]:
        limit = self.limit()
        amounts = limit.values() if isinstance(limit, Mapping) else (limit,)
        if not amounts:
            yield Problem(self.key(), say("no year is given"), say("write {example}", example="{2025: …}"))
        if self.among is not None and self.share_of == "budget":
            yield Problem("among", say("a share of the budget has its whole already"), say("leave the key out"))
        for amount in amounts:
            if amount.is_share:
                if self.share_of == "budget" and self.of != PUBLIC_MONEY:
                    yield Problem("share_of", say("only public money has a budget"), say("write share_of: spent"))
                if not 0 <= amount.value <= 1:
                    yield Problem(
                        self.key(), say("a share lies between 0 % and 100 %"), say("write a share from 0 % to 100 %")
                    )
                continue
            yield from self._plain_amount_problems(facts, amount)

    def _plain_amount_problems(self, facts: Facts, amount: Quantity) -> Iterator[Problem]:
        """Yield what is wrong with a limit that is not a share."""
        if self.among is not None:
            yield Problem(
                "among",
                say("an amount is not a share of anything"),
                say("leave the key out, or write a share with %"),
            )
        if amount.value < 0 and self.of in QUANTITIES:
            yield Problem(self.key(), say("this cannot be negative"), say("write zero or more"))
        yield from self._unit_problems(facts, self.key(), amount)

    def _unit_problems(self, facts: Facts, key: str, amount: Quantity) -> Iterator[Problem]:
        timed = isinstance(self.limit(), Mapping) or self.times_given()
        flow = self.of in facts.indicators and facts.indicators[self.of].form == "flow"
        if amount.per_year and not (flow and timed):
            message = say("without a year this is a total") if flow else say("this is not measured per year")
            hint = say("leave /yr out, or name the year with in: or by:") if flow else say("leave /yr out")
            yield Problem(key, message, hint)
        try:
            convert(amount, unit_of(facts, self.of))
        except UnitError as error:
            yield Problem(key, error.message, error.hint)

    def _level_problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what is wrong with the level without projects: only a limited amount of an indicator has one."""
        key, level = "without_projects", self.without_projects
        if level is None:
            return
        if self.of in QUANTITIES:
            message = say("only an indicator has a level without projects")
            yield Problem(key, message, say("leave the key out"))
            return
        limit = self.limit()
        if any(each.is_share for each in (limit.values() if isinstance(limit, Mapping) else (limit,))):
            message = say("a share of a whole is not counted from a level without projects")
            yield Problem(key, message, say("write the limit as an amount, or leave the key out"))
        for amount in level.values() if isinstance(level, Mapping) else (level,):
            if amount.is_share:
                unit = unit_of(facts, self.of)
                message = say("this is not what {name} is measured in", name=self.of)
                yield Problem(key, message, say("write {form}", form=say("a number in {unit}", unit=unit)))
            else:
                yield from self._unit_problems(facts, key, amount)
        if isinstance(level, Mapping):
            yield from self._level_year_problems(facts, level)

    def _level_year_problems(self, facts: Facts, level: Mapping[int, Quantity]) -> Iterator[Problem]:
        for moment, _ in self.moments(facts):
            year = moment.year or moment.by
            if year is None:
                message = say("levels of single years say nothing about the whole horizon")
                yield Problem("without_projects", message, say("write one level, or name the year with in: or by:"))
            elif year not in level:
                message = say("the level of {name} without projects in {year} is not given", name=self.of, year=year)
                hint = say("write without_projects: {{{year}: …}} for that very year", year=year)
                yield Problem("without_projects", message, hint)

    def quantity_in_words(self, facts: Facts) -> Message:
        """Return the quantity and its group, such as ``public money for renewable energy``."""
        name = quantity_name(facts, self.of)
        words = say("{quantity}", quantity=name)
        if self.to != EVERYTHING:
            words = say("{quantity} for {group}", quantity=name, group=describe(facts, self.to))
        if self.without_projects is None:
            return words
        level = self._amounts_in_words(facts, self.without_projects)
        return say("{quantity}, counted from {level} without projects", quantity=words, level=level)

    def limit_in_words(self, facts: Facts) -> Message:
        """Return the limit, such as ``50 % of what is spent`` or ``2020: 40; 2021: 30``."""
        limit = self.limit()
        words = self._amounts_in_words(facts, limit)
        return words if isinstance(limit, Mapping) else self.with_time(words)

    def _amounts_in_words(self, facts: Facts, amounts: Limit) -> Message:
        if not isinstance(amounts, Mapping):
            return self._amount_in_words(facts, amounts)
        return listed(
            say("{amount} in {year}", amount=self._amount_in_words(facts, amount), year=year)
            for year, amount in sorted(amounts.items())
        )

    def _amount_in_words(self, facts: Facts, amount: Quantity) -> Message:
        return amount_in_words(facts, self.of, amount, self.share_of)


def amount_in_words(facts: Facts, of: str, amount: Quantity, share_of: str) -> Message:
    """Return an amount of a quantity, or a share of what is spent or of the budget, in words."""
    if not amount.is_share:
        return say("{number} {unit}", number=Number(convert(amount, unit_of(facts, of))), unit=unit_name(facts, of))
    if share_of == "budget":
        return say("{share} % of the budget", share=Number(amount.value * 100))
    return say("{share} % of the whole", share=Number(amount.value * 100))


def budget(facts: Facts, funds: tuple[str, ...] | None, moment: Moment) -> Fraction:
    """Return the money that funds have in a year, by a year, or in all."""
    amounts = (
        (fund, year, amount)
        for fund in facts.funds
        for year, amount in fund.amount.items()
        if year >= facts.horizon[0] and (funds is None or fund.id in funds)
    )
    return sum(
        (
            amount
            for _, year, amount in amounts
            if (moment.year is None or year == moment.year) and (moment.by is None or year <= moment.by)
        ),
        Fraction(0),
    )
