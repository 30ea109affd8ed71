"""
Carried: what the plan of a run comes to when it is carried out until a year.

    begun      shares started before the year, and those that were begun already
    paid       public money due before the year, by the fund that pays it
    remaining  what is due from the year on of what was begun, running costs included
    opening    what a fund kept at the end of the year before

Nothing is rounded: a plan can hold a third of a project, and a case may say so (``100/3 %``). A rounded share would
miss a target that the plan meets exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.engine.answer import decisions
from greenopt.engine.layout import lay_out
from greenopt.project import Facts, Fund, Project
from greenopt.result.saved import SavedRun

ZERO = Fraction(0)
Years = dict[int, Fraction]


@dataclass(frozen=True)
class Begun:
    """What was begun of one project, and its public money."""

    started: Years = field(default_factory=dict)
    paid: dict[str, Years] = field(default_factory=dict)
    """Fund → year → money."""
    remaining: Years = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """What was begun until a year, and what funds bring into it."""

    projects: Mapping[str, Begun]
    """Only projects of which something was begun."""
    openings: Mapping[str, Fraction]
    """By fund."""

    def spent(self, fund: str, year: int) -> Fraction:
        """Return what projects were paid by a fund in a year."""
        return sum((each.paid.get(fund, {}).get(year, ZERO) for each in self.projects.values()), ZERO)


def carried_out(run: SavedRun, case: Case, year: int) -> Carried:
    """Return the plan of a run, carried out until the beginning of a year."""
    facts, plan = case.facts, run.certificate["plan"]
    layout = lay_out(facts)
    made = decisions(layout, [Fraction(plan.get(column.name, "0")) for column in layout.columns])
    starts: dict[str, Years] = {}
    for (project, when), share in made.starts.items():
        if when < year or when in facts.by_id[project].started:
            starts.setdefault(project, {})[when] = share
    paid: dict[str, dict[str, Years]] = {project: {} for project in starts}
    for (project, fund, when), money in made.payments.items():
        if when < year:
            paid[project].setdefault(fund, {})[when] = money
    openings = {
        fund.id: fund.opening if year == facts.open_from else made.unspent.get((fund.id, year - 1), ZERO)
        for fund in facts.funds
    }
    begun = {name: _begun(facts, facts.by_id[name], starts[name], paid[name], year) for name in sorted(starts)}
    return Carried({name: each for name, each in begun.items() if each.started}, openings)


def _begun(facts: Facts, project: Project, starts: Years, paid: dict[str, Years], year: int) -> Begun:
    started = dict(sorted(starts.items()))
    known = {fund: dict(money) for fund, money in project.paid.items()}
    for fund, money in paid.items():
        known.setdefault(fund, {}).update(money)
    due = payments(((share, project.due(when, facts.horizon[1])) for when, share in started.items()))
    already = payments((Fraction(1), money) for money in known.values())
    remaining = {
        when: left for when, money in due.items() if when >= year and (left := money - already.get(when, ZERO)) > 0
    }
    paid_in_all = {fund: {when: each for when, each in sorted(money.items()) if each} for fund, money in known.items()}
    return Begun(started, {fund: money for fund, money in sorted(paid_in_all.items()) if money}, remaining)


def payments(parts: Iterator[tuple[Fraction, Mapping[int, Fraction]]]) -> Years:
    """Return payments by year, each schedule times its share."""
    found: Years = {}
    for share, money in parts:
        for year, amount in money.items():
            found[year] = found.get(year, ZERO) + share * amount
    return dict(sorted(found.items()))


def kept_money(fund: Fund, spent: Mapping[int, Fraction], first: int, year: int) -> Fraction:
    """Return what a fund brings into a year, given what it spent from its first open year on: all that it may keep."""
    kept = fund.opening
    for when in range(first, year):
        amount = fund.amount.get(when, ZERO)
        left = max(amount + kept - spent.get(when, ZERO), ZERO)
        kept = left if fund.carry_over is None else min(left, fund.carry_over * amount)
    return kept
