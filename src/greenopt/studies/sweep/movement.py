"""
Movement: which projects are in every plan of a sweep, which in none, and where the others come in or drop out.

Along a line (one path, or paths that move together, from the first value to the last) a project comes in where it is in
the plan of a point and not in that of the point before. Points without a plan are passed over: the two points that are
named may then lie further apart. On a grid of several paths there is no line, and only how often counts.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from greenopt.case.sweeps import Sweep
from greenopt.studies.sweep.points import Point
from greenopt.studies.task import Json

Solved = tuple[Point, Json]


def movement(sweep: Sweep, points: Sequence[Point], records: Sequence[Json], projects: Sequence[str]) -> Json:
    """
    Return what becomes of each project.

    Args:
        sweep: what is varied.
        points: its scenarios.
        records: of these scenarios.
        projects: all of the case, in order; those that a scenario adds follow.
    """
    planned = [each for each in zip(points, records, strict=True) if each[1]["value"] is not None]
    added = sorted({name for _, record in planned for name in record["levels"]} - set(projects))
    lines = [line for line in _lines(sweep, planned) if len(line) > 1]
    found: Json = {"plans": len(planned), "always": [], "never": [], "changing": []}
    for project in (*projects, *added):
        levels = [record["levels"].get(project, 0) for _, record in planned]
        chosen = sum(level > 0 for level in levels)
        if len(set(levels)) <= 1:
            found["always" if chosen else "never"].append(project)
            continue
        found["changing"].append(
            {
                "project": project,
                "chosen": chosen,
                "least": min(levels),
                "most": max(levels),
                "moves": [move for line in lines for move in _moves(project, line)],
            }
        )
    return found


def _lines(sweep: Sweep, planned: Sequence[Solved]) -> Iterator[list[Solved]]:
    """Yield the points along which something moves from its first value to its last."""
    for scenario in ("", *sweep.scenarios):
        varied = [each for each in planned if each[0].scenario == scenario and each[0].varied]
        if sweep.mode == "one_at_a_time":
            for number in range(len(sweep.steps)):
                yield [each for each in varied if each[0].step == number]
        elif len(sweep.steps) == 1:
            yield varied


def _moves(project: str, line: Sequence[Solved]) -> Iterator[dict[str, Any]]:
    for (before, was), (after, now) in pairwise(line):
        old, new = was["levels"].get(project, 0), now["levels"].get(project, 0)
        if (old > 0) != (new > 0):
            yield {"after": before.id, "at": after.id, "comes": "in" if new else "out", "from": old, "to": new}
