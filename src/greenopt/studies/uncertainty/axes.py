"""
Axes: what varies by itself, and what of it is asked about together.

    axis      numbers of one group, or one number by itself: one uniform drives all its numbers, so they rise together
    driver    axes whose share in the spread of the result is asked for: a group, or all numbers of one kind
    subject   axes that somebody can look into at once: a group, a project, a fund, a fuel

Both driver and subject cut the axes into parts that are independent of each other.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from greenopt.case.uncertain import NUMBERS, Uncertain

SubjectKind = Literal["group", "project", "fund", "fuel", "indicator", "stock"]
_KIND_OF: dict[str, SubjectKind] = {
    "projects": "project",
    "funds": "fund",
    "model": "fuel",
    "indicators": "indicator",
    "stocks": "stock",
}


class Axis(NamedTuple):
    """What varies by itself."""

    name: str
    """``group prices``, or the path of the only number; its draws depend on it and on the seed alone."""
    group: str
    """Empty for a number by itself."""
    numbers: tuple[int, ...]
    """Places of its numbers among those of the case."""


class Part(NamedTuple):
    """Axes that are asked about together."""

    kind: SubjectKind | Literal["numbers"]
    name: str
    """A group, the name of a project, fund or fuel, or ``projects.*.cost`` for all numbers of a kind."""
    axes: tuple[int, ...]
    """Places of its axes."""

    @property
    def id(self) -> str:
        """A name of its own in a document, such as ``project brick``."""
        return f"{self.kind} {self.name}"


def axes_of(numbers: Sequence[Uncertain]) -> tuple[Axis, ...]:
    """Return what varies by itself, in order of the first number of each."""
    members: dict[tuple[str, str], list[int]] = {}
    for place, number in enumerate(numbers):
        key = (f"group {number.group}", number.group) if number.group else (number.path, "")
        members.setdefault(key, []).append(place)
    return tuple(Axis(name, group, tuple(places)) for (name, group), places in members.items())


def drivers_of(numbers: Sequence[Uncertain], axes: Sequence[Axis]) -> tuple[Part, ...]:
    """
    Return what the spread of the result is shared out to.

    A group that belongs to one project, fund or fuel alone goes with the others like it: kinds of numbers that stand in
    one such group anywhere are one driver.
    """
    kinds = [
        {numbers[place].kind for place in axis.numbers} if _subject(numbers, axis)[0] != "group" else set()
        for axis in axes
    ]
    joined: list[set[str]] = []
    for own in filter(None, kinds):
        touched = [each for each in joined if each & own]
        joined = [each for each in joined if not each & own] + [own.union(*touched)]
    name_of = {kind: ", ".join(each for each in NUMBERS if each in whole) for whole in joined for kind in whole}
    return _parts(
        axes,
        (
            ("numbers", name_of[min(own)]) if own else ("group", axis.group)
            for own, axis in zip(kinds, axes, strict=True)
        ),
    )


def subjects_of(numbers: Sequence[Uncertain], axes: Sequence[Axis]) -> tuple[Part, ...]:
    """Return what somebody can look into: what belongs to one thing alone is that thing, else its group."""
    return _parts(axes, (_subject(numbers, axis) for axis in axes))


def _subject(numbers: Sequence[Uncertain], axis: Axis) -> tuple[SubjectKind, str]:
    things = {_thing(numbers[place].path) for place in axis.numbers}
    return things.pop() if len(things) == 1 else ("group", axis.group)


def _thing(path: str) -> tuple[SubjectKind, str]:
    """Return whose number stands at a path."""
    root, *rest = path.split(".")
    return _KIND_OF[root], rest[1] if root == "model" else rest[0]


def _parts(axes: Sequence[Axis], keys: Iterable[tuple[SubjectKind | Literal["numbers"], str]]) -> tuple[Part, ...]:
    members: dict[tuple[SubjectKind | Literal["numbers"], str], list[int]] = {}
    for place, key in zip(range(len(axes)), keys, strict=True):
        members.setdefault(key, []).append(place)
    return tuple(Part(kind, name, tuple(places)) for (kind, name), places in members.items())
