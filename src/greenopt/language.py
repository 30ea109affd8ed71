"""
Text in two languages: every sentence greenopt says exists in English and in Vietnamese.

A sentence is written once, in English, where it is needed: ``say("{project} is not funded", project="x")``.
The Vietnamese stands in the gettext catalogue ``locale/vi``. A ``Message`` stays untranslated until somebody
reads it, so one result can hold both languages and its bytes do not depend on the reader.

A word that goes with a count has two forms in English: ``say("{count} {count:plan|plans}", count=1)``.
"""

import gettext
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")

CATALOGUES = Path(__file__).parent / "locale"
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


class Text(NamedTuple):
    """A text that the writer of a case gave in both languages; one may stand for both."""

    en: str
    vi: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Number:
    """A number inside a sentence, with at most ``decimals`` digits after the point."""

    value: Fraction
    decimals: int = 2

    def in_language(self, language: Language) -> str:
        """Return the number as people of that language write it."""
        return number(self.value, language, self.decimals)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet translated: its English template and the values that fill it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, language: Language) -> str:
        """Return the sentence in one language."""
        template = _catalogue(language).gettext(self.template) if self.template else ""
        return template.format_map({name: _Filled(spoken(value, language)) for name, value in self.values.items()})

    def both(self) -> dict[str, str]:
        """Return the sentence in every language, as results store it."""
        return {language: self.in_language(language) for language in LANGUAGES}

    def __str__(self) -> str:
        return self.in_language("en")


def say(template: str, /, **values: object) -> Message:
    """Make a sentence; the template is a literal, so that the catalogue tools can find it."""
    return Message(template, values)


def listed(items: object) -> Message:
    """Join items with commas inside a sentence; each item may itself be a sentence."""
    parts = list(items)  # type: ignore[call-overload]  # any iterable; object keeps call sites simple
    names = {f"item{index}": part for index, part in enumerate(parts)}
    return _Verbatim(", ".join(f"{{{name}}}" for name in names), names)


def word(text: str) -> Message:
    """
    Return a word that comes from data, such as a unit: translated if the catalogue has it, else as it stands.

    Unlike a template it may hold braces, since nothing is filled in.
    """
    return _Word(text)


class _Filled(str):
    """What is filled into a sentence; as a count it picks the word beside it: ``{count:plan|plans}``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, bar, several = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return one if self == "1" else several


class _Word(Message):
    """A message without values, safe for text that a planner wrote."""

    def in_language(self, language: Language) -> str:
        return _catalogue(language).gettext(self.template) if self.template else ""


class _Verbatim(Message):
    """A message whose template is punctuation only and is therefore never looked up."""

    def in_language(self, language: Language) -> str:
        return self.template.format_map({name: spoken(value, language) for name, value in self.values.items()})


def spoken(value: object, language: Language) -> str:
    """Return one value as it stands in a sentence of that language."""
    if isinstance(value, (Text, Number, Message)):
        return value.in_language(language)
    if isinstance(value, Fraction):
        return number(value, language)
    return str(value)


def printable(text: str, most: int = 60) -> str:
    """Return a text on one line and safe to show: control and direction characters by code point, long ones cut."""
    shown = "".join(each if each.isprintable() else f"<U+{ord(each):04X}>" for each in text[:most])
    return shown + ("…" if len(text) > most else "")


def number(value: Fraction | int, language: Language, decimals: int = 2) -> str:
    """
    Return a number for people: rounded half up, thousands marked, no trailing zeros.

    This is the one rounding rule of every text, page and table. Vietnamese writes 1.234,5 where English
    writes 1,234.5. A number that would round to nothing keeps its first three digits instead.
    """
    exact = Fraction(value)
    shown = rounded(exact, decimals)
    if shown == 0 and exact != 0:
        shown = rounded(exact, decimals + _leading_zeros(exact, decimals) + 3)
    text = f"{shown:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round half up (away from zero) to so many decimals, exactly."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals, _WIDE)


def _leading_zeros(value: Fraction, decimals: int) -> int:
    zeros = 0
    scaled = abs(value) * 10**decimals
    while scaled * 10 < 1:
        scaled *= 10
        zeros += 1
    return zeros


def preferred(asked: str | None = None) -> Language:
    """Return the language to speak: what was asked, else ``GREENOPT_LANG``, else the system's, else English."""
    for wish in (asked, os.environ.get("GREENOPT_LANG"), _system_language()):
        if wish and wish[:2].lower() in LANGUAGES:
            return "vi" if wish[:2].lower() == "vi" else "en"
    return "en"


def _system_language() -> str | None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value
    return locale.getlocale()[0]


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("greenopt", CATALOGUES, [language], fallback=True)
