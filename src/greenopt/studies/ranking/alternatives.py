"""
Alternatives: is the best plan the only one, and which plans are nearly as good and quite different?

Each further plan is the one that lies farthest from every plan known so far, the published one first, among those that
keep all rules, serve what comes before the objective as well, and lose no more of it than is allowed. Where several
lie as far, the published rule for ties chooses. It ends when enough are found, or when it is proved that no plan
differs enough from those found. Distance is counted in projects: how much of a project more or less, added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from greenopt.case.case import Case
from greenopt.engine.answer import Answer, Options, decisions
from greenopt.engine.apart import Apart, distance
from greenopt.engine.first_held import levels_at
from greenopt.engine.posed import pose
from greenopt.errors import Fault
from greenopt.language import say
from greenopt.plan import DecidedPlan, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.result.resolved import Json, text
from greenopt.result.standing import decided, plain
from greenopt.run import solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.precedence import compared, decisive

ZERO = Fraction(0)
WITHIN = Fraction(1, 100)
"""What may be lost of the objective, as a share of its best value, unless something else is asked."""
LEAST = Fraction(1)
"""How far a plan has to lie from every other to count as another one: as much as one whole project."""
Ended = Literal["found", "no_other", "not_proved", "no_plan"]
"""Why it ended: enough found; none differs enough, which is proved, or was not found out; or there is no plan."""


@dataclass(frozen=True)
class Alternative:
    """A plan that is nearly as good and different."""

    plan: DecidedPlan
    value: Fraction
    loss: Fraction
    """Of the objective, beside the published plan."""
    levels: Mapping[str, Fraction]
    """Project → share started anew; zeros included."""
    distance: Fraction
    """From the published plan."""
    nearest: Fraction
    """From the nearest of the plans before it, the published one included."""
    held: int
    """Requirements that were held against it; it keeps every one."""


@dataclass(frozen=True)
class Alternatives:
    """Whether the best plan is the only one, and plans that are nearly as good."""

    within: Fraction
    least: Fraction
    value: Fraction | None
    keep: Fraction | None
    """The worst value that is good enough."""
    unique: bool | None
    exchangeable: tuple[str, ...]
    published: DecidedPlan | None
    levels: Mapping[str, Fraction]
    plans: tuple[Alternative, ...]
    ended: Ended
    most: Fraction | None
    """Where it ended early: no plan that is good enough lies farther from all of them."""

    def record(self, case: Case) -> Json:
        """Return the part ``alternatives`` of a ranking."""
        return {
            "within": plain(self.within),
            "least_distance": plain(self.least),
            "value": plain(self.value),
            "keep": plain(self.keep),
            "unit": case.objective.unit(case.facts),
            "money_unit": case.facts.units.money,
            "unique": self.unique,
            "exchangeable": [
                {"project": each, "name": text(case.facts.by_id[each].name)} for each in self.exchangeable
            ],
            "plans": [self._plan_record(case, number) for number in range(len(self.plans))],
            "ended": self.ended,
            "farthest_at_most": plain(self.most),
        }

    def _plan_record(self, case: Case, number: int) -> Json:
        found = self.plans[number]
        moved = [name for name, level in found.levels.items() if level != self.levels.get(name, ZERO)]
        rows = [self._moved(case, found, name) for name in moved]
        rows.sort(key=lambda row: (-abs(row["objective"]), row["project"]))
        return {
            "number": number + 1,
            "value": plain(found.value),
            "loss": plain(found.loss),
            "loss_share": plain(found.loss / abs(self.value)) if self.value else None,
            "public_money": plain(found.plan.value(Sum(PUBLIC_MONEY))),
            "distance": plain(found.distance),
            "nearest": plain(found.nearest),
            "requirements_held": found.held,
            "in": [row["project"] for row in rows if not row["from"]],
            "out": [row["project"] for row in rows if not row["to"]],
            "changed": rows,
        }

    def _moved(self, case: Case, found: Alternative, name: str) -> Json:
        here, there = (
            ZERO if plan is None else case.objective.form(plan.alone(name)).constant
            for plan in (found.plan, self.published)
        )
        return {
            "project": name,
            "name": text(case.facts.by_id[name].name),
            "from": plain(self.levels.get(name, ZERO)),
            "to": plain(found.levels[name]),
            "objective": plain(here - there),
        }


def alternatives(case: Case, count: int, *, within: Fraction = WITHIN, least: Fraction = LEAST) -> Alternatives:
    """
    Return plans that are nearly as good as the best, and different.

    Args:
        case: the case.
        count: how many are wanted.
        within: what may be lost of the objective, as a share of its best value.
        least: how far each has to lie from the published plan and from every other.

    Raises:
        CaseInvalid: two numbers of the case lie so far apart that a solver would misread them.
        Fault: a plan does not stand the audit.
    """
    answer = uninterrupted(solve(case, Options(prices=False, conflict=False))).answer
    if answer.x is None or answer.value is None:
        return Alternatives(within, least, None, None, None, (), None, {}, (), "no_plan", None)
    search = _Search(case, answer, within)
    ended: Ended = "found"
    most = None
    while len(search.plans) < count:
        found = search.apart.farthest([search.levels, *(each.levels for each in search.plans)], least)
        if found.x is None or found.distance < least:
            proved = found.most is not None and found.most < least
            ended, most = ("no_other" if proved else "not_proved"), found.most
            break
        search.plans.append(search.audited(found.x, found.levels, found.distance))
    return Alternatives(
        within, least, answer.value, search.keep, answer.unique, answer.exchangeable, search.published,
        search.levels, tuple(search.plans), ended, most,
    )  # fmt: skip


class _Search:
    """What stays the same while plans are searched for."""

    def __init__(self, case: Case, answer: Answer, within: Fraction) -> None:
        assert answer.x is not None and answer.value is not None  # noqa: S101, PT018 - asked by the caller
        self.case, self.answer = case, answer
        posed = pose(answer.question)
        self.sign = 1 if answer.question.more else -1
        self.best = answer.value
        self.keep = self.best - self.sign * within * abs(self.best)
        self.levels = levels_at(posed, answer.x)
        self.apart = Apart(posed, answer.x, self.sign * self.keep)
        self.published = DecidedPlan(case.facts, decisions(answer.layout, answer.x))
        self.plans: list[Alternative] = []

    def audited(self, x: Sequence[Fraction], levels: Mapping[str, Fraction], nearest: Fraction) -> Alternative:
        """Return a plan once it is counted again, project by project, that it keeps every rule and is good enough."""
        plan = DecidedPlan(self.case.facts, decisions(self.answer.layout, x))
        question = self.answer.question
        for requirement in question.requirements:
            if decided(requirement, plan).room() < 0:
                raise Fault(say("the plan breaks {rule}; please report this case", rule=requirement.name))
        value = self.case.objective.form(plan).constant
        first = decisive(compared((question, plan), (question, self.published)))
        if self.sign * (value - self.keep) < 0 or (first is not None and not first.better):
            raise Fault(say("the plan's objective is not what was proved; please report this case"))
        return Alternative(
            plan, value, self.sign * (self.best - value), levels, distance(levels, self.levels), nearest,
            len(question.requirements),
        )  # fmt: skip
