"""
Phase-out: what is to be closed or replaced is gone by the years named, a share or a number of it.

    closed[year]  =   sum(closes[p] * start[p, y] for y <= year - delay[p])
    closed[year]  >=  share * stock               a share of what there is
    closed[year]  >=  number                      a number

one requirement for every year of ``closed_by`` within the horizon. A project closes when it comes to run, and what is
closed does not open again when the project's lifetime ends.

Unit: that of the stock, such as kilns; a share needs its percent sign.

Trap: the stock is what stood there before any project of the case, those begun in earlier rounds among them: what these
close counts as closed. A stock counted today, after earlier closures, would make the rule ask for too little.

Price: what closing one percentage point of the stock less brings; for a number, one unit less.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from greenopt.fields import EVERYTHING, Amount, Identifier, Selector, Year
from greenopt.language import Message, Number, listed, say, word
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.naming import Problem, check_selector, describe, unknown_name
from greenopt.project import Facts, Stock
from greenopt.rules._rule import Soft
from greenopt.units import Quantity, UnitError, convert


class PhaseOut(Soft):
    """What is to be closed or replaced is gone by the years named, a share or a number of it."""

    rule: Literal["phase_out"] = "phase_out"
    """Phase-out."""
    what: Identifier
    """The stock that is to be closed or replaced."""
    closed_by: dict[Year, Amount]
    """Year by whose end → share of the stock, or number, that is closed."""
    to: Selector = EVERYTHING
    """Only what these projects close counts; all projects if not given."""

    def years(self) -> tuple[int, ...]:
        """Return the years of ``closed_by``."""
        return tuple(self.closed_by)

    def steps(self, facts: Facts) -> list[tuple[int, Quantity]]:
        """Return the years within the horizon in which the rule binds, each with what is closed by then."""
        return [
            (year, amount)
            for year, amount in sorted(self.closed_by.items())
            if year in facts.years and self.binds_in(year)
        ]

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each year."""
        stock = plan.facts.stocks[self.what]
        unit = _unit(stock)
        for year, amount in self.steps(plan.facts):
            part, left = str(year), plan.closed(self.what, self.to, by=year)
            right = Form(constant=_wanted(stock, amount))
            step, step_unit = Form(constant=1), unit
            if amount.is_share:
                step, step_unit = Form(constant=stock.amount / 100), say("percentage point")
            left, scale = self.softened(plan, part, left, right, +1)
            setting = self.setting("closed_by", part)
            yield Requirement(
                self.id,
                part,
                left,
                Sense.AT_LEAST,
                right,
                step,
                unit,
                step_unit,
                soft_scale=scale,
                setting=setting,
            )

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield an unknown stock, one without an amount, units that do not fit, and steps that fall."""
        yield from check_selector(facts, self.to, "to")
        if not self.closed_by:
            yield Problem("closed_by", say("no year is given"), say("write {example}", example="{2025: …}"))
        if self.what not in facts.stocks:
            yield unknown_name("what", self.what, tuple(facts.stocks))
            return
        stock = facts.stocks[self.what]
        wrong = [
            problem
            for year, amount in sorted(self.closed_by.items())
            for problem in _amount_problems(stock, f"closed_by.{year}", amount)
        ]
        yield from wrong
        if not stock.amount and any(amount.is_share for _, amount in self.steps(facts)):
            yield Problem(
                "what",
                say("how many there are is not said, so a share of them means nothing"),
                say("write stocks.{stock}.amount", stock=self.what),
            )
        if not wrong:
            yield from _order_problems(stock, self.closed_by)

    def least(self, facts: Facts, *keys: str) -> Fraction:
        """Return what is closed by the step before, in the way in which the step is written; nothing opens again."""
        year, stock = int(keys[-1]), facts.stocks[self.what]
        before = [amount for earlier, amount in sorted(self.closed_by.items()) if earlier < year]
        if not before:
            return Fraction(0)
        if self.closed_by[year].is_share:
            return before[-1].value * 100 if before[-1].is_share else _wanted(stock, before[-1]) / stock.amount * 100
        return _wanted(stock, before[-1])

    def in_words(self, facts: Facts) -> Message:
        """Return the phase-out as a sentence."""
        stock = facts.stocks[self.what]
        limits = listed(
            say("{amount} by the end of {year}", amount=_amount_in_words(stock, amount), year=year)
            for year, amount in sorted(self.closed_by.items())
        )
        sentence = say("{stock} closed or replaced: at least {limits}", stock=stock.name, limits=limits)
        if self.to != EVERYTHING:
            sentence = say(
                "{stock} closed or replaced by {group}: at least {limits}",
                stock=stock.name,
                group=describe(facts, self.to),
                limits=limits,
            )
        return say("Strive: {sentence}.", sentence=sentence) if self.soft else say("{sentence}.", sentence=sentence)


def _amount_problems(stock: Stock, key: str, amount: Quantity) -> Iterator[Problem]:
    if amount.is_share:
        if not 0 <= amount.value <= 1:
            yield Problem(key, say("a share lies between 0 % and 100 %"), say("write a share from 0 % to 100 %"))
        return
    if amount.per_year:
        yield Problem(key, say("this is not measured per year"), say("leave /yr out"))
    if amount.value < 0:
        yield Problem(key, say("this cannot be negative"), say("write zero or more"))
    try:
        number = convert(amount, stock.unit)
    except UnitError as error:
        yield Problem(key, error.message, error.hint)
        return
    if stock.amount and number > stock.amount:
        message = say("there are only {number} of them", number=Number(stock.amount))
        yield Problem(key, message, say("write at most so many, or check stocks.{stock}.amount", stock=stock.id))


def _order_problems(stock: Stock, closed_by: Mapping[int, Quantity]) -> Iterator[Problem]:
    """Yield years by which less would be closed than by an earlier one; nothing opens again."""
    known = replace(stock, amount=stock.amount or Fraction(1))
    steps = sorted(closed_by.items())
    for (earlier, before), (year, after) in pairwise(steps):
        comparable = stock.amount or before.is_share == after.is_share
        if comparable and _wanted(known, after) < _wanted(known, before):
            yield Problem(
                f"closed_by.{year}",
                say("by {year} less would be closed than by {earlier}", year=year, earlier=earlier),
                say("write shares or numbers that never fall"),
            )


def _wanted(stock: Stock, amount: Quantity) -> Fraction:
    return amount.value * stock.amount if amount.is_share else convert(amount, stock.unit)


def _unit(stock: Stock) -> Message:
    return word(stock.unit) if stock.unit else say("{quantity}", quantity=stock.name)


def _amount_in_words(stock: Stock, amount: Quantity) -> Message:
    if amount.is_share:
        return say("{number} %", number=Number(amount.value * 100))
    return say("{number} {unit}", number=Number(convert(amount, stock.unit)), unit=_unit(stock))
