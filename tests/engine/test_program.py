from dataclasses import replace
from fractions import Fraction

import pytest
from tests.engine.programs import program, wood_and_brick

from greenopt.engine.program import Malformed, check_bounds


def test_a_copy_of_bounds_can_be_changed_alone() -> None:
    example, _ = wood_and_brick()
    own = example.bounds()
    face = own.copy()

    face.fix_column(0, Fraction(3))
    face.fix_row(1, Fraction(5))

    assert face.column_lower[0] == face.column_upper[0] == 3
    assert face.row_lower[1] == face.row_upper[1] == 5
    assert own == example.bounds()


def test_a_row_can_be_added() -> None:
    example, _ = wood_and_brick()

    longer = example.with_row("wood at least", {0: 2}, 4, Fraction(1, 2), None)

    assert longer.rows == ("money", "people", "wood at least")
    assert (longer.entries[2], longer.scale[2], longer.row_lower[2], longer.row_upper[2]) == (
        {0: 2},
        4,
        Fraction(1, 2),
        None,
    )
    assert len(example.rows) == 2


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("column_lower", (Fraction(11), Fraction(0)), "column wood: the lower bound is above"),
        ("column_lower", (Fraction(0),), "columns' parts"),
        ("whole", (True, False), "column wood: a whole number needs whole bounds"),
        ("columns", ("wood", "wood"), "name occurs twice"),
        ("scale", (1,), "rows' parts"),
        ("scale", (1, 0), "row people: the scale"),
        ("entries", ({0: 6, 1: 0}, {0: 1}), "row money: a coefficient is zero"),
        ("entries", ({0: 6, 2: 5}, {0: 1}), "row money: a column does not exist"),
        ("entries", ({-1: 6}, {0: 1}), "row money: a column does not exist"),
        ("row_lower", (Fraction(25), None), "row money: the lower side is above"),
    ],
)
def test_parts_that_do_not_fit_are_refused(part: str, value: tuple[object, ...], words: str) -> None:
    example, _ = wood_and_brick()
    halves = replace(example, column_upper=(Fraction(21, 2), Fraction(10)))

    with pytest.raises(Malformed, match=words):
        replace(halves, **{part: value})  # type: ignore[arg-type]  # the wrong types are the point


def test_bounds_that_cross_or_belong_elsewhere_are_refused() -> None:
    example, _ = wood_and_brick()
    crossing = example.bounds()
    crossing.column_lower[1] = Fraction(11)
    rows = example.bounds()
    rows.row_lower[0] = Fraction(25)

    check_bounds(example, example.bounds())
    for bounds, words in ((crossing, "column brick"), (rows, "row money")):
        with pytest.raises(Malformed, match=words):
            check_bounds(example, bounds)
    with pytest.raises(Malformed, match="another program"):
        check_bounds(example, program({"wood": (0, 1)}, {}).bounds())
    with pytest.raises(Malformed, match="another program"):
        check_bounds(example, program({"wood": (0, 1), "brick": (0, 1)}, {}).bounds())
