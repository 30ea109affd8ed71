from fractions import Fraction

import pytest

from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.setting import Setting, setting_at
from greenopt.errors import Place
from greenopt.fields import Units
from greenopt.project import Facts

FACTS = Facts((2026, 2027), Units(), (), ())
SHARE = Setting("rules.a.at_least", Fraction(60), " %", is_share=True)
AMOUNT = Setting("rules.a.at_least", Fraction(35), "")
COUNT = Setting("rules.a.exactly", Fraction(3), "", is_whole=True)
BILLIONS = Setting("funds.f.amount.2026", Fraction(20), " billion VND", Fraction(1000))


def tree_with(text: str) -> Mapping:
    """Return a case in which this stands under rules.a.at_least."""
    place = Place("case.yaml", 7, 3)
    node: Node = Scalar(text, place)
    for key in ("at_least", "a", "rules"):
        node = Mapping({key: node}, {}, place)
    assert isinstance(node, Mapping)
    return node


@pytest.mark.parametrize(
    ("setting", "exact", "written"),
    [
        (SHARE, "43.5", "43.5 %"),
        (SHARE, "43.427", "43.42 %"),
        (SHARE, "59.98765", "59.987 %"),
        (AMOUNT, "20", "20"),
        (AMOUNT, "21.23456", "21.23"),
        (AMOUNT, "98765.4321", "98770"),
        (COUNT, "4.2", "5"),
        (BILLIONS, "1234567.89", "1235 billion VND"),
    ],
)
def test_a_number_is_rounded_away_from_what_it_is_now(setting: Setting, exact: str, written: str) -> None:
    value = Fraction(exact)
    direction = 1 if value > setting.value else -1

    rounded = setting.outward(value, direction)

    assert setting.written(rounded) == written
    assert (rounded - value) * direction >= 0


def test_rounding_never_passes_the_end() -> None:
    assert SHARE.outward(Fraction("0.0001"), -1) == 0
    assert AMOUNT.outward(Fraction("0.0001"), -1) == 0
    assert SHARE.outward(Fraction("99.9999"), 1) == 100


def test_more_digits_are_printed_where_the_end_lies_between_the_usual_ones() -> None:
    third = SHARE._replace(least=Fraction("33.333"))

    assert third.outward(Fraction(100, 3), -1) == Fraction("33.333")
    assert third.last_digit(Fraction("33.333"), Fraction(80, 3)) == Fraction("0.001")
    assert third.outward(Fraction("44.4444"), -1) == Fraction("44.44")
    assert third.last_digit(Fraction("44.44"), Fraction("15.56")) == Fraction("0.01")


def test_what_stays_is_not_rounded() -> None:
    assert AMOUNT.outward(Fraction(35), 1) == 35


@pytest.mark.parametrize(
    ("written", "unit", "value", "again"),
    [
        ("60 %", "million VND", 60, "45 %"),
        ("12", "million VND", 12, "45"),
        ("2 billion VND", "million VND", 2000, "0.045 billion VND"),
        ("9 ktCO2e/yr", "tCO2e per year", 9000, "0.045 ktCO2e/yr"),
    ],
)
def test_a_setting_is_written_as_it_was(written: str, unit: str, value: int, again: str) -> None:
    found = setting_at(tree_with(written), "rules.a.at_least", unit, (), FACTS)

    assert found is not None
    assert found.value == value
    assert found.written(Fraction(45)) == again


@pytest.mark.parametrize("written", ["", "all", "9 widgets", "9 MWh"])
def test_what_is_no_number_of_the_unit_is_no_setting(written: str) -> None:
    assert setting_at(tree_with(written), "rules.a.at_least", "million VND", (), FACTS) is None


def test_what_holds_more_than_a_number_is_no_setting() -> None:
    assert setting_at(tree_with("9"), "rules.a", "million VND", (), FACTS) is None
    assert setting_at(None, "rules.a.at_least", "million VND", (), FACTS) is None


def test_an_amount_that_was_not_written_is_nothing() -> None:
    found = setting_at(tree_with("9"), "funds.fund.amount.2027", "million VND", (), FACTS)

    assert found is not None
    assert found.value == 0
    assert found.written(Fraction(7)) == "7"
