"""
Reported: what actuals say instead of what the plan carried.

Each key that a project gives replaces what the plan says. What follows from it and is not given is settled here:

    paid       the spending profile of what was begun, where one fund alone may pay
    remaining  the spending profile of what was begun, less what was paid, the earliest payments first; arrears fall
               due in the year of the review; nothing where the project is excluded
    opening    what carry-over lets a fund keep of what it did not spend

Trap: a project that is cancelled after it was begun must say how much of it was built, for that much still counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from greenopt.case.actuals import ActualProject, Actuals, without
from greenopt.errors import Diagnostic
from greenopt.language import Number, say
from greenopt.project import Facts, Project
from greenopt.studies.carried import Begun, Carried, Years, kept_money, payments

ZERO = Fraction(0)


def reported(actuals: Actuals, facts: Facts, carried: Carried, year: int) -> tuple[Carried, Actuals]:
    """
    Return what was begun, paid and kept as actuals say; what they leave out follows the plan.

    Returns:
        The facts, and the actuals with what they leave out that cannot be guessed, or contradict, among their
        mistakes; a project or fund with a mistake follows the plan.
    """
    found = [
        each
        for name, entry in actuals.entry.projects.items()
        for each in _left_out(actuals, name, entry, carried.projects.get(name, Begun()), facts)
    ]
    actuals = replace(actuals, entry=without(actuals.entry, found), mistakes=(*actuals.mistakes, *found))
    projects = dict(carried.projects)
    for name, entry in actuals.entry.projects.items():
        begun = carried.projects.get(name, Begun())
        projects[name] = _project(facts.by_id[name], entry, begun, facts, year)
    there = Carried({name: each for name, each in sorted(projects.items()) if each.started or each.paid}, {})
    found = [] if actuals.mistakes else list(_unspent_mistakes(actuals, there))
    actuals = replace(actuals, entry=without(actuals.entry, found), mistakes=(*actuals.mistakes, *found))
    openings = {
        fund: _opening(actuals, facts, fund, (carried, there), opening, year)
        for fund, opening in carried.openings.items()
    }
    return replace(there, openings=openings), actuals


def _left_out(actuals: Actuals, name: str, entry: ActualProject, begun: Begun, facts: Facts) -> Iterator[Diagnostic]:
    """Yield what is not said of a project and does not follow from anything."""
    path = ("projects", name)
    if entry.status == "excluded" and entry.started is None and begun.started:
        message = say("the plan had begun it, and how much of it was built is not said")
        hint = say(
            "write started: {{{year}: …}} with that share, or started: {{}} for nothing", year=min(begun.started)
        )
        yield actuals.mistake("missing-key", (*path, "status"), message, hint)
    moved = entry.started is not None and _shares(entry.started) != begun.started and _shares(entry.started)
    if moved and entry.paid is None and len(facts.payers[name]) > 1:
        message = say("several funds may pay for it, and which of them did is not said")
        hint = say("write paid: {{{fund}: {{{year}: …}}}}", fund=facts.payers[name][0], year=min(moved))
        yield actuals.mistake("missing-key", (*path, "started"), message, hint)


def _project(project: Project, entry: ActualProject, begun: Begun, facts: Facts, year: int) -> Begun:
    started = begun.started if entry.started is None else _shares(entry.started)
    moved = started != begun.started
    schedule = _schedule(project, started, facts)
    paid = begun.paid
    if entry.paid is not None:
        paid = entry.paid_by(facts.payers[project.id])
    elif moved:
        due = {when: money for when, money in schedule.items() if when < year and money}
        paid = dict.fromkeys(facts.payers[project.id][:1], due) if due else {}
    remaining = begun.remaining
    if entry.remaining is not None:
        remaining = dict(sorted(entry.remaining.items()))
    elif entry.status == "excluded":
        remaining = {}
    elif moved or entry.paid is not None:
        remaining = _still_due(schedule, sum((sum(each.values(), ZERO) for each in paid.values()), ZERO), year)
    return Begun(started, paid, remaining)


def _shares(started: Mapping[int, Fraction]) -> Years:
    return {year: share for year, share in sorted(started.items()) if share}


def _schedule(project: Project, started: Years, facts: Facts) -> Years:
    """Return what was promised for what was begun, by year; a start outside its window like any other."""
    usual = project.asks if project.asks is not None else max(project.support.values(), default=ZERO)
    promise = replace(project, support={year: project.support.get(year, usual) for year in started})
    return payments((share, promise.promised(year, facts.horizon[1])) for year, share in started.items())


def _still_due(schedule: Years, paid: Fraction, year: int) -> Years:
    """Return what is due from a year on: the schedule less what was paid, the earliest payments first."""
    left: Years = {}
    for when, money in schedule.items():
        covered = min(money, paid)
        paid -= covered
        if open_ := money - covered:
            left[max(when, year)] = left.get(max(when, year), ZERO) + open_
    return left


def _unspent_mistakes(actuals: Actuals, there: Carried) -> Iterator[Diagnostic]:
    for fund, entry in actuals.entry.funds.items():
        for year, money in entry.spent.items():
            projects = there.spent(fund, year)
            if money < projects:
                message = say("projects alone were paid {money} from it in {year}", money=Number(projects), year=year)
                hint = say("write at least as much, or correct what projects were paid")
                yield actuals.mistake("contradiction", ("funds", fund, "spent", str(year)), message, hint)


def overpaid(actuals: Actuals, facts: Facts) -> Iterator[Diagnostic]:
    """Yield projects that were reported to get more than they ask for; ``facts`` are those of the changed case."""
    for name, entry in actuals.entry.projects.items():
        project = facts.by_id.get(name)
        if project is None or (entry.paid is None and entry.remaining is None):
            continue
        asked = sum(_schedule(project, dict(project.started), facts).values(), ZERO)
        settled = sum(project.settled_payments().values(), ZERO)
        if settled > asked:
            key = "paid" if entry.paid is not None else "remaining"
            message = say(
                "{settled} was paid or remains to be paid, but what was begun asks for {asked}",
                settled=Number(settled),
                asked=Number(asked),
            )
            hint = say("correct the payments, or raise what the project asks for if more was granted")
            yield actuals.mistake("wrong-sum", ("projects", name, key), message, hint)


def _opening(
    actuals: Actuals, facts: Facts, fund: str, plans: tuple[Carried, Carried], opening: Fraction, year: int
) -> Fraction:
    """Return what a fund brings into a year: as reported, as the plan left it, or by its carry-over."""
    planned, there = plans
    entry = actuals.entry.funds.get(fund)
    if entry is not None and entry.opening is not None:
        return entry.opening
    years = range(facts.open_from, year)
    spent = {when: there.spent(fund, when) for when in years} | (dict(entry.spent) if entry is not None else {})
    if spent == {when: planned.spent(fund, when) for when in years}:
        return opening
    return kept_money(facts.fund_by_id[fund], spent, facts.open_from, year)
