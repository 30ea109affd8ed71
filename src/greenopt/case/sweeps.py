"""
Sweeps: what a case says is varied, read from its tree into steps of changes.

    vary        path → values; every combination, or one path at a time
    together    paths that move in step count as one
    extends     another sweep, whose keys hold where this one has none
    scenarios   on which everything is varied as well

What the schema refuses anyway is passed over here. Every first and last value is tried on the case, so that a path that
matches nothing is told when the case is read, and not after an hour of solving.
"""

from collections.abc import Iterator
from math import prod
from typing import Any, Literal, NamedTuple, cast

from pydantic import ValidationError

from greenopt.case.arithmetic import operation
from greenopt.case.changes import Change, apply_changes
from greenopt.case.mistakes import Mistakes, Segments
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar, Sequence, at, place_of, plain_data
from greenopt.case.scenarios import chain, entries, scenario_names
from greenopt.case.span import span
from greenopt.case.sweep_entry import StepsEntry, SweepEntry
from greenopt.errors import CaseInvalid, Diagnostic
from greenopt.language import printable, say
from greenopt.units import UnitError

SWEEPS = "sweeps"
MOST_POINTS = 10_000
"""Scenarios that one sweep may come to, those without any variation included."""
MOST_VALUES = 10 * MOST_POINTS
"""Values that its paths may have together; paths that move in step have more of them than there are scenarios."""


class Axis(NamedTuple):
    """One path and the values that are written there in turn."""

    path: str
    values: tuple[Node, ...]
    rounded: bool = False
    """Whether values of a range were rounded, because they have no last decimal."""


class Sweep(NamedTuple):
    """What is varied, ready to be expanded."""

    name: str
    """Empty for one that was asked for on the command line."""
    mode: Literal["grid", "one_at_a_time"]
    steps: tuple[tuple[Axis, ...], ...]
    """Paths that move together; each of these with the others, or alone."""
    scenarios: tuple[str, ...] = ()
    """On which everything is varied, beside the case as it is."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All paths."""
        return tuple(axis for step in self.steps for axis in step)

    @property
    def size(self) -> int:
        """How many scenarios it comes to."""
        lengths = [len(step[0].values) for step in self.steps]
        varied = prod(lengths) if self.mode == "grid" else sum(lengths)
        return (1 + len(self.scenarios)) * (1 + (varied if lengths else 0))


def sweep_names(tree: Mapping) -> list[str]:
    """Return the names of the sweeps of a case, in the order written."""
    return list(entries(tree, SWEEPS))


def sweep_of(tree: Mapping, name: str) -> Sweep | None:
    """
    Return a sweep of a case; None where it is not written as the schema wants it.

    Raises:
        CaseInvalid: with every mistake in it, at its place.
    """
    return read_sweep(tree, name, sweep_entry(tree, name))


def sweep_faults(tree: Mapping) -> Iterator[Diagnostic]:
    """Yield the mistakes of all sweeps of a case, each value at an end tried on it."""
    for name in sweep_names(tree):
        try:
            sweep = sweep_of(tree, name)
        except CaseInvalid as error:
            yield from error.diagnostics
        else:
            yield from trial_faults(tree, sweep) if sweep is not None else ()


def trial_faults(tree: Mapping, sweep: Sweep) -> Iterator[Diagnostic]:
    """Yield what is wrong with single values of a sweep; of a range, its ends are tried."""
    for axis in sweep.axes:
        for value in dict.fromkeys((axis.values[0], axis.values[-1])):
            try:
                apply_changes(tree, [Change(axis.path, value, f"sweep {sweep.name}")])
            except CaseInvalid as error:
                yield from error.diagnostics
                break  # the other end would say the same


def read_sweep(tree: Mapping, name: str, entry: Mapping) -> Sweep | None:
    """
    Return a sweep from its entry; None where the schema would refuse it.

    Args:
        tree: of the case, for its scenarios.
        name: of the sweep, empty for one of the command line.
        entry: what is written, what it extends included.

    Raises:
        CaseInvalid: with every mistake in it, at its place.
    """
    try:
        read = SweepEntry.model_validate(plain_data(entry), by_alias=True, by_name=False)
    except ValidationError:
        return None
    reader = _Reader(tree, name, entry, read)
    sweep = Sweep(name, read.mode, reader.steps(), reader.scenarios())
    reader.check(sweep)
    reader.mistakes.raise_if_any()
    return sweep


def sweep_entry(tree: Mapping, name: str) -> Mapping:
    """
    Return an entry with the keys of what it extends.

    Raises:
        CaseInvalid: there is no such sweep, or it extends itself.
    """
    known, items = entries(tree, SWEEPS), dict[str, Node]()
    for each in chain(tree, SWEEPS, name):
        items = {**items, **_varied_too(items.get("vary"), known[each])}
    own = known[name]
    return own.with_items({key: value for key, value in items.items() if key != "extends"})


def _varied_too(before: Node | None, entry: Mapping) -> dict[str, Node]:
    """Return the keys of an entry; its paths stand beside those varied before."""
    vary = entry.items.get("vary")
    if not isinstance(before, Mapping) or not isinstance(vary, Mapping):
        return entry.items
    joined = Mapping({**before.items, **vary.items}, {**before.key_places, **vary.key_places}, vary.place)
    return {**entry.items, "vary": joined}


class _Reader:
    """Reads one entry and notes its mistakes."""

    def __init__(self, tree: Mapping, name: str, entry: Mapping, read: SweepEntry) -> None:
        self.tree = tree
        self.name = name
        self.entry = entry
        self.read = read
        self.mistakes = Mistakes()
        self.count = 0
        """Values read so far."""

    def steps(self) -> tuple[tuple[Axis, ...], ...]:
        """Return the paths with their values, those that move together side by side."""
        axes = {path: self._axis(path, values) for path, values in self.read.vary.items()}
        leaders: dict[str, tuple[Axis, ...]] = {}
        grouped: set[str] = set()
        for group in self.read.together:
            members = [path for path in group if self._is_free(path, axes, grouped)]
            step = tuple(axes[path] for path in members)
            if len({len(axis.values) for axis in step if axis.values}) > 1:
                counts = ", ".join(str(len(axis.values)) for axis in step)
                message = say("paths that move together have {counts} values", counts=counts)
                self._refuse("wrong-length", ("together",), message, say("give each as many values"))
            elif step:
                leaders[members[0]] = step
        return tuple(
            leaders.get(path, (axis,)) for path, axis in axes.items() if path in leaders or path not in grouped
        )

    def _is_free(self, path: str, axes: dict[str, Axis], grouped: set[str]) -> bool:
        """Take a path into a group, unless it is in one already or is not varied."""
        if path in axes and path not in grouped:
            grouped.add(path)
            return True
        if path in grouped:
            message, hint = say("'{name}' is named twice", name=printable(path)), say("name it once")
        else:
            message = say("'{path}' is not varied here", path=printable(path, 200))
            hint = did_you_mean(path, axes)
        self._refuse("unknown-name", ("together",), message, hint, named=path)
        return False

    def scenarios(self) -> tuple[str, ...]:
        """Return the scenarios to vary on."""
        known = scenario_names(self.tree)
        for name in self.read.scenarios or ():
            if name not in known:
                message = say("there is no scenario '{name}'", name=printable(name))
                self._refuse("unknown-name", ("scenarios",), message, did_you_mean(name, known), named=name)
        return self.read.scenarios or ()

    def check(self, sweep: Sweep) -> None:
        """Note that nothing is varied, or too much."""
        if not self.read.vary and not sweep.scenarios:
            hint = say("write vary: and a path with its values, or scenarios: and names")
            self._refuse("missing-key", (), say("nothing is varied"), hint)
        if all(axis.values for axis in sweep.axes) and sweep.size > MOST_POINTS:
            message = say("it comes to {count} {count:scenario|scenarios}", count=sweep.size)
            hint = say("take fewer points, or mode: one_at_a_time; at most {most} are solved", most=MOST_POINTS)
            self._refuse("too-long", (), message, hint)

    def _axis(self, path: str, values: Any) -> Axis:
        key: Segments = ("vary", path)
        node = at(self.entry, key)
        if isinstance(values, StepsEntry):
            return self._range(path, values, cast("Mapping", node))
        items = cast("Sequence", node).items
        if self._too_many(key, len(items)):
            return Axis(path, ())
        known: set[str] = set()
        for number, each in enumerate(items):
            text = str(plain_data(each))
            if text in known:
                message = say("'{name}' is named twice", name=printable(text))
                self._refuse("wrong-value", (*key, number), message, say("name it once"))
            known.add(text)
            try:
                operation(each.text if isinstance(each, Scalar) else "")
            except UnitError as problem:
                self._refuse("wrong-value", (*key, number), problem.message, problem.hint)
        return Axis(path, tuple(items))

    def _range(self, path: str, written: StepsEntry, node: Mapping) -> Axis:
        key: Segments = ("vary", path)
        if not 2 <= written.points <= MOST_POINTS:
            message = say("a range has from 2 to {most} points", most=MOST_POINTS)
            self._refuse("wrong-value", (*key, "points"), message, say("write such a number of points"))
            return Axis(path, ())
        if self._too_many(key, written.points):
            return Axis(path, ())
        try:
            found = span(written.start, written.end, written.points)
        except UnitError as problem:
            self._refuse("wrong-value", (*key, "from"), problem.message, problem.hint)
            return Axis(path, ())
        ends = node.items["from"].place, node.items["to"].place
        last = written.points - 1
        values = tuple(Scalar(text, ends[number == last]) for number, text in enumerate(found.texts))
        return Axis(path, values, found.rounded)

    def _too_many(self, key: Segments, more: int) -> bool:
        """Count values, and refuse them where there are too many to be kept."""
        before, self.count = self.count, self.count + more
        if before <= MOST_VALUES < self.count:
            message = say("its paths have more than {most} values together", most=MOST_VALUES)
            self._refuse("too-long", key, message, say("take fewer points"))
        return self.count > MOST_VALUES

    def _refuse(self, code: str, path: Segments, message: Any, hint: Any, named: str = "") -> None:
        place = place_of(self.entry, path)
        if named and (node := at(self.entry, path)) is not None:
            place = next((each.place for each in _scalars(node) if each.text == named), place)
        where: Segments = (SWEEPS, self.name, *path) if self.name else path
        self.mistakes.add(code, place, where, message, hint)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    for each in node.items.values() if isinstance(node, Mapping) else node.items:
        yield from _scalars(each)
