from fractions import Fraction

from tests.engine.programs import cost, program, wood_and_brick

from greenopt.engine.corner import Corner
from greenopt.engine.program import At, Basis


def test_a_corner_is_the_point_where_its_rows_stand_at_their_sides() -> None:
    """Only money is tight and only wood basic: wood = 24 / 6, its multiplier 5 / 6."""
    example, value = wood_and_brick()

    corner = Corner(example, example.bounds(), Basis([At.BASIC, At.LOWER], [At.UPPER, At.BASIC]))

    assert list(corner.values) == [4, 0]
    assert corner.multipliers(value) == {0: Fraction(5, 6)}


def test_what_stands_at_a_bound_counts_in_the_rows() -> None:
    """Brick at its bound 2 takes 8 of the money: wood = 16 / 6."""
    example, _ = wood_and_brick()
    bounds = example.bounds()
    bounds.column_upper[1] = Fraction(2)

    corner = Corner(example, bounds, Basis([At.BASIC, At.UPPER], [At.UPPER, At.BASIC]))

    assert corner.values == [Fraction(8, 3), 2]


def test_a_side_that_does_not_exist_is_replaced() -> None:
    """Money has no lower side, so it stands at its upper one; a row without sides is basic."""
    example = program({"wood": (0, 10)}, {"money": ({"wood": 6}, None, 24), "free": ({"wood": 1}, None, None)})

    corner = Corner(example, example.bounds(), Basis([At.BASIC], [At.LOWER, At.BASIC]))
    free = Corner(example, example.bounds(), Basis([At.BASIC], [At.BASIC, At.LOWER]))

    assert corner.basis.rows == [At.UPPER, At.BASIC]
    assert list(corner.values) == [4]
    assert free.basis.rows == [At.BASIC, At.BASIC]
    assert free.basis.columns == [At.LOWER]


def test_columns_that_depend_on_each_other_are_parted() -> None:
    """The second row is twice the first: one of the two columns goes to its bound, one of the rows to its slack."""
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"once": ({"wood": 1, "brick": 2}, None, 6), "twice": ({"wood": 2, "brick": 4}, None, 12)},
    )

    corner = Corner(example, example.bounds(), Basis([At.BASIC, At.BASIC], [At.UPPER, At.UPPER]))

    assert sorted(at.value for at in corner.basis.columns) == ["basic", "lower"]
    assert sorted(at.value for at in corner.basis.rows) == ["basic", "upper"]
    assert corner.multipliers(cost(example, {"wood": 1, "brick": 2})) in ({0: 1}, {1: Fraction(1, 2)})
