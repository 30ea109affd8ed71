"""From YAML's events to the tree: what YAML allows and greenopt does not is refused here, with its place."""

from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.case.syntax import stop_at
from greenopt.case.text import add_hidden, composed, hidden_in
from greenopt.errors import Place
from greenopt.language import Message, say

DEEPEST = 40
"""Levels a tree may have."""
LONGEST_SCALAR = 100_000
"""Characters one text may have."""
MOST_NODES = 2_000_000
"""Values and lists one file may hold."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def build(text: str, name: str, mistakes: Mistakes) -> Node:
    """
    Build the tree of one document; mistakes that do not end the reading are noted, and their values left out.

    Raises:
        CaseInvalid: when the text is not YAML, holds nothing, or is beyond the limits above.
    """
    return _Builder(text, name, mistakes).document()


class _Builder:
    """Walks the events of one text once."""

    def __init__(self, text: str, name: str, mistakes: Mistakes) -> None:
        self.name = name
        self.mistakes = mistakes
        self.last: Any = None
        self.path: list[str | int] = []
        self.nodes = 0
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node:
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            self.mistakes.stop("empty", Place(self.name, 1, 1), "", say("nothing is written here"), _WRITE_SOMETHING)
        self._check_directives(start)
        root = self._node(self._next())
        self._next()
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            self.mistakes.add(
                "second-document",
                self._place(after),
                "",
                say("a second document follows the first"),
                say("keep one document in a file and delete the line '---'"),
            )
        if root is None:
            self.mistakes.raise_if_any()
            self.mistakes.stop("empty", Place(self.name, 1, 1), "", say("nothing is written here"), _WRITE_SOMETHING)
        return root

    def _next(self) -> Any:
        try:
            self.last = next(self.events)
        except (yaml.YAMLError, ValueError, OverflowError) as problem:
            # PyYAML lets a few of Python's own errors through, such as that for "\UFFFFFFFF".
            last = self._place(self.last) if self.last else Place(self.name, 1, 1)
            stop_at(problem, last, self.mistakes)
        return self.last

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, code: str, event: Any, message: Message, hint: Message) -> None:
        self.mistakes.add(code, self._place(event), self.path, message, hint)

    def _check_directives(self, start: Any) -> None:
        if start.version not in (None, (1, 2)):
            delete = say("delete the line that begins with %YAML")
            self._refuse("yaml-version", start, say("another version of YAML is asked for"), delete)
        if start.tags:
            self._refuse("tag", start, say("tags are declared"), say("delete the line that begins with %TAG"))

    def _node(self, event: Any) -> Node | None:
        """Build what one event begins; None where the value was refused."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            split = say("split the case, or write the projects as a table")
            message = say("more than {most} values in one file", most=MOST_NODES)
            self.mistakes.stop("too-many", self._place(event), self.path, message, split)
        if isinstance(event, yaml.AliasEvent):
            self._refuse("alias", event, say("an alias, '*{name}'", name=event.anchor), _WRITE_OUT)
            return None
        self._check_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(self.path) >= DEEPEST:
            self._refuse_depth(event)
        return self._mapping(event) if isinstance(event, yaml.MappingStartEvent) else self._sequence(event)

    def _refuse_depth(self, event: Any) -> NoReturn:
        message = say("more than {most} levels deep", most=DEEPEST)
        self.mistakes.stop("too-deep", self._place(event), self.path, message, say("write it flatter"))

    def _check_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse("anchor", event, say("an anchor, '&{name}'", name=event.anchor), _WRITE_OUT)
        if event.tag is not None:
            delete = say("delete it: every value is read as text")
            self._refuse("tag", event, say("a tag, '{tag}'", tag=event.tag), delete)

    def _scalar(self, event: Any) -> Scalar | None:
        text, plain = event.value, not event.style
        if plain and text in ("", "~", "null", "Null", "NULL"):
            leave_out = say("write a value, or leave the key out; quote a text that is meant so")
            self._refuse("empty-value", event, say("the value is empty"), leave_out)
            return None
        return Scalar(event.value, self._place(event), plain) if self._fits(event) else None

    def _fits(self, event: Any) -> bool:
        """Bring a text into normal form and note what is wrong with it."""
        if len(event.value) > LONGEST_SCALAR:
            most = say("write at most {most} characters", most=LONGEST_SCALAR)
            self._refuse("too-long", event, say("the text is too long"), most)
            return False
        if event.style == '"' and (hidden := hidden_in(event.value)) is not None:
            add_hidden(hidden, self._place(event), ".".join(map(str, self.path)), self.mistakes)
            return False
        event.value = composed(event.value)
        return True

    def _sequence(self, start: Any) -> Sequence:
        items: list[Node] = []
        position = 0
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self.path.append(position)
            if (item := self._node(event)) is not None:
                items.append(item)
            self.path.pop()
            position += 1
        return Sequence(items, self._place(start))

    def _mapping(self, start: Any) -> Mapping:
        items: dict[str, Node] = {}
        places: dict[str, Place] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            if key is not None and key.startswith("x-"):
                self._skip_own()
                continue
            self.path.append("?" if key is None else key)
            if key in places:
                self._refuse_twice(key, places[key], event)
            value = self._node(self._next())
            if key is not None and key not in places:
                places[key] = self._place(event)
                if value is not None:
                    items[key] = value
            self.path.pop()
        return Mapping(items, places, self._place(start))

    def _key(self, event: Any) -> str | None:
        """Return the text of a key, or None where it cannot be one."""
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(
                "key", event, say("a key has to be a text"), say("write 'key: value', without brackets or '?'")
            )
            self._node(event)
            return None
        self._check_properties(event)
        if not event.style and event.value == "<<":
            self._refuse("merge-key", event, say("a merge key, '<<'"), _WRITE_OUT)
            return None
        if not event.value:
            self._refuse("key", event, say("a key is empty"), say("write a name before the colon"))
            return None
        return event.value if self._fits(event) else None

    def _refuse_twice(self, key: str, first: Place, event: Any) -> None:
        self._refuse(
            "duplicate-key",
            event,
            say(
                "'{key}' is written twice, in lines {first} and {second}",
                key=key,
                first=first.line,
                second=self._place(event).line,
            ),
            say("keep one of them"),
        )

    def _skip_own(self) -> None:
        """Read past the value of an ``x-`` key; what stands there is the writer's own affair."""
        depth = 0
        while True:
            event = self._next()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth == 0:
                return
            if depth > DEEPEST:
                # The parser takes a time that grows with the square of the depth.
                self._refuse_depth(event)


_WRITE_OUT = say("write the values out in full at each place")
_WRITE_SOMETHING = say("write at least one key with a value")
