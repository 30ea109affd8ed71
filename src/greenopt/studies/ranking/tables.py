"""
Tables of a ranking: one row a project, and one row for each project that gives way to another, or comes in its place.

The first is in funding order; near-ties have the ranks that they share.

Columns are called as in ``ranking.json``; what a project displaces is told in words, with the public money that moves.
Where a number is missing, ``left_out_en`` or ``in_full_en`` says why. No text can be taken for a formula.
"""

from typing import Any

from greenopt.result.resolved import Json
from greenopt.studies.sweep.tables import Table, as_csv

NUMBERS = (
    "level", "public_money", "money_in_full", "objective_in_full", "replacement_value", "force_cost", "rate",
    "cost_per_tonne",
)  # fmt: skip


def csv_files(document: Json) -> dict[str, bytes]:
    """Return both tables as CSV, by the names of their files."""
    return {"ranking.csv": as_csv(ranking_table(document)), "displaced.csv": as_csv(displaced_table(document))}


def ranking_table(document: Json) -> Table:
    """Return one row a project."""
    rows = document["ranking"]
    return {
        "rank": [float(each["rank"]) for each in rows],
        "rank_to": [float(each["rank_to"]) for each in rows],
        "project": [each["project"] for each in rows],
        "name_vi": [each["name"]["vi"] for each in rows],
        "name_en": [each["name"]["en"] for each in rows],
        "decision": [each["decision"] for each in rows],
        "class": [each["class"] for each in rows],
        **{key: [_number(each[key]) for each in rows] for key in NUMBERS},
        "gives_way": [_displaced(each, "in_full") for each in rows],
        "comes_in": [_displaced(each, "left_out") for each in rows],
        "blocked_by": [None if each["blocked_by"] is None else each["blocked_by"]["rule"] for each in rows],
        **{f"{how}_status": [each[how]["status"] for each in rows] for how in ("left_out", "in_full")},
        **{
            f"{how}_{language}": [(each[how]["reason"] or {}).get(language) for each in rows]
            for how in ("left_out", "in_full")
            for language in ("vi", "en")
        },
        "evidence": [each["evidence"]["quality"] for each in rows],
        "evidence_source": [each["evidence"]["source"] for each in rows],
    }


def displaced_table(document: Json) -> Table:
    """Return one row for each project that gives way to another, or comes in its place."""
    pairs = [(row["project"], each) for row in document["ranking"] for each in row["displaces"]]
    return {
        "project": [project for project, _ in pairs],
        "when": [each["when"] for _, each in pairs],
        "displaced": [each["project"] for _, each in pairs],
        **{key: [float(each[key]) for _, each in pairs] for key in ("level", "becomes", "public_money")},
    }


def _displaced(row: Json, when: str) -> str:
    """Return who gives way, or comes in, each with the public money that it gets more or less."""
    return " | ".join(
        f"{each['project']} {each['public_money']:+g}" for each in row["displaces"] if each["when"] == when
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
