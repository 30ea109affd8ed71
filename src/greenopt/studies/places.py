"""Places: where a project, a rule or a fund stands in the files of a case, line by line or cell by cell."""

from collections.abc import Iterable

from greenopt.case.node import Mapping, at, place_of
from greenopt.result.resolved import Json

PROJECT_KEYS = (
    *("cost", "asks", "support", "start", "status", "started", "scale", "requires", "meets"),
    *("facility", "impact", "saves", "adds", "closes"),
)
"""Keys of a project whose places a reader may want beside that of its name."""
RULE_KEYS = (
    *("at_least", "at_most", "exactly", "up_to", "closed_by", "raised_by", "without_projects", "needs", "to"),
    *("source", "valid"),
)
FUND_KEYS = ("amount", "opening", "carry_over", "spend_at_least", "for")
KEYS = {"projects": PROJECT_KEYS, "rules": RULE_KEYS, "funds": FUND_KEYS}


def places(tree: Mapping | None, section: str, name: str) -> list[Json]:
    """Return where something stands, then where its most important values do; as far as it is written at all."""
    own = () if name.count(".") else (name,)
    path = (section, *own) if own else tuple(name.split(".")[:3])
    if tree is None or at(tree, path) is None:
        return []
    found = [_place(tree, path, of_key=True)]
    found += _places_below(tree, path, KEYS[section])
    return found


def _places_below(tree: Mapping, path: tuple[str, ...], keys: Iterable[str]) -> list[Json]:
    return [_place(tree, (*path, key)) for key in keys if at(tree, (*path, key)) is not None]


def _place(tree: Mapping, path: tuple[str, ...], *, of_key: bool = False) -> Json:
    place = place_of(tree, path, of_key=of_key)
    return {
        "path": ".".join(path),
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "cell": place.cell or None,
        "place": str(place),
    }
