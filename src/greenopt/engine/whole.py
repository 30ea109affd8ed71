"""
Programs with whole-number columns: the best plan that the solver finds, made exact, with an exact bound beside it.

The solver's integers are fixed and the rest is solved and proved as a linear program, so the plan is feasible and
its value is exact. The linear relaxation at the root, proved too, bounds every plan. Where the two differ the gap
is printed; that the plan is best is then only the solver's claim, unless `tree` closes the gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from time import monotonic

from greenopt.engine.certificate import Infeasible, Optimal, Unproved, certify
from greenopt.engine.exact import with_at_least
from greenopt.engine.program import Bounds, Program
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.solve import Claim, Outcome, Solver
from greenopt.engine.stages import Proof, Stage, StageResult, solve_stages, values_of

SEARCHED_NODES = 2_000
"""Boxes looked at for a stage after the first that is searched; a count, so that the clock does not show."""
FURTHER_NODES = 200
"""The same for a stage that only orders equally good plans."""


class WholeStatus(Enum):
    """What is known of a whole-number program."""

    OPTIMAL = "optimal"
    """The plan's value equals the exact bound."""
    WITHIN_GAP = "within gap"
    """A plan and an exact bound above it."""
    NO_PLAN = "no plan"
    """No plan was found; whether there is one is not proved."""
    INFEASIBLE = "infeasible"
    """Even the linear relaxation has no plan, exactly."""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """An exact plan: whole numbers chosen by the solver, the rest best for all stages given these."""

    x: Sequence[Fraction]
    values: tuple[Fraction, ...]
    """The value of every stage."""
    stages: list[StageResult]
    """The proofs for the linear program with the whole numbers fixed."""
    fixed: Bounds
    """The program with the whole numbers fixed."""


@dataclass(frozen=True, slots=True)
class WholeResult:
    """A plan, an exact bound on the first stage, and what the solver claims."""

    status: WholeStatus
    plan: WholePlan | None
    bound: Fraction | None
    """No plan has a higher value in the first stage; None when not even the relaxation was proved."""
    y: dict[int, Fraction] | None
    """Multipliers of the rows as stated that prove the bound."""
    farkas: dict[int, Fraction] | None
    """Proof that nothing is feasible."""
    claim: Claim
    """What the solver says of the first stage; a claim."""
    claimed_value: float | None
    claimed_bound: float | None
    stopped: bool
    """Whether time ran out, or a person stopped the solver, somewhere on the way."""
    interrupted: bool
    relaxed: Sequence[Fraction] | None = None
    """A best point of the relaxation, where the bound is proved."""

    @property
    def gap(self) -> Fraction | None:
        """Bound minus value, exactly."""
        return None if self.plan is None or self.bound is None else self.bound - self.plan.values[0]


def solve_whole(
    solver: Solver,
    program: Program,
    stages: Sequence[Stage],
    bounds: Bounds | None = None,
    *,
    searched: int = 1,
    time_limit: float | None = None,
) -> WholeResult:
    """
    Find a plan with whole numbers whole that is good in the first stage, then in the others.

    Later stages are improved without giving up anything of the stages before, as far as ``SEARCHED_NODES`` boxes go;
    that nothing better exists there is not proved. The stage after those is improved as far as ``FURTHER_NODES`` boxes
    go; the rest only choose among plans with the same whole numbers.

    Args:
        solver: a solver of this program.
        program: the exact program.
        stages: at least one; the first one is bounded.
        bounds: a restriction; None for the program itself.
        searched: how many stages are searched for better whole numbers.
        time_limit: seconds for everything together.
    """
    search = _Search(solver, program, stages, program.bounds() if bounds is None else bounds, time_limit)
    root = search.relax()
    if isinstance(root, Infeasible):
        return WholeResult(
            WholeStatus.INFEASIBLE,
            None,
            None,
            None,
            root.y,
            Claim.INFEASIBLE,
            None,
            None,
            stopped=False,
            interrupted=False,
        )
    outcome = search.run(solver, stages[0], search.bounds, None)
    plan = search.exact(outcome)
    if plan is not None:
        for index in range(1, min(searched + 1, len(stages))):
            plan = search.improve(plan, index, SEARCHED_NODES if index < searched else FURTHER_NODES)
    bound, y, relaxed = (root.value, root.y, root.x) if isinstance(root, Optimal) else (None, None, None)
    status = WholeStatus.NO_PLAN
    if plan is not None:
        status = WholeStatus.OPTIMAL if bound == plan.values[0] else WholeStatus.WITHIN_GAP
    return WholeResult(
        status,
        plan,
        bound,
        y,
        None,
        outcome.claim,
        outcome.value,
        outcome.bound,
        search.stopped,
        search.interrupted,
        relaxed,
    )


def exact_plan(
    solver: Solver,
    program: Program,
    stages: Sequence[Stage],
    bounds: Bounds,
    x: Sequence[float] | Sequence[Fraction],
    *,
    time_limit: float | None = None,
) -> WholePlan | None:
    """Return the best exact plan with the whole numbers of x, rounded; None when there is none, or no time."""
    fixed = bounds.copy()
    for column, whole in enumerate(program.whole):
        if whole:
            value = Fraction(round(x[column]))
            value = min(max(value, bounds.column_lower[column]), bounds.column_upper[column])
            fixed.fix_column(column, value)
    found = solve_stages(solver, program, stages, fixed, time_limit=time_limit)
    if found.proof is not Proof.OPTIMAL or found.x is None:
        return None
    return WholePlan(found.x, values_of(stages, found.x), found.stages, fixed)


class _Search:
    """One call of `solve_whole`: what stays the same, the time that is left, and whether anything was stopped."""

    def __init__(
        self, solver: Solver, program: Program, stages: Sequence[Stage], bounds: Bounds, time_limit: float | None
    ) -> None:
        self.solver = solver
        self.program = program
        self.stages = stages
        self.bounds = bounds
        self.stopped = False
        self.interrupted = False
        self._deadline = None if time_limit is None else monotonic() + time_limit

    def relax(self) -> Optimal | Infeasible | Unproved:
        """Prove the linear relaxation of the first stage."""
        cost = self.stages[0].cost
        outcome = self.solver.solve(cost, self.bounds, time_limit=self._left())
        self._note(outcome)
        return certify(self.program, cost, self.bounds, outcome.basis, time_limit=self._left())

    def run(self, solver: Solver, stage: Stage, bounds: Bounds, start: Sequence[Fraction] | None) -> Outcome:
        """Let the solver search for whole numbers."""
        outcome = solver.solve(stage.cost, bounds, whole=True, time_limit=self._left(), start=start)
        self._note(outcome)
        return outcome

    def exact(self, outcome: Outcome) -> WholePlan | None:
        """Make the solver's plan exact, if it has one."""
        if outcome.x is None:
            return None
        return exact_plan(self.solver, self.program, self.stages, self.bounds, outcome.x)

    def improve(self, plan: WholePlan, index: int, node_limit: int) -> WholePlan:
        """Return a plan that is better from this stage on and no worse before; else the same one."""
        if self._left() == 0:
            self.stopped = True
            return plan
        program, bounds = self.program, self.bounds
        for place, stage in enumerate(self.stages[:index]):
            name = f"at least the best of stage {place}"
            program, bounds = with_at_least(program, bounds, name, stage.cost, plan.values[place])
        try:
            outcome = Solver(program).solve(
                self.stages[index].cost,
                bounds,
                whole=True,
                time_limit=self._left(),
                node_limit=node_limit,
                start=plan.x,
            )
        except OutOfRange:
            return plan
        # That the boxes allowed were all looked at is no stop; that time ran out is one.
        self.stopped |= outcome.claim is Claim.STOPPED and self._left() == 0
        self.interrupted |= outcome.interrupted
        better = self.exact(outcome)
        return better if better is not None and better.values > plan.values else plan

    def _note(self, outcome: Outcome) -> None:
        self.stopped |= outcome.claim is Claim.STOPPED
        self.interrupted |= outcome.interrupted

    def _left(self) -> float | None:
        return None if self._deadline is None else max(self._deadline - monotonic(), 0.0)
