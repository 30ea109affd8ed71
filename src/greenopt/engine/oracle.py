"""
Oracle: is there a plan within these bounds, and which is best? Floats guess, exact arithmetic answers.

A search for what clashes asks the same program hundreds of times with other bounds. ``claims`` believes the solver,
which is quick and now and then wrong; ``settle`` and ``best`` believe nobody, and are for the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from greenopt.engine.branch import prove_whole
from greenopt.engine.certificate import Infeasible, Optimal, certify, check_infeasible
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Claim, Solver
from greenopt.engine.stages import Stage
from greenopt.engine.tree import Tree
from greenopt.engine.whole import solve_whole

NODES = 2_000
"""Linear programs that the proof for whole projects may take; a count, so that the clock does not show."""
GUESSED_NODES = 5_000
"""Boxes that the solver may look at for a guess."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An exact plan."""

    x: Sequence[Fraction]
    value: Fraction = Fraction(0)
    """Of what was maximised."""
    is_best: bool = True
    """Whether no plan is better, as was proved."""


@dataclass(frozen=True, slots=True)
class Empty:
    """The proof that there is no plan: multipliers, or for whole projects a tree."""

    farkas: dict[int, Fraction] = field(default_factory=dict)
    tree: Tree | None = None

    @property
    def rows(self) -> set[int]:
        """The rows that the proof leans on."""
        found = {row for row, value in self.farkas.items() if value}
        if self.tree is not None:
            found |= {row for each in self.tree.multipliers for row, value in each.items() if value}
        return found


class Oracle:
    """A program that is asked again and again, each time from where the solver stood."""

    def __init__(self, program: Program) -> None:
        """
        Load the program.

        Raises:
            OutOfRange: a number lies so far from its neighbours that a solver would misread it.
        """
        self.program = program
        self.solver = Solver(program)
        self.whole = any(program.whole)
        self._proof: dict[int, Fraction] = {}
        """The last multipliers that proved a restriction of it to be empty; others of them often follow from it."""

    def claims(self, bounds: Bounds) -> bool:
        """Return whether the solver finds a plan within the bounds; where it finds out nothing, it says yes."""
        outcome = self.solver.solve({}, bounds)
        if outcome.claim is Claim.INFEASIBLE or not self.whole:
            return outcome.claim is not Claim.INFEASIBLE
        return self.solver.solve({}, bounds, whole=True, node_limit=GUESSED_NODES).claim is not Claim.INFEASIBLE

    def settle(self, bounds: Bounds) -> Plan | Empty | None:
        """Return a plan within the bounds, or the proof that there is none; None if neither was found."""
        return self.best({}, bounds)

    def best(self, cost: Cost, bounds: Bounds) -> Plan | Empty | None:
        """Return the best plan within the bounds, or the proof that there is none; None if neither was found."""
        if not self.whole:
            return self._best_part(cost, bounds)
        stages = [Stage("what is asked for", cost)]
        found = solve_whole(self.solver, self.program, stages, bounds)
        if found.farkas is not None:
            return Empty(found.farkas)
        plan = found.plan
        if plan is None or plan.values[0] != found.bound:
            search = prove_whole(self.solver, self.program, stages, bounds, plan=plan, node_limit=NODES, cut=False)
            if search.status is TreeStatus.INFEASIBLE:
                return Empty(tree=search.tree)
            plan = search.plan or plan
            if plan is not None and search.status is not TreeStatus.OPTIMAL:
                return Plan(plan.x, plan.values[0], is_best=not cost)
        return None if plan is None else Plan(plan.x, plan.values[0])

    def _best_part(self, cost: Cost, bounds: Bounds) -> Plan | Empty | None:
        if self._proof and check_infeasible(self.program, bounds, self._proof):
            return Empty(self._proof)
        outcome = self.solver.solve(cost, bounds)
        if outcome.claim is Claim.INFEASIBLE:
            # A basis reached from another restriction may be hundreds of exact steps away from a proof.
            outcome = self.solver.solve(cost, bounds, presolve="off")
        found = certify(self.program, cost, bounds, outcome.basis)
        if isinstance(found, Optimal):
            return Plan(found.x, found.value)
        if isinstance(found, Infeasible):
            self._proof = found.y
            return Empty(found.y)
        return None
