"""
Baselines: what simpler ways of choosing would come to, beside the best plan.

    greedy       cheapest first by public money for each unit sought; each project as large as all rules still allow
    spreadsheet  the same order, each as large as the money of funds and years still allows, whatever other rules say
    largest      what brings most first, as large as all rules still allow

All three are given the benefit of the doubt: promises are kept, years and payers are chosen as well as they can be, and
greedy and largest serve what comes before the objective as well as the best plan does. What is left of the difference
is the order alone. Each plan is held against every rule as a plan made by people is, project by project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from greenopt.case.case import Case
from greenopt.engine.answer import decisions
from greenopt.engine.in_order import in_order
from greenopt.engine.posed import Posed, Question, pose
from greenopt.language import Message, say
from greenopt.plan import DecidedPlan, Decisions, Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.run import Run
from greenopt.studies.check import held_against

ZERO = Fraction(0)
Way = Literal["greedy", "spreadsheet", "largest"]
TITLES: Mapping[Way, Message] = {
    "greedy": say("cheapest first, under all rules"),
    "spreadsheet": say("cheapest first, until the money is used up"),
    "largest": say("largest first, under all rules"),
}


class Worth:
    """What a project brings and asks in full, started in the year in which it does best."""

    def __init__(self, case: Case, name: str, years: Sequence[int]) -> None:
        self.name = name
        best: tuple[bool, Fraction] | None = None
        self.brings, self.asks = ZERO, ZERO
        for year in years:
            plan = DecidedPlan(case.facts, Decisions({(name, year): Fraction(1)})).alone(name)
            brings, asks = case.objective.form(plan).constant, plan.value(Sum(PUBLIC_MONEY))
            rank = (brings > 0, -asks / brings if brings > 0 else ZERO)
            if best is None or rank > best:
                best, self.brings, self.asks = rank, brings, asks

    @property
    def cost(self) -> Fraction:
        """Public money for each unit of what is sought."""
        return self.asks / self.brings


@dataclass(frozen=True)
class Baseline:
    """A plan chosen in a simpler way."""

    way: Way
    order: tuple[str, ...]
    """In which projects were taken; those that bring nothing are not on the list."""
    checked: Json | None
    """The plan held against every rule, as ``check`` does; None where no plan was found this way."""
    levels: Mapping[str, Fraction]

    @property
    def breaks(self) -> int:
        """How many requirements it breaks."""
        return 0 if self.checked is None else len(self.checked["broken"]) + len(self.checked["faults"])

    def record(self, case: Case) -> Json:
        """Return one entry of the part ``baselines`` of a ranking."""
        head = {
            "way": self.way,
            "title": TITLES[self.way].both(),
            "order": list(self.order),
            "unit": case.objective.unit(case.facts),
            "money_unit": case.facts.units.money,
        }
        if self.checked is None:
            keys = ("value", "best", "gap", "gap_percent", "public_money", "satisfied", "comes_first")
            return head | dict.fromkeys(keys) | {"broken": [], "faults": [], "levels": {}}
        objective = self.checked["objective"]
        return head | {
            "value": objective["value"],
            "best": objective["best"],
            "gap": objective["gap"],
            "gap_percent": objective["gap_percent"],
            "public_money": self.checked["totals"]["public_money"],
            "satisfied": self.checked["satisfied"],
            "broken": self.checked["broken"],
            "faults": self.checked["faults"],
            "comes_first": self.checked["comes_first"],
            "levels": {name: plain(level) for name, level in self.levels.items()},
        }


def baselines(best: Run) -> tuple[Baseline, ...]:
    """
    Return simpler ways of choosing, each with its plan held against every rule and the best plan.

    None where the least money is sought, for then nothing is bought by the unit; and none where no plan satisfies the
    case.

    Args:
        best: the case, solved.

    Raises:
        CaseInvalid: two numbers of the case lie so far apart that a solver would misread them.
    """
    case = best.case
    if case.objective.sense == "minimise" or best.answer.x is None:
        return ()
    posed = pose(best.answer.question)
    worth = [Worth(case, name, years) for name, years in posed.rows.layout.starts.items() if years]
    worth = [each for each in worth if each.brings > 0]
    cheapest = tuple(each.name for each in sorted(worth, key=lambda each: (each.cost, each.name)))
    largest = tuple(each.name for each in sorted(worth, key=lambda each: (-each.brings, each.name)))
    return (
        _baseline(case, best, posed, "greedy", cheapest),
        _baseline(case, best, posed, "spreadsheet", cheapest),
        _baseline(case, best, posed, "largest", largest),
    )


def _baseline(case: Case, best: Run, posed: Posed, way: Way, order: tuple[str, ...]) -> Baseline:
    question = best.answer.question
    if way == "spreadsheet":
        x = in_order(posed, order, kept=_without_rules(case, question))
    else:
        x = in_order(posed, order, best=best.answer.x)
    if x is None:
        return Baseline(way, order, None, {})
    plan = DecidedPlan(case.facts, decisions(posed.rows.layout, x))
    return Baseline(way, order, held_against(case, best, way, (question, plan)), plan.levels)


def _without_rules(case: Case, question: Question) -> set[str]:
    """Return the names of what holds whatever the rules say: money, promises, and what only counts or may be missed."""
    rules = {rule.id: rule for rule in case.rules}
    return {
        each.name
        for each in question.requirements
        if each.rule not in rules or each.defines or each.soft_scale or rules[each.rule].gives_priority
    }
