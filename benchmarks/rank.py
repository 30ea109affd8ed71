"""
The ranking: every project left out and carried out in full, against one solve of the same program from nothing.

What is timed begins with a solved case: its program is made ready for floats, each project is forced, and the order
and the classes are drawn up. A project that is in the plan already, or not at all, is half answered by the plan; the
others are solved again. Both run on one thread, so that seconds of the processor are what a person waits for on a
machine of his own; those of the clock depend on who else works there. All that the command does, the proofs of its
sample included, is timed by itself.
"""

import random
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
from benchmarks.measure import Pairs, agree, python, timed
from benchmarks.ours import Ranked
from benchmarks.peers.pyomo_highs import naive
from benchmarks.random_program import SEED, LinearProgram, random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, duration, within

AIM = 20
TOLERANCE = 1e-8
LIMIT = 600.0


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure the ranking of as many projects as are solved again and again elsewhere."""
    program = random_program(settings.projects)
    case = write_case(program, folder / "rank")
    linear = program.linear()
    naive(linear)  # so that no import is timed
    prepared, ranked = timed(Ranked, case)
    mine, naively = [], []
    for _ in range(settings.rounds):
        mine.append(worked(ranked.rank))
        naively.append(worked(naive, linear))
    agree("the best plan", ranked.value, naive(linear), TOLERANCE)
    dice = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    names = dice.sample(program.names, min(settings.naive, program.count))
    worst = 0.0
    for name in names:
        place = program.names.index(name)
        for level, value in zip((0.0, 1.0), ranked.values(name), strict=True):
            worst = max(worst, agree(f"{name} at {level:g}", value, naive(held(linear, place, level)), TOLERANCE))
    whole, _ = python("-m", "greenopt", "-q", "rank", str(case), "--out", str(folder / "ranked"), limit=LIMIT)
    what = f"rank, {settings.projects:,} projects forced out and in ({ranked.solved:,} solved anew): one naive solve"
    return [
        within(what, Pairs(mine, naively), at_most=AIM),
        Line(f"  before that the case is read, solved, priced and proved in {duration(prepared)}"),
        Line("  the command as a process, one plan in a hundred proved, files written", duration(whole)),
        Line(f"  plans with {len(names)} projects held differ from naive solves by {worst:.0e}"),
    ]


def worked(do: Callable[..., object], *arguments: object) -> float:
    """Return how many seconds of the processor something takes."""
    began = process_time()
    do(*arguments)
    return process_time() - began


def held(linear: LinearProgram, place: int, level: float) -> LinearProgram:
    """Return a program in which one project has a level."""
    lower, upper = np.array(linear.lower), np.array(linear.upper)
    lower[place] = upper[place] = level
    return linear._replace(lower=lower, upper=upper)
