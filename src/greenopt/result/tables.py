"""Tables of a run: the portfolio for a spreadsheet, and the resolved case as YAML for people."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import yaml

from greenopt.case.case import Case
from greenopt.case.node import plain_data
from greenopt.errors import Fault
from greenopt.language import say

COLUMNS = (
    "rank", "project", "name_vi", "name_en", "sector", "kind", "place", "decision", "level", "cost", "asks",
    "public_money", "starts", "funds", "objective", "merit", "reason_vi", "reason_en",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def portfolio_csv(result: dict[str, Any]) -> bytes:
    """Return the portfolio as CSV: UTF-8 with a mark, so that Excel reads Vietnamese, numbers as in the result."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in result["portfolio"]:
        row = {
            **entry,
            "name_vi": entry["name"]["vi"],
            "name_en": entry["name"]["en"],
            "starts": _pairs(entry["starts"]),
            "funds": _pairs(entry["funds"]),
            "reason_vi": entry["reason"]["vi"],
            "reason_en": entry["reason"]["en"],
        }
        writer.writerow([inert(row[column]) for column in COLUMNS])
    return stream.getvalue().encode("utf-8-sig")


def inert(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value


def _pairs(values: dict[str, Any]) -> str:
    return " | ".join(f"{key}: {value}" for key, value in values.items())


class _Plain(yaml.SafeDumper):
    """Writes every text without quotation marks where YAML allows it: readers take every value as text anyway."""

    yaml_implicit_resolvers: dict[str, Any] = {}


class _Fast(yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper):  # type: ignore[misc]  # one of two classes
    """The same by libyaml, twenty times as fast; only characters beyond the basic plane come out escaped."""

    yaml_implicit_resolvers: dict[str, Any] = {}


NOTHING = frozenset({"~", "null", "Null", "NULL"})
"""Texts that readers take for no value unless they are quoted."""
_LETTERS = "A-Za-z0-9\u00c0-\u024f\u1ea0-\u1ef9"
_STANDS_FOR_ITSELF = re.compile(f"[{_LETTERS}](?:[ _./%{_LETTERS}+-]{{0,98}}[/%{_LETTERS}])?")
"""Latin letters, digits and a few signs: YAML writes such a text as it is, on one line."""
_KINDS = {name: f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}


def resolved_yaml(case: Case) -> bytes:
    """Return the whole case, its model and changes included, as one YAML file that can be solved again."""
    data = complete(case)
    data.pop("scenarios", None)
    data.pop("sweeps", None)
    return as_yaml(data)


def complete(case: Case) -> dict[str, Any]:
    """
    Return the whole case, its model and changes included, as texts; projects in order of their names.

    Rules of the model stand within it, for they may speak of tags and places that this case does not have.
    """
    data: Any = plain_data(case.tree) if case.tree is not None else None
    if not isinstance(data, dict):
        raise Fault(say("the case has no text"))
    projects = data.get("projects")
    if isinstance(projects, dict):
        data["projects"] = {name: projects[name] for name in sorted(projects)}
    rules, model = data.get("rules"), data.get("model")
    if case.model_rules and isinstance(rules, dict) and isinstance(model, dict):
        model["rules"] = {name: each for name, each in rules.items() if name in case.model_rules}
        data["rules"] = {name: each for name, each in rules.items() if name not in case.model_rules}
    return data


def as_yaml(data: dict[str, Any]) -> bytes:
    """Return texts as YAML in the order given."""
    found = "".join(text for key, each in data.items() for text in _entry(key, each))
    # The same bytes wherever greenopt is installed: an escape may be libyaml's, so such a text is written the slow way.
    return (_dumped(data, _Plain) if "\\U" in found else found).encode()


def _entry(key: str, value: Any) -> Iterator[str]:
    """Yield one key of the case with its value; projects, of which there may be very many, one at a time."""
    if key != "projects" or not isinstance(value, dict) or not value:
        yield _dumped({key: value}, _Fast)
        return
    yield "projects:\n"
    for name, project in value.items():
        try:
            yield _simply(name, project, "  ")
        except _NotSimpleError:
            yield _dumped({key: {name: project}}, _Fast).partition("\n")[2]


class _NotSimpleError(Exception):
    """A text needs quotation marks or more than one line."""


def _simply(key: str, value: Any, indent: str) -> str:
    """Return a key with its value where all texts stand for themselves, in a fifth of the time a YAML writer takes."""
    head = f"{indent}{_plain(key)}:"
    if isinstance(value, str):
        return f"{head} {_plain(value)}\n"
    if not value:
        raise _NotSimpleError
    if isinstance(value, dict):
        return f"{head}\n{''.join(_simply(name, each, indent + '  ') for name, each in value.items())}"
    if not all(isinstance(each, str) for each in value):
        raise _NotSimpleError
    return f"{head}\n{''.join(f'{indent}- {_plain(each)}{chr(10)}' for each in value)}"


def _plain(text: str) -> str:
    if not _STANDS_FOR_ITSELF.fullmatch(text) or text in NOTHING:
        raise _NotSimpleError
    return text


def yaml_node(data: dict[str, Any]) -> yaml.MappingNode:
    """Return texts as nodes of YAML, whose form may still be chosen."""
    node = _node(data)
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - a dictionary becomes nothing else
    return node


def serialized(node: yaml.MappingNode) -> str:
    """Return nodes as YAML, in the order and form that they have."""
    return str(yaml.serialize(node, Dumper=_Plain, allow_unicode=True, width=1_000_000))


def _dumped(data: dict[str, Any], dumper: type[yaml.SafeDumper]) -> str:
    return str(yaml.serialize(_node(data), Dumper=dumper, allow_unicode=True, width=1_000_000))


def _node(value: dict[str, Any] | list[Any] | str) -> yaml.Node:
    """Return a value as YAML knows it; made here, since PyYAML looks for each whether it stands somewhere twice."""
    if isinstance(value, str):
        return yaml.ScalarNode(_KINDS["str"], value, style="'" if value in NOTHING else None)
    if isinstance(value, dict):
        pairs = [(_node(key), _node(each)) for key, each in value.items()]
        return yaml.MappingNode(_KINDS["map"], pairs, flow_style=False)
    return yaml.SequenceNode(_KINDS["seq"], [_node(each) for each in value], flow_style=False)
