"""
Speech: one language, the names that a case gives its parts, and numbers by the one rounding rule.

Also what is taken out of the texts of a case before they are spoken: signs that hide, turn round or end a text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from greenopt.language import Language, Message, Text, word
from greenopt.language import number as as_people_write
from greenopt.report.words import Amount, Json, Names, decimals_for, figure, level, worth


@dataclass(frozen=True)
class Speech:
    """A language of the page, and what things are called in it."""

    language: Language
    names: Names
    sectors: Mapping[str, Json]
    places: Mapping[str, Json]

    @classmethod
    def of(cls, settled: Json, language: Language) -> "Speech":
        """Return how a settled case, as ``case.resolved.json`` holds it, is spoken of."""
        return cls(
            language,
            Names(
                funds={each["id"]: Text(**each["name"]) for each in settled["funds"]},
                indicators={name: Text(**each["name"]) for name, each in settled["indicators"].items()},
                rules={each["name"]: Text(**each["title"]) for each in settled["rules"] if each["title"]},
            ),
            settled["sectors"],
            settled["places"],
        )

    def __call__(self, message: Message | Text) -> str:
        """Return a sentence."""
        return message.in_language(self.language)

    def text(self, value: Mapping[str, str]) -> str:
        """Return a text of a document."""
        return value[self.language]

    def unit(self, unit: str) -> str:
        """Return a unit."""
        return word(unit).in_language(self.language)

    def sector(self, name: str) -> str:
        """Return the name of a sector."""
        return self.text(self.sectors[name]) if name in self.sectors else name

    def place(self, name: str) -> str:
        """Return the name of a place."""
        return self.text(self.places[name]) if name in self.places else name

    def fund(self, name: str) -> str:
        """Return the name of a fund."""
        return self(self.names.funds[name]) if name in self.names.funds else name

    def number(self, value: Amount | Fraction, decimals: int | None = None) -> str:
        """Return a number; what is in the middle of a computation may still be a fraction."""
        if isinstance(value, Fraction):
            return as_people_write(value, self.language, decimals_for([float(value)]) if decimals is None else decimals)
        return figure(value, self.language, decimals)

    def level(self, value: float) -> str:
        """Return how much of a project is carried out."""
        return level(value, self.language)

    def worth(self, value: Amount) -> str:
        """Return what a project brings over what it takes."""
        return worth(value, self.language)

    def joined(self, parts: Sequence[str]) -> str:
        """Return what is known of something, the empty left out."""
        return " · ".join(each for each in parts if each)


def cleaned(value: Any) -> Any:
    """
    Return a document without signs that hide, turn round or end a text.

    Spaces of every kind become plain ones; control and direction signs become the sign for what cannot be shown.
    """
    if isinstance(value, str):
        return "".join(_clean(each) for each in value)
    if isinstance(value, (list, tuple)):
        return [cleaned(each) for each in value]
    if isinstance(value, dict):
        return {cleaned(key): cleaned(each) for key, each in value.items()}
    return value


def _clean(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() and unicodedata.category(sign) in ("Zs", "Cc") else "\N{REPLACEMENT CHARACTER}"
