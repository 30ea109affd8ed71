"""
Nearest: the plan that misses the requirements of an impossible case least, and the cheapest move of negotiable rules.

    minimise  sum( missed[r] / size[r] )        over requirements that may be missed

``size`` is the right side of a requirement, or of a share the most that it can come to, so that a tenth of a budget
and a tenth of a target count alike. Every number is exact. For the nearest plan everything may be missed: rules,
funds, promises. For the cheapest mixed repair only rules marked ``negotiable`` give way. Which numbers move follows
from the plan that misses least; each of them is then moved as little as the others allow, rounded outward, and all
moves together are proved to make the case possible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from greenopt.engine.alter import Column, Written
from greenopt.engine.exact import Point
from greenopt.engine.oracle import Plan
from greenopt.engine.repair import Move, Search, Sized
from greenopt.engine.situation import Situation
from greenopt.plan import Requirement, Sense

ZERO = Fraction(0)


@dataclass(frozen=True)
class Nearest:
    """A plan that misses something."""

    x: Sequence[Fraction]
    """Of the layout's columns."""
    missed: Mapping[str, Fraction]
    """Requirement → by how much; above zero where left is too small, below zero where it is too large."""
    total: Fraction
    """Sum of the missed parts."""
    is_best: bool
    """Whether no plan misses less, as was proved."""


@dataclass(frozen=True)
class Mixed:
    """Moves of several numbers that together make the case possible."""

    moves: tuple[tuple[Move, Fraction], ...]
    """Each number on its way, with the number to write."""
    total: Fraction
    """Sum of the missed parts before rounding."""
    is_best: bool
    """Whether no other moves miss less, as was proved."""


def size_of(base: Situation, requirement: Requirement) -> Fraction:
    """Return what a missed amount is divided by: the right side, of a form the most it can come to."""
    if not requirement.right.terms:
        return abs(requirement.right.constant) or Fraction(1)
    return base.most(requirement.right) or Fraction(1)


def nearest(base: Situation) -> Nearest | None:
    """
    Return the plan that misses least when everything may be missed; None if it was not found.

    What projects share is no demand: a plan cannot have more of it than there is.
    """
    shared = {each.rule for each in base.facts.potentials}
    return _least_missed(base, [each for each in base.hard.values() if each.rule not in shared], {})


def _least_missed(base: Situation, loose: Sequence[Requirement], further: Mapping[str, Written]) -> Nearest | None:
    """Return the plan that misses these requirements least and keeps the others, and further rows."""
    program = base.rows.program
    columns: list[Column] = []
    rows, cost, signs = dict(further), dict[int, Fraction](), list[tuple[str, int]]()
    for requirement in loose:
        written = base.written(requirement.name)
        weights = dict(written.weights)
        widest, size = base.reach(requirement.name), size_of(base, requirement)
        for sign in {Sense.AT_LEAST: (1,), Sense.AT_MOST: (-1,), Sense.EQUAL: (1, -1)}[requirement.sense]:
            number = len(program.columns) + len(columns)
            weights[number] = Fraction(sign)
            cost[number] = -1 / size
            columns.append(Column(f"missed[{requirement.name},{sign}]", ZERO, 2 * widest + 1))
            signs.append((requirement.name, sign))
        rows[requirement.name] = Written(weights, written.lower, written.upper)
    found = base.best(cost, columns, rows)
    if not isinstance(found, Plan):
        return None
    missed: dict[str, Fraction] = {}
    for (name, sign), value in zip(signs, found.x[len(program.columns) :], strict=True):
        if value:
            missed[name] = missed.get(name, ZERO) + sign * value
    return Nearest(found.x[: len(base.rows.layout.columns)], missed, -found.value, found.is_best)


def mixed(base: Situation, moves: Iterable[Move], alone: Iterable[Sized] = ()) -> Mixed | None:
    """
    Return the cheapest moves of several numbers that together make the case possible; None if none do.

    Args:
        base: a situation without any plan.
        moves: of the numbers of negotiable rules, each in every direction in which it may go.
        alone: moves that are known to be enough each by itself.
    """
    able = list(moves)
    loose = {name: base.hard[name] for move in able for name in move.slopes}
    ends: dict[str, Written] = {}
    for move in able:
        if (end := move.end()) is not None:
            ends |= {f"end of {name}": row for name, row in Search(base, move).rows(end).items()}
    found = _least_missed(base, list(loose.values()), ends) if loose else None
    if found is None:
        return None
    chosen = []
    for move in able:
        search = Search(base, move)
        point = Point(found.x)
        if any(_is_met(move, name, found.missed) for name in move.slopes) and (needed := search.needed(point)):
            chosen.append((move, move.setting.outward(move.value(needed), move.direction)))
    known = {(each.move.setting.path, each.move.direction): each.to for each in alone}
    if len(chosen) == 1 and (chosen[0][0].setting.path, chosen[0][0].direction) in known:
        kept = [(chosen[0][0], known[chosen[0][0].setting.path, chosen[0][0].direction])]
    else:
        kept = _tightened(base, chosen)
    return Mixed(tuple(kept), found.total, found.is_best) if kept else None


def _tightened(base: Situation, chosen: Sequence[tuple[Move, Fraction]]) -> list[tuple[Move, Fraction]]:
    """
    Return moves of which none could be smaller with the others as they are.

    The plan that misses least is not the one of the least move where a share of what is spent moves. A least move is
    proved to be enough with the others; where none was found, one may be too many or the search was cut short, and
    what is left has to be proved. None are returned where the moves are not enough.
    """
    kept, proved = list(chosen), False
    for move, to in chosen:
        others = [each for each in kept if each[0] is not move]
        found = Search(base, move, _rows_after(base, others)).least()
        proved = found is not None
        kept = [each for each in kept if each[0] is not move or found is not None]
        if found is not None:
            kept[kept.index((move, to))] = (move, found.to)
    tries = (kept, list(chosen))
    return kept if proved else next((each for each in tries if each and _works(base, each)), [])


def _is_met(move: Move, name: str, missed: Mapping[str, Fraction]) -> bool:
    """Return whether a move goes the way in which a requirement is missed."""
    return (missed.get(name, ZERO) > 0 and move.direction < 0) or (missed.get(name, ZERO) < 0 and move.direction > 0)


def _works(base: Situation, chosen: Iterable[tuple[Move, Fraction]]) -> bool:
    """Return whether moves together make the case possible, exactly."""
    return isinstance(base.best({}, [], _rows_after(base, chosen)), Plan)


def _rows_after(base: Situation, chosen: Iterable[tuple[Move, Fraction]]) -> dict[str, Written]:
    """Return the rows that rest on these numbers, by name, after their moves."""
    rows: dict[str, Written] = {}
    for move, to in chosen:
        rows |= Search(base, move).rows(abs(to - move.setting.value))
    return rows
