"""
Answer: what the engine says of a case, proved as far as it can be.

``answer`` writes the rows, builds the Pyomo model, lets HiGHS solve it, proves what comes out in exact arithmetic,
breaks ties by the published rule and takes the price of every rule. The solver's own word is never the status.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Literal

from greenopt.engine.branch import prove_whole
from greenopt.engine.build import arrays_of
from greenopt.engine.closing import close
from greenopt.engine.conflict import Conflict
from greenopt.engine.flat import flat
from greenopt.engine.layout import Grant, Layout, Start
from greenopt.engine.next_aims import ProvedNext, in_turn
from greenopt.engine.posed import Question, pose
from greenopt.engine.priced import Earlier, price_all
from greenopt.engine.prices import Best, Price
from greenopt.engine.program import Cost, Program
from greenopt.engine.reach import Reach
from greenopt.engine.root import ProvedStage, root_of
from greenopt.engine.rows import Rows, is_broken
from greenopt.engine.searched import PROGRAMS, Open, TreeStatus, Why
from greenopt.engine.settled import settled
from greenopt.engine.solve import Presolve, Solver
from greenopt.engine.stages import (
    Proof,
    Stage,
    StageResult,
    StagesResult,
    deadline_of,
    narrow,
    seconds_left,
    solve_stages,
)
from greenopt.engine.ties import OBJECTIVE, Wish
from greenopt.engine.tree import Tree
from greenopt.engine.uniqueness import Ties, exchangeable
from greenopt.engine.whole import WholeStatus, solve_whole
from greenopt.plan import Decisions, Reached, Requirement, Shortfall, Unspent

Status = Literal["certified_optimal", "certified_within_gap", "stopped", "certified_infeasible", "uncertified"]
ZERO = Fraction(0)


@dataclass(frozen=True)
class Options:
    """How to solve."""

    presolve: Presolve = "choose"
    time_limit: float | None = None
    gap: Fraction = ZERO
    """A whole-project case may stop when value and exact bound are this close, as a share of the bound."""
    programs: int = PROGRAMS
    """How many linear programs each proof for whole projects may take."""
    prices: bool = True
    unique: bool = True
    """Whether to tell if the best plan is the only one, and what could change places."""
    then: bool = True
    """Whether to prove what whole projects are best in after the objective; the search for it is made in any case."""
    conflict: bool = True
    """Whether to say of an impossible case what clashes and what would mend it."""


@dataclass(frozen=True)
class Answer:
    """What is known of the best plan of a case."""

    status: Status
    rows: Rows
    question: Question
    wishes: tuple[Wish, ...]
    x: Sequence[Fraction] | None = None
    """Of the layout's columns."""
    value: Fraction | None = None
    """Of the objective as it is stated; that of a stage is always of what is maximised."""
    bound: Fraction | None = None
    """What no plan surpasses."""
    stages: tuple[ProvedStage, ...] = ()
    farkas: dict[str, Fraction] = field(default_factory=dict)
    """Multipliers that prove that nothing is feasible."""
    broken: tuple[Requirement, ...] = ()
    """Constant requirements that cannot hold."""
    ties: Ties = field(default_factory=Ties)
    prices: dict[str, Price] = field(default_factory=dict)
    tree: Tree | None = None
    tree_rows: tuple[str, ...] = ()
    """Names of the rows that the tree speaks of; none where they are those of the program."""
    then: tuple[ProvedNext, ...] = ()
    """For whole projects: what is proved of the things sought after the objective, up to the first that is not."""
    conflict: Conflict | None = None
    """Why there is no plan, where that was asked."""
    claim: str = ""
    """What the solver says, for the log."""
    open: Open | None = None
    """For whole projects: why the proof is not complete."""
    interrupted: bool = False

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What every plan must satisfy."""
        return self.question.requirements

    @property
    def unique(self) -> bool | None:
        """Whether the plan is the only best one; None if that is not known."""
        return self.ties.unique

    @property
    def exchangeable(self) -> tuple[str, ...]:
        """Projects whose level could differ."""
        return self.ties.exchangeable

    @property
    def layout(self) -> Layout:
        """The columns."""
        return self.rows.layout


def answer(question: Question, options: Options) -> Answer:
    """
    Find the best plan, prove it, and price its rules.

    Raises:
        OutOfRange: a number lies so far from its neighbours that a solver would misread it.
    """
    posed = pose(question)
    rows, steps, main = posed.rows, posed.steps, posed.main
    broken = tuple(each for each in rows.constant if is_broken(each))
    start = Answer("certified_infeasible", rows, question, posed.wishes, broken=broken)
    if broken:
        return start
    solver = _solver_of(rows, steps[main].cost, options.presolve)
    if any(rows.program.whole):
        return _whole(start, solver, steps, main, options)
    return _linear(start, solver, steps, main, options)


def _solver_of(rows: Rows, cost: Cost, presolve: Presolve) -> Solver:
    return Solver(rows.program, arrays=arrays_of(rows, cost), presolve=presolve)


def _linear(start: Answer, solver: Solver, steps: Sequence[Stage], main: int, options: Options) -> Answer:
    """Solve a case without whole projects: everything is proved, or nothing is said."""
    program, deadline = start.rows.program, deadline_of(options.time_limit)
    found = _solve_in_turn(solver, program, steps, main, options.time_limit)
    if found.proof is Proof.INFEASIBLE and found.farkas is not None and not found.stages:
        return replace(start, farkas=start.rows.named(found.farkas))
    if found.x is None or len(found.stages) <= main:
        stopped = found.proof is Proof.UNPROVED
        return replace(start, status="stopped" if stopped else "uncertified", interrupted=found.interrupted)
    x = found.x
    if options.presolve != "off":
        found = settled(program, main, found, partial(_solved_plainly, start.rows, steps, main, deadline))
    best = _best(start, solver, steps, found, x, main)
    ties, prices, interrupted = Ties(), dict[str, Price](), found.interrupted
    try:
        if options.unique:
            ties = exchangeable(start.layout, _best_in_all(start, best, found, main))
        if options.prices:
            earlier = [
                Earlier(step.cost, each.value, each.y)
                for step, each in zip(steps[:main], found.stages[:main], strict=True)
            ]
            prices = price_all(replace(best, others=ties.others), start.requirements, earlier)
    except KeyboardInterrupt:
        # The plan is proved; only what is told beside it is missing.
        interrupted = True
    return replace(
        start,
        status="certified_optimal",
        x=x[: len(start.layout.columns)],
        value=_stated(start, main, best.value),
        bound=_stated(start, main, best.value),
        stages=tuple(_proved(start.rows, each) for each in found.stages),
        ties=ties,
        prices=prices,
        interrupted=interrupted,
    )


def _solved_plainly(rows: Rows, steps: Sequence[Stage], main: int, deadline: float | None) -> StagesResult:
    """Solve from nothing and without presolve."""
    solver = _solver_of(rows, steps[main].cost, "off")
    return _solve_in_turn(solver, rows.program, steps, main, seconds_left(deadline))


def _solve_in_turn(
    solver: Solver, program: Program, steps: Sequence[Stage], main: int, time_limit: float | None
) -> StagesResult:
    """Solve what comes before the objective, then the rest on its face, so that a single point is proved to be best."""
    if not main:
        return solve_stages(solver, program, steps, time_limit=time_limit)
    deadline = deadline_of(time_limit)
    done: list[StageResult] = []
    face = program.bounds()
    # One at a time: a face that is a point ends a solve, and every stage before the objective needs its proof.
    for step in steps[:main]:
        found = solve_stages(solver, program, [step], face, time_limit=seconds_left(deadline))
        if found.proof is not Proof.OPTIMAL:
            return replace(found, stages=done)
        done += found.stages
        face = found.face
    rest = solve_stages(solver, program, steps[main:], face, time_limit=seconds_left(deadline))
    after = None if rest.unique_after is None else rest.unique_after + main
    return replace(rest, stages=[*done, *rest.stages], unique_after=after)


def _stated(start: Answer, main: int, value: Fraction) -> Fraction:
    """Return a value of the maximised objective as it is stated: money that is to be least counts down."""
    return value if start.wishes[main].more else -value


def _best(
    start: Answer, solver: Solver, steps: Sequence[Stage], found: StagesResult, x: Sequence[Fraction], main: int
) -> Best:
    """Return the optimum of the main stage, on the face that earlier stages left."""
    bounds = start.rows.program.bounds()
    for stage in found.stages[:main]:
        bounds = narrow(bounds, stage.y, stage.d)
    stage = found.stages[main]
    face = narrow(bounds, stage.y, stage.d)
    single = found.unique_after is not None and found.unique_after <= main
    reach = Reach(start.rows.program, bounds, stage.basis)
    return Best(start.rows, solver, steps[main].cost, bounds, stage.value, x, stage.y, face, single, reach=reach)


def _best_in_all(start: Answer, best: Best, found: StagesResult, main: int) -> Best:
    """Return the optimum on the face that everything has left that is sought after the objective."""
    last, face = main + len(start.question.then), best.face
    for stage in found.stages[main + 1 : last + 1]:
        face = narrow(face, stage.y, stage.d)
    return replace(best, face=face, single=found.unique_after is not None and found.unique_after <= last)


def _proved(rows: Rows, stage: StageResult) -> ProvedStage:
    return ProvedStage(stage.name, stage.value, rows.named(stage.y))


def _whole(start: Answer, solver: Solver, steps: Sequence[Stage], main: int, options: Options) -> Answer:
    """Solve a case with whole projects: the plan exact, the bound exact, the gap closed by a tree if it can be."""
    program = start.rows.program
    searched = main + 1 + len(start.question.then)
    deadline = deadline_of(options.time_limit)
    found = solve_whole(solver, program, steps, searched=searched, time_limit=seconds_left(deadline))
    start = replace(
        start,
        claim=f"{found.claim.value} {_said(found.claimed_value)} {_said(found.claimed_bound)}",
        interrupted=found.interrupted,
    )
    if found.status is WholeStatus.INFEASIBLE and found.farkas is not None:
        return replace(start, farkas=start.rows.named(found.farkas))
    plan = found.plan
    broken_off = None
    if found.stopped or found.interrupted:
        broken_off = Open(Why.INTERRUPTED if found.interrupted else Why.TIME, OBJECTIVE, options.programs)
    written = flat(start.rows)
    if written is not program:
        program, solver = written, Solver(written)
    if plan is None and not found.interrupted:
        search = prove_whole(solver, program, steps, node_limit=options.programs, time_limit=seconds_left(deadline))
        if search.status is TreeStatus.INFEASIBLE:
            return replace(start, tree=search.tree, tree_rows=program.rows)
        plan = search.plan
        if plan is None:
            broken_off = broken_off or Open(search.why or Why.NUMBERS, OBJECTIVE, options.programs)
    if plan is None:
        return replace(start, status="stopped" if found.stopped else "uncertified", open=broken_off)
    allowed, found = options.programs, replace(found, plan=plan)
    root = root_of(start.rows, program, solver, steps, main, found, allowed, seconds_left(deadline))
    closed = close(root, steps, main, options.gap, allowed, seconds_left(deadline), search=not found.interrupted)
    plan, value, bound = closed.plan, closed.plan.values[0], closed.bound
    status: Status = "certified_optimal" if value == bound and root.proved else "certified_within_gap"
    then: tuple[ProvedNext, ...] = ()
    if options.then and status == "certified_optimal" and not found.stopped:
        count, left = len(start.question.then), seconds_left(deadline)
        plan, then = in_turn(root.program, steps[main:], count, root.bounds, plan, allowed, left)
    return replace(
        start,
        status="stopped" if bound is None or found.stopped else status,
        x=plan.x[: len(start.layout.columns)],
        value=_stated(start, main, value),
        bound=None if bound is None else _stated(start, main, bound),
        stages=(
            *root.earlier,
            ProvedStage(
                OBJECTIVE,
                value if bound is None else bound,
                start.rows.named(root.multipliers, root.program.rows),
            ),
        ),
        tree=closed.tree,
        tree_rows=root.program.rows,
        then=then,
        open=broken_off if broken_off and closed.open else closed.open,
        interrupted=found.interrupted or closed.interrupted,
    )


def _said(value: float | None) -> str:
    """Return what a solver says, in as many digits as it would say again with other settings."""
    return "none" if value is None else f"{value:.9g}"


def decisions(layout: Layout, x: Sequence[Fraction]) -> Decisions:
    """Return the numbers of a plan from its columns; who pays follows from the start where one fund pays all."""
    starts: dict[tuple[str, int], Fraction] = {}
    payments: dict[tuple[str, str, int], Fraction] = {}
    unspent: dict[tuple[str, int], Fraction] = {}
    shortfalls: dict[tuple[str, str], Fraction] = {}
    reached: dict[str, Fraction] = {}
    for column, value in zip(layout.columns, x, strict=True):
        key = column.key
        if not value:
            continue
        if isinstance(key, Start):
            starts[key.project, key.year] = value
            payers = layout.facts.payers[key.project]
            if len(payers) == 1:
                for year, money in layout.due[key].items():
                    place = (key.project, payers[0], year)
                    payments[place] = payments.get(place, ZERO) + value * money
        elif isinstance(key, Grant):
            payments[key.project, key.fund, key.year] = value * layout.ask(layout.facts.by_id[key.project])
        elif isinstance(key, Unspent):
            unspent[key.fund, key.year] = value
        elif isinstance(key, Shortfall):
            shortfalls[key.rule, key.part] = value
        elif isinstance(key, Reached):
            reached[key.priority] = value
    return Decisions(starts, payments, unspent, shortfalls, reached)
