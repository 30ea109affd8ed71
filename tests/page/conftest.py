"""Runs whose pages are read, solved once a process."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.impossible import promised
from tests.shipped import saved
from tests.small_cases import read_tree

from greenopt.result.saved import SavedRun
from greenopt.run import solve


@cache
def _shipped(name: str) -> SavedRun:
    return SavedRun(saved(name))


@cache
def _impossible() -> SavedRun:
    folder = Path(mkdtemp())
    solve(read_tree(promised(), folder)).write(folder / "run", "")
    return SavedRun(folder / "run")


@pytest.fixture
def first_run() -> SavedRun:
    """Return the run of the first case."""
    return _shipped("first-case")


@pytest.fixture
def large_run() -> SavedRun:
    """Return the run of a case with 59 projects and 58 rules."""
    return _shipped("lai-chau-2020")


@pytest.fixture
def impossible_run() -> SavedRun:
    """Return the run of a case in which a project of 77 is required against a fund of 60."""
    return _impossible()


def settled(run: SavedRun) -> dict[str, Any]:
    """Return the settled case of a run."""
    found: dict[str, Any] = json.loads((run.folder / "case.resolved.json").read_bytes())
    return found
