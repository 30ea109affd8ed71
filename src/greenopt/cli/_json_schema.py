"""
The format as JSON Schema, for editors: what pydantic knows of the records, as YAML files are written.

A case is read as text, an editor reads YAML: so a text may also be a number, the version may be 1, keys that begin
with ``x-`` are free, and an empty value is never offered.
"""

import json
import warnings
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, PydanticJsonSchemaWarning

from greenopt.case.fieldpath import keys
from greenopt.case.schema import DOCUMENTS
from greenopt.language import Language, word

SCHEMA_FILES = {kind: f"{kind}.schema.json" for kind in DOCUMENTS}
"""Kind of document → name of its schema."""
_PYTHON_NAME = r"^\w[\w-]*$"
_NAME = r"^(?!x-)[^\s.*]+$"
"""Names as editors read patterns: to them a word holds no Vietnamese letter."""
_FROM_MODEL = ("objective",)
"""What a case needs and may leave to its model."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Leaves out defaults, which are not JSON, and says what each key means."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a mapping."""
        found = super().model_schema(schema)
        for name, field in keys(schema["cls"]).items():
            if field.description and name in found.get("properties", {}):
                found["properties"][name]["description"] = field.description
        return found

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a value that may be left out."""
        return self.generate_inner(schema["schema"])


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of document: case, model or factors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)
        raw = DOCUMENTS[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    written: dict[str, Any] = _as_written(raw)
    written["required"] = [key for key in written["required"] if key not in _FROM_MODEL]
    return {"$schema": DIALECT, **written, "title": f"greenopt {kind}"}


def schema_text(kind: str, language: Language = "en") -> str:
    """Return the JSON Schema as its file holds it; an editor shows what each key means in that language."""
    return json.dumps(_spoken(json_schema(kind), language), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _spoken(node: Any, language: Language) -> Any:
    """Return a part of the schema with its descriptions in a language."""
    if isinstance(node, list):
        return [_spoken(each, language) for each in node]
    if not isinstance(node, dict):
        return node
    spoken = {key: _spoken(value, language) for key, value in node.items()}
    if isinstance(node.get("description"), str):
        spoken["description"] = word(node["description"]).in_language(language)
    return spoken


def _as_written(node: Any) -> Any:
    """Return a part of the schema, mended for files that people write."""
    if isinstance(node, list):
        return [_as_written(each) for each in node]
    if not isinstance(node, dict):
        return node
    mended = {
        key: _named(value) if key in ("properties", "$defs") else _as_written(value) for key, value in node.items()
    }
    for unwanted in ("discriminator", "title", "propertyNames"):
        mended.pop(unwanted, None)
    for union in ("anyOf", "oneOf"):
        if union in mended:
            mended = _without_null(mended, union)
    if mended.get("type") == "object":
        _close(mended)
    if mended.get("type") == "string" and not {"pattern", "enum", "const"} & set(mended):
        mended["type"] = ["string", "number"]
    if mended.get("pattern") == _PYTHON_NAME:
        mended["pattern"] = _NAME
    if mended.get("const") == "1":
        mended = {key: value for key, value in mended.items() if key not in ("const", "type")} | {"enum": [1, "1"]}
    return mended


def _close(mapping: dict[str, Any]) -> None:
    """Let a mapping hold what it names, and keys that begin with ``x-``; a rule must say of which kind it is."""
    patterns = mapping.get("patternProperties")
    if patterns is not None:
        patterns = {_NAME if each == _PYTHON_NAME else each: value for each, value in patterns.items()}
    if patterns is not None or mapping.get("additionalProperties") is False:
        mapping["patternProperties"] = {**(patterns or {}), "^x-": {}}
        mapping["additionalProperties"] = False
    properties = mapping.get("properties", {})
    if "const" in properties.get("rule", {}):
        properties.pop("id", None)
        mapping["required"] = ["rule", *mapping.get("required", [])]


def _named(properties: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping whose keys are names, not words of the schema."""
    return {name: _as_written(value) for name, value in properties.items()}


def _without_null(node: dict[str, Any], union: str) -> dict[str, Any]:
    members = [each for each in node[union] if each != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key != union}
    if len(members) == 1:
        return {**members[0], **rest}
    return {**rest, "anyOf": members}
