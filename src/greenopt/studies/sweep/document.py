"""
Document of a sweep, ``sweep.json``: the case, what is varied, every scenario, and what they show together.

    scenarios   in order, the case as it is first; each with what is changed, what is known of it, value, totals, levels
    tornado     where each path is varied alone: how far the best value moves
    projects    in every plan, in none, or coming and going

A scenario without a plan is an answer like any other, with its reason.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from greenopt.case.case import Case
from greenopt.case.changes import as_set
from greenopt.case.sweeps import Axis, Sweep
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, case_head, digest, text
from greenopt.studies.held import agreement
from greenopt.studies.sweep.movement import movement
from greenopt.studies.sweep.points import Point, labels
from greenopt.studies.sweep.task import Varied
from greenopt.studies.sweep.tornado import tornado

SCHEMA = "greenopt.sweep/1"


def document(varied: Varied, sweep: Sweep, records: Sequence[Json], *, certify: bool = False) -> Json:
    """
    Return the document of a sweep.

    Args:
        varied: the case and the points.
        sweep: what was varied.
        records: of the points, in order.
        certify: whether every answer was proved.
    """
    case, points = varied.case, varied.points
    scenarios = list(_scenarios(case, points, records))
    counts = Counter(each["status"] for each in records)
    return {
        "schema": SCHEMA,
        "case": case_head(case, varied.case_digest),
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "software": dict(versions()),
        "sweep": {
            "name": sweep.name or None,
            "mode": sweep.mode,
            "vary": list(_axes(sweep)),
            "together": [[axis.path for axis in step] for step in sweep.steps if len(step) > 1],
            "scenarios": list(sweep.scenarios),
            "certify": certify,
        },
        "objective": {
            "indicator": case.objective.of,
            "sense": case.objective.sense,
            "unit": case.objective.unit(case.facts),
            "text": case.objective.in_words(case.facts).both(),
            "base": records[0]["value"],
        },
        "counts": {
            "scenarios": len(records),
            "without_plan": sum(each["value"] is None for each in records),
            "rebuilt": sum(bool(each["rebuilt"]) for each in records),
            "by_status": dict(sorted(counts.items())),
            "held": agreement(records),
        },
        "scenarios": scenarios,
        "tornado": tornado(sweep, points, records) if sweep.mode == "one_at_a_time" else None,
        "projects": movement(sweep, points, records, [each.id for each in case.facts.projects]),
        "names": {each.id: text(each.name) for each in case.facts.projects},
        "indicators": {name: text(each.name) for name, each in sorted(case.facts.indicators.items())},
        "inputs": [{"file": name, "sha256": each} for name, each in sorted(_inputs(case).items())],
    }


def input_files(case: Case) -> dict[str, bytes]:
    """Return copies of the files that a case was read from."""
    return {name: path.read_bytes() for name, path in case.sources.items()}


def _inputs(case: Case) -> dict[str, str]:
    return {name: digest(data) for name, data in input_files(case).items()}


def _axes(sweep: Sweep) -> Iterator[Json]:
    names = labels(axis.path for axis in sweep.axes)
    for axis in sweep.axes:
        yield {"path": axis.path, "label": names[axis.path], "values": _values(axis), "rounded": axis.rounded}


def _values(axis: Axis) -> list[str]:
    return [as_set(each) for each in axis.values]


def _scenarios(case: Case, points: Sequence[Point], records: Sequence[Json]) -> Iterator[Json]:
    money = {"public_money": None, "private_money": None, "money_unit": case.facts.units.money}
    for point, record in zip(points, records, strict=True):
        totals = record["totals"] or {**money, "indicators": {}}
        changes = dict(point.varied)
        yield {"id": point.id, "scenario": point.scenario or None, "changes": changes, **record, "totals": totals}
