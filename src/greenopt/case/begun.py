"""
Begun: what is wrong with what a case says was begun, paid and is still due.

What was begun is a fact, whatever becomes of the rest: the status of a project says whether the rest must follow
(committed, required), may follow (candidate) or does not (excluded).
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.case.assemble import Mistake
from greenopt.case.mistakes import Segments
from greenopt.case.nearest import did_you_mean
from greenopt.language import say
from greenopt.project import Facts, Project

ZERO = Fraction(0)


def begun_mistakes(project: Project, path: Segments, facts: Facts) -> Iterator[Mistake]:
    """Yield what contradicts itself in what was begun of one project, and in its payments."""
    yield from _share_mistakes(project, path)
    yield from _year_mistakes(project, path, facts)
    yield from _payer_mistakes(project, path, facts)


def _share_mistakes(project: Project, path: Segments) -> Iterator[Mistake]:
    begun = sum(project.started.values(), ZERO)
    if begun > 1:
        yield Mistake(
            "wrong-sum",
            (*path, "started"),
            say("more than the whole project has been started"),
            say("write shares that add up to 100 % at most"),
        )
    if project.started and project.status == "candidate" and not project.status_source.strip():
        yield Mistake(
            "contradiction",
            (*path, "started"),
            say("it has been started, but is not committed and names no decision"),
            say("write status: committed; or, if its rest is open, status_source: and the document"),
        )
    if project.scale.whole and project.status == "candidate" and 0 < begun < 1:
        yield Mistake(
            "contradiction",
            (*path, "started"),
            say("a project that is done whole or not at all cannot be begun in part and left open"),
            say("write 100 % and what is still to be paid under remaining, or status: committed"),
        )
    if project.remaining and not begun:
        message = say("payments remain of nothing that was started")
        yield Mistake("contradiction", (*path, "remaining"), message, say("write started: as well"))
    if project.paid and not begun:
        message = say("something was paid, but nothing was started")
        hint = say("write started: and the share that was built for it")
        yield Mistake("contradiction", (*path, "paid"), message, hint)


def _year_mistakes(project: Project, path: Segments, facts: Facts) -> Iterator[Mistake]:
    first, last = facts.horizon
    if first > last:
        return
    for year in project.remaining:
        if year < facts.open_from:
            message = say("{year} lies before the horizon", year=year)
            if facts.open_from > first:
                message = say("{year} has passed", year=year)
            yield Mistake("wrong-time", (*path, "remaining", str(year)), message, say("leave it out"))
    for year in project.started:
        if year > last:
            message, hint = say("{year} has not come yet", year=year), say("write a year up to {last}", last=last)
            yield Mistake("wrong-time", (*path, "started", str(year)), message, hint)
    for fund, paid in project.paid.items():
        for year in paid:
            if year > facts.open_from:
                message, hint = say("{year} has not come yet", year=year), say("write it under remaining")
                yield Mistake("wrong-time", (*path, "paid", fund, str(year)), message, hint)


def _payer_mistakes(project: Project, path: Segments, facts: Facts) -> Iterator[Mistake]:
    """Yield funds that cannot have paid, and years that have passed of which nobody says which fund paid."""
    payers = facts.payers[project.id]
    for fund in project.paid:
        if fund not in facts.fund_by_id:
            message, hint = say("'{name}' does not exist", name=fund), did_you_mean(fund, facts.fund_by_id)
            yield Mistake("unknown-name", (*path, "paid", fund), message, hint, fund)
        elif fund not in payers:
            message = say("{fund} may not pay for this project", fund=fund)
            hint = say("name the fund that paid, or let funds.{fund}.for mean this project", fund=fund)
            yield Mistake("contradiction", (*path, "paid", fund), message, hint)
    passed = [year for year in project.started if facts.horizon[0] <= year < facts.open_from]
    if passed and len(payers) > 1 and not project.settled_payments():
        yield Mistake(
            "missing-key",
            (*path, "started"),
            say("several funds may pay for it, and which of them did is not said"),
            say("write paid: {{{fund}: {{{year}: …}}}}", fund=payers[0], year=passed[0]),
        )
