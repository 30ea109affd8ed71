"""
In order: a plan found as people do by hand, one project after the other, each as large as it can still be.

A level can still be so large if some plan with it keeps all that is asked for, with the levels that are settled
already: a floor that only later projects fill is no obstacle, and the plan at the end breaks nothing. When all levels
are settled, years and payers are chosen as well as they can be, so that nothing is said against the order that only a
clumsy calendar would explain.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

from greenopt.engine.first_held import ZERO, Restricted, best_in_turn, first_held
from greenopt.engine.layout import Start
from greenopt.engine.oracle import Oracle, Plan
from greenopt.engine.posed import Posed
from greenopt.engine.program import Bounds

ONE = Fraction(1)


def in_order(
    posed: Posed, order: Sequence[str], kept: Collection[str] | None = None, best: Sequence[Fraction] | None = None
) -> Sequence[Fraction] | None:
    """
    Return the columns of the plan that takes projects in an order; None where there is none, or none was found.

    Args:
        posed: the case as a program.
        order: of the projects; those that are not named are left to what is sought in a case.
        kept: names of the requirements that count; all of them by default.
        best: a plan that serves what comes before the objective best, to serve it as well; None to leave that aside.

    Raises:
        KeyboardInterrupt: the solver was told to stop.
    """
    rows = posed.rows
    held = Restricted(rows.program, rows.program.bounds()) if best is None else first_held(posed, best)
    bounds = held.bounds.copy()
    for name, row in rows.requirement_row.items():
        if kept is not None and name not in kept:
            bounds.row_lower[row] = bounds.row_upper[row] = None
    oracle = Oracle(held.program)
    plan: Sequence[Fraction] | None = None
    for project in order:
        columns = [rows.layout.place[Start(project, year)] for year in rows.layout.starts[project]]
        open_columns = [each for each in columns if bounds.column_lower[each] != bounds.column_upper[each]]
        if not open_columns:
            continue
        if plan is None or sum((plan[each] for each in columns), ZERO) < ONE:
            found = oracle.best(dict.fromkeys(columns, ONE), bounds)
            if not isinstance(found, Plan):
                return None
            plan = found.x
        _fix(posed, bounds, project, columns, sum((plan[each] for each in columns), ZERO))
    # What comes before the objective is held already, or looked at after it: what is missed is then told as it is.
    first, main, after = posed.steps[: posed.main], posed.steps[posed.main], posed.steps[posed.main + 1 :]
    reached = best_in_turn(Restricted(held.program, bounds), [main, *first, *after], oracle.solver)
    return None if reached is None else reached.x[: len(rows.layout.columns)]


def _fix(posed: Posed, bounds: Bounds, project: str, columns: Sequence[int], level: Fraction) -> None:
    """Settle a level; in which years it is begun stays open."""
    if len(columns) == 1:
        bounds.fix_column(columns[0], level)
        return
    if not level:
        for column in columns:
            bounds.fix_column(column, level)
        return
    bounds.fix_row(posed.rows.program.rows.index(f"level[{project}]"), level)
