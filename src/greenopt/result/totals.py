"""
Totals: what a plan comes to in money and in every indicator.

The same questions are asked of a decided plan, whose answers are numbers, and of a plan yet to be found, whose
answers are forms: a study that solves a case a thousand times adds up the same sums as ``result.json`` shows.
"""

from collections.abc import Callable, Mapping
from typing import Any

from greenopt.fields import EVERYTHING
from greenopt.plan import FIRST_YEAR, Form, Plan, Sum
from greenopt.plan.shared import is_shared, overlapped
from greenopt.project import Facts, Indicator

Json = dict[str, Any]
Key = tuple[str, str]
"""The indicator, empty for money, and what of it."""
PUBLIC, PRIVATE = ("", "public_money"), ("", "private_money")
_ABOVE, _BELOW = "above", "below"
_ABOVE_WITHOUT, _BELOW_WITHOUT = "above_without", "below_without"


def asked(plan: Plan) -> dict[Key, Form]:
    """Return the quantities that the totals are made of."""
    facts = plan.facts
    public = plan.money()
    found = {PUBLIC: public, PRIVATE: plan.cost() - public}
    for name, indicator in sorted(facts.indicators.items()):
        found |= {(name, part): form for part, form in _parts(plan, indicator).items()}
    return found


def _parts(plan: Plan, indicator: Indicator) -> dict[str, Form]:
    facts, name = plan.facts, indicator.id
    if indicator.form == "ratio":
        year = ratio_year(facts, indicator)
        if year is None:
            return {}
        above, below = facts.indicators[indicator.numerator], facts.indicators[indicator.denominator]
        return {
            _ABOVE: plan.indicator(above.id, by=year) + above.without_projects[year],
            _BELOW: plan.indicator(below.id, by=year) + below.without_projects[year],
            _ABOVE_WITHOUT: Form(constant=above.without_projects[year]),
            _BELOW_WITHOUT: Form(constant=below.without_projects[year]),
        }
    once = Sum(name, EVERYTHING, over=FIRST_YEAR)
    if indicator.form == "flow":
        lifetime = Sum(name, over="lifetime")
        parts = {"over_horizon": plan.counted(Sum(name)), "over_lifetime": plan.counted(lifetime)}
    else:
        lifetime = Sum(name)
        parts = {"by_end_of_horizon": plan.counted(lifetime)}
    parts = {"value": plan.answer(once)} | parts
    if is_shared(facts, name):
        twice = overlapped(facts, lifetime)
        parts["claimed_twice"] = sum((plan.answer(term) * weight for term, weight in twice.terms.items()), Form())
    return parts


def ratio_year(facts: Facts, indicator: Indicator) -> int | None:
    """Return the last year for which both levels without projects of a ratio are known."""
    above, below = facts.indicators[indicator.numerator], facts.indicators[indicator.denominator]
    years = [year for year in facts.years if year in above.without_projects and year in below.without_projects]
    return years[-1] if years else None


def document(facts: Facts, numbers: Mapping[Key, Any] | None, show: Callable[[Any], Any]) -> Json:
    """
    Return the totals as they stand in a result; without a plan there are none.

    Args:
        facts: the case.
        numbers: what ``asked`` comes to.
        show: how a number is written down.
    """
    if numbers is None:
        return {"public_money": None, "private_money": None, "money_unit": facts.units.money, "indicators": {}}
    return {
        "public_money": show(numbers[PUBLIC]),
        "private_money": show(numbers[PRIVATE]),
        "money_unit": facts.units.money,
        "indicators": {name: _entry(facts, each, numbers, show) for name, each in sorted(facts.indicators.items())},
    }


def _entry(facts: Facts, indicator: Indicator, numbers: Mapping[Key, Any], show: Callable[[Any], Any]) -> Json:
    """A flow per year once everything runs, and over horizon and lifetime; a stock in all; a ratio in its last year."""
    if indicator.form == "ratio":
        return _ratio(facts, indicator, numbers, show)
    unit = f"{indicator.unit}/yr" if indicator.form == "flow" else indicator.unit
    parts = {part: show(number) for (name, part), number in numbers.items() if name == indicator.id}
    return {"value": parts.pop("value"), "unit": unit} | parts


def _ratio(facts: Facts, indicator: Indicator, numbers: Mapping[Key, Any], show: Callable[[Any], Any]) -> Json:
    year = ratio_year(facts, indicator)
    if year is None:
        return {"value": None, "unit": indicator.unit}
    name, scale = indicator.id, 100 if indicator.unit == "%" else 1
    return {
        "value": show(numbers[name, _ABOVE] / numbers[name, _BELOW] * scale),
        "unit": indicator.unit,
        "year": year,
        "without_projects": show(numbers[name, _ABOVE_WITHOUT] / numbers[name, _BELOW_WITHOUT] * scale),
    }
