"""
Rivals: known plans, and how much any plan could surpass each of them.

For a rival ``q`` and a world, the most by which a plan can surpass it over all axes is a sum over its options. The
linear relaxation of the case bounds that sum; its multipliers then bound it for every part of the plans at the cost
of an addition. Bounds are counted in floats and widened by far more than floats can be wrong; a bound that is too
weak leaves work undone, never a plan out.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.choices import Choices
from greenopt.engine.claimed_twice import Losses
from greenopt.engine.dominance import Dominance
from greenopt.engine.solve import Claim, Solver
from greenopt.engine.whole import exact_plan
from greenopt.engine.stages import Stage

Floats = NDArray[np.float64]
ZERO = Fraction(0)
MARGIN = 1e-9
"""By how much a bound is widened, beside the size of what it adds up."""
NODES = 500
"""Boxes that the solver may look at for one rival; a count, so that the clock does not show."""
MOST_BOUNDS, MOST_RIVALS, FEWEST_RIVALS = 96, 24, 2


class Rivals:
    """Known plans and the bounds against them."""

    def __init__(self, choices: Choices, dominance: Dominance, losses: Losses, solver: Solver) -> None:
        self._choices, self._dominance, self._losses, self._solver = choices, dominance, losses, solver
        self.plans: list[list[int]] = []
        """Options of each, all of them plans that keep every row."""
        self.root: Floats = np.zeros((0, dominance.worlds))
        """Rivals × worlds: what no plan surpasses the rival by."""
        self.margin: Floats = np.zeros((0, dominance.worlds))
        self.drop: list[Floats] = []
        """By project, rivals × worlds × options: how much taking the option lowers the bound."""

    @property
    def wanted(self) -> int:
        """How many rivals are worth their bounds."""
        return max(FEWEST_RIVALS, min(MOST_RIVALS, MOST_BOUNDS // self._dominance.worlds))

    def seek(self, first: Sequence[int]) -> None:
        """Look for good plans at unlike places of the axes, beginning with one that is known."""
        self.plans = [list(first)]
        worlds = self._dominance.worlds
        for turn in range(2 * self.wanted):
            if len(self.plans) >= self.wanted:
                break
            found = self._best(turn % worlds, turn // worlds)
            if found is not None and found not in self.plans:
                self.plans.append(found)

    def _best(self, world: int, turn: int) -> list[int] | None:
        """Return a good plan in a world: at the ends of the axes, in their middle, then at unlike places."""
        cost: dict[int, Fraction] = {each.column: -each.costs[world] for each in self._losses.shared}
        for columns, options in zip(self._choices.columns, self._dominance.worths, strict=True):
            base = options[0][world] if columns[0] is None else None
            for column, worths in zip(columns, options, strict=True):
                if column is not None:
                    worth = worths[world]
                    cost[column] = worth.constant - (base.constant if base else ZERO)
                    cost[column] += sum((_place(axis, turn) * each for axis, each in worth.slopes.items()), ZERO)
        outcome = self._solver.solve(cost, None, whole=True, node_limit=NODES)
        if outcome.x is None:
            return None
        program = self._choices.program
        plan = exact_plan(self._solver, program, [Stage("rival", cost)], program.bounds(), outcome.x)
        return None if plan is None else self._choices.taken(plan.x)

    def weigh(self) -> None:
        """Bound what surpasses each rival, in each world."""
        count, worlds = len(self.plans), self._dominance.worlds
        self.root, self.margin = np.zeros((count, worlds)), np.zeros((count, worlds))
        self.drop = [np.zeros((count, worlds, size)) for size in self._choices.sizes]
        marked = self._dominance.marked(np.array(self.plans, dtype=np.int8))
        lost = self._losses.of(marked, self._dominance.denominator)
        for rival, plan in enumerate(self.plans):
            for world in range(worlds):
                gains = [
                    [-int(each) for each in part[option, :, world]]
                    for part, option in zip(self._dominance.least, plan, strict=True)
                ]
                self._weigh(rival, world, gains, int(lost[rival, world]))

    def _weigh(self, rival: int, world: int, gains: Sequence[Sequence[int]], lost: int) -> None:
        """Bound the sum of gains, by the multipliers of its relaxation."""
        below = self._dominance.denominator
        cost: dict[int, Fraction] = {each.column: -each.costs[world] for each in self._losses.shared}
        for columns, own in zip(self._choices.columns, gains, strict=True):
            base = own[0] if columns[0] is None else 0
            cost |= {
                column: Fraction(gain - base, below)
                for column, gain in zip(columns, own, strict=True)
                if column is not None
            }
        outcome = self._solver.solve(cost)
        duals = outcome.duals if outcome.claim is Claim.OPTIMAL and outcome.duals is not None else []
        bound, size, lines = self._sides(duals, cost)
        bound += lost / below
        for project, (columns, own) in enumerate(zip(self._choices.columns, gains, strict=True)):
            left = np.array([gain / below for gain in own])
            left -= [0.0 if column is None else lines.get(column, 0.0) for column in columns]
            bound += left.max()
            size += float(abs(left).max()) + max(abs(gain / below) for gain in own)
            self.drop[project][rival, world] = left.max() - left
        self.root[rival, world] = bound
        self.margin[rival, world] = MARGIN * (size + abs(lost / below))

    def _sides(
        self, duals: Sequence[float], cost: Mapping[int, Fraction]
    ) -> tuple[float, float, dict[int, float]]:
        """Return what rows and continuous columns add to a bound, how large the parts are, and what columns pay."""
        program, bound, size = self._choices.program, 0.0, 0.0
        paid: dict[int, float] = {}
        for row in self._choices.rows if duals else ():
            dual = duals[row.number]
            side = row.upper if dual > 0 else row.lower
            if not dual or side is None:
                continue
            bound += dual * float(side)
            size += abs(dual * float(side))
            for column, weight in (*row.options.items(), *row.rest.items()):
                part = dual * float(weight)
                paid[column] = paid.get(column, 0.0) + part
                size += abs(part) * max(abs(float(program.column_lower[column])), float(program.column_upper[column]))
        for column in self._choices.continuous:
            left = float(cost.get(column, ZERO)) - paid.get(column, 0.0)
            ends = left * float(program.column_lower[column]), left * float(program.column_upper[column])
            bound += max(ends)
            size += abs(max(ends))
        return bound, size, paid


def _place(axis: int, turn: int) -> Fraction:
    """Return where an axis stands in a turn: both ends, the middle, then unlike places between."""
    if turn < 3:
        return (Fraction(1, 2), ZERO, Fraction(1))[turn]
    return Fraction((axis + 1) * 2654435761 + turn * 40503 * (axis + 3), 1) % 99991 / 99991


