"""
One place of the format, explained: what stands there, what may be written, an example from a shipped case.

A path is written as in a case, with or without the names that the planner gives: ``projects.cost`` and
``projects.brick.cost`` are the same place.
"""

import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from greenopt.case.document import read_document
from greenopt.case.fieldpath import keys, look_up, words
from greenopt.case.nearest import did_you_mean, nearest
from greenopt.case.node import Mapping, Node, Plain, Scalar, plain_data
from greenopt.case.schema import DOCUMENTS
from greenopt.case.shipped import shipped
from greenopt.errors import WrongUsage
from greenopt.fields import Record
from greenopt.language import say
from greenopt.rules import RULES

ANY = "*"
"""A name that the planner gives."""
LONGEST_EXAMPLE = 300
MOST_NAMED = 6
"""Keys of a mapping that are named in one line; of a larger one they stand in a table."""


@dataclass
class Explained:
    """What is known of one place of the format."""

    path: str
    meaning: str
    written: list[str]
    """What may be written there, one way each."""
    required: bool | None
    """Whether it must be given; None where the planner chooses the name."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys that may stand below it, with their meaning."""
    beside: list[str] = field(default_factory=list)
    """Keys of the same mapping."""
    example: str = ""


def explained(path: str) -> Explained:
    """
    Return what stands at a path; the empty path is the whole case.

    Raises:
        WrongUsage: nothing stands there; with the nearest key there is.
    """
    kind, segments, shown = _document([each for each in path.split(".") if each])
    walk = Walk(DOCUMENTS[kind], path)
    for number, segment in enumerate(segments, 1):
        walk.step(segment, is_last=number == len(segments))
    found, parent = look_up(walk.root, walk.done), look_up(walk.root, walk.done[:-1])
    if found is None:
        raise walk.nothing(path, ())
    own = found.field if walk.done and (not walk.at_name or found.record is None) else None
    beside = keys(parent.record) if parent and parent.record and not walk.at_name and walk.done else {}
    return Explained(
        path=".".join([*shown, *walk.done]),
        meaning=plain((own.description if own is not None else (found.record and found.record.__doc__)) or ""),
        written=list(_ways(own)) if own is not None else [],
        required=None if own is None or walk.at_name else own.is_required(),
        keys=walk.keys_below(),
        beside=[name for name in beside if name != walk.done[-1]],
        example=_example(kind, walk),
    )


class Walk:
    """A path through the format, names that were left out put in as ``*``."""

    def __init__(self, root: type[Record], path: str) -> None:
        self.root = root
        self.path = path
        self.done: list[str] = []
        self.at_name = False
        """Whether the last segment is a name that the planner gives, not a key."""

    def step(self, segment: str, *, is_last: bool) -> None:
        """
        Go one segment further.

        Raises:
            WrongUsage: there is nothing of that name.
        """
        if self.holds_names():
            self._into_names(segment, is_last=is_last)
            return
        known = self._keys(self.done)
        if segment not in known:
            raise self.nothing(segment, known)
        self.done.append(segment)
        self.at_name = False

    def holds_names(self) -> bool:
        """Return whether names, or years, stand below this place."""
        found = look_up(self.root, self.done)
        if not self.done or found is None or found.field is None:
            return False
        return not self.at_name and _is_mapping(found.field.annotation)

    def keys_below(self) -> dict[str, str]:
        """Return the keys that may stand here, or below the names that stand here; of rules, their kinds."""
        if self.done == ["rules"]:
            return {name: plain(each.__doc__ or "") for name, each in RULES.items()}
        place = [*self.done, ANY] if self.holds_names() else self.done
        return {name: plain(each.description or "") for name, each in self._keys(place).items()}

    def _keys(self, place: Sequence[str]) -> dict[str, FieldInfo]:
        found = look_up(self.root, place)
        return keys(found.record) if found is not None and found.record is not None else {}

    def _into_names(self, segment: str, *, is_last: bool) -> None:
        """Take a segment below a mapping of names: a key behind a name left out, a kind of rule, or a name."""
        if self.done == ["rules"]:
            kind = segment if segment in RULES else next((name for name in RULES if segment in keys(RULES[name])), None)
            if kind is None:
                raise self.nothing(segment, RULES)
            self.done += [kind] if kind == segment else [kind, segment]
            self.at_name = kind == segment
            return
        known = self._keys([*self.done, ANY])
        if is_last and segment not in known and nearest(segment, known) is not None:
            raise self.nothing(segment, known)
        self.done += [ANY, segment] if segment in known else [ANY]
        self.at_name = segment not in known

    def nothing(self, segment: str, known: Iterable[str]) -> WrongUsage:
        """Return the mistake of a path that leads nowhere, with the nearest key there is."""
        hint = did_you_mean(segment, known)
        return WrongUsage(say("nothing stands at '{path}' in the format; {hint}", path=self.path, hint=hint))


def _document(segments: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Return which kind of document a path leads into, the path inside it, and what stood before."""
    if len(segments) > 1 and segments[:2] == ["model", "factors"]:
        return "factors", list(segments[2:]), ["model", "factors"]
    if len(segments) > 1 and segments[0] == "model":
        return "model", list(segments[1:]), ["model"]
    return "case", list(segments), []


def _is_mapping(annotation: Any) -> bool:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_is_mapping(each) for each in get_args(annotation))
    return get_origin(annotation) is dict


def _ways(found: FieldInfo) -> Iterator[str]:
    """Yield the ways in which a value may be written."""
    if choices := words(found.annotation):
        yield ", ".join(choices)
    said: set[str] = set()
    for description in _descriptions(found.annotation, found.metadata):
        if description not in said:
            said.add(description)
            yield description


def _descriptions(annotation: Any, metadata: Sequence[Any] = ()) -> Iterator[str]:
    """Walk a type down to the kinds of value it is made of."""
    for each in metadata:
        if isinstance(each, WithJsonSchema) and each.json_schema and "description" in each.json_schema:
            yield str(each.json_schema["description"])
            return
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _descriptions(members[0], members[1:])
    elif origin in (Union, types.UnionType):
        for each in members:
            yield from _descriptions(each)
    elif origin is dict:
        yield from (f"{key}: {value}" for key, value in _pairs(members))
    elif origin is tuple:
        items = [next(_descriptions(each), "") for each in members if each is not Ellipsis]
        yield f"[{', '.join(items)}{', …' if Ellipsis in members else ''}]"
    elif isinstance(annotation, type) and issubclass(annotation, Record):
        names = list(keys(annotation))
        yield "{" + ", ".join(names if len(names) <= MOST_NAMED else ["…"]) + "}"
    elif annotation is str:
        yield "A text"
    elif annotation is bool:
        yield "true, false"


def _pairs(members: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    key = next(_descriptions(members[0]), "A name")
    for value in _descriptions(members[1]):
        yield f"{{{key}", f"{value}}}"


def _example(kind: str, walk: Walk) -> str:
    """Return the first example of a place in what greenopt ships, as it would be written."""
    if not walk.done:
        return ""
    whole = _first(kind, walk.done)
    if whole:
        return whole[1] if walk.at_name else f"{walk.done[-1]}: {whole[1]}"
    entry = _first(kind, [*walk.done, ANY]) if walk.holds_names() else None
    return f"{entry[0]}: {entry[1]}" if entry else ""


def _first(kind: str, place: Sequence[str]) -> tuple[str, str] | None:
    """Return the first short value at a place, with its own key."""
    for tree in shipped_documents(kind):
        for key, node in _matches("", tree, list(place)):
            text = flow(plain_data(node))
            if len(text) <= LONGEST_EXAMPLE:
                return key, text
    return None


def shipped_documents(*kinds: str) -> Iterator[Mapping]:
    """Yield the shipped cases, models or factor files."""
    for kind in kinds:
        folder, pattern = (shipped("cases"), "*/case.yaml") if kind == "case" else (shipped("models"), "*.yaml")
        for path in sorted(folder.glob(pattern)):
            tree = read_document(path, path.name)
            if kind == "case" or ("fuels" in tree.items) == (kind == "factors"):
                yield tree


def _matches(name: str, node: Node, segments: list[str]) -> Iterator[tuple[str, Node]]:
    if not segments:
        yield name, node
        return
    if not isinstance(node, Mapping):
        return
    first, rest = segments[0], segments[1:]
    if first in RULES and first not in node.items:
        for key, below in node.items.items():
            kind = below.items.get("rule") if isinstance(below, Mapping) else None
            if isinstance(kind, Scalar) and kind.text == first:
                yield from _matches(key, below, rest)
        return
    for key, below in node.items.items():
        if first in (ANY, key):
            yield from _matches(key, below, rest)


def plain(text: str) -> str:
    """Return a docstring as a sentence: on one line, code between single quotation marks."""
    return " ".join(text.replace("``", "'").split())


def flow(value: Plain) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    plain = not set(value) & set("{}[],:#&*!|>'\"%@`") or _is_share(value)
    return value if plain and value else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_share(text: str) -> bool:
    return text.endswith(" %") and text[:-2].replace(".", "").replace("-", "").isdigit()
