"""Traces whose numbers move along a straight line: sums, products, the least of several, and how far they hold."""

from fractions import Fraction

import pytest

from greenopt.engine.along import Along, Bent, Straight
from greenopt.varying import Affine, Trace, Varying, least, most

HALF = Fraction(1, 2)


def computed(trace: Trace) -> tuple[Varying, Varying, Varying]:
    """Return numbers that are 5, 3 and 7 in the middle of the way."""
    five, three, seven = (trace.number(place, Fraction(value)) for place, value in enumerate((5, 3, 7)))
    return five, three, seven


def along(trace: Trace) -> Along:
    """Return a way on which the first number goes from 0 to 10, the second from 2 to 4, and the third stands at 7."""
    ways = [Straight(Fraction(0), Fraction(10)), Straight(Fraction(2), Fraction(2)), Straight(Fraction(7), Fraction(0))]
    return Along(trace, ways, HALF)


def affine(number: object) -> Affine:
    assert isinstance(number, Varying)
    return number.affine


def test_a_sum_is_a_line() -> None:
    """2 a − b + 1 goes from 0 − 2 + 1 to 20 − 4 + 1."""
    trace = Trace(3)
    first, second, _ = computed(trace)

    assert along(trace).line(affine(2 * first - second + 1)) == Straight(Fraction(-1), Fraction(18))


def test_a_product_is_a_line_if_one_factor_stands_still() -> None:
    trace = Trace(3)
    first, second, third = computed(trace)

    assert along(trace).line(affine(first * third)) == Straight(Fraction(0), Fraction(70))
    assert along(trace).line(affine(third * first)) == Straight(Fraction(0), Fraction(70))
    with pytest.raises(Bent):
        along(trace).line(affine(first * second))


def test_a_quotient_is_a_line_if_what_divides_stands_still() -> None:
    trace = Trace(3)
    first, second, third = computed(trace)

    assert along(trace).line(affine(first / third)) == Straight(Fraction(0), Fraction(10, 7))
    with pytest.raises(Bent):
        along(trace).line(affine(third / second))


def test_the_least_holds_up_to_where_another_is_less() -> None:
    """10 s is less than 2 + 2 s up to 1/4; in the middle b is the least. Of a and 7 the most is 7 up to 7/10."""
    trace = Trace(3)
    first, second, third = computed(trace)
    way, other = along(trace), along(trace)

    assert way.line(affine(least(first, second))) == Straight(Fraction(2), Fraction(2))
    assert (way.first, way.last) == (Fraction(1, 4), Fraction(1))
    assert other.line(affine(most(first, third))) == Straight(Fraction(7), Fraction(0))
    assert (other.first, other.last) == (Fraction(0), Fraction(7, 10))


def test_a_guard_narrows_the_way_to_its_side() -> None:
    """A > b holds in the middle: from 10 s = 2 + 2 s on."""
    trace = Trace(3)
    first, second, third = computed(trace)
    assert first > second
    assert third != first
    way = along(trace)
    for guard in trace.guards:
        way.keep(guard)

    assert (way.first, way.last) == (Fraction(1, 4), Fraction(7, 10))


def test_what_is_equal_at_one_place_alone_is_no_line() -> None:
    trace = Trace(3)
    first, _, _ = computed(trace)
    assert first == Fraction(5)

    with pytest.raises(Bent):
        along(trace).keep(trace.guards[0])
