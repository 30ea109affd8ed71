"""Scenarios and sweeps as rows of cells: what ``changes`` reads, turned round."""

import re
from collections.abc import Iterator

from greenopt.case.book.changes import EXTENDS, GROUPS, SCENARIO_COLUMNS, SWEEP_COLUMNS
from greenopt.case.document import QUOTED
from greenopt.case.node import Mapping, Node, Scalar, Sequence

_SAFE = re.compile(r"[\w+-][\w %./+*-]*")
"""Texts that need no quotation marks inside brackets."""


def scenario_rows(scenarios: Mapping) -> Iterator[list[str]]:
    """Yield one row for each change of each scenario, in their order; its cells are id, path and value."""
    for name, changes in scenarios.items.items():
        written = list(changes.items.items()) if isinstance(changes, Mapping) else []
        if not written:
            yield [name, "", ""]
        for path, value in written:
            yield [name, path, _names(value) if path == EXTENDS else value_text(value)]


def sweep_rows(sweeps: Mapping) -> Iterator[list[str]]:
    """Yield one row for each path that a sweep varies; the first also says what else the sweep says."""
    for name, sweep in sweeps.items.items():
        entry = sweep.items if isinstance(sweep, Mapping) else {}
        vary = entry.get("vary")
        varied = list(vary.items.items()) if isinstance(vary, Mapping) else []
        settings = {key: _setting(key, value) for key, value in entry.items() if key != "vary"}
        for number, (path, values) in enumerate(varied or [("", None)]):
            cells = {"path": path, **_steps(values), **(settings if number == 0 else {})}
            yield [name, *(cells.get(column, "") for column in SWEEP_COLUMNS)]


def columns_of(layout: str) -> tuple[str, ...]:
    """Return the columns behind the id."""
    return SCENARIO_COLUMNS if layout == "scenarios" else SWEEP_COLUMNS


def value_text(node: Node) -> str:
    """Return a value as ``--set`` takes it."""
    if isinstance(node, Scalar):
        needs_quotes = not node.text or node.text in ("~", "null") or node.text[0] in QUOTED
        return _quoted(node.text) if needs_quotes else node.text
    return _inside(node)


def _steps(values: Node | None) -> dict[str, str]:
    if isinstance(values, Mapping):
        return {key: each.text for key, each in values.items.items() if isinstance(each, Scalar)}
    return {"values": " | ".join(map(value_text, values.items))} if isinstance(values, Sequence) else {}


def _setting(key: str, value: Node) -> str:
    if key == "together" and isinstance(value, Sequence) and value.items and isinstance(value.items[0], Sequence):
        return f" {GROUPS} ".join(map(_names, value.items))
    return _names(value)


def _names(value: Node) -> str:
    if isinstance(value, Sequence):
        return " | ".join(each.text for each in value.items if isinstance(each, Scalar))
    return value.text if isinstance(value, Scalar) else ""


def _inside(node: Node) -> str:
    """Return a value as it stands inside brackets."""
    if isinstance(node, Scalar):
        return node.text if _SAFE.fullmatch(node.text) else _quoted(node.text)
    if isinstance(node, Mapping):
        return (
            "{"
            + ", ".join(f"{_inside(Scalar(key, node.place))}: {_inside(each)}" for key, each in node.items.items())
            + "}"
        )
    return "[" + ", ".join(map(_inside, node.items)) + "]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
