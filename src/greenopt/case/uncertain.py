"""
Uncertain: which numbers of a case are not certain, between which ends, and what varies together.

A range becomes two factors of the number as it is written, so that every draw is a change ``path: x 1.0834``. Ranges
stand under a project, for its own numbers, or under the case by path, where a ``*`` means every key that is written.
Limits of rules are decided, not estimated; they have no range.

Whether a range fits its number is looked at where the number stands as it was written. A number that a scenario or a
study has moved may lie at the end of its range, or beyond; that is no mistake of the case.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.assemble import Mistake
from greenopt.case.mistakes import Segments
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping as Tree
from greenopt.case.node import Node, Scalar, at, child
from greenopt.case.project_entry import ProjectEntry
from greenopt.case.schema import CaseEntry
from greenopt.case.uncertain_entry import EACH, Ends, RangeEntry, Shape
from greenopt.language import Message, printable, say
from greenopt.units import Quantity, UnitError, convert, decimal_text, parse_quantity

ONE = Fraction(1)
NUMBERS = (
    "projects.*.cost", "projects.*.asks", "projects.*.eligible_cost", "projects.*.running_cost", "projects.*.saves.*",
    "projects.*.adds.*", "projects.*.impact.*", "projects.*.closes.*", "funds.*.amount.*",
    "model.factors.*.indicators.*.value", "model.factors.*.indicators.*.by_year.*", "indicators.*.without_projects.*",
    "indicators.*.potential", "stocks.*.amount",
)  # fmt: skip
"""The numbers of a case that can be uncertain: measured or estimated, never decided."""
OWN = tuple(dict.fromkeys(each.split(".")[2] for each in NUMBERS if each.startswith("projects.")))


class Uncertain(NamedTuple):
    """One number that is not certain."""

    path: str
    """Where it is written, as ``--set`` takes it."""
    low: Fraction
    """The least factor of the number as it is written; never negative."""
    high: Fraction
    shape: Shape
    group: str
    """What it varies with; empty if it varies by itself."""
    kind: str
    """What kind of number it is: one of ``NUMBERS``."""

    def goes_with(self, other: "Uncertain") -> bool:
        """Return whether both have the same factor in every draw."""
        return bool(self.group) and self[1:5] == other[1:5]


class _Range(NamedTuple):
    """A range as it was declared."""

    declared: Segments
    """Where the range stands."""
    path: tuple[str, ...]
    """The number, or the numbers, that it is for."""
    ends: Ends
    shape: Shape
    group: str


def declared(case: CaseEntry, tree: Tree) -> tuple[tuple[Uncertain, ...], list[Mistake]]:
    """Return the uncertain numbers of a case in order of their paths, and what is wrong with how they are declared."""
    found: dict[str, tuple[Uncertain, _Range]] = {}
    mistakes: list[Mistake] = []
    for each in _ranges(case):
        matches = list(_matches(tree, each.path))
        if not matches:
            mistakes.append(_no_match(tree, each))
        for path, node in matches:
            try:
                number = _number(each, path, node)
            except UnitError as problem:
                mistakes.append(Mistake("uncertain", each.declared, problem.message, problem.hint))
                break
            if number is None:
                continue
            if number.path in found:
                message = say("'{path}' has a range already", path=number.path)
                mistakes.append(Mistake("uncertain", each.declared, message, say("keep one of the two ranges")))
                break
            found[number.path] = number, each
    mistakes += _contradictions(case, tree, found)
    return tuple(found[path][0] for path in sorted(found)), mistakes


def _ranges(case: CaseEntry) -> Iterator[_Range]:
    """Yield every range with where it stands: those of projects first."""
    projects = case.projects if isinstance(case.projects, Mapping) else {}
    for name, project in projects.items():
        here = ("projects", name)
        for key, entry in project.uncertain.items():
            if isinstance(entry, dict):
                for below, inner in entry.items():
                    yield _range((*here, "uncertain", key, below), (*here, *key.split("."), below), inner)
            else:
                yield _range((*here, "uncertain", key), (*here, *key.split(".")), entry)
    for written, entry in case.uncertain.items():
        yield _range(("uncertain", written), tuple(written.split(".")), entry)


def _range(where: Segments, path: tuple[str, ...], entry: Ends | RangeEntry) -> _Range:
    if isinstance(entry, RangeEntry):
        return _Range(where, path, entry.range, entry.shape, entry.group or "")
    return _Range(where, path, entry, "triangular", "")


def _matches(node: Node, path: tuple[str, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield what stands at a path, with the keys that it means."""
    if not path:
        yield above, node
    elif path[0] == EACH and isinstance(node, Tree):
        for key, below in node.items.items():
            yield from _matches(below, path[1:], (*above, key))
    elif path[0] != EACH and (found := child(node, path[0])) is not None:
        yield from _matches(found, path[1:], (*above, path[0]))


def _no_match(tree: Tree, each: _Range) -> Mistake:
    """Say which word of a path leads nowhere."""
    if len(each.declared) > 2 and each.path[2] not in OWN:
        message = say("'{key}' is no number of a project that can be uncertain", key=printable(each.path[2]))
        return Mistake("uncertain", each.declared, message, did_you_mean(each.path[2], OWN))
    known = len(each.path) if EACH not in each.path else each.path.index(EACH)
    for length in range(known):
        above = at(tree, each.path[:length])
        if above is not None and child(above, each.path[length]) is None:
            hint = did_you_mean(each.path[length], above.items if isinstance(above, Tree) else ())
            message = say("there is no '{segment}'", segment=printable(each.path[length]))
            return Mistake("uncertain", each.declared, message, hint)
    hint = say("check the words between the dots; * stands for keys that are written")
    return Mistake("uncertain", each.declared, say("nothing in the case matches this path"), hint)


def _number(each: _Range, path: tuple[str, ...], node: Node) -> Uncertain | None:
    """
    Return one number with its range as factors; None where a ``*`` has met a number that stays zero.

    Raises:
        UnitError: it cannot be uncertain, or not so.
    """
    kind = _kind(path)
    if not isinstance(node, Scalar) and any(pattern.startswith(f"{kind}.") for pattern in NUMBERS):
        hint = say("name the number: add .* to reach every key below, or the position of an item")
        raise UnitError(say("this is not a single number"), hint)
    if kind not in NUMBERS or not isinstance(node, Scalar):
        message = say("'{path}' is no number that can be uncertain", path=printable(".".join(path)))
        if path[0] == "rules":
            raise UnitError(message, say("a limit is decided, not estimated: vary it in a sweep"))
        raise UnitError(message, say("these can be: {numbers}", numbers=", ".join(NUMBERS)))
    if _is_marked(node):
        return None  # a study reads the case once with its numbers marked; it knows the ranges already
    try:
        quantity = parse_quantity(node.text)
    except UnitError:
        return None  # told already where the number stands
    if not quantity.value:
        if EACH in each.path or node.changed_by is not None:
            return None
        raise UnitError(say("the number is zero, and stays zero whatever it is multiplied by"), say("leave it out"))
    low, high = _factors(each, quantity, node)
    group = each.group.replace(EACH, path[each.path.index(EACH)] if EACH in each.path else path[1])
    return Uncertain(".".join(path), low, high, each.shape, group, kind)


def _kind(path: tuple[str, ...]) -> str:
    """Return a path with a star for each name in it."""
    for pattern in NUMBERS:
        words = pattern.split(".")
        if all(word in (EACH, key) for word, key in zip(words, path, strict=False)) and len(path) <= len(words):
            return ".".join(words[: len(path)])
    return ".".join(path)


def _is_marked(node: Scalar) -> bool:
    return type(node.text) is not str


def _factors(each: _Range, quantity: Quantity, node: Scalar) -> tuple[Fraction, Fraction]:
    """Return the ends of a range as factors of the number."""
    shares = [end.is_share for end in each.ends]
    if any(shares) and not all(shares):
        raise UnitError(
            say("one end is a change in percent, the other is not"), say("write both alike, such as [-10 %, +30 %]")
        )
    if all(shares):
        low, high = (1 + end.value for end in each.ends)
    else:
        ends = [_in_unit_of(end, quantity) / quantity.value for end in each.ends]
        low, high = ends if quantity.value > 0 else ends[::-1]
    wrong = _wrong_ends(low, high)
    if wrong is not None:
        raise UnitError(*wrong)
    if each.shape == "triangular" and not low <= 1 <= high and node.changed_by is None:
        message = say(
            "what is written, {number}, is most likely but lies outside the range", number=printable(node.text)
        )
        raise UnitError(message, say("write a range around it, or shape: uniform"))
    return low, high


def _wrong_ends(low: Fraction, high: Fraction) -> tuple[Message, Message] | None:
    if low > high:
        return say("the range ends below its beginning"), say("write the lower end first")
    if low == high:
        return say("both ends are the same"), say("write two ends, or leave the range out")
    if low < 0:
        return (
            say("within this range the number changes its sign"),
            say("write a lower end of -100 % or more, or ends with the sign of the number"),
        )
    return None


def _in_unit_of(end: Quantity, quantity: Quantity) -> Fraction:
    """Return an end in the unit of its number."""
    if end.per_year and not quantity.per_year:
        raise UnitError(say("the number is not per year"), say("leave /yr out"))
    if not end.unit or end.unit == quantity.unit:
        return end.value
    if not quantity.unit:
        raise UnitError(
            say("the unit '{given}' is not written at the number", given=printable(end.unit)),
            say("write both in the same unit"),
        )
    return convert(end, quantity.unit)


def _contradictions(case: CaseEntry, tree: Tree, found: Mapping[str, tuple[Uncertain, _Range]]) -> Iterator[Mistake]:
    """Yield projects that would ask for more than they cost, or have more eligible than that, within their ranges."""
    projects = case.projects if isinstance(case.projects, Mapping) else {}
    for name, project in projects.items() if found else ():
        for key in ("asks", "eligible_cost"):
            money = getattr(project, key)
            if money is None or not all(_is_as_written(at(tree, ("projects", name, each))) for each in (key, "cost")):
                continue
            if (problem := _beyond_cost(name, key, money, project, found)) is not None:
                yield problem


def _is_as_written(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.changed_by is None and not _is_marked(node)


def _beyond_cost(
    name: str, key: str, money: Fraction, project: ProjectEntry, found: Mapping[str, tuple[Uncertain, _Range]]
) -> Mistake | None:
    own, cost = (found.get(f"projects.{name}.{each}") for each in (key, "cost"))
    if (own is None and cost is None) or money > project.cost:
        return None
    if own is not None and cost is not None and own[0].goes_with(cost[0]):
        return None
    most = money * (own[0].high if own is not None else ONE)
    least = project.cost * (cost[0].low if cost is not None else ONE)
    if most <= least:
        return None
    where = (own or cost or next(iter(found.values())))[1]
    said = {"project": name, "key": key, "most": decimal_text(most), "least": decimal_text(least)}
    message = say("{project}: {key} may come to {most} while the cost is only {least}", **said)
    hint = say("give {key} and cost the same range in one group, such as group: money_*", key=key)
    return Mistake("uncertain", where.declared, message, hint)
