"""
The proof of a whole-number program: a tree of splits whose leaves hold no better plan, and its check.

A split divides the whole values of one column into `<= at` and `>= at + 1`, so the leaves cover every plan. At each
leaf multipliers give an exact bound on the box that is left, or prove it empty. Any multipliers do: the check needs
no solver, and many leaves share the same ones. Cuts are rows that follow from the others for whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, gcd

from greenopt.engine.cuts import Cut, with_cuts
from greenopt.engine.exact import over_one_denominator, reduced_costs, upper_bound, with_at_least
from greenopt.engine.program import Bounds, Cost, Program


@dataclass(frozen=True, slots=True)
class Split:
    """Followed by the subtree with column <= at, then by the one with column >= at + 1."""

    column: int
    at: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A box where the multipliers with this number give a low enough bound, or show that it is empty."""

    multipliers: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in the order split, lower subtree, upper subtree; and the multipliers (rows as stated) that leaves name."""

    nodes: Sequence[Split | Leaf]
    multipliers: Sequence[dict[int, Fraction]]
    cuts: Sequence[Cut] = ()
    """Rows that multipliers may name beside those of the program, after them."""
    better: Fraction | None = None
    """What a plan brings already: only plans that bring as much are sought, and a row before the cuts says so."""

    def needed(self) -> "Tree":
        """Return the tree without the multipliers that no leaf names."""
        used = sorted({node.multipliers for node in self.nodes if isinstance(node, Leaf)})
        place = {number: new for new, number in enumerate(used)}
        nodes = [Leaf(place[each.multipliers], each.empty) if isinstance(each, Leaf) else each for each in self.nodes]
        return replace(self, nodes=nodes, multipliers=[self.multipliers[number] for number in used])

    def leaning(self) -> set[int]:
        """Return the rows that the proof leans on; numbers past those of the program are cuts."""
        return {row for each in (*self.multipliers, *(cut.multipliers for cut in self.cuts)) for row in each}


BETTER = "better"
"""The name of the row that keeps only plans that bring as much as one that is known."""

Box = dict[int, tuple[Fraction, Fraction]]
"""The columns whose bounds a path of splits has changed."""


class Weighing:
    """Multipliers made ready to bound many boxes of the same program: each costs only the columns it has changed."""

    def __init__(self, program: Program, cost: Cost, bounds: Bounds, y: dict[int, Fraction]) -> None:
        self.y = y
        self.reduced, self.denominator = reduced_costs(program, cost, y)
        self._bounds = bounds
        self._whole_box = upper_bound(bounds, y, (self.reduced, self.denominator))

    def bound(self, box: Box) -> Fraction | None:
        """Return what no point of the box exceeds; None when a multiplier leans on a missing side."""
        if self._whole_box is None:
            return None
        lowers, uppers, change = self._bounds.column_lower, self._bounds.column_upper, 0
        # Whole columns have whole sides, and sums of ints take a tenth of the time of fractions.
        for column, (lower, upper) in box.items():
            slope = self.reduced[column]
            if slope > 0:
                change += slope * (upper.numerator - uppers[column].numerator)
            elif slope < 0:
                change += slope * (lower.numerator - lowers[column].numerator)
        return self._whole_box + Fraction(change, self.denominator)


def check_tree(program: Program, cost: Cost, bounds: Bounds, tree: Tree, limit: Fraction | None) -> bool:
    """
    Whether the tree proves that no whole-number plan has a value above the limit; with None, that there is no plan.

    Args:
        program: the exact program; only its whole columns may be split.
        cost: what is maximised.
        bounds: the restriction that is meant.
        tree: the proof.
        limit: the value that no plan exceeds.
    """
    if tree.better is not None:
        if limit is None or tree.better > limit:
            return False
        program, bounds = with_better(program, bounds, cost, tree.better)
    cut = with_cuts(program, bounds, tree.cuts)
    if cut is None:
        return False
    program, bounds = cut
    step = value_step(program, cost)
    bounding: dict[int, Weighing] = {}
    emptying: dict[int, Weighing] = {}
    pending: list[Box] = [{}]
    for node in tree.nodes:
        if not pending:
            return False
        box = pending.pop()
        if isinstance(node, Split):
            if not (0 <= node.column < len(program.whole) and program.whole[node.column]):
                return False
            pending.extend(reversed(split_box(bounds, box, node)))
            continue
        if not 0 <= node.multipliers < len(tree.multipliers):
            return False
        known, objective = (emptying, {}) if node.empty else (bounding, cost)
        if node.multipliers not in known:
            known[node.multipliers] = Weighing(program, objective, bounds, tree.multipliers[node.multipliers])
        bound = known[node.multipliers].bound(box)
        if bound is None or not (bound < 0 if node.empty else limit is not None and no_better(bound, limit, step)):
            return False
    return not pending


def with_better(program: Program, bounds: Bounds, cost: Cost, value: Fraction) -> tuple[Program, Bounds]:
    """Return a program and its restriction with a row that keeps only plans that bring as much as one that is known."""
    return with_at_least(program, bounds, BETTER, cost, value)


def split_box(bounds: Bounds, box: Box, split: Split) -> tuple[Box, Box]:
    """Return the two boxes; one may be empty (its bounds cross), which only makes its bound lower."""
    lower, upper = box.get(split.column, (bounds.column_lower[split.column], bounds.column_upper[split.column]))
    below, above = Fraction(split.at), Fraction(split.at + 1)
    return {**box, split.column: (lower, min(upper, below))}, {**box, split.column: (max(lower, above), upper)}


def value_step(program: Program, cost: Cost) -> Fraction | None:
    """Return a step of which every whole-number plan's value is a multiple, None when there is none."""
    numerators, denominator = over_one_denominator(cost)
    if not numerators or not all(program.whole[column] for column in numerators):
        return None
    return Fraction(gcd(*numerators.values()), denominator)


def no_better(bound: Fraction, limit: Fraction, step: Fraction | None) -> bool:
    """Whether plans within the bound are at most the limit, knowing that values come in steps."""
    return bound <= limit or (step is not None and floor(bound / step) * step <= limit)
