"""greenopt sweep: a case solved many times with a few of its numbers varied, as a table, a chart and files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import case_argument, change_words, read, warn
from greenopt.cli._command import argument, command, option, options
from greenopt.cli._console import Console
from greenopt.cli._saving import free_place
from greenopt.cli._study import Computing, answer_options, journal_file, save_study, tell, where_options
from greenopt.errors import ExitCode, Fault
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.case.case import Case

STUDY = "sweep"
DOCUMENT = "sweep.json"


sweep_options = options(
    option(
        "--vary",
        "vary",
        say("Vary a path, such as 'funds.*.amount.*=x 0.5..x 1.5/11' or 'PATH=100|200'; may be repeated."),
        metavar="PATH=RANGE",
        multiple=True,
    ),
    option(
        "--one-at-a-time",
        "alone",
        say("Vary each path alone, the others as they are, and rank them by how far the answer moves."),
        is_flag=True,
    ),
    option(
        "-s",
        "--scenario",
        "scenarios",
        say("Vary on a scenario of the case too, beside the case as it is; may be repeated."),
        metavar="NAME",
        multiple=True,
    ),
    option("--scenarios", "all_scenarios", say("Vary on every scenario of the case."), is_flag=True),
    option(
        "--set",
        "changes",
        say("Change one value before anything is varied; may be repeated."),
        metavar="PATH=VALUE",
        multiple=True,
    ),
    answer_options,
    option("--parquet", say("Write the tables as Parquet too; needs the extra 'parquet'."), is_flag=True),
    option("--certify", say("Prove every answer in exact arithmetic, not the first alone."), is_flag=True),
    where_options,
)
"""Take what is varied, where it is computed and what is written."""


@command(
    say(
        "Solve a case many times with a few of its numbers varied.\n\nNAME is a sweep of the case; it may be left out "
        "where the case has one, or where --vary or --scenario says what is varied. sweep.json, scenarios.csv and "
        "levels.csv are saved under runs/, or in the folder that --out names. A scenario without a plan is an answer "
        "like any other.\n\n\b\n"
        "Examples:\n"
        "  greenopt sweep cases/first-case\n"
        "  greenopt sweep cases/first-case \\\n      --vary 'funds.green_fund.amount.*=x 0.5..x 1.5/11'\n"
        "  greenopt sweep cases/first-case --scenarios --json > sweep.json\n"
        "  greenopt sweep cases/lai-chau-2021-2025 tornado --jobs 2"
    )
)
@case_argument
@argument("name", "[NAME]", required=False)
@sweep_options
@click.pass_obj
def sweep(
    console: Console,
    case_path: Path,
    name: str | None,
    vary: Sequence[str],
    alone: bool,
    scenarios: Sequence[str],
    all_scenarios: bool,
    changes: Sequence[str],
    as_json: bool,
    place: Path | None,
    parquet: bool,
    certify: bool,
    jobs: int | None,
    scheduler: str,
    resume: bool,
    time_limit: float | None,
) -> int:
    """Sweep a case."""
    from greenopt.case.scenarios import scenario_names
    from greenopt.report.sweep import swept
    from greenopt.studies.running import Where
    from greenopt.studies.scenario import Source
    from greenopt.studies.sweep.asked import asked_sweep
    from greenopt.studies.sweep.document import document
    from greenopt.studies.sweep.points import expand
    from greenopt.studies.sweep.task import Varied

    where = Where(jobs or 0, scheduler)
    case = read(console, case_path, (), changes)
    free_place(case.id, place, resume=resume)
    if parquet:
        _refuse_without_parquet()
    tree = case.tree
    if tree is None:
        raise Fault(say("the case has no text"))
    wanted = dict.fromkeys([*scenarios, *(scenario_names(tree) if all_scenarios else ())])
    asked = asked_sweep(tree, name, vary, list(wanted), alone=alone)
    varied = Varied(Source(case_path, (), tuple(changes)), case, expand(tree, asked))
    task = varied.task(certify=certify)
    journal = journal_file(STUDY, case.id, place, task.digest())
    records = Computing(console, resume=resume, limit=time_limit).records(task, where, journal)
    found = document(varied, asked, records, certify=certify)
    counted = f"scenarios: {found['counts']['scenarios']}"
    saved = save_study(STUDY, case.id, place, found, _files(found, case, parquet=parquet), counted, resume=resume)
    journal.unlink(missing_ok=True)
    tell(console, found, swept, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    _after(console, found, case_path, changes)
    return ExitCode.DONE


def _refuse_without_parquet() -> None:
    """Say before anything is solved that tables cannot be written as asked for."""
    from greenopt.studies.sweep.tables import as_parquet, can_write_parquet

    if not can_write_parquet():
        as_parquet({})


def _files(found: dict[str, Any], case: "Case", *, parquet: bool) -> dict[str, bytes]:
    """Return the document, its tables and the files of the case."""
    from greenopt.result.resolved import as_bytes
    from greenopt.studies.sweep.document import input_files
    from greenopt.studies.sweep.tables import as_csv, as_parquet, level_table, scenario_table

    tables = {"scenarios": scenario_table(found), "levels": level_table(found)}
    files = {DOCUMENT: as_bytes(found)}
    files |= {f"{name}.csv": as_csv(table) for name, table in tables.items()}
    if parquet:
        files |= {f"{name}.parquet": as_parquet(table) for name, table in tables.items()}
    return files | {f"inputs/{name}": data for name, data in input_files(case).items()}


def _after(console: Console, found: dict[str, Any], case_path: Path, changes: Sequence[str]) -> None:
    """Say how one scenario is solved by itself, proved and priced: the best of those that differ from the base."""
    planned = [each for each in found["scenarios"][1:] if each["value"] is not None]
    if not planned:
        return
    more = found["objective"]["sense"] == "maximise"
    best = max(planned, key=lambda each: each["value"] if more else -each["value"])
    own = [f"{path}={value}" for path, value in best["changes"].items()]
    words = change_words(filter(None, [best["scenario"]]), [*changes, *own])
    console.suggest((["greenopt", "solve", str(case_path), *words], say("one scenario, proved and explained")))
