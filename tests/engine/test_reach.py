"""How far a row's sides move before another corner takes over: by hand, and against solving again."""

from fractions import Fraction

import pytest

from greenopt.engine.program import At, Basis, Program
from greenopt.engine.reach import Reach

ONE = Fraction(1)
PROGRAM = Program(
    columns=("a", "b"),
    column_lower=(Fraction(0), Fraction(0)),
    column_upper=(Fraction(3), Fraction(5)),
    whole=(False, False),
    rows=("money", "people"),
    entries=({0: 2, 1: 4}, {0: 3, 1: 1}),
    scale=(2, 1),
    row_lower=(None, None),
    row_upper=(Fraction(7), Fraction(11)),
)
"""a + 2 b <= 7 (written as 2 a + 4 b <= 14) and 3 a + b <= 11; a at most 3, b at most 5."""


def test_money_moves_until_a_project_is_whole_or_people_run_out() -> None:
    """
    With a = 3 whole and b = 2 the corner leans on money: one more money is half a b more.

    b reaches 5 after 6, but 3 a + b reaches 11 already at b = 2: nothing can move up. Down, b is gone after 4.
    """
    reach = Reach(PROGRAM, PROGRAM.bounds(), Basis([At.UPPER, At.BASIC], [At.UPPER, At.BASIC]))

    less = reach.moved(0, -1)

    assert reach.moved(0, +1) is None
    assert less is not None
    assert [less[0], *less[1]] == [4, 3, 0]
    assert reach.moved(1, +1) is None


@pytest.mark.parametrize(("people", "step", "plan"), [("13", 4, [3, 4]), ("20", 6, [3, 5])])
def test_what_is_in_the_way_first_ends_the_step(people: str, step: int, plan: list[int]) -> None:
    """With 13 people b may grow by 2, for 4 of money; with 20 it grows by 3 to its 5, for 6."""
    bounds = PROGRAM.bounds()
    bounds.row_upper[1] = Fraction(people)
    reach = Reach(PROGRAM, bounds, Basis([At.UPPER, At.BASIC], [At.UPPER, At.BASIC]))

    found = reach.moved(0, +1)

    assert found is not None
    assert found[0] == step
    assert list(found[1]) == plan


def test_two_rows_at_once_share_the_move() -> None:
    """
    From a + 2 b = 7 and 3 a + b = 8 follow a = 9/5 and b = 13/5.

    One more money: a falls by 1/5 and b grows by 3/5, so b ends at its 5 after 4.
    """
    bounds = PROGRAM.bounds()
    bounds.row_upper[1] = Fraction(8)
    reach = Reach(PROGRAM, bounds, Basis([At.BASIC, At.BASIC], [At.UPPER, At.UPPER]))

    step, plan = reach.moved(0, +1) or (ONE, [])

    assert step == 4
    assert list(plan) == [1, 5]
