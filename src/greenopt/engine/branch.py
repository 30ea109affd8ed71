"""
Branch and bound in exact arithmetic: HiGHS solves the linear programs, its multipliers, made exact, prove the leaves.

Multipliers that are a little wrong still give a bound, only a little weaker, so almost every leaf is proved by the
floats of the solver turned into fractions; the exact basis is asked where that is not enough. A search that does not
close soon begins again with cuts, among the plans that bring as much as the best one known: no other is sought. The box
with the highest bound comes first, the latest among equal ones, then the better half of what it is split into, so that
a search that has to stop has lowered its bound as far as it could.
"""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import floor
from time import monotonic

from greenopt.engine.boxes import Losses, Node, Way, cut_off, face_of, fractions_of, sides_of
from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.cuts import Cut, with_cuts
from greenopt.engine.program import Bounds, Program
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.searched import TreeResult, TreeStatus, Why
from greenopt.engine.separation import cutting
from greenopt.engine.solve import Claim, Outcome, Solver
from greenopt.engine.stages import Stage
from greenopt.engine.tree import Box, Leaf, Split, Tree, Weighing, no_better, split_box, value_step, with_better
from greenopt.engine.whole import WholePlan, exact_plan

_FRACTIONAL = 1e-6
_WITHOUT_CUTS = 60
"""Linear programs after which a search begins again with cuts."""
_ALIKE = ".9g"
"""Bounds that are written alike with so many digits are equal, whatever floats make of them."""
_TIE, _RARELY = 1e-9, 100
"""Of so many linear programs one may be settled exactly because floats cannot tell its value from the plan's."""
_TRIED = 8
"""Columns of a box that are split on trial where nothing is known of them."""


def prove_whole(
    solver: Solver,
    program: Program,
    stages: Sequence[Stage],
    bounds: Bounds | None = None,
    *,
    plan: WholePlan | None = None,
    node_limit: int | None = None,
    time_limit: float | None = None,
    cut: bool = True,
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
        cut: whether cuts may be made; they hold only in these very bounds.
    """
    meant = program.bounds() if bounds is None else bounds
    deadline = None if time_limit is None else monotonic() + time_limit
    ends_before = node_limit is not None and node_limit <= _WITHOUT_CUTS
    first = _WITHOUT_CUTS if cut and not ends_before else node_limit
    search = _Search(solver, program, stages, meant, plan)
    goes_on = search.run(first, deadline) and (deadline is None or monotonic() < deadline)
    if goes_on and search.is_open and first != node_limit:
        search = _with_cuts(search, solver, program, stages, meant)
        search.run(node_limit, deadline)
    return search.result()


def _with_cuts(
    search: "_Search", solver: Solver, program: Program, stages: Sequence[Stage], bounds: Bounds
) -> "_Search":
    """Return a search that begins again with cuts; the same one where none are found."""
    try:
        better = None if search.plan is None else search.plan.values[0]
        known = (program, bounds) if better is None else with_better(program, bounds, stages[0].cost, better)
        cuts = cutting(*known, stages[0].cost, better)
        return _Search(solver, program, stages, bounds, search.plan, cuts, search.solved, better) if cuts else search
    except OutOfRange:
        return search
    except KeyboardInterrupt:
        search.interrupt()
        return search


class _Search:
    """The state of one search: the tree so far, its open boxes, and the one that comes next."""

    def __init__(
        self,
        solver: Solver,
        program: Program,
        stages: Sequence[Stage],
        bounds: Bounds,
        plan: WholePlan | None,
        cuts: Sequence[Cut] = (),
        solved: int = 0,
        better: Fraction | None = None,
    ) -> None:
        self._uncut = solver, program, bounds
        self._better = better
        if better is not None:
            program, bounds = with_better(program, bounds, stages[0].cost, better)
        self._cuts = cuts
        cut = with_cuts(program, bounds, cuts)
        if cut is None:
            raise AssertionError("a cut that was found says nothing")
        self._program, self._bounds = cut
        self._solver = Solver(self._program) if cuts else solver
        self._stages = stages
        self._cost = stages[0].cost
        self._whole = [column for column, whole in enumerate(program.whole) if whole]
        self._step = value_step(program, self._cost)
        self._losses = Losses(self._cost)
        self._multipliers: list[dict[int, Fraction]] = []
        self._weighings: dict[int, Weighing] = {}
        self._root = Node({}, None)
        self._next: Node | None = self._root
        self._open: list[tuple[float, int, Node]] = []
        self._opened = 0
        self._limit: int | None = None
        self._interrupted = False
        self._settled = 0
        self._why: Why | None = None
        self.plan = plan
        self.solved = solved

    @property
    def is_open(self) -> bool:
        """Whether a box is left to be looked at."""
        return self._next is not None or bool(self._open)

    def run(self, node_limit: int | None, deadline: float | None) -> bool:
        """Search until all is closed, a limit is reached or somebody interrupts; whether it may go on."""
        self._limit = node_limit
        try:
            while self.is_open and not self._interrupted:
                left = None if deadline is None else deadline - monotonic()
                if node_limit is not None and self.solved >= node_limit:
                    self._why = Why.PROGRAMS
                    break
                if left is not None and left <= 0:
                    self._why = Why.TIME
                    break
                if not self._advance(left):
                    self._why = Why.TIME if deadline is not None and monotonic() >= deadline else Why.NUMBERS
                    return False
        except KeyboardInterrupt:
            self._interrupted = True
        return not self._interrupted

    def interrupt(self) -> None:
        """Take note that somebody interrupted."""
        self._interrupted = True

    def result(self) -> TreeResult:
        """Return the plan and the tree; what is open becomes leaves with the bound of the box around them."""
        why = None if not self.is_open else Why.INTERRUPTED if self._interrupted else self._why
        limit = None if self.plan is None else self.plan.values[0]
        bound, nodes, is_open = limit, list[Split | Leaf](), False
        for node in self._root.in_order():
            said = node.said
            if said is None:
                is_open = True
                around = None if node.around is None else self._weighings[node.around].bound(node.box)
                if node.around is None or around is None:
                    return TreeResult(TreeStatus.STOPPED, self.plan, None, None, self.solved, self._interrupted, why)
                around = around if self._step is None else floor(around / self._step) * self._step
                said, bound = Leaf(node.around, empty=False), around if bound is None else max(bound, around)
            nodes.append(said)
        status = TreeStatus.STOPPED if is_open else TreeStatus.OPTIMAL
        if not is_open and self.plan is None:
            status = TreeStatus.INFEASIBLE
        tree = Tree(nodes, self._multipliers, self._cuts, self._better).needed()
        return TreeResult(status, self.plan, bound, tree, self.solved, self._interrupted, why)

    def _advance(self, seconds: float | None) -> bool:
        """Close or split the next box; False when the solver was stopped, and the box is open again."""
        node = heappop(self._open)[-1] if self._next is None else self._next
        self._next = node
        halves: list[Node] | None = None
        try:
            halves = self._settle(node, seconds)
        finally:
            if halves is None:
                node.forget()
        if halves is None:
            return False
        self._next = max(halves, key=self._promise, default=None)
        for half in halves:
            if half is not self._next:
                self._opened += 1
                heappush(self._open, (self._turn(half, self._opened), -self._opened, half))
        return True

    def _turn(self, node: Node, opened: int) -> float:
        """Return when a box comes, the least first: by its bound, or the last one where there is no plan to beat."""
        return -opened if self.plan is None or node.way is None else -float(f"{node.way.value:{_ALIKE}}")

    def _promise(self, node: Node) -> float:
        """Return what value a half of a box promises."""
        way = node.way
        return 0.0 if way is None else way.value - self._losses.loss(way.column, up=way.up) * way.distance

    def _settle(self, node: Node, seconds: float | None) -> list[Node] | None:
        """Return the open halves of a box, none if it is closed; None when the solver was stopped."""
        if node.around is not None and self._closed(node, node.around):
            return []
        face = face_of(self._bounds, node.box)
        outcome = self._solver.solve(self._cost, face, time_limit=seconds)
        self._interrupted |= outcome.interrupted
        if outcome.claim is Claim.STOPPED:
            return None
        self.solved += 1
        if outcome.claim is Claim.OPTIMAL and outcome.x is not None and outcome.duals is not None:
            weighed = self._weigh(fractions_of(outcome.duals, self._bounds))
            if self._closed(node, weighed):
                self._learn(node, outcome.value)
                return []
            if not self._is_near(outcome.value) and any(
                abs(outcome.x[column] - round(outcome.x[column])) > _FRACTIONAL for column in self._whole
            ):
                self._learn(node, outcome.value)
                return self._split(node, weighed, outcome.x, outcome.value)
        if outcome.ray is not None and self._emptied(node, outcome.ray):
            self._learn(node, None)
            return []
        return self._settle_exactly(node, face, outcome, seconds)

    def _is_near(self, value: float | None) -> bool:
        """Whether floats cannot tell the value of a box from that of the best plan, and it may be settled exactly."""
        if self.plan is None or value is None:
            return False
        best = float(self.plan.values[0])
        if value > best + _TIE * abs(best) or self._settled * _RARELY > self.solved:
            return False
        self._settled += 1
        return True

    def _learn(self, node: Node, value: float | None) -> None:
        """Take note of what the split has cost that led to a box; where nothing is in it, all that the plan allows."""
        if node.way is not None:
            least = node.way.value - abs(node.way.value) if self.plan is None else float(self.plan.values[0])
            self._losses.learn(node.way, least if value is None else max(value, least))

    def _settle_exactly(self, node: Node, face: Bounds, outcome: Outcome, seconds: float | None) -> list[Node] | None:
        found = certify(self._program, self._cost, face, outcome.basis, time_limit=seconds)
        if isinstance(found, Infeasible):
            self._multipliers.append(found.y)
            node.said = Leaf(len(self._multipliers) - 1, empty=True)
            return []
        if not isinstance(found, Optimal):
            return None
        weighed = self._weigh(found.y)
        if all(found.x[column].denominator == 1 for column in self._whole) and not self._offer(found.x):
            return None
        return [] if self._closed(node, weighed) else self._split(node, weighed, found.x, float(found.value))

    def _emptied(self, node: Node, ray: Sequence[float]) -> bool:
        """Make an empty leaf of the box if multipliers, with one sign or the other, prove that nothing is in it."""
        for sign in (1, -1):
            y = fractions_of([sign * each for each in ray], self._bounds)
            bound = Weighing(self._program, {}, self._bounds, y).bound(node.box)
            if bound is not None and bound < 0:
                self._multipliers.append(y)
                node.said = Leaf(len(self._multipliers) - 1, empty=True)
                return True
        return False

    def _weigh(self, y: dict[int, Fraction]) -> int:
        self._multipliers.append(y)
        number = len(self._multipliers) - 1
        self._weighings[number] = Weighing(self._program, self._cost, self._bounds, y)
        return number

    def _closed(self, node: Node, weighed: int) -> bool:
        """Make a leaf of the box if these multipliers prove that no better plan is in it."""
        bound = self._weighings[weighed].bound(node.box)
        if bound is None or not self._is_low(bound):
            return False
        node.said = Leaf(weighed, empty=False)
        return True

    def _is_low(self, bound: Fraction) -> bool:
        return self.plan is not None and no_better(bound, self.plan.values[0], self._step)

    def _offer(self, x: Sequence[Fraction]) -> bool:
        """Keep the best plan with these whole numbers if it is the best so far; False when it was not found in time."""
        solver, program, bounds = self._uncut
        plan = exact_plan(solver, program, self._stages, bounds, x)
        if plan is not None and (self.plan is None or plan.values > self.plan.values):
            is_first, self.plan = self.plan is None, plan
            if is_first:
                self._open = [(self._turn(node, opened), opened, node) for _, opened, node in self._open]
                heapify(self._open)
        return plan is not None

    def _split(
        self, node: Node, weighed: int, x: Sequence[float] | Sequence[Fraction], value: float | None
    ) -> list[Node]:
        if self.plan is not None:
            node = cut_off(node, weighed, self._weighings[weighed], self._bounds, self._whole, self._is_low)
        choice = self._choice(node.box, x, value, _FRACTIONAL) or self._choice(node.box, x, None, 0.0)
        if choice is None:
            node.around = weighed
            return [node]
        column, at = choice
        low, high = node.split(self._bounds, Split(column, at), weighed)
        part = float(x[column] - at)
        if value is not None and _FRACTIONAL < part < 1 - _FRACTIONAL:
            low.way, high.way = Way(column, False, part, value), Way(column, True, 1 - part, value)
        return [low, high]

    def _choice(
        self, box: Box, x: Sequence[float] | Sequence[Fraction], value: float | None, least: float
    ) -> tuple[int, int] | None:
        """Return the column whose split promises most, and where to split it; unknown ones are split on trial."""
        found: list[tuple[float, int, int, float]] = []
        for column in self._whole:
            lower, upper = sides_of(self._bounds, box, column)
            if lower < upper:
                at = min(max(floor(x[column]), int(lower)), int(upper) - 1)
                part = x[column] - at
                if least < part < 1 - least:  # exact where x is: what is hardly less than one is still no whole number
                    found.append((-self._losses.score(column, float(part)), column, at, float(part)))
        if value is not None:
            for _, column, at, part in sorted(found)[:_TRIED]:
                if not self._losses.knows(column):
                    self._try(box, Split(column, at), part, value)
            found = [(-self._losses.score(column, part), column, at, part) for _, column, at, part in found]
        return min(found)[1:3] if found else None

    def _try(self, box: Box, split: Split, part: float, value: float) -> None:
        """Solve both halves of a split to learn what it costs."""
        for half, up in zip(split_box(self._bounds, box, split), (False, True), strict=True):
            if self._interrupted or (self._limit is not None and self.solved >= self._limit):
                return
            outcome = self._solver.solve(self._cost, face_of(self._bounds, half))
            self._interrupted |= outcome.interrupted
            self.solved += 1
            reached = outcome.value if outcome.claim is Claim.OPTIMAL else None
            if reached is None:
                reached = value - abs(value) if self.plan is None else float(self.plan.values[0])
            self._losses.learn(Way(split.column, up, 1 - part if up else part, value), reached)
