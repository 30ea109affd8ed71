"""
Swept: single points of a course that is no straight line for a program, in equal steps.

Nothing is said of what lies between. Where a plan comes or goes between two points, the place is looked for by halving.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.points import Point
from greenopt.studies.resolve import Resolver
from greenopt.studies.solved import Solved

HALVINGS = 24
Solve = Callable[[Sequence[Fraction]], list[Solved]]


def swept(resolver: Resolver, course: Course, count: int, *, certify: bool) -> list[Point]:
    """
    Return points in equal steps, and the places where a plan comes or goes.

    Args:
        resolver: of the case.
        course: what moves.
        count: of points, at least two.
        certify: whether each is proved.
    """

    def solve(places: Sequence[Fraction]) -> list[Solved]:
        return resolver.solve([course.scenario(at) for at in places], certify=certify)

    places = [course.at(Fraction(step, count - 1)) for step in range(count)]
    points = [Point(at, each) for at, each in zip(places, solve(places), strict=True)]
    return with_edges(points, solve, HALVINGS)


def with_edges(points: Sequence[Point], solve: Solve, halvings: int) -> list[Point]:
    """Return points with those added between which the first plan comes and the last one goes."""
    there = [number for number, each in enumerate(points) if each.solved.has_plan]
    if not there:
        return list(points)
    found, first, last = list(points), there[0], there[-1]
    if last < len(points) - 1:
        found[last + 1 : last + 1] = reversed(_edge(points[last], points[last + 1], solve, halvings))
    if first:
        found[first:first] = _edge(points[first], points[first - 1], solve, halvings)
    return found


def _edge(inside: Point, outside: Point, solve: Solve, halvings: int) -> list[Point]:
    """Return the nearest points found on both sides of an edge, the one without a plan first."""
    first, other = inside, outside
    for _ in range(halvings):
        middle = (inside.at + outside.at) / 2
        (answer,) = solve([middle])
        if answer.has_plan:
            inside = Point(middle, answer)
        else:
            outside = Point(middle, answer)
    return [each for each, old in ((outside, other), (inside, first)) if each is not old]
