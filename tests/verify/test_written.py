"""Numbers as results and sentences hold them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from greenopt import language, units
from greenopt.verify.written import plain, spoken


@given(st.fractions(max_denominator=10**6) | st.fractions().map(lambda value: value * 10**15))
def test_numbers_are_rounded_like_those_of_a_result(value: Fraction) -> None:
    """Twelve significant digits, half up, as ``units.significant`` has them."""
    assert plain(value) == float(units.significant(value))


@given(st.fractions(min_value=0, max_denominator=10**5))
def test_numbers_are_spoken_like_those_of_a_sentence(value: Fraction) -> None:
    """As ``language.number`` with no decimals."""
    assert spoken(value, "en") == language.number(value, "en", 0)
    assert spoken(value, "vi") == language.number(value, "vi", 0)
