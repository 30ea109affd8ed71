"""
Climb: the best ladder, proved: linear cases stage after stage on exact faces, whole projects by a tree as far as it goes.

What is not proved within a fixed count of linear programs is told with the bound that is: no ladder has less regret.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.engine.branch import TreeStatus, prove_whole
from greenopt.engine.certificate import Infeasible, Optimal, certify
from greenopt.engine.exact import Point, value_of
from greenopt.engine.ladder import Climbed, Joint, Regret, Rung, held, is_nested, joined
from greenopt.engine.program import Bounds
from greenopt.engine.solve import Outcome, Solver
from greenopt.engine.stages import Proof, Stage, solve_stages
from greenopt.engine.whole import WholePlan, exact_plan

ZERO = Fraction(0)
PIVOTED = 4_000_000
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
    """Prove everything, or say nothing."""
    face, single, x = joint.program.bounds(), False, list[Fraction]()
    for column in joint.total:
        # Each face holds its sum by itself; a free column would only hide that a single plan is left.
        face.fix_column(column, face.column_upper[column])
    regrets: list[Regret] = []
    wishes = [each for stage in range(len(joint.worst)) for each in (joint.least_worst(stage), joint.summed(stage))]
    for number, wish in enumerate([*wishes, *joint.later()]):
        stage, is_total = divmod(number, 2)
        in_regrets = number < len(wishes)
        # Where nothing is regretted anywhere, the sum is as good as it can be.
        if not (single or (in_regrets and is_total and not max(joint.regrets(stage, x)) > 0)):
            found = solve_stages(solver, joint.program, [wish], face)
            if found.interrupted:
                raise KeyboardInterrupt
            if found.proof is Proof.INFEASIBLE:
                return Climbed("certified_infeasible")
            if found.proof is not Proof.OPTIMAL or found.x is None:
                return Climbed("uncertified")
            x, face, single = found.x, found.face, found.unique_after is not None
        if in_regrets and not is_total:
            face.fix_column(joint.worst[stage], x[joint.worst[stage]])
        elif in_regrets:
            regrets.append(_regret(joint, stage, x))
    return Climbed("certified_optimal", joint.plans(x), tuple(regrets))


def _regret(joint: Joint, stage: int, x: Sequence[Fraction]) -> Regret:
    """Return what is regretted in a stage, all of it proved."""
    each = joint.regrets(stage, x)
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
        joint, regrets = self.joint, list[Regret]()
        for stage in range(len(joint.worst)):
            least = self.improve(joint.least_worst(stage))
            if self.impossible:
                return Climbed("certified_infeasible")
            if self.plan is None or least is None:
                return Climbed("uncertified")
            worst = max(*joint.regrets(stage, self.plan.x), ZERO)
            held(self.bounds, joint.worst[stage], worst)
            total = least_total = sum(joint.regrets(stage, self.plan.x), ZERO)
            if worst:
                summed = joint.summed(stage)
                most = self.improve(summed)
                total = sum(joint.regrets(stage, self.plan.x), ZERO)
                reached = value_of(summed.cost, Point(self.plan.x))
                least_total = total if most is None else total - (most - reached)
                held(self.bounds, joint.total[stage], total)
            regrets.append(Regret(joint.rungs[0].steps[stage].name, worst, max(ZERO, -least), total, least_total))
        later = joint.later()
        self.improve(later[0], prove=False)
        assert self.plan is not None  # noqa: S101 - a plan is never given up
        last = exact_plan(self.solver, joint.program, later, self.bounds, self.plan.x)
        proved = all(each.is_proved for each in regrets)
        status = "certified_optimal" if proved else "certified_within_gap"
        return Climbed(status, joint.plans((last or self.plan).x), tuple(regrets))

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
