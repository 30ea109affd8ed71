"""Quantities: one grammar for numbers, units that are compared and never guessed, text that reads back exactly."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.units import (
    LONGEST_NUMBER,
    SIGNIFICANT,
    UNITS,
    Quantity,
    UnitError,
    convert,
    decimal_text,
    is_money,
    measures,
    parse_number,
    parse_quantity,
    significant,
)

FINITE = st.tuples(st.integers(-(10**18), 10**18), st.integers(0, 12), st.integers(0, 12)).map(
    lambda parts: Fraction(parts[0], 2 ** parts[1] * 5 ** parts[2])
)
"""Fractions with a finite decimal."""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17000", Fraction(17000)),
        ("-3", Fraction(-3)),
        ("0.25", Fraction(1, 4)),
        ("-0.5", Fraction(-1, 2)),
        ("0", Fraction(0)),
        ("-0", Fraction(0)),
        ("17.000", Fraction(17)),
        ("0.1", Fraction(1, 10)),
        ("9" * LONGEST_NUMBER, Fraction(10**LONGEST_NUMBER - 1)),
        ("0." + "0" * 37 + "1", Fraction(1, 10**38)),
    ],
)
def test_a_number_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("no", "write digits"),
        ("", "write digits"),
        ("-", "write digits"),
        (".", "write digits"),
        ("+", "write digits"),
        ("1.", "write digits"),
        ("--5", "write digits"),
        ("0x10", "write digits"),
        ("1/3", "write digits"),
        ("٣", "write digits"),
        ("１２", "write digits"),
        ("1\n", "write digits"),
        ("010", "write 10, without leading zeros"),
        ("-007", "write -7, without leading zeros"),
        ("00", "write 0, without leading zeros"),
        ("00.5", "write 0.5, without leading zeros"),
        ("1_000", "write 1000, without marks"),
        ("1 000 000", "write 1000000, without marks"),
        ("1\u00a0000", "write 1000, without marks"),
        ("1.234.567", "write 1234567:"),
        ("98.000,5", "write 98000.5:"),
        ("98,000.5", "write 98000.5:"),
        ("1,234,567", "write 1234567:"),
        ("0,250", "write 0.250,"),
        ("12,5", "write 12.5,"),
        ("-12,5", "write -12.5,"),
        ("1e5", "without an exponent"),
        ("1.5E-3", "without an exponent"),
        ("+5", "write 5"),
        (".5", "write 0.5"),
        ("9" * (LONGEST_NUMBER + 1), "at most 40 characters"),
    ],
)
def test_what_is_no_number_is_refused_with_what_was_meant(text: str, hint: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_number(text)

    assert hint in str(caught.value.hint)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    """A hint that names a number names one that would be read."""
    try:
        value = parse_number(text)
    except UnitError as refused:
        if match := re.match(r"write (-?[0-9.]+)(?:[,:]|$)", str(refused.hint)):
            parse_number(match[1])
        return
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)
    assert value == Fraction(text)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("17000", Quantity(Fraction(17000))),
        ("40 %", Quantity(Fraction(2, 5), "%")),
        ("40%", Quantity(Fraction(2, 5), "%")),
        ("-10 %", Quantity(Fraction(-1, 10), "%")),
        ("300 million VND", Quantity(Fraction(300), "million VND")),
        ("300  million\tVND", Quantity(Fraction(300), "million VND")),
        ("1650 t/yr", Quantity(Fraction(1650), "t", per_year=True)),
        ("2745/yr", Quantity(Fraction(2745), "", per_year=True)),
        ("2745/năm", Quantity(Fraction(2745), "", per_year=True)),
        ("3.5 m3/year", Quantity(Fraction(7, 2), "m3", per_year=True)),
        ("10m3", Quantity(Fraction(10), "m3")),
        ("5 energy", Quantity(Fraction(5), "energy")),
        ("2 tCO2e", Quantity(Fraction(2), "tCO2e")),
    ],
)
def test_a_quantity_is_a_number_and_the_unit_behind_it(text: str, quantity: Quantity) -> None:
    assert parse_quantity(text) == quantity
    assert quantity.is_share == ("%" in text)


@pytest.mark.parametrize("text", ["12,5 billion VND", "1 000 VND", "t 5", "1e5 MWh", "VND", "1.000,5 t", "1:30 h"])
def test_a_wrong_number_is_refused_whatever_its_unit(text: str) -> None:
    with pytest.raises(UnitError, match="not a number"):
        parse_quantity(text)


@given(st.text(max_size=60))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    """Digits never slip into the unit: what stands before it is the whole number."""
    with suppress(UnitError):
        assert not parse_quantity(text).unit.startswith(tuple("0123456789"))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3 billion VND", "million VND", 3000),
        ("3 tỷ đồng", "million VND", 3000),
        ("500 nghìn đồng", "million VND", Fraction(1, 2)),
        ("2 GWh", "MWh", 2000),
        ("1 GJ", "kWh", Fraction(2500, 9)),
        ("1 ktoe", "toe", 1000),
        ("2500 kg", "t", Fraction(5, 2)),
        ("1500 l", "m3", Fraction(3, 2)),
        ("7", "kiln", 7),
        ("7 kiln", "kiln", 7),
    ],
)
def test_units_of_one_kind_are_converted_exactly(text: str, unit: str, value: Fraction) -> None:
    assert convert(parse_quantity(text), unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "message", "hint"),
    [
        ("3 USD", "million VND", "does not fit", "in million VND"),
        ("3 toe", "MWh", "does not fit", "in MWh"),
        ("3 t", "tCO2e", "does not fit", "in tCO2e"),
        ("3 foos", "t", "not a known unit", "in t"),
        ("3 t", "kiln", "does not fit", "in kiln"),
        ("3 t", "", "does not fit", "the number alone"),
        ("3 million vnd", "million VND", "not a known unit", "in million VND"),
        ("3 %", "t", "not a known unit", "in t"),
    ],
)
def test_units_of_different_kinds_are_refused(text: str, unit: str, message: str, hint: str) -> None:
    """A currency is not another one, oil equivalent is not energy, capitals count."""
    with pytest.raises(UnitError) as caught:
        convert(parse_quantity(text), unit)

    assert message in str(caught.value.message)
    assert hint in str(caught.value.hint)


@given(FINITE, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_a_conversion_and_back_changes_nothing(value: Fraction, one: str, other: str) -> None:
    if UNITS[one][0] == UNITS[other][0]:
        assert convert(Quantity(convert(Quantity(value, one), other), other), one) == value


def test_what_units_measure() -> None:
    assert is_money("billion VND")
    assert is_money("tỷ đồng")
    assert not is_money("t")
    assert not is_money("VNDs")
    assert [measures(unit) for unit in ("MWh", "tCO2e", "kg", "kiln", "")] == [
        "energy",
        "emissions",
        "mass",
        None,
        None,
    ]


@given(FINITE)
def test_decimal_text_reads_back_exactly(value: Fraction) -> None:
    text = decimal_text(value)

    assert Fraction(text) == value
    assert "e" not in text.lower()
    assert not (text.endswith("0") and "." in text)


@given(st.fractions())
def test_any_fraction_reads_back_exactly_from_its_text(value: Fraction) -> None:
    assert Fraction(decimal_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-22, 7), "-22/7"),
        (Fraction(17000), "17000"),
        (Fraction(1, 10**20), "0." + "0" * 19 + "1"),
    ],
)
def test_decimal_text(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


@given(st.fractions(), st.integers(1, 20))
def test_significant_keeps_the_digits_and_is_as_near_as_they_allow(value: Fraction, digits: int) -> None:
    """A number between 10^e and 10^(e+1) moves by at most half of 10^(e + 1 - digits), and ends on that grid."""
    kept = significant(value, digits)
    if value == 0:
        assert kept == 0
        return
    exponent = 0
    while abs(value) >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    grid = Fraction(10) ** (exponent + 1 - digits)
    assert abs(kept - value) <= grid / 2
    assert (kept / grid).denominator == 1
    assert significant(kept, digits) == kept
    assert significant(-value, digits) == -kept


@pytest.mark.parametrize(
    ("value", "digits", "kept"),
    [
        (Fraction(12345), 3, 12300),
        (Fraction(12350), 3, 12400),
        (Fraction(-12350), 3, -12400),
        (Fraction(9996), 3, 10000),
        (Fraction(1, 3), 4, Fraction(3333, 10**4)),
        (Fraction(2, 3), 4, Fraction(6667, 10**4)),
        (Fraction(1, 700), 2, Fraction(14, 10**4)),
        (Fraction(10**30 + 1), SIGNIFICANT, 10**30),
    ],
)
def test_significant_rounds_half_up(value: Fraction, digits: int, kept: Fraction) -> None:
    assert significant(value, digits) == kept


@pytest.mark.parametrize("power", [5_000, -5_000])
def test_significant_takes_numbers_longer_than_python_writes_out(power: int) -> None:
    """Python turns no whole number of more than 4,300 digits into text; exact arithmetic may well meet one."""
    value = Fraction(10) ** power * Fraction(2, 3)

    assert significant(value, 3) == Fraction(667, 1000) * Fraction(10) ** power
