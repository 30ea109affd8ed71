"""Draws: the distributions are those declared, and a draw is the same whoever asks for it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.case.arithmetic import operation
from greenopt.case.uncertain import NUMBERS as ALL_NUMBERS
from greenopt.case.uncertain import Uncertain
from greenopt.case.uncertain_entry import Shape
from greenopt.errors import WrongUsage
from greenopt.studies.uncertainty.axes import axes_of, drivers_of, subjects_of
from greenopt.studies.uncertainty.sampling import changes, draws, factor_text, inverse, mean_factor, pair


def number(path: str, low: str = "0.9", high: str = "1.3", shape: Shape = "triangular", group: str = "") -> Uncertain:
    kind = next(each for each in ALL_NUMBERS if each.split(".")[:3:2] == path.split(".")[:3:2])
    return Uncertain(path, Fraction(low), Fraction(high), shape, group, kind)


NUMBERS = (
    number("funds.f.amount.2026", "0.5", "1.5", "uniform"),
    number("projects.a.asks", group="m_a"),
    number("projects.a.cost", group="m_a"),
    number("projects.b.cost", "1", "1.2"),
    number("projects.c.cost", group="prices"),
    number("projects.d.cost", "0.8", "1", "triangular", "prices"),
)


def test_axes_are_groups_and_numbers_by_themselves() -> None:
    axes = axes_of(NUMBERS)

    assert [(axis.name, axis.numbers) for axis in axes] == [
        ("funds.f.amount.2026", (0,)),
        ("group m_a", (1, 2)),
        ("projects.b.cost", (3,)),
        ("group prices", (4, 5)),
    ]
    assert [part.id for part in subjects_of(NUMBERS, axes)] == ["fund f", "project a", "project b", "group prices"]
    assert [part.id for part in drivers_of(NUMBERS, axes)] == [
        "numbers funds.*.amount.*",
        "numbers projects.*.cost, projects.*.asks",
        "group prices",
    ]


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_moments_are_those_of_the_shapes(method: str) -> None:
    """Triangular: (a + 1 + b) / 3 and (a² + b² + 1 − ab − a − b) / 18; uniform: the middle and (b − a)² / 12."""
    found = draws(NUMBERS, axes_of(NUMBERS), 4096, 7, "lhs" if method == "lhs" else "sobol")

    for place, each in enumerate(NUMBERS):
        a, b = float(each.low), float(each.high)
        mean = (a + b) / 2 if each.shape == "uniform" else (a + b + 1) / 3
        variance = (b - a) ** 2 / 12 if each.shape == "uniform" else (a * a + b * b + 1 - a * b - a - b) / 18
        assert found[:, place].mean() == pytest.approx(mean, rel=1e-4)
        assert found[:, place].var() == pytest.approx(variance, rel=1e-3)
        assert mean_factor(each) == pytest.approx(mean)
        assert a <= found[:, place].min()
        assert found[:, place].max() <= b


def test_figures_of_a_group_rise_together_and_others_do_not() -> None:
    found = draws(NUMBERS, axes_of(NUMBERS), 512, 3, "lhs")

    assert (found[:, 1] == found[:, 2]).all()
    assert (np.argsort(found[:, 4]) == np.argsort(found[:, 5])).all()
    assert abs(np.corrcoef(found[:, 0], found[:, 4])[0, 1]) < 0.15


def test_a_hypercube_has_one_draw_in_each_part() -> None:
    found = draws(NUMBERS, axes_of(NUMBERS), 40, 3, "lhs")

    assert sorted(np.floor((found[:, 0] - 0.5) * 40).astype(int)) == list(range(40))


def test_another_project_leaves_the_draws_of_the_others_as_they_are() -> None:
    fewer = NUMBERS[:3] + NUMBERS[4:]
    one, other = (draws(each, axes_of(each), 64, 9, "lhs") for each in (NUMBERS, fewer))

    assert (np.delete(one, 3, axis=1) == other).all()
    assert (draws(NUMBERS, axes_of(NUMBERS), 64, 10, "lhs") != one).any()


def test_more_sobol_draws_begin_with_the_same_ones() -> None:
    axes = axes_of(NUMBERS)

    assert (draws(NUMBERS, axes, 64, 5, "sobol") == draws(NUMBERS, axes, 256, 5, "sobol")[:64]).all()


@pytest.mark.parametrize(
    ("method", "kept"),
    [
        ("lhs", [1.08311568, 1.214541308, 0.996778499, 1.041899152]),
        ("sobol", [1.239617247, 0.977182676, 1.001549407, 1.087741222]),
    ],
)
def test_draws_stay_the_same(method: str, kept: list[float]) -> None:
    """Draws as they came out once: another machine or version that draws otherwise would make studies differ."""
    numbers = (number("projects.a.cost"),)

    assert draws(numbers, axes_of(numbers), 4, 1, "lhs" if method == "lhs" else "sobol").ravel().tolist() == kept


@pytest.mark.parametrize(("samples", "said"), [(100, "--samples 64 or 128"), (3, "--samples 2 or 4")])
def test_a_sobol_sequence_has_a_power_of_two_of_draws(samples: int, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        pair(axes_of(NUMBERS), samples, 1)


@given(st.floats(0, 1, exclude_max=True), st.fractions(0, 1), st.fractions(1, 3), st.booleans())
def test_the_inverse_is_that_of_the_distribution(u: float, low: Fraction, high: Fraction, uniform: bool) -> None:
    if low == high:
        return
    each = Uncertain("p", low, high, "uniform" if uniform else "triangular", "", "p")
    a, b, x = float(low), float(high), float(inverse(each, np.array([u]))[0])
    if uniform:
        below = (x - a) / (b - a)
    elif x <= 1 and a < 1:
        below = (x - a) ** 2 / ((b - a) * (1 - a))
    else:
        below = 1 - (b - x) ** 2 / ((b - a) * (b - 1)) if b > 1 else 1.0
    assert below == pytest.approx(u, abs=1e-6 + 3e-9 / (b - a))


@given(st.floats(0, 9))
def test_a_factor_is_written_exactly(value: float) -> None:
    factor = round(value, 9)
    done = operation(factor_text(factor))

    assert done is not None
    assert (done.kind, float(done.number)) == ("scale", factor)


def test_what_stays_as_written_is_no_change() -> None:
    assert changes(NUMBERS[:3], [1.0, 1.0834, 0.95]) == (("projects.a.asks", "x 1.0834"), ("projects.a.cost", "x 0.95"))
