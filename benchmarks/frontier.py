"""The frontier: the best value at every budget, with every breakpoint, and random budgets between solved directly."""

import random
from bisect import bisect_right
from pathlib import Path

from benchmarks.measure import agree
from benchmarks.ours import frontier_of
from benchmarks.peers.warm_highspy import WarmLoop
from benchmarks.random_program import SEED, random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, duration, limit

TOLERANCE = 1e-9
SECONDS_AIM = 1.0


def between(points: list[tuple[float, float]], budget: float) -> float:
    """Return the value at a budget on the line between its two neighbours; budgets ascend."""
    after = min(max(bisect_right(points, budget, key=lambda point: point[0]), 1), len(points) - 1)
    (low, below), (high, above) = points[after - 1 : after + 1]
    return below + (above - below) * (budget - low) / (high - low)


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure the frontier from half of the budget to half as much again."""
    program = random_program(settings.projects)
    case = write_case(program, folder / "frontier")
    points, taken, whole = frontier_of(case, program.budget // 2, program.budget * 3 // 2)
    dice = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    budgets = sorted(dice.uniform(points[0][0], points[-1][0]) for _ in range(settings.budgets))
    direct = WarmLoop(program.linear(), tolerance=1e-10).budgets(budgets)
    worst = max(
        agree(f"frontier at {budget}", between(points, budget), value, TOLERANCE)
        for budget, value in zip(budgets, direct, strict=True)
    )
    size = f"frontier, {settings.projects:,} projects: {len(points)} breakpoints"
    return [
        limit(size, taken, SECONDS_AIM, duration(taken), f"<= {SECONDS_AIM:g} s"),
        Line(f"  reading the case and telling the plan of every point included: {duration(whole)}"),
        Line(f"  {settings.budgets} random budgets differ from a direct solve by {worst:.0e}"),
    ]
