"""
Encoded: JSON as greenopt writes it, the same everywhere: sorted keys, one space for each level, a newline at the end.

Python's own encoder is written in C only for JSON on one line; indented, it takes a piece at a time, which is most of
what writing the run of a large case takes. The bytes here are those of ``json.dumps`` with ``ensure_ascii=False,
indent=1, sort_keys=True, allow_nan=False``, in a fifth of the time; a test holds them equal.
"""

from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from greenopt.errors import Fault
from greenopt.language import say

CONSTANTS = {None: "null", True: "true", False: "false"}


def encoded(data: Any) -> str:
    """
    Return JSON data as the text that is written, a newline at its end.

    Raises:
        Fault: something in it is no JSON: a number that is none, a key that is no text, another kind of object.
    """
    return f"{_value(data, chr(10))}\n"


def _value(value: Any, line: str) -> str:
    """Return a value; ``line`` begins a new line at the level where it stands."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        return _object(value, line)
    if kind is list or kind is tuple:
        below = f"{line} "
        parts = [_value(each, below) for each in value]
        return f"[{below}{f',{below}'.join(parts)}{line}]" if parts else "[]"
    if value is None or kind is bool:
        return CONSTANTS[value]
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float) and isfinite(value):
        return float.__repr__(value)
    if isinstance(value, dict):
        return _object(value, line)
    if isinstance(value, (list, tuple)):
        return _value(list(value), line)
    raise Fault(say("{kind} cannot be written as JSON", kind=kind.__name__))


def _object(value: dict[str, Any], line: str) -> str:
    if not value:
        return "{}"
    below = f"{line} "
    parts = [f"{_key(key)}: {_value(value[key], below)}" for key in sorted(value)]
    return f"{{{below}{f',{below}'.join(parts)}{line}}}"


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Fault(say("{kind} cannot be written as JSON", kind=type(key).__name__))
    return encode_basestring(key)
