"""
Ladder: an order in which money can be added or cut without taking a funded project back, at the least worst regret.

    budgets B1 < B2 < … < Bk     all money of all funds, moved together
    plans   x1 <= x2 <= … <= xk  the level of no project falls as money is added; each plan obeys every rule
    regret  V(Bk) − v(xk)        what the best plan of that budget alone would bring more
    sought  the least worst regret; among the ladders that have it the least sum of regrets; then the rule for ties

The worst regret is the price of nesting. Soft rules and priorities come before the objective here too: each is served
as well as at every budget alone if a ladder can do so, else with the least worst regret of its own. When a project
starts may differ from budget to budget; how much of it is done may only grow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.engine.answer import decisions
from greenopt.engine.climb import climb
from greenopt.engine.exact import Point, value_of
from greenopt.engine.ladder import Climbed, Regret, Rung, Status
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.ties import Steps
from greenopt.errors import WrongUsage
from greenopt.language import Message, Number, listed, say, word
from greenopt.plan import DecidedPlan
from greenopt.plan.form import PUBLIC_MONEY, Sum
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.run import Run, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.precedence import Served, as_document, compared
from greenopt.studies.ranking.budgets import base_of, checked, equal_steps, with_factor
from greenopt.studies.resolve import REBUILD
from greenopt.studies.scenario import Source

ZERO = Fraction(0)
MOST_COLUMNS = 60_000
"""Columns of all budgets together; beyond, proofs would take hours."""


@dataclass(frozen=True)
class Step:
    """One budget of a ladder."""

    budget: Fraction
    factor: Fraction
    """Times the money that is written in the case."""
    run: Run
    """The best plan of this budget alone."""
    plan: DecidedPlan
    """The ladder's."""
    value: Fraction
    """Of the objective as it is stated, in the ladder's plan."""
    before: tuple[Served, ...]
    """What comes before the objective, as this plan and the best one serve it."""

    @property
    def best(self) -> Fraction:
        """What the best plan of this budget alone comes to."""
        assert self.run.answer.value is not None  # noqa: S101 - budgets without a plan are refused
        return self.run.answer.value

    @property
    def best_plan(self) -> DecidedPlan:
        """The best plan of this budget alone."""
        return _plan(self.run, self.run.answer.x or [])

    @property
    def regret(self) -> Fraction:
        """What the best plan brings more, or needs less; below zero where it gives that up for what comes before."""
        more = self.run.case.objective.sense == "maximise"
        return self.best - self.value if more else self.value - self.best


@dataclass(frozen=True)
class Ladder:
    """Plans for several budgets, each holding the one before it."""

    case: Case
    budgets: tuple[Fraction, ...]
    steps: tuple[Step, ...]
    """None where there is no ladder, or none was found."""
    status: Status
    regrets: tuple[Regret, ...]
    """Of every stage up to the objective, which is the last."""
    left_out: tuple[Fraction, ...] = ()
    """Budgets in equal steps with which there is no plan at all."""

    def record(self, case: Case) -> Json:
        """Return the part ``ladder`` of the ranking's document."""
        objective, regret = case.objective, self.regrets[-1] if self.regrets else None
        return {
            "status": self.status,
            "text": self._in_words().both(),
            "money_unit": case.facts.units.money,
            "objective": {
                "indicator": objective.of,
                "sense": objective.sense,
                "unit": objective.unit(case.facts),
            },
            "budgets": [plain(each) for each in self.budgets],
            "left_out": [plain(each) for each in self.left_out],
            "worst_regret": None if regret is None else self._worst(regret),
            "total_regret": None
            if regret is None
            else {"value": plain(regret.total), "at_least": plain(regret.least_total)},
            "first": list(self._first()),
            "steps": [self._step(case, number) for number in range(len(self.steps))],
            "projects": list(self._entries(case)),
        }

    def _first(self) -> Iterator[Json]:
        """Yield what nesting costs in what comes before the objective, in its order."""
        served = self.steps[0].before if self.steps else ()
        heads = as_document(self.case, served, "here", "best")
        for each, head in zip(self.regrets, heads, strict=False):
            yield {
                "name": head["name"],
                "text": head["text"],
                "unit": head["unit"],
                "worst": plain(each.worst),
                "at_least": plain(each.least_worst),
                "total": plain(each.total),
            }

    def _worst(self, regret: Regret) -> Json:
        """Return the price of nesting: the worst regret, where it lies, and below what no ladder comes."""
        at = next((each for each in self.steps if each.regret == regret.worst), None) if regret.worst else None
        shares = [share for each in self.steps if (share := _share(each)) is not None]
        return {
            "value": plain(regret.worst),
            "at_least": plain(regret.least_worst),
            "budget": None if at is None else plain(at.budget),
            "share": None if at is None else plain(_share(at)),
            "worst_share": plain(max(shares, default=None)),
        }

    def _step(self, case: Case, number: int) -> Json:
        step = self.steps[number]
        levels, best = step.plan.levels, step.best_plan.levels
        before = self.steps[number - 1].plan.levels if number else {}
        grown = [
            {"project": name, "from": plain(before.get(name, ZERO)), "to": plain(level)}
            for name, level in levels.items()
            if level > before.get(name, ZERO)
        ]
        names = sorted({*levels, *best})
        return {
            "number": number + 1,
            "budget": plain(step.budget),
            "factor": plain(step.factor),
            "spent": plain(step.plan.value(Sum(PUBLIC_MONEY))),
            "value": plain(step.value),
            "best": plain(step.best),
            "best_status": step.run.answer.status,
            "best_bound": plain(step.run.answer.bound),
            "regret": plain(step.regret),
            "regret_share": plain(_share(step)),
            "enters": [each for each in grown if not each["from"]],
            "grows": [each for each in grown if each["from"]],
            "levels": {name: plain(level) for name, level in levels.items()},
            "less_than_best": [name for name in names if levels.get(name, ZERO) < best.get(name, ZERO)],
            "more_than_best": [name for name in names if levels.get(name, ZERO) > best.get(name, ZERO)],
            "before": as_document(case, step.before, "here", "best"),
        }

    def _entries(self, case: Case) -> Iterator[Json]:
        """Yield every project with the step at which it enters and its level at each, in the order of the steps."""
        levels = [each.plan.levels for each in self.steps]
        found = []
        for project in case.facts.projects if self.steps else ():
            own = [each.get(project.id, ZERO) for each in levels]
            step = next((number for number, level in enumerate(own, 1) if level), None)
            entry = {
                "project": project.id,
                "name": text(project.name),
                "enters_at": step,
                "levels": list(map(plain, own)),
            }
            found.append((step or len(levels) + 1, project.id, entry))
        yield from (entry for *_, entry in sorted(found, key=lambda each: each[:2]))

    def _in_words(self) -> Message:
        if self.status == "certified_infeasible":
            return say("there is no ladder of these budgets: some project would have to be taken back, as is proved")
        if not self.steps:
            return say("no ladder was found, and that there is none is not proved")
        regret = self.regrets[-1]
        if not any(each.worst for each in self.regrets):
            return say(
                "taking no project back costs nothing: each budget has a best plan that holds that of the budget before"
            )
        said = {"worst": Number(regret.worst), "unit": word(self.case.objective.unit(self.case.facts))}
        if self.status == "certified_optimal" and len(self.regrets) > 1:
            return say(
                "taking no project back costs at most {worst} {unit} at any budget; "
                "no ladder that serves what comes first as well costs less, as is proved",
                **said,
            )
        if self.status == "certified_optimal":
            return say(
                "taking no project back costs at most {worst} {unit} at any budget; no ladder costs less, as is proved",
                **said,
            )
        if all(each.is_proved for each in self.regrets):
            return say(
                "taking no project back costs at most {worst} {unit} at any budget, beside the best plans known; "
                "not all of these are proved to be best",
                **said,
            )
        least = Number(regret.least_worst)
        return say(
            "taking no project back costs at most {worst} {unit} at any budget; at least {least} of that is proved",
            least=least,
            **said,
        )


def ladder_of(source: Source, case: Case, budgets: Sequence[Fraction] | int) -> Ladder:
    """
    Return the ladder of least worst regret.

    Args:
        source: where the case comes from.
        case: as it is written.
        budgets: all money of all funds, rising; or how many budgets in equal steps.

    Raises:
        WrongUsage: the budgets make no sense, one has no plan, or the case is too large.
    """
    base, is_count = base_of(case), isinstance(budgets, int)
    named = equal_steps(case, budgets) if isinstance(budgets, int) else checked(case, budgets)
    columns = len(named) * (len(case.facts.projects) * len(case.facts.years))
    if columns > MOST_COLUMNS:
        raise WrongUsage(
            say(
                "a ladder of {count} {count:budget|budgets} over {projects} "
                "{projects:project|projects} is too large; take fewer budgets",
                count=len(named),
                projects=len(case.facts.projects),
            )
        )
    runs = [_solved(case, budget / base) for budget in named]
    without = tuple(budget for budget, run in zip(named, runs, strict=True) if run is None)
    if without and not is_count:
        raise WrongUsage(
            say(
                "no plan satisfies the case with {budgets} {unit}; leave it out of the ladder",
                budgets=listed(Number(each) for each in without),
                unit=word(case.facts.units.money),
            )
        )
    kept = [(budget, run) for budget, run in zip(named, runs, strict=True) if run is not None]
    if not kept:
        raise WrongUsage(say("no budget of the ladder has a plan; name the budgets, such as 30000,45000"))
    climbed = _climbed([run for _, run in kept])
    steps = [
        _step(budget, budget / base, run, x) for (budget, run), x in zip(kept, climbed.x or [], strict=bool(climbed.x))
    ]
    status = climbed.status
    if status == "certified_optimal" and any(run.answer.status != "certified_optimal" for _, run in kept):
        # Against plans that may not be the best, the regret itself is known only within their gap.
        status = "certified_within_gap"
    return Ladder(case, tuple(budget for budget, _ in kept), tuple(steps), status, climbed.regrets, without)


def _solved(case: Case, factor: Fraction) -> Run | None:
    """Return the best plan with that much money; None if there is none, or the case contradicts itself then."""
    moved = with_factor(case, factor)
    if moved is None:
        return None
    run = uninterrupted(solve(moved, REBUILD))
    return run if run.answer.x is not None else None


def _climbed(runs: Sequence[Run]) -> Climbed:
    rungs = []
    for run in runs:
        answer = run.answer
        main = next(number for number, wish in enumerate(answer.wishes) if wish.name == "objective")
        is_best = answer.status == "certified_optimal"
        rungs.append(Rung(answer.rows, Steps(answer.rows, answer.wishes), main, answer.x or [], is_best))
    try:
        return climb(rungs)
    except OutOfRange:
        return Climbed("uncertified")


def _step(budget: Fraction, factor: Fraction, run: Run, x: Sequence[Fraction]) -> Step:
    answer, plan = run.answer, _plan(run, x)
    value = value_of(answer.rows.cost(answer.question.objective), Point(x))
    here, there = (answer.question, plan), (answer.question, _plan(run, answer.x or []))
    return Step(budget, factor, run, plan, value, tuple(compared(here, there)))


def _plan(run: Run, x: Sequence[Fraction]) -> DecidedPlan:
    return DecidedPlan(run.case.facts, decisions(run.answer.layout, x))


def _share(step: Step) -> Fraction | None:
    """Return the regret as a share of what the best plan comes to; None where that is nothing."""
    return step.regret / abs(step.best) if step.best else None
