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
from greenopt.engine.stages import Stage
from greenopt.engine.whole import exact_plan

Floats = NDArray[np.float64]
ZERO = Fraction(0)
MARGIN = 1e-9
"""By how much a bound is widened, beside the size of what it adds up."""
NODES = 100
"""Boxes that the solver may look at for one rival; a count, so that the clock does not show."""
SOUGHT, FEWEST_SOUGHT = 24, 3
"""Rivals that the solver is asked for: fewer where there are many worlds or options."""
MOST_BOUNDS = 1500
"""Bounds that are kept: rivals times worlds."""
LARGE = 120
"""Options of all projects from which on the same work buys fewer rivals."""
BLOCK = 64
IDLE = 1e-3
"""A share of parts: where a block of rivals leaves out fewer, the next ones, which did less so far, are not asked."""
SHARES = (1.0, 0.5, 0.0)
USEFUL = (1.0, 0.6, 0.4)
"""Of the multipliers: all of them bound early parts best, none of them those that are nearly whole plans."""


class Rivals:
    """Known plans and the bounds against them."""

    def __init__(self, choices: Choices, dominance: Dominance, losses: Losses, solver: Solver) -> None:
        self._choices, self._dominance, self._losses, self._solver = choices, dominance, losses, solver
        self.plans: list[list[int]] = []
        """Options of each, all of them plans that keep every row."""
        options, worlds = int(dominance.first[-1]), dominance.worlds
        self._root: Floats = np.zeros((len(SHARES), 0, worlds))
        """Shares × rivals × worlds: what no plan surpasses the rival by, and a little more."""
        self.drop: Floats = np.zeros((len(SHARES), options, 0, worlds))
        """Shares × options × rivals × worlds: how much taking the option lowers the bound."""
        self._kills = np.zeros((len(SHARES), 0), dtype=np.int64)

    @property
    def most(self) -> int:
        """How many rivals are worth their bounds."""
        return max(FEWEST_SOUGHT, int(MOST_BOUNDS / self._size / self._dominance.worlds))

    @property
    def _size(self) -> float:
        return max(1.0, int(self._dominance.first[-1]) / LARGE)

    def seek(self, first: Sequence[int]) -> None:
        """Look for good plans at unlike places of the axes, beginning with one that is known."""
        self.plans = [list(first)]
        worlds = self._dominance.worlds
        wanted = max(FEWEST_SOUGHT, int(min(SOUGHT, 2 * SOUGHT // worlds) / self._size))
        for turn in range(2 * wanted):
            if len(self.plans) >= wanted:
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

    def add(self, plans: Sequence[Sequence[int]]) -> None:
        """Take in more plans that keep every row, as many as are worth their bounds."""
        known = set(map(tuple, self.plans))
        fresh = [list(each) for each in dict.fromkeys(map(tuple, plans)) if each not in known]
        self.plans += fresh[: max(self.most - len(self.plans), 0)]

    def weigh(self) -> None:
        """Bound what surpasses each rival that is not weighed yet, in each world."""
        known, worlds = self._root.shape[1], self._dominance.worlds
        fresh = self.plans[known:]
        root = np.zeros((len(SHARES), len(fresh), worlds))
        drop = np.zeros((len(SHARES), self.drop.shape[1], len(fresh), worlds))
        marked = self._dominance.marked(np.array(fresh, dtype=np.int8).reshape(len(fresh), len(self._choices.sizes)))
        lost = self._losses.of(marked, self._dominance.denominator)
        for rival, plan in enumerate(fresh):
            for world in range(worlds):
                gains = [
                    [-int(each) for each in part[option, :, world]]
                    for part, option in zip(self._dominance.least, plan, strict=True)
                ]
                for share, (bound, lowered) in enumerate(self._weighed(world, gains, int(lost[rival, world]))):
                    root[share, rival, world], drop[share, :, rival, world] = bound, lowered
        self._root = np.concatenate([self._root, root], axis=1)
        self.drop = np.concatenate([self.drop, drop], axis=2)
        self._kills = np.concatenate([self._kills, np.zeros((len(SHARES), len(fresh)), dtype=np.int64)], axis=1)

    def promise(self, marked: Floats, options: NDArray[np.int64]) -> Floats:
        """Return by how much what follows parts of plans may surpass the rivals sought first, at the least."""
        count = min(SOUGHT, self._root.shape[1])
        drop = self.drop[0][options, :count].reshape(len(options), -1)
        bound = self._root[0][:count].reshape(1, -1) - marked @ drop
        return np.asarray(bound.reshape(len(marked), count, -1).max(axis=2).min(axis=1), dtype=np.float64)

    def beaten(self, marked: Floats, options: NDArray[np.int64], left: float) -> NDArray[np.bool_]:
        """
        Return of which parts of plans a rival dominates all that follows.

        Args:
            marked: parts × options, of decided projects alone.
            options: which options these are.
            left: the share of projects that are not decided.
        """
        found = np.zeros(len(marked), dtype=np.bool_)
        for share in range(len(SHARES)):
            if share and left > USEFUL[share]:
                continue
            order = np.argsort(-self._kills[share], kind="stable")
            for first in range(0, len(order), BLOCK):
                block, still = order[first : first + BLOCK], np.flatnonzero(~found)
                if not len(still):
                    break
                drop = self.drop[share][options][:, block].reshape(len(options), -1)
                bound = self._root[share][block].reshape(1, -1) - marked[still] @ drop
                below = (bound.reshape(len(still), len(block), -1) < 0).all(axis=2)
                self._kills[share][block] += below.sum(axis=0)
                found[still] = below.any(axis=1)
                if left and found[still].sum() < len(still) * IDLE:
                    break
        return found

    def _weighed(self, world: int, gains: Sequence[Sequence[int]], lost: int) -> list[tuple[float, Floats]]:
        """Return bounds on the sum of gains, by shares of the multipliers of its relaxation, and what options lower."""
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
        return [self._bound([share * dual for dual in duals], cost, gains, lost) for share in SHARES]

    def _bound(
        self, duals: Sequence[float], cost: Mapping[int, Fraction], gains: Sequence[Sequence[int]], lost: int
    ) -> tuple[float, Floats]:
        """Return the bound that multipliers give, widened, and what each option lowers it by."""
        below = self._dominance.denominator
        bound, size, lines = self._sides(duals, cost)
        bound += lost / below
        drops: list[Floats] = []
        for columns, own in zip(self._choices.columns, gains, strict=True):
            left = np.array([gain / below for gain in own])
            left -= [0.0 if column is None else lines.get(column, 0.0) for column in columns]
            bound += left.max()
            size += float(abs(left).max()) + max(abs(gain / below) for gain in own)
            drops.append(left.max() - left)
        widened = bound + MARGIN * (size + abs(lost / below))
        return widened, np.concatenate(drops) if drops else np.zeros(0)

    def _sides(self, duals: Sequence[float], cost: Mapping[int, Fraction]) -> tuple[float, float, dict[int, float]]:
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
