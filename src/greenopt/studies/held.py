"""
Held: a part of every long study is solved a second time from the texts, and the fast way is held to it.

One scenario in a hundred is read anew and proved; which ones follows from what is studied, not from chance, so that the
same study holds the same ones wherever it runs. Where both ways differ, the proved one counts and the study says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from math import ceil, isclose

from greenopt.studies.solved import Json, Solved

EVERY = 100
"""One scenario in so many is solved a second time."""
TOLERANCE = 1e-9
ENTIRELY = 1.0
"""How far a plan and none lie apart, or a number and none: a document holds no number that is infinite."""


def sampled(digest: str, count: int) -> frozenset[int]:
    """Return the numbers of the scenarios that are solved a second time: one in a hundred, at least one."""
    drawn = sorted(range(count), key=lambda number: sha256(f"{digest}:{number}".encode()).digest())
    return frozenset(drawn[: ceil(count / EVERY)])


def held(solved: Solved, again: Solved) -> Solved:
    """Return what counts of a scenario that was solved both ways, with how far they lie apart."""
    apart = difference(solved, again)
    return replace(solved if apart <= TOLERANCE else again, held=apart)


def agreement(records: Sequence[Json]) -> Json:
    """Return how many of a study's records were solved a second time, and how far both ways lay apart at most."""
    apart = [each["held"] for each in records if each["held"] is not None]
    return {
        "scenarios": len(apart),
        "differ": sum(each > TOLERANCE for each in apart),
        "most": max(apart, default=None),
    }


def difference(one: Solved, other: Solved) -> float:
    """
    Return how far two answers to one question lie apart, beside their size.

    Value, money and indicators are compared; who starts how much is not, where plans are equally good by every
    published rule but the last. A plan and none, or a number and none, lie entirely apart.
    """
    if one.has_plan != other.has_plan:
        return ENTIRELY
    if not one.has_plan:
        return 0.0
    pairs = [(one.value, other.value), *_pairs(one.totals, other.totals)]
    return max(_apart(first, second) for first, second in pairs)


def _pairs(one: Json, other: Json) -> Iterator[tuple[object, object]]:
    for key in {**one, **other}:
        first, second = one.get(key), other.get(key)
        if isinstance(first, dict) and isinstance(second, dict):
            yield from _pairs(first, second)
        else:
            yield first, second


def _apart(first: object, second: object) -> float:
    if first == second:
        return 0.0
    if not isinstance(first, (int, float)) or not isinstance(second, (int, float)):
        return ENTIRELY
    if isclose(first, second, rel_tol=0.0, abs_tol=1e-12):
        return 0.0
    return abs(first - second) / max(abs(first), abs(second), 1.0)
