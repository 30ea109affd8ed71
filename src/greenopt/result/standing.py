"""Standing: how every rule and every fund stands in a plan: both sides, slack, and what moving it would be worth."""

from fractions import Fraction

from greenopt.case.case import Case
from greenopt.engine.answer import Answer
from greenopt.language import Message, say
from greenopt.plan import DecidedPlan, Form, Requirement, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.project import Facts
from greenopt.result.resolved import Json
from greenopt.rules import Rule
from greenopt.units import significant

ZERO = Fraction(0)


def plain(value: Fraction | None) -> float | int | None:
    """Return a number as result files hold it: rounded half up to twelve significant digits."""
    if value is None:
        return None
    shown = significant(value)
    return int(shown) if shown.denominator == 1 and abs(shown) < 10**15 else float(shown)


def decided(requirement: Requirement, plan: DecidedPlan) -> Requirement:
    """Return a requirement with its sides as numbers of a decided plan."""

    def number(form: Form) -> Form:
        return Form(constant=form.at(plan.value))

    return requirement._replace(
        left=number(requirement.left), right=number(requirement.right), step=number(requirement.step)
    )


def rules_table(case: Case, answer: Answer, plan: DecidedPlan | None) -> list[Json]:
    """Every requirement with its sides, slack and prices; then rules that were settled before anything was built."""
    rules = {rule.id: rule for rule in case.rules}
    rows = []
    for requirement in answer.requirements:
        rule = rules.get(requirement.rule)
        kind = rule.rule if rule else ("fund" if requirement.rule.startswith("funds.") else "commitment")
        rows.append(head(case, requirement, rule) | {"rule": kind} | _sides(answer, requirement, plan))
    spoken = {requirement.rule for requirement in answer.requirements}
    rows += [_settled(case, rule.id) for rule in case.rules if rule.id not in spoken]
    return rows


def head(case: Case, requirement: Requirement, rule: Rule | None) -> Json:
    """Return what a requirement is called, what its rule says, or the structure of the case, and where that is from."""
    words = rule.in_words(case.facts) if rule else structural_words(case.facts, requirement)
    return {
        "name": requirement.rule,
        "part": requirement.part,
        "row": rule.row if rule else None,
        "source": rule.source if rule else structural_source(case.facts, requirement),
        "text": words.both(),
    }


def _sides(answer: Answer, requirement: Requirement, plan: DecidedPlan | None) -> Json:
    price = answer.prices.get(requirement.name)
    relax, tighten = (price.relax, price.tighten) if price else (None, None)
    equality = requirement.sense.value == "=="
    row: Json = {
        "sense": requirement.sense.value,
        "unit": requirement.unit.both(),
        "price": plain(relax) if relax == tighten and not equality else None,
        "price_relax": None if equality else plain(relax),
        "price_tighten": None if equality else plain(tighten),
        "price_up": plain(relax) if equality else None,
        "price_down": plain(tighten) if equality else None,
        "price_unit": requirement.step_unit.both(),
    }
    if plan is None:
        return row | {"left": None, "right": None, "slack": None, "binding": None, "shortfall": None}
    sides = decided(requirement, plan)
    missed = plan.decisions.shortfalls.get((requirement.rule, requirement.part), ZERO)
    sign = -1 if requirement.sense.value == "<=" else 1
    return row | {
        "left": plain(sides.left.constant - sign * missed),
        "right": plain(sides.right.constant),
        "slack": plain(sides.room()),
        "binding": sides.room() == 0,
        "shortfall": plain(missed) if requirement.soft_scale else None,
    }


def _settled(case: Case, name: str) -> Json:
    """Return the row of a rule that needed no requirement, with the projects it screened out."""
    rule = next(each for each in case.rules if each.id == name)
    screened = [project.id for project in case.facts.projects if project.screened and project.screened.rule == name]
    keys = ("sense", "left", "right", "unit", "slack", "binding", "shortfall")
    prices = ("price", "price_relax", "price_tighten", "price_up", "price_down", "price_unit")
    return {
        "name": name,
        "part": "",
        "rule": rule.rule,
        "row": rule.row,
        "source": rule.source,
        "text": rule.in_words(case.facts).both(),
        "screened_out": screened,
        **dict.fromkeys((*keys, *prices)),
    }


def structural_words(facts: Facts, requirement: Requirement) -> Message:
    """Return in words what holds without any rule: a fund's money, a promise."""
    kind, name, *rest = requirement.rule.split(".")
    if kind == "funds":
        fund = facts.fund_by_id[name]
        if rest == ["carry_over"]:
            return say("{fund}: what may be kept from {year} for the next year.", fund=fund.name, year=requirement.part)
        if rest == ["spend_at_least"]:
            return say("{fund}: what must be spent in {year}.", fund=fund.name, year=requirement.part)
        return say("{fund}: money in {year}.", fund=fund.name, year=requirement.part)
    project = facts.by_id[name]
    if rest == ["payments"]:
        return say("{project}: no fund may pay what is due in {year}.", project=project.name, year=requirement.part)
    return say("{project} is carried out in full.", project=project.name)


def structural_source(facts: Facts, requirement: Requirement) -> str:
    """Return where a fund's money, or a promise, comes from."""
    kind, name, *_ = requirement.rule.split(".")
    if kind == "funds":
        return facts.fund_by_id[name].source
    return facts.by_id[name].status_source


def years_table(facts: Facts, answer: Answer, plan: DecidedPlan) -> list[Json]:
    """Every fund in every year: what it had, spent, kept and lost, and what one more unit would bring."""
    rows = []
    for fund in facts.funds:
        carried = fund.opening
        for year in facts.open_payment_years:
            amount = fund.amount.get(year, ZERO)
            spent = plan.value(Sum(PUBLIC_MONEY, year=year, fund=fund.id))
            kept = plan.decisions.unspent.get((fund.id, year), ZERO)
            price = answer.prices.get(f"funds.{fund.id}:{year}")
            rows.append(
                {
                    "fund": fund.id,
                    "year": year,
                    "amount": plain(amount),
                    "carried_in": plain(carried),
                    "spent": plain(spent),
                    "carried_out": plain(kept),
                    "lapsed": plain(amount + carried - spent - kept),
                    "price": plain(price.relax) if price and price.relax == price.tighten else None,
                }
            )
            carried = kept
    return rows
