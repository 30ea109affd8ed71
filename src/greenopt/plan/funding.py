"""
What holds in every case, whatever its rules: funds spend what they have, and promises are kept.

    money(f, y) + unspent(f, y)  <=  amount[f, y] + unspent(f, y - 1)      (in the first open year: + opening)
    unspent(f, y)                <=  carry_over[f] * amount[f, y]
    money(f, y)                  >=  spend_at_least[f] * (amount[f, y] + unspent(f, y - 1))
    level(p)                     ==  1                                     for committed and required projects
    money(p, y)                  <=  0                                     where p was begun and no fund may pay in y

Years that have passed demand nothing: what was begun and paid in them is a fact.

Unit: the case's money; levels are shares of a project. Trap: money that may not be carried over is lost to the plan,
but never has to be spent, so a year's price can be zero while the next year's is high.

Price: what one more unit of money in that fund and year would bring; for a promise, what one percentage point less
of that project would bring.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.fields import Selector
from greenopt.language import say, word
from greenopt.plan.form import Form
from greenopt.plan.plan import Plan, Requirement, Sense
from greenopt.project import Fund, Project


def fund_name(fund: str) -> str:
    """Return the name under which a fund's yearly amounts are listed among the rules."""
    return f"funds.{fund}"


def funding(plan: Plan) -> Iterator[Requirement]:
    """Yield what every plan must satisfy: funds in order of name and year, then promises by project."""
    for fund in plan.facts.funds:
        for year in plan.facts.open_payment_years:
            yield from _year_of_fund(plan, fund, year)
    for project in plan.facts.unfree:
        if project.status in ("committed", "required"):
            yield Requirement(
                f"projects.{project.id}.status",
                "",
                plan.level(project.id),
                Sense.EQUAL,
                Form(constant=1),
                Form(constant=Fraction(1, 100)),
                say("share of the project"),
                say("percentage point of the project"),
                fixed=project.status == "committed",
                setting=f"projects.{project.id}.status",
            )
        yield from _unpaid(plan, project)


def _unpaid(plan: Plan, project: Project) -> Iterator[Requirement]:
    """Yield what cannot be: a payment still due of what was begun, in a year in which no fund may make it."""
    facts = plan.facts
    money = word(facts.units.money)
    due = {year for start in project.started for year, owed in project.due(start, facts.horizon[1]).items() if owed}
    for year in sorted(due):
        if year > facts.last_payment_year or (year >= facts.open_from and not facts.payers[project.id]):
            left = plan.money(Selector(projects=(project.id,)), year=year)
            name, nothing, unit = f"projects.{project.id}.payments", Form(), Form(constant=1)
            yield Requirement(name, str(year), left, Sense.AT_MOST, nothing, unit, money, money, fixed=True)


def _year_of_fund(plan: Plan, fund: Fund, year: int) -> Iterator[Requirement]:
    money = word(plan.facts.units.money)
    spent = plan.money(Selector(funds=(fund.id,)), year=year)
    amount = fund.amount.get(year, Fraction(0))
    at_hand = Form(constant=amount) + _carried_in(plan, fund, year)
    kept = plan.unspent(fund.id, year) if keeps(plan, fund, year) else Form()
    unit = Form(constant=1)
    name, setting = fund_name(fund.id), f"{fund_name(fund.id)}.amount.{year}"
    yield Requirement(name, str(year), spent + kept, Sense.AT_MOST, at_hand, unit, money, money, setting=setting)
    if kept.terms and fund.carry_over is not None:
        yield Requirement(
            f"{fund_name(fund.id)}.carry_over",
            str(year),
            kept,
            Sense.AT_MOST,
            Form(constant=fund.carry_over * amount),
            Form(constant=amount / 100),
            money,
            say("percentage point"),
            setting=f"{fund_name(fund.id)}.carry_over",
        )
    if fund.spend_at_least:
        yield Requirement(
            f"{fund_name(fund.id)}.spend_at_least",
            str(year),
            spent,
            Sense.AT_LEAST,
            at_hand * fund.spend_at_least,
            at_hand / 100,
            money,
            say("percentage point"),
            setting=f"{fund_name(fund.id)}.spend_at_least",
        )


def keeps(plan: Plan, fund: Fund, year: int) -> bool:
    """Return whether a fund may keep money of that year, which is still open, for the next."""
    return fund.carry_over != 0 and plan.facts.open_from <= year < plan.facts.last_payment_year


def _carried_in(plan: Plan, fund: Fund, year: int) -> Form:
    if year == plan.facts.open_from:
        return Form(constant=fund.opening)
    earlier = year - 1
    return plan.unspent(fund.id, earlier) if keeps(plan, fund, earlier) else Form()
