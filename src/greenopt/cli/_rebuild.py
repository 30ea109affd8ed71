"""
Rebuild: the resolved case of a run, made once more from the sources that were copied beside it.

This part of ``verify`` shares the readers and rules with ``solve``; it shows that the case which was proved is the case
that the planner wrote.
"""

import json
from pathlib import Path
from typing import Any

from greenopt.case.text import read_bytes
from greenopt.errors import CaseInvalid, GreenoptError
from greenopt.language import Message, say
from greenopt.result.resolved import as_bytes, resolved
from greenopt.result.saved import LARGEST_DOCUMENT, SavedRun
from greenopt.run import question_of

RESOLVED = "case.resolved.json"


def rebuilt(run: Path) -> list[Message]:
    """Return what differs when the sources are read again; nothing if the case is the same to the byte."""
    try:
        before = read_bytes(run / RESOLVED, str(run / RESOLVED), LARGEST_DOCUMENT)
        case = SavedRun(run).case()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        return [say("rebuild: the run cannot be read: {problem}", problem=problem)]
    except CaseInvalid as problem:
        return [say("rebuild: the copied sources have mistakes: {first}", first=problem.diagnostics[0].message)]
    except GreenoptError as problem:
        return [say("rebuild: {problem}", problem=problem.message)]
    after = as_bytes(resolved(case, question_of(case)))
    if before == after:
        return []
    return [
        say("rebuild: the copied sources make another case, from {place} on", place=_first_difference(before, after))
    ]


def _first_difference(before: bytes, after: bytes) -> str:
    """Return the first path at which two documents differ."""
    try:
        return _differs(json.loads(before), json.loads(after), "") or "its form"
    except ValueError:
        return "its form"


def _differs(before: Any, after: Any, path: str) -> str | None:
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, before.get(key), after.get(key)) for key in sorted({*before, *after})]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(_name(old, number), old, new) for number, (old, new) in enumerate(zip(before, after, strict=True))]
    else:
        return None if before == after else path or "its form"
    for key, old, new in pairs:
        found = _differs(old, new, f"{path}.{key}" if path else key)
        if found is not None:
            return found
    return None


def _name(entry: Any, number: int) -> str:
    """Return what an item of a list is called: its id, or its place."""
    return str(entry["id"]) if isinstance(entry, dict) and "id" in entry else str(number)
