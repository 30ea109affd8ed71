"""greenopt's side of what is measured in one process; with ``alone``, the only module here that knows its insides."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from time import process_time

from benchmarks.measure import python
from benchmarks.random_program import BUDGET_PATH, Floats

from greenopt import Options, frontier, read_case, solve
from greenopt.case.changes import parse_set
from greenopt.studies.frontier.curve import relaxed
from greenopt.studies.frontier.shape import Shapes
from greenopt.studies.ranking.forced import Forced, as_published, collected, questions
from greenopt.studies.ranking.ranking import Asked, Ranking, in_floats
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Scenario, Source
from greenopt.studies.solved import Solved

ANSWER_ALONE = Options(prices=False, unique=False, conflict=False)


class Resolving:
    """One case solved again and again; every list has one value a point, in order."""

    def __init__(self, folder: Path, paths: Sequence[str]) -> None:
        self._resolver = Resolver(Source(folder), paths)

    def points(self, path: str, written: Sequence[str]) -> list[float]:
        """Return the best value with one number of the case replaced."""
        scenarios = [Scenario(str(number), ((path, each),)) for number, each in enumerate(written)]
        return [_value(each) for each in self._resolver.solve(scenarios)]

    def draws(self, paths: Sequence[str], factors: Floats) -> list[float]:
        """Return the best value with each written number times its factor; rows are draws."""
        return [_value(each) for each in self._resolver.solve_draws(paths, factors)]

    def rebuilt(self, changes: Sequence[tuple[str, str]]) -> float:
        """Return the best value after a full read and solve: the reference."""
        return _value(self._resolver.rebuild(Scenario("rebuilt", tuple(changes))))


def resolving(folder: Path, paths: Sequence[str]) -> Resolving:
    """Return the re-solve engine on a case, with the written numbers that will vary."""
    return Resolving(folder, paths)


class Ranked:
    """A solved case whose projects are ranked."""

    def __init__(self, folder: Path) -> None:
        self._asked = Asked(Source(folder))
        self._run = solve(read_case(folder), Options(unique=False, conflict=False))
        assert self._run.result["status"] == "certified_optimal"
        self._base = as_published(self._run)
        self.value = float(self._base.value or 0)
        self.solved = 0
        self._forced: Mapping[str, Forced] = {}

    def rank(self) -> None:
        """Force every project, and draw up the order and the classes."""
        facts = self._run.case.facts
        wanted = questions(facts, self._base)
        answers = in_floats(self._run, wanted)
        assert len(answers) == len(wanted), "floats could not tell everything"
        self._forced, self.solved = collected(facts, self._base, answers), len(answers)
        found = Ranking(self._asked, self._run, self._forced, self.solved)
        assert len(found.places) == len(found.classes) == len(facts.projects)

    def values(self, project: str) -> tuple[float, float]:
        """Return the best value without a project, and with all of it."""
        forced = self._forced[project]
        out, full = forced.left_out, forced.in_full
        assert out is not None
        assert full is not None
        return float(out.value or 0), float(full.value or 0)


def _value(solved: Solved) -> float:
    """Return the value of a solved scenario, which every scenario here has."""
    return float("nan") if solved.value is None else float(solved.value)


def solved(folder: Path, changes: Sequence[tuple[str, str]] = ()) -> float:
    """Return the best value of a case after changes, read and proved from nothing."""
    asked = [parse_set(f"{path}={value}") for path, value in changes]
    found = solve(read_case(folder, changes=asked), ANSWER_ALONE).answer
    return float("nan") if found.value is None else float(found.value)


def frontier_of(folder: Path, least: int, most: int) -> tuple[list[tuple[float, float]], float, float]:
    """
    Return the frontier between two budgets.

    Returns:
        Every breakpoint as (budget, value), ascending; the processor seconds of tracing it, the case read; and of all.
    """
    began = process_time()
    found = frontier(folder, [BUDGET_PATH], begin=str(least), to=str(most))
    whole = process_time() - began
    assert found.exact, found.reason
    shape = Shapes(found.asked.source, found.course).near(Fraction(1, 2))
    began = process_time()
    legs = relaxed(shape)
    solving = process_time() - began
    assert len(legs) == len(found.points) - 1
    width = most - least
    points = [(least + width * float(found.course.share(each.at)), _value(each.solved)) for each in found.points]
    return points, solving, whole


def solved_end_to_end(folder: Path, place: Path, limit: float) -> tuple[float, float]:
    """Return the seconds of ``greenopt solve`` as a process, from the files to the saved run, and its value."""
    taken, _ = python("-m", "greenopt", "-q", "solve", str(folder), "--out", str(place), limit=limit)
    result = json.loads((place / "result.json").read_text(encoding="utf-8"))
    assert result["status"] == "certified_optimal", result["status"]
    return taken, float(result["objective"]["value"])
