"""
Budgets of a ladder: all money of all funds that is still to be given, moved together by one factor.

    8               as many budgets in equal steps, from the least with which there is a plan to twice what is written,
                    or to where the best is reached if that comes first; each rounded up to four significant digits
    30000,45000     these, in the case's unit of money
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from greenopt.case.case import Case
from greenopt.case.settle import resettled
from greenopt.engine.exact import Point, value_of
from greenopt.engine.posed import pose
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.solve import Solver
from greenopt.engine.soonest import soonest
from greenopt.engine.stages import solve_stages
from greenopt.errors import WrongUsage
from greenopt.language import Number, printable, say, word
from greenopt.project import Facts
from greenopt.run import question_of
from greenopt.units import UnitError, magnitude, parse_number

FEWEST, MOST = 2, 40
"""Budgets of a ladder."""
DIGITS = 4
"""Of a budget that nobody named."""
FARTHEST = Fraction(2)


def budgets_asked(text: str) -> int | tuple[Fraction, ...]:
    """
    Read what ``--ladder`` takes: how many budgets, or the budgets themselves.

    Raises:
        WrongUsage: it is neither.
    """
    parts = [each.strip() for each in text.split(",")]
    numbers = []
    for part in parts:
        try:
            numbers.append(parse_number(part))
        except UnitError as problem:
            raise WrongUsage(
                say(
                    "--ladder takes a number of budgets, or budgets such as 30000,45000; '{text}': {problem}",
                    text=printable(part),
                    problem=say("{message}; {hint}", message=problem.message, hint=problem.hint),
                )
            ) from None
    if len(numbers) > 1:
        return tuple(numbers)
    if numbers[0].denominator != 1 or not FEWEST <= numbers[0] <= MOST:
        raise WrongUsage(
            say(
                "--ladder {text}: a ladder has {fewest} to {most} budgets; name them with commas between",
                text=printable(parts[0]),
                fewest=FEWEST,
                most=MOST,
            )
        )
    return int(numbers[0])


def money_of(facts: Facts) -> Fraction:
    """Return all money of all funds that is still to be given, in the case's unit."""
    return sum(
        (amount for fund in facts.funds for year, amount in fund.amount.items() if year >= facts.open_from), Fraction(0)
    )


def with_factor(case: Case, factor: Fraction) -> Case | None:
    """Return the case with that much of its money; None where its rules contradict it then."""
    facts = case.facts
    funds = tuple(
        replace(
            fund,
            amount={
                year: amount * factor if year >= facts.open_from else amount for year, amount in fund.amount.items()
            },
        )
        for fund in facts.funds
    )
    moved = replace(facts, funds=funds)
    settled = resettled(moved, case.rules, {}) if facts.table is None else moved
    return None if settled is None else replace(case, facts=settled)


def checked(case: Case, budgets: Sequence[object]) -> tuple[Fraction, ...]:
    """
    Return budgets that were named, as they are.

    Raises:
        WrongUsage: they are no ladder of budgets.
    """
    exact = [Fraction(each) for each in budgets if isinstance(each, int | Fraction) and not isinstance(each, bool)]
    if len(exact) < len(budgets):
        raise WrongUsage(say("a budget of the ladder is not an exact number"))
    if not FEWEST <= len(budgets) <= MOST:
        raise WrongUsage(
            say(
                "a ladder has {fewest} to {most} budgets, and {count} are named",
                fewest=FEWEST,
                most=MOST,
                count=len(budgets),
            )
        )
    unit = word(case.facts.units.money)
    for place, each in enumerate(exact):
        said = {"budget": Number(each), "unit": unit}
        if each < 0:
            raise WrongUsage(say("a budget of the ladder is below zero: {budget} {unit}", **said))
        if place and each == exact[place - 1]:
            raise WrongUsage(say("the ladder names the budget {budget} {unit} twice", **said))
        if place and each < exact[place - 1]:
            before = Number(exact[place - 1])
            raise WrongUsage(
                say(
                    "the budgets of the ladder have to rise: {budget} {unit} stands behind {before}",
                    before=before,
                    **said,
                )
            )
    return tuple(exact)


def base_of(case: Case) -> Fraction:
    """
    Return the money that budgets are multiples of.

    Raises:
        WrongUsage: there is none.
    """
    money = money_of(case.facts)
    if money <= 0:
        raise WrongUsage(say("no fund has money that is still to be given, so there is no budget to move"))
    return money


def equal_steps(case: Case, count: int) -> tuple[Fraction, ...]:
    """
    Return budgets in equal steps.

    Raises:
        WrongUsage: the number of budgets makes no sense, or where to begin is not known.
    """
    if isinstance(count, bool) or not FEWEST <= count <= MOST:
        raise WrongUsage(
            say("a ladder has {fewest} to {most} budgets, not {count}", fewest=FEWEST, most=MOST, count=count)
        )
    base, ends = base_of(case), _ends(case)
    if ends is None:
        raise WrongUsage(
            say("the least budget with which there is a plan is not known; name the budgets, such as 30000,45000")
        )
    first, last = (_rounded_up(each * base) for each in ends)
    step = (last - first) / (count - 1)
    found = [_rounded_up(first + step * number) for number in range(count)]
    if len(set(found)) < count:
        said = {"first": Number(first), "last": Number(last), "count": count}
        raise WrongUsage(say("between {first} and {last} there is no room for {count} {count:budget|budgets}", **said))
    return tuple(found)


def _ends(case: Case) -> tuple[Fraction, Fraction] | None:
    """Return the factors of the least budget with a plan and of the largest that is looked at; None if not known."""
    posed = []
    for factor in (Fraction(1), FARTHEST):
        moved = with_factor(case, factor)
        if moved is None:
            return None
        posed.append(pose(question_of(moved)))
    here, there = posed
    try:
        least = soonest(here.rows, there.rows, FARTHEST)
        if least is None or any(here.rows.program.whole):
            return None if least is None else (least, FARTHEST)
        best = solve_stages(Solver(there.rows.program), there.rows.program, there.steps[: there.main + 1])
        one, other = here.steps[here.main].cost, there.steps[there.main].cost
        if best.x is None or one != other:
            return least, FARTHEST
        idle = soonest(here.rows, there.rows, FARTHEST, [(one, value_of(one, Point(best.x)))])
    except OutOfRange:
        return None
    return least, FARTHEST if idle is None or idle <= least else idle


def _rounded_up(amount: Fraction) -> Fraction:
    """Return an amount with few digits, never below it, so that there still is a plan."""
    if not amount:
        return amount
    unit = Fraction(10) ** (magnitude(amount) - DIGITS + 1)
    return ceil(amount / unit) * unit
