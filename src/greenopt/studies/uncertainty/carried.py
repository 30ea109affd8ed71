"""
Carried: a plan as it was decided, held against the same case with other numbers.

Starts stay as decided. What falls due is what the numbers of the draw make of it; of a payment that several funds
share, each keeps its part. Money that is left is kept for the next year as far as its fund allows. What the plan brings
is counted as if it were carried out in full, and which rules it then breaks is told beside; ``afforded`` is the share
of it that the money lasts for, if everything is cut alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.fields import Selector
from greenopt.plan import DecidedPlan, Decisions, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.plan.funding import keeps
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts, Fund
from greenopt.result.resolved import Json
from greenopt.result.standing import decided
from greenopt.run import requirements_of

ZERO, ONE = Fraction(0), Fraction(1)
HALVINGS = 40
"""Times that the interval is halved in which the share lies that the money lasts for."""


@dataclass(frozen=True)
class Carried:
    """What becomes of a plan under other numbers."""

    value: float
    """The objective, everything carried out as decided."""
    afforded: float
    """The share of the plan that the money lasts for."""
    broken: Mapping[str, float]
    """Requirement → by how much it is broken, in its own unit."""

    def record(self) -> Json:
        """Return it as JSON data."""
        return {"value": self.value, "afforded": self.afforded, "broken": dict(self.broken)}


def carried_out(case: Case, decisions: Decisions, *, rules: bool = True) -> Carried:
    """
    Return what becomes of a plan.

    Args:
        case: with the numbers of a draw.
        decisions: as they were taken under other numbers.
        rules: whether to tell which rules are broken.
    """
    facts = case.facts
    plan = DecidedPlan(facts, _under(facts, decisions))
    spent = _spent(plan)
    plan = DecidedPlan(facts, _with_kept(plan, spent))
    broken = {} if not rules else _broken(case, plan)
    return Carried(float(case.objective.form(plan).constant), float(_afforded(facts, spent)), broken)


def _under(facts: Facts, decisions: Decisions) -> Decisions:
    """Return the same starts, with the payments that fall due under these facts."""
    due: dict[str, dict[int, Fraction]] = {}
    for (name, start), share in decisions.starts.items():
        for year, money in facts.by_id[name].due(start, facts.horizon[1]).items() if share else ():
            years = due.setdefault(name, {})
            years[year] = years.get(year, ZERO) + share * money
    before: dict[str, dict[tuple[str, int], Fraction]] = {}
    for (name, fund, year), money in decisions.payments.items():
        before.setdefault(name, {})[fund, year] = money
    payments: dict[tuple[str, str, int], Fraction] = {}
    for name, years in due.items():
        for year, money in years.items():
            for fund, part in _parts(facts, name, year, before.get(name, {})).items():
                payments[name, fund, year] = part * money
    return Decisions(starts=decisions.starts, payments=payments, shortfalls=decisions.shortfalls)


def _parts(facts: Facts, name: str, year: int, before: Mapping[tuple[str, int], Fraction]) -> dict[str, Fraction]:
    """Return which part of a payment each fund makes: as decided for the year, else as decided in all."""
    payers = facts.payers[name]
    if len(payers) <= 1:
        return dict.fromkeys(payers, ONE)
    money = {fund: before.get((fund, year), ZERO) for fund in payers}
    if not sum(money.values(), ZERO):
        money = {fund: sum((each for (other, _), each in before.items() if other == fund), ZERO) for fund in payers}
    whole = sum(money.values(), ZERO)
    return {fund: each / whole for fund, each in money.items()} if whole else {payers[0]: ONE}


def _spent(plan: DecidedPlan) -> dict[tuple[str, int], Fraction]:
    """Return what each fund spends in each open year."""
    return {
        (fund.id, year): plan.value(Sum(PUBLIC_MONEY, Selector(funds=(fund.id,)), year=year, fund=fund.id))
        for fund in plan.facts.funds
        for year in plan.facts.open_payment_years
    }


def _with_kept(plan: DecidedPlan, spent: Mapping[tuple[str, int], Fraction]) -> Decisions:
    kept: dict[tuple[str, int], Fraction] = {}
    for fund in plan.facts.funds:
        kept |= {(fund.id, year): max(left, ZERO) for year, left in _chain(plan.facts, fund, spent, ONE)[0].items()}
    given = plan.decisions
    return Decisions(given.starts, given.payments, kept, given.shortfalls, given.reached)


def _chain(
    facts: Facts, fund: Fund, spent: Mapping[tuple[str, int], Fraction], share: Fraction
) -> tuple[dict[int, Fraction], bool]:
    """Return what a fund keeps from each year if a share of the plan is carried out, and whether its money lasts."""
    symbolic = SymbolicPlan(facts)
    kept: dict[int, Fraction] = {}
    carried, lasts = fund.opening, True
    for year in facts.open_payment_years:
        amount = fund.amount.get(year, ZERO)
        left = amount + carried - share * spent[fund.id, year]
        lasts = lasts and left >= 0
        carried = ZERO
        if keeps(symbolic, fund, year):
            most = left if fund.carry_over is None else min(left, fund.carry_over * amount)
            carried = kept[year] = max(most, ZERO)
    return kept, lasts


def _afforded(facts: Facts, spent: Mapping[tuple[str, int], Fraction]) -> Fraction:
    """Return the largest share of a plan that every fund can pay in every year."""

    def lasts(share: Fraction) -> bool:
        return all(_chain(facts, fund, spent, share)[1] for fund in facts.funds)

    if lasts(ONE):
        return ONE
    if not any(fund.carry_over for fund in facts.funds) and all(fund.carry_over is not None for fund in facts.funds):
        return min(_room(facts, spent))
    low, high = ZERO, ONE
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if lasts(middle) else (low, middle)
    return low


def _room(facts: Facts, spent: Mapping[tuple[str, int], Fraction]) -> list[Fraction]:
    """Return money over what is spent, for every fund and year in which something is."""
    found = [ONE]
    for fund in facts.funds:
        for year in facts.open_payment_years:
            if spent[fund.id, year]:
                at_hand = fund.amount.get(year, ZERO) + (fund.opening if year == facts.open_from else ZERO)
                found.append(at_hand / spent[fund.id, year])
    return found


def _broken(case: Case, plan: DecidedPlan) -> dict[str, float]:
    """Return the hard requirements that the plan breaks, and by how much; priorities end nowhere that could break."""
    priorities = {rule.id for rule in case.rules if rule.gives_priority}
    found: dict[str, float] = {}
    for requirement in requirements_of(case):
        if requirement.soft_scale or requirement.rule in priorities:
            continue
        room = decided(requirement, plan).room()
        if room < 0:
            found[requirement.name] = float(-room)
    return found
