"""
Front: the exact trade-off between two aims, every efficient pair of values and the plan that reaches it.

    projects in part     the best value against a second aim that is held: every corner, plans mix between them
    whole projects       one efficient plan after the other, each proved; no other pair of values is efficient

Whole projects: the next efficient plan is the best one of those that have more of the second aim than the last. How
much more is known where the second aim depends on whole projects alone: its values then come in equal steps. Where
it does not, points are proved steps with bounds between, as on any other frontier.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.case.node import Mapping
from greenopt.engine.answer import Options
from greenopt.engine.posed import pose
from greenopt.engine.tree import value_step
from greenopt.errors import WrongUsage
from greenopt.language import say
from greenopt.plan import DecidedPlan
from greenopt.plan.plan import SymbolicPlan
from greenopt.run import Run, question_of, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.frontier.course import Course, Measure, standing
from greenopt.studies.frontier.curve import Traced
from greenopt.studies.frontier.frontier import STEPS, Asked, Frontier, frontier_of
from greenopt.studies.frontier.points import Point, ends_of
from greenopt.studies.frontier.second import Front, Second, inward, second_of
from greenopt.studies.frontier.shape import WHOLE
from greenopt.studies.frontier.steps import Gap
from greenopt.studies.precedence import as_document, compared
from greenopt.studies.resolve import solved_by
from greenopt.studies.scenario import Source

UNPRICED = Options(prices=False, unique=False, then=False, conflict=False)
"""What is weakly best is told by the next plan, so that nothing has to be proved of it here."""


class _Best(NamedTuple):
    """The case solved for one thing first, and what it then has of the second aim."""

    run: Run
    plan: DecidedPlan
    second: Fraction


def front_of(asked: Asked) -> Frontier:
    """
    Return the front of a case between its objective and a second aim.

    Raises:
        WrongUsage: what is asked makes no sense.
        CaseInvalid: the case is invalid.
        FileProblem: a file cannot be read.
    """
    if asked.vary or asked.first is not None or asked.last is not None:
        raise WrongUsage(say("--against moves the second aim from end to end; leave --vary, --from and --to out"))
    case = asked.source.read()
    second = second_of(case, asked.against or "")
    if second.aim is not None and any(second.aim.is_same(each) for each in case.objective.alone()):
        raise WrongUsage(say("--against {name}: that is what is sought already", name=second.asked))
    best = _best(asked.source, second, second.next())
    if best is None:
        nothing = replace(asked, vary=second.course(Fraction(0), Fraction(1)))
        return _there(frontier_of(replace(nothing, source=_held(asked.source, case, second, Fraction(0)))), asked, case)
    own = _own(asked.source, second, case)
    front = Front(second, _is_bare(case), best.second, own.second if own is not None else None)
    low, high = _span(front, best, own, case)
    if low >= high:
        return _alone(asked, case, front, best)
    step = _step(best.run, second)
    if any(best.run.answer.rows.program.whole) and step is not None and own is not None:
        found = _whole(asked, case, front, step, (best, own))
    else:
        source = _held(asked.source, case, second, low)
        measure = Measure(low, high, second.unit)
        found = frontier_of(replace(asked, source=source, vary=second.course(low, high), measure=measure))
        last = found.ends.last if found.ends is not None and found.exact else None
        front = replace(front, complete=found.exact, own=last if own is None else front.own)
        found = replace(found, front=front, base=inward(best.second, up=not second.more))
    return _there(replace(found, front=replace(found.front or front, served=_served(found, best))), asked, case)


def _there(found: Frontier, asked: Asked, case: Case) -> Frontier:
    """Return a front as one of the case as it is written, not of the one with the rules that move."""
    return replace(found, asked=asked, case=case)


def _is_bare(case: Case) -> bool:
    return isinstance(case.tree, Mapping) and "rules" not in case.tree.items


def _held(source: Source, case: Case, second: Second, at: Fraction) -> Source:
    """Return the case with the second aim held at a place."""
    held = tuple(f"{path}={value}" for path, value in second.held(at, bare=_is_bare(case)))
    return replace(source, changes=(*source.changes, *held))


def _best(source: Source, second: Second, change: tuple[str, str] | None) -> _Best | None:
    """Return the best plan of a case with a change, and what it has of the second aim; None without a plan."""
    run = uninterrupted(solve(source.read([] if change is None else [change]), UNPRICED))
    plan = run.plan
    return None if plan is None else _Best(run, plan, second.reached(plan))


def _own(source: Source, second: Second, case: Case) -> _Best | None:
    """Return the best value among the plans with the most of the second aim; None for equity, or if it is not found."""
    alone = second.alone()
    most = None if alone is None else _best(source, second, alone)
    if most is None:
        return None
    held = _held(source, case, second, inward(most.second, up=not second.more))
    return _best(held, second, second.next())


def _span(front: Front, best: _Best, own: _Best | None, case: Case) -> tuple[Fraction, Fraction]:
    """Return the ends between which the second aim moves, the lower first."""
    second = front.second
    if own is not None:
        near, far = inward(best.second, up=not second.more), inward(own.second, up=not second.more)
        return (near, far) if second.more else (far, near)
    if second.is_share:
        return inward(best.second, up=False), Fraction(1)
    money = sum((sum(fund.amount.values(), fund.opening) for fund in case.facts.funds), Fraction(0))
    most = min(_asked(case, second, number) for number in range(len(second.groups)))
    return inward(best.second, up=False), inward(min(money / len(second.groups), most), up=False)


def _asked(case: Case, second: Second, number: int) -> Fraction:
    """Return what the projects of one group ask for in all."""
    group = second.groups[number][0]
    members = [each for each in case.facts.projects if group.matches(each)]
    return sum((max(each.support.values(), default=Fraction(0)) for each in members), Fraction(0))


def _alone(asked: Asked, case: Case, front: Front, best: _Best) -> Frontier:
    """Return the front of two aims of which one plan is best in both: a single point."""
    at = best.second
    course = standing(front.second.course(at, at), Measure(at, at, front.second.unit))
    point = Point(at, solved_by(best.run))
    ends = ends_of([point], course)
    front = replace(front, complete=best.run.answer.status == "certified_optimal")
    return Frontier(asked, case, course, (point,), ends, None, None, Traced((), (), ()), front=front)


def _step(run: Run, second: Second) -> Fraction | None:
    """Return a step of which every plan's second aim is a multiple; None if there is none."""
    if second.aim is None:
        return None
    posed = pose(question_of(run.case))
    form = second.aim.form(SymbolicPlan(run.case.facts))
    return value_step(posed.rows.program, posed.rows.cost(form))


def _whole(asked: Asked, case: Case, front: Front, step: Fraction, ends: tuple[_Best, _Best]) -> Frontier:
    """Return one efficient plan after the other, as far as the points go that may be solved."""
    second, (best, own) = front.second, ends
    sign = 1 if second.more else -1
    found, left, reached = [best], max(0, (asked.points or STEPS) - 2), best.second
    while left and sign * (own.second - reached) > step:
        left -= 1
        after = _best(
            _held(asked.source, case, second, inward(reached + sign * step, up=not second.more)), second, second.next()
        )
        if after is None or sign * (after.second - reached) <= 0:
            break
        found.append(after)
        reached = after.second
    ended = sign * (own.second - reached) <= step
    if found[-1].second != own.second:
        found.append(own)
    kept = _efficient(found, more=case.objective.sense == "maximise")
    low, high = sorted((best.second, own.second))
    course = replace(Course.of(second.course(low, high), None, None), measure=Measure(low, high, second.unit))
    points = tuple(sorted((Point(each.second, solved_by(each.run)) for each in kept), key=lambda each: each.at))
    proved = all(each.run.answer.status == "certified_optimal" for each in found)
    gaps = [] if ended or len(kept) < 2 else [_open(kept[-2], kept[-1])]
    front = replace(front, complete=ended and proved)
    return Frontier(
        asked, case, course, points, ends_of(points, course), None, points[0].at if sign > 0 else points[-1].at,
        reason=WHOLE, gaps=tuple(gaps), front=front,
    )  # fmt: skip


def _efficient(found: Sequence[_Best], *, more: bool) -> list[_Best]:
    """Return those that no later one, which has more of the second aim, equals or beats in the value."""
    sign = 1 if more else -1
    kept: list[_Best] = []
    for each in found:
        while kept and sign * _value(kept[-1]) <= sign * _value(each):
            kept.pop()
        kept.append(each)
    return kept


def _value(best: _Best) -> Fraction:
    value = best.run.answer.value
    assert value is not None  # noqa: S101 - there is a plan
    return value


def _open(one: _Best, other: _Best) -> Gap:
    """Return what is known between two plans of which the second is not the next one."""
    first, last = sorted((one.second, other.second))
    least, most = sorted((float(_value(one)), float(_value(other))))
    return Gap(first, last, least, most)


def _served(found: Frontier, best: _Best) -> tuple[dict[str, object], ...]:
    """Return how what comes before the objective is served at the far end, beside the case as it is written."""
    front = found.front
    if front is None or (
        not best.run.answer.question.tiers and not any(each.soft_scale for each in best.run.answer.requirements)
    ):
        return ()
    there = [each for each in found.points if each.solved.has_plan]
    if not there:
        return ()
    far = there[-1] if front.second.more else there[0]
    run = uninterrupted(solve(_held(found.asked.source, found.case, front.second, far.at).read(), UNPRICED))
    plan = run.plan
    if plan is None:
        return ()
    served = compared((question_of(run.case), plan), (question_of(best.run.case), best.plan))
    return tuple(as_document(best.run.case, served, "at_the_end", "as_written"))
