"""Measuring on a machine that others use too: pairs in turn, medians of their ratios, and how time grows with size."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from math import log
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from benchmarks.peers import ONE_THREAD

Found = TypeVar("Found")


class Disagreement(Exception):
    """Two ways of finding the same number found two: nothing that was measured counts."""


class Pairs(NamedTuple):
    """Seconds of two things done in turn; entry i of both belongs to one pair."""

    ours: list[float]
    theirs: list[float]
    parts: bool = False
    """Whether the pairs are parts of one long measurement, so that their seconds are shown added up."""

    @property
    def shown(self) -> tuple[float, float]:
        """The seconds of both: their medians, or all parts together."""
        of_all = sum if self.parts else median
        return of_all(self.ours), of_all(self.theirs)

    @property
    def ratio(self) -> float:
        """How many times longer theirs takes: the median over the pairs."""
        return median(theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True))


def timed(do: Callable[..., Found], *arguments: object) -> tuple[float, Found]:
    """Return how many seconds something takes, and what it returns."""
    began = perf_counter()
    found = do(*arguments)
    return perf_counter() - began, found


def agree(what: str, ours: float, theirs: float, tolerance: float) -> float:
    """
    Return the relative difference of two values.

    Raises:
        Disagreement: it is above the tolerance, or one of them is no number.
    """
    difference = abs(ours - theirs) / max(abs(ours), abs(theirs), 1e-300)
    if not difference <= tolerance:
        raise Disagreement(f"{what}: greenopt {ours!r}, the other {theirs!r}: {difference:.1e} apart")
    return difference


def python(*arguments: str, limit: float) -> tuple[float, str]:
    """
    Run a fresh Python on one thread and return its seconds and what it printed.

    Raises:
        TimeoutExpired: it took longer than the limit.
        CalledProcessError: it failed; what it said is printed.
    """
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        timeout=limit,
        env=surroundings(),
        check=True,
    )
    return perf_counter() - began, done.stdout


def surroundings() -> dict[str, str]:
    """Return the environment of what is measured: one thread, and compiled modules kept as they usually are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **ONE_THREAD}


def last_json(text: str) -> dict[str, Any]:
    """Return the record that a process printed as its last line."""
    record: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return record


def exponent(sizes: Sequence[int], amounts: Sequence[float]) -> float:
    """Return k of the least-squares fit ``amount = c * (n log n) ** k``: 1 is growth like n log n, 2 its square."""
    across = [log(size * log(size)) for size in sizes]
    up = [log(amount) for amount in amounts]
    middle, level = sum(across) / len(across), sum(up) / len(up)
    spread = sum((each - middle) ** 2 for each in across)
    return sum((x - middle) * (y - level) for x, y in zip(across, up, strict=True)) / spread
