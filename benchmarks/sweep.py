"""
A sweep: the same case at many budgets, from half to half as much again.

greenopt's engine solves every point; the loop written by hand with highspy solves every point too; the naive way, a
Pyomo model built and solved from nothing, is timed on points chosen at random and counted up. All three find the same
values.
"""

import random
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Pairs, agree, timed
from benchmarks.ours import resolving
from benchmarks.peers.pyomo_highs import naive
from benchmarks.peers.warm_highspy import WarmLoop
from benchmarks.random_program import BUDGET_PATH, SEED, LinearProgram, random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, duration, faster, within

TOLERANCE = 1e-6
NAIVE_AIM, WARM_AIM = 100, 1.5


def budgets_of(budget: int, points: int) -> list[int]:
    """Return so many whole budgets in equal steps, from half of it to half as much again."""
    return [round(budget * (0.5 + number / max(points - 1, 1))) for number in range(points)]


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure the sweep."""
    program = random_program(settings.projects)
    case = write_case(program, folder / "sweep")
    budgets = budgets_of(program.budget, settings.points)
    written = [str(budget) for budget in budgets]
    dice = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    naive(program.linear())  # so that no import is timed
    prepared, engine = timed(resolving, case, [BUDGET_PATH])
    mine, warm, naively, worst = [], [], [], 0.0
    for _ in range(settings.rounds):
        # A new loop each time, loaded and solved once before the clock starts, as the engine is.
        loop = WarmLoop(program.linear())
        taken, values = timed(engine.points, BUDGET_PATH, written)
        mine.append(taken)
        taken, others = timed(loop.budgets, budgets)
        warm.append(taken)
        chosen = dice.sample(range(len(budgets)), min(settings.naive, len(budgets)))
        taken, sampled = timed(_naively, [replace(program, budget=budgets[each]).linear() for each in chosen])
        naively.append(taken / len(chosen) * len(budgets))
        for budget, value, other in zip(budgets, values, others, strict=True):
            worst = max(worst, agree(f"budget {budget}, warm loop", value, other, TOLERANCE))
        for point, other in zip(chosen, sampled, strict=True):
            worst = max(worst, agree(f"budget {budgets[point]}, naive", values[point], other, TOLERANCE))
    size = f"sweep, {settings.points:,} budgets x {settings.projects:,} projects"
    per_round = f"{settings.naive} points a round, scaled"
    return [
        faster(f"{size}: naive Pyomo + HiGHS ({per_round})", Pairs(mine, naively), at_least=NAIVE_AIM),
        within(f"{size}: warm highspy loop", Pairs(mine, warm), at_most=WARM_AIM),
        Line(f"  before that the engine reads and solves the base case in {duration(prepared)}"),
        Line(f"  values differ by {worst:.0e}"),
    ]


def _naively(programs: list[LinearProgram]) -> list[float]:
    """Return the value of each program, built and solved from nothing."""
    return [naive(program) for program in programs]
