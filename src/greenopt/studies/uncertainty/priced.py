"""
Priced: what a plan that was decided before is worth in a draw, beside the draw's best plan.

    loss(x)  =  Σ over starts j of   max(d[j] · lower, d[j] · upper)  −  d[j] · x[j]          d = cost − prices · rows

The prices are those of the draw: what the last unit of money, or of room under a rule, brings in it. A plan that lacks
money is charged for it at the price that money has, one that leaves money is credited, and so with every rule. By
duality the loss is the best value less what the plan brings after these charges: never negative, zero for a best plan.
What comes before the objective is held at its best first. Prices come from HiGHS in floats; of whole projects they are
those of the case in which projects may be done in part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.engine.exact import over_one_denominator
from greenopt.engine.layout import Start
from greenopt.engine.posed import Posed, pose
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.rows import is_broken
from greenopt.engine.solve import Claim, Outcome, Solver
from greenopt.plan import Decisions
from greenopt.run import question_of

SLACK = 1e-9
"""By how much less, as a share, what comes before the objective may be served: its value is a float."""

LITTLE = Fraction(1, 10**7)
NOISE = 1e-11
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
    posed = pose(question_of(case))
    if any(is_broken(each) for each in posed.rows.constant):
        return None
    program = posed.rows.program
    for step in posed.steps[: posed.main]:
        outcome = Solver(program).solve(step.cost)
        if outcome.claim is not Claim.OPTIMAL or outcome.x is None:
            return None
        program = _held(program, step.name, step.cost, outcome.x)
    cost = posed.steps[posed.main].cost
    solver = Solver(program)
    outcome = solver.solve(cost, _with_less_money(program))
    if outcome.claim is Claim.INFEASIBLE:
        outcome = solver.solve(cost)
    if outcome.claim is not Claim.OPTIMAL or outcome.duals is None:
        return None
    return Priced(dict(_worths(posed, program, cost, outcome)))


def _with_less_money(program: Program) -> Bounds:
    """
    Return the bounds with a little less in every fund.

    Where money runs out just between two projects, its price is then what its last unit brings, not what one more
    would.
    """
    bounds = program.bounds()
    for row, name in enumerate(program.rows):
        upper = bounds.row_upper[row]
        if name.startswith("funds.") and upper is not None and upper > 0:
            bounds.row_upper[row] = upper * (1 - LITTLE)
    return bounds


def _held(program: Program, name: str, cost: Cost, x: Sequence[float]) -> Program:
    """Return the program in which something that comes first is served as well as it can be."""
    value = sum(float(weight) * x[column] for column, weight in cost.items())
    entries, scale = over_one_denominator({column: weight for column, weight in cost.items() if weight})
    if not entries:
        return program
    return program.with_row(f"held[{name}]", entries, scale, Fraction(value - SLACK * max(1.0, abs(value))), None)


def _worths(posed: Posed, program: Program, cost: Cost, outcome: Outcome) -> list[tuple[tuple[str, int], Worth]]:
    reduced = [float(cost.get(column, 0)) for column in range(len(program.columns))]
    for row, multiplier in enumerate(outcome.duals or ()):
        if multiplier:
            scale = program.scale[row]
            for column, entry in program.entries[row].items():
                reduced[column] -= multiplier * (entry / scale)
    return [
        ((key.project, key.year), Worth(reduced[place], float(column.lower), float(column.upper)))
        for place, column in enumerate(posed.rows.layout.columns)
        if isinstance(key := column.key, Start)
    ]
