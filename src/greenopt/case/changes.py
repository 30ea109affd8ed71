"""
Changes to a tree: scenarios, sweeps and ``--set`` are flat lists of ``path: value``.

    funds.industrial_promotion.amount.2021: 12000     replaces, or writes a key that its mapping did not have
    funds.*.amount.*: x 0.7                           scales every written number and keeps its unit
    rules.green_share.at_least: + 5 %                 adds percentage points to a share
    projects.brick.asks: - 20                         subtracts, in the unit of the old value
    rules.green_share: drop                           removes a rule or a project, or one of their keys

They are applied in order; later ones see what earlier ones did. A ``*`` stands for every key that is written there,
never for a new one. What no path matches is a mistake.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from greenopt.case.arithmetic import Operation, operation
from greenopt.case.document import DEEPEST, QUOTED, parse_value
from greenopt.case.mistakes import Mistakes, Segments
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar, Sequence, child
from greenopt.case.text import add_hidden, composed, hidden_in
from greenopt.errors import Place, WrongUsage
from greenopt.language import Message, say
from greenopt.units import UnitError

DROPPABLE = ("rules", "projects")
"""What a change may remove; the rest of a case is there because something needs it."""
LONGEST_PATH = 1000
"""Characters a path may have."""
_ANY = "*"


class Change(NamedTuple):
    """One changed path."""

    path: str
    """Dotted; ``*`` stands for every key written at that level."""
    value: Node
    """What to write there, or ``x 1.2``, ``+ 5 %``, ``- 20``, ``drop``."""
    origin: str
    """Who changes it: ``scenario lean`` or ``--set``."""


def apply_changes(tree: Mapping, changes: Iterable[Change]) -> Mapping:
    """
    Return a tree with the changes made, in order.

    Raises:
        CaseInvalid: with every change that could not be made, at the place of the change.
    """
    mistakes = Mistakes()
    for change in changes:
        tree = _Application(change, mistakes).apply(tree)
    mistakes.raise_if_any()
    return tree


def parse_set(assignment: str) -> Change:
    """
    Read ``PATH=VALUE`` as ``--set`` takes it.

    Raises:
        WrongUsage: when there is no path, or no ``=``.
        CaseInvalid: when the value is empty or cannot be read.
    """
    path, sign, value = assignment.partition("=")
    if not sign or not path.strip():
        example = "funds.promotion.amount.2021=12000"
        raise WrongUsage(
            say("--set takes PATH=VALUE, such as {example}, not '{given}'", example=example, given=assignment)
        )
    return Change(path.strip(), parse_value(value, "--set"), "--set")


def as_set(value: Node) -> str:
    """Return a value as ``--set`` reads it: lists and mappings in brackets, a text in quotes where it needs them."""
    if not isinstance(value, Scalar):
        return _flow(value)
    plain = value.text == value.text.strip(" ") and value.text not in {"", "~", "null"}
    return value.text if plain and value.text[0] not in QUOTED else _flow(value)


def _flow(value: Node) -> str:
    if isinstance(value, Scalar):
        return json.dumps(value.text, ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {_flow(each)}" for key, each in value.items.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_flow, value.items))}]"


class _Application:
    """One change on its way through the tree."""

    def __init__(self, change: Change, mistakes: Mistakes) -> None:
        self.change = change
        self.mistakes = mistakes
        self.segments = composed(change.path).split(".")
        self.operation: Operation | None = None
        self.matched = False
        self.missed: dict[str, set[str]] = {}
        """Keys looked for below a ``*`` and not found → keys that are there instead."""

    @property
    def _drops(self) -> bool:
        return self.operation is not None and self.operation.kind == "drop"

    def apply(self, tree: Mapping) -> Mapping:
        """Return the changed tree, or the same one where the change is refused."""
        if not self._is_well_formed():
            return tree
        if isinstance(self.change.value, Scalar):
            try:
                self.operation = operation(self.change.value.text)
            except UnitError as problem:
                self._refuse(self.segments, problem.message, problem.hint)
                return tree
        if self._drops and (self.segments[0] not in DROPPABLE or len(self.segments) == 1):
            hint = say("write another value; only what stands under rules. or projects. can be dropped")
            self._refuse(self.segments, say("this cannot be dropped"), hint)
            return tree
        known = len(self.mistakes.found)
        changed = self._descend(tree, 0, [])
        if not self.matched and len(self.mistakes.found) == known:
            self._refuse_no_match()
        return changed if isinstance(changed, Mapping) else tree

    def _is_well_formed(self) -> bool:
        if (hidden := hidden_in(self.change.path)) is not None:
            add_hidden(hidden, self.change.value.place, "", self.mistakes)
            return False
        well_formed = all(segment and (segment == _ANY or _ANY not in segment) for segment in self.segments)
        if well_formed and len(self.change.path) <= LONGEST_PATH:
            if len(self.segments) <= DEEPEST:
                return True
            # Changes below changes would else build what no file may hold, and deeper than Python can follow.
            self._refuse([], say("more than {most} levels deep", most=DEEPEST), say("write it flatter"))
            return False
        hint = say("write keys with single dots between them; * stands alone for every key of a level")
        self._refuse(self.segments, say("'{path}' is not a path", path=self.change.path[:LONGEST_PATH]), hint)
        return False

    def _descend(self, node: Node, depth: int, path: Segments) -> Node | None:
        """Return the node with everything below it changed; None where it is to be removed."""
        if depth == len(self.segments):
            self.matched = True
            return self._changed(node, path)
        segment = self.segments[depth]
        if segment == _ANY:
            return self._descend_all(node, depth, path)
        below = child(node, segment)
        if below is None:
            return self._create(node, depth, path)
        changed = self._descend(below, depth + 1, [*path, segment])
        if changed is below:
            return node
        if isinstance(node, Mapping):
            return _with(node, {segment: changed})
        return self._with_item(node, int(segment), changed, path)

    def _descend_all(self, node: Node, depth: int, path: Segments) -> Node:
        if not isinstance(node, Mapping):
            if _ANY not in self.segments[:depth]:
                hint = say("write the position of an item, counted from 0, or the whole value")
                self._refuse(path, say("'*' stands for keys, and there are none here"), hint)
            return node
        changed = {key: self._descend(below, depth + 1, [*path, key]) for key, below in node.items.items()}
        return _with(node, {key: value for key, value in changed.items() if value is not node.items[key]})

    def _create(self, node: Node, depth: int, path: Segments) -> Node:
        """Write a last key that is not there yet; anything else missing is a mistake or, under ``*``, no match."""
        segment, is_last = self.segments[depth], depth == len(self.segments) - 1
        if _ANY in self.segments:
            if _ANY not in self.segments[:depth]:
                self._refuse_missing(node, segment, path)
            elif isinstance(node, Mapping):
                self.missed.setdefault(segment, set()).update(node.items)
            return node
        if not is_last or self.operation is not None or not isinstance(node, Mapping):
            self._refuse_missing(node, segment, path)
            return node
        self.matched = True
        return _with(node, {segment: _marked(self.change.value, self.change.origin, None)})

    def _refuse_missing(self, node: Node, segment: str, path: Segments) -> None:
        if isinstance(node, Mapping):
            hint = did_you_mean(segment, node.items)
        elif isinstance(node, Sequence) and node.items:
            hint = say("write a position from 0 to {last}", last=len(node.items) - 1)
        else:
            hint = say("change the value above it as a whole")
        self._refuse([*path, segment], say("there is no '{segment}'", segment=segment), hint)

    def _changed(self, node: Node, path: Segments) -> Node | None:
        """Return what takes the place of a value."""
        if self.operation is None:
            return _marked(self.change.value, self.change.origin, _first_place(node))
        if self._drops:
            return None
        if not isinstance(node, Scalar):
            hint = say("name the number: add .* to reach every key below, or the position of an item")
            self._refuse(path, say("only a number can be scaled or added to, and this is not a single value"), hint)
            return node
        try:
            text = self.operation.applied(node.text)
        except UnitError as problem:
            self._refuse(path, problem.message, problem.hint)
            return node
        return _marked(Scalar(text, self.change.value.place, node.plain), self.change.origin, _first_place(node))

    def _with_item(self, node: Node, position: int, changed: Node | None, path: Segments) -> Node:
        if not isinstance(node, Sequence) or changed is None:
            hint = say("write the list anew, without the item")
            self._refuse([*path, str(position)], say("an item of a list cannot be dropped"), hint)
            return node
        items = [*node.items[:position], changed, *node.items[position + 1 :]]
        return node.with_items(items)

    def _refuse_no_match(self) -> None:
        hint = say("check the words between the dots; * stands for keys that are written")
        if self.missed:
            segment, known = max(self.missed.items(), key=lambda each: self.segments.index(each[0]))
            hint = did_you_mean(segment, sorted(known - {segment}))
        self._refuse(self.segments, say("nothing in the case matches this path"), hint)

    def _refuse(self, path: Segments, message: Message, hint: Message) -> None:
        self.mistakes.add("change", self.change.value.place, path, message, hint)


def _with(node: Mapping, changed: dict[str, Node | None]) -> Mapping:
    """Return a mapping with some values changed, and those that are None removed."""
    if not changed:
        return node
    items = {**node.items, **{key: value for key, value in changed.items() if value is not None}}
    for key, value in changed.items():
        if value is None:
            del items[key]
    return node.with_items(items)


def _marked(node: Node, origin: str, before: Place | None) -> Node:
    """Return a new value that says who changed it and where the old one stood."""
    if isinstance(node, Scalar):
        return Scalar(node.text, node.place, node.plain, changed_by=origin, before=before)
    if isinstance(node, Mapping):
        return node.with_items({key: _marked(value, origin, before) for key, value in node.items.items()})
    return node.with_items([_marked(value, origin, before) for value in node.items])


def _first_place(node: Node) -> Place:
    """Return where a value stood before anything changed it."""
    before = node.before if isinstance(node, Scalar) else None
    return before or node.place
