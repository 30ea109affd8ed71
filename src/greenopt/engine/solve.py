"""
The only door to HiGHS: an exact program goes in, floats, a basis and a claim come out.

Nothing that leaves this door is an answer yet. Its basis is proved in `certificate`, its plan is checked in
`stages`; its value and bound are printed, if at all, as the solver's own claim. Statuses are read before numbers:
after a time limit without a plan HiGHS reports the value 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Literal

import highspy
import numpy as np

from greenopt.engine.line import Line
from greenopt.engine.program import At, Basis, Bounds, Cost, Program
from greenopt.engine.scaling import LARGEST_SIDE, Arrays, Floats, OutOfRange, Scaling, objective_scale
from greenopt.engine.sides import Sides
from greenopt.engine.working_set import Box, Found, WorkingSet, working_set_of

Presolve = Literal["choose", "on", "off"]

_TOLERANCE = 1e-9
_SEED = 20121114
_PARALLEL_COLUMNS_RULE = 8192
_THIN_COLUMNS, _THIN_RATIO = 1000, 20
_INTERRUPTIBLE_ENTRIES = 20_000
_STATUS_OF_BASIS = {
    highspy.HighsBasisStatus.kBasic: At.BASIC,
    highspy.HighsBasisStatus.kLower: At.LOWER,
    highspy.HighsBasisStatus.kUpper: At.UPPER,
    highspy.HighsBasisStatus.kZero: At.LOWER,
    highspy.HighsBasisStatus.kNonbasic: At.LOWER,
}


class Claim(Enum):
    """What HiGHS says of a program; a claim, not a proof."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    STOPPED = "stopped"


_CLAIMS = {
    "kOptimal": Claim.OPTIMAL,
    "kModelEmpty": Claim.OPTIMAL,
    "kInfeasible": Claim.INFEASIBLE,
    "kTimeLimit": Claim.STOPPED,
    "kIterationLimit": Claim.STOPPED,
    "kSolutionLimit": Claim.STOPPED,
    "kMemoryLimit": Claim.STOPPED,
    "kInterrupt": Claim.STOPPED,
    "kHighsInterrupt": Claim.STOPPED,
}
_INTERRUPTS = ("kInterrupt", "kHighsInterrupt")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What HiGHS answered, in the units and the order of the program."""

    claim: Claim
    words: str
    """The solver's own word for its status, for a log."""
    interrupted: bool = False
    """Whether a person stopped it (else a time limit did)."""
    x: Sequence[float] | None = None
    duals: Sequence[float] | None = None
    """Multipliers of the rows as stated; None for whole-number programs."""
    basis: Basis | None = None
    value: float | None = None
    bound: float | None = None
    """Only for whole-number programs: no plan is better, the solver claims."""
    ray: Sequence[float] | None = None
    """Multipliers of the rows as stated that show, with one sign or the other, that nothing is feasible."""


class Solver:
    """HiGHS holding one program; later calls start from the last basis."""

    def __init__(self, program: Program, *, arrays: Arrays | None = None, presolve: Presolve = "choose") -> None:
        """
        Load the program.

        Args:
            program: the exact program.
            arrays: its matrix in floats, when it was compiled elsewhere; else it is taken from the program.
            presolve: HiGHS' presolve; by default it is used for a first solve without the quadratic rule on
                programs with many more columns than rows.

        Raises:
            OutOfRange: a number that HiGHS would misread even after scaling.
        """
        self.program = program
        self._arrays = Arrays.of(program) if arrays is None else arrays
        self._scaling = Scaling.of(self._arrays, program)
        self._presolve = presolve
        columns, rows = self._scaling.columns, self._scaling.rows
        self._column_lower = Sides(program.column_lower, 1 / columns, None, program.columns)
        self._column_upper = Sides(program.column_upper, 1 / columns, None, program.columns)
        self._row_lower = Sides(program.row_lower, rows, -np.inf, program.rows)
        self._row_upper = Sides(program.row_upper, rows, np.inf, program.rows)
        self._working = working_set_of(program, self._arrays, self._scaling.values, new_highs)

    def solve(
        self,
        cost: Cost,
        bounds: Bounds | None = None,
        *,
        whole: bool = False,
        presolve: Presolve | None = None,
        time_limit: float | None = None,
        node_limit: int | None = None,
        start: Sequence[Fraction] | None = None,
    ) -> Outcome:
        """
        Maximise the cost within the bounds.

        Args:
            cost: what to maximise.
            bounds: a restriction of the program; None for the program itself.
            whole: keep the whole-number columns whole; else the linear relaxation is solved.
            presolve: overrides the solver's own setting; `on` and `off` begin without the last basis.
            time_limit: seconds.
            node_limit: boxes to look at, for whole-number programs; unlike seconds, the same everywhere.
            start: a plan to begin with, for whole-number programs.

        Raises:
            OutOfRange: a cost or a side that HiGHS would misread.
        """
        bounds = self.program.bounds() if bounds is None else bounds
        self._column_lower.take(bounds.column_lower)
        self._column_upper.take(bounds.column_upper)
        self._row_lower.take(bounds.row_lower)
        self._row_upper.take(bounds.row_upper)
        costs = self._cost(cost)
        scale = objective_scale(costs)
        if whole:
            limits = time_limit, node_limit
            return self._solve_whole(costs * scale, scale, presolve or self._presolve, limits, start)
        chosen = presolve or self._presolve
        if self._working is not None and chosen == "choose":
            outcome = self._solve_part(self._working, costs * scale, scale, time_limit)
            if outcome is not None:
                return outcome
        self._update(costs * scale)
        if chosen != "choose":
            self._relaxation.clearSolver()
        outcome = self._run(self._relaxation, chosen, time_limit, scale, whole=False)
        if outcome.claim in (Claim.OPTIMAL, Claim.STOPPED) or outcome.basis is not None:
            return outcome
        # Presolve may end without a basis; the proof wants one, so the simplex method has to find it.
        self._relaxation.clearSolver()
        return self._run(self._relaxation, "off", time_limit, scale, whole=False)

    def _solve_part(self, working: WorkingSet, costs: Floats, scale: float, time_limit: float | None) -> Outcome | None:
        """Solve a thin program with a few of its columns; None where that leads nowhere."""
        sides = (self._column_lower, self._column_upper, self._row_lower, self._row_upper)
        try:
            found = working.solve(costs, Box(*(side.floats for side in sides)), time_limit)
        except KeyboardInterrupt:
            return Outcome(Claim.STOPPED, "interrupted", interrupted=True)
        return None if found is None else self._outcome_of(found, scale)

    def _outcome_of(self, found: Found, scale: float) -> Outcome:
        claim = _CLAIMS.get(found.status.name, Claim.UNKNOWN)
        basis = Basis(found.columns, found.rows)
        return Outcome(
            claim,
            f"{claim.value}, in {found.rounds} rounds of the working set",
            found.status.name in _INTERRUPTS,
            (found.x * self._scaling.columns).tolist(),
            (found.duals * self._scaling.rows / scale).tolist(),
            basis,
            found.value / scale if claim is Claim.OPTIMAL else None,
        )

    def _solve_whole(
        self,
        costs: Floats,
        scale: float,
        presolve: Presolve,
        limits: tuple[float | None, int | None],
        start: Sequence[Fraction] | None,
    ) -> Outcome:
        highs = self._load(costs, whole=True)
        if limits[1] is not None:
            highs.setOptionValue("mip_max_nodes", limits[1])
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(np.array([float(value) for value in start]) / self._scaling.columns)
            highs.setSolution(solution)
        return self._run(highs, presolve, limits[0], scale, whole=True)

    def _cost(self, cost: Cost) -> Floats:
        """Return the costs of the scaled columns."""
        costs = np.zeros(len(self.program.columns))
        if isinstance(cost, Line) and cost.weights.largest < LARGEST_SIDE:
            costs[cost.columns] = cost.weights.floats()
            return costs * self._scaling.columns
        for column, coefficient in cost.items():
            try:
                costs[column] = float(coefficient)
            except OverflowError:
                raise OutOfRange(None, self.program.columns[column], coefficient) from None
        return costs * self._scaling.columns

    def _load(self, costs: Floats, *, whole: bool) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = self._arrays.shape
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = costs
        model.col_lower_, model.col_upper_ = self._column_lower.floats, self._column_upper.floats
        model.row_lower_, model.row_upper_ = self._row_lower.floats, self._row_upper.floats
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = self._arrays.starts
        model.a_matrix_.index_ = self._arrays.indices
        model.a_matrix_.value_ = self._scaling.values
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[bool(each)] for each in self._arrays.whole]
        highs = new_highs()
        if self._is_thin:
            highs.setOptionValue("presolve_rule_off", _PARALLEL_COLUMNS_RULE)
        highs.HandleKeyboardInterrupt = whole or len(self._arrays.values) > _INTERRUPTIBLE_ENTRIES
        highs.passModel(model)
        return highs

    @property
    def _is_thin(self) -> bool:
        rows, columns = self._arrays.shape
        return columns >= _THIN_COLUMNS and columns >= _THIN_RATIO * rows

    @cached_property
    def _relaxation(self) -> highspy.Highs:
        """HiGHS with the linear relaxation; a program that is solved in parts may never need it."""
        loaded = self._load(np.zeros(len(self._scaling.columns)), whole=False)
        for sides in (self._column_lower, self._column_upper, self._row_lower, self._row_upper):
            sides.changes()
        return loaded

    def _update(self, costs: Floats) -> None:
        """Tell the relaxation what changed since it was solved last."""
        highs, count = self._relaxation, len(costs)
        columns = np.flatnonzero(self._column_lower.changes() | self._column_upper.changes()).astype(np.int32)
        rows = np.flatnonzero(self._row_lower.changes() | self._row_upper.changes()).astype(np.int32)
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
        if len(columns):
            highs.changeColsBounds(
                len(columns), columns, self._column_lower.floats[columns], self._column_upper.floats[columns]
            )
        if len(rows):
            change = highs.changeRowsBounds  # type: ignore[attr-defined]  # missing from highspy's stubs
            change(len(rows), rows, self._row_lower.floats[rows], self._row_upper.floats[rows])

    def _run(
        self, highs: highspy.Highs, presolve: Presolve, time_limit: float | None, scale: float, *, whole: bool
    ) -> Outcome:
        highs.setOptionValue("presolve", presolve)
        # HiGHS counts the seconds of all earlier runs of the same object against the limit.
        limit = highs.inf if time_limit is None else highs.getRunTime() + max(time_limit, 0.0)
        highs.setOptionValue("time_limit", limit)
        _run_interruptibly(highs)
        status = highs.getModelStatus()
        claim, words = _CLAIMS.get(status.name, Claim.UNKNOWN), highs.modelStatusToString(status)
        interrupted = status.name in _INTERRUPTS
        info, solution, basis = highs.getInfo(), highs.getSolution(), highs.getBasis()
        feasible = (
            solution.value_valid and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        x: list[float] | None = None
        duals: list[float] | None = None
        if solution.value_valid and (feasible or not whole):
            x = (np.array(solution.col_value) * self._scaling.columns).tolist()
        if solution.dual_valid and not whole:
            duals = (np.array(solution.row_dual) * self._scaling.rows / scale).tolist()
        ray = _ray(highs) if claim is Claim.INFEASIBLE and not whole else None
        return Outcome(
            claim,
            words,
            interrupted,
            x,
            duals,
            _basis(basis) if basis.valid and not whole else None,
            info.objective_function_value / scale if feasible else None,
            _finite(info.mip_dual_bound / scale) if whole else None,
            None if ray is None else (ray * self._scaling.rows).tolist(),
        )


class _Quiet(highspy.Highs):
    """HiGHS that prints nothing; the first one of a process prints a banner to stdout when callbacks are enabled."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is highspy's own
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_highs() -> highspy.Highs:
    """Return HiGHS with its own settings, silent and on one thread (a second number in a process fails)."""
    highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    return highs


def new_highs() -> highspy.Highs:
    """Return HiGHS as greenopt uses it: silent, one thread, a fixed seed, and the tightest tolerances."""
    highs = quiet_highs()
    highs.setOptionValue("random_seed", _SEED)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.0)
    for tolerance in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        highs.setOptionValue(tolerance, _TOLERANCE)
    return highs


def _run_interruptibly(highs: highspy.Highs) -> None:
    """Run HiGHS so that Ctrl-C makes it stop and keep what it has; highspy's own way prints to stdout."""
    if not highs.HandleKeyboardInterrupt:
        highs.run()
        return
    highs.startSolve()
    finished = False
    while not finished:
        try:
            finished, _ = highs.wait(0.1)
        except KeyboardInterrupt:
            highs.cancelSolve()  # type: ignore[no-untyped-call]


def _ray(highs: highspy.Highs) -> Floats | None:
    """Return what HiGHS shows that nothing is feasible by, if it has kept it."""
    _, has_ray, ray = highs.getDualRay()  # type: ignore[attr-defined]  # missing from highspy's stubs
    return np.array(ray) if has_ray else None


def _basis(basis: highspy.HighsBasis) -> Basis:
    return Basis(
        [_STATUS_OF_BASIS[each] for each in basis.col_status], [_STATUS_OF_BASIS[each] for each in basis.row_status]
    )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
