"""
Written: how numbers and sentences stand in a result, and where a document differs from what must stand there.

What must stand there is a value or a test. Sentences are tested, not made again: each holds the numbers and names that
belong into it and no other, and sentences of one kind have one wording.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from .report import Sentence, say, wrong
from .shapes import Json
from .weights import ONE

NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


def plain(value: Fraction | None) -> float | int | None:
    """Return a number as result files hold it: rounded half up to twelve significant digits."""
    if not value:
        return None if value is None else 0
    size = abs(value)
    exponent = (size.numerator.bit_length() - size.denominator.bit_length()) * 3 // 10 - 2
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    scale = Fraction(10) ** (11 - exponent)
    rounded = int(size * scale + ONE / 2) / scale * (1 if value > 0 else -1)
    return int(rounded) if rounded.denominator == 1 and size < 10**15 else float(rounded)


def spoken(value: Fraction, language: str) -> str:
    """Return a number as sentences hold it: whole, or the first three digits of what rounds to nothing."""
    decimals = 0
    while value and value * 10**decimals < ONE / (2 if decimals == 0 else 1):
        decimals += 1
    decimals += 2 if decimals else 0
    digits = str(int(value * 10**decimals + ONE / 2)).rjust(decimals + 1, "0")
    whole, after = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    text = f"{int(whole):,}" + (f".{after}" if after else "")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


class Wordings:
    """The wordings of the sentences of a result, by what they say; the first sentence of a kind sets its wording."""

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}

    def test(self, kind: Any, numbers: list[str], names: list[str], unit: str = "") -> Callable[[Json], bool]:
        """Return the test of a sentence of a kind, by the numbers and names in it and a unit that may be."""

        def is_worded(found: Json) -> bool:
            for name in sorted(names, key=len, reverse=True):
                if name not in found:
                    return False
                found = found.replace(name, "", 1)
            found = found.replace(unit, "") if unit else found
            there, wanted = Counter(NUMBER.findall(found)), Counter(numbers)
            if wanted - there or not set(there - wanted) <= set(NUMBER.findall(unit)):
                return False
            bare = NUMBER.sub("#", found)
            return self._known.setdefault(kind, bare) == bare

        return is_worded


def is_anything(found: Json) -> bool:
    """Let pass what no proof reaches."""
    return True


def is_list(found: Json) -> bool:
    """Whether this is a list."""
    return isinstance(found, list)


def is_text(found: Json) -> bool:
    """Whether this is a text."""
    return isinstance(found, str)


def is_texts(found: Json) -> bool:
    """Whether this is a mapping of texts."""
    return isinstance(found, dict) and all(map(is_text, found.values()))


def is_names(found: Json) -> bool:
    """Whether these are names, each given once."""
    return isinstance(found, list) and all(map(is_text, found)) and len({*found}) == len(found) > 0


def differences(place: str, expected: Json, found: Json) -> Iterator[Sentence]:
    """Yield where a document is not as expected."""
    if callable(expected):
        if not expected(found):
            yield wrong(place, "a sentence with the right numbers and names", found).sentence
    elif isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key in expected and key in found:
                yield from differences(f"{place}: {key}", expected[key], found[key])
            else:
                yield say("{place}: {key} is missing or unknown", place=place, key=key)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(f"{place}[{number}]", one, other)
    elif type(expected) is not type(found) or expected != found:
        yield wrong(place, expected, found).sentence
