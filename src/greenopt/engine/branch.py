"""
Branch and bound in exact arithmetic: HiGHS solves the linear programs, its multipliers, made exact, prove the leaves.

Multipliers that are a little wrong still give a bound, only a little weaker, so almost every leaf is proved by the
floats of the solver turned into fractions; the exact basis is asked where that is not enough. Meant for programs
with some dozens of whole numbers, beginning from the plan that the solver found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import floor, frexp
from time import monotonic

from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.solve import Claim, Outcome, Solver
from greenopt.engine.stages import Stage
from greenopt.engine.tree import Box, Leaf, Split, Tree, Weighing, no_better, split_box, value_step
from greenopt.engine.whole import WholePlan, exact_plan

_FRACTIONAL = 1e-6
_NEAR = 1e-6
_BITS = 44


TREE_NODES = 2_000
"""Linear programs that a proof for whole projects may take; a count, so that the clock does not show in the answer."""


class TreeStatus(Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class TreeResult:
    """The best plan and a tree that proves its bound, also when the search was stopped."""

    status: TreeStatus
    plan: WholePlan | None
    bound: Fraction | None
    """`check_tree` accepts the tree with this limit; None when there is no plan, or nothing is proved."""
    tree: Tree | None
    solved: int
    """Number of linear programs."""
    interrupted: bool = False


def prove_whole(
    solver: Solver,
    program: Program,
    stages: Sequence[Stage],
    bounds: Bounds | None = None,
    *,
    plan: WholePlan | None = None,
    node_limit: int | None = None,
    time_limit: float | None = None,
) -> TreeResult:
    """
    Prove what is best in the first stage among plans whose whole columns are whole.

    Args:
        solver: a solver of this program.
        program: the exact program.
        stages: the first is proved; the others only order plans with the same whole numbers.
        bounds: a restriction; None for the program itself.
        plan: the best plan known, to be beaten.
        node_limit: how many linear programs to solve.
        time_limit: seconds.
    """
    search = _Search(solver, program, stages, program.bounds() if bounds is None else bounds, plan)
    deadline = None if time_limit is None else monotonic() + time_limit
    interrupted = False
    try:
        while search.pending:
            if (node_limit is not None and search.solved >= node_limit) or (
                deadline is not None and monotonic() >= deadline
            ):
                break
            if not search.advance(None if deadline is None else max(deadline - monotonic(), 0.0)):
                interrupted = search.interrupted
                break
    except KeyboardInterrupt:
        interrupted = True
    return search.result(interrupted=interrupted)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a node was reached: the split column, upwards or downwards, by how much, and the value before."""

    column: int
    up: bool
    distance: float
    value: float


@dataclass(frozen=True, slots=True)
class _Node:
    """A box still to be looked at, and the number of the multipliers of the box around it."""

    box: Box
    around: int | None
    way: _Way | None = None


class _Losses:
    """What splitting a column has cost the bound so far, per unit; the costs themselves where nothing is known."""

    def __init__(self, cost: Cost) -> None:
        self._known = {column: abs(float(coefficient)) for column, coefficient in cost.items()}
        self._seen: dict[tuple[int, bool], tuple[float, int]] = {}

    def learn(self, way: _Way, value: float) -> None:
        """Take note of the value of the linear program at the end of a way."""
        total, count = self._seen.get((way.column, way.up), (0.0, 0))
        loss = max(way.value - value, 0.0) / way.distance
        self._seen[way.column, way.up] = (total + loss, count + 1)

    def score(self, column: int, part: float) -> float:
        """Return how much both sides of a split promise to lower the bound; `part` is the fractional part."""
        down = self._loss(column, up=False) * part
        up = self._loss(column, up=True) * (1 - part)
        return max(down, _NEAR) * max(up, _NEAR)

    def _loss(self, column: int, *, up: bool) -> float:
        total, count = self._seen.get((column, up), (0.0, 0))
        return total / count if count else self._known.get(column, 0.0)


class _Search:
    """The state of one search: nodes in their final order, and what is pending, the next one last."""

    def __init__(
        self, solver: Solver, program: Program, stages: Sequence[Stage], bounds: Bounds, plan: WholePlan | None
    ) -> None:
        self._solver = solver
        self._program = program
        self._stages = stages
        self._cost = stages[0].cost
        self._bounds = bounds
        self._whole = [column for column, whole in enumerate(program.whole) if whole]
        self._step = value_step(program, self._cost)
        self._losses = _Losses(self._cost)
        self._nodes: list[Split | Leaf] = []
        self._multipliers: list[dict[int, Fraction]] = []
        self._weighings: dict[int, Weighing] = {}
        self.plan = plan
        self.pending: list[_Node | Leaf] = [_Node({}, None)]
        self.solved = 0
        self.interrupted = False

    def advance(self, seconds: float | None) -> bool:
        """Close or split the next box; False when the solver was stopped, and the box is pending again."""
        node = self.pending.pop()
        nodes, pending = len(self._nodes), len(self.pending)
        finished = False
        try:
            finished = self._settle(node, seconds)
        finally:
            if not finished:
                del self._nodes[nodes:]
                del self.pending[pending:]
                self.pending.append(node)
        return finished

    def result(self, *, interrupted: bool) -> TreeResult:
        """Return the plan and the tree; what is pending becomes leaves with the bound of the box around them."""
        limit = None if self.plan is None else self.plan.values[0]
        if not self.pending:
            status = TreeStatus.INFEASIBLE if self.plan is None else TreeStatus.OPTIMAL
            return TreeResult(status, self.plan, limit, Tree(self._nodes, self._multipliers), self.solved, interrupted)
        nodes, bound = list(self._nodes), limit
        for node in reversed(self.pending):
            if isinstance(node, Leaf):
                nodes.append(node)
                continue
            around = None if node.around is None else self._weighings[node.around].bound(node.box)
            if node.around is None or around is None:
                return TreeResult(TreeStatus.STOPPED, self.plan, None, None, self.solved, interrupted)
            nodes.append(Leaf(node.around, empty=False))
            bound = around if bound is None else max(bound, around)
        tree = Tree(nodes, self._multipliers)
        return TreeResult(TreeStatus.STOPPED, self.plan, bound, tree, self.solved, interrupted)

    def _settle(self, node: _Node | Leaf, seconds: float | None) -> bool:
        if isinstance(node, Leaf):
            self._nodes.append(node)
            return True
        if node.around is not None and self._closed(node.around, node.box):
            return True
        face = self._face(node.box)
        outcome = self._solver.solve(self._cost, face, time_limit=seconds)
        self.interrupted |= outcome.interrupted
        if outcome.claim is Claim.STOPPED:
            return False
        self.solved += 1
        if outcome.claim is Claim.OPTIMAL and outcome.x is not None and outcome.duals is not None:
            weighed = self._weigh(_fractions(outcome.duals, self._bounds))
            if self._closed(weighed, node.box):
                return True
            if self._is_open(outcome):
                self._learn(node, outcome)
                self._split(node.box, weighed, outcome.x, outcome.value)
                return True
        return self._settle_exactly(node, face, outcome, seconds)

    def _settle_exactly(self, node: _Node, face: Bounds, outcome: Outcome, seconds: float | None) -> bool:
        found = certify(self._program, self._cost, face, outcome.basis, time_limit=seconds)
        if isinstance(found, Infeasible):
            self._multipliers.append(found.y)
            self._nodes.append(Leaf(len(self._multipliers) - 1, empty=True))
            return True
        if not isinstance(found, Optimal):
            return False
        weighed = self._weigh(found.y)
        if all(found.x[column].denominator == 1 for column in self._whole) and not self._offer(found.x):
            return False
        if not self._closed(weighed, node.box):
            self._split(node.box, weighed, found.x, float(found.value))
        return True

    def _is_open(self, outcome: Outcome) -> bool:
        """Whether the floats leave no doubt that the box has to be split."""
        if outcome.x is None or outcome.value is None:
            return False
        x = outcome.x
        fractional = any(abs(x[column] - round(x[column])) > _FRACTIONAL for column in self._whole)
        if self.plan is None:
            return fractional
        limit = float(self.plan.values[0])
        return fractional and outcome.value > limit + _NEAR * max(1.0, abs(limit))

    def _weigh(self, y: dict[int, Fraction]) -> int:
        self._multipliers.append(y)
        number = len(self._multipliers) - 1
        self._weighings[number] = Weighing(self._program, self._cost, self._bounds, y)
        return number

    def _closed(self, weighed: int, box: Box) -> bool:
        """Make a leaf of the box if these multipliers prove that no better plan is in it."""
        bound = self._weighings[weighed].bound(box)
        if bound is None or not self._is_low(bound):
            return False
        self._nodes.append(Leaf(weighed, empty=False))
        return True

    def _is_low(self, bound: Fraction) -> bool:
        return self.plan is not None and no_better(bound, self.plan.values[0], self._step)

    def _offer(self, x: Sequence[Fraction]) -> bool:
        """Keep the best plan with these whole numbers if it is the best so far; False when it was not found in time."""
        plan = exact_plan(self._solver, self._program, self._stages, self._bounds, x)
        if plan is not None and (self.plan is None or plan.values > self.plan.values):
            self.plan = plan
        return plan is not None

    def _learn(self, node: _Node, outcome: Outcome) -> None:
        if node.way is not None and outcome.value is not None:
            self._losses.learn(node.way, outcome.value)

    def _split(self, box: Box, weighed: int, x: Sequence[float] | Sequence[Fraction], value: float | None) -> None:
        box = self._fix(box, weighed)
        choice = self._choice(box, x, _FRACTIONAL) or self._choice(box, x, 0.0)
        if choice is None:
            self.pending.append(_Node(box, weighed))
            return
        column, at = choice
        self._nodes.append(Split(column, at))
        low, high = split_box(self._bounds, box, Split(column, at))
        part = float(x[column] - at)
        down = up = None
        if value is not None and _FRACTIONAL < part < 1 - _FRACTIONAL:
            down, up = _Way(column, False, part, value), _Way(column, True, 1 - part, value)
        self.pending.append(_Node(high, weighed, up))
        self.pending.append(_Node(low, weighed, down))

    def _choice(self, box: Box, x: Sequence[float] | Sequence[Fraction], least: float) -> tuple[int, int] | None:
        """Return the column whose split promises most, and where to split it."""
        best: tuple[float, int, int] | None = None
        for column in self._whole:
            lower, upper = self._sides(box, column)
            at = min(max(floor(x[column]), int(lower)), int(upper) - 1)
            part = x[column] - at
            if lower < upper and least < part < 1 - least:
                score = self._losses.score(column, float(part))
                if best is None or score > best[0]:
                    best = (score, column, at)
        return None if best is None else best[1:]

    def _fix(self, box: Box, weighed: int) -> Box:
        """Cut off the values of single columns that the multipliers prove to be no better; return what is left."""
        weighing = self._weighings[weighed]
        bound = weighing.bound(box)
        if bound is None:
            return box
        for column in self._whole:
            lower, upper = self._sides(box, column)
            slope = weighing.reduced[column]
            if lower == upper or not slope or not self._is_low(bound - Fraction(abs(slope), weighing.denominator)):
                continue
            split = Split(column, int(upper) - 1 if slope > 0 else int(lower))
            low, high = split_box(self._bounds, box, split)
            self._nodes.append(split)
            leaf = Leaf(weighed, empty=False)
            (self._nodes if slope > 0 else self.pending).append(leaf)
            box = high if slope > 0 else low
        return box

    def _sides(self, box: Box, column: int) -> tuple[Fraction, Fraction]:
        return box.get(column, (self._bounds.column_lower[column], self._bounds.column_upper[column]))

    def _face(self, box: Box) -> Bounds:
        face = self._bounds.copy()
        for column, (lower, upper) in box.items():
            face.column_lower[column], face.column_upper[column] = lower, upper
        return face


def _fractions(duals: Sequence[float], bounds: Bounds) -> dict[int, Fraction]:
    """Return float multipliers as short fractions, without those that lean on a missing side."""
    largest = max(map(abs, duals), default=0.0)
    found = {}
    for row, dual in enumerate(duals):
        side = bounds.row_upper[row] if dual > 0 else bounds.row_lower[row]
        if side is not None and abs(dual) > largest * 2.0**-_BITS:
            mantissa, exponent = frexp(dual)
            found[row] = Fraction(round(mantissa * 2**_BITS)) * Fraction(2) ** (exponent - _BITS)
    return found
