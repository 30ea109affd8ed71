"""
Quantities: how numbers and units are read, checked and printed.

One number grammar serves every file: ``17000``, ``-3``, ``0.25``. A unit follows the number: ``300 million VND``,
``1650 t/yr``, ``40 %``. The table of units is small and closed; counted things (establishments, kilns) bring their
own unit, which is compared as text. Values are exact fractions; nothing here is a float.
"""

import re
from decimal import Decimal
from fractions import Fraction
from math import log10
from typing import NamedTuple

from greenopt.language import Message, printable, say
from greenopt.varying import varied

LONGEST_NUMBER = 40
"""Characters a number may have; a planner never needs more, an attacker might."""

SIGNIFICANT = 12
"""Digits that a number in a result file keeps, rounded half up."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_SPACED = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?![^ %])")
"""Thousands set apart by blanks; read as one number, so that the message is about the blanks."""
_MULTIPLES = {"": 1, "thousand ": 10**3, "million ": 10**6, "billion ": 10**9}
_MULTIPLES_VI = {"": 1, "nghìn ": 10**3, "triệu ": 10**6, "tỷ ": 10**9}


class UnitError(ValueError):
    """A quantity cannot be read or does not fit; says what is wrong and what to write instead."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


class Quantity(NamedTuple):
    """A number with the unit that was written after it."""

    value: Fraction
    unit: str = ""
    """As written, without ``/yr``; ``%`` for a percentage; empty for a bare number."""
    per_year: bool = False

    @property
    def is_share(self) -> bool:
        """Whether this is a percentage; its value is then already the fraction of one."""
        return self.unit == "%"


def _table() -> dict[str, tuple[str, Fraction]]:
    units: dict[str, tuple[str, Fraction]] = {}
    for currency in ("VND", "USD", "EUR"):
        for words, factor in _MULTIPLES.items():
            units[f"{words}{currency}"] = (currency, Fraction(factor))
    for words, factor in _MULTIPLES_VI.items():
        units[f"{words}đồng"] = ("VND", Fraction(factor))
    for dimension, members in _PHYSICAL.items():
        for name, size in members.items():
            units[name] = (dimension, Fraction(size))
    return units


_PHYSICAL: dict[str, dict[str, str]] = {
    "emissions": {"kgCO2e": "0.001", "tCO2e": "1", "ktCO2e": "1000", "MtCO2e": "1000000"},
    "energy": {
        "kWh": "0.001",
        "MWh": "1",
        "GWh": "1000",
        "TWh": "1000000",
        "MJ": "1/3600",
        "GJ": "5/18",
        "TJ": "2500/9",
    },
    "oil equivalent": {"kgoe": "0.001", "toe": "1", "ktoe": "1000"},
    "mass": {"kg": "0.001", "t": "1", "kt": "1000"},
    "volume": {"l": "0.001", "m3": "1"},
    "time": {"yr": "1", "year": "1", "years": "1", "năm": "1"},
}
UNITS = _table()
"""Unit as written → (dimension, size in the dimension's base unit)."""


def parse_number(text: str) -> Fraction:
    """
    Read one number by the grammar above.

    Raises:
        UnitError: for anything else, with the form that was probably meant.
    """
    if len(text) > LONGEST_NUMBER:
        raise UnitError(
            say("a number of {length} characters", length=len(text)),
            say("write at most {most} characters, in a larger unit if need be", most=LONGEST_NUMBER),
        )
    if _NUMBER.fullmatch(text):
        return varied(Fraction(Decimal(text)), text)
    raise UnitError(say("'{text}' is not a number", text=printable(text)), _number_hint(text))


def _number_hint(text: str) -> Message:
    """Guess what was meant by the usual slips: thousands marks, decimal commas, leading zeros, times of day."""
    bare = text.replace("_", "").replace(" ", "").replace("\u00a0", "")
    if bare != text and _NUMBER.fullmatch(bare):
        return say("write {number}, without marks between the digits", number=bare)
    if re.fullmatch(r"-?0[0-9]+(\.[0-9]+)?", text):
        return say("write {number}, without leading zeros", number=re.sub(r"^(-?)0+(?=[0-9])", r"\1", text))
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", text):
        return say("write {number}: no thousands marks, a point before decimals", number=_plain(text, ".", ","))
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", text):
        return say("write {number}: no thousands marks, a point before decimals", number=_plain(text, ",", "."))
    if re.fullmatch(r"-?(0|[1-9][0-9]*),[0-9]+", text):
        return say("write {number}, with a point before the decimals", number=text.replace(",", "."))
    if re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]+", text):
        return say("write the number in full, without an exponent")
    if text.startswith(("+", ".")) and _NUMBER.fullmatch("0" + text.lstrip("+") if text[0] == "." else text[1:]):
        return say("write {number}", number="0" + text if text[0] == "." else text[1:])
    return say("write digits, with a point before decimals, such as 17000 or 0.25")


def _plain(text: str, thousands: str, decimal: str) -> str:
    return text.replace(thousands, "").replace(decimal, ".")


def parse_quantity(text: str) -> Quantity:
    """
    Read a number and the unit after it, if any; a percentage becomes a fraction of one.

    Raises:
        UnitError: when the number is not one. Whether the unit fits is asked later, by ``convert``.
    """
    words = " ".join(text.split())
    match = _SPACED.match(words) or re.match(r"[-+]?[0-9.,_:eE]*[0-9](?=$|[^0-9])", words)
    number_text = match.group() if match else words.split(" ")[0]
    value = varied(parse_number(number_text), text)
    unit = words[len(number_text) :].strip()
    if unit == "%":
        return Quantity(value / 100, "%")
    per_year = False
    for ending in ("/yr", "/year", "/năm"):
        if unit.endswith(ending):
            unit, per_year = unit[: -len(ending)].strip(), True
            break
    return Quantity(value, unit, per_year)


def convert(quantity: Quantity, unit: str) -> Fraction:
    """
    Return the number of ``unit`` in a quantity; a bare number is taken to be in ``unit`` already.

    Raises:
        UnitError: when the units measure different things, or one is unknown.
    """
    if quantity.unit in ("", unit):
        return quantity.value
    hint = say("write the number in {unit}", unit=printable(unit)) if unit else say("write the number alone")
    if quantity.unit not in UNITS:
        raise UnitError(say("'{unit}' is not a known unit", unit=printable(quantity.unit)), hint)
    dimension, size = UNITS[quantity.unit]
    if unit not in UNITS or UNITS[unit][0] != dimension:
        raise UnitError(say("'{unit}' does not fit here", unit=quantity.unit), hint)
    return quantity.value * size / UNITS[unit][1]


def is_money(unit: str) -> bool:
    """Return whether a unit is money."""
    return measures(unit) in ("VND", "USD", "EUR")


def measures(unit: str) -> str | None:
    """Return what a unit of the table measures, such as ``energy``; None for one that is not in it."""
    return UNITS[unit][0] if unit in UNITS else None


def magnitude(size: Fraction) -> int:
    """Return the power of ten of a number's first digit; nothing counts as less than one."""
    return _magnitude(size.numerator, size.denominator) if size else -1


def _magnitude(above: int, below: int) -> int:
    # Python writes out no number of more than 4,300 digits, so the size is told from the bits and then set right.
    exponent = int((above.bit_length() - below.bit_length()) * log10(2))
    while above * 10 ** max(-exponent, 0) < below * 10 ** max(exponent, 0):
        exponent -= 1
    while above * 10 ** max(-exponent - 1, 0) >= below * 10 ** max(exponent + 1, 0):
        exponent += 1
    return exponent


def significant(value: Fraction, digits: int = SIGNIFICANT) -> Fraction:
    """Round half up to so many significant digits, as every number of a result file is."""
    above, below = abs(value.numerator), value.denominator
    if below == 1 and above < 10**digits:
        return value
    shift = digits - 1 - _magnitude(above, below)
    above, below = above * 10 ** max(shift, 0), below * 10 ** max(-shift, 0)
    whole = (2 * above + below) // (2 * below)
    return Fraction((whole if value > 0 else -whole) * 10 ** max(-shift, 0), 10 ** max(shift, 0))


def decimal_text(value: Fraction) -> str:
    """Return an exact value as text that reads back exactly: a plain decimal, or ``p/q`` where none is finite."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    if places == 0:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
