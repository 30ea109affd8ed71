"""The nearest known word to one that is not known: "did you mean …?"."""

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import islice

from greenopt.language import Message, say

MOST_LISTED = 12
"""Known words that a hint lists when none is near."""
MOST_COMPARED = 5_000
LONGEST_COMPARED = 200


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, or None; capitals and Vietnamese marks do not count."""
    names: dict[str, str] = {}
    for name in islice(known, MOST_COMPARED):
        names.setdefault(_bare(name), name)
    found = difflib.get_close_matches(_bare(word), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Message:
    """Return the hint for an unknown word: the nearest one, or else what there is."""
    names = list(known)
    if (found := nearest(word, names)) is not None:
        return say("did you mean '{nearest}'?", nearest=found)
    return one_of(names)


def one_of(known: Iterable[str]) -> Message:
    """Return the hint that lists what there is."""
    names = sorted(known)
    if not names:
        return say("nothing is written there yet")
    if len(names) > MOST_LISTED:
        return say("there are {count}, such as {names}", count=len(names), names=", ".join(names[:MOST_LISTED]))
    return say("write one of: {names}", names=", ".join(names))


def _bare(word: str) -> str:
    """Drop capitals and marks, so that a word typed without them is still found."""
    decomposed = unicodedata.normalize("NFD", word[:LONGEST_COMPARED].casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
