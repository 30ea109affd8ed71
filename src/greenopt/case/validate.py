"""
Validate: a tree against the format, every mistake with its place and with what to write instead.

pydantic finds the mistakes; here they are put into words. Its path to a mistake names alternatives ("floor",
"word") that no file contains, so they are taken out of it before the path is walked along the tree. What is wrong in
every row of a table is said once.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from greenopt.case.fieldpath import keys, look_up, untagged
from greenopt.case.mistakes import MOST_MISTAKES, dotted
from greenopt.case.nearest import did_you_mean, one_of
from greenopt.case.node import Mapping, Node, child, place_of, plain_data
from greenopt.errors import Diagnostic
from greenopt.fields import Record, Units
from greenopt.language import Message, printable, say, word
from greenopt.rules import RULES
from greenopt.units import UnitError

Document = TypeVar("Document", bound=Record)
TABLED = "projects"
"""The key whose entries may be the rows of a table."""


class _Wrong(NamedTuple):
    """One mistake as pydantic tells it."""

    kind: str
    location: tuple[str | int, ...]
    """Its path, the words left out that only tell forms apart."""
    forms: tuple[str | int, ...]
    """These words."""
    given: Any
    context: dict[str, Any]
    in_every_row: bool = False


def validated(document: type[Document], tree: Mapping, units: Units, found: list[Diagnostic]) -> Document | None:
    """
    Read a tree by its schema; None when there are mistakes, which are added to ``found``.

    Only names as they are written in files are read: ``for``, never the ``pays_for`` of the program.
    """
    try:
        return document.model_validate(plain_data(tree), context=units, by_alias=True, by_name=False)
    except ValidationError as error:
        found += [_diagnostic(document, tree, each) for each in _folded(document, tree, error)]
        return None


def _folded(document: type[Record], tree: Mapping, error: ValidationError) -> list[_Wrong]:
    """Keep one of the mistakes that the rows of a table share: a column that is not known, or one that is missing."""
    rows = _rows(tree)
    groups: dict[tuple[Any, ...], list[_Wrong]] = {}
    for number, each in enumerate(error.errors(include_url=False)):
        location = untagged(document, each["loc"])
        forms = tuple(segment for segment in each["loc"] if segment not in location)
        wrong = _Wrong(each["type"], location, forms, each["input"], each.get("ctx", {}))
        of_column = rows > 1 and location[:1] == (TABLED,) and wrong.kind in ("missing", "extra_forbidden")
        groups.setdefault((wrong.kind, *location[2:]) if of_column else (number,), []).append(wrong)
    folded = (
        [group[0]._replace(in_every_row=True)]
        if len(group) > 1 and (same[0] == "extra_forbidden" or len(group) == rows)
        else group
        for same, group in groups.items()
    )
    return list(islice((each for group in folded for each in group), MOST_MISTAKES))


def _rows(tree: Mapping) -> int:
    """Return how many projects come from a table, whose rows share the places of their keys; else zero."""
    projects = tree.items.get(TABLED)
    rows = list(projects.items.values()) if isinstance(projects, Mapping) else []
    first = rows[0] if rows else None
    shared = isinstance(first, Mapping) and all(
        isinstance(each, Mapping) and each.key_places is first.key_places for each in rows[1:]
    )
    return len(rows) if shared else 0


def _diagnostic(document: type[Record], tree: Mapping, wrong: _Wrong) -> Diagnostic:
    # A rule of an unknown kind is found at the rule as a whole; what is wrong is the word behind ``rule:``.
    of_kind = ("rule",) if wrong.kind == "union_tag_invalid" else ()
    path = _written(tree, (*wrong.location, *of_kind))
    of_key = wrong.kind == "extra_forbidden" or wrong.location[-1:] == ("[key]",)
    place = place_of(tree, path, of_key=of_key)
    if wrong.kind == "extra_forbidden":
        code, (message, hint) = "unknown-key", _unknown_key(document, path, wrong)
    elif wrong.kind == "missing" and isinstance(wrong.location[-1], int):
        code, message, hint = "wrong-length", say("the list has the wrong length"), say("write two values")
    elif wrong.kind in ("missing", "union_tag_not_found"):
        last = str(wrong.location[-1]) if wrong.kind == "missing" else "rule"
        code, message = "missing-key", say("the key '{key}' is missing", key=last)
        hint = _missing_hint(document, (*path, last), wrong)
        if wrong.kind == "union_tag_not_found":
            hint = say("write rule: and one of: {kinds}", kinds=", ".join(RULES))
        path = (*path, last)
    else:
        code, (message, hint) = _wrong_value(document, path, wrong)
    if wrong.in_every_row:
        place = place if of_key else place_of(tree, (TABLED,))
        path = (TABLED, "*", *path[2:])
    return Diagnostic(code, place, dotted(path), message, hint)


def _written(tree: Node, location: Sequence[str | int]) -> tuple[str | int, ...]:
    """Keep of a path what stands in the tree."""
    path: list[str | int] = []
    here: Node = tree
    for segment in location:
        below = child(here, segment)
        if below is not None:
            path.append(segment)
            here = below
    return tuple(path)


def _unknown_key(document: type[Record], path: Sequence[str | int], wrong: _Wrong) -> tuple[Message, Message]:
    parent = look_up(document, path[:-1], wrong.forms)
    known = keys(parent.record) if parent and parent.record else {}
    name = str(path[-1]) if path else ""
    return say("the key '{key}' is not known here", key=printable(name)), did_you_mean(name, known)


def _missing_hint(document: type[Record], path: Sequence[str | int], wrong: _Wrong) -> Message:
    found = look_up(document, path, wrong.forms)
    meaning = (found.field.description or "") if found and found.field else ""
    key = str(path[-1])
    return (
        say("write {key}: … ({meaning})", key=key, meaning=word(meaning)) if meaning else say("write {key}: …", key=key)
    )


_SHAPES = {
    "dict_type": say("keys with values belong here"),
    "model_type": say("keys with values belong here"),
    "model_attributes_type": say("keys with values belong here"),
    "tuple_type": say("a list belongs here"),
    "list_type": say("a list belongs here"),
    "string_type": say("a single text belongs here"),
}


def _wrong_value(
    document: type[Record], path: Sequence[str | int], wrong: _Wrong
) -> tuple[str, tuple[Message, Message]]:
    kind, context, value = wrong.kind, wrong.context, wrong.given
    shown = printable(value) if isinstance(value, str) else ""
    cause = context.get("error")
    if isinstance(cause, UnitError):
        return "wrong-value", (cause.message, cause.hint)
    if kind == "union_tag_invalid":
        word = str(context.get("tag", ""))
        return "wrong-word", (say("there is no rule '{word}'", word=printable(word)), did_you_mean(word, RULES))
    if kind == "literal_error":
        found = look_up(document, path, wrong.forms)
        known = (found.choices if found else ()) or _expected(context)
        if not isinstance(value, str):
            return "wrong-shape", (say("a single word belongs here"), one_of(known))
        return "wrong-word", (
            say("'{word}' is not one of the words allowed here", word=shown),
            _word_hint(value, known),
        )
    if kind in ("too_long", "too_short"):
        count = context.get("max_length", context.get("min_length", 2))
        return "wrong-length", (
            say("the list has the wrong length"),
            say("write {count} {count:value|values}", count=count),
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "wrong-shape", (_SHAPES[kind], say("write key: value lines below it"))
    if kind in ("tuple_type", "list_type"):
        return "wrong-shape", (_SHAPES[kind], say("write [one, two]"))
    if kind == "string_type":
        return "wrong-shape", (_SHAPES[kind], say("write one text, in quotation marks if it has a colon"))
    return "wrong-value", (
        say("'{value}' does not fit here", value=shown),
        say("see: greenopt schema {path}", path=dotted([str(each) for each in path if not str(each).isdigit()])),
    )


def _expected(context: Any) -> tuple[str, ...]:
    words = str(context.get("expected", ""))
    return tuple(word.strip().strip("'") for word in words.replace(" or ", ", ").split(",") if word.strip())


def _word_hint(word: str, known: Sequence[str]) -> Message:
    if word in ("yes", "no", "on", "off") and {"true", "false"} & set(known):
        return one_of(known)
    return did_you_mean(word, known)
