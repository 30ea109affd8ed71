"""
Conflict: why a case is impossible, and every way out of it that could be found.

    clash      what cannot hold together, and no member of it too many
    repairs    each single change that makes the case possible, numbers with the least move
    mixed      the cheapest move of the rules marked negotiable, all at once
    nearest    the plan that misses the least
    obvious    what can be said without solving
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from greenopt.case.node import Mapping
from greenopt.case.setting import Setting, setting_at
from greenopt.engine.clash import Clash, as_proved, find_clash
from greenopt.engine.nearest import Mixed, Nearest, mixed, nearest
from greenopt.engine.obvious import Obvious, obvious
from greenopt.engine.remedy import Remedy, remedies
from greenopt.engine.repair import Search, Sized, moves
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.situation import Situation
from greenopt.plan import Requirement

Repair = Sized | Remedy
Found = TypeVar("Found")


@dataclass(frozen=True)
class Conflict:
    """What is known of an impossible case."""

    clash: Clash
    repairs: tuple[Repair, ...] = ()
    """The smallest change first, as a part of what is changed; then by path."""
    mixed: Mixed | None = None
    nearest: Nearest | None = None
    obvious: tuple[Obvious, ...] = ()


def explain(base: Situation, tree: Mapping | None, support: set[str], *, ways_out: bool = True) -> Conflict:
    """
    Return why a case is impossible and what would mend it.

    Args:
        base: a situation that is proved to have no plan.
        tree: the case as it was written, where settings stand.
        support: names of requirements that the proof leans on; empty if it is a tree or a broken requirement.
        ways_out: whether to look for what would mend it, which takes many more solves.
    """
    clash = _tried(lambda: find_clash(base, support)) or as_proved(base, support)
    if not ways_out:
        return Conflict(clash)
    touched = [base.hard[name] for item in clash.members for name in item.requirements if name in base.hard]
    sized = [found for each in _settings(base, tree, touched) for found in _sized(base, each)]
    repairs: list[Repair] = [*sized, *remedies(base, clash.members)]
    repairs.sort(key=lambda each: (each.relative, path_of(each), isinstance(each, Sized) and each.move.direction))
    negotiable = {rule.id for rule in base.rules if rule.negotiable}
    bargain = [each for each in base.hard.values() if each.rule in negotiable]
    ways = [move for each in _settings(base, tree, bargain) for move in moves(base, each)]
    return Conflict(
        clash,
        tuple(repairs),
        _tried(lambda: mixed(base, ways, sized)),
        _tried(lambda: nearest(base)),
        tuple(obvious(base.facts, base.rules, base.rows.layout)),
    )


def _tried(asked: Callable[[], Found | None]) -> Found | None:
    """Return what was asked; None where the numbers of a changed program are too far apart for the solver."""
    try:
        return asked()
    except OutOfRange:
        return None


def path_of(repair: Repair) -> str:
    """Return the path of what a repair changes."""
    return repair.move.setting.path if isinstance(repair, Sized) else repair.path


def _settings(base: Situation, tree: Mapping | None, requirements: Sequence[Requirement]) -> Iterator[Setting]:
    """Yield each number that requirements rest on, once."""
    units = {each.setting: each.setting_unit.in_language("en") for each in requirements if each.setting}
    for path in sorted(units):
        found = setting_at(tree, path, units[path], base.rules, base.facts)
        if found is not None:
            yield found


def _sized(base: Situation, setting: Setting) -> list[Sized]:
    searches = [Search(base, move) for move in moves(base, setting)]
    return [found for each in searches if (found := _tried(each.least)) is not None]
