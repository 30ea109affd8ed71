"""Dominance on numbers that are counted by hand."""

from fractions import Fraction

import numpy as np

from greenopt.engine.dominance import Dominance, Worth

NOTHING = [Worth()]


def project(low: int, high: int, axis: int) -> list[list[Worth]]:
    """Return the options of a project: nothing, or what it is worth between two ends."""
    return [NOTHING, [Worth(Fraction(low), {axis: Fraction(high - low)})]]


def dominated(found: Dominance, better: list[int], worse: list[int]) -> bool:
    """Whether one plan is nowhere worse than another."""
    plans = np.array([worse], dtype=np.int8)
    return bool(found.covers(np.array([better], dtype=np.int8), found.marked(plans))[0, 0])


def test_low_ends_are_held_against_high_ends_and_what_both_hold_cancels() -> None:
    """20 to 23 against 9 to 17 is better for certain, against 14 to 30 it is not; a third in both changes nothing."""
    found = Dominance([project(20, 23, 0), project(9, 17, 1), project(14, 30, 2), project(30, 46, 3)])

    assert dominated(found, [1, 0, 0, 0], [0, 1, 0, 0])
    assert dominated(found, [1, 0, 0, 1], [0, 1, 0, 1])
    assert not dominated(found, [1, 0, 0, 0], [0, 0, 1, 0])
    assert not dominated(found, [0, 0, 1, 1], [1, 0, 0, 1])


def test_options_of_one_project_are_compared_at_the_same_numbers() -> None:
    """An early start is worth 2 to 6, a late one half of that at each place: never more, though 3 is more than 2."""
    early, late = Worth(Fraction(2), {0: Fraction(4)}), Worth(Fraction(1), {0: Fraction(2)})
    found = Dominance([[NOTHING, [early], [late]]])

    assert dominated(found, [1], [2])
    assert not dominated(found, [2], [1])


def test_every_world_has_to_agree() -> None:
    """In one world the first is worth 5 and the second 3; in the other 5 and 7."""
    found = Dominance(
        [
            [[Worth(), Worth()], [Worth(Fraction(5)), Worth(Fraction(5))]],
            [[Worth(), Worth()], [Worth(Fraction(3)), Worth(Fraction(7))]],
        ]
    )

    assert not dominated(found, [1, 0], [0, 1])
    assert dominated(found, [1, 1], [1, 0])


def test_sums_too_large_for_floats_stay_exact() -> None:
    """The second is worth one part in 3 × 10^20 more than the first: floats could not tell them apart."""
    third = Fraction(10**20, 3)
    found = Dominance([[NOTHING, [Worth(third)]], [NOTHING, [Worth(third + Fraction(1, 3))]]])

    assert found.exact_type == np.dtype(object)
    assert dominated(found, [0, 1], [1, 0])
    assert not dominated(found, [1, 0], [0, 1])


def test_the_middle_is_what_a_plan_is_worth_half_way() -> None:
    found = Dominance([project(20, 23, 0), project(9, 17, 1)])
    middles = found.middles(np.array([[1, 0], [1, 1]], dtype=np.int8))

    assert [Fraction(int(each), found.denominator) for each in middles] == [Fraction(43, 2), Fraction(69, 2)]
