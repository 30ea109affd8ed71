"""
Validate: a tree against the format, every mistake with its place and with what to write instead.

pydantic finds the mistakes; here they are put into words. Its path to a mistake names alternatives ("floor",
"word") that no file contains, so the path is walked along the tree and what does not exist there is left out.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from greenopt.case.fieldpath import keys, look_up
from greenopt.case.mistakes import dotted
from greenopt.case.nearest import did_you_mean, one_of
from greenopt.case.node import Mapping, Node, child, place_of, plain_data
from greenopt.errors import Diagnostic
from greenopt.fields import Record, Units, printable
from greenopt.language import Message, say, word
from greenopt.units import UnitError

Document = TypeVar("Document", bound=Record)


def validated(
    document: type[Document], tree: Mapping, units: Units, found: list[Diagnostic], prefix: Sequence[str] = ()
) -> Document | None:
    """
    Read a tree by its schema; None when there are mistakes, which are added to ``found``.

    ``prefix`` is the path of the tree in the whole, for the key that a mistake shows.
    """
    try:
        return document.model_validate(plain_data(tree), context=units)
    except ValidationError as error:
        found.extend(_diagnostic(document, tree, each, prefix) for each in error.errors(include_url=False))
        return None


def _diagnostic(document: type[Record], tree: Mapping, error: Any, prefix: Sequence[str]) -> Diagnostic:
    path = _written(tree, error["loc"])
    kind = error["type"]
    missing = kind in ("missing", "union_tag_not_found")
    if kind == "extra_forbidden":
        code, (message, hint) = "unknown-key", _unknown_key(document, path, error)
    elif missing:
        last = str(error["loc"][-1]) if kind == "missing" else "rule"
        code, message = "missing-key", say("the key '{key}' is missing", key=last)
        hint = _missing_hint(document, path, last, error["loc"])
        path = (*path, last) if path[-1:] != (last,) else path
    else:
        code, (message, hint) = _wrong_value(document, path, error)
    of_key = kind == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    place = place_of(tree, path, of_key=of_key)
    return Diagnostic(code, place, dotted((*prefix, *path)), message, hint)


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


def _unknown_key(document: type[Record], path: Sequence[str | int], error: Any) -> tuple[Message, Message]:
    parent = look_up(document, path[:-1], error["loc"])
    known = keys(parent.record) if parent and parent.record else {}
    name = str(path[-1]) if path else ""
    return say("the key '{key}' is not known here", key=printable(name)), did_you_mean(name, known)


def _missing_hint(
    document: type[Record], path: Sequence[str | int], key: str, location: Sequence[str | int]
) -> Message:
    found = look_up(document, (*path, key), location)
    meaning = (found.field.description or "") if found and found.field else ""
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


def _wrong_value(document: type[Record], path: Sequence[str | int], error: Any) -> tuple[str, tuple[Message, Message]]:
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    shown = printable(value) if isinstance(value, str) else ""
    cause = context.get("error")
    if isinstance(cause, UnitError):
        return "wrong-value", (cause.message, cause.hint)
    if kind in ("literal_error", "union_tag_invalid"):
        found = look_up(document, path, error["loc"])
        known = (
            _expected(context)
            if kind == "union_tag_invalid"
            else (found.choices if found else ()) or _expected(context)
        )
        word = str(context.get("tag", shown))
        return "wrong-word", (
            say("'{word}' is not one of the words allowed here", word=printable(word)),
            _word_hint(word, known),
        )
    if kind in ("too_long", "too_short"):
        count = context.get("max_length", context.get("min_length", 2))
        return "wrong-length", (say("the list has the wrong length"), say("write {count} values", count=count))
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
    words = str(context.get("expected_tags", context.get("expected", "")))
    return tuple(word.strip().strip("'") for word in words.replace(" or ", ", ").split(",") if word.strip())


def _word_hint(word: str, known: Sequence[str]) -> Message:
    if word in ("yes", "no", "on", "off") and {"true", "false"} & set(known):
        return one_of(known)
    return did_you_mean(word, known)
