"""
Points: a sweep becomes scenarios, each with an id that people can read and that says what is changed.

    (base)                                          the case as it is
    green_fund.amount=x 0.5                         one path
    green_fund.amount=x 0.5, craft_share.at_least=+ 5 %   two
    lean                                            a named scenario
    lean: green_fund.amount=x 0.5                   one path on a named scenario

A path is called by what tells it apart: without the word that every fund, rule or project has before it, without stars
and the like; in full where two would be called alike.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from greenopt.case.changes import as_set
from greenopt.case.node import Mapping as Tree
from greenopt.case.scenarios import scenario_changes
from greenopt.case.sweeps import Axis, Sweep
from greenopt.studies.scenario import Scenario

BASE = "(base)"
"""The id of the case as it is; no scenario can be called so."""
ANY = "*"
UNSAID = frozenset({ANY, "factors", "indicators", "by_year"})
"""Segments of a path that say nothing beside the others."""


class Point(NamedTuple):
    """One scenario of a sweep."""

    id: str
    scenario: str
    """The named scenario that it is on; empty for the case as it is."""
    varied: tuple[tuple[str, str], ...]
    """Paths that the sweep varies here, with their values; empty where nothing is varied."""
    before: tuple[tuple[str, str], ...]
    """Changes of the named scenario."""
    step: int | None = None
    """Which of the steps it belongs to, where each path is varied alone."""

    @property
    def all_changes(self) -> Scenario:
        """What is solved: changes of the named scenario, then those of the sweep."""
        return Scenario(self.id, (*self.before, *self.varied))


def expand(tree: Tree, sweep: Sweep) -> tuple[Point, ...]:
    """
    Return the scenarios of a sweep, in order: the case as it is and everything on it, then each named scenario so.

    Args:
        tree: of the case, for its named scenarios.
        sweep: what is varied.
    """
    names = labels(axis.path for axis in sweep.axes)
    found: list[Point] = []
    for scenario in ("", *sweep.scenarios):
        changes = scenario_changes(tree, scenario) if scenario else []
        before = tuple((each.path, as_set(each.value)) for each in changes)
        found.append(Point(scenario or BASE, scenario, (), before))
        for step, varied in _variations(sweep):
            words = ", ".join(f"{names[path]}={value}" for path, value in varied)
            found.append(Point(f"{scenario}: {words}" if scenario else words, scenario, varied, before, step))
    return tuple(found)


def labels(paths: Iterable[str]) -> dict[str, str]:
    """Return what each path is called: short where that tells it apart from the others."""
    known = list(dict.fromkeys(paths))
    short = {path: _short(path) for path in known}
    count = Counter(short.values())
    return {path: short[path] if count[short[path]] == 1 else path for path in known}


def _variations(sweep: Sweep) -> Iterator[tuple[int | None, tuple[tuple[str, str], ...]]]:
    """Yield the step that varies alone, if so, and the changes of every point."""
    rows = [list(_rows(step)) for step in sweep.steps]
    if not rows:
        return
    if sweep.mode == "one_at_a_time":
        for number, step in enumerate(rows):
            for row in step:
                yield number, row
        return
    for combination in product(*rows):
        yield None, tuple(change for row in combination for change in row)


def _rows(step: tuple[Axis, ...]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the changes of each point of paths that move together."""
    for number in range(len(step[0].values)):
        yield tuple((axis.path, as_set(axis.values[number])) for axis in step)


def _short(path: str) -> str:
    first, *rest = path.split(".")
    named = [segment for segment in rest if segment not in UNSAID]
    return ".".join(named) or path if rest else first
