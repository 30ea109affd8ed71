"""
Climb: the best ladder, proved: linear cases stage by stage on exact faces, whole projects by trees as far as they go.

What is not proved within a fixed count of linear programs is told with the bound that is: no ladder has less regret.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.engine.branch import prove_whole
from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.exact import Point, value_of
from greenopt.engine.ladder import Climbed, Joint, Regret, Rung, Status, held, is_nested, joined
from greenopt.engine.program import Bounds
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Claim, Outcome, Solver
from greenopt.engine.stages import Proof, Stage, is_one_point, solve_stages
from greenopt.engine.whole import WholePlan, exact_plan

ZERO = Fraction(0)
PIVOTED = 200_000
"""Columns times linear programs that a proof for whole projects may take; a count, so that the clock does not show."""
FEWEST, MOST = 50, 2_000
"""Linear programs of a proof, however large or small the case is."""


def climb(rungs: Sequence[Rung]) -> Climbed:
    """
    Return the ladder of least regret.

    Raises:
        OutOfRange: a number lies so far from its neighbours that a solver would misread it.
        KeyboardInterrupt: the solver was told to stop.
    """
    if is_nested(rungs):
        # Each plan is the best of its budget in everything that is sought, so no ladder is better in any of it.
        none = [Regret(rungs[0].steps[stage].name, ZERO, ZERO, ZERO, ZERO) for stage in range(rungs[0].main + 1)]
        return Climbed("certified_optimal", tuple(list(rung.x) for rung in rungs), tuple(none))
    joint = joined(rungs)
    solver = Solver(joint.program)
    if any(joint.program.whole):
        return _Whole(joint, solver).climb()
    return _linear(joint, solver)


def _linear(joint: Joint, solver: Solver) -> Climbed:
    """Prove everything, or say nothing; mostly what comes before the objective need not suffer anywhere."""
    main = len(joint.worst) - 1
    free = joint.program.bounds()
    for column in joint.worst[:main]:
        free.fix_column(column, ZERO)
    # A proof that it has to suffer is not needed, and may take long: then the stages are gone through in turn.
    if main and solver.solve({}, free).claim is not Claim.INFEASIBLE:
        found = _in_turn(joint, solver, main)
        if found.status != "certified_infeasible":
            return found
    return _in_turn(joint, solver, 0)


def _in_turn(joint: Joint, solver: Solver, first: int) -> Climbed:
    """Make the regrets of stages small one after the other; those before the first one may not have any."""
    face = joint.program.bounds()
    for column in joint.total:
        # Each face holds its sum by itself; a free column would only hide that a single plan is left.
        face.fix_column(column, face.column_upper[column])
    for column in joint.worst[:first]:
        face.fix_column(column, ZERO)
    regrets = [_regret(joint, stage, None) for stage in range(first)]
    x: Sequence[Fraction] = []
    for stage in range(first, len(joint.worst)):
        found = _best(joint, solver, joint.least_worst(stage), face)
        if isinstance(found, Climbed):
            return found
        x, face = found
        face.fix_column(joint.worst[stage], x[joint.worst[stage]])
        if not joint.is_settled(stage, x):
            found = _best(joint, solver, joint.summed(stage), face)
            if isinstance(found, Climbed):
                return found
            x, face = found
        regrets.append(_regret(joint, stage, x))
    for wish in joint.later():
        if is_one_point(joint.program, face):
            break
        found = _best(joint, solver, wish, face)
        if isinstance(found, Climbed):
            return found
        x, face = found
    return Climbed("certified_optimal", joint.plans(x), tuple(regrets))


def _best(joint: Joint, solver: Solver, wish: Stage, face: Bounds) -> tuple[Sequence[Fraction], Bounds] | Climbed:
    """Return a best point on a face with the face of all of them; or why there is none."""
    found = solve_stages(solver, joint.program, [wish], face)
    if found.interrupted:
        raise KeyboardInterrupt
    if found.proof is Proof.INFEASIBLE:
        return Climbed("certified_infeasible")
    if found.proof is not Proof.OPTIMAL or found.x is None:
        return Climbed("uncertified")
    return found.x, found.face


def _regret(joint: Joint, stage: int, x: Sequence[Fraction] | None) -> Regret:
    """Return what is regretted in a stage, all of it proved; nothing where there is no point to look at."""
    each = [ZERO] if x is None else joint.regrets(stage, x)
    worst, total = max(*each, ZERO), sum(each, ZERO)
    return Regret(joint.rungs[0].steps[stage].name, worst, worst, total, total)


class _Whole:
    """The search for a ladder of whole projects."""

    def __init__(self, joint: Joint, solver: Solver) -> None:
        self.joint, self.solver = joint, solver
        self.bounds: Bounds = joint.program.bounds()
        self.nodes = min(MOST, max(FEWEST, PIVOTED // len(joint.program.columns)))
        self.plan: WholePlan | None = None
        self.impossible = False

    def climb(self) -> Climbed:
        """Make the regrets small, one after the other; then end ties among plans with the same whole projects."""
        joint, proved = self.joint, list[tuple[Fraction, Fraction]]()
        for stage in range(len(joint.worst)):
            most = self.improve(joint.least_worst(stage))
            if self.impossible:
                return Climbed("certified_infeasible")
            if self.plan is None or most is None:
                return Climbed("uncertified")
            least_worst = max(ZERO, -most)
            held(self.bounds, joint.worst[stage], max(*joint.regrets(stage, self.plan.x), ZERO))
            least_total = ZERO
            if not joint.is_settled(stage, self.plan.x):
                least_total = self.least_total(stage, least_worst)
                held(self.bounds, joint.total[stage], sum(joint.regrets(stage, self.plan.x), ZERO))
            proved.append((least_worst, least_total))
        later = joint.later()
        self.improve(later[0], prove=False)
        assert self.plan is not None  # noqa: S101 - a plan is never given up
        last = exact_plan(self.solver, joint.program, later, self.bounds, self.plan.x) or self.plan
        regrets = [
            _regret(joint, stage, last.x)._replace(least_worst=each[0], least_total=each[1])
            for stage, each in enumerate(proved)
        ]
        status: Status = "certified_optimal" if all(each.is_proved for each in regrets) else "certified_within_gap"
        return Climbed(status, joint.plans(last.x), tuple(regrets))

    def least_total(self, stage: int, least_worst: Fraction) -> Fraction:
        """Make the sum of regrets small, and return below what it cannot come."""
        most = self.improve(self.joint.summed(stage))
        assert most is not None  # noqa: S101 - the relaxation of a program that has a plan is proved
        least = sum((rung.best(stage) for rung in self.joint.rungs), ZERO) - most
        none_below = stage == 0 and all(rung.is_best for rung in self.joint.rungs)
        # Beside plans that are best in what comes first of all, every regret is one.
        return max(least, least_worst) if none_below else least

    def improve(self, wish: Stage, *, prove: bool = True) -> Fraction | None:
        """Take a better plan where one is found, and return what none surpasses; None where that is not known."""
        program, bounds = self.joint.program, self.bounds
        outcome = self.asked(wish, whole=False)
        root = certify(program, wish.cost, bounds, outcome.basis)
        if isinstance(root, Infeasible):
            self.impossible = True
            return None
        bound = root.value if isinstance(root, Optimal) else None
        if self.plan is not None:
            self.plan = WholePlan(
                self.plan.x, (value_of(wish.cost, Point(self.plan.x)),), self.plan.stages, self.plan.fixed
            )
        if self.plan is None or bound != self.plan.values[0]:
            found = self.asked(wish, whole=True)
            better = None if found.x is None else exact_plan(self.solver, program, [wish], bounds, found.x)
            if better is not None and (self.plan is None or better.values > self.plan.values):
                self.plan = better
        if not prove or (self.plan is not None and bound == self.plan.values[0]):
            return bound
        search = prove_whole(self.solver, program, [wish], bounds, plan=self.plan, node_limit=self.nodes)
        if search.interrupted:
            raise KeyboardInterrupt
        self.impossible = search.status is TreeStatus.INFEASIBLE
        self.plan = search.plan or self.plan
        return bound if search.bound is None else search.bound

    def asked(self, wish: Stage, *, whole: bool) -> Outcome:
        """Ask the solver, from where the search stands."""
        start = None if self.plan is None else self.plan.x
        limit = self.nodes if whole else None
        outcome = self.solver.solve(
            wish.cost, self.bounds, whole=whole, node_limit=limit, start=start if whole else None
        )
        if outcome.interrupted:
            raise KeyboardInterrupt
        return outcome
