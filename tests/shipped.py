"""
The shipped cases, each solved once in a process however many tests look at the answer.

What is returned is shared: a test that changes something copies it first.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from greenopt.case.read import read_case
from greenopt.run import Run, solve

CASES = Path(__file__).parents[1] / "cases"
SHIPPED = ("first-case", "lai-chau-2020", "lai-chau-2021-2025")


@cache
def solved(name: str, *scenarios: str) -> Run:
    """Return a shipped case, solved as the command line solves it, prices and all."""
    return solve(read_case(CASES / name, scenarios))


@cache
def _folder() -> "TemporaryDirectory[str]":
    """Return a folder that goes with the process."""
    return TemporaryDirectory(prefix="greenopt-shipped-")


@cache
def saved(name: str) -> Path:
    """Return the folder of a shipped case's run, to be read."""
    folder = Path(_folder().name) / name
    solved(name).write(folder)
    return folder
