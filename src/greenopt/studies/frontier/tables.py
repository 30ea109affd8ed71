"""
Tables of a frontier: one row a point, and one row a point and project in its plan.

Columns are called as in the tables of a sweep where they mean the same. Prices are gains for one more of what moves,
and for one more unit of money where money moves; on both sides of the point, since that is where they change. What
comes in or goes out does so between the point before and this one.

Levels are shares of a project, and whoever is not named in a plan is not in it. Both tables become CSV as those of a
sweep do, so that no text can be taken for a formula.
"""

from typing import Any

from greenopt.result.resolved import Json
from greenopt.studies.sweep.tables import Table, as_csv


def csv_files(document: Json) -> dict[str, bytes]:
    """Return both tables as CSV, by the names of their files."""
    return {"frontier.csv": as_csv(point_table(document)), "levels.csv": as_csv(level_table(document))}


def point_table(document: Json) -> Table:
    """Return one row a point: where it is, what is known, value, prices, money and indicators."""
    points = document["points"]
    indicators = sorted({name for each in points for name in _indicators(each)})
    prices = [key for key in points[0] if "price_" in key] if points else []
    return {
        "at": [float(each["at"]) for each in points],
        "money": [_number(each["money"]) for each in points],
        "status": [each["status"] for each in points],
        "value": [_number(each["value"]) for each in points],
        **{key: [_number(each[key]) for each in points] for key in prices},
        "turns": [each["turns"] for each in points],
        "comes_in": [" | ".join(each["comes_in"]) for each in points],
        "goes_out": [" | ".join(each["goes_out"]) for each in points],
        "public_money": [_number(each["totals"].get("public_money")) for each in points],
        "private_money": [_number(each["totals"].get("private_money")) for each in points],
        **{f"indicator.{name}": [_value(each, name) for each in points] for name in indicators},
    }


def level_table(document: Json) -> Table:
    """Return one row for each project in the plan of a point."""
    rows = [(each["at"], project, level) for each in document["points"] for project, level in each["levels"].items()]
    return {
        "at": [float(row[0]) for row in rows],
        "project": [row[1] for row in rows],
        "level": [float(row[2]) for row in rows],
    }


def _indicators(point: Json) -> dict[str, Any]:
    found: dict[str, Any] = point["totals"].get("indicators", {})
    return found


def _value(point: Json, name: str) -> float | None:
    found = _indicators(point).get(name)
    return None if found is None else _number(found["value"])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
