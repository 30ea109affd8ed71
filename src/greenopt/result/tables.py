"""Tables of a run: the portfolio for a spreadsheet, and the resolved case as YAML for people."""

import csv
import io
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


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if text in NOTHING else None)


for _dumper in (_Plain, _Fast):
    _dumper.add_representer(str, _text)


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
    found = _dumped(data, _Fast)
    # The same bytes wherever greenopt is installed: an escape may be libyaml's, so such a text is written the slow way.
    return (_dumped(data, _Plain) if "\\U" in found else found).encode()


def yaml_node(data: dict[str, Any]) -> yaml.MappingNode:
    """Return texts as nodes of YAML, whose form may still be chosen."""
    dumper = _Plain(io.StringIO(), sort_keys=False)
    node = dumper.represent_data(data)
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - a dictionary becomes nothing else
    return node


def serialized(node: yaml.MappingNode) -> str:
    """Return nodes as YAML, in the order and form that they have."""
    return str(yaml.serialize(node, Dumper=_Plain, allow_unicode=True, width=1_000_000))


def _dumped(data: dict[str, Any], dumper: type[yaml.SafeDumper]) -> str:
    return str(yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000))
