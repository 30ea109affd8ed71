"""
Difference: the document of a review, ``replan.json``: what is kept, what changes, and why.

    kept          what was begun of each project, paid for it and still to be paid
    projects      every project before and after, how it changed, and the reason
    totals        of both plans; the horizon is the same, so they compare
    data_changes  every value of the case that differs from the plan carried out: facts and data alike
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from greenopt.case.actuals import Actuals
from greenopt.case.node import Mapping as Tree
from greenopt.case.node import Plain, plain_data
from greenopt.language import say
from greenopt.result.resolved import Json, text
from greenopt.result.saved import SavedRun
from greenopt.result.standing import plain
from greenopt.run import Run

SCHEMA = "greenopt.replan/1"
Change = Literal["new", "dropped", "more", "less", "later", "earlier", "same"]
NOISE = 1e-9
"""Shares of a project nearer to each other than this are the same: results hold twelve digits."""
ASIDE = ("scenarios", "sweeps")
"""Keys of a case that no plan depends on."""


@dataclass(frozen=True)
class Before:
    """What a review starts from."""

    run: SavedRun
    year: int
    tree: Tree
    """The case with the plan carried out as it was made."""
    actuals: Actuals | None


def document(before: Before, case: Mapping[str, Any], run: Run) -> Json:
    """
    Return the document of a review.

    Args:
        before: the run that was carried out.
        case: the whole case as it is planned now, as texts.
        run: the rest, planned anew.
    """
    planned: Any = plain_data(before.tree)
    changed = list(_data_changes(planned, case))
    now = run.result
    was = {entry["project"]: entry for entry in before.run.result["portfolio"]}
    paths = [each["path"] for each in changed]
    return {
        "schema": SCHEMA,
        "run": before.run.digest,
        "year": before.year,
        "case": now["case"],
        "status": now["status"],
        "exit_code": now["exit_code"],
        "source": before.actuals.entry.actuals.source if before.actuals is not None else None,
        "money_unit": now["totals"]["money_unit"],
        "kept": list(_kept(run)),
        "projects": [
            _project(was[entry["project"]], entry, paths) for entry in now["portfolio"] if entry["project"] in was
        ],
        "totals": {"before": _totals(before.run.result), "after": _totals(now)},
        "data_changes": changed,
    }


def _kept(run: Run) -> Iterator[Json]:
    for project in run.case.facts.projects:
        if project.started:
            yield {
                "project": project.id,
                "name": text(project.name),
                "started": _years(project.started),
                "paid": {fund: _years(paid) for fund, paid in project.paid.items()},
                "remaining": _years(project.remaining),
            }


def _years(values: Mapping[int, Fraction]) -> Json:
    return {str(year): plain(value) for year, value in values.items()}


def _totals(result: Json) -> Json:
    objective = {key: result["objective"][key] for key in ("indicator", "sense", "value", "unit")}
    return {"objective": objective, **result["totals"]}


def _project(was: Json, now: Json, changed: list[str]) -> Json:
    change = compared(was, now)
    return {
        "project": now["project"],
        "name": now["name"],
        "before": _standing(was),
        "after": _standing(now),
        "change": change,
        "why": None if change == "same" else _why(now, change, changed),
    }


def _standing(entry: Json) -> Json:
    return {key: entry[key] for key in ("decision", "level", "starts", "public_money")}


def compared(was: Json, now: Json) -> Change:
    """Return how a project changed: by how much of it is done, then by when."""
    before, after = was["level"], now["level"]
    if abs(after - before) > NOISE:
        if before <= NOISE or after <= NOISE:
            return "new" if after > before else "dropped"
        return "more" if after > before else "less"
    delay = _mean_year(now) - _mean_year(was)
    if abs(delay) > NOISE:
        return "later" if delay > 0 else "earlier"
    return "same"


def _mean_year(entry: Json) -> float:
    """Return the mean year of starting, each by its share; zero where nothing starts."""
    level = sum(entry["starts"].values())
    return sum(int(year) * share for year, share in entry["starts"].items()) / level if level else 0.0


def _why(now: Json, change: Change, changed: list[str]) -> Json:
    """Return why a project changed: because its own figures did, or money moved, or for the new result's reason."""
    own = [path for path in changed if path.startswith(f"projects.{now['project']}.")]
    reason = now["reason"]
    found = {key: reason[key] for key in ("code", "rule", "en", "vi")}
    if own and now["decision"] != "screened_out":
        keys = ", ".join(dict.fromkeys(key for path in own if (key := path.split(".")[2]) != "status_source"))
        found = {"code": "data_changed", "rule": "", **say("its own figures changed: {keys}", keys=keys).both()}
    elif change in ("later", "earlier"):
        said = say("the money of each year is shared out anew; as much of it is carried out").both()
        found = {"code": "years_moved", "rule": reason["rule"], **said}
    return {**found, "paths": own}


def _data_changes(planned: Mapping[str, Plain], case: Mapping[str, Plain]) -> Iterator[Json]:
    one, other = dict(_leaves(_merged(planned))), dict(_leaves(_merged(case)))
    for path in sorted(one.keys() | other.keys()):
        if one.get(path) != other.get(path):
            yield {"path": path, "from": one.get(path), "to": other.get(path)}


def _merged(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case with the rules of its model beside its own, where changes find them."""
    found = {key: value for key, value in case.items() if key not in ASIDE}
    model = found.get("model")
    if isinstance(model, dict) and "rules" in model:
        found["model"] = {key: value for key, value in model.items() if key != "rules"}
        found["rules"] = {**model["rules"], **found.get("rules", {})}
    return found


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every single value with its dotted path."""
    if isinstance(node, str):
        yield path, node
        return
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, below in pairs:
        yield from _leaves(below, f"{path}.{key}" if path else str(key))
