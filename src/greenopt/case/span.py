"""
Span: the values between two ends, in equal steps, each written as a change is.

    x 0.5 … x 1.5      factors
    + 5 % … - 5 %      what is added
    500 … 900          values themselves, with the unit that is written behind both

The steps are exact. Only a value without a last decimal, or with more digits than a number may have, is rounded, to
twelve decimals.
"""

from fractions import Fraction
from typing import NamedTuple

from greenopt.case.arithmetic import number_and_unit, operation
from greenopt.language import printable, rounded, say
from greenopt.units import LONGEST_NUMBER, UnitError, decimal_text

DECIMALS = 12
"""Of a value that has no last decimal."""


class Span(NamedTuple):
    """Values in equal steps."""

    texts: tuple[str, ...]
    rounded: bool
    """Whether some of them are not exactly where the steps are."""


class End(NamedTuple):
    """One end of a span."""

    kind: str
    """scale, add, or value."""
    number: Fraction
    unit: str
    """What is written behind the number."""

    def written(self, number: str) -> str:
        """Return the change that writes another number in this way."""
        if self.kind == "scale":
            return f"x {number}"
        if self.kind == "add":
            sign, size = ("-", number[1:]) if number.startswith("-") else ("+", number)
            return f"{sign} {size}{self.unit and ' '}{self.unit}"
        return f"{number}{self.unit}"


def span(first: str, last: str, points: int) -> Span:
    """
    Return the values from one end to the other.

    Args:
        first: as a change is written.
        last: written in the same way and the same unit.
        points: how many, at least two.

    Raises:
        UnitError: an end is no number, the ends do not fit together, or their values cannot be told apart.
    """
    start, end = read_end(first), read_end(last)
    if start.kind != end.kind or start.unit.split() != end.unit.split():
        raise UnitError(
            say("'{first}' and '{last}' are not written alike", first=printable(first), last=printable(last)),
            say("write both ends as values in one unit, as x and a factor, or as + or - and an amount"),
        )
    if start.number == end.number:
        raise UnitError(say("both ends are the same"), say("write two ends that differ, or a list with one value"))
    step = (end.number - start.number) / (points - 1)
    numbers = [start.number + step * place for place in range(points)]
    texts = tuple(start.written(written_number(each)) for each in numbers)
    if len(set(texts)) < points:
        raise UnitError(say("the steps between the ends are too small to be written"), say("take fewer points"))
    return Span(texts, any(_is_rounded(each) for each in numbers))


def read_end(text: str) -> End:
    """
    Read one end of a span.

    Raises:
        UnitError: it is no number.
    """
    done = operation(text)
    if done is None:
        if text.startswith("+"):
            raise UnitError(
                say("'{text}' is not a value", text=printable(text)), say("leave a blank behind the sign to add")
            )
        number, unit = number_and_unit(text)
        return End("value", number, unit)
    if done.kind == "drop":
        raise UnitError(say("'drop' is no end of a range"), say("write it in a list of values"))
    return End(done.kind, done.number, done.unit)


def written_number(number: Fraction) -> str:
    """Return a number as a change holds it; one without a last decimal is rounded to twelve."""
    if not _is_rounded(number):
        return decimal_text(number)
    text = f"{rounded(number, DECIMALS):f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _is_rounded(number: Fraction) -> bool:
    exact = decimal_text(number)
    return "/" in exact or len(exact) > LONGEST_NUMBER
