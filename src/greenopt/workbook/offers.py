"""
Offers: the names that the drop-downs of a workbook offer, and which names a case may have columns for.

They come from the policy model and the case: sectors, places, indicators, fuels, what is to be closed, the classes of
support, the conditions, and the tags that rules speak of.
"""

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.case.shipped import shipped_models
from greenopt.language import Language, word
from greenopt.plan.form import QUANTITIES
from greenopt.rules import RULES

COLUMN_OFFERS: dict[str, str] = {
    "sector": "sectors",
    "place": "places",
    "support": "classes",
    "class": "classes",
    "rule": "kinds",
    "of": "quantities",
    "what": "stocks",
    "less": "indicators",
    "maximise": "indicators",
    "model": "models",
}
"""Last key of a column → what its drop-down offers."""
NAMED_COLUMNS: dict[str, str] = {
    "saves": "fuels",
    "adds": "fuels",
    "impact": "effects",
    "closes": "stocks",
    "meets": "conditions",
    "raised_by": "effects",
}
"""Key under which names stand → which names."""


@dataclass(frozen=True)
class Offers:
    """Names with their titles."""

    language: Language
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Kind of name → name → title, empty where it has none."""
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    """Key and name → unit of what stands there: (saves, coal) → t/yr."""

    def of(self, kind: str) -> dict[str, str]:
        """Return the names of a kind."""
        return self.names.get(kind, {})


def offers_of(tree: Mapping, factors: Mapping | None, language: Language) -> Offers:
    """
    Return what the drop-downs of a case offer.

    Args:
        tree: the case with what its model brings.
        factors: the file of factors, None if there is none.
        language: of the titles.
    """
    model = tree.items.get("model")
    sectors = _entries(model, "sectors")
    fuels = _entries(model, "factors") if factors is not None else {}
    indicators = _entries(tree, "indicators")
    rules = _entries(tree, "rules")
    titled = {
        "sectors": sectors,
        "places": _entries(tree, "places"),
        "conditions": _entries(tree, "conditions"),
        "stocks": _entries(tree, "stocks"),
        "fuels": fuels,
        "indicators": indicators,
        "effects": {name: each for name, each in indicators.items() if _text(each, "ratio") is None},
    }
    names = {kind: {name: title_of(each, language) for name, each in found.items()} for kind, found in titled.items()}
    names["classes"] = {
        text: title_of(rule, language) for rule in rules.values() if (text := _text(rule, "class")) is not None
    }
    names["tags"] = dict.fromkeys((tag for rule in rules.values() for tag in _tags(rule)), "")
    names["kinds"] = {
        name: word(" ".join((each.__doc__ or "").split("\n\n")[0].split())).in_language(language)
        for name, each in RULES.items()
    }
    names["quantities"] = {**dict.fromkeys(QUANTITIES, ""), **names["indicators"]}
    names["models"] = dict.fromkeys((each for each in shipped_models() if each != "emission-factors"), "")
    return Offers(language, names, _units(indicators, fuels, titled["stocks"]))


def title_of(entry: Node, language: Language) -> str:
    """Return the name of an entry for people, empty if it has none."""
    name = entry.items.get("name") if isinstance(entry, Mapping) else None
    if isinstance(name, Mapping):
        name = name.items.get(language) or next(iter(name.items.values()), None)
    return name.text if isinstance(name, Scalar) else ""


def _units(
    indicators: MappingOf[str, Node], fuels: MappingOf[str, Node], stocks: MappingOf[str, Node]
) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for name, each in indicators.items():
        for key in ("flow", "stock"):
            if (unit := _text(each, key)) is not None:
                found["impact", name] = unit
    for name, each in fuels.items():
        if (unit := _text(each, "unit")) is not None:
            found["saves", name] = found["adds", name] = f"{unit}/yr"
    for name, each in stocks.items():
        if (unit := _text(each, "unit")) is not None:
            found["closes", name] = unit
    return found


def _entries(tree: Node | None, key: str) -> dict[str, Node]:
    below = tree.items.get(key) if isinstance(tree, Mapping) else None
    return below.items if isinstance(below, Mapping) else {}


def _text(entry: Node, key: str) -> str | None:
    found = entry.items.get(key) if isinstance(entry, Mapping) else None
    if isinstance(found, Sequence):
        return ""
    return found.text if isinstance(found, Scalar) else None


def _tags(node: Node) -> Iterator[str]:
    """Yield every tag that a rule speaks of."""
    if isinstance(node, Mapping):
        for key, each in node.items.items():
            if key == "tags" and isinstance(each, Sequence):
                yield from (item.text for item in each.items if isinstance(item, Scalar))
            else:
                yield from _tags(each)
