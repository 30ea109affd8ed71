import numpy as np
import pytest
from tests.engine.programs import program, random_linear

from greenopt.engine.scaling import LARGEST, SMALLEST, Arrays, OutOfRange, Scaling, objective_scale


def test_arrays_hold_the_rows_as_stated() -> None:
    example = program(
        {"wood": (0, 1), "brick": (0, 1), "tile": (0, 1)},
        {"money": ({"tile": "0.06", "wood": "0.04"}, None, 1), "none": ({}, 0, 0), "people": ({"brick": 3}, 1, 2)},
        whole=["brick"],
    )

    arrays = Arrays.of(example)

    assert arrays.shape == (3, 3)
    assert arrays.starts.tolist() == [0, 2, 2, 3]
    assert dict(zip(arrays.indices.tolist(), arrays.values.tolist(), strict=True)) == {2: 0.06, 0: 0.04, 1: 3.0}
    assert arrays.whole.tolist() == [False, True, False]


def test_scales_are_powers_of_two_and_bring_money_near_one() -> None:
    example = program(
        {"a": (0, 1), "b": (0, 1), "c": (0, 1)},
        {"share": ({"a": "-1722100387.6", "b": "48907250124.8", "c": "-72972391.6"}, 0, None)},
        whole=["a", "b", "c"],
    )
    arrays = Arrays.of(example)

    scaling = Scaling.of(arrays, example)

    assert scaling.columns.tolist() == [1, 1, 1]
    assert np.frexp(scaling.rows)[0].tolist() == [0.5]
    assert (scaling.values == arrays.values * scaling.rows[0]).all()
    assert 1 / 64 < np.abs(scaling.values).min() < 1 < np.abs(scaling.values).max() < 64


def test_only_continuous_columns_change_their_unit() -> None:
    rows = {f"row {index}": ({"whole": 1, "broken": 10**6}, 0, 5) for index in range(3)}
    example = program({"whole": (0, 1), "broken": (0, 1)}, rows, whole=["whole"])

    scaling = Scaling.of(Arrays.of(example), example)

    assert scaling.columns[0] == 1
    assert scaling.columns[1] < 1e-3


def test_every_scaled_coefficient_is_in_range() -> None:
    for seed in range(40):
        example, _ = random_linear(seed)
        try:
            scaling = Scaling.of(Arrays.of(example), example)
        except OutOfRange:
            continue
        sizes = np.abs(scaling.values)
        assert ((sizes >= SMALLEST) & (sizes <= LARGEST)).all()


@pytest.mark.parametrize("size", [10**24, 10**400])
def test_a_coefficient_out_of_all_proportion_is_refused_with_its_place(size: int) -> None:
    example = program(
        {"wood": (0, 1), "brick": (0, 1)}, {"odd": ({"wood": 1, "brick": size}, None, 1)}, ["wood", "brick"]
    )

    with pytest.raises(OutOfRange) as refusal:
        Scaling.of(Arrays.of(example), example)

    assert refusal.value.row == "odd"
    assert refusal.value.column in {"wood", "brick"}


def test_the_objective_is_brought_near_one() -> None:
    assert objective_scale(np.array([0.0, 2.0**30, 2.0**34])) == 2.0**-32
    assert objective_scale(np.array([2.0**60, 2.0**-60])) == 2.0**-40
    assert objective_scale(np.zeros(2)) == 1


def test_empty_programs_have_a_scaling() -> None:
    example = program({}, {"nothing": ({}, None, 3)})

    scaling = Scaling.of(Arrays.of(example), example)

    assert (scaling.rows.tolist(), scaling.columns.tolist()) == ([1], [])
