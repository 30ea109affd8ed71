"""
What a change does to a number that is written already: ``x 1.2``, ``+ 5 %``, ``- 20``, ``drop``.

The arithmetic is exact and works on the text: the unit behind the number stays as it was written.
"""

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from greenopt.language import say
from greenopt.units import LONGEST_NUMBER, UnitError, decimal_text, parse_number

_SCALE = re.compile(r"x\s+(?=[-+.]?[0-9])(\S+)(.*)", re.DOTALL)
_ADD = re.compile(r"([-+])\s+(?=[-+.]?[0-9])(.+)", re.DOTALL)
_QUANTITY = re.compile(r"(\+?)(-?[0-9][0-9.,_:]*(?:[eE][-+]?[0-9]+)?)(.*)", re.DOTALL)


class Operation(NamedTuple):
    """What a change does, when it does not simply replace."""

    kind: Literal["scale", "add", "drop"]
    number: Fraction = Fraction(0)
    """The factor, or what is added."""
    unit: str = ""
    """Unit of what is added; empty where none was written."""

    def applied(self, old: str) -> str:
        """
        Return the text that takes the place of an old one.

        Raises:
            UnitError: when the old text is not a number, or the units do not fit.
        """
        plus, number, rest = _parts(old)
        value = parse_number(number)
        if self.kind == "add":
            self._check_unit(" ".join(rest.split()))
            value += self.number
        else:
            value *= self.number
        text = decimal_text(value)
        if len(text) > LONGEST_NUMBER:
            message = say("the result has more than {most} digits", most=LONGEST_NUMBER)
            raise UnitError(message, say("write the result itself, rounded"))
        return f"{plus if value > 0 else ''}{text}{rest}"

    def _check_unit(self, unit: str) -> None:
        """Percentage points go with shares only, and a bare number is never taken for a share."""
        if self.unit == unit or (not self.unit and unit != "%"):
            return
        if self.unit == "%":
            hint = say("write 'x {factor}' to change it by so many percent", factor=decimal_text(1 + self.number / 100))
            raise UnitError(say("percentage points can be added to a share only"), hint)
        if not self.unit:
            raise UnitError(say("the old value is a share"), say("write the percent sign to add percentage points"))
        message = say("the unit '{given}' is not that of the old value", given=self.unit)
        raise UnitError(message, say("write the number in '{unit}'", unit=unit) if unit else say("write no unit"))


def operation(text: str) -> Operation | None:
    """
    Read what a change does; None means that it replaces.

    Raises:
        UnitError: when it looks like an operation and its number is not one.
    """
    if text == "drop":
        return Operation("drop")
    if match := _SCALE.fullmatch(text):
        factor = parse_number(match[1])
        if match[2].strip() or factor < 0:
            raise UnitError(
                say("'{text}' is not a factor", text=text), say("write x and a decimal number, such as x 1.2")
            )
        return Operation("scale", factor)
    if match := _ADD.fullmatch(text):
        _, number, rest = _parts(match[2])
        value = parse_number(number)
        return Operation("add", value if match[1] == "+" else -value, " ".join(rest.split()))
    return None


def number_and_unit(text: str) -> tuple[Fraction, str]:
    """
    Return the number at the beginning of a text, and what stands behind it.

    Raises:
        UnitError: when there is no number.
    """
    _, number, rest = _parts(text)
    return parse_number(number), rest


def _parts(text: str) -> tuple[str, str, str]:
    """Cut a text into a plus sign, the number, and everything behind it."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise UnitError(
            say("'{text}' does not begin with a number", text=text), say("name a value that is a number, or replace it")
        )
    return match[1], match[2], match[3]
