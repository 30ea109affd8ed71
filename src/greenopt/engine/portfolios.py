"""
Portfolios: what a case leaves to be chosen once what comes before the objective is served as well as it can be.

Soft rules and priorities come first, here as everywhere: a plan that misses more than it must is none of those among
which the objective chooses. What each of these stages comes to is proved, and becomes a row of the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from greenopt.engine.branch import prove_whole
from greenopt.engine.choices import Choices, choices_of
from greenopt.engine.claimed_twice import Losses, Shared
from greenopt.engine.dominance import Dominance, Worths
from greenopt.engine.exact import over_one_denominator
from greenopt.engine.non_dominated import Found, Limits, Search
from greenopt.engine.oracle import Empty, Oracle
from greenopt.engine.posed import Posed
from greenopt.engine.program import Program
from greenopt.engine.rivals import Rivals
from greenopt.engine.rows import is_broken
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage
from greenopt.engine.whole import solve_whole
from greenopt.plan import Overlapped

NODES = 100
"""Linear programs that one proof may take; a count, so that the clock does not show in the answer."""


class Nothing(Enum):
    """Why there is nothing to be chosen."""

    IMPOSSIBLE = "impossible"
    """No plan satisfies the case, as was proved."""
    UNPROVED = "unproved"
    """What comes before the objective could not be proved."""


class Worlds(NamedTuple):
    """What is to be compared."""

    worths: Worths
    claimed: Mapping[int, tuple[Fraction, ...]]
    """Column of what is claimed twice → by world, what one unit takes away."""


@dataclass(frozen=True)
class Portfolios:
    """The plans of a case among which the objective chooses."""

    posed: Posed
    choices: Choices
    plan: Sequence[Fraction]
    """One of them."""

    def held(self, plan: Sequence[int]) -> frozenset[str]:
        """Return the projects that a plan carries out."""
        return frozenset(
            name
            for name, columns, option in zip(self.choices.projects, self.choices.columns, plan, strict=True)
            if columns[option] is not None
        )

    def non_dominated(self, worlds: Worlds, limits: Limits) -> Found:
        """Return every plan that no other dominates."""
        choices = self.choices
        if not choices.projects:
            return Found(np.zeros((1, 0), dtype=np.int8), complete=True)
        count = len(worlds.worths[0][0])
        losses = Losses(choices, self._shared(worlds.claimed), count)
        dominance = Dominance(worlds.worths, losses.further)
        rivals = Rivals(choices, dominance, losses, Solver(choices.program))
        rivals.seek(choices.taken(self.plan))
        rivals.weigh()
        return Search(choices, dominance, losses, rivals, limits).run()

    def _shared(self, claimed: Mapping[int, tuple[Fraction, ...]]) -> list[Shared]:
        """Return what is claimed twice with the row that says how much it is; without one nothing is."""
        rows, found = {row.number: row for row in self.choices.rows}, []
        for column, costs in claimed.items():
            key = self.posed.rows.layout.columns[column].key
            name = ":".join(filter(None, key)) if isinstance(key, Overlapped) else ""
            row = rows.get(self.posed.rows.requirement_row.get(name, -1))
            if row is not None and any(costs):
                found.append(Shared(column, row, costs))
        return found


def portfolios_of(posed: Posed) -> Portfolios | Nothing:
    """
    Return what a case leaves to be chosen.

    Raises:
        NotWhole: a project may be carried out in part.
        OutOfRange: a number lies so far from its neighbours that a solver would misread it.
    """
    rows, program = posed.rows, posed.rows.program
    if any(is_broken(each) for each in rows.constant):
        return Nothing.IMPOSSIBLE
    choices_of(rows, program)
    for number, stage in enumerate(posed.steps[: posed.main]):
        value = _served(program, stage)
        if not isinstance(value, Fraction):
            return value
        entries, scale = over_one_denominator(stage.cost)
        if entries:
            program = program.with_row(f"served {number}", entries, scale, value, None)
    plan = Oracle(program).best({}, program.bounds())
    if plan is None:
        return Nothing.UNPROVED
    choices = choices_of(rows, program)
    return Nothing.IMPOSSIBLE if isinstance(plan, Empty) or not choices.possible else Portfolios(posed, choices, plan.x)


def _served(program: Program, stage: Stage) -> Fraction | Nothing:
    """Return how far something that comes before the objective can be served, proved."""
    solver = Solver(program)
    found = solve_whole(solver, program, [stage])
    if found.farkas is not None:
        return Nothing.IMPOSSIBLE
    if found.plan is not None and found.plan.values[0] == found.bound:
        return found.bound
    search = prove_whole(solver, program, [stage], plan=found.plan, node_limit=NODES)
    if search.status is TreeStatus.OPTIMAL and search.plan is not None:
        return search.plan.values[0]
    return Nothing.IMPOSSIBLE if search.status is TreeStatus.INFEASIBLE else Nothing.UNPROVED
