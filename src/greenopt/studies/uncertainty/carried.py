"""
Carried: a plan as it was decided, held against the same case with other numbers.

Starts stay as decided. What falls due is what the numbers of the draw make of it; of a payment that several funds
share, each keeps its part. Money that is left is kept for the next year as far as its fund allows. What the plan brings
is counted as if it were carried out in full; which rules it then breaks, and by how much, is told beside. Everything is
counted in exact numbers, project by project, as the audit of a run counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Carried:
    """What becomes of a plan under other numbers."""

    value: float
    """The objective, everything carried out as decided."""
    broken: Mapping[str, float]
    """Requirement → by how much it is broken, in its own unit."""

    def record(self) -> Json:
        """Return it as JSON data."""
        return {"value": self.value, "broken": dict(self.broken)}


def carried_out(case: Case, decisions: Decisions) -> Carried:
    """
    Return what becomes of a plan.

    Args:
        case: with the numbers of a draw.
        decisions: as they were taken under other numbers.
    """
    plan = DecidedPlan(case.facts, settled_under(case.facts, decisions))
    kept = {key: left for fund in case.facts.funds for key, left in _kept(plan, fund).items()}
    plan = DecidedPlan(case.facts, replace(plan.decisions, unspent=kept))
    return Carried(float(case.objective.form(plan).constant), _broken(case, plan))


def settled_under(facts: Facts, decisions: Decisions) -> Decisions:
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


def _kept(plan: DecidedPlan, fund: Fund) -> dict[tuple[str, int], Fraction]:
    """Return what a fund keeps from each open year: what is left, as far as it may be kept."""
    symbolic = SymbolicPlan(plan.facts)
    kept: dict[tuple[str, int], Fraction] = {}
    carried = fund.opening
    for year in plan.facts.open_payment_years:
        amount = fund.amount.get(year, ZERO)
        spent = plan.value(Sum(PUBLIC_MONEY, Selector(funds=(fund.id,)), year=year, fund=fund.id))
        left = max(amount + carried - spent, ZERO)
        carried = ZERO
        if keeps(symbolic, fund, year):
            carried = left if fund.carry_over is None else min(left, fund.carry_over * amount)
            kept[fund.id, year] = carried
    return kept


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
