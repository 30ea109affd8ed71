"""
Cells: the course of a budget cut into places and what lies between them, with who is funded in each.

    place      one budget, with the plan there
    between    all budgets between two neighbouring places, the places themselves left out

Plans of an exact frontier mix on the way from one place to the next. So a project that one of the two plans holds is
funded everywhere between, and one that is whole in both is whole everywhere between. What is known at a place says
nothing of what lies beside it: a project may come in right behind a place at which it has nothing yet.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from greenopt.studies.frontier.course import Course
from greenopt.studies.frontier.curve import Leg, Traced
from greenopt.studies.frontier.frontier import Frontier
from greenopt.studies.frontier.points import NEAR, Point
from greenopt.studies.ranking.steps import CERTAIN, Stood

Flags = NDArray[np.bool_]
Kind = Literal["plan", "none", "unknown"]
"""Whether there is a plan, it is certain that there is none, or neither is known."""


class Cell(NamedTuple):
    """A place, or what lies between two places."""

    first: Fraction
    last: Fraction
    """Where it ends on the course; of a place the same."""
    kind: Kind
    funded: Flags
    """Project by project, as they are numbered: whether something of it is done."""
    whole: Flags
    """Whether all of it is."""

    @property
    def is_place(self) -> bool:
        """Whether it is a single budget."""
        return self.first == self.last


class Cells(NamedTuple):
    """The whole course, in order."""

    names: tuple[str, ...]
    cells: tuple[Cell, ...]


def of_curve(found: Frontier, curve: Traced) -> Cells:
    """Return the cells of an exact frontier, with the curve that it is."""
    course, number = found.course, {name: place for place, name in enumerate(curve.names)}
    cells: list[Cell] = []
    before: Leg | None = None
    for leg in curve.legs:
        first, last = _at(course, leg.first.share), _at(course, leg.last.share)
        begin, end = _shares(leg.first.levels), _shares(leg.last.levels)
        if before is None or leg.first.share - before.last.share > NEAR:
            cells.append(Cell(first, first, "plan", *begin))
        else:
            # Where the plan jumps, who is in either of the two plans of this place counts as funded there.
            held = cells[-1]
            first = held.last
            cells[-1] = held._replace(funded=held.funded | begin[0], whole=held.whole | begin[1])
        if last > first:
            cells.append(Cell(first, last, "plan", begin[0] | end[0], begin[1] & end[1]))
            cells.append(Cell(last, last, "plan", *end))
        before = leg
    known = {share for leg in curve.legs for share in (leg.first.share, leg.last.share)}
    for point in found.points:
        share = float(course.share(point.at))
        if point.solved.has_plan and all(abs(share - each) > NEAR for each in known):
            cells.append(_place(point, number))
    return Cells(curve.names, tuple(_filled_up(sorted(cells, key=lambda each: each[:2]), *course.ends)))


def _at(course: Course, share: float) -> Fraction:
    """Return a place of the course; so near to an end that rounding may have made the difference, the end itself."""
    if share <= NEAR:
        return course.ends[0]
    return course.ends[1] if share >= 1 - NEAR else course.at(share)


def _filled_up(cells: Sequence[Cell], first: Fraction, last: Fraction) -> Iterator[Cell]:
    """Yield cells, with one wherever there is no plan between them and up to the ends of the course."""
    reached = first
    for cell in cells:
        if cell.first > reached:
            yield _nothing(reached, cell.first, cell)
        yield cell
        reached = cell.last
    if cells and last > reached:
        yield _nothing(reached, last, cells[-1])


def _nothing(first: Fraction, last: Fraction, like: Cell) -> Cell:
    nobody = np.zeros_like(like.funded)
    return Cell(first, last, "none", nobody, nobody)


def of_steps(names: Sequence[str], steps: Sequence[Stood], is_pinned: Callable[[Fraction, Fraction], bool]) -> Cells:
    """
    Return the cells of whole projects, where the plan at two budgets is the plan between if both decide alike.

    Args:
        names: the projects.
        steps: proved budgets, in order.
        is_pinned: whether two of them are told as one, so that what is between belongs to the lower one.
    """
    nobody = np.zeros(len(names), dtype=np.bool_)
    cells: list[Cell] = []
    for one, other in zip([None, *steps], steps, strict=False):
        levels = np.array([float(other.level(name)) for name in names])
        kind: Kind = "unknown" if other.status not in CERTAIN else "none" if other.decided is None else "plan"
        here = Cell(other.at, other.at, kind, *_shares(levels))
        if one is not None:
            before = cells[-1]
            if one.is_same(other):
                cells.append(here._replace(first=one.at))
            elif is_pinned(one.at, other.at):
                cells.append(before._replace(last=other.at))
            else:
                cells.append(Cell(one.at, other.at, "unknown", nobody, nobody))
        cells.append(here)
    return Cells(tuple(names), tuple(cells))


def of_points(names: Sequence[str], points: Sequence[Point]) -> Cells:
    """
    Return the cells of places that were solved one by one, of which nothing is known between.

    Args:
        names: the projects.
        points: in order.
    """
    number = {name: place for place, name in enumerate(names)}
    nobody = np.zeros(len(names), dtype=np.bool_)
    cells: list[Cell] = []
    for point in points:
        if cells:
            cells.append(Cell(cells[-1].last, point.at, "unknown", nobody, nobody))
        cells.append(_place(point, number))
    return Cells(tuple(names), tuple(cells))


def _place(point: Point, number: dict[str, int]) -> Cell:
    """Return a place that was solved."""
    levels = np.zeros(len(number))
    for name, level in point.solved.levels.items():
        levels[number[name]] = level
    kind: Kind = "plan" if point.solved.has_plan else "none" if _is_impossible(point) else "unknown"
    return Cell(point.at, point.at, kind, *_shares(levels))


def _is_impossible(point: Point) -> bool:
    return point.solved.status in ("infeasible", "certified_infeasible", "invalid")


def _shares(levels: NDArray[np.float64]) -> tuple[Flags, Flags]:
    return levels > 0, levels == 1
