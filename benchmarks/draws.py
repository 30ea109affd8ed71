"""
Monte Carlo: what every project costs and everything that it achieves vary at once, in every draw.

Each project has two factors a draw, one on its money and one on its impacts, between 0.8 and 1.2, written with six
decimals. greenopt's engine solves all draws, and so does the loop written by hand; the naive way is timed on draws
chosen at random. Every value is compared with the loop's, and one draw in a hundred with a full rebuild: the case
read anew with every changed number, solved and proved.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.measure import Pairs, agree, timed
from benchmarks.ours import resolving
from benchmarks.peers.pyomo_highs import naive
from benchmarks.peers.warm_highspy import WarmLoop
from benchmarks.random_program import SEED, TARGETS, Floats, RandomProgram, random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, faster, within

TOLERANCE = 1e-6
REBUILT_TOLERANCE = 1e-9
NAIVE_AIM = 40
BATCH = 500
MONEY = ("cost", "asks")
IMPACTS = ("impact.co2e", *(f"impact.{name}" for name in TARGETS))


def paths_of(program: RandomProgram) -> list[str]:
    """Return the paths of all numbers that vary, the money of all projects before their impacts."""
    return [f"projects.{name}.{key}" for keys in (MONEY, IMPACTS) for key in keys for name in program.names]


def factors_of(program: RandomProgram, draws: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield factors of money and of impacts, a row a draw and a column a project, in batches."""
    dice = np.random.default_rng(SEED)
    for first in range(0, draws, BATCH):
        shape = min(BATCH, draws - first), program.count
        yield np.round(dice.uniform(0.8, 1.2, shape), 6), np.round(dice.uniform(0.8, 1.2, shape), 6)


def on_paths(money: Floats, impact: Floats) -> Floats:
    """Return the factors of the paths, in their order."""
    return np.hstack([money] * len(MONEY) + [impact] * len(IMPACTS))


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure the draws, batch by batch: ours, the loop, a few draws of the naive way."""
    program = random_program(settings.projects)
    case, paths = write_case(program, folder / "draws"), paths_of(program)
    engine, loop = resolving(case, paths), WarmLoop(program.linear())
    naive(program.linear())  # so that no import is timed
    dice = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    to_rebuild = set(dice.sample(range(settings.draws), min(settings.rebuilt, settings.draws)))
    mine, warm, naively, first, worst, apart = [], [], [], 0, 0.0, 0.0
    for money, impact in factors_of(program, settings.draws):
        factors = on_paths(money, impact)
        taken, values = timed(engine.draws, paths, factors)
        mine.append(taken)
        taken, others = timed(loop.draws, program, money, impact)
        warm.append(taken)
        chosen = dice.sample(range(len(money)), min(settings.naive, len(money)))
        taken, sampled = timed(naively_of, program, money[chosen], impact[chosen])
        naively.append(taken / len(chosen) * len(money))
        for number, (value, other) in enumerate(zip(values, others, strict=True), first):
            worst = max(worst, agree(f"draw {number}, warm loop", value, other, TOLERANCE))
        for number, other in zip(chosen, sampled, strict=True):
            worst = max(worst, agree(f"draw {first + number}, naive", values[number], other, TOLERANCE))
        for number in sorted(to_rebuild & set(range(first, first + len(money)))):
            again = engine.rebuilt(changes_of(paths, factors[number - first]))
            apart = max(apart, agree(f"draw {number}, rebuilt", values[number - first], again, REBUILT_TOLERANCE))
        first += len(money)
    size = f"{settings.draws:,} draws x {settings.projects:,} projects"
    scaled = f"{settings.naive} draws of each {BATCH}, scaled"
    return [
        faster(f"{size}: naive Pyomo + HiGHS ({scaled})", Pairs(mine, naively, parts=True), at_least=NAIVE_AIM),
        within(f"{size}: warm highspy loop", Pairs(mine, warm, parts=True)),
        Line(f"  values differ from the others' by {worst:.0e}"),
        Line(f"  values of {len(to_rebuild)} random draws differ from full rebuilds by {apart:.0e}"),
    ]


def naively_of(program: RandomProgram, money: Floats, impact: Floats) -> list[float]:
    """Return the value of each draw, built and solved from nothing."""
    return [naive(program.with_factors(*factors).linear()) for factors in zip(money, impact, strict=True)]


def changes_of(paths: list[str], factors: Floats) -> list[tuple[str, str]]:
    """Return one draw as changes of the case as it is written."""
    return [(path, f"x {factor:.6f}") for path, factor in zip(paths, factors.tolist(), strict=True)]
