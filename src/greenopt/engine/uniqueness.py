"""
Uniqueness: is the best plan the only one, and which projects could be done more, or less, at no loss?

On the exact face of best plans the level of every project that is not yet fixed is pushed down and up as far as it
goes. Projects whose level moves are exchangeable. If no level and no start moves, that is proved exactly, column by
column, and the plan is the only one. Money merely kept for a later year is not part of the question.
"""

from collections.abc import Iterable
from fractions import Fraction

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.layout import Grant, Layout, Start
from greenopt.engine.prices import Best
from greenopt.engine.program import Cost
from greenopt.engine.solve import Claim

MOST_COLUMNS = 200
"""Columns that are proved one by one; with more of them free, uniqueness is left open."""
_MOVED = 1e-7


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
    moving = tuple(project for project in projects if _moves(best, _level(layout, project)))
    if moving or any(_moves(best, {number: Fraction(1)}) for number in free):
        return False, moving
    if len(free) > MOST_COLUMNS:
        return None, ()
    return (True if _all_fixed(best, free) else None), ()


def _level(layout: Layout, project: str) -> Cost:
    return {layout.place[Start(project, year)]: Fraction(1) for year in layout.starts[project]}


def _moves(best: Best, weights: Cost) -> bool:
    """Return whether the solver finds best plans in which a quantity differs; only a claim, good to list names by."""
    here = float(sum((weight * best.x[column] for column, weight in weights.items()), Fraction(0)))
    for sign in (1, -1):
        end = best.solver.solve({column: sign * weight for column, weight in weights.items()}, best.face)
        if end.claim is Claim.OPTIMAL and end.x is not None:
            there = sum(float(weight) * end.x[column] for column, weight in weights.items())
            if abs(there - here) > _MOVED:
                return True
    return False


def _all_fixed(best: Best, columns: Iterable[int]) -> bool:
    """Return whether it is proved that these columns have one value in all best plans."""
    for number in columns:
        for sign in (1, -1):
            cost = {number: Fraction(sign)}
            outcome = best.solver.solve(cost, best.face)
            found = certify(best.rows.program, cost, best.face, outcome.basis)
            if not isinstance(found, Optimal) or sign * found.value != best.x[number]:
                return False
    return True
