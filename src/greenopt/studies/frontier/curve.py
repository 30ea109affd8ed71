"""
Curve of a case: every place on a course where the best value, or the plan that the published rules lead to, turns.

Between two neighbouring points everything moves along straight lines: value, money, indicators, and how much of each
project is done. So the plan at any place between is a mixture of the two beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy import sparse

from greenopt.engine.curve import Curve, Stretch
from greenopt.engine.layout import Start
from greenopt.engine.scaling import Floats
from greenopt.engine.walk import Unsure
from greenopt.studies.frontier.shape import UNKNOWN, WHOLE, Shape, Shapes, Unshaped

MOST_SHAPES = 40
NARROW = Fraction(1, 10**9)
"""A part of the course that is shorter is a single place."""
STRAIGHT = 1e-10
"""How far beside its size a point may lie from a line and still be on it."""


class Spot(NamedTuple):
    """A plan at a place of the course."""

    share: float
    """Of the way."""
    totals: Floats
    """Sums of the shape's keys; the objective first."""
    levels: Floats
    """How much of each project is done."""


class Leg(NamedTuple):
    """A part of the course on which everything moves along straight lines."""

    first: Spot
    last: Spot
    rate: float
    """What the objective, as stated, rises by over the whole course at this rate."""


class Traced(NamedTuple):
    """What there is along a course, from its beginning to its end; places without a plan are left out."""

    legs: tuple[Leg, ...]
    shapes: tuple[Shape, ...]
    """One for each leg."""
    names: tuple[str, ...]
    """Projects, as levels are numbered."""
    edges: tuple[Fraction, ...] = ()
    """Shares of the way where the case takes another shape beside one in which nothing satisfies it."""


def traced(shapes: Shapes) -> Traced:
    """
    Return every leg of a course.

    Raises:
        Unshaped: the course is no straight line for a program, or floats cannot follow it.
    """
    found: list[tuple[Leg, Shape]] = []
    names: tuple[str, ...] | None = None
    edges: set[Fraction] = set()
    for shape in _shapes(shapes, Fraction(0), Fraction(1)):
        names = tuple(shape.posed.rows.layout.starts)
        if shape.is_broken:
            edges |= {shape.first, shape.last}
        else:
            found += [(leg, shape) for leg in _straightened(_legs(shape, names))]
    return Traced(tuple(leg for leg, _ in found), tuple(shape for _, shape in found), names or (), tuple(sorted(edges)))


def relaxed(shape: Shape) -> list[Leg]:
    """
    Return the legs of a shape as if every project could be done in part.

    Raises:
        Unshaped: floats cannot follow it.
    """
    return _straightened(_legs(shape, tuple(shape.posed.rows.layout.starts)))


def _shapes(shapes: Shapes, first: Fraction, last: Fraction) -> Iterator[Shape]:
    """Yield the shapes between two places, in order."""
    waiting, count = [(first, last)], 0
    while waiting:
        begin, end = waiting.pop()
        shape = shapes.near((begin + end) / 2)
        if shape.is_whole:
            raise Unshaped(WHOLE)
        begins, ends = max(begin, shape.first), min(end, shape.last)
        count += 1
        if count > MOST_SHAPES:
            raise Unshaped(UNKNOWN)
        if end - ends > NARROW:
            waiting.append((ends, end))
        if begins - begin > NARROW:
            # What lies before comes first; the shape is asked for again when its turn comes.
            waiting += [(begins, ends), (begin, begins)]
            continue
        yield replace(shape, first=begins, last=ends)


def _legs(shape: Shape, names: Sequence[str]) -> Iterator[Leg]:
    """Yield the legs of one shape, as the engine finds them."""
    pattern, (before, after) = shape.pattern, shape.ends
    matrix = sparse.csr_matrix((before.entries, pattern.arrays.indices, pattern.arrays.starts), pattern.arrays.shape)
    try:
        stretches = Curve(matrix, before.costs, before.sides, after.sides).stretches()
    except Unsure as problem:
        raise Unshaped(UNKNOWN) from problem
    add = _Adding(shape, names)
    for each in stretches:
        yield add.leg(each)


class _Adding:
    """Adds up points of the engine: totals, and how much of each project is done."""

    def __init__(self, shape: Shape, names: Sequence[str]) -> None:
        layout, self._shape = shape.pattern.rows.layout, shape
        places = [
            (row, layout.place[Start(name, year)]) for row, name in enumerate(names) for year in layout.starts[name]
        ]
        rows, columns = zip(*places, strict=True) if places else ((), ())
        weights = shape.pattern.scaling.columns[np.array(columns, dtype=np.int64)]
        self._levels = sparse.csr_matrix(
            (weights, (rows, columns)), shape=(len(names), len(shape.pattern.scaling.columns))
        )

    def leg(self, stretch: Stretch) -> Leg:
        """Return the leg of a stretch."""
        first, last = self._spot(stretch.begin, stretch.first), self._spot(stretch.end, stretch.last)
        before, after = self._shape.ends
        length = float(self._shape.last - self._shape.first)
        rate = float(before.totals[0] @ stretch.slope + (after.constants[0] - before.constants[0]))
        return Leg(first, last, rate / length if length else 0.0)

    def _spot(self, place: float, x: Floats) -> Spot:
        shape, (before, after) = self._shape, self._shape.ends
        totals = before.totals @ x + before.constants + place * (after.constants - before.constants)
        levels = _settled(np.maximum(np.asarray(self._levels @ x), 0.0))
        return Spot(float(shape.first + (shape.last - shape.first) * Fraction(place)), totals, levels)


_CLOSE = 1e-9
"""A share of a project nearer than this to none, or to the whole, is that."""


def _straightened(legs: Iterable[Leg]) -> list[Leg]:
    """Return legs, those that go straight on taken together."""
    found: list[Leg] = []
    passed: list[Spot] = []
    widest = 0.0
    for leg in legs:
        length = leg.last.share - leg.first.share
        if found:
            before = found[-1]
            both = [*passed, before.last]
            if all(_is_between(before.first, each, leg.last) for each in both):
                rate = leg.rate if length > widest else before.rate
                found[-1], passed, widest = Leg(before.first, leg.last, rate), both, max(widest, length)
                continue
        found.append(leg)
        passed, widest = [], length
    return found


def _is_between(first: Spot, middle: Spot, last: Spot) -> bool:
    """Return whether a spot lies on the straight line between two others."""
    length = last.share - first.share
    part = (middle.share - first.share) / length if length > 0 else 0.0
    for one, between, other in zip(first[1:], middle[1:], last[1:], strict=True):
        expected = one + part * (other - one)
        if (abs(between - expected) > STRAIGHT * (1 + abs(between))).any():
            return False
    return True


def mixed(leg: Leg, share: float) -> Spot:
    """Return the plan at a place of a leg."""
    length = leg.last.share - leg.first.share
    part = (share - leg.first.share) / length if length > 0 else 0.0
    totals = leg.first.totals + part * (leg.last.totals - leg.first.totals)
    return Spot(share, totals, _settled(leg.first.levels + part * (leg.last.levels - leg.first.levels)))


def _settled(levels: Floats) -> Floats:
    """Return levels of which what is next to nothing is nothing, and next to the whole the whole."""
    found = np.where(levels < _CLOSE, 0.0, levels)
    return np.where(abs(found - 1) < _CLOSE, 1.0, found)
