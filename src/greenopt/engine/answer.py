"""
Answer: what the engine says of a case, proved as far as it can be.

``answer`` writes the rows, builds the Pyomo model, lets HiGHS solve it, proves what comes out in exact arithmetic,
breaks ties by the published rule and takes the price of every rule. The solver's own word is never the status.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from greenopt.engine.branch import TreeStatus, prove_whole
from greenopt.engine.build import build_model, compile_model
from greenopt.engine.expand import with_shortfalls
from greenopt.engine.layout import Grant, Layout, Start, lay_out
from greenopt.engine.prices import Best, Price, multipliers_are_unique, price
from greenopt.engine.rows import Rows, write_rows
from greenopt.engine.solve import Presolve, Solver
from greenopt.engine.stages import Proof, Stage, StageResult, StagesResult, narrow, solve_stages
from greenopt.engine.ties import OBJECTIVE, Wish, stages, wishes
from greenopt.engine.tree import Tree
from greenopt.engine.uniqueness import exchangeable
from greenopt.engine.whole import WholeStatus, solve_whole
from greenopt.plan import Decisions, Form, Requirement, Shortfall, Unspent
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts

Status = Literal["certified_optimal", "certified_within_gap", "stopped", "certified_infeasible", "uncertified"]
ZERO = Fraction(0)


@dataclass(frozen=True)
class ProvedStage:
    """One thing sought, its value, and the multipliers that prove it, by name of the row."""

    name: str
    value: Fraction
    multipliers: dict[str, Fraction]


@dataclass(frozen=True)
class Options:
    """How to solve."""

    presolve: Presolve = "choose"
    time_limit: float | None = None
    gap: Fraction = ZERO
    """A whole-project case may stop when value and exact bound are this close, as a share of the bound."""
    prices: bool = True


@dataclass(frozen=True)
class Answer:
    """What is known of the best plan of a case."""

    status: Status
    rows: Rows
    requirements: tuple[Requirement, ...]
    wishes: tuple[Wish, ...]
    x: list[Fraction] | None = None
    """Of the layout's columns."""
    value: Fraction | None = None
    bound: Fraction | None = None
    stages: tuple[ProvedStage, ...] = ()
    farkas: dict[str, Fraction] = field(default_factory=dict)
    """Multipliers that prove that nothing is feasible."""
    broken: tuple[Requirement, ...] = ()
    """Constant requirements that cannot hold."""
    unique: bool | None = None
    exchangeable: tuple[str, ...] = ()
    prices: dict[str, Price] = field(default_factory=dict)
    tree: Tree | None = None
    claim: str = ""
    """What the solver says, for the log."""
    interrupted: bool = False

    @property
    def layout(self) -> Layout:
        """The columns."""
        return self.rows.layout


def answer(facts: Facts, requirements: Sequence[Requirement], objective: Form, more: bool, options: Options) -> Answer:
    """
    Find the best plan, prove it, and price its rules.

    Args:
        facts: a settled case.
        requirements: of funds and rules, in a fixed order, asked of a symbolic plan.
        objective: what is sought.
        more: whether more of it is better.
        options: how to solve.

    Raises:
        OutOfRange: a number lies so far from its neighbours that a solver would misread it.
    """
    rows = write_rows(with_shortfalls(lay_out(facts), requirements), requirements)
    sought = tuple(wishes(SymbolicPlan(facts), requirements, objective, more))
    broken = tuple(each for each in rows.constant if _fails(each))
    start = Answer("certified_infeasible", rows, tuple(requirements), sought, broken=broken)
    if broken:
        return start
    steps = stages(rows, sought)
    main = next(number for number, wish in enumerate(sought) if wish.name == OBJECTIVE)
    arrays = compile_model(build_model(rows, steps[main].cost), rows.program)
    solver = Solver(rows.program, arrays=arrays, presolve=options.presolve)
    if any(rows.program.whole):
        return _whole(start, solver, steps, main, options)
    return _linear(start, solver, steps, main, options)


def _fails(requirement: Requirement) -> bool:
    """Return whether a requirement that no column can change is broken."""
    gap = (requirement.left - requirement.right).constant
    return {">=": gap < 0, "<=": gap > 0, "==": gap != 0}[requirement.sense.value]


def _linear(start: Answer, solver: Solver, steps: Sequence[Stage], main: int, options: Options) -> Answer:
    """Solve a case without whole projects: everything is proved, or nothing is said."""
    program = start.rows.program
    found = solve_stages(solver, program, steps, time_limit=options.time_limit)
    if found.proof is Proof.INFEASIBLE and found.farkas is not None and not found.stages:
        return replace(start, farkas=_named(start.rows, found.farkas))
    if found.x is None or len(found.stages) <= main:
        stopped = found.proof is Proof.UNPROVED
        return replace(start, status="stopped" if stopped else "uncertified", interrupted=found.interrupted)
    best = _best(start, solver, steps, found, found.x, main)
    unique, others = exchangeable(start.layout, best)
    return replace(
        start,
        status="certified_optimal",
        x=found.x[: len(start.layout.columns)],
        value=best.value,
        bound=best.value,
        stages=tuple(_proved(start.rows, each) for each in found.stages),
        unique=unique,
        exchangeable=others,
        prices=_prices(start, best, found.stages[:main]) if options.prices else {},
        interrupted=found.interrupted,
    )


def _best(
    start: Answer, solver: Solver, steps: Sequence[Stage], found: StagesResult, x: list[Fraction], main: int
) -> Best:
    """Return the optimum of the main stage, on the face that earlier stages left."""
    bounds = start.rows.program.bounds()
    for stage in found.stages[:main]:
        bounds = narrow(bounds, stage.y, stage.d)
    stage = found.stages[main]
    face = narrow(bounds, stage.y, stage.d)
    single = found.unique_after is not None and found.unique_after <= main
    return Best(start.rows, solver, steps[main].cost, bounds, stage.value, x, stage.y, face, single)


def _prices(start: Answer, best: Best, earlier: Sequence[StageResult]) -> dict[str, Price]:
    """Price every requirement that is tight; one that an earlier stage holds in place has no price here."""
    unique = multipliers_are_unique(best)
    held = {row for stage in earlier for row in stage.y}
    found = {}
    for requirement in start.requirements:
        row = start.rows.requirement_row.get(requirement.name)
        if row is None:
            found[requirement.name] = Price(ZERO, ZERO)
        elif row in held:
            found[requirement.name] = Price(None, None)
        else:
            found[requirement.name] = price(best, requirement, unique)
    return found


def _proved(rows: Rows, stage: StageResult) -> ProvedStage:
    return ProvedStage(stage.name, stage.value, _named(rows, stage.y))


def _named(rows: Rows, multipliers: dict[int, Fraction]) -> dict[str, Fraction]:
    """Name the rows; definitions of sums are left out, for they follow from the others."""
    names = rows.program.rows
    return {
        names[row]: value for row, value in sorted(multipliers.items()) if value and not names[row].startswith("total[")
    }


TREE_NODES = 20_000
"""Linear programs that a proof for whole projects may take; a count, so that the clock does not show in the answer."""


def _whole(start: Answer, solver: Solver, steps: Sequence[Stage], main: int, options: Options) -> Answer:
    """Solve a case with whole projects: the plan exact, the bound exact, the gap closed by a tree if it can be."""
    program = start.rows.program
    found = solve_whole(solver, program, steps, time_limit=options.time_limit)
    claim = f"{found.claim.value} {found.claimed_value} {found.claimed_bound}"
    if found.status is WholeStatus.INFEASIBLE and found.farkas is not None:
        return replace(start, farkas=_named(start.rows, found.farkas), claim=claim)
    plan, bound, tree = found.plan, found.bound, None
    multipliers = dict(found.y or {})
    status: Status = "certified_within_gap"
    if main == 0 and found.status is not WholeStatus.OPTIMAL and not found.interrupted:
        search = prove_whole(solver, program, steps, plan=plan, node_limit=TREE_NODES, time_limit=options.time_limit)
        if search.status is TreeStatus.INFEASIBLE:
            return replace(start, tree=search.tree, claim=claim)
        plan, tree = search.plan or plan, search.tree
        bound = search.bound if search.bound is not None else bound
    elif main > 0:
        relaxed = solve_stages(solver, program, steps[main : main + 1])
        bound = relaxed.stages[0].value if relaxed.stages else None
        multipliers = relaxed.stages[0].y if relaxed.stages else {}
    if plan is None:
        return replace(
            start, status="stopped" if found.stopped else "uncertified", claim=claim, interrupted=found.interrupted
        )
    value = plan.values[main]
    if bound is not None and value == bound:
        status = "certified_optimal"
    return replace(
        start,
        status=status if bound is not None and not found.stopped else "stopped",
        x=plan.x[: len(start.layout.columns)],
        value=value,
        bound=bound,
        stages=(ProvedStage(OBJECTIVE, bound if bound is not None else value, _named(start.rows, multipliers)),),
        tree=tree,
        claim=claim,
        interrupted=found.interrupted,
    )


def decisions(layout: Layout, x: Sequence[Fraction]) -> Decisions:
    """Return the numbers of a plan from its columns; who pays follows from the start where one fund pays all."""
    starts: dict[tuple[str, int], Fraction] = {}
    payments: dict[tuple[str, str, int], Fraction] = {}
    unspent: dict[tuple[str, int], Fraction] = {}
    shortfalls: dict[tuple[str, str], Fraction] = {}
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
    return Decisions(starts, payments, unspent, shortfalls)
