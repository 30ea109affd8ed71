"""
Sequences of very many members, such as the names and the bounds of 100,000 projects.

Bounds are nearly all the same few: ``Few`` holds a code for each place and what each code stands for, so that a
question about every place is asked once of each different member, and the answers are spread over the places by one
look-up. Names are all different and hardly ever wanted: ``Names`` makes each when somebody asks for it.
"""

from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from math import prod
from typing import Any, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from greenopt.vector import Places

T = TypeVar("T")
Codes = NDArray[np.int32]
_MOST_COMBINATIONS = 2**20
"""Up to so many conceivable combinations are counted; more are sorted."""


class Few(MutableSequence[T], Generic[T]):
    """A list of very many members, most of which are the same few; members can be dictionary keys."""

    def __init__(self, members: Iterable[T], codes: Codes) -> None:
        """
        Take the different members and which one stands in each place.

        Args:
            members: all different.
            codes: the position of each place's member among them.
        """
        self.members = list(members)
        self.codes = codes
        self._code = {member: code for code, member in enumerate(self.members)}

    @classmethod
    def same(cls, member: T, count: int) -> "Few[T]":
        """Return one member in all of ``count`` places."""
        return cls([member], np.zeros(count, dtype=np.int32))

    @classmethod
    def of(cls, members: Sequence[T]) -> "Few[T]":
        """Return the members of any sequence; one that is coded already is returned itself."""
        if isinstance(members, Few):
            return members
        # Most are the same few objects: each of these is looked at once.
        names = list(map(id, members))
        known = dict(zip(names, members, strict=True))
        code = {member: number for number, member in enumerate(dict.fromkeys(known.values()))}
        code_of = {name: code[member] for name, member in known.items()}
        return cls(code, np.fromiter(map(code_of.__getitem__, names), np.int32, len(names)))

    @classmethod
    def joined(cls, first: Sequence[T], rest: Iterable[T]) -> "Few[T]":
        """Return a sequence with some more members at its end."""
        found = cls.of(first).copy()
        found.extend(rest)
        return found

    def copy(self) -> "Few[T]":
        """Return the same, to be changed on its own."""
        return Few(self.members, self.codes.copy())

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> "Few[T]": ...
    def __getitem__(self, place: int | slice) -> "T | Few[T]":
        """Return the member of a place, or those of a slice."""
        if isinstance(place, slice):
            return Few(self.members, self.codes[place].copy())
        return self.members[int(self.codes[place])]

    def __setitem__(self, place: int | slice, member: Any) -> None:
        """Put a member into a place, or as many as a slice has places."""
        self.codes[place] = list(map(self._known, member)) if isinstance(place, slice) else self._known(member)

    def __delitem__(self, place: int | slice) -> None:
        self.codes = np.delete(self.codes, place)

    def insert(self, place: int, member: T) -> None:
        """Put a member before a place."""
        self.codes = np.insert(self.codes, place, self._known(member))

    def extend(self, members: Iterable[T]) -> None:
        """Put members at the end."""
        more = np.fromiter(map(self._known, members), dtype=np.int32)
        self.codes = np.concatenate((self.codes, more))

    def __iter__(self) -> Iterator[T]:
        return map(self.members.__getitem__, self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]  # it can be changed, like any list

    def places(self, member: T) -> Places:
        """Return the places of a member."""
        code = self._code.get(member)
        return np.flatnonzero(self.codes == code) if code is not None else np.zeros(0, dtype=np.int64)

    def take(self, places: Places, other: "Few[T]") -> None:
        """Put into these places what another sequence of the same length has there."""
        self.codes[places] = self.coded(other)[places]

    def coded(self, other: "Few[T]") -> Codes:
        """Return the codes that another sequence's members have here."""
        return np.array(list(map(self._known, other.members)), dtype=np.int32)[other.codes]

    def _known(self, member: T) -> int:
        code = self._code.setdefault(member, len(self.members))
        if code == len(self.members):
            self.members.append(member)
        return code


class Names(Sequence[str]):
    """Names that are all different because what they are made from is."""

    def __init__(self, count: int, name_of: Callable[[int], str]) -> None:
        """
        Take how many there are and how one is made from its place.

        Args:
            count: places.
            name_of: another name for every place.
        """
        self._count = count
        self._name_of = name_of

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Return the name of a place, or those of a slice."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self._count))]
        return self._name_of(range(self._count)[place])

    def __iter__(self) -> Iterator[str]:
        return map(self._name_of, range(self._count))


class Combined(NamedTuple):
    """What stands side by side in several sequences of one length."""

    members: list[tuple[Any, ...]]
    """The different combinations."""
    codes: Codes
    """Which one each place has."""


def combined(*sequences: Few[Any]) -> Combined:
    """Return what stands side by side in sequences of one length."""
    sizes = [max(len(each.members), 1) for each in sequences]
    together = np.zeros(len(sequences[0]), dtype=np.int64)
    for size, each in zip(sizes, sequences, strict=True):
        together = together * size + each.codes
    if prod(sizes) <= _MOST_COMBINATIONS:
        is_used = np.zeros(prod(sizes), dtype=np.bool_)
        is_used[together] = True
        used = np.flatnonzero(is_used)
        codes = (np.cumsum(is_used, dtype=np.int32) - np.int32(1))[together]
    else:
        used, inverse = np.unique(together, return_inverse=True)
        codes = inverse.astype(np.int32)
    parts = np.unravel_index(used, sizes)
    columns = [map(each.members.__getitem__, part.tolist()) for each, part in zip(sequences, parts, strict=True)]
    return Combined(list(zip(*columns, strict=True)), codes)


def different(*sequences: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    """Return what stands side by side in sequences of one length; where all are coded, each combination once."""
    if all(isinstance(each, Few) for each in sequences):
        return combined(*sequences).members  # type: ignore[arg-type]  # as was just asked
    return zip(*sequences, strict=True)


def changeable(members: Sequence[T]) -> MutableSequence[T]:
    """Return a copy that can be changed."""
    return members.copy() if isinstance(members, Few) else list(members)


def places_of(members: Sequence[T], member: T) -> list[int]:
    """Return the places of a member."""
    if isinstance(members, Few):
        found: list[int] = members.places(member).tolist()
        return found
    return [place for place, each in enumerate(members) if each is member or each == member]


def _same(one: object, other: object) -> bool:
    return one is other or one == other
