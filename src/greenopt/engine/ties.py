"""
Ties: what is sought, one after the other, until a single plan is left.

    1  soft rules     least shortfall, each divided by what its rule asks for     (only where there are soft rules)
    2  priorities     the most of what each asks for, up to its limit, in turn    (only where rules give priority)
    3  objective      the most of the indicator, or of several that are weighed, or the least money
    4  then           what the objective names to be sought after it, in turn     (only where it names something)
    5  money          the least public money; minimising money: the most of the emission indicator
    6  waiting        the earliest start: least sum of (years after the first) times share started
    7  order          names early in the alphabet first: most sum of (projects − place) times share started
    8  funds          funds early in the alphabet pay first
    9  kept           money not spent is kept for the next year as far as the fund allows
   10  overlap        the least that is claimed twice                             (only where projects share something)
   11  digest         a fixed number from each column's name; ends every tie that is left

A best plan is usually not unique: with costs in round steps nearly every case has ties. This order is published, so
the plan does not depend on the order of rows, on the solver or on its settings. Each step is a linear program on the
exact optimal face of the one before.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, overload

from greenopt.engine.program import Cost
from greenopt.engine.rows import Rows
from greenopt.engine.stages import Stage
from greenopt.plan import Form, Overlapped, Plan, Reached, Requirement, Shortfall, Sum, Term, Tier, Unspent
from greenopt.plan.form import DIGEST, FUND_ORDER, ORDER, PUBLIC_MONEY, WAITING
from greenopt.plan.funding import keeps

SOFT, OBJECTIVE = "soft_rules", "objective"
PRIORITY, THEN = "priority.", "then."
"""How the names of stages begin that are not always there; no other stage has a point in its name."""


class Wish(NamedTuple):
    """One thing sought: a form, and whether more of it is better."""

    name: str
    form: Form
    more: bool


class Next(NamedTuple):
    """One thing sought after the objective."""

    of: str
    """The quantity."""
    form: Form
    more: bool


def wishes(
    plan: Plan,
    requirements: Sequence[Requirement],
    objective: Wish,
    tiers: Sequence[Tier] = (),
    then: Sequence[Next] = (),
) -> list[Wish]:
    """Return everything that is sought, in order."""
    found = []
    soft: dict[Term, Fraction] = {
        Shortfall(each.rule, each.part): 1 / each.soft_scale for each in requirements if each.soft_scale
    }
    if soft:
        found.append(Wish(SOFT, Form(soft), more=False))
    found += [
        Wish(stage_of(tier.rule), Form.of(Reached(tier.rule)) if tier.ends else tier.form, more=True) for tier in tiers
    ]
    found.append(objective)
    found += [Wish(f"{THEN}{turn}.{each.of}", each.form, each.more) for turn, each in enumerate(then, 1)]
    found.append(_second(plan, objective.more))
    found.append(Wish("waiting", Form.of(Sum(WAITING)), more=False))
    found.append(Wish("order", Form.of(Sum(ORDER)), more=True))
    found.append(Wish("funds", Form.of(Sum(FUND_ORDER)), more=False))
    kept: dict[Term, Fraction] = {
        Unspent(fund.id, year): Fraction(1)
        for fund in plan.facts.funds
        for year in plan.facts.payment_years
        if keeps(plan, fund, year)
    }
    if kept:
        found.append(Wish("kept", Form(kept), more=True))
    twice: dict[Term, Fraction] = {Overlapped(each.rule, each.part): Fraction(1) for each in plan.facts.potentials}
    if twice:
        found.append(Wish("overlap", Form(twice), more=False))
    found.append(Wish("digest", Form.of(Sum(DIGEST)), more=True))
    return found


def stage_of(priority: str) -> str:
    """Return the name of the stage of a priority."""
    return f"{PRIORITY}{priority}"


def priority_of(stage: str) -> str:
    """Return the priority of a stage; empty if it is another one."""
    return stage.removeprefix(PRIORITY) if stage.startswith(PRIORITY) else ""


def _second(plan: Plan, more: bool) -> Wish:
    """Least money after the most of something; after the least money the most saved of the first indicator by name."""
    emissions = next((name for name, each in sorted(plan.facts.indicators.items()) if each.from_factors), None)
    if more or emissions is None:
        return Wish("money", Form.of(Sum(PUBLIC_MONEY)), more=False)
    return Wish("emissions", plan.indicator(emissions), more=True)


class Steps(Sequence[Stage]):
    """The wishes as objectives to be maximised, each worked out when it is its turn: often the first decides all."""

    def __init__(self, rows: Rows, sought: Sequence[Wish], known: dict[str, Stage] | None = None) -> None:
        self._rows = rows
        self._sought = sought
        self._known: dict[str, Stage] = {} if known is None else known

    def __len__(self) -> int:
        return len(self._sought)

    @overload
    def __getitem__(self, number: int) -> Stage: ...
    @overload
    def __getitem__(self, number: slice) -> "Steps": ...
    def __getitem__(self, number: int | slice) -> "Stage | Steps":
        """Return a stage, or some of them."""
        if isinstance(number, slice):
            return Steps(self._rows, self._sought[number], self._known)
        wish = self._sought[number]
        if wish.name not in self._known:
            self._known[wish.name] = Stage(wish.name, _cost(self._rows, wish))
        return self._known[wish.name]


def _cost(rows: Rows, wish: Wish) -> Cost:
    return rows.cost(wish.form if wish.more else -wish.form)
