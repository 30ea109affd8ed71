"""
Strict YAML to a tree.

What is read is the part of YAML 1.2 that means the same to everybody: mappings with text keys, lists, texts. There
are no anchors, aliases, tags, merge keys or second documents, keys do not repeat, and no value is left empty. Every
scalar stays the text that was written: ``no``, ``010`` and ``2021`` are two, three and four characters. Keys that
start with ``x-`` are the writer's own: they are dropped at every level, with all that stands below them.

PyYAML only cuts the text into events; nothing is ever constructed.
"""

import re
from pathlib import Path

from greenopt.case.builder import DEEPEST, LONGEST_SCALAR, MOST_NODES, build
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.text import add_hidden, composed, decode, hidden_in, position, read_bytes, refuse_hidden
from greenopt.errors import Diagnostic, Place
from greenopt.language import say

__all__ = ["DEEPEST", "LONGEST_SCALAR", "MOST_NODES", "QUOTED", "parse_document", "parse_value", "read_document"]

QUOTED = "[{\"'&*!|>`@#"
"""Signs that a text of a command line begins with only in quotation marks."""
_TAB_INDENT = re.compile(r"^ *(\t)[ \t]*(?=[^\s#])", re.MULTILINE)


def read_document(path: Path | str, name: str, found: list[Diagnostic] | None = None) -> Mapping:
    """
    Read a YAML file.

    Args:
        path: where it is.
        name: what to call it in messages: a path relative to the case.
        found: takes the mistakes that leave the rest of the file readable; their values are missing from the tree.

    Raises:
        CaseInvalid: with every mistake that was found; given ``found``, only if the file cannot be read on.
        FileProblem: when the file cannot be read or is too large.
    """
    return _parse(decode(read_bytes(path, name), name), name, found)


def parse_document(text: str, name: str) -> Mapping:
    """
    Read YAML that is already text; a byte-order mark at its start is accepted.

    Raises:
        CaseInvalid: with every mistake that was found.
    """
    text = text.removeprefix("\ufeff")
    mistakes = Mistakes()
    refuse_hidden(text, name, mistakes)
    mistakes.raise_if_any()
    return _parse(text, name)


def parse_value(text: str, name: str) -> Node:
    """
    Read one value as a command line gives it: ``[a, b]``, ``{a: 1}`` or quotes as YAML, anything else as plain text.

    Raises:
        CaseInvalid: when it is empty, is not one line, hides characters or is not YAML.
    """
    text = text.strip(" ")
    mistakes = Mistakes()
    if (hidden := hidden_in(text) or next((each for each in "\t\r\n" if each in text), None)) is not None:
        add_hidden(hidden, Place(name), "", mistakes)
    if len(text) > LONGEST_SCALAR:
        most = say("write at most {most} characters", most=LONGEST_SCALAR)
        mistakes.add("too-long", Place(name), "", say("the value is too long"), most)
    mistakes.raise_if_any()
    if not text or text in ("~", "null") or text[0] in QUOTED:
        root = build(text, name, mistakes)
        mistakes.raise_if_any()
        return root
    return Scalar(composed(text), Place(name))


def _parse(text: str, name: str, found: list[Diagnostic] | None = None) -> Mapping:
    mistakes = Mistakes()
    for match in _TAB_INDENT.finditer(text):
        tab = position(text, match.start(1), name)
        mistakes.add("tab", tab, "", say("a tab is used to indent"), say("indent with spaces"))
    mistakes.raise_if_any()
    root = build(text, name, mistakes)
    if not isinstance(root, Mapping):
        keys = say("write lines such as 'case: …'")
        mistakes.stop("not-a-mapping", root.place, "", say("the file is not a list of keys with values"), keys)
    if found is None:
        mistakes.raise_if_any()
    else:
        found += mistakes.found
    return root
