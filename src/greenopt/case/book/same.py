"""
Same: whether two sets of documents say the same, asked of what the format makes of them.

A number with its unit beside it or above it, a text for both languages, a list of one name: what is written differently
and means the same is the same. White space around a text does not count. Keys of scenarios and sweeps keep their order,
for changes are made in it.
"""

from collections.abc import Mapping as MappingOf
from typing import Any

from greenopt.case.mistakes import dotted
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.schema import CaseEntry, FactorsEntry, ModelEntry, UnitsEntry
from greenopt.case.validate import validated
from greenopt.errors import Diagnostic
from greenopt.fields import Record, Units

MOST_TOLD = 5
"""Differences that are named."""
ORDERED = ("scenarios", "sweeps")
ADDED_TO = ("stocks", "indicators")
"""Entries of a case that add keys to those of its model, so that one without keys adds nothing."""


def says_nothing(entry: Node) -> bool:
    """Whether an entry is there and has no key, such as the row of a stock whose amount is left out."""
    return isinstance(entry, Mapping) and not entry.items


def differences(wanted: MappingOf[str, Mapping], found: MappingOf[str, Mapping]) -> list[str]:
    """Return the first few paths at which two sets of documents, by file, say different things."""
    told: list[str] = [name for name in {**wanted, **found} if (name in wanted) != (name in found)]
    units = _units(wanted)
    for name in wanted.keys() & found.keys():
        before, after = (_normal(each[name]) for each in (wanted, found))
        first, second = _read(before, units), _read(after, units)
        if first is None or second is None or first != second:
            told += [dotted(path) for path in _unlike(first, second, ())] or [name]
        told += [key for key in ORDERED if _order(before, key) != _order(after, key)]
    return told[:MOST_TOLD]


def _read(tree: Mapping, units: Units) -> Record | None:
    """Return what the format makes of a document; the objective of a case may be its model's."""
    kind: type[CaseEntry | ModelEntry | FactorsEntry] = CaseEntry
    if "policy" in tree.items:
        kind = ModelEntry
    elif "fuels" in tree.items:
        kind = FactorsEntry
    items = dict(tree.items)
    if kind is CaseEntry:
        items.setdefault("objective", Mapping({"minimise": Scalar("public_money", tree.place)}, {}, tree.place))
        items.setdefault("projects", Mapping({}, {}, tree.place))
        items.setdefault("funds", Mapping({}, {}, tree.place))
        # Keys that a case adds to an indicator or a stock of its model are no whole entry, but read as one.
    found: list[Diagnostic] = []
    return validated(kind, tree.with_items(items), units, found)


def _units(documents: MappingOf[str, Mapping]) -> Units:
    for tree in documents.values():
        written = tree.items.get("units")
        if isinstance(written, Mapping):
            known = UnitsEntry.model_fields
            texts = {key: each.text for key, each in written.items.items() if key in known and isinstance(each, Scalar)}
            return Units(**texts)
    return Units()


def _normal(tree: Mapping) -> Mapping:
    """Return a document with names of uncertain numbers split at their dots, and texts without blanks around them."""
    items = {key: _trimmed(each) for key, each in tree.items.items()}
    for key in ADDED_TO:
        entries = items.get(key)
        if isinstance(entries, Mapping):
            items[key] = entries.with_items(
                {name: each for name, each in entries.items.items() if not says_nothing(each)}
            )
    projects = items.get("projects")
    if isinstance(projects, Mapping):
        items["projects"] = projects.with_items({name: _split(each) for name, each in projects.items.items()})
    return tree.with_items(items)


def _trimmed(node: Node) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.text.strip(), node.place)
    if isinstance(node, Mapping):
        return node.with_items({key: _trimmed(each) for key, each in node.items.items()})
    return node.with_items([_trimmed(each) for each in node.items])


def _split(project: Node) -> Node:
    ranges = project.items.get("uncertain") if isinstance(project, Mapping) else None
    if not isinstance(project, Mapping) or not isinstance(ranges, Mapping):
        return project
    found: dict[str, Any] = {}
    for key, value in ranges.items.items():
        first, _, rest = key.partition(".")
        if not rest:
            found[first] = value
        else:
            below = found.setdefault(first, Mapping({}, {}, value.place))
            below.items[rest] = value
    return project.with_items({**project.items, "uncertain": ranges.with_items(found)})


def _order(tree: Mapping, key: str) -> list[tuple[str, list[str]]]:
    """Return the names below a key with the paths that each changes or varies, in their order."""
    entries = tree.items.get(key)
    found: list[tuple[str, list[str]]] = []
    for name, entry in entries.items.items() if isinstance(entries, Mapping) else ():
        paths = entry.items.get("vary") if key == "sweeps" and isinstance(entry, Mapping) else entry
        found.append((name, [path for path in paths.items if path != "extends"] if isinstance(paths, Mapping) else []))
    return found


def _unlike(first: Any, second: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the deepest paths at which two records differ."""
    if isinstance(first, Record) and type(first) is type(second):
        parts = {name: (getattr(first, name), getattr(second, name)) for name in type(first).model_fields}
        parts |= {"*": (first.model_extra, second.model_extra)}
    elif isinstance(first, dict) and isinstance(second, dict):
        parts = {str(key): (first.get(key), second.get(key)) for key in {**first, **second}}
    else:
        return [path]
    return [each for key, (one, two) in parts.items() if one != two for each in _unlike(one, two, (*path, key))]
