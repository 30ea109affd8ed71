"""greenopt check: a plan made by people, held against every rule and against the best plan."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenopt.cli._case import answer_json, case_argument, change_options, json_option, read, warn
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._failure import as_json as document_text
from greenopt.cli._progress import waiting
from greenopt.cli._saving import free_place
from greenopt.errors import ExitCode
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.case.csv_table import Numbers

SAVED = "check.json"


@command(
    say(
        "Hold a plan made by people against every rule of a case, and against the best plan.\n\n"
        "PLAN is a CSV file, or a sheet as book.xlsx#Plan, with the columns project, share (60 %) or level (0.6), and "
        "start (a year; empty where the horizon is one year). Columns such as fund.green_fund say who pays; where they "
        "are missing, that is chosen so that the rules are broken least. The portfolio.csv of a run is a plan too. "
        "Exit code 0 if every rule is satisfied, 7 if one is broken, 4 if the case itself has no plan.\n\n\b\n"
        "Examples:\n"
        "  greenopt check cases/first-case plan.csv\n"
        "  greenopt check cases/first-case plan.csv --numbers vi\n"
        "  greenopt check cases/first-case runs/first-case/1/portfolio.csv --json"
    )
)
@case_argument
@argument("plan", "PLAN")
@change_options
@option(
    "--numbers",
    say("How the plan writes numbers: en, or vi with semicolons and decimal commas."),
    type=click.Choice(("en", "vi")),
    default="en",
)
@json_option
@option(
    "-o", "--out", "place", say("Save check.json in this folder, absent or empty."), type=click.Path(path_type=Path)
)
@click.pass_obj
def check(
    console: Console,
    case_path: Path,
    plan: str,
    scenarios: Sequence[str],
    changes: Sequence[str],
    numbers: "Numbers",
    as_json: bool,
    place: Path | None,
) -> int:
    """Check a plan."""
    case = read(console, case_path, scenarios, changes)
    if place is not None:
        free_place(case.id, place)
    from greenopt.case.plan_table import read_plan

    # Mistakes of the plan are told as it was named, not from the case's folder.
    folder, console.folder = console.folder, None
    written = read_plan(plan, case.facts, numbers)
    console.folder = folder
    with waiting(console, say("checking")):
        from greenopt.studies.check import check as checked
        from greenopt.studies.check import summary

        document = checked(case, written)
    if place is not None:
        from greenopt.result.filed import write_folder

        write_folder(place, {SAVED: document_text(document).encode()})
    if as_json:
        answer_json(console, document)
    else:
        from greenopt.report.check import checked as in_words

        console.answer(in_words(document, summary(document), console.language, console.width, console.colour))
    console.note(*(say("warning: {warning}", warning=each) for each in written.doubts))
    warn(console, case)
    if place is not None:
        console.note(say("saved: {path}", path=place / SAVED))
    if document["exit_code"] == ExitCode.NO_PLAN:
        console.note(say("the case itself has no plan; 'greenopt solve' says what clashes"))
    return int(document["exit_code"])
