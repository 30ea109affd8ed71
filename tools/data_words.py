"""
Words that greenopt says but that no ``say(…)`` holds: units, and what each key of the format means.

They reach the reader through ``word(…)``, so the catalogue needs them, and an extractor that reads Python source does
not see them; ``tools/catalogue.py`` adds them. Nothing here is typed by hand: units come from the unit table and from
the shipped models and cases, meanings from the records of the format and the files of the rules, as
``greenopt schema`` and ``greenopt rules`` show them.
"""

import re
from collections.abc import Iterator
from typing import Any

import greenopt.case.actuals  # noqa: F401 - its records belong to the format, though no case imports them
from greenopt.case.document import read_document
from greenopt.case.fieldpath import keys
from greenopt.case.node import Plain, plain_data
from greenopt.case.shipped import shipped
from greenopt.cli._explain import _ways, plain
from greenopt.cli._json_schema import SCHEMA_FILES, json_schema
from greenopt.cli.init import TEMPLATES
from greenopt.cli.rules import _described
from greenopt.fields import Record
from greenopt.rules import RULES
from greenopt.units import UNITS

_VIETNAMESE = re.compile("[\u0110\u0111\u00c0-\u1ef9]")
_WRITTEN_WORDS = re.compile(r"[\[{]?[\w…]+(, [\w…]+)*[\]}]?")
"""Keys and words as a file holds them, such as ``none, all`` or ``{at_least}``: the same in every language."""


def data_words() -> list[str]:
    """Return every word, in order."""
    return sorted({*units(), *meanings(), *explanations(), *schemas()})


def units() -> Iterator[str]:
    """Yield the units greenopt knows, also per year, and those that shipped models and cases count in."""
    yield from _shipped_units()
    for unit, (dimension, _) in UNITS.items():
        if not _VIETNAMESE.search(unit):
            yield from (unit,) if dimension == "time" else (unit, f"{unit}/yr")


def _shipped_units() -> Iterator[str]:
    starters = TEMPLATES.glob("*/*.yaml")
    for path in sorted([*shipped("models").glob("*.yaml"), *shipped("cases").glob("*/*.yaml"), *starters]):
        document = plain_data(read_document(path, path.name))
        yield from map(str, _entries(document, "units").values())
        for group in ("indicators", "stocks", "fuels"):
            for name in _entries(document, group):
                entry = _entries(_entries(document, group), name)
                yield from (str(entry[key]) for key in ("flow", "stock", "unit") if key in entry)
        yield from _unlike_ratios(_entries(document, "indicators"))


def _unlike_ratios(indicators: dict[str, Plain]) -> Iterator[str]:
    """Yield the units of ratios of unlike units, such as tCO2e/million VND."""
    for name in indicators:
        parts = _entries(indicators, name).get("ratio")
        if isinstance(parts, list) and len(parts) == 2:
            above, below = (_measured(_entries(indicators, str(part))) for part in parts)
            if above != below:
                yield f"{above}/{below}"


def _measured(entry: dict[str, Plain]) -> str:
    return str(entry.get("flow", entry.get("stock", ""))).removesuffix("/yr")


def _entries(document: Plain, key: str) -> dict[str, Plain]:
    """Return the mapping at a key; an empty one where there is none."""
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def meanings() -> Iterator[str]:
    """Yield what every mapping and key of the format means, and how values may be written."""
    for record in records():
        for field in keys(record).values():
            yield from _worth_translating(field.description, *_ways(field))
        yield from _worth_translating((record.__doc__ or "").strip())


def explanations() -> Iterator[str]:
    """Yield what ``greenopt rules NAME`` says of each kind of rule: paragraphs, and formulas line by line."""
    for name, kind in RULES.items():
        for paragraph in _described(name, kind)["explanation"].split("\n\n"):
            formula = [line.strip() for line in paragraph.splitlines() if line.startswith(" ")]
            yield from formula or [plain(paragraph)]


def schemas() -> Iterator[str]:
    """Yield what an editor shows of each kind of value, from the JSON Schemas."""
    waiting: list[Any] = [json_schema(kind) for kind in SCHEMA_FILES]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node.get("description"), str):
                yield from _worth_translating(node["description"])
            node = list(node.values())
        waiting += node if isinstance(node, list) else []


def records() -> Iterator[type[Record]]:
    """Yield every mapping of the format; the import of ``_explain`` has brought in the rules and objectives too."""
    waiting: list[type[Record]] = [Record]
    while waiting:
        record = waiting.pop()
        waiting += record.__subclasses__()
        if record is not Record and record.__module__.startswith("greenopt."):
            yield record


def _worth_translating(*texts: str | None) -> Iterator[str]:
    for text in texts:
        if text and not _WRITTEN_WORDS.fullmatch(text):
            yield from (text, plain(text))
