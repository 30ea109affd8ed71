"""
Uniqueness: is the best plan the only one, and which projects could be done more, or less, at no loss?

On the exact face of best plans the level of every project that is not yet fixed is pushed down and up as far as it
goes. Projects whose level moves are exchangeable. If no level and no start moves, that is proved exactly, and the
plan is the only one. Money merely kept for a later year is not part of the question.

Quantities that stand at a limit are pushed away from it all at once: if their sum does not move, none of them does,
for none can make up for another. So thousands take a few solves, and those strictly between limits, which are few,
one each way.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.layout import Grant, Layout, Start
from greenopt.engine.prices import Best
from greenopt.engine.program import Cost

ZERO, ONE = Fraction(0), Fraction(1)
MOST_COLUMNS = 200
"""Columns strictly between their limits that are proved one by one; with more of them, uniqueness is left open."""


class Push(NamedTuple):
    """The proof that the sum of columns is nowhere among the best plans larger (sign +1), or smaller, than here."""

    columns: tuple[int, ...]
    sign: int
    multipliers: Mapping[int, Fraction]


class Ties(NamedTuple):
    """Whether the best plan is the only one (None if not known), and what proves it."""

    unique: bool | None = None
    exchangeable: tuple[str, ...] = ()
    """Projects whose level could differ."""
    others: tuple[Sequence[Fraction], ...] = ()
    """Best plans that differ in these levels, or at least in who pays and when."""
    pushes: tuple[Push, ...] = ()
    """Proofs that nothing differs."""


class _Quantity(NamedTuple):
    """Something that may differ between best plans: its weights, its value here, and its limits."""

    weights: Cost
    here: Fraction
    lower: Fraction
    upper: Fraction


def exchangeable(layout: Layout, best: Best) -> Ties:
    """Return whether the best plan is the only one, and the projects whose level could differ, with proof."""
    if best.single:
        return Ties(unique=True)
    free = [
        number
        for number, column in enumerate(layout.columns)
        if isinstance(column.key, (Start, Grant)) and best.face.column_lower[number] != best.face.column_upper[number]
    ]
    projects = sorted({key.project for number in free if isinstance(key := layout.columns[number].key, Start)})
    others: list[Sequence[Fraction]] = []
    moving = tuple(sorted(_moving(best, {project: _level(layout, best, project) for project in projects}, others)))
    columns = [
        _Quantity({number: ONE}, best.x[number], best.face.column_lower[number], best.face.column_upper[number])
        for number in free
    ]
    if moving or _any_moves(best, columns, others):
        return Ties(False, moving, tuple(others))
    pushes = _all_fixed(best, columns)
    return Ties() if pushes is None else Ties(unique=True, pushes=pushes)


def _level(layout: Layout, best: Best, project: str) -> _Quantity:
    columns = [layout.place[Start(project, year)] for year in layout.starts[project]]
    return _Quantity(dict.fromkeys(columns, ONE), sum((best.x[column] for column in columns), ZERO), ZERO, ONE)


def _moving(best: Best, quantities: Mapping[str, _Quantity], others: list[Sequence[Fraction]]) -> set[str]:
    """Return the names of what differs between best plans, and add plans that show it to the others."""
    found: set[str] = set()
    for sign in (1, -1):
        held = {name for name, each in quantities.items() if each.here == (each.lower if sign > 0 else each.upper)}
        while held:
            moved = _pushed(best, {name: quantities[name] for name in held}, sign, others)
            if not moved:
                break
            found |= moved
            held -= moved
    for name, each in quantities.items():
        if each.lower < each.here < each.upper and any(_pushed(best, {name: each}, sign, others) for sign in (1, -1)):
            found.add(name)
    return found


def _pushed(best: Best, quantities: Mapping[str, _Quantity], sign: int, others: list[Sequence[Fraction]]) -> set[str]:
    """Return which quantities move when the sum of all is pushed up (sign +1) or down on the face of best plans."""
    cost = _together(quantities.values(), sign)
    found = certify(best.rows.program, cost, best.face, best.solver.solve(cost, best.face).basis)
    if not isinstance(found, Optimal):
        return set()
    moved = {
        name
        for name, each in quantities.items()
        if sum((weight * found.x[column] for column, weight in each.weights.items()), ZERO) != each.here
    }
    if moved and found.x not in others:
        others.append(found.x)
    return moved


def _together(quantities: Iterable[_Quantity], sign: int) -> dict[int, Fraction]:
    return {column: sign * weight for each in quantities for column, weight in each.weights.items()}


def _any_moves(best: Best, quantities: Iterable[_Quantity], others: list[Sequence[Fraction]]) -> bool:
    """Return whether there is another best plan when unlike weights on all columns are pushed both ways."""
    known = {str(column): each for each in quantities for column in each.weights}
    weighed = {
        name: each._replace(
            weights={column: Fraction(_unlike(column)) for column in each.weights},
            here=sum((_unlike(column) * each.here for column in each.weights), ZERO),
        )
        for name, each in known.items()
    }
    return any(_pushed(best, weighed, sign, others) for sign in (1, -1))


def _unlike(place: int) -> int:
    """Return a whole weight without small relations to those of other places."""
    return 1000 + (place + 1) * 2654435761 % 99991


def _all_fixed(best: Best, quantities: Iterable[_Quantity]) -> tuple[Push, ...] | None:
    """Return the proofs that each quantity has one value in all best plans; None if there are too many, or none."""
    known = list(quantities)
    alone = [each for each in known if each.lower < each.here < each.upper]
    groups = [
        ([each for each in known if each.here == each.lower], 1),
        ([each for each in known if each.here == each.upper], -1),
    ]
    pushes = [_push(best, held, sign) for held, sign in groups if held]
    if len(alone) > MOST_COLUMNS:
        return None
    pushes += [_push(best, [each], sign) for each in alone for sign in (1, -1)]
    proved = tuple(push for push in pushes if push is not None)
    return proved if len(proved) == len(pushes) else None


def _push(best: Best, quantities: Iterable[_Quantity], sign: int) -> Push | None:
    """Return the proof that the sum of quantities is nowhere larger (sign +1), or smaller, than here."""
    held = list(quantities)
    cost = _together(held, sign)
    found = certify(best.rows.program, cost, best.face, best.solver.solve(cost, best.face).basis)
    if isinstance(found, Optimal) and sign * found.value == sum((each.here for each in held), ZERO):
        return Push(tuple(cost), sign, found.y)
    return None
