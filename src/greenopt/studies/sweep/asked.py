"""
Asked: what is to be varied, a sweep of the case or one that is written where it is asked for.

    --vary PATH=FROM..TO/POINTS     a range
    --vary PATH=ONE|OTHER|…         a list

Both become an entry as a case would hold it, so that one reader finds every mistake.
"""

import re
from collections.abc import Iterable, Sequence

from greenopt.case.document import parse_value
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.node import Sequence as List
from greenopt.case.scenarios import scenario_changes
from greenopt.case.sweeps import Sweep, read_sweep, sweep_entry, sweep_names, trial_faults
from greenopt.errors import CaseInvalid, Place, WrongUsage
from greenopt.language import say

OPTION = "--vary"
_RANGE = re.compile(r"(.+?)\.\.(.+)/([0-9]+)")


def asked_sweep(
    tree: Mapping, name: str | None, vary: Sequence[str], scenarios: Sequence[str], *, alone: bool
) -> Sweep:
    """
    Return the sweep that was asked for.

    Args:
        tree: of the case.
        name: of a sweep of the case.
        vary: ``PATH=…`` of the command line; beside a name, paths that are varied too.
        scenarios: on which everything is varied as well.
        alone: whether each path is varied by itself.

    Raises:
        WrongUsage: nothing is named where the case has several sweeps or none.
        CaseInvalid: what is written on the command line does not fit the case.
    """
    known = sweep_names(tree)
    if name is None and not vary and not scenarios:
        name = _only(known)
    scenario_changes(tree, *scenarios)
    entry = sweep_entry(tree, name) if name is not None else Mapping({}, {}, Place(OPTION))
    items: dict[str, Node] = dict(entry.items)
    if vary:
        written = items.get("vary")
        before = written.items if isinstance(written, Mapping) else {}
        items["vary"] = Mapping({**before, **dict(map(_varied, vary))}, {}, Place(OPTION))
    if scenarios:
        items["scenarios"] = _texts(dict.fromkeys(scenarios), "--scenario")
    if alone:
        items["mode"] = _text("one_at_a_time", "--one-at-a-time")
    found = read_sweep(tree, "" if name is None else name, Mapping(items, entry.key_places, entry.place))
    if found is None:
        raise WrongUsage(say("{option} takes a range or values that are not empty", option=OPTION))
    if wrong := list(trial_faults(tree, found)):
        raise CaseInvalid(wrong)
    return found


def _only(known: Sequence[str]) -> str:
    if len(known) == 1:
        return known[0]
    if known:
        raise WrongUsage(say("name one of the sweeps of the case: {names}", names=", ".join(known)))
    raise WrongUsage(
        say("the case has no sweep; write one under sweeps:, or --vary '{example}'", example="PATH=x 0.5..x 1.5/11")
    )


def _varied(assignment: str) -> tuple[str, Node]:
    """Read ``PATH=FROM..TO/POINTS`` or ``PATH=ONE|OTHER``."""
    path, sign, values = assignment.partition("=")
    if not sign or not path.strip() or not values.strip():
        example = "funds.promotion.amount.*=x 0.5..x 1.5/11"
        raise WrongUsage(say("--vary takes PATH=FROM..TO/POINTS or PATH=ONE|OTHER, such as {example}", example=example))
    place = Place(OPTION)
    match = _RANGE.fullmatch(values.strip())
    if match is None:
        return path.strip(), List([parse_value(each, OPTION) for each in values.split("|")], place)
    ends = {"from": parse_value(match[1], OPTION), "to": parse_value(match[2], OPTION)}
    return path.strip(), Mapping({**ends, "points": _text(match[3], OPTION)}, {}, place)


def _text(text: str, option: str) -> Node:

    return Scalar(text, Place(option))


def _texts(names: Iterable[str], option: str) -> Node:

    return List([_text(each, option) for each in names], Place(option))
