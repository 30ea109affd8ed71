"""
Projects of a large table, by columns: what rules and sums ask of all of them at once.

It is a sequence of ordinary ``Project`` records, each made when somebody asks for it, so that everything that walks the
projects of a case works with it. Beside them stand the same figures as exact vectors and coded words. A table has plain
projects only: candidates not yet begun, done in part, paid at once in the year they start, without links, conditions
or support limits; any other table is read project by project.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from greenopt.fields import Selector
from greenopt.project import Fund, Project
from greenopt.vector import Vector

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Value = TypeVar("Value")


class Words(NamedTuple):
    """One word for each project, or one list of words: few different ones, by code."""

    codes: Numbers
    values: tuple[tuple[str, ...], ...]

    def among(self, wanted: Sequence[str]) -> Mask:
        """Return which projects have one of the words."""
        names = set(wanted)
        return np.array([bool(names & set(value)) for value in self.values], dtype=np.bool_)[self.codes]

    def used(self) -> tuple[str, ...]:
        """Return the words in order, empty ones left out."""
        return tuple(sorted({word for value in self.values for word in value if word}))


@dataclass(frozen=True)
class Figures:
    """The columns of a table, in the order of the projects' names."""

    ids: list[str]
    sector: Words
    kind: Words
    place: Words
    facility: Words
    tags: Words
    cost: Vector
    asks: Vector
    first: Numbers
    """First year in which a project may start."""
    last: Numbers
    delay: Numbers
    lifetime: Numbers
    stated: Mapping[str, Vector]
    """Indicator → what is stated; zero where nothing is."""
    energy: Mapping[str, Mapping[str, Vector]]
    """Indicator → fuel → units saved per year."""


class ProjectTable(Sequence[Project]):
    """The projects of a large table, sorted by name."""

    def __init__(self, figures: Figures, make: Callable[[int], Project]) -> None:
        self.figures = figures
        self.make = make
        self._made: dict[int, Project] = {}

    def __len__(self) -> int:
        return len(self.figures.ids)

    @overload
    def __getitem__(self, place: int) -> Project: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Project]: ...
    def __getitem__(self, place: int | slice) -> Project | Sequence[Project]:
        """Return a project by its position."""
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        number = range(len(self))[place]
        if number not in self._made:
            self._made[number] = self.make(number)
        return self._made[number]

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each project stands."""
        return {name: number for number, name in enumerate(self.figures.ids)}

    @property
    def by_id(self) -> "View[Project]":
        """Projects by their name."""
        return View(self, lambda place: self[place])

    def mask(self, group: Selector) -> Mask:
        """Return which projects a selector means."""
        figures, found = self.figures, np.ones(len(self), dtype=np.bool_)
        for wanted, words in (
            (group.sectors, figures.sector),
            (group.kinds, figures.kind),
            (group.tags, figures.tags),
            (group.places, figures.place),
            (group.facilities, figures.facility),
        ):
            if wanted is not None:
                found &= words.among(wanted)
        if group.projects is not None:
            named = np.zeros(len(self), dtype=np.bool_)
            named[[self.position[name] for name in group.projects if name in self.position]] = True
            found &= named
        if group.meets or (group.status is not None and "candidate" not in group.status):
            found[:] = False
        return found if group.exclude is None else found & ~self.mask(group.exclude)

    def members(self, group: Selector) -> "Members":
        """Return the projects a selector means, in order of their names."""
        return Members(self, np.flatnonzero(self.mask(group)))

    def payers(self, funds: Sequence[Fund]) -> "View[tuple[str, ...]]":
        """Return the funds that may pay for each project."""
        masks = [(fund.id, self.mask(fund.pays_for)) for fund in funds]
        return View(self, lambda place: tuple(name for name, mask in masks if mask[place]))


class Members(Sequence[Project]):
    """Some of the projects of a table."""

    def __init__(self, table: ProjectTable, places: Numbers) -> None:
        self._table = table
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> Project: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Project]: ...
    def __getitem__(self, place: int | slice) -> Project | Sequence[Project]:
        """Return a project by its position."""
        if isinstance(place, slice):
            return Members(self._table, self.places[place])
        return self._table[int(self.places[place])]


class View(Mapping[str, Value], Generic[Value]):
    """Something of each project of a table, found when asked for."""

    def __init__(self, table: ProjectTable, find: Callable[[int], Value]) -> None:
        self._table = table
        self._find = find

    def __getitem__(self, name: str) -> Value:
        return self._find(self._table.position[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.figures.ids)

    def __len__(self) -> int:
        return len(self._table)
