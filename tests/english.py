"""
What English looks like to a test: words of greenopt's own English that its Vietnamese never uses.

The vocabulary is that of the catalogues, so it grows with what greenopt says, and every sentence that was forgotten
holds some of it. Names, keys and commands stand in Vietnamese sentences as they are; their words are no English.
"""

import re
from functools import cache

from tools.catalogue import BOOKS, pairs
from tools.data_words import records

from greenopt.case.fieldpath import keys
from greenopt.cli import SECTIONS
from greenopt.rules import RULES

_NAME = re.compile(r"[\w%]*(?:[-_./:=#][\w*%]+)+|--?[a-z][\w-]*|'[^']*'|`[^`]*`|\([a-z]+\)")
"""A name, path, option or quotation: ``first-case/1``, ``projects.cost``, ``--set``, ``'last'``, ``(assumed)``."""
_WORD = re.compile(r"[a-z]{3,}")
BOTH = frozenset({"than"})
"""Words of both languages: ``than`` is coal."""
_COMMAND = re.compile(r"^ *greenopt .*$|'greenopt [^']*'", re.MULTILINE)


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that only English has."""
    english, vietnamese = set[str](), set[str]()
    for book in BOOKS:
        for pair in pairs(book.translated()):
            english.update(word for form in pair.english for word in words(form))
            vietnamese.update(words(pair.vietnamese))
    return frozenset(english - vietnamese - written_in_cases() - BOTH)


@cache
def written_in_cases() -> frozenset[str]:
    """Return the words that a case or a command line holds: keys, kinds of rule, commands."""
    written = {key for record in records() for key in keys(record)} | set(RULES)
    return frozenset(written | {name for section in SECTIONS for name in section.commands})


def words(text: str) -> list[str]:
    """Return the words of a text that are no names, keys or commands."""
    rest = _NAME.sub(" ", re.sub(r"\{[^{}]*\}", " ", _COMMAND.sub(" ", text)))
    return _WORD.findall(rest.lower())


def english_in(text: str) -> list[str]:
    """Return the English words of a text that should be Vietnamese."""
    return [word for word in words(text) if word in vocabulary()]
