"""
Root: what the linear relaxation proves of a program with whole projects, before any tree.

It bounds every plan, whole or not. Where something is sought before the objective, and the relaxation proves that no
plan does better in it, the plans that do as well lie on one face, and the bound of the objective holds there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.program import Bounds
from greenopt.engine.rows import Rows
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage, narrow, solve_stages
from greenopt.engine.whole import WholeResult


@dataclass(frozen=True)
class ProvedStage:
    """One thing sought, its value, and the multipliers that prove it, by name of the row."""

    name: str
    value: Fraction
    multipliers: dict[str, Fraction]


class Root(NamedTuple):
    """What the linear relaxation proves of a whole-number program before any tree."""

    bounds: Bounds
    """The face of the stages before the objective; the whole program where they are not proved."""
    earlier: tuple[ProvedStage, ...]
    proved: bool
    """Whether every stage before the objective is proved."""
    bound: Fraction | None
    """What the objective does not surpass."""
    multipliers: dict[int, Fraction]


def root_of(rows: Rows, solver: Solver, steps: Sequence[Stage], main: int, found: WholeResult) -> Root:
    """
    Return the bound of the objective at the root, on the face of what comes before it.

    Where the relaxation proves that no plan does better in a stage, every plan that does as well lies on its face,
    whole numbers or not. Where it does not, the bound holds whatever that stage comes to, and nothing more is claimed.
    """
    program = rows.program
    bounds, multipliers = program.bounds(), dict(found.y or {})
    if not main:
        return Root(bounds, (), proved=True, bound=found.bound, multipliers=multipliers)
    earlier: list[ProvedStage] = []
    for number, step in enumerate(steps[:main]):
        relaxed = solve_stages(solver, program, [step], bounds)
        if not relaxed.stages or found.plan is None or relaxed.stages[0].value != found.plan.values[number]:
            break
        stage = relaxed.stages[0]
        bounds = narrow(bounds, stage.y, stage.d)
        earlier.append(ProvedStage(step.name, stage.value, rows.named(stage.y)))
    proved = len(earlier) == main
    relaxed = solve_stages(solver, program, steps[main : main + 1], bounds)
    if not relaxed.stages:
        return Root(bounds, tuple(earlier), proved=proved, bound=None, multipliers={})
    return Root(bounds, tuple(earlier), proved, relaxed.stages[0].value, relaxed.stages[0].y)
