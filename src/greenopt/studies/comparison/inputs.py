"""
Inputs of two cases, compared: which values differ, and what a reader would call each difference.

A difference is kept at its place, such as ``projects.brick.cost``. For the attribution differences form groups, at
first as fine as they are written (the cost of one project, a rule, the amounts of a fund), coarser if many:

    fine     projects.brick.cost    rules.craft_share.at_least    funds.green_fund.amount
    entry    projects.*.cost        rules.craft_share             funds.green_fund
    kind     projects               rules                         funds
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from greenopt.case.node import Mapping, Node, plain_data
from greenopt.result.resolved import Json

Grain = Literal["fine", "entry", "kind", "all"]
GRAINS: tuple[Grain, ...] = ("fine", "entry", "kind", "all")
Place = tuple[str, ...]

ASIDE = ("scenarios", "sweeps", "greenopt")
"""Keys of a case that no plan depends on."""
DESCRIPTIVE = frozenset(
    {"id", "name", "title", "decision", "source", "note", "owner", "evidence", "row", "negotiable"} | {"uncertain"}
)
"""Keys that tell people something and change no plan."""
NAMES: tuple[Place, ...] = (("places",), ("conditions",), ("model", "sectors"), ("model", "conditions"))
"""Where things are only named: projects and rules that speak of them need them there."""
ENTRIES = ("funds", "projects", "rules", "indicators", "stocks")
"""Keys below which everything has a name of its own."""
ANY = "*"


class Difference(NamedTuple):
    """One entry, or one key of it, that is not the same in both cases."""

    place: Place
    """Such as (projects, brick, cost), or (rules, old) for a whole rule."""
    change: Literal["added", "dropped", "changed"]
    before: Node | None
    after: Node | None

    @property
    def names(self) -> bool:
        """Whether it is only a name that others may speak of."""
        return self.place[:1] in NAMES or self.place[:2] in NAMES

    @property
    def describes(self) -> bool:
        """Whether no plan depends on it; on a whole project or rule a plan may."""
        kind, *rest = self.place
        if self.names or self.place[:2] == ("model", "policy"):
            return True
        if kind == "case":
            return rest[:1] != ["horizon"] and rest[:1] != ["planned_from"]
        key = rest[2:] if kind == "model" else rest[1:] if kind in ENTRIES else rest
        return key[:1] != [] and key[0] in DESCRIPTIVE

    def label(self, grain: Grain) -> str:
        """Return the group that it belongs to."""
        kind, entry, key = _named(self.place)
        if grain == "all":
            return ANY
        if grain == "kind" or not entry:
            return kind
        if grain == "entry":
            return f"{kind}.{ANY}.{key}" if kind == "projects" and key else f"{kind}.{entry}"
        return f"{kind}.{entry}.{key}" if key else f"{kind}.{entry}"


def differences(before: Mapping, after: Mapping) -> list[Difference]:
    """
    Return what differs between two cases, each with its model inside, in order of the places.

    Whole entries (a project, a rule) that only one of the cases has are one difference.
    """
    return sorted(_differences(before, after, ()), key=lambda each: each.place)


def values(found: Iterable[Difference]) -> Iterator[Json]:
    """Yield every single value that differs, with its dotted path; None where there is none."""
    for each in found:
        one, other = (_leaves(node, ".".join(each.place)) for node in (each.before, each.after))
        for path in sorted(one.keys() | other.keys()):
            if one.get(path) != other.get(path):
                change = {"from": one.get(path), "to": other.get(path), "change": each.change}
                yield {"path": path, "within": ".".join(each.place), **change}


def grouped(found: Iterable[Difference], grain: Grain, coarse: frozenset[str] = frozenset()) -> dict[str, list[Place]]:
    """
    Return groups of differences, in order of their labels; what describes only is left out.

    Args:
        found: all differences.
        grain: how fine.
        coarse: kinds, such as ``projects``, that are grouped one step coarser.
    """
    groups: dict[str, list[Place]] = {}
    for each in found:
        if not each.describes:
            rougher = GRAINS[min(GRAINS.index(grain) + 1, len(GRAINS) - 1)]
            groups.setdefault(each.label(rougher if each.place[0] in coarse else grain), []).append(each.place)
    return dict(sorted(groups.items()))


def _differences(before: Node, after: Node, place: Place) -> Iterator[Difference]:
    if plain_data(before) == plain_data(after):
        return
    if not isinstance(before, Mapping) or not isinstance(after, Mapping) or len(place) >= _depth(place):
        yield Difference(place, "changed", before, after)
        return
    for key in (before.items | after.items).keys() - (set(ASIDE) if not place else set()):
        one, other = before.items.get(key), after.items.get(key)
        if one is not None and other is not None:
            yield from _differences(one, other, (*place, key))
        else:
            yield Difference((*place, key), "added" if one is None else "dropped", one, other)


def _depth(place: Place) -> int:
    """Return how many keys name a value: an entry and its key; what the model holds stands one deeper."""
    return 4 if place[:1] == ("model",) else 2 if place[:1] in {("objective",), ("units",), ("case",)} else 3


def _named(place: Place) -> tuple[str, str, str]:
    """Return kind, entry and key; a document that explains a status goes with it."""
    kind, *rest = (".".join(place[:2]), *place[2:]) if place[0] == "model" and len(place) > 1 else place
    entry, *further = rest or [""]
    key = further[0] if further else ""
    return kind, entry, "status" if key == "status_source" else key


def _leaves(node: Node | None, path: str) -> dict[str, str]:
    return {} if node is None else dict(_texts(plain_data(node), path))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _texts(below, f"{path}.{key}")
