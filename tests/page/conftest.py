"""Runs whose pages are read, solved once a process."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.impossible import promised
from tests.small_cases import read_tree

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.result.saved import SavedRun
from greenopt.run import solve

CASES = Path(__file__).parent.parent.parent / "cases"


@cache
def _saved(name: str) -> SavedRun:
    folder = Path(mkdtemp())
    case = read_tree(promised(), folder) if name == "impossible" else read_case(CASES / name)
    return _written(case, folder / "run")


def _written(case: Case, place: Path) -> SavedRun:
    solve(case).write(place, "")
    return SavedRun(place)


@pytest.fixture
def first_run() -> SavedRun:
    """Return the run of the first case."""
    return _saved("first-case")


@pytest.fixture
def large_run() -> SavedRun:
    """Return the run of a case with 59 projects and 58 rules."""
    return _saved("lai-chau-2020")


@pytest.fixture
def impossible_run() -> SavedRun:
    """Return the run of a case in which a project of 77 is required against a fund of 60."""
    return _saved("impossible")


def settled(run: SavedRun) -> dict[str, Any]:
    """Return the settled case of a run."""
    found: dict[str, Any] = json.loads((run.folder / "case.resolved.json").read_bytes())
    return found
