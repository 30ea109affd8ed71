"""
Scenarios: the changes that a named scenario makes, those of the scenarios that it extends before its own.

    scenarios:
      lean:     {funds.*.amount.*: x 0.7}
      leaner:   {extends: lean, funds.*.opening: 0}

``extends`` is the one key of a scenario that is no path: no case has a key of that name at its top. A scenario is
applied once, however many of those asked for extend it.
"""

from collections.abc import Iterator, Sequence

from greenopt.case.changes import Change, apply_changes
from greenopt.case.fieldpath import keys
from greenopt.case.mistakes import Segments, dotted
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.node import Sequence as Items
from greenopt.case.schema import CaseEntry
from greenopt.errors import CaseInvalid, Diagnostic
from greenopt.language import printable, say

EXTENDS = "extends"
SCENARIOS = "scenarios"
DEEPEST_CHAIN = 20
"""Scenarios, or sweeps, that may extend one another in a row."""


def scenario_names(tree: Mapping) -> list[str]:
    """Return the names of the scenarios of a case, in the order written."""
    return list(entries(tree, SCENARIOS))


def scenario_faults(tree: Mapping, name: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with a scenario, tried on the case."""
    known = (EXTENDS, *keys(CaseEntry))
    entry = entries(tree, SCENARIOS)[name]
    for path in entry.items:
        if "." not in path and path not in known:
            # A change may write any key that is not there yet, and so would one that is meant to be ``extends``.
            message, hint = say("the key '{key}' is not known here", key=printable(path)), did_you_mean(path, known)
            where = dotted((SCENARIOS, name, path))
            yield Diagnostic("unknown-key", entry.key_place(path), where, message, hint)
    try:
        apply_changes(tree, scenario_changes(tree, name))
    except CaseInvalid as error:
        yield from error.diagnostics


def scenario_changes(tree: Mapping, *names: str) -> list[Change]:
    """
    Return the changes that scenarios of a case make, in order.

    Raises:
        CaseInvalid: there is no such scenario, or one extends itself.
    """
    known = entries(tree, SCENARIOS)
    return [
        Change(path, value, f"scenario {name}")
        for name in chain(tree, SCENARIOS, *names)
        for path, value in known[name].items.items()
        if path != EXTENDS
    ]


def chain(tree: Mapping, key: str, *names: str) -> list[str]:
    """
    Return the names of all entries that these rest on, themselves included, each once, what is extended first.

    Args:
        tree: of the case.
        key: ``scenarios`` or ``sweeps``.
        names: of the entries asked for.

    Raises:
        CaseInvalid: an entry does not exist, extends itself, or extends too many in a row.
    """
    found: dict[str, None] = {}
    for name in names:
        _visit(tree, key, name, [], found)
    return list(found)


def entries(tree: Mapping, key: str) -> dict[str, Mapping]:
    """Return the entries under a key of the case that are mappings; the schema refuses others."""
    written = tree.items.get(key)
    items = written.items if isinstance(written, Mapping) else {}
    return {name: each for name, each in items.items() if isinstance(each, Mapping)}


def _visit(tree: Mapping, key: str, name: str, trail: list[str], found: dict[str, None]) -> None:
    """Add a name behind those that it extends."""
    known = entries(tree, key)
    if name not in known:
        raise CaseInvalid([_unknown(tree, key, name, trail)])
    if name in trail or len(trail) >= DEEPEST_CHAIN:
        raise CaseInvalid([_endless(tree, key, name, trail)])
    if name in found:
        return
    for parent in extended(known[name]):
        _visit(tree, key, parent, [*trail, name], found)
    found[name] = None


def extended(entry: Mapping) -> Iterator[str]:
    """Yield the names that an entry extends; what is not a name is left for the schema to refuse."""
    written = entry.items.get(EXTENDS)
    for each in written.items if isinstance(written, Items) else [written]:
        if isinstance(each, Scalar):
            yield each.text


def _unknown(tree: Mapping, key: str, name: str, trail: Sequence[str]) -> Diagnostic:
    known = entries(tree, key)
    message = say("there is no scenario '{name}'", name=printable(name))
    if key != SCENARIOS:
        message = say("there is no sweep '{name}'", name=printable(name))
    others = [each for each in known if each not in trail]
    if trail:
        node, path = _place(tree, key, trail[-1], name)
        return Diagnostic("unknown-name", node.place, dotted(path), message, did_you_mean(name, others))
    written = tree.items.get(key)
    place = written.place if written is not None else tree.place
    return Diagnostic("unknown-name", place, key, message, did_you_mean(name, others))


def _endless(tree: Mapping, key: str, name: str, trail: Sequence[str]) -> Diagnostic:
    node, path = _place(tree, key, trail[-1], name)
    if name not in trail:
        message = say("more than {most} extend one another in a row", most=DEEPEST_CHAIN)
        return Diagnostic("cycle", node.place, dotted(path), message, say("write the changes themselves here"))
    circle = " → ".join([*trail[trail.index(name) :], name])
    message = say("'{name}' extends itself: {circle}", name=printable(name), circle=printable(circle, 200))
    return Diagnostic("cycle", node.place, dotted(path), message, say("take one of these names out"))


def _place(tree: Mapping, key: str, holder: str, name: str) -> tuple[Node, Segments]:
    """Return where an entry says that it extends another."""
    written = entries(tree, key)[holder].items[EXTENDS]
    named = written.items if isinstance(written, Items) else [written]
    node = next((each for each in named if isinstance(each, Scalar) and each.text == name), written)
    return node, (key, holder, EXTENDS)
