"""
Soonest: how early on a way along which only the sides of rows move, in straight lines, there is a plan at all.

    minimise  t     subject to  A x − t · step  >=  side − step,     where ``side`` holds at t = 1, moving by ``step``

Two programs of one case, at t = 1 and at t = 2, tell how every side moves; they have to be alike in everything else.
The answer is exact, and proved like any other.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.engine.alter import Column, Written, altered
from greenopt.engine.oracle import Oracle, Plan
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.rows import Rows, is_broken

ZERO = Fraction(0)


def soonest(here: Rows, there: Rows, last: Fraction, kept: Sequence[tuple[Cost, Fraction]] = ()) -> Fraction | None:
    """
    Return the first place on the way at which there is a plan; None where that is not known, or nowhere.

    Args:
        here: the rows at t = 1.
        there: the rows at t = 2.
        last: the end of the way, which begins at zero.
        kept: sums on columns that must come to a number at least.
    """
    program = here.program
    if not _are_alike(here, there):
        return None
    time, rows = len(program.columns), dict[str, Written]()
    for number, name in enumerate(program.rows):
        lower, lower_step = _moved(program.row_lower[number], there.program.row_lower[number])
        upper, upper_step = _moved(program.row_upper[number], there.program.row_upper[number])
        steps = {step for side, step in ((lower, lower_step), (upper, upper_step)) if side is not None}
        if len(steps) > 1:
            return None
        step = next(iter(steps), ZERO)
        if step:
            weights = {
                column: Fraction(entry, program.scale[number]) for column, entry in program.entries[number].items()
            }
            rows[name] = Written({**weights, time: -step}, lower, upper)
    rows |= {f"kept[{number}]": Written(dict(cost), least, None) for number, (cost, least) in enumerate(kept) if cost}
    wider, bounds = altered(program, _widest(program, there.program), [Column("time", ZERO, last)], rows)
    found = Oracle(wider).best({time: Fraction(-1)}, bounds)
    return -found.value if isinstance(found, Plan) else None


def _are_alike(here: Rows, there: Rows) -> bool:
    """Return whether two programs differ in their sides alone."""
    one, other = here.program, there.program
    same = one.columns == other.columns and one.rows == other.rows and one.whole == other.whole
    if not same or any(is_broken(each) for each in (*here.constant, *there.constant)):
        return False
    return one.scale == other.scale and all(
        dict(first) == dict(second) for first, second in zip(one.entries, other.entries, strict=True)
    )


def _moved(here: Fraction | None, there: Fraction | None) -> tuple[Fraction | None, Fraction]:
    """Return a side at the beginning of the way, and by how much it moves."""
    if here is None or there is None:
        return None, ZERO
    return here - (there - here), there - here


def _widest(one: Program, other: Program) -> Bounds:
    """Return the sides of the first program, with columns as wide as in any of both: their boxes hold nothing back."""
    bounds = one.bounds()
    bounds.column_lower = list(map(min, one.column_lower, other.column_lower))
    bounds.column_upper = list(map(max, one.column_upper, other.column_upper))
    return bounds
