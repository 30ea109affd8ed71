"""
Priced: what a plan that was decided before is worth in a draw, beside the draw's best plan.

    loss(x)  =  Σ over starts j of   max(d[j] · lower, d[j] · upper)  −  d[j] · x[j]          d = cost − prices · rows

The prices are those of the draw: what the last unit of money, or of room under a rule, brings in it. A plan that lacks
money is charged for it at the price that money has, one that leaves money is credited, and so with every rule. By
duality the loss is the best value less what the plan brings after these charges: never negative, zero for a best plan.
Starts that are held in place by what comes before the objective leave no choice and are left out. Prices are floats; of
whole projects they are those of the case in which projects may be done in part (see ``greenopt.engine.worth``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from greenopt.case.case import Case
from greenopt.engine.layout import Layout, Start
from greenopt.engine.pattern import Linear, Pattern
from greenopt.engine.posed import pose
from greenopt.engine.rows import is_broken
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.worth import Worths, WorthSolver
from greenopt.plan import Decisions
from greenopt.run import question_of
from greenopt.varying import Trace

NOISE = 1e-9
"""A loss that is a smaller share of what all projects are worth is rounding, and none."""


class Worth(NamedTuple):
    """What starting the whole of a project in a year is worth, after what it takes of money and of rules."""

    worth: float
    least: float
    most: float
    """The share that may be started."""


@dataclass(frozen=True)
class Priced:
    """A draw with its prices."""

    starts: Mapping[tuple[str, int], Worth]

    @classmethod
    def of(cls, layout: Layout, worths: Worths) -> "Priced":
        """Return the worth of every start that leaves a choice."""
        return cls({(key.project, key.year): each for key, each in _starts(layout, worths) if each.least < each.most})

    def losses(self, decisions: Decisions) -> dict[str, float]:
        """
        Return what a plan brings less than the best one, by the project that it is wrong about.

        What cannot be started in this draw is left out.
        """
        found: dict[str, float] = {}
        least = NOISE * sum(abs(each.worth) for each in self.starts.values())
        for key, each in self.starts.items():
            best = max(each.worth * each.least, each.worth * each.most)
            lost = best - each.worth * float(decisions.starts.get(key, 0))
            if lost > least:
                found[key[0]] = found.get(key[0], 0.0) + lost
        return found

    def loss(self, decisions: Decisions) -> float:
        """Return what a plan brings less than the best one."""
        return sum(self.losses(decisions).values())


def priced(case: Case) -> Priced | None:
    """Return the prices of a case; None where the solver finds no best plan."""
    question = question_of(case)
    posed = pose(question)
    if any(is_broken(each) for each in posed.rows.constant):
        return None
    try:
        total = Linear(posed.rows.cost(question.objective), question.objective.constant)
        pattern = Pattern(posed.rows, posed.steps, [total], Trace(0))
    except OutOfRange:
        return None
    (filled, *_), _ = pattern.fill(np.zeros((1, 0)))
    solver = WorthSolver(pattern, posed.main, posed.steps[posed.main].cost)
    solver.begin(filled)
    found = solver.worths(filled)
    return None if found is None else Priced.of(posed.rows.layout, found)


def _starts(layout: Layout, worths: Worths) -> Iterable[tuple[Start, Worth]]:
    for place, column in enumerate(layout.columns):
        if isinstance(key := column.key, Start):
            yield key, Worth(*(float(each[place]) for each in worths))
