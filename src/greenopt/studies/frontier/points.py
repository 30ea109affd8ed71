"""
Points of a frontier: where one stands, what is known there, and what a step to either side brings.

A price is the gain in the objective for one more of ``at``: more of what is sought, or less of what is to be little. It
is below zero where moving on costs something.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from greenopt.result.totals import document as totals_document
from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.curve import Leg, Spot, Traced
from greenopt.studies.frontier.shape import Shape
from greenopt.studies.resolve import Resolver
from greenopt.studies.solved import Solved, rounded

NEAR = 1e-12
"""Shares of the way this near are one place."""
SAME = 1e-9
"""How far beside its size a value may lie from another and still be the same."""
NUDGES = 3
DIGIT = Fraction(1, 10**11)
"""Beside a place, one unit of its last printed digit or a little more."""


class Point(NamedTuple):
    """One place of the course."""

    at: Fraction
    solved: Solved
    left: float | None = None
    """Gain for one more of ``at`` before it; None where it is not known."""
    right: float | None = None


class Ends(NamedTuple):
    """Between which places there is a plan, and where it is known that there is none."""

    first: Fraction
    last: Fraction
    none_below: Fraction | None = None
    """A place, the nearest that is known, below which nothing satisfies the case; None at the course's own end."""
    none_above: Fraction | None = None


def points_of(found: Traced, course: Course, *, more: bool) -> list[Point]:
    """
    Return the points of a curve that was traced.

    Args:
        found: its legs.
        course: on which it lies.
        more: whether more of the objective is better.
    """
    first, last = course.ends
    scale = (1 if more else -1) / float(last - first)
    points: list[Point] = []
    before: Leg | None = None
    for leg, shape in zip(found.legs, found.shapes, strict=True):
        gain = leg.rate * scale
        if before is not None and _follows(before, leg):
            points[-1] = points[-1]._replace(right=gain)
        else:
            points.append(Point(course.at(leg.first.share), solved(leg.first, shape, found.names), None, gain))
        if leg.last.share > leg.first.share:
            points.append(Point(course.at(leg.last.share), solved(leg.last, shape, found.names), gain))
        else:
            points[-1] = points[-1]._replace(right=None)
        before = leg
    return points


def _follows(before: Leg, leg: Leg) -> bool:
    """Return whether a leg goes on where the one before ends."""
    one, other = before.last, leg.first
    value = one.totals[0]
    return abs(one.share - other.share) <= NEAR and abs(value - other.totals[0]) <= SAME * (1 + abs(value))


def solved(spot: Spot, shape: Shape, names: Sequence[str]) -> Solved:
    """Return what is known of a spot, as of any variation that was solved."""
    numbers = dict(zip(shape.keys, spot.totals.tolist(), strict=True))
    value = numbers.pop(shape.keys[0])
    there = np.flatnonzero(spot.levels)
    shares = spot.levels[there].tolist()
    levels = {
        names[place]: 1.0 if level == 1 else float(rounded(level))
        for place, level in zip(there.tolist(), shares, strict=True)
    }
    return Solved("checked", rounded(value), totals_document(shape.facts, numbers, rounded), levels)


def ends_of(points: Sequence[Point], course: Course, *, exact: bool = False) -> Ends | None:
    """
    Return between which points there is a plan; None without any.

    Args:
        points: in order.
        course: on which they lie.
        exact: whether there is no plan beyond them.
    """
    there = [each.at for each in points if each.solved.has_plan]
    if not there:
        return None
    lowest, highest = there[0], there[-1]
    if exact:
        low, high = course.share(lowest) > NEAR, course.share(highest) < 1 - NEAR
        return Ends(lowest, highest, lowest if low else None, highest if high else None)
    below = [each.at for each in points if each.at < lowest]
    above = [each.at for each in points if each.at > highest]
    return Ends(lowest, highest, max(below, default=None), min(above, default=None))


def with_edges_of(found: Traced, points: Sequence[Point], resolver: Resolver, course: Course) -> list[Point]:
    """Return points with those added that stand alone: where the case has a plan though it has none right beside."""
    known = {each.at for each in points}
    alone = [at for share in found.edges if (at := course.at(share)) not in known]
    more = [Point(at, resolver.rebuild(course.scenario(at))) for at in alone]
    return sorted([*points, *(each for each in more if each.solved.has_plan)], key=lambda each: each.at)


def certified(points: Sequence[Point], resolver: Resolver, course: Course) -> list[Point]:
    """
    Return the points, each read anew and proved in exact arithmetic at the very place that is printed.

    The places between which there is a plan are printed to twelve digits, so the outermost may have to be moved inwards
    by the last of them.
    """
    found = []
    for number, point in enumerate(points):
        inwards = (number == 0) - (number == len(points) - 1)
        at = point.at
        for _ in range(NUDGES):
            proved = resolver.rebuild(course.scenario(at))
            if proved.has_plan or not point.solved.has_plan or not inwards:
                break
            at += inwards * abs(at) * DIGIT
        found.append(point._replace(at=at, solved=proved))
    return found
