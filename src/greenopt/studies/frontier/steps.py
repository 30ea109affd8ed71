"""
Steps: the frontier of a case whose projects are done as a whole or not at all.

The best value then jumps. Points are proved one by one, first a few in equal steps, then always in the middle of the
part of the course that leaves most open, until the number of points that may be solved is used up. Between two points

    the value is at least that of the worse one        where whatever is possible stays possible farther on
    and at most that of the better one                 likewise
    and at most what parts of projects would bring     always: the curve of the case with every project in part

so a part between two points of one value is settled where it widens; the others are told with their bounds.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.curve import Leg, mixed, relaxed
from greenopt.studies.frontier.points import Point
from greenopt.studies.frontier.shape import Shapes, Unshaped
from greenopt.studies.frontier.swept import with_edges
from greenopt.studies.resolve import Resolver
from greenopt.studies.solved import Solved, rounded

COARSE = 9
HALVINGS = 10
NARROWEST = Fraction(1, 4096)
"""A share of the course that is not divided any more."""


class Gap(NamedTuple):
    """A part of the course between two neighbouring points, and what is known of the best value there."""

    first: Fraction
    last: Fraction
    least: float | None
    most: float | None


class Bounds:
    """What holds between points, from the program with every project in part."""

    def __init__(self, shapes: Shapes, course: Course, *, more: bool) -> None:
        self._course, self._more = course, more
        self.widens = False
        self._legs: list[Leg] = []
        try:
            shape = shapes.near(Fraction(1, 2))
            if shape.first == 0 and shape.last == 1 and not shape.posed.main:
                self.widens = shape.widens
                self._legs = relaxed(shape)
        except Unshaped:
            pass

    def gap(self, one: Point, other: Point) -> Gap:
        """Return what is known between two points."""
        values = [each.solved.value for each in (one, other) if each.solved.value is not None]
        worst = best = None
        if self.widens and one.solved.value is not None and len(values) == 2:
            worst, best = one.solved.value, other.solved.value
        elif self.widens and len(values) == 1:
            best = values[0]
        reached = self._relaxed(one.at, other.at)
        if reached is not None:
            best = reached if best is None else (min if self._more else max)(best, reached)
        least, most = (worst, best) if self._more else (best, worst)
        return Gap(one.at, other.at, least, most)

    def is_settled(self, one: Point, other: Point) -> bool:
        """Return whether nothing is open between two points."""
        if not one.solved.has_plan and not other.solved.has_plan:
            return True
        return self.widens and one.solved.value == other.solved.value

    def _relaxed(self, first: Fraction, last: Fraction) -> float | None:
        """Return the best that parts of projects would bring between two places."""
        begin, end = float(self._course.share(first)), float(self._course.share(last))
        found = []
        for leg in self._legs:
            low, high = max(begin, leg.first.share), min(end, leg.last.share)
            if low <= high:
                found += [float(mixed(leg, low).totals[0]), float(mixed(leg, high).totals[0])]
        if not found:
            return None
        # A bound is rounded to the side on which it stays one.
        best = max(found) if self._more else min(found)
        return rounded(best + (1 if self._more else -1) * 1e-9 * (1 + abs(best)))


def stepped(resolver: Resolver, course: Course, bounds: Bounds, count: int) -> tuple[list[Point], list[Gap]]:
    """
    Return proved points and the parts between them that stay open.

    Args:
        resolver: of the case.
        course: what moves.
        bounds: what holds between points.
        count: of points that may be solved, at least two.
    """

    def solve(places: Sequence[Fraction]) -> list[Solved]:
        return [resolver.rebuild(course.scenario(at)) for at in places]

    coarse = min(COARSE, count)
    places = [course.at(Fraction(step, coarse - 1)) for step in range(coarse)]
    points = [Point(at, each) for at, each in zip(places, solve(places), strict=True)]
    there = [each.solved.has_plan for each in points]
    missing = sum(one != other for one, other in pairwise(there))
    halvings = min(HALVINGS, max(0, count - coarse) // (2 * missing)) if missing else 0
    points = with_edges(points, solve, halvings)
    left = max(0, count - coarse - halvings * missing)
    for _ in range(left):
        place = _widest_open(points, course, bounds)
        if place is None:
            break
        middle = course.at(course.share((points[place].at + points[place + 1].at) / 2))
        (answer,) = solve([middle])
        points.insert(place + 1, Point(middle, answer))
    gaps = [bounds.gap(one, other) for one, other in pairwise(points) if not bounds.is_settled(one, other)]
    return points, gaps


def _widest_open(points: Sequence[Point], course: Course, bounds: Bounds) -> int | None:
    """Return the part that leaves most open: the value that may lie in it, times its length."""
    widest, found = 0.0, None
    for number, (one, other) in enumerate(pairwise(points)):
        length = course.share(other.at) - course.share(one.at)
        if length <= NARROWEST or bounds.is_settled(one, other):
            continue
        if not (one.solved.has_plan and other.solved.has_plan):
            continue
        gap = bounds.gap(one, other)
        height = abs(gap.most - gap.least) if gap.least is not None and gap.most is not None else 1.0
        same = one.solved.levels == other.solved.levels
        open_here = float(length) * (height or 1e-12) * (1e-6 if same else 1.0)
        if open_here > widest:
            widest, found = open_here, number
    return found
