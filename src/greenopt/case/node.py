"""
The tree of a case: texts, mappings and lists, each with the place where it was written.

Nothing here knows what a value means: every scalar is the text that stands in the file. Trees are never changed;
functions return new ones and share what stayed the same.

A value read from a table finds its place only when somebody asks: the nodes of a row share one ``Locator``, for a
place object per cell would cost more than reading the table.
"""

from collections.abc import Mapping as MappingOf
from typing import Protocol, TypeAlias

from greenopt.case.mistakes import Segments
from greenopt.errors import Place


class Locator(Protocol):
    """Finds the places of the cells of one row of a table."""

    def place(self, column: int) -> Place:
        """Return the place of the cell in that column, counted from 0."""


class _Located:
    """Something that was written somewhere."""

    __slots__ = ("_column", "_where")

    def __init__(self, where: Place | Locator, column: int = 0) -> None:
        self._where = where
        self._column = column

    @property
    def place(self) -> Place:
        """Where this was written; after a change, where the change was."""
        return self._where if isinstance(self._where, Place) else self._where.place(self._column)


class Scalar(_Located):
    """One text as it was written."""

    __slots__ = ("before", "changed_by", "plain", "text")

    def __init__(
        self,
        text: str,
        place: Place | Locator,
        plain: bool = True,
        *,
        column: int = 0,
        changed_by: str | None = None,
        before: Place | None = None,
    ) -> None:
        self.text = text
        self._where = place
        self._column = column
        self.plain = plain
        """Whether it stood without quotation marks."""
        self.changed_by = changed_by
        """What changed it: ``scenario lean`` or ``--set``."""
        self.before = before
        """Where the value stood that was changed, if there was one."""

    def __repr__(self) -> str:
        return f"Scalar({self.text!r})"


class Mapping(_Located):
    """Keys with their values, in the order written."""

    __slots__ = ("items", "key_places")

    def __init__(
        self,
        items: dict[str, "Node"],
        key_places: MappingOf[str, Place],
        place: Place | Locator,
        *,
        column: int = 0,
    ) -> None:
        super().__init__(place, column)
        self.items = items
        self.key_places = key_places
        """Places of the keys; rows of a table share those of the header, so there may be more than keys."""

    def with_items(self, items: dict[str, "Node"]) -> "Mapping":
        """Return a mapping written in the same place with other values."""
        return Mapping(items, self.key_places, self._where, column=self._column)

    def key_place(self, key: str) -> Place:
        """Return where a key stands; a key that a change created stands where its value does."""
        return self.key_places[key] if key in self.key_places else self.items[key].place

    def __repr__(self) -> str:
        return f"Mapping({self.items!r})"


class Sequence(_Located):
    """Values in a list."""

    __slots__ = ("items",)

    def __init__(self, items: list["Node"], place: Place | Locator, *, column: int = 0) -> None:
        super().__init__(place, column)
        self.items = items

    def with_items(self, items: list["Node"]) -> "Sequence":
        """Return a list written in the same place with other values."""
        return Sequence(items, self._where, column=self._column)

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"


Node: TypeAlias = Scalar | Mapping | Sequence
Plain: TypeAlias = str | dict[str, "Plain"] | list["Plain"]


def child(node: Node, segment: str | int) -> Node | None:
    """Return what stands under a key or at a position, or None."""
    if isinstance(node, Mapping):
        return node.items.get(str(segment))
    if isinstance(node, Sequence) and (position := _position(segment, len(node.items))) is not None:
        return node.items[position]
    return None


def at(node: Node, path: Segments) -> Node | None:
    """Return the node at a path, or None when there is none."""
    found: Node | None = node
    for segment in path:
        found = None if found is None else child(found, segment)
    return found


def plain_data(node: Node) -> Plain:
    """Return the tree as dictionaries, lists and texts, as a schema reads it."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: plain_data(value) for key, value in node.items.items()}
    return [plain_data(value) for value in node.items]


def place_of(node: Node, path: Segments, *, of_key: bool = False) -> Place:
    """
    Return the place of the value at a path, or of its nearest ancestor that exists.

    A missing key therefore has the place of its mapping. With ``of_key`` an existing key has its own place, not
    that of its value: what to show for a key that is not known.
    """
    here: Node = node
    place = node.place
    for segment in path:
        below = child(here, segment)
        if below is None:
            return here.place
        place = here.key_place(str(segment)) if of_key and isinstance(here, Mapping) else below.place
        here = below
    return place


def _position(segment: str | int, length: int) -> int | None:
    text = str(segment)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return int(text) if int(text) < length else None
