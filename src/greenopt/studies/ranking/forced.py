"""
Forced: what the best plan becomes when one project is left out, or carried out in full.

    replacement_value = V − V(level = 0)        what is lost without the project
    force_cost        = V − V(level = 1)        what is lost by carrying it out in full

V is the objective of the published plan, soft rules and priorities served first; of a least objective the sign is
turned, so that both are losses. A promise (a project that is required, or committed and not yet begun) is taken back
first: V is then that of the case in which the project competes, and the force cost is what the promise costs.

A plan that has the level already is its own answer. The others are solved again in floats and checked (see
``greenopt.engine.forcing``); with whole projects, and where floats cannot tell, they are read anew and proved.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor, log10
from typing import Literal, NamedTuple

import numpy as np

from greenopt.engine.checked import Nothing
from greenopt.engine.forcing import Forcing
from greenopt.engine.scaling import Floats
from greenopt.engine.ties import SOFT, priority_of
from greenopt.language import Message, say
from greenopt.project import Facts, Project
from greenopt.run import Run
from greenopt.studies.precedence import Served, compared
from greenopt.studies.solved import DIGITS, Status

How = Literal["free", "left_out", "in_full"]
"""How a project is held: not at all, its promise taken back; at nothing; at its whole scale."""
LEVEL: dict[How, int | None] = {"free": None, "left_out": 0, "in_full": 1}
CLOSE = Fraction(1, 10**9)
"""What is nearer than this, beside its size, is the same in floats."""
AT_ONCE = 256
"""Plans that are looked at together."""
IMPOSSIBLE: dict[How, Message] = {
    "free": say("no plan satisfies every rule"),
    "left_out": say("no plan satisfies every rule without it"),
    "in_full": say("no plan that carries it out in full satisfies every rule"),
}
BEGUN = say("what was begun is not undone")
NOT_PROVED = say("no answer could be proved")


class Ask(NamedTuple):
    """One question: what the best plan is with one project held."""

    project: str
    how: How


@dataclass(frozen=True)
class Outcome:
    """The best plan with one project held."""

    status: Status
    value: Fraction | None = None
    """Of the objective as stated; None without a plan."""
    levels: Mapping[str, float] = field(default_factory=dict)
    """Share of each project in the plan; the others are not in it."""
    served: Mapping[str, Fraction] = field(default_factory=dict)
    """What comes before the objective, in its order: soft rules by what is missed, priorities by what is reached."""
    rebuilt: bool = False
    """Whether it was read anew and proved."""
    held: float | None = None
    """How far it lies from the proof, beside its size, where it was solved both ways."""

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan."""
        return self.value is not None

    @property
    def is_impossible(self) -> bool:
        """Whether it is shown that there is none."""
        return self.status in ("infeasible", "certified_infeasible")


@dataclass(frozen=True)
class Forced:
    """What is known of one project."""

    project: str
    free: Outcome
    """The plan that the others are held against: the published one, or the one without the project's promise."""
    left_out: Outcome | None = None
    in_full: Outcome | None = None
    reasons: Mapping[How, Message] = field(default_factory=dict)
    """Why a question is not asked, or has no answer."""

    def loss(self, how: How, *, more: bool) -> Fraction | None:
        """
        Return by how much the objective is worse with the project held; None where there is no such plan.

        It is negative only where something that comes before the objective is served less.

        Args:
            how: it is held.
            more: whether more of the objective is better.
        """
        held = self.left_out if how == "left_out" else self.in_full
        if held is None or held.value is None or self.free.value is None:
            return None
        return self.free.value - held.value if more else held.value - self.free.value

    def before(self, how: How) -> list[Served]:
        """Return what comes before the objective and is served otherwise with the project held."""
        held = self.left_out if how == "left_out" else self.in_full
        if held is None:
            return []
        both = [(name, value, self.free.served.get(name, value)) for name, value in held.served.items()]
        return [Served(name, here, there) for name, here, there in both if here != there]

    @property
    def outcomes(self) -> Iterable[Outcome]:
        """All plans that were asked for."""
        return (each for each in (self.free, self.left_out, self.in_full) if each is not None)


def promise_of(project: Project) -> str:
    """Return the requirement that says that a project is carried out and that could be taken back; empty if none."""
    promised = project.status in ("committed", "required") and not project.started
    return f"projects.{project.id}.status" if promised else ""


def as_published(run: Run) -> Outcome:
    """Return the published plan."""
    answer, plan = run.answer, run.plan
    if plan is None or answer.value is None:
        return Outcome(answer.status)
    served = {each.name: each.here for each in compared((answer.question, plan), (answer.question, plan))}
    shown = {project: float(level) for project, level in plan.levels.items()}
    return Outcome(answer.status, answer.value, shown, served, rebuilt=True)


def questions(facts: Facts, base: Outcome) -> list[Ask]:
    """Return what has to be solved: what the published plan does not answer by itself."""
    asked: list[Ask] = []
    for project in facts.projects:
        if not facts.starts(project):
            continue
        if promise_of(project):
            asked += [Ask(project.id, "free"), Ask(project.id, "left_out")]
            continue
        level = base.levels.get(project.id, 0.0)
        if level and not project.started:
            asked.append(Ask(project.id, "left_out"))
        if level != 1:
            asked.append(Ask(project.id, "in_full"))
    return asked


def collected(facts: Facts, base: Outcome, answers: Mapping[Ask, Outcome]) -> dict[str, Forced]:
    """
    Return what is known of every project.

    Args:
        facts: the case.
        base: the published plan.
        answers: what was solved.
    """
    return {project.id: _forced(facts, project, base, answers) for project in facts.projects}


def _forced(facts: Facts, project: Project, base: Outcome, answers: Mapping[Ask, Outcome]) -> Forced:
    name = project.id
    if not facts.starts(project):
        level = base.levels.get(name, 0.0)
        if project.started and level == 1:
            return Forced(name, base, None, base, {"left_out": BEGUN})
        stays = say("it cannot be started") if not project.started else BEGUN
        return Forced(name, base, None, None, {"left_out": stays, "in_full": say("it cannot be started")})
    reasons: dict[How, Message] = {}
    free, out, full = base, answers.get(Ask(name, "left_out")), answers.get(Ask(name, "in_full"))
    if promise_of(project):
        free, full = answers.get(Ask(name, "free"), base), base
    elif name not in base.levels:
        out = base
    elif base.levels[name] == 1:
        full = base
    if project.started:
        reasons["left_out"] = BEGUN
    found: dict[How, Outcome | None] = {"left_out": out, "in_full": full}
    for how, outcome in found.items():
        if outcome is not None and not outcome.has_plan:
            reasons[how] = IMPOSSIBLE[how] if outcome.is_impossible else NOT_PROVED
        elif outcome is None and how not in reasons:
            reasons[how] = NOT_PROVED
    return Forced(name, free, out, full, reasons)


class Resolving:
    """The fast way: answers in floats, each checked; None where floats cannot tell."""

    def __init__(self, run: Run, forcing: Forcing) -> None:
        """
        Take a solved case.

        Args:
            run: with its proved plan.
            forcing: its program in floats.
        """
        self._facts, self._forcing = run.case.facts, forcing
        self._base = as_published(run)
        best = forcing.best
        if isinstance(best, Nothing) or self._base.value is None:
            raise ValueError("a case without a plan has none that could be forced")
        self._best, self._value = best, self._base.value
        self._ones, self._near = ones_of(self._value), _near_to(self._value)
        self._names = np.array(forcing.names, dtype=object)
        main = next(number for number, wish in enumerate(run.answer.wishes) if wish.name == "objective")
        before = [priority_of(wish.name) or SOFT for wish in run.answer.wishes[:main]]
        self._before = [(name, known := self._base.served[name], float(known), _near_to(known)) for name in before]

    def solve(self, asked: Sequence[Ask]) -> dict[Ask, Outcome]:
        """Return the answers that floats have."""
        found: dict[Ask, Outcome] = {}
        plans: list[tuple[Ask, Floats]] = []
        for ask in asked:
            promised = promise_of(self._facts.by_id[ask.project])
            x = self._forcing.solve(ask.project, LEVEL[ask.how], promised=promised)
            if x is Nothing.IMPOSSIBLE:
                found[ask] = Outcome("infeasible")
            elif not isinstance(x, Nothing):
                plans.append((ask, x))
        for first in range(0, len(plans), AT_ONCE):
            asks, points = zip(*plans[first : first + AT_ONCE], strict=True)
            found |= zip(asks, self._outcomes(np.array(points)), strict=True)
        return {ask: found[ask] for ask in asked if ask in found}

    def _outcomes(self, plans: Floats) -> Iterator[Outcome]:
        forcing = self._forcing
        # The difference of two plans is told from their difference, in which what is common to both cancels.
        parts = (forcing.levels(plans), forcing.sought(plans)[:, :-1], forcing.apart(plans, self._best).tolist())
        for levels, sought, apart in zip(*parts, strict=True):
            yield self._outcome(levels, sought.tolist(), apart)

    def _outcome(self, levels: Floats, sought: Sequence[float], apart: float) -> Outcome:
        served = {
            name: known if abs(reached - number) <= near else Fraction(reached)
            for (name, known, number, near), reached in zip(self._before, sought, strict=True)
        }
        places = levels.nonzero()[0]
        there = dict(zip(self._names[places].tolist(), levels[places].tolist(), strict=True))
        value = self._value
        if abs(apart) > self._near:
            value += Fraction(round(apart * self._ones), self._ones) if self._ones > 1 else round(apart)
        return Outcome("checked", value, there, served)


def _near_to(known: Fraction) -> float:
    """Return up to which distance floats cannot tell a number from a known one."""
    return float(CLOSE * (1 + abs(known)))


def ones_of(size: Fraction) -> int:
    """Return how many parts of one are told apart where a number of this size is shown with all its digits."""
    return int(10 ** max(DIGITS - 1 - (floor(log10(abs(size))) if size else 0), 0))


def held_to(solved: Outcome, proved: Outcome) -> Outcome:
    """Return what counts of a plan that was solved both ways: the proved one, if both lie apart."""
    apart = 1.0
    if solved.has_plan == proved.has_plan:
        pairs = [(solved.value, proved.value)] if solved.value is not None else []
        pairs += [(value, proved.served.get(name)) for name, value in solved.served.items()]
        apart = max((_apart(one, other) for one, other in pairs), default=0.0)
    return replace(proved if apart > CLOSE else solved, held=apart)


def _apart(one: Fraction | None, other: Fraction | None) -> float:
    if one is None or other is None:
        return 1.0
    return float(abs(one - other) / (1 + max(abs(one), abs(other))))
