"""
Planned: the facts of a case in which everything that a written plan begins can be begun, and what that overlooks.

A plan made by people may start a project outside its window, or one that is screened out. Such a start still costs
money and brings tonnes, so it is counted like any other; that it may not be is said beside, as a fault. Only what is
to start in a year that has passed is not counted: it did not happen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.plan_table import WrittenPlan
from greenopt.case.settle import shared_under
from greenopt.engine.held import Given
from greenopt.language import Message, Number, say, word
from greenopt.project import Facts, Project
from greenopt.rules import Rule

ZERO = Fraction(0)
NEAR = Fraction(1, 10**6)
"""How far money that is given may lie from what is due, as a share of it: people round."""


class Fault(NamedTuple):
    """What a plan may not do, whatever the amounts."""

    code: str
    project: str
    message: Message


@dataclass(frozen=True)
class PlannedFacts(Facts):
    """Facts in which planned starts are possible."""

    planned: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Project → years in which the plan starts it."""

    def starts(self, project: Project) -> tuple[int, ...]:
        """Return the years in which a project can be started, or is."""
        return tuple(sorted({*super().starts(project), *self.planned.get(project.id, ())} - {*project.started}))


def planned_facts(facts: Facts, plan: WrittenPlan, rules: Iterable[Rule]) -> PlannedFacts:
    """Return the facts with every planned start made possible, and with what projects share then."""
    years: dict[str, tuple[int, ...]] = {}
    for project, year in sorted(plan.starts):
        years[project] = (*years.get(project, ()), year)
    projects = tuple(_opened(project, years.get(project.id, ())) for project in facts.projects)
    kept = {each.name: getattr(facts, each.name) for each in fields(Facts)}
    opened = PlannedFacts(**{**kept, "projects": projects}, planned=years)
    return replace(opened, potentials=shared_under(rules, opened))


def _opened(project: Project, years: tuple[int, ...]) -> Project:
    """Return a project that may be started in these years; where it has no support, it asks for its usual amount."""
    if not years:
        return project
    usual = max(project.support.values(), default=project.asks or ZERO)
    status = "candidate" if project.status == "excluded" else project.status
    return replace(
        project,
        window=tuple(sorted({*project.window, *years})),
        support={**{year: project.support.get(year, usual) for year in years}, **project.support},
        screened=None,
        status=status,
    )


def still_open(facts: Facts, plan: WrittenPlan) -> WrittenPlan:
    """Return a plan without starts in years that have passed, in which the case says that nothing was begun."""
    gone = _passed(facts, plan)
    starts = {key: share for key, share in plan.starts.items() if key not in gone}
    return replace(plan, starts=starts, money={key: each for key, each in plan.money.items() if key not in gone})


def passed_faults(facts: Facts, plan: WrittenPlan) -> Iterator[Fault]:
    """Yield starts in years that have passed, in which nothing was begun: they count for nothing."""
    for name, year in _passed(facts, plan):
        said = {"project": facts.by_id[name].name, "year": year}
        yield Fault("passed", name, say("{project}: {year} has passed, and nothing of it was begun then", **said))


def _passed(facts: Facts, plan: WrittenPlan) -> list[tuple[str, int]]:
    return [
        (name, year)
        for name, year in sorted(plan.starts)
        if year < facts.open_from and year not in facts.by_id[name].started
    ]


def given(facts: Facts, plan: WrittenPlan) -> Given:
    """Return what is given of a plan: its starts, and who pays where that is said and adds up."""
    starts = {key: (share.least, share.most) for key, share in plan.starts.items()}
    paid: dict[str, dict[str, Fraction]] = {}
    for project in {name for name, _ in plan.money}:
        money, due = _money(facts, plan, project)
        total = sum(money.values(), ZERO)
        if total and abs(total - due) <= NEAR * due and set(money) <= {*facts.payers[project]}:
            paid[project] = {fund: amount / total for fund, amount in money.items()}
    return Given(starts, paid)


def _money(facts: Facts, plan: WrittenPlan, project: str) -> tuple[dict[str, Fraction], Fraction]:
    """Return what each fund is said to pay for a project, and what is due in all."""
    money: dict[str, Fraction] = {}
    due = ZERO
    for (name, year), share in plan.starts.items():
        if name == project:
            due += share.value * sum(facts.by_id[name].due(year, facts.horizon[1]).values(), ZERO)
            for fund, amount in plan.money.get((name, year), {}).items():
                money[fund] = money.get(fund, ZERO) + amount
    return {fund: amount for fund, amount in money.items() if amount}, due


def faults(facts: Facts, opened: Facts, plan: WrittenPlan) -> Iterator[Fault]:
    """Yield what the plan may not do: by project, in order of their names."""
    for name, level in sorted(plan.levels().items()):
        project = facts.by_id[name]
        if project.screened is not None:
            yield Fault(
                "screened", name, say("{project}: {reason}", project=project.name, reason=project.screened.reason)
            )
        elif project.status == "excluded":
            words = say("{project} is excluded: {source}", project=project.name, source=project.status_source)
            yield Fault("excluded", name, words)
        yield from _time_faults(facts, opened, plan, project)
        yield from _scale_faults(plan, project, level)
        yield from _payer_faults(opened, plan, project)


def _time_faults(facts: Facts, opened: Facts, plan: WrittenPlan, project: Project) -> Iterator[Fault]:
    """Yield starts in years in which the project cannot start, or cannot be paid for."""
    for (name, year), share in sorted(plan.starts.items()):
        if name != project.id:
            continue
        if year in project.started:
            if not share.least <= project.started[year] <= share.most:
                said = {"project": project.name, "share": Number(project.started[year] * 100), "year": year}
                yield Fault("begun", name, say("{project}: {share} % of it was begun in {year}, as it is", **said))
            continue
        said = {"project": project.name, "year": year}
        if year not in project.window:
            first, last = (min(project.window), max(project.window)) if project.window else (0, 0)
            words = say("{project} cannot start in {year}: only from {first} to {last}", first=first, last=last, **said)
            yield Fault("window", name, words)
        elif not project.screened and year not in project.support:
            yield Fault("no_support", name, say("{project}: no support limit of its class is valid in {year}", **said))
        due = opened.by_id[name].due(year, facts.horizon[1])
        for late in sorted(when for when, money in due.items() if money and when > facts.horizon[1]):
            if not any(late in fund.amount for fund in facts.funds if fund.id in facts.payers[name]):
                words = say(
                    "{project}: a payment falls due in {year}, when no fund has money", project=project.name, year=late
                )
                yield Fault("no_year", name, words)


def _scale_faults(plan: WrittenPlan, project: Project, level: Fraction) -> Iterator[Fault]:
    """Yield parts of what cannot be done in part, or in so small a part; and what is more than the whole."""
    begun = {year: share for year, share in project.started.items() if (project.id, year) not in plan.starts}
    least = sum((share.least for (name, _), share in plan.starts.items() if name == project.id), ZERO)
    said = {"project": project.name, "level": Number(level * 100)}
    if least + sum(begun.values(), ZERO) > 1:
        yield Fault(
            "above_whole", project.id, say("{project}: with what was begun, more than the whole is started", **said)
        )
    if project.started:
        return
    if project.scale.whole and level not in (0, 1):
        yield Fault("whole", project.id, say("{project} is all or nothing, and {level} % of it is started", **said))
    elif 0 < level < project.scale.at_least:
        least_share = Number(project.scale.at_least * 100)
        words = say("{project}: at least {least} % is worth starting, and {level} % is", least=least_share, **said)
        yield Fault("too_small", project.id, words)


def _payer_faults(facts: Facts, plan: WrittenPlan, project: Project) -> Iterator[Fault]:
    """Yield projects for which no fund may pay, funds that may not, and money that does not add up."""
    money, due = _money(facts, plan, project.id)
    said = {"project": project.name, "unit": word(facts.units.money)}
    if due and not facts.payers[project.id]:
        yield Fault("no_payer", project.id, say("{project}: no fund may pay for it", **said))
    for fund in sorted({*money} - {*facts.payers[project.id]}):
        name = facts.fund_by_id[fund].name
        yield Fault("wrong_payer", project.id, say("{project}: {fund} may not pay for it", fund=name, **said))
    total = sum(money.values(), ZERO)
    if money and abs(total - due) > NEAR * due:
        numbers = {"total": Number(total), "due": Number(due)}
        words = say("{project}: the funds are to pay {total} {unit}, and {due} is due", **numbers, **said)
        yield Fault("wrong_sum", project.id, words)
