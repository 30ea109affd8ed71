"""
Clash: what cannot hold together, as few things as possible.

A set of requirements, start windows, whole projects and settled rules is a clash when no plan keeps all of it, while
without any one of its members some plan keeps the rest. It is found by a deletion filter: what the proof of
impossibility leans on is let go piece by piece, and what cannot be let go stays. The solver guesses; that the set is
impossible, and that the rest is possible without each member, is proved in exact arithmetic at the end.

What is tried first stays only if it must: windows, whole projects and settled rules, then promises and the money of
funds, the latest year first, then rules. So the set names the rules of the policy that clash, and the least money
and the fewest projects that are needed to see it. Windows, whole projects and settled rules are looked at only where
giving all of them up would make the case possible; else they count as given, like the shape of a project.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from greenopt.case.settle import resettled, screens, with_window
from greenopt.engine.exact import reduced_costs
from greenopt.engine.layout import Start
from greenopt.engine.oracle import Empty, Oracle, Plan
from greenopt.engine.program import Bounds
from greenopt.engine.situation import Situation, released
from greenopt.project import Project

Kind = Literal["window", "scale", "settled", "promise", "fund", "rule"]
_ORDER: tuple[Kind, ...] = ("window", "scale", "settled", "promise", "fund", "rule")
ZERO = Fraction(0)
FEW = 8
"""Up to so many items are tried one by one; of more, halves are tried first."""


class Item(NamedTuple):
    """One thing that a clash may name."""

    name: str
    """Of the requirement, or ``projects.p.start``, ``projects.p.scale``, or the rule that was settled."""
    kind: Kind
    rule: str
    """The rule, fund or promise; the project's path for its window or scale."""
    part: str = ""
    requirements: tuple[str, ...] = ()
    """Those that stand for it in the program that was asked."""


@dataclass(frozen=True)
class Clash:
    """Things that cannot hold together."""

    members: tuple[Item, ...]
    irreducible: bool
    """Whether without any one member the rest is proved to be possible."""
    proof: Empty | None
    """
    On the rows of the case, leaning on nothing but members; empty where a requirement is broken that no plan can
    change, None where the proof of the answer has to stand.
    """


class Field:
    """The situation with everything that may be given up, and what each item holds in place."""

    def __init__(self, base: Situation, windows: bool, settled: bool, scale: bool) -> None:
        self.base = base
        self.locks: dict[int, frozenset[str]] = {}
        """Column → windows and rules, any of which holds it at nothing."""
        self._opened: dict[tuple[str, int], frozenset[str]] = {}
        self.wide = self._widened(windows, settled) if windows or settled else base
        for column, number in self.wide.rows.layout.place.items():
            if isinstance(column, Start) and (column.project, column.year) in self._opened:
                self.locks[number] = self._opened[column.project, column.year]
        self.items = tuple(self._items(scale))
        self._oracles: dict[frozenset[str], Oracle] = {}

    def _widened(self, windows: bool, settled: bool) -> Situation:
        """Return the situation with windows opened and screened projects let in, noting what held them back."""
        facts, rules = self.base.facts, self.base.rules
        changed: dict[str, Project] = {}
        shut: dict[str, tuple[str, ...]] = {}
        for project in facts.projects:
            new = project
            shut[project.id] = screens(rules, project, facts) if project.screened else ()
            narrow = windows and not {*facts.years} <= {*project.window}
            wider = with_window(project, *facts.horizon, facts) if narrow else None
            if wider is not None and not {*wider.window} <= {*project.window}:
                wider = replace(wider, window=tuple(sorted({*project.window, *wider.window})))
                if set(screens(rules, wider, facts)) == set(shut[project.id]):
                    new = wider
            if new is not project or (settled and project.screened):
                changed[project.id] = new
        if not changed:
            return self.base
        screening = {name for names in shut.values() for name in names} if settled else set()
        lenient = tuple(rule for rule in rules if rule.id not in screening)
        opened = resettled(facts, lenient, changed)
        if opened is None:
            return self.base
        wide = Situation(opened, rules)
        for project in opened.projects:
            before = set(facts.starts(facts.by_id[project.id]))
            for year in opened.starts(project):
                if year not in before:
                    window = facts.by_id[project.id].window
                    held = {f"projects.{project.id}.start"} if year not in window else set()
                    self._opened[project.id, year] = frozenset(held | set(shut[project.id]))
        return wide

    def _items(self, scale: bool) -> list[Item]:
        names = {each.id for each in self.base.rules}
        groups: dict[str, tuple[list[str], list[str]]] = {}
        for place, situation in enumerate((self.base, self.wide)):
            for requirement in situation.hard.values():
                groups.setdefault(requirement.rule, ([], []))[place].append(requirement.name)
        items = []
        for rule, (old, new) in groups.items():
            kind: Kind = "rule" if rule in names else "fund" if rule.startswith("funds.") else "promise"
            if set(old) == set(new):
                items += [Item(name, kind, rule, name[len(rule) + 1 :], (name,)) for name in new]
            else:
                items.append(Item(rule, kind, rule, "", tuple(new)))
        for name in sorted(frozenset().union(*self.locks.values())):
            items.append(Item(name, "settled" if name in names else "window", name))
        if scale:
            held = {column.key[0] for column in self.wide.rows.layout.columns if column.whole}
            items += [Item(f"projects.{name}.scale", "scale", f"projects.{name}.scale") for name in sorted(held)]
        return sorted(items, key=_turn)

    def bounds(self, kept: Sequence[Item]) -> Bounds:
        """Return the bounds of the wide program in which these items hold and the others do not."""
        bounds = released(self.wide.rows, {name for item in kept for name in item.requirements})
        names = {item.name for item in kept}
        for column, held in self.locks.items():
            if held & names:
                bounds.fix_column(column, ZERO)
        return bounds

    def oracle(self, kept: Sequence[Item], *, parts: bool = False) -> Oracle:
        """Return the wide program with the whole projects that these items keep whole; ``parts``: none."""
        names = {item.name for item in kept if item.kind == "scale"}
        free = {item.name for item in self.items if item.kind == "scale"} - names
        key = frozenset({"*"} if parts else free)
        if key not in self._oracles:
            program, whole = self.wide.rows.program, self._kept_whole(free, parts=parts)
            same = whole == program.whole
            self._oracles[key] = self.wide.oracle if same else Oracle(replace(program, whole=whole))
        return self._oracles[key]

    def _kept_whole(self, free: set[str], *, parts: bool) -> tuple[bool, ...]:
        """Return of each column whether it is kept whole where the scale of some projects, or of all, is given up."""
        columns, count = self.wide.rows.layout.columns, len(self.wide.rows.program.columns)
        whole = (column.whole and not parts and f"projects.{column.key[0]}.scale" not in free for column in columns)
        return (*whole, *(False for _ in range(count - len(columns))))

    @cached_property
    def is_broken(self) -> frozenset[str]:
        """Requirements of the wide program that no plan can change and that do not hold."""
        return self.wide.broken

    def seems_empty(self, kept: Sequence[Item], *, parts: bool = False) -> bool:
        """Return whether the solver finds no plan that keeps these items."""
        if any(self.is_broken.intersection(item.requirements) for item in kept):
            return True
        return not self.oracle(kept, parts=parts).claims(self.bounds(kept))

    def settle(self, kept: Sequence[Item]) -> Plan | Empty | None:
        """Return a plan that keeps these items, or the proof that there is none; None if neither was found."""
        if any(self.is_broken.intersection(item.requirements) for item in kept):
            return Empty()
        return self.oracle(kept).settle(self.bounds(kept))


def _turn(item: Item) -> tuple[int, int, str]:
    """Return when letting an item go is tried; of yearly money the latest year first."""
    year = int(item.part) if item.kind == "fund" and item.part.isdigit() else 0
    return _ORDER.index(item.kind), -year, item.name


def as_proved(base: Situation, support: set[str]) -> Clash:
    """Return what the proof of an answer leans on as it is, where nothing better was found."""
    items = Field(base, windows=False, settled=False, scale=False).items
    return Clash(tuple(each for each in items if each.name in support or not support), irreducible=False, proof=None)


def find_clash(base: Situation, support: set[str]) -> Clash | None:
    """
    Return things that cannot hold together, as few as possible; None where the program is too hard to be sure.

    Args:
        base: a situation without any plan.
        support: names of requirements that a proof of that leans on; empty if none is known.
    """
    scale = any(base.rows.program.whole) and not support and not base.broken
    windows = _would_help(base, windows=True)
    settled = any(project.screened for project in base.facts.projects) and _would_help(base, settled=True)
    field = Field(base, windows, settled, scale)
    kept = list(field.items)
    if support and not (windows or settled):
        kept = [item for item in kept if support.intersection(item.requirements)]
    if not scale:
        kept = _narrowed(field, kept)
    if any(field.wide.rows.program.whole):
        kept = smallest(kept, field.seems_empty)
    kept, irreducible = _confirmed(field, kept)
    return _proved(base, kept, irreducible)


def _would_help(base: Situation, *, windows: bool = False, settled: bool = False) -> bool:
    """Return whether giving up all windows, or all rules that screen projects out, makes the case possible."""
    field = Field(base, windows, settled, scale=False)
    return bool(field.locks) and field.wide.is_possible()


def _narrowed(field: Field, kept: list[Item]) -> list[Item]:
    """Return a smaller set that is impossible even with projects in parts, from a proof's support on."""
    if not field.seems_empty(kept, parts=True):
        return kept
    return smallest(_support(field, kept), lambda items: field.seems_empty(items, parts=True))


def _support(field: Field, kept: list[Item]) -> list[Item]:
    """Return the items that a proof of impossibility leans on: rows with a multiplier, columns that would break it."""
    if any(field.is_broken.intersection(item.requirements) for item in kept):
        return kept
    oracle, bounds = field.oracle(kept, parts=True), field.bounds(kept)
    found = oracle.settle(bounds)
    if not isinstance(found, Empty) or not found.farkas:
        return kept
    reduced, _ = reduced_costs(oracle.program, {}, found.farkas)
    names = {oracle.program.rows[row] for row in found.rows}
    held = {name for column, each in field.locks.items() if reduced[column] > 0 for name in each}
    return [item for item in kept if names.intersection(item.requirements) or item.name in held]


def smallest(items: Sequence[Item], is_empty: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """Return the items without those that can be let go, tried in their order, many at once where that works."""
    kept = list(items)

    def let_go(block: Sequence[Item]) -> None:
        rest = [item for item in kept if item not in set(block)]
        if is_empty(rest):
            kept[:] = rest
        elif len(block) > 1:
            middle = len(block) // 2
            let_go(block[:middle])
            let_go(block[middle:])

    for block in [list(kept)] if len(kept) > FEW else [[item] for item in kept]:
        let_go(block)
    return kept


def _confirmed(field: Field, kept: list[Item]) -> tuple[list[Item], bool]:
    """Return the set with what exact arithmetic lets go left out, and whether it is proved to be irreducible."""
    if isinstance(field.settle(kept), Plan):
        kept = smallest(field.items, lambda items: isinstance(field.settle(items), Empty))
    proved = True
    for item in list(kept):
        rest = [each for each in kept if each != item]
        verdict = field.settle(rest)
        if isinstance(verdict, Empty):
            kept = rest
        proved &= verdict is not None
    return kept, proved


def _proved(base: Situation, kept: list[Item], irreducible: bool) -> Clash | None:
    """Return the clash with the proof on the rows of the case itself, where what was given up holds again."""
    wanted = {
        name
        for name, requirement in base.hard.items()
        if any(name in item.requirements or item.name == requirement.rule for item in kept)
    }
    if wanted & base.broken:
        return Clash(tuple(kept), irreducible, Empty())
    verdict = base.oracle.settle(base.bounds(wanted))
    return Clash(tuple(kept), irreducible, verdict) if isinstance(verdict, Empty) else None
