"""Whole numbers in digits come to what Python's own come to."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from greenopt.engine.digits import BITS, Digits

COUNT = 6
LARGE = some.one_of(
    some.integers(-9, 9), some.integers(-(2**70), 2**70), some.sampled_from([2**BITS, -(2**BITS), 2**52])
)
TERMS = some.lists(
    some.tuples(some.sets(some.integers(0, COUNT - 1)), some.lists(LARGE, min_size=COUNT, max_size=COUNT), LARGE),
    max_size=8,
)


def added(terms: list[tuple[set[int], list[int], int]]) -> tuple[Digits, list[int]]:
    """Return the sum of weighted rows in digits, and as Python adds them."""
    digits, plain = Digits(COUNT), [0] * COUNT
    for columns, numbers, weight in terms:
        places = sorted(columns)
        chosen = [numbers[place] for place in places]
        kind: Any = np.int64 if all(abs(number) < 2**62 for number in chosen) else object
        digits.add(np.array(places, dtype=np.int64), np.array(chosen, dtype=kind), weight)
        for place, number in zip(places, chosen, strict=True):
            plain[place] += weight * number
    return digits, plain


@given(TERMS)
@settings(deadline=None)
def test_they_are_the_sums_that_python_finds(terms: list[tuple[set[int], list[int], int]]) -> None:
    digits, plain = added(terms)
    assert list(digits) == plain
    assert [digits[column] for column in range(COUNT)] == plain
    assert digits[1:4] == plain[1:4]
    assert digits.signs.tolist() == [(number > 0) - (number < 0) for number in plain]
    assert digits.sum(np.array([number > 0 for number in plain])) == sum(number for number in plain if number > 0)


@pytest.mark.parametrize("sign", [1, -1])
def test_very_many_rows_do_not_overflow(sign: int) -> None:
    """3,000 rows of the largest digit times the largest weight of three digits."""
    digits = Digits(2)
    most, weight = 2**BITS - 1, sign * (2 ** (3 * BITS) - 1)
    for _ in range(3000):
        digits.add(np.arange(2), np.array([most, -most]), weight)
    assert list(digits) == [3000 * most * weight, -3000 * most * weight]
    assert digits.signs.tolist() == [sign, -sign]
