"""Tornado: how far each path moves the best value when it is varied alone, the widest first."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from greenopt.case.sweeps import Sweep
from greenopt.result.standing import plain
from greenopt.studies.sweep.points import Point, labels
from greenopt.studies.task import Json


def tornado(sweep: Sweep, points: Sequence[Point], records: Sequence[Json]) -> list[Json]:
    """
    Return a row for each path, or group of paths that move together, on the case and on every named scenario.

    The span is the distance between the least and the largest value met on the way, the one without variation
    included; ``below`` and ``above`` say how far it reaches to either side of that one. Scenarios without a value are
    counted and left out.
    """
    rows = list(_rows(sweep, points, records))
    order = {name: number for number, name in enumerate(("", *sweep.scenarios))}
    return sorted(rows, key=lambda row: (order[row["scenario"] or ""], row["span"] is None, -(row["span"] or 0)))


def _rows(sweep: Sweep, points: Sequence[Point], records: Sequence[Json]) -> Iterator[Json]:
    names = labels(axis.path for axis in sweep.axes)
    solved = list(zip(points, records, strict=True))
    for scenario in ("", *sweep.scenarios):
        base = next(record for point, record in solved if point.scenario == scenario and not point.varied)
        for number, step in enumerate(sweep.steps):
            on_way = [each for each in solved if each[0].scenario == scenario and each[0].step == number]
            values = [exact(record["value"]) for _, record in on_way if record["value"] is not None]
            if base["value"] is not None:
                values.append(exact(base["value"]))
            yield {
                "scenario": scenario or None,
                "paths": [axis.path for axis in step],
                "label": ", ".join(names[axis.path] for axis in step),
                "base": base["value"],
                "first": _end(*on_way[0]),
                "last": _end(*on_way[-1]),
                "least": plain(min(values)) if values else None,
                "most": plain(max(values)) if values else None,
                "span": plain(max(values) - min(values)) if values else None,
                **_beside(base["value"], values),
                "without_value": sum(record["value"] is None for _, record in on_way),
            }


def _beside(base: float | None, values: Sequence[Fraction]) -> Json:
    """Return how far values reach below and above that of the case without variation."""
    if base is None:
        return {"below": None, "above": None}
    return {"below": plain(exact(base) - min(values)), "above": plain(max(values) - exact(base))}


def exact(value: float) -> Fraction:
    """Return a number of a record as it stands there."""
    return Fraction(str(value))


def _end(point: Point, record: Json) -> Json:
    return {"changes": dict(point.varied), "status": record["status"], "value": record["value"]}
