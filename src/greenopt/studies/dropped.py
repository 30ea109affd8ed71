"""Dropped: the changes under which rules do not hold, as ``--set`` would write them."""

from collections.abc import Collection

from greenopt.case.case import Case
from greenopt.case.node import Mapping, Node, Scalar, at
from greenopt.case.node import Sequence as ListNode
from greenopt.studies.scenario import Source

PROJECT = "projects."
"""How the names of rules begin that a project states for itself."""


def dropped(case: Case, names: Collection[str]) -> dict[str, str]:
    """
    Return the changes that drop rules, in order of the names.

    A rule that a project states for itself stands in the project's own list, which is written anew without it.

    Args:
        case: the case, with what was read.
        names: of its rules.
    """
    found: dict[str, str] = {}
    stated: dict[tuple[str, str], set[str]] = {}
    for name in sorted(names):
        if name.startswith(PROJECT):
            _, project, key, needed = name.split(".", 3)
            stated.setdefault((project, key), set()).add(needed)
        else:
            found[f"rules.{name}"] = "drop"
    for (project, key), without in stated.items():
        found[f"projects.{project}.{key}"] = _rest(case, project, key, without)
    return found


def read_without(source: Source, case: Case, names: Collection[str]) -> Case:
    """
    Return a case read anew from its texts, without some of its rules.

    Raises:
        CaseInvalid: it makes no sense without them, such as a class of support that no rule limits any more.
    """
    return source.read(tuple(dropped(case, names).items()))


def _rest(case: Case, project: str, key: str, without: set[str]) -> str:
    """Return a project's own list without some of the projects it needs, on one line."""
    written = at(case.tree, ("projects", project, key)) if case.tree is not None else None
    items = written.items if isinstance(written, ListNode) else []
    others = [_flow(each) for each in items if _needed(each) not in without]
    return f"[{', '.join(others)}]" if others else "drop"


def _needed(item: Node) -> str:
    """Return the project that one item of a list of required projects names."""
    named = item.items.get("project") if isinstance(item, Mapping) else item
    return named.text if isinstance(named, Scalar) else ""


def _flow(item: Node) -> str:
    """Return an item as it would be written on one line."""
    if isinstance(item, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in item.items.items()) + "}"
    return item.text if isinstance(item, Scalar) else ""
