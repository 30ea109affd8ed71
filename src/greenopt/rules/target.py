"""
Target: an indicator, or a ratio of two, is reached by a year; hard, or striven for.

    without_projects[year] + sum(impact)                          >=  at_least              an amount
    numerator.without + sum(...)  >=  at_least * (denominator.without + sum(...))           a ratio

or, with ``at_most``, not exceeded: an emission intensity, what is still emitted.

A soft target (``soft: true``) may be missed by a shortfall, which is made as small as possible before anything else.
``aim`` is the upper end of a target given as a range; it is reported, not enforced.

Unit: that of the indicator; a ratio of like units is a share and needs its percent sign, one of unlike units is a
number.

Trap: closing an establishment lowers numerator and denominator at once. The level without projects must be that of
the target year: a base year carried forward would count growth that never happened.

Price: what relaxing the target by one unit, or a share by one percentage point, brings.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import Amount, Identifier, Year
from greenopt.language import Message, Number, say, word
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.naming import Problem, unknown_name
from greenopt.plan.shared import misplaced
from greenopt.project import Facts, Indicator
from greenopt.rules._rule import Soft
from greenopt.units import Quantity, UnitError, convert

NOTHING = Quantity(Fraction(0), "")


class Target(Soft):
    """An indicator, or a ratio of two, is reached by a year."""

    rule: Literal["target"] = "target"
    """Target."""
    of: Identifier
    """The indicator."""
    by: Annotated[Year | None, Field()] = None
    """Reached by the end of that year."""
    in_year: Annotated[Year | None, Field(alias="in")] = None
    """Reached in that year."""
    at_least: Amount | None = None
    """What must be reached."""
    at_most: Amount | None = None
    """What must not be exceeded, such as an emission intensity."""
    aim: Amount | None = None
    """The upper end that is striven for."""

    @property
    def key(self) -> str:
        """The key that holds the limit."""
        return "at_least" if self.at_most is None else "at_most"

    @property
    def limit(self) -> Quantity:
        """What must be reached, or not be exceeded."""
        return self.at_least or self.at_most or NOTHING

    def years(self) -> tuple[int, ...]:
        """Return the year of the target."""
        return (self.year,) if self.year else ()

    @property
    def year(self) -> int:
        """The year of the target."""
        return self.by or self.in_year or 0

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield the one requirement, unless the year lies outside the horizon."""
        if self.year not in plan.facts.years or not self.binds_in(self.year):
            return
        indicator = plan.facts.indicators[self.of]
        unit = _unit(plan.facts.indicators[indicator.numerator or self.of])
        if indicator.form == "ratio":
            left = self._level(plan, indicator.numerator)
            whole = self._level(plan, indicator.denominator)
            share = self.limit.is_share
            right, step = whole * self.limit.value, whole / 100 if share else whole
            step_unit = say("percentage point") if share else word(indicator.unit)
        else:
            left, step, step_unit = self._level(plan, self.of), Form(constant=1), unit
            right = Form(constant=convert(self.limit, indicator.unit))
        sense = Sense.AT_LEAST if self.at_most is None else Sense.AT_MOST
        left, scale = self.softened(plan, "", left, right, 1 if sense is Sense.AT_LEAST else -1)
        setting = self.setting(self.key)
        yield Requirement(self.id, "", left, sense, right, step, unit, step_unit, soft_scale=scale, setting=setting)

    def _level(self, plan: Plan, name: str) -> Form:
        """Return the level of an indicator in the target year, projects included."""
        base = plan.facts.indicators[name].without_projects.get(self.year, Fraction(0))
        return plan.indicator(name, year=self.in_year, by=self.by) + base

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield a missing indicator, year or level without projects, a unit that does not fit, an empty denominator."""
        if self.of not in facts.indicators:
            yield unknown_name("of", self.of, tuple(facts.indicators))
            return
        if (self.by is None) == (self.in_year is None):
            yield Problem("by", say("a target has one year"), say("write by: {year}", year=facts.horizon[1]))
            return
        if (self.at_least is None) == (self.at_most is None):
            yield Problem("at_least", say("a target has one limit"), say("write at_least: or at_most:"))
            return
        indicator = facts.indicators[self.of]
        yield from self._amount_problems(indicator)
        if self.year not in facts.years or not {indicator.numerator, indicator.denominator} <= {"", *facts.indicators}:
            return
        for name in (indicator.numerator, indicator.denominator) if indicator.form == "ratio" else (self.of,):
            known = facts.indicators[name].without_projects
            if self.year not in known and (known or indicator.form == "ratio"):
                yield Problem(
                    "of",
                    say("the level of {name} without projects in {year} is not given", name=name, year=self.year),
                    say(
                        "write indicators.{name}.without_projects: {{{year}: …}} for that very year",
                        name=name,
                        year=self.year,
                    ),
                )
        in_year = "in" if self.in_year else ""
        better = self.at_most is None
        yield from misplaced(facts, indicator.numerator or self.of, better=better, in_year=in_year)
        yield from misplaced(facts, indicator.denominator, better=not better)
        if indicator.form == "ratio" and self.year in facts.indicators[indicator.denominator].without_projects:
            yield from self._denominator_problems(facts, indicator.denominator)

    def _amount_problems(self, indicator: Indicator) -> Iterator[Problem]:
        for key, amount in ((self.key, self.limit), ("aim", self.aim)):
            if amount is None:
                continue
            if (indicator.unit == "%") != amount.is_share:
                form = say("40 %") if indicator.unit == "%" else say("a number in {unit}", unit=indicator.unit)
                yield Problem(
                    key, say("this is not what {name} is measured in", name=self.of), say("write {form}", form=form)
                )
            elif indicator.form == "ratio" and amount.unit not in ("", indicator.unit):
                yield Problem(key, say("this is not in {unit}", unit=indicator.unit), say("write the number alone"))
            elif indicator.form != "ratio":
                if amount.per_year and indicator.form != "flow":
                    yield Problem(key, say("this is not measured per year"), say("leave /yr out"))
                try:
                    convert(amount, indicator.unit)
                except UnitError as error:
                    yield Problem(key, error.message, error.hint)
        if self.aim is None or self.aim.unit != self.limit.unit:
            return
        if self.at_most is None and self.aim.value < self.limit.value:
            yield Problem("aim", say("the aim lies below the target"), say("write an aim of at least the target"))
        if self.at_most is not None and self.aim.value > self.limit.value:
            yield Problem("aim", say("the aim lies above the target"), say("write an aim of at most the target"))

    def _denominator_problems(self, facts: Facts, name: str) -> Iterator[Problem]:
        factors = facts.factors.get(name, {})
        lost = [
            impact.at(self.year, factors)
            for project in facts.projects
            if (impact := project.impact.get(name)) and all(fuel in factors for fuel, _ in impact.energy)
        ]
        least = facts.indicators[name].without_projects[self.year] + sum(
            (each for each in lost if each < 0), Fraction(0)
        )
        if least <= 0:
            yield Problem(
                "of",
                say("projects could bring {name} to zero or below, and a share of nothing means nothing", name=name),
                say("check what the projects close"),
            )

    def in_words(self, facts: Facts) -> Message:
        """Return the target as a sentence."""
        indicator = facts.indicators[self.of]
        reached = _amount_in_words(self.limit, indicator)
        if self.aim is not None:
            reached = say("{least}, aiming at {aim}", least=reached, aim=_amount_in_words(self.aim, indicator))
        named = {"name": indicator.name, "reached": reached, "year": self.year}
        sentence = say("{name} reaches {reached} by {year}", **named)
        if self.at_most is not None:
            sentence = say("{name} is at most {reached} by {year}", **named)
        return say("Strive: {sentence}.", sentence=sentence) if self.soft else say("{sentence}.", sentence=sentence)


def _amount_in_words(amount: Amount, indicator: Indicator) -> Message:
    if amount.is_share:
        return say("{number} %", number=Number(amount.value * 100))
    unit = word(indicator.unit) if indicator.form == "ratio" else _unit(indicator)
    return say("{number} {unit}", number=Number(convert(amount, indicator.unit), 4), unit=unit)


def _unit(indicator: Indicator) -> Message:
    return say("{unit} per year", unit=word(indicator.unit)) if indicator.form == "flow" else word(indicator.unit)
