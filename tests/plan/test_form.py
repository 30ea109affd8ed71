"""Forms: exact linear arithmetic over named terms."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from greenopt.fields import Selector
from greenopt.plan import Form, Level, Sum, Unspent
from greenopt.plan.form import Term, total

MONEY, BRICK, KEPT = Sum("public_money"), Level("brick"), Unspent("fund", 2026)
numbers = st.fractions(max_denominator=999)
forms = st.builds(Form, st.dictionaries(st.sampled_from([MONEY, BRICK, KEPT]), numbers), numbers)
VALUES: dict[Term, Fraction] = {MONEY: Fraction(37, 3), BRICK: Fraction(2, 7), KEPT: Fraction(-5)}


def value(form: Form) -> Fraction:
    """Return what a form comes to with some fixed values of its terms."""
    return form.at(VALUES.__getitem__)


def test_terms_are_gathered_and_zeros_vanish() -> None:
    found = Form.of(MONEY) * 3 + Form.of(BRICK) - Form.of(MONEY) * 3 + 4

    assert found == Form({BRICK: Fraction(1)}, 4)
    assert list(found.terms) == [BRICK]


def test_a_form_can_be_taken_from_a_number_and_divided() -> None:
    assert 5 - Form.of(BRICK) / 4 == Form({BRICK: Fraction(-1, 4)}, 5)


@given(forms, forms, numbers)
def test_arithmetic_on_forms_is_arithmetic_on_what_they_come_to(one: Form, other: Form, factor: Fraction) -> None:
    assert value(one + other) == value(one) + value(other)
    assert value(one - other) == value(one) - value(other)
    assert value(factor * one) == factor * value(one)
    assert value(one + factor) == value(one) + factor
    assert value(factor - one) == factor - value(one)
    assert value(-one) == -value(one)
    assert value(total([one, other, one])) == 2 * value(one) + value(other)


@given(forms, forms)
def test_equal_forms_have_equal_hashes(one: Form, other: Form) -> None:
    again = one + other - other

    assert again == one
    assert hash(again) == hash(one)


def test_a_form_is_not_a_number() -> None:
    assert Form(constant=3) != 3


def test_sums_that_say_the_same_are_the_same_term() -> None:
    one = Form.of(Sum("public_money", Selector(sectors=("mining",)), year=2026))
    other = Form.of(Sum("public_money", Selector(sectors=("mining",)), year=2026))

    assert (one - other).terms == {}


def test_of_nothing_the_total_is_zero() -> None:
    assert total([]) == Form()


def test_it_shows_its_terms() -> None:
    assert repr(Form({BRICK: Fraction(1, 2)}, 3)) == "Form(1/2*Level(project='brick', by=None) + 3)"
