"""
Alike: two names for what is probably one thing, and letters that look like others.

    lo_gach, lò-gạch            one project written twice, or one facility whose limit is then two
    Hòa Bình, Hoà Bình          one name; the tone stands on another letter
    kiln_01, kiln_O1            a digit for a letter
    Gạch, Gаch                  the second а is Cyrillic

Names that are only alike are different names to every rule, so a limit for one facility never meets the other. All
this is a warning; what cannot be a name at all is a mistake elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from greenopt.case.assemble import Mistake
from greenopt.case.big_table import BigTable
from greenopt.case.gather import Gathered
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.text import foreign_letter
from greenopt.language import say
from greenopt.project import Facts, Project

NAMED = ("projects", "funds", "places", "stocks", "indicators", "conditions", "rules")
"""Keys of a case whose entries have names."""
MOST_TOLD = 2_000
"""Projects up to which their names are compared; of a larger table no record is made for each of them."""

_BETWEEN = re.compile(r"(?<![0-9])[_-]+|[_-]+(?![0-9])")
"""What stands between words; between digits it is kept, for 1-11 is not 11-1."""
_DIGITS = str.maketrans("01đ", "old")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORDS = re.compile(r"[\w\u0300-\u036f]+")


def bare(name: str) -> str:
    """Return a name without capitals, marks, signs between words, and digits that look like letters."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.casefold())
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _BETWEEN.sub("", name.casefold()).translate(_DIGITS)


def sounded(text: str) -> str:
    """Return a text as it is spoken: words without capitals, each with its tones behind it, one blank between."""
    words = []
    for word in _WORDS.findall(unicodedata.normalize("NFD", text.casefold())):
        tones = "".join(letter for letter in word if letter in _TONES)
        words.append("".join(letter for letter in word if letter not in _TONES) + tones)
    return " ".join(words)


def spelled_alike(facts: Facts, gathered: Gathered) -> Iterator[Mistake]:
    """Yield names, facilities and tags that differ from another one by spelling alone, and projects told twice."""
    for key in NAMED:
        entries = gathered.tree.items.get(key)
        if isinstance(entries, Mapping):
            table = facts.table if key == "projects" else None
            names = sorted(entries.items) if table is None else table.figures.ids
            for name, first in _alike(names):
                yield _same((key, name), name, first)
    yield from _alike_words(facts)
    if len(facts.projects) <= MOST_TOLD:
        yield from _told_twice(facts.projects)


def _alike(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of different names that are spelled alike, the later one first."""
    reduced = bare("\n".join(names)).split("\n") if all(map(str.isascii, names)) else list(map(bare, names))
    if len(reduced) != len(names):
        reduced = list(map(bare, names))
    if len(set(reduced)) == len(names):
        return []
    first: dict[str, str] = {}
    found = []
    for name, each in zip(names, reduced, strict=True):
        if first.setdefault(each, name) != name:
            found.append((name, first[each]))
    return found


def _alike_words(facts: Facts) -> Iterator[Mistake]:
    """Yield facilities and tags of projects that are spelled alike; each once, at the first project that has it."""
    if facts.table is not None:
        figures = facts.table.figures
        for key, words in (("facility", figures.facility), ("tags", figures.tags)):
            for name, first in _alike(words.used()):
                (place, *_) = words.among([name]).nonzero()[0].tolist()
                yield _same(("projects", figures.ids[place], key), name, first)
        return
    for key in ("facility", "tags"):
        holders: dict[str, str] = {}
        for project in facts.projects:
            for name in (project.facility,) if key == "facility" else project.tags:
                if name:
                    holders.setdefault(name, project.id)
        for name, first in _alike(sorted(holders)):
            yield _same(("projects", holders[name], key), name, first)


def _same(path: tuple[str, ...], name: str, first: str) -> Mistake:
    message = say("'{name}' and '{first}' differ by spelling alone", name=name, first=first)
    return Mistake("spelled-alike", path, message, say("write one name for one thing; two things need clearer names"))


def _told_twice(projects: Iterable[Project]) -> Iterator[Mistake]:
    """Yield projects with the name of another one at the same place."""
    first: dict[tuple[str, ...], str] = {}
    for project in projects:
        owner = project.owner.vi if project.owner else ""
        known = (sounded(project.name.vi), project.sector, project.kind, project.place, project.facility, owner)
        other = first.setdefault(known, project.id)
        if bare(other) != bare(project.id):
            message = say("it has the name of '{project}', at the same place", project=other)
            yield Mistake(
                "told-twice", ("projects", project.id), message, say("delete one of them, or tell them apart")
            )


def mixed_scripts(gathered: Gathered) -> Iterator[Mistake]:
    """Yield texts with a word of two scripts, one of whose letters looks like one of the other."""
    for path, scalar in _texts(gathered.tree, ()):
        letter = foreign_letter(scalar.text)
        if letter is not None:
            message = say("among Latin letters stands '{letter}', U+{code}", letter=letter, code=f"{ord(letter):04X}")
            yield Mistake("mixed-scripts", path, message, say("type the word anew: it looks alike and is not found"))


def _texts(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Yield every text that is not plain ASCII; a large table is only walked where its columns say that it matters."""
    if isinstance(node, BigTable) and not node.columns.foreign:
        return
    if isinstance(node, Scalar):
        if not node.text.isascii():
            yield path, node
        return
    below = node.items.items() if isinstance(node, Mapping) else enumerate(node.items)
    for key, each in below:
        yield from _texts(each, (*path, str(key)))
