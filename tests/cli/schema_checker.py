"""
A checker of the part of JSON Schema that greenopt writes: a second opinion that needs no library.

Data are what an editor sees in a YAML file: numbers as numbers, texts as texts.
"""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
}
KNOWN = {
    "$defs", "$ref", "$schema", "additionalProperties", "anyOf", "const", "description", "enum", "items", "maxItems",
    "minItems", "pattern", "patternProperties", "prefixItems", "properties", "required", "title", "type",
}  # fmt: skip


def refusals(schema: dict[str, Any], data: Any) -> list[str]:
    """Return the paths at which data do not follow a schema, each with the word of the schema that refuses."""
    return list(_refusals(schema, schema, data, ""))


def _refusals(root: dict[str, Any], schema: dict[str, Any], data: Any, path: str) -> Iterator[str]:
    unknown = set(schema) - KNOWN
    assert not unknown, f"this checker does not know {unknown}"
    if "$ref" in schema:
        yield from _refusals(root, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], data, path)
    if "type" in schema and not _is(data, schema["type"]):
        yield f"{path}: type"
        return
    if "enum" in schema and data not in schema["enum"]:
        yield f"{path}: enum"
    if "const" in schema and data != schema["const"]:
        yield f"{path}: const"
    if "pattern" in schema and isinstance(data, str) and not re.search(schema["pattern"], data):
        yield f"{path}: pattern"
    if "anyOf" in schema and all(list(_refusals(root, each, data, path)) for each in schema["anyOf"]):
        yield f"{path}: anyOf"
    if isinstance(data, dict):
        yield from _mapping(root, schema, data, path)
    if isinstance(data, list):
        yield from _list(root, schema, data, path)


def _mapping(root: dict[str, Any], schema: dict[str, Any], data: dict[Any, Any], path: str) -> Iterator[str]:
    yield from (f"{path}.{key}: required" for key in schema.get("required", []) if key not in data)
    for key, value in data.items():
        below = f"{path}.{key}"
        if key in schema.get("properties", {}):
            yield from _refusals(root, schema["properties"][key], value, below)
            continue
        patterns = [each for each in schema.get("patternProperties", {}) if re.search(each, str(key))]
        for pattern in patterns:
            yield from _refusals(root, schema["patternProperties"][pattern], value, below)
        if not patterns and schema.get("additionalProperties") is False:
            yield f"{below}: additionalProperties"


def _list(root: dict[str, Any], schema: dict[str, Any], data: list[Any], path: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data)):
        yield f"{path}: length"
    for number, value in enumerate(data):
        prefix = schema.get("prefixItems", [])
        member = prefix[number] if number < len(prefix) else schema.get("items", {})
        yield from _refusals(root, member, value, f"{path}.{number}")


def _is(data: Any, names: str | list[str]) -> bool:
    wanted = [names] if isinstance(names, str) else names
    if isinstance(data, bool):
        return "boolean" in wanted
    return any(isinstance(data, TYPES[name]) for name in wanted)
