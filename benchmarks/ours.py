"""greenopt's side of what is measured in one process; with ``alone``, the only module here that knows its insides."""

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from benchmarks.measure import python
from benchmarks.random_program import Floats

from greenopt import Options, read_case, solve
from greenopt.case.changes import parse_set

ANSWER_ALONE = Options(prices=False, unique=False, conflict=False)


class Resolving(Protocol):
    """One case solved again and again; every list has one value a point, in order."""

    def points(self, path: str, written: Sequence[str]) -> list[float]:
        """Return the best value with one number of the case replaced."""

    def draws(self, paths: Sequence[str], factors: Floats) -> list[float]:
        """Return the best value with each written number times its factor; rows are draws."""

    def rebuilt(self, changes: Sequence[tuple[str, str]]) -> float:
        """Return the best value after a full read and solve: the reference."""


def resolving(folder: Path, paths: Sequence[str]) -> Resolving:
    """Return the re-solve engine on a case, with the written numbers that will vary."""
    if find_spec("greenopt.studies.resolve") is None:
        return _Rebuilding(folder)
    return _Engine(folder, paths)


class _Engine:
    """The re-solve engine of the studies."""

    def __init__(self, folder: Path, paths: Sequence[str]) -> None:
        self._scenario = import_module("greenopt.studies.scenario").Scenario
        source = import_module("greenopt.studies.scenario").Source(folder)
        self._resolver = import_module("greenopt.studies.resolve").Resolver(source, paths)

    def points(self, path: str, written: Sequence[str]) -> list[float]:
        scenarios = [self._scenario(str(number), ((path, each),)) for number, each in enumerate(written)]
        return [_value(each) for each in self._resolver.solve(scenarios)]

    def draws(self, paths: Sequence[str], factors: Floats) -> list[float]:
        return [_value(each) for each in self._resolver.solve_draws(paths, factors)]

    def rebuilt(self, changes: Sequence[tuple[str, str]]) -> float:
        return _value(self._resolver.rebuild(self._scenario("rebuilt", tuple(changes))))


def _value(solved: Any) -> float:
    """Return the value of a solved scenario, which every scenario here has."""
    return float("nan") if solved.value is None else float(solved.value)


class _Rebuilding:
    """Every point read and solved from nothing, until there is an engine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def points(self, path: str, written: Sequence[str]) -> list[float]:
        return [self.rebuilt([(path, each)]) for each in written]

    def draws(self, paths: Sequence[str], factors: Floats) -> list[float]:
        return [
            self.rebuilt([(path, f"x {factor:.6f}") for path, factor in zip(paths, row, strict=True)])
            for row in factors.tolist()
        ]

    def rebuilt(self, changes: Sequence[tuple[str, str]]) -> float:
        return solved(self._folder, changes)


def solved(folder: Path, changes: Sequence[tuple[str, str]] = ()) -> float:
    """Return the best value of a case after changes, read and proved from nothing."""
    asked = [parse_set(f"{path}={value}") for path, value in changes]
    found = solve(read_case(folder, changes=asked), ANSWER_ALONE).answer
    return float("nan") if found.value is None else float(found.value)


def frontier_of(folder: Path, least: int, most: int) -> tuple[list[tuple[float, float]], float] | None:
    """Return every breakpoint between two budgets as (budget, value), ascending, and the seconds of solving."""
    return None


def solved_end_to_end(folder: Path, place: Path, limit: float) -> tuple[float, float]:
    """Return the seconds of ``greenopt solve`` as a process, from the files to the saved run, and its value."""
    taken, _ = python("-m", "greenopt", "-q", "solve", str(folder), "--out", str(place), limit=limit)
    result = json.loads((place / "result.json").read_text(encoding="utf-8"))
    assert result["status"] == "certified_optimal", result["status"]
    return taken, float(result["objective"]["value"])
