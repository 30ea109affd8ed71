"""
Remedy: a change without a size that makes a case possible: to drop a rule, to take back a promise, to open a window.

Each is tried on the facts themselves: the projects are settled anew, the rows are written again, and the case counts
as mended only when an exact plan is found. A change that another rule would then contradict is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from greenopt.engine.clash import Item
from greenopt.engine.situation import Situation
from greenopt.project import Link, Project
from greenopt.units import decimal_text


@dataclass(frozen=True)
class Remedy:
    """A change that makes the case possible by itself."""

    item: Item
    path: str
    """What is changed, as ``--set`` takes it."""
    value: str
    """What is written there, or ``drop``."""
    before: str
    """What is written there now, as a person would write it; empty for what is dropped."""
    relative: Fraction = Fraction(1)
    """By which part of itself the thing changes; what is dropped changes by all of it."""


def remedies(base: Situation, members: Sequence[Item]) -> list[Remedy]:
    """Return the changes without a size that make a case possible, one at most for each path."""
    found: dict[str, Remedy] = {}
    tried: set[tuple[str, str, str]] = set()
    for item in members:
        for remedy, situation in _tries(base, item):
            key = item.rule, remedy.path, remedy.value
            if remedy.path in found or key in tried:
                continue
            tried.add(key)
            if situation is not None and situation.is_possible():
                found[remedy.path] = remedy
                break
    return list(found.values())


def _tries(base: Situation, item: Item) -> Iterator[tuple[Remedy, Situation | None]]:
    """Yield the changes of one item, the smallest first, each with the situation after it."""
    keys = item.rule.split(".")
    project = base.facts.by_id.get(keys[1]) if keys[0] == "projects" else None
    if item.kind == "settled":
        yield Remedy(item, f"rules.{item.name}", "drop", ""), base.without_rule(item.name)
    elif item.kind == "rule":
        if not any(base.hard[name].setting for name in item.requirements if name in base.hard):
            yield _without(item, project, keys[-1]), base.without_rule(item.rule)
    elif project is None:
        return
    elif item.kind == "window":
        yield from _wider(base, item, project)
    elif item.kind == "scale":
        before = "all_or_nothing" if project.scale.whole else f"{decimal_text(project.scale.at_least * 100)} %"
        yield Remedy(item, f"projects.{project.id}.scale", "continuous", before), base.in_parts(project.id)
    elif item.part == "" and keys[-1] == "status" and not project.started:
        remedy = Remedy(item, f"projects.{project.id}.status", "candidate", project.status)
        yield remedy, base.as_candidate(project.id)


def _without(item: Item, project: Project | None, needed: str) -> Remedy:
    """Return the dropping of a rule; one that a project states for itself is a part of its list."""
    if project is None:
        return Remedy(item, f"rules.{item.rule}", "drop", "")
    path, rest = f"projects.{project.id}.requires", [link for link in project.requires if link.project != needed]
    return Remedy(item, path, f"[{', '.join(map(_link, rest))}]" if rest else "drop", "")


def _link(link: Link) -> str:
    return link.project if link.when == "started" else f"{{project: {link.project}, when: {link.when}}}"


def _wider(base: Situation, item: Item, project: Project) -> Iterator[tuple[Remedy, Situation | None]]:
    """Yield ever wider windows, one more year at a time, later years before earlier ones."""
    first, last = base.facts.horizon
    begin, end = min(project.window), max(project.window)
    before = f"[{begin}, {end}]"
    for more in range(1, last - first + 1):
        for earlier in range(more + 1):
            window = begin - earlier, end + more - earlier
            if (earlier and window[0] < first) or (more - earlier and window[1] > last):
                continue
            written = f"[{window[0]}, {window[1]}]"
            remedy = Remedy(item, f"projects.{project.id}.start", written, before, Fraction(more, len(project.window)))
            yield remedy, base.with_window(project.id, *window)
