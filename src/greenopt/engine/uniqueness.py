"""
Uniqueness: is the best plan the only one, and which projects could be done more, or less, at no loss?

On the exact face of best plans the level of every project that is not yet fixed is pushed down and up as far as it
goes. Projects whose level moves are exchangeable. If no level and no start moves, that is proved exactly, and the
plan is the only one. Money merely kept for a later year is not part of the question.

Quantities that stand at a limit are pushed away from it all at once: if their sum does not move, none of them does,
for none can make up for another. So thousands take a few solves, and those strictly between limits, which are few,
one each way.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.layout import Grant, Layout, Start
from greenopt.engine.prices import Best
from greenopt.engine.program import Cost
from greenopt.engine.solve import Claim

ZERO, ONE = Fraction(0), Fraction(1)
MOST_COLUMNS = 200
"""Columns strictly between their limits that are proved one by one; with more of them, uniqueness is left open."""
_MOVED = 1e-7


class _Quantity(NamedTuple):
    """Something that may differ between best plans: its weights, its value here, and its limits."""

    weights: Cost
    here: Fraction
    lower: Fraction
    upper: Fraction


def exchangeable(layout: Layout, best: Best) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether the best plan is the only one (None if not known), and the projects whose level could differ."""
    if best.single:
        return True, ()
    free = [
        number
        for number, column in enumerate(layout.columns)
        if isinstance(column.key, (Start, Grant)) and best.face.column_lower[number] != best.face.column_upper[number]
    ]
    projects = sorted({key.project for number in free if isinstance(key := layout.columns[number].key, Start)})
    moving = tuple(sorted(_moving(best, {project: _level(layout, best, project) for project in projects})))
    columns = [
        _Quantity({number: ONE}, best.x[number], best.face.column_lower[number], best.face.column_upper[number])
        for number in free
    ]
    if moving or _any_moves(best, columns):
        return False, moving
    return _all_fixed(best, columns), ()


def _level(layout: Layout, best: Best, project: str) -> _Quantity:
    columns = [layout.place[Start(project, year)] for year in layout.starts[project]]
    return _Quantity(dict.fromkeys(columns, ONE), sum((best.x[column] for column in columns), ZERO), ZERO, ONE)


def _moving(best: Best, quantities: Mapping[str, _Quantity]) -> set[str]:
    """Return the names of what differs between best plans; the solver's claim, good to list names by."""
    found: set[str] = set()
    for sign in (1, -1):
        held = {name for name, each in quantities.items() if each.here == (each.lower if sign > 0 else each.upper)}
        while held:
            moved = _pushed(best, {name: quantities[name] for name in held}, sign)
            if not moved:
                break
            found |= moved
            held -= moved
    for name, each in quantities.items():
        if each.lower < each.here < each.upper and any(_pushed(best, {name: each}, sign) for sign in (1, -1)):
            found.add(name)
    return found


def _pushed(best: Best, quantities: Mapping[str, _Quantity], sign: int) -> set[str]:
    """Return which quantities moved when the sum of all was pushed up (sign +1) or down on the face of best plans."""
    end = best.solver.solve(_together(quantities.values(), sign), best.face)
    if end.claim is not Claim.OPTIMAL or end.x is None:
        return set()
    found = set()
    for name, each in quantities.items():
        there = sum(float(weight) * end.x[column] for column, weight in each.weights.items())
        if abs(there - float(each.here)) > _MOVED:
            found.add(name)
    return found


def _together(quantities: Iterable[_Quantity], sign: int) -> dict[int, Fraction]:
    return {column: sign * weight for each in quantities for column, weight in each.weights.items()}


def _any_moves(best: Best, quantities: Iterable[_Quantity]) -> bool:
    """Return whether the solver finds another best plan when unlike weights on all columns are pushed both ways."""
    named = {str(number): each for number, each in enumerate(quantities)}
    for sign in (1, -1):
        weighed = {
            name: each._replace(weights={column: Fraction(_unlike(column)) for column in each.weights})
            for name, each in named.items()
        }
        end = best.solver.solve(_together(weighed.values(), sign), best.face)
        if end.claim is Claim.OPTIMAL and end.x is not None:
            x = end.x
            if any(abs(x[column] - float(each.here)) > _MOVED for each in named.values() for column in each.weights):
                return True
    return False


def _unlike(place: int) -> int:
    """Return a whole weight without small relations to those of other places."""
    return 1000 + (place + 1) * 2654435761 % 99991


def _all_fixed(best: Best, quantities: Iterable[_Quantity]) -> bool | None:
    """Return whether it is proved that each quantity has one value in all best plans; None if there are too many."""
    known = list(quantities)
    for sign in (1, -1):
        held = [each for each in known if each.here == (each.lower if sign > 0 else each.upper)]
        if held and not _is_extreme(best, held, sign):
            return None
    alone = [each for each in known if each.lower < each.here < each.upper]
    if len(alone) > MOST_COLUMNS or not all(_is_extreme(best, [each], sign) for each in alone for sign in (1, -1)):
        return None
    return True


def _is_extreme(best: Best, quantities: Iterable[_Quantity], sign: int) -> bool:
    """Return whether it is proved that the sum of quantities is nowhere larger (sign +1), or smaller, than here."""
    held = list(quantities)
    cost = _together(held, sign)
    found = certify(best.rows.program, cost, best.face, best.solver.solve(cost, best.face).basis)
    return isinstance(found, Optimal) and sign * found.value == sum((each.here for each in held), ZERO)
