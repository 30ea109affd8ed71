"""
Report: what was proved of a run, and what does not hold, as sentences that can be translated.

A check that fails raises ``Refused``: nothing that rests on it is looked at then. What a folder holds may be hostile,
so every value is shortened and made harmless before it stands in a sentence.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple


class Sentence(NamedTuple):
    """What was checked, or what is wrong: an English template and the values in it, so that it can be translated."""

    template: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.template.format(**self.values)


class Refused(Exception):
    """Something is so wrong that nothing that rests on it can be checked."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass
class Report:
    """What was proved of a run (``checks``), what does not hold (``failures``), and the digest of its manifest."""

    digest: str = ""
    place: str = ""
    """The file at hand."""
    checks: list[Sentence] = field(default_factory=list)
    failures: list[Sentence] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when everything holds, else 7."""
        return 7 if self.failures else 0


def say(template: str, /, **values: object) -> Sentence:
    """Make a sentence; values are shortened and made harmless to print."""
    return Sentence(template, {name: shown(value) for name, value in values.items()})


def shown(value: object) -> str:
    """Return a value as it can be shown: at most eighty printable characters."""
    if isinstance(value, (int, Fraction)) and value.numerator.bit_length() + value.denominator.bit_length() > 9999:
        return "a very long number"
    text = str(value)
    text = f"{text[:80]}…" if len(text) > 80 else text
    return "".join(each if each.isprintable() else f"<U+{ord(each):04X}>" for each in text)


def wrong(place: str, expected: object, found: object) -> Refused:
    """Make the refusal of a value that is not what it must be."""
    return Refused(say("{place}: expected {expected}, found {found}", place=place, expected=expected, found=found))
