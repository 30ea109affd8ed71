"""
Facts: the tree of a case with what was begun, paid and kept written into it.

What actuals say keeps its place in their file, so that a mistake in it is shown there; what follows from the plan has
the place of the project or fund that it belongs to.
"""

from collections.abc import Callable
from fractions import Fraction

from greenopt.case.actuals import Actuals
from greenopt.case.node import Mapping as Tree
from greenopt.case.node import Node, Scalar
from greenopt.errors import Fault, Place
from greenopt.language import say
from greenopt.studies.carried import Begun, Carried, Years
from greenopt.units import decimal_text

Where = Callable[..., Place]
"""Finds the place of a key, and of keys below it."""


def with_facts(tree: Tree, year: int, source: str, carried: Carried, actuals: Actuals | None = None) -> Tree:
    """
    Return a case with what was begun, paid and kept, open from the year of the review.

    Args:
        tree: the whole case.
        year: of the review.
        source: the document of what was begun, where the case and the actuals name none.
        carried: what was begun, and what funds bring into the year.
        actuals: what was reported, for the places and the status of projects.
    """
    header, projects, funds = (_below(tree, key) for key in ("case", "projects", "funds"))
    entries = {
        name: _project(_below(projects, name), name, year, source, carried.projects.get(name, Begun()), actuals)
        for name in projects.items
    }
    money = {name: _fund(_below(funds, name), name, carried.openings[name], actuals) for name in funds.items}
    begins = Scalar(str(year), header.place)
    return tree.with_items(
        {
            **tree.items,
            "case": header.with_items({**header.items, "planned_from": begins}),
            "funds": funds.with_items({**funds.items, **money}),
            "projects": projects.with_items({**projects.items, **entries}),
        }
    )


def _below(tree: Tree, key: str) -> Tree:
    found = tree.items.get(key)
    if not isinstance(found, Tree):
        raise Fault(say("the case has no text"))
    return found


def _project(entry: Tree, name: str, year: int, source: str, begun: Begun, actuals: Actuals | None) -> Tree:
    told = actuals.entry.projects.get(name) if actuals is not None else None
    if told is None and not begun.started:
        return entry
    where = _places(actuals, entry, "projects", name)
    remaining = begun.remaining
    if begun.started and not begun.paid and not remaining:
        remaining = {year: Fraction(0)}  # else the spending profile would be due
    parts: dict[str, Node | None] = {
        "started": _years(begun.started, where, "started", shares=True),
        "paid": _funds(begun.paid, where),
        "remaining": _years(remaining, where, "remaining"),
    }
    items = {key: value for key, value in entry.items.items() if key not in parts}
    if told is not None and told.status is not None:
        items["status"] = Scalar(told.status, where("status"))
    known = items.get("status_source")
    decision = known.text if isinstance(known, Scalar) else ""
    if told is not None and actuals is not None and (told.status is not None or not decision):
        decision = actuals.entry.actuals.source
    if told is not None and told.status_source:
        decision = told.status_source
    items["status_source"] = Scalar(decision or source, where("status_source"))
    return entry.with_items(items | {key: value for key, value in parts.items() if value is not None})


def _fund(entry: Tree, name: str, opening: Fraction, actuals: Actuals | None) -> Tree:
    where = _places(actuals, entry, "funds", name)
    items = {key: value for key, value in entry.items.items() if key != "opening"}
    return entry.with_items(items | ({"opening": Scalar(decimal_text(opening), where("opening"))} if opening else {}))


def _places(actuals: Actuals | None, entry: Tree, *path: str) -> Where:
    """Return what finds a place: in the actuals where the key is written there, else that of the entry."""

    def where(key: str, *below: str) -> Place:
        if actuals is not None and actuals.says(*path, key):
            return actuals.place(*path, key, *below)
        return entry.place

    return where


def _years(values: Years, where: Where, *path: str, shares: bool = False) -> Node | None:
    if not values:
        return None
    texts = {
        str(year): f"{decimal_text(value * 100)} %" if shares else decimal_text(value) for year, value in values.items()
    }
    return Tree({year: Scalar(text, where(*path, year)) for year, text in texts.items()}, {}, where(*path))


def _funds(paid: dict[str, Years], where: Where) -> Node | None:
    nodes = {fund: _years(money, where, "paid", fund) for fund, money in paid.items()}
    items = {fund: node for fund, node in nodes.items() if node is not None}
    return Tree(items, {}, where("paid")) if items else None
