"""
What click says by itself, of usage and of options that do not exist, in the reader's language.

Click asks gettext for its sentences as it says them. Their Vietnamese stands in a catalogue of its own,
``locale/vi/LC_MESSAGES/click.po``, which ``make translate`` holds to the click that is installed.
"""

import gettext
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import click

from greenopt.language import CATALOGUES, Language, Message, preferred, say, word

DOMAIN = "click"
_VARIABLE = "LANGUAGE"
"""The variable in which gettext looks first."""

PLACES = (
    say("OPTIONS"),
    say("COMMAND"),
    say("ARGS"),
    say("CASE"),
    say("RUN"),
    say("PLAN"),
    say("NAME"),
    say("DIR"),
    say("FOLDER"),
    say("FILE"),
    say("PATH"),
    say("VALUE"),
    say("RANGE"),
    say("SECONDS"),
    say("PERCENT"),
    say("SHARE"),
    say("YEAR"),
    say("AIM"),
    say("START"),
    say("END"),
    say("ADDRESS"),
    say("DIGEST"),
    say("STUDY"),
    say("FIRST"),
    say("LAST"),
)
"""Words in capitals that stand for what is to be written: in usage lines, beside options and in help texts."""
_CAPITALS = re.compile(r"[A-Z]{2,}")
_KNOWN = frozenset(place.template for place in PLACES)


@contextmanager
def click_speaks(language: Language) -> Iterator[None]:
    """Let click speak a language for a while."""
    domain, wished = gettext.textdomain(), os.environ.get(_VARIABLE)
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ[_VARIABLE] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if wished is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = wished


def language_of_click() -> Language:
    """Return the language that click speaks now; English outside a command, as for the pages of the documentation."""
    return preferred(os.environ.get(_VARIABLE)) if gettext.textdomain() == DOMAIN else "en"


def translated(text: str | None) -> str:
    """Return a help text in the language that click speaks."""
    return word(text or "").in_language(language_of_click())


def place(text: str) -> str:
    """Return what stands for a value, such as ``[DIR]`` or ``PATH=VALUE``, in the language that click speaks."""
    return _CAPITALS.sub(lambda found: translated(found[0]) if found[0] in _KNOWN else found[0], text)


def unfit(message: Message) -> click.BadParameter:
    """Return the mistake of a value of an option, to be raised."""
    return click.BadParameter(message.in_language(language_of_click()))
