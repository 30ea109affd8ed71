"""What YAML's own complaints mean, and what to write instead."""

from typing import NoReturn

from greenopt.case.mistakes import Mistakes
from greenopt.errors import Place
from greenopt.language import Message, say

_QUOTE_OR_INDENT = say("check the colons, quotes and indentation of this line")

_OPENED_AT_START = ("found unexpected end of stream", "could not find expected ':'")
"""Complaints that the parser makes far behind the mistake; they belong where the quote or the key began."""

_MEANINGS: list[tuple[str, Message, Message]] = [
    (
        "mapping values are not allowed",
        say("a colon stands where no key can begin"),
        say("indent keys alike, and put a text that holds ': ' in quotes"),
    ),
    (
        "could not find expected ':'",
        say("a key without a colon"),
        say("write 'key: value', or indent the line as part of the text above"),
    ),
    (
        "found unexpected end of stream",
        say("a quotation mark is opened here and never closed"),
        say("close it, or write a quotation mark inside a text twice"),
    ),
    (
        "found character",
        say("a text cannot begin with this character"),
        say("put the text in quotes; indent with spaces, not tabs"),
    ),
    ("',' or ']'", say("a list in brackets is not closed"), say("write ',' between items and ']' at the end")),
    ("',' or '}'", say("a mapping in braces is not closed"), say("write ',' between entries and '}}' at the end")),
    (
        "block sequence entries are not allowed",
        say("a list cannot begin on this line"),
        say("begin each '- ' on a line of its own, or put a text that begins with '- ' in quotes"),
    ),
    (
        "did not find expected '-' indicator",
        say("a line that is not a list item stands among list items"),
        say("begin it with '- ', or indent it as part of the item above"),
    ),
    (
        "did not find expected key",
        say("no key begins here"),
        say("indent keys of one mapping alike; nothing may follow a closing quote or bracket"),
    ),
    ("<block end>", say("no key begins here"), say("indent keys of one mapping alike; quote texts with special signs")),
    (
        "did not find expected node content",
        say("a value is missing before this sign"),
        say("write the value, in quotes if it begins with a special sign"),
    ),
    ("escape", say("an unknown sign after a backslash"), say("use single quotes, or write the backslash twice")),
    (
        "incompatible YAML document",
        say("another version of YAML is asked for"),
        say("delete the line that begins with %YAML"),
    ),
    (
        "directive",
        say("a line that begins with % is not a directive"),
        say("delete the line, or put the text in quotes"),
    ),
    ("tag", say("a tag, '!', is not read here"), say("delete it, or put a text that begins with '!' in quotes")),
    ("anchor", say("an anchor, '&', is not read here"), say("put a text that begins with '&' in quotes")),
    ("alias", say("an alias, '*', is not read here"), say("put a text that begins with '*' in quotes")),
    (
        "document start",
        say("something follows the end of the document"),
        say("keep one document in a file, and nothing behind the last bracket or a line '...'"),
    ),
]


def stop_at(problem: Exception, last: Place, mistakes: Mistakes) -> NoReturn:
    """
    End the reading of a text that is not YAML; ``last`` is where the part before the mistake begins.

    Raises:
        CaseInvalid: always, with what was found before.
    """
    complaint = " ".join(filter(None, (getattr(problem, "problem", None), getattr(problem, "context", None))))
    mark = getattr(problem, "problem_mark", None)
    if any(start in complaint for start in _OPENED_AT_START):
        mark = getattr(problem, "context_mark", None) or mark
    place = Place(last.file, mark.line + 1, mark.column + 1) if mark else last
    message, hint = say("this is not YAML"), _QUOTE_OR_INDENT
    for sign, meaning, cure in _MEANINGS:
        if sign in complaint:
            message, hint = meaning, cure
            break
    mistakes.stop("yaml-syntax", place, "", message, hint)
