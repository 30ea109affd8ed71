"""
Explain: one document that says why a run is as it is: the run at a glance, a project, a rule, or a fund.

``greenopt.explanation/1`` holds numbers plain, with units beside them, and every sentence in both languages. Nothing
is saved. The case is solved again from the sources that the run keeps, so nothing in the run's folder is believed.
"""

from fractions import Fraction
from typing import Literal, NamedTuple

from greenopt.case.nearest import did_you_mean
from greenopt.errors import WrongUsage
from greenopt.language import printable, say, word
from greenopt.result.resolved import Json, text
from greenopt.studies.flip import Flips
from greenopt.studies.project import explain_project
from greenopt.studies.rule import explain_fund, explain_rule
from greenopt.studies.whatif import amount

SCHEMA = "greenopt.explanation/1"
NEAREST = 5
"""Projects below the funding line that are named at a glance."""

Kind = Literal["run", "project", "rule", "fund"]
SECTIONS: dict[str, Kind] = {"projects": "project", "rules": "rule", "funds": "fund"}


class Named(NamedTuple):
    """What a name means in a case."""

    kind: Kind
    name: str


def explain(flips: Flips, name: str | None = None, saved: Json | None = None) -> Json:
    """
    Return the explanation.

    Args:
        flips: the case of the run.
        name: a project, a rule or a fund; None for the run at a glance.
        saved: the result that was saved, to be held against what is found now.

    Raises:
        WrongUsage: nothing in the case has that name.
    """
    found = find(flips, name) if name is not None else Named("run", "")
    case = flips.case
    run = flips.run
    parts = {
        "run": lambda: _glance(run.result),
        "project": lambda: explain_project(flips, found.name),
        "rule": lambda: explain_rule(flips, next(each for each in case.rules if each.id == found.name)),
        "fund": lambda: explain_fund(flips, case.facts.fund_by_id[found.name]),
    }
    return {
        "schema": SCHEMA,
        "about": found.kind,
        "case": {"id": case.id, "title": text(case.header.title), "status": case.header.status},
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "status": run.result["status"],
        "objective": run.result["objective"],
        "conflict": _conflict(run.result),
        "differs": _differs(run.result, saved),
        found.kind: parts[found.kind](),
    }


def find(flips: Flips, name: str) -> Named:
    """
    Return what a name means: a project, a rule, or a fund; ``rules.x`` tells a rule from a project of the same name.

    Raises:
        WrongUsage: nothing has that name; with the nearest one.
    """
    case = flips.case
    known: dict[Kind, list[str]] = {
        "project": list(case.facts.by_id),
        "rule": [rule.id for rule in case.rules],
        "fund": list(case.facts.fund_by_id),
    }
    section, _, rest = name.partition(".")
    for kind, names in known.items():
        if name in names:
            return Named(kind, name)
        if SECTIONS.get(section) == kind and rest in names:
            return Named(kind, rest)
    everything = [each for names in known.values() for each in names]
    said = {"name": printable(name), "hint": did_you_mean(name, everything)}
    raise WrongUsage(say("no project, rule or fund is named '{name}'; {hint}", **said))


def _glance(result: Json) -> Json:
    """Return the run at a glance, from its own result."""
    portfolio = result["portfolio"]
    below = [each for each in portfolio if each["decision"] == "not_funded" and each["merit"] is not None]
    nearest = sorted(below, key=lambda each: (-each["merit"], each["rank"]))[:NEAREST]
    kept = ("project", "name", "decision", "level", "asks", "merit", "reason")
    return {
        "totals": result["totals"],
        "ties": result["ties"],
        "tiers": result["tiers"],
        "decisions": _counted(portfolio),
        "at_the_line": [{key: each[key] for key in kept} for each in portfolio if each["decision"] == "partly"],
        "nearest_below": [{key: each[key] for key in kept} for each in nearest],
        "binding": [row for row in result["rules"] if row["binding"]],
    }


def _counted(portfolio: list[Json]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in portfolio:
        found[each["decision"]] = found.get(each["decision"], 0) + 1
    return found


def _conflict(result: Json) -> Json | None:
    """Return what clashes, with the sentences of the rules beside their names."""
    conflict = result["conflict"]
    if not conflict:
        return None
    rows = {(row["name"], row["part"]): row for row in result["rules"]}
    leaning = [rows.get((name.partition(":")[0], name.partition(":")[2])) for name in conflict["rules"]]
    said = conflict["members"] or [row for row in leaning if row is not None]
    return {**conflict, "sentences": [{key: each[key] for key in ("name", "source", "text")} for each in said]}


def _differs(result: Json, saved: Json | None) -> dict[str, str] | None:
    """Return a warning where the run that was saved holds another value than the case comes to now."""
    if saved is None:
        return None
    before, now = saved["objective"]["value"], result["objective"]["value"]
    if before == now and saved["status"] == result["status"]:
        return None
    if before is None or now is None:
        return say("the run was saved with another answer; what follows is of the case solved again").both()
    said = {
        "before": amount(Fraction(str(before))),
        "now": amount(Fraction(str(now))),
        "unit": word(result["objective"]["unit"]),
    }
    return say("the run says {before} {unit}; solved again, the case comes to {now}, which is explained", **said).both()
