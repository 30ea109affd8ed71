"""The search for the number at which something turns: it ends at two solved neighbours, or says nothing."""

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

import pytest

from greenopt.studies.bracket import Tried, Unproved, bracket, grid


def turning_at(limit: Fraction, *, told: bool) -> tuple[Callable[[int], Tried], list[int]]:
    """Return something that holds above a limit, with what was asked of it; told: it knows where it turns."""
    asked: list[int] = []

    def tried(number: int) -> Tried:
        asked.append(number)
        return Tried(number > limit, limit if told else None)

    return tried, asked


@pytest.mark.parametrize("side", ["yes", "no"])
@pytest.mark.parametrize("told", [True, False])
def test_neighbours_are_found_whoever_knows_where_it_turns(side: Literal["yes", "no"], told: bool) -> None:
    """Above 46.8 it holds: 47 is the first whole number that does, 46 the last that does not."""
    tried, asked = turning_at(Fraction(468, 10), told=told)

    assert bracket(tried, 1000, 0, side) == (47, 46)
    assert {46, 47} <= set(asked)
    assert len(asked) <= (5 if told else 14)


def test_it_may_hold_below_instead() -> None:
    def tried(number: int) -> Tried:
        return Tried(number <= 455)

    assert bracket(tried, 0, 500, "no") == (455, 456)


def test_a_wrong_hint_costs_solves_and_changes_nothing() -> None:
    """What is proposed lies far off on either side; the search still ends at 47 and 46, each of them tried."""
    for hint in (-(10**6), 3, 900, 10**6):
        tried = lambda number, hint=hint: Tried(number > 46, Fraction(hint))  # noqa: E731 - one line a hint

        assert bracket(tried, 1000, 0, "no") == (47, 46)


@pytest.mark.parametrize("limit", [-5, 5000])
def test_nothing_is_said_where_both_ends_are_alike(limit: int) -> None:
    tried, _ = turning_at(Fraction(limit), told=False)

    assert bracket(tried, 1000, 0, "no") is None


def test_a_solve_that_proves_nothing_ends_the_search() -> None:
    def tried(number: int) -> Tried:
        raise Unproved

    with pytest.raises(Unproved):
        bracket(tried, 9, 0, "no")


def test_the_grid_leaves_four_digits() -> None:
    assert [grid(Fraction(size)) for size in ("1870", "260", "46.8", "-3")] == [
        1,
        Fraction(1, 10),
        Fraction(1, 100),
        Fraction(1, 1000),
    ]
    assert grid(Fraction(0)) == Fraction(1, 100)
