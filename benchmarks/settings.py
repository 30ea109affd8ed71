"""How large a run of the benchmarks is."""

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """Sizes, samples and rounds."""

    rounds: int
    """Pairs of which the median is taken."""
    projects: int
    """Of the programs that are solved again and again."""
    points: int
    """Budgets of the sweep."""
    draws: int
    """Monte Carlo draws."""
    naive: int
    """Points a round that the naive way is timed on; its time is that of one point, times their number."""
    rebuilt: int
    """Draws that are solved again by a full rebuild."""
    budgets: int
    """Random budgets at which the frontier is compared with a direct solve."""
    large: int
    """Projects of the large case."""
    large_rounds: int
    """Pairs there, where one solve of a peer takes half a minute."""
    peer_limit: float
    """Seconds that a peer is given for one solve, its start included."""
    sizes: tuple[int, ...]
    """Projects of the cases whose time and memory are plotted."""
    plot: Path | None = None
    """Where the plot goes."""


WHOLE = Settings(
    rounds=5,
    projects=1_000,
    points=1_000,
    draws=10_000,
    naive=10,
    rebuilt=100,
    budgets=300,
    large=100_000,
    large_rounds=3,
    peer_limit=180.0,
    sizes=(1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000),
)
QUICK = Settings(
    rounds=2,
    projects=200,
    points=20,
    draws=20,
    naive=2,
    rebuilt=2,
    budgets=5,
    large=2_000,
    large_rounds=1,
    peer_limit=60.0,
    sizes=(500, 1_000, 2_000),
)
