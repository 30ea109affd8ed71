from fractions import Fraction

from tests.engine.programs import program, wood_and_brick

from greenopt.engine.exact import Point, over_one_denominator, reduced_costs, upper_bound, value_of


def test_sums_over_whole_and_broken_values_are_exact() -> None:
    """3 * 2 - 4 * 1/3 + 9 * 1/6 + 6 * 5/3 = 6 - 4/3 + 3/2 + 10 = 97/6."""
    point = Point([Fraction(2), Fraction(1, 3), Fraction(1, 6), Fraction(0), Fraction(5, 3)])

    assert point.dot({0: 3, 1: -4, 2: 9, 3: 7, 4: 6}) == Fraction(97, 6)
    assert point.dot({1: 2}) == Fraction(2, 3)
    assert point.dot({0: 5, 3: 4}) == 10
    assert point.dot({}) == 0


def test_values_come_over_one_denominator_without_zeros() -> None:
    assert over_one_denominator({4: Fraction(1, 6), 7: Fraction(0), 9: Fraction(-3, 4)}) == ({4: 2, 9: -9}, 12)
    assert over_one_denominator({}) == ({}, 1)


def test_value_is_the_sum_of_cost_times_level() -> None:
    assert value_of({0: Fraction(5, 2), 1: Fraction(-1, 3)}, Point([Fraction(4), Fraction(3, 7)])) == Fraction(69, 7)


def test_reduced_costs_are_those_of_the_rows_as_stated() -> None:
    """The row 0.06 wood + 0.04 brick with multiplier 50: 5 - 3 = 2 and 4 - 2 = 2."""
    example = program({"wood": (0, 1), "brick": (0, 1)}, {"money": ({"wood": "0.06", "brick": "0.04"}, None, 1)})

    numerators, denominator = reduced_costs(example, {0: Fraction(5), 1: Fraction(4)}, {0: Fraction(50)})

    assert [Fraction(each, denominator) for each in numerators] == [2, 2]


def test_any_multipliers_give_a_bound() -> None:
    """Y = 1/2 on money: d = (2, 2), so 12 + 2 * 10 + 2 * 10 = 52; the best multipliers give 21."""
    example, cost = wood_and_brick()
    bounds = example.bounds()

    loose = {0: Fraction(1, 2)}
    best = {0: Fraction(3, 4), 1: Fraction(1, 2)}

    assert upper_bound(bounds, loose, reduced_costs(example, cost, loose)) == 52
    assert upper_bound(bounds, best, reduced_costs(example, cost, best)) == 21
    assert upper_bound(bounds, {}, reduced_costs(example, cost, {})) == 90


def test_a_negative_multiplier_leans_on_the_lower_side() -> None:
    """With 2 <= wood + brick and y = -3, cost 0: d = (3, 3), so -6 + 3 * 10 + 3 * 10 = 54; without the side: none."""
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"least": ({"wood": 1, "brick": 1}, 2, None), "most": ({"wood": 1}, None, 7)},
    )

    assert upper_bound(example.bounds(), {0: Fraction(-3)}, reduced_costs(example, {}, {0: Fraction(-3)})) == 54
    assert upper_bound(example.bounds(), {1: Fraction(-3)}, reduced_costs(example, {}, {1: Fraction(-3)})) is None
    assert upper_bound(example.bounds(), {0: Fraction(3)}, reduced_costs(example, {}, {0: Fraction(3)})) is None
