"""
Peers: the same linear program written and solved the way each library's own documentation shows.

One file a peer, each with one function ``solve(linear) -> Outcome``. A peer runs in a process of its own, on one
thread, with a time limit; one that is not installed is said to be missing. ``python -m benchmarks.peers`` is that
process.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.random_program import RandomProgram

PEERS = {
    "linopy": ("linopy", "linopy + HiGHS"),
    "pulp": ("pulp", "PuLP + CBC"),
    "glop": ("ortools", "OR-tools GLOP"),
    "cvxpy_default": ("cvxpy", "cvxpy, its default"),
    "cvxpy_highs": ("cvxpy", "cvxpy + HiGHS"),
    "scipy_linprog": ("scipy", "scipy linprog"),
    "pyomo_highs": ("pyomo", "Pyomo + HiGHS"),
}
"""Module in this folder: the package that it needs, and what to call it."""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
"""Environment of a process that is measured."""


class Outcome(NamedTuple):
    """What a peer found, and how long it took."""

    value: float
    """Of the objective."""
    build: float
    """Seconds from arrays to its own model."""
    solve: float
    """Seconds of its own call to solve, until value and levels can be read."""
    inside: float | None
    """Seconds of those that it says its solver took."""
    software: str
    """Names and versions."""


class Trouble(NamedTuple):
    """Why there is no outcome of a peer."""

    kind: str
    """missing | stopped | failed"""
    words: str


def in_a_process(name: str, program: Path, limit: float) -> Outcome | Trouble:
    """
    Solve a saved program with a peer, in a fresh process.

    Args:
        name: one of PEERS, or ``ours``.
        program: a file of ``save``.
        limit: seconds, the start of the process included.
    """
    command = [sys.executable, "-m", "benchmarks.peers", name, str(program)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env={**os.environ, **ONE_THREAD}, check=False
        )
    except subprocess.TimeoutExpired:
        return Trouble("stopped", f"no answer within {limit:.0f} s")
    if done.returncode:
        return Trouble("failed", (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1])
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return Trouble(*answer["trouble"]) if "trouble" in answer else Outcome(**answer)


def save(program: RandomProgram, place: Path) -> Path:
    """Write a random program's arrays to a file, and return it."""
    import numpy as np

    np.savez(place, **program.linear()._asdict())
    return place
