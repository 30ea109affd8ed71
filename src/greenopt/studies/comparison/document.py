"""
Document of a comparison, ``greenopt.compare/1``: two runs, what differs in answers and inputs, and what made it.

    projects      by name: in and out, levels, years, funds, money
    rules         every requirement with its standing in both plans
    inputs        every value of the cases that differs
    attribution   the difference of the best value, split over the changed inputs; or why that is not possible
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.errors import CaseInvalid, FileProblem, VerificationFailed
from greenopt.language import Message, say
from greenopt.result.resolved import Json, text
from greenopt.result.saved import SavedRun
from greenopt.result.standing import plain
from greenopt.studies.comparison.attribution import Attribution, attribute
from greenopt.studies.comparison.blend import Blends, tree_of
from greenopt.studies.comparison.inputs import Difference, differences, values
from greenopt.studies.difference import compared
from greenopt.units import decimal_text
from greenopt.verify import verify

SCHEMA = "greenopt.compare/1"
SIDES = ("left", "right", "slack", "binding", "shortfall")
NOTHING: Json = {"decision": None, "level": 0, "starts": {}, "public_money": 0, "funds": {}, "objective": 0}
"""How a project stands in a case that does not have it."""


def compare(before: SavedRun, after: SavedRun, *, attributed: bool = True) -> Json:
    """
    Return how two runs differ.

    Args:
        before: the run that the other is held against.
        after: the other run.
        attributed: whether to solve again what lies between them.

    Raises:
        VerificationFailed: a run does not prove its answer.
        FileProblem: a run cannot be read.
    """
    for run in (before, after):
        _prove(run)
    one, other = before.result, after.result
    cases = _cases(before, after)
    found = [] if cases is None else differences(tree_of(cases[0]), tree_of(cases[1]))
    projects, rules = list(_projects(one, other)), list(_rules(one, other))
    changed = list(values(found)) if cases is not None else None
    same_answer = one["status"] == other["status"] and one["objective"]["value"] == other["objective"]["value"]
    same_answer = same_answer and all(each["change"] == "same" for each in (*projects, *rules))
    return {
        "schema": SCHEMA,
        "runs": {"before": _run(before), "after": _run(after)},
        "same": {"answer": same_answer, "inputs": None if changed is None else not changed},
        "objective": _objective(one, other),
        "totals": {"before": one["totals"], "after": other["totals"]},
        "comes_first": {"before": one["tiers"], "after": other["tiers"]},
        "indicators": _names(cases),
        "projects": projects,
        "rules": rules,
        "inputs": changed,
        "attribution": _attribution(before, after, cases, found) if attributed else None,
    }


def _prove(run: SavedRun) -> None:
    report = verify(run.folder)
    if report.failures:
        first = report.failures[0]
        said = {"path": run.folder, "reason": Message(first.template, first.values)}
        raise VerificationFailed(say("{path} does not prove its answer: {reason}", **said))


def _cases(before: SavedRun, after: SavedRun) -> tuple[Case, Case] | None:
    """Return both cases, read from the copied sources; None where this version cannot read one of them."""
    try:
        return before.case(), after.case()
    except (CaseInvalid, FileProblem):
        return None


def _names(cases: tuple[Case, Case] | None) -> Json:
    """Return what the indicators of both cases are called."""
    found = {name: text(each.name) for case in cases or () for name, each in case.facts.indicators.items()}
    return dict(sorted(found.items()))


def _run(run: SavedRun) -> Json:
    result = run.result
    return {
        "digest": run.digest,
        **{key: result[key] for key in ("case", "status", "exit_code", "scenario", "changes", "software")},
    }


def _objective(one: Json, other: Json) -> Json:
    keys = ("indicator", "sense", "value", "unit", "text")
    before, after = ({key: each["objective"][key] for key in keys} for each in (one, other))
    comparable = _sought(one) == _sought(other)
    known = before["value"] is not None and after["value"] is not None
    gain = Fraction(str(after["value"])) - Fraction(str(before["value"])) if known and comparable else None
    return {"before": before, "after": after, "comparable": comparable, "difference": plain(gain)}


def _sought(result: Json) -> tuple[str, ...]:
    objective = result["objective"]
    return (objective["indicator"], objective["sense"], objective["unit"], objective["text"]["en"])


def _projects(one: Json, other: Json) -> Iterator[Json]:
    """Yield every project of either case, by name: as it was, as it is, and how it changed."""
    was, now = ({entry["project"]: entry for entry in result["portfolio"]} for result in (one, other))
    for name in sorted(was.keys() | now.keys()):
        before, after = was.get(name, NOTHING), now.get(name, NOTHING)
        change: str = compared(before, after)
        if change == "same" and before["funds"] != after["funds"]:
            change = "funds"
        yield {
            "project": name,
            "name": (now.get(name) or was[name])["name"],
            "before": _standing(was.get(name)),
            "after": _standing(now.get(name)),
            "change": change,
        }


def _standing(entry: Json | None) -> Json | None:
    return None if entry is None else {key: entry[key] for key in NOTHING}


def _rules(one: Json, other: Json) -> Iterator[Json]:
    """Yield every requirement of either run with its standing in both, and what is different about it."""
    was, now = ({(row["name"], row["part"]): row for row in result["rules"]} for result in (one, other))
    for key in sorted(was.keys() | now.keys()):
        before, after = was.get(key), now.get(key)
        row = after or was[key]
        yield {
            "name": row["name"],
            "part": row["part"],
            "rule": row["rule"],
            "text": row["text"],
            "sense": row["sense"],
            "unit": row["unit"],
            "before": None if before is None else {side: before[side] for side in SIDES},
            "after": None if after is None else {side: after[side] for side in SIDES},
            "change": _change(before, after),
        }


def _change(before: Json | None, after: Json | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "dropped"
    if before["binding"] != after["binding"] and None not in {before["binding"], after["binding"]}:
        return "binds" if after["binding"] else "frees"
    return "same" if all(before[side] == after[side] for side in SIDES) else "moved"


def _attribution(
    before: SavedRun, after: SavedRun, cases: tuple[Case, Case] | None, found: Sequence[Difference]
) -> Json:
    """Return the difference of the best value, split; or in words why it cannot be."""
    reason = _obstacle(before.result, after.result, cases)
    split: Attribution | None = None
    if reason is None and cases is not None:
        names = tuple(each.place for each in found if each.names and each.change == "added")
        blends = Blends(*cases, always=names)
        every = [each.place for each in found if not each.describes]
        ends = [plain(blends.value(places)) for places in ((), every)]
        if ends != [run.result["objective"]["value"] for run in (before, after)]:
            reason = say("solved again, a run does not come to the value that it holds")
        else:
            split = attribute(blends, found)
    if split is None:
        words = reason or say("no case between the two has a best plan that is proved")
        return {"possible": False, "reason": words.both(), "exact": None, "parts": [], "orders": None}
    return {
        "possible": True,
        "reason": None,
        "exact": decimal_text(sum((part.amount for part in split.parts), Fraction(0))),
        "parts": [
            {
                "label": part.label,
                "values": len(part.places),
                "places": [".".join(place) for place in part.places],
                "amount": plain(part.amount),
                "exact": decimal_text(part.amount),
                "alone": plain(part.alone),
            }
            for part in split.parts
        ],
        "orders": {"used": split.orders, "of": split.of},
    }


def _obstacle(one: Json, other: Json, cases: tuple[Case, Case] | None) -> Message | None:
    """Return why a difference cannot be split, before anything is solved."""
    if one["objective"]["value"] is None or other["objective"]["value"] is None:
        return say("a run without a plan has no value to compare")
    if any(each["status"] != "certified_optimal" for each in (one, other)):
        return say("a run whose plan is not proved to be the best has no best value to compare")
    if _sought(one) != _sought(other):
        return say("the two cases seek different things, so their values cannot be compared")
    if cases is None:
        return say("the sources kept with a run cannot be read by this version of greenopt")
    return None
