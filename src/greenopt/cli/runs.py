"""greenopt runs: the runs that are saved."""

from pathlib import Path
from typing import Any

import click

from greenopt.cli._case import RUNS, answer_json, json_option
from greenopt.cli._command import command
from greenopt.cli._console import Console
from greenopt.errors import ExitCode, FileProblem
from greenopt.language import say, word

SHOWN_DIGITS = 8
"""Digits of a digest in the table; JSON holds all."""


@command(say("List the runs saved under runs/: case, number, status, value, scenario and digest."))
@json_option
@click.pass_obj
def runs(console: Console, as_json: bool) -> int:
    """List the saved runs."""
    from greenopt.result.folder import all_runs

    found = [_described(place) for place in all_runs(RUNS)]
    if as_json:
        answer_json(console, {"schema": "greenopt.runs/1", "runs": found})
        return ExitCode.DONE
    if not found:
        console.answer(console.spoken(say("no run is saved under {path} yet", path=RUNS)))
        console.suggest((["greenopt", "demo"], say("solve a case that greenopt ships")))
        return ExitCode.DONE
    console.answer(_table(console, found))
    console.suggest((["greenopt", "verify", "last"], say("prove the latest run again")))
    return ExitCode.DONE


def _described(place: Path) -> dict[str, Any]:
    """Return what a run says of itself; a folder that cannot be read is listed all the same."""
    from greenopt.result.saved import SavedRun, document_at

    entry: dict[str, Any] = {"run": f"{place.parent.name}/{place.name}", "path": place.as_posix()}
    try:
        result = document_at(place / "result.json", "greenopt.result/1")
        objective = result["objective"]
        return entry | {
            "status": result["status"],
            "value": objective["value"],
            "unit": objective["unit"],
            "scenario": list(result["scenario"]),
            "changes": dict(result["changes"]),
            "digest": SavedRun(place).digest,
        }
    except (FileProblem, ValueError, KeyError, TypeError):
        nothing = dict.fromkeys(("value", "unit", "digest"))
        return entry | nothing | {"status": "unreadable", "scenario": [], "changes": {}}


def _table(console: Console, found: list[dict[str, Any]]) -> str:
    from greenopt.report.layout import Column, Page
    from greenopt.report.words import RUN_STATUS, figure

    page = Page(console.language, console.width, console.colour)
    spoken = console.spoken
    columns = [
        Column(spoken(say("Run"))),
        Column(spoken(say("Status")), wraps=True),
        Column(spoken(say("Value")), right=True),
        Column(spoken(say("Unit"))),
        Column(spoken(say("Scenario and changes")), wraps=True),
        Column(spoken(say("Digest"))),
    ]
    rows = []
    for each in found:
        value = each["value"] if isinstance(each["value"], int | float) else None
        changed = [*each["scenario"], *(f"{path}={text}" for path, text in each["changes"].items())]
        rows.append(
            [
                each["run"],
                spoken(RUN_STATUS.get(each["status"], RUN_STATUS["unreadable"])),
                figure(value, console.language),
                spoken(word(str(each["unit"] or ""))),
                ", ".join(map(str, changed)),
                (each["digest"] or "")[:SHOWN_DIGITS],
            ]
        )
    page.rows(columns, rows)
    return page.text()
