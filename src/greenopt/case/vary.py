"""
Vary: which written numbers a set of changes moves, and to what.

A study solves one case many times with other numbers. The numbers that move are marked in the tree, so that reading it
leaves a trace (see ``greenopt.varying``); what a change does to such a number is then told without the tree. Changes
that do more than move a number (another word, another unit, a key that is not there, ``drop``) are not told here:
for them the case is read anew.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from greenopt.case.arithmetic import Operation, number_and_unit, operation
from greenopt.case.mistakes import Segments
from greenopt.case.node import Mapping, Node, Scalar, child
from greenopt.case.node import Sequence as List
from greenopt.case.text import composed
from greenopt.units import UnitError
from greenopt.varying import Trace, VaryingText

_ANY = "*"
_OF_YAML = "[{\"'&*!|>`@#~"
"""Characters with which a value begins that is more than plain text."""


class Numbers:
    """The written numbers of a case that vary, in a fixed order."""

    def __init__(self, tree: Mapping, paths: Iterable[str]) -> None:
        """
        Find the numbers.

        Args:
            tree: the case, its own changes applied.
            paths: of single numbers, or with ``*`` for every key that is written at that level.
        """
        self._tree = tree
        self._reached: dict[str, tuple[Segments, ...]] = {}
        found = sorted({each for path in paths for each in self._below(path) if self._is_number(each)}, key=str)
        self.paths: tuple[Segments, ...] = tuple(found)
        self._place = {path: number for number, path in enumerate(found)}
        self._texts = [self._text(path) for path in found]
        self._read = [number_and_unit(text) for text in self._texts]
        self.values: tuple[Fraction, ...] = tuple(number for number, _ in self._read)
        """What is written, in the unit that is written behind it."""

    def marked(self, trace: Trace, steady: frozenset[int] = frozenset()) -> Mapping:
        """Return the tree with its numbers marked; those that are to be read anew each time are left as they are."""
        marks: dict[str, object] = {}
        for number, path in enumerate(self.paths):
            if number not in steady:
                here = marks
                for segment in path[:-1]:
                    here = here.setdefault(str(segment), {})  # type: ignore[assignment]  # only leaves are numbers
                here[str(path[-1])] = number
        marked = _marked(self._tree, marks, trace)
        return marked if isinstance(marked, Mapping) else self._tree

    def moved(self, changes: Iterable[tuple[str, str]]) -> dict[int, Fraction] | None:
        """Return the numbers that changes move and what to, in order; None if they do more than that."""
        texts: dict[int, str] = {}
        found: dict[int, Fraction] = {}
        for path, value in changes:
            places = self._below(path)
            if not places:
                return None
            try:
                done = _operation(value)
                for each in places:
                    place = self._place.get(each)
                    if place is None or done == "more":
                        return None
                    old = texts.get(place, self._texts[place])
                    new = done.applied(old) if isinstance(done, Operation) else composed(value.strip(" "))
                    number, unit = number_and_unit(new)
                    if unit != self._read[place][1]:
                        return None
                    texts[place], found[place] = new, number
            except UnitError:
                return None
        return found

    def place(self, path: str) -> int | None:
        """Return which of the numbers a path without ``*`` names, None if it is none of them."""
        return self._place.get(tuple(composed(path).split(".")))

    def _below(self, path: str) -> tuple[Segments, ...]:
        """Return the paths that a path with ``*`` reaches."""
        if path not in self._reached:
            self._reached[path] = tuple(_reached(self._tree, composed(path).split(".")))
        return self._reached[path]

    def _is_number(self, path: Segments) -> bool:
        try:
            number_and_unit(self._text(path))
        except (UnitError, LookupError):
            return False
        return True

    def _text(self, path: Segments) -> str:
        node: Node | None = self._tree
        for segment in path:
            node = child(node, segment) if node is not None else None
        if not isinstance(node, Scalar):
            raise LookupError(path)  # noqa: TRY004 - the path leads to no number
        return node.text


def _operation(value: str) -> Operation | str | None:
    """Return what a change does: an operation, None where it replaces, ``more`` where it writes more than a number."""
    text = value.strip(" ")
    if not text or text[0] in _OF_YAML or any(not each.isprintable() for each in text):
        return "more"
    done = operation(composed(text))
    return "more" if done is not None and done.kind == "drop" else done


def _reached(node: Node, segments: Sequence[str]) -> Iterable[tuple[str, ...]]:
    if not segments:
        yield ()
        return
    first, rest = segments[0], segments[1:]
    if first == _ANY:
        below = dict(node.items) if isinstance(node, Mapping) else {}
    else:
        found = child(node, first)
        below = {} if found is None else {first: found}
    for key, each in below.items():
        for path in _reached(each, rest):
            yield (key, *path)


def _marked(node: Node, marks: dict[str, object], trace: Trace) -> Node:
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Mapping):
        changed = {key: _mark(node.items[key], mark, trace) for key, mark in marks.items()}
        return node.with_items({**node.items, **changed})
    items = list(node.items)
    for key, mark in marks.items():
        items[int(key)] = _mark(items[int(key)], mark, trace)
    return List(items, node.place)


def _mark(node: Node, mark: object, trace: Trace) -> Node:
    if isinstance(mark, dict):
        return _marked(node, mark, trace)
    if not isinstance(node, Scalar) or not isinstance(mark, int):
        return node
    return Scalar(VaryingText(node.text, mark, trace), node.place, node.plain)
