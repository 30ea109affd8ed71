"""Values between two ends: exact steps, written as changes are, and refusals that say what to write."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.case.arithmetic import operation
from greenopt.case.span import DECIMALS, span
from greenopt.units import LONGEST_NUMBER, UnitError, decimal_text, parse_quantity

decimals = st.integers(-(10**9), 10**9).map(lambda number: Fraction(number, 10**4))


@pytest.mark.parametrize(
    ("first", "last", "points", "texts"),
    [
        ("x 0.5", "x 1.5", 3, ("x 0.5", "x 1", "x 1.5")),
        ("x 1.5", "x 0.5", 3, ("x 1.5", "x 1", "x 0.5")),
        ("- 5 %", "+ 5 %", 5, ("- 5 %", "- 2.5 %", "+ 0 %", "+ 2.5 %", "+ 5 %")),
        ("+ 10", "+ 40", 4, ("+ 10", "+ 20", "+ 30", "+ 40")),
        ("500", "900", 3, ("500", "700", "900")),
        ("-1", "1", 3, ("-1", "0", "1")),
        ("10 %", "40 %", 4, ("10 %", "20 %", "30 %", "40 %")),
        ("1 billion VND", "2 billion  VND", 3, ("1 billion VND", "1.5 billion VND", "2 billion VND")),
        ("100/yr", "200/yr", 2, ("100/yr", "200/yr")),
    ],
)
def test_values_lie_in_equal_steps_and_are_written_like_the_ends(
    first: str, last: str, points: int, texts: tuple[str, ...]
) -> None:
    assert span(first, last, points) == (texts, False)


def test_a_value_without_a_last_decimal_is_rounded_to_twelve_and_that_is_told() -> None:
    """A third of the way from 1 to 2 is 1.333…; both ends stay as they were written."""
    found = span("x 1", "x 2", 4)

    assert found.texts == ("x 1", "x 1.333333333333", "x 1.666666666667", "x 2")
    assert found.rounded


def test_a_negative_value_that_rounds_to_nothing_is_written_without_a_sign() -> None:
    assert span("-0.000000000003", "0.000000000006", 2).texts == ("-0.000000000003", "0.000000000006")
    assert "-0" not in span("-1", "2", 7).texts


@given(decimals, decimals, st.integers(2, 40), st.sampled_from(["", " %", " t/yr"]))
def test_steps_are_exact_unless_they_cannot_be_written(first: Fraction, last: Fraction, points: int, unit: str) -> None:
    if first == last:
        return
    texts, rounded = span(f"{decimal_text(first)}{unit}", f"{decimal_text(last)}{unit}", points)
    percent = 100 if unit == " %" else 1
    values = [parse_quantity(text).value * percent for text in texts]
    steps = [first + (last - first) * place / (points - 1) for place in range(points)]

    assert (values[0], values[-1], len(values)) == (first, last, points)
    assert all(abs(value - step) <= Fraction(1, 2 * 10**DECIMALS) for value, step in zip(values, steps, strict=True))
    assert rounded or values == steps
    assert all(len(text) <= LONGEST_NUMBER + len(unit) for text in texts)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(2, 30))
def test_factors_and_amounts_added_read_back_as_what_they_are(first: int, last: int, points: int) -> None:
    if first == last:
        return
    for kind, start, end in (("scale", f"x {first}", f"x {last}"), ("add", f"- {first + 1} %", f"+ {last} %")):
        done = [operation(text) for text in span(start, end, points).texts]

        assert {each.kind for each in done if each is not None} == {kind}
        assert len([each for each in done if each is not None]) == points


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("x 0.5", "1.5", "not written alike"),
        ("x 0.5", "+ 5", "not written alike"),
        ("10 %", "20", "not written alike"),
        ("1 million VND", "2 billion VND", "not written alike"),
        ("7", "7", "both ends are the same"),
        ("7", "7.0", "both ends are the same"),
        ("drop", "x 1", "no end of a range"),
        ("+5", "+9", "leave a blank"),
        ("x -1", "x 2", "not a factor"),
        ("many", "x 1", "does not begin with a number"),
        ("1,5", "2,5", "with a point before the decimals"),
        ("1e3", "1e4", "without an exponent"),
        ("9" * 41, "1", "41 characters"),
    ],
)
def test_ends_that_make_no_range_are_refused(first: str, last: str, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        span(first, last, 5)


def test_steps_that_rounding_would_make_one_are_refused() -> None:
    with pytest.raises(UnitError, match="too small"):
        span("x 1", "x 1.0000000000001", 4)
