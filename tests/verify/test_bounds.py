"""Bounds by multipliers, by hand."""

from fractions import Fraction

import pytest

from greenopt.verify.bounds import Face
from greenopt.verify.report import Refused
from greenopt.verify.weights import Row


def test_a_multiplier_leans_on_a_side_that_is_there() -> None:
    """Of x >= 1 and x <= 1 only minus the row says something: it is at most -1, and x at most 1."""
    one, zero = Fraction(1), Fraction(0)
    face = Face({"x": (zero, one)}, {"row": Row({"x": one}, one, None)})

    assert face.bound({}, {"row": -one}, "here").value == 0
    with pytest.raises(Refused):
        face.bound({}, {"row": one}, "here")
