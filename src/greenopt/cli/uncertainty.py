"""greenopt uncertainty: a case drawn many times from its declared ranges: what is robust, and what to verify first."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import case_argument, change_options, change_words, read, warn
from greenopt.cli._command import command, option, options
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._saving import free_place, share
from greenopt.cli._study import Computing, answer_options, journal_file, save_study, tell, where_options
from greenopt.errors import ExitCode
from greenopt.language import say

if TYPE_CHECKING:
    from fractions import Fraction

    from greenopt.studies.running import Where
    from greenopt.studies.uncertainty.study import Study

STUDY = "uncertainty"
DOCUMENT = "uncertainty.json"
METHODS = ("lhs", "sobol")


uncertainty_options = options(
    option(
        "--samples",
        say("How many draws; a power of two for Sobol' sequences."),
        type=int,
        default=256,
        metavar="N",
    ),
    option("--seed", say("The same seed gives the same draws."), type=int, default=1, metavar="S"),
    option(
        "--method",
        say("How to draw: Latin hypercube (lhs), or Sobol' sequence."),
        type=click.Choice(METHODS),
    ),
    option(
        "--indices",
        say("Share the spread of the result out to what varies; solves several times as much."),
        is_flag=True,
    ),
    option(
        "--cvar",
        help=say("Also find the plan that is best in the worst outcomes: 90% looks at the worst tenth."),
        type=share,
        metavar="SHARE",
    ),
    where_options,
    answer_options,
)
"""Take how much is drawn, what is asked of it, and where it is computed."""


@command(
    say(
        "Draw a case many times from the ranges that it declares under 'uncertain', and solve each draw.\n\n"
        "Shows how the value of the best plan spreads, how often each project is chosen, what the plan as written "
        "misses or breaks, what drives the result, and whose numbers to verify first. uncertainty.json and its tables "
        "are saved under runs/, or in the folder that --out names.\n\n\b\n"
        "Examples:\n"
        "  greenopt uncertainty cases/lai-chau-2021-2025 --samples 500 --seed 7\n"
        "  greenopt uncertainty cases/lai-chau-2021-2025 --samples 1024 --indices\n"
        "  greenopt uncertainty cases/lai-chau-2021-2025 --cvar 90% --json"
    )
)
@case_argument
@change_options
@uncertainty_options
@click.pass_obj
def uncertainty(
    console: Console,
    case_path: Path,
    scenarios: Sequence[str],
    changes: Sequence[str],
    samples: int,
    seed: int,
    method: str | None,
    indices: bool,
    cvar: "Fraction | None",
    jobs: int | None,
    scheduler: str,
    resume: bool,
    time_limit: float | None,
    as_json: bool,
    place: Path | None,
) -> int:
    """Study the uncertainty of a case."""
    from greenopt.report.uncertainty import uncertain
    from greenopt.studies.running import Where
    from greenopt.studies.scenario import Source
    from greenopt.studies.uncertainty.study import Asked, Study

    how = method or ("sobol" if indices else "lhs")
    asked = Asked(samples, seed, "sobol" if how == "sobol" else "lhs", indices, cvar)
    where = Where(jobs or 0, scheduler)
    case = read(console, case_path, scenarios, changes)
    study = Study(Source(case_path, tuple(scenarios), tuple(changes)), case, asked)
    free_place(case.id, place, resume=resume)
    computing = Computing(console, resume=resume, limit=time_limit)
    found, records, journals = _found(console, study, where, place, computing)
    counted = f"draws: {found['samples']}"
    saved = save_study(STUDY, case.id, place, found, _files(study, found, records), counted, resume=resume)
    for journal in journals:
        journal.unlink(missing_ok=True)
    tell(console, found, uncertain, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    if found["exit_code"] == ExitCode.NO_PLAN:
        words = ["greenopt", "solve", str(case_path), *change_words(scenarios, changes)]
        console.suggest((words, say("why there is no plan")))
    return int(found["exit_code"])


def _found(
    console: Console, study: "Study", where: "Where", place: Path | None, computing: Computing
) -> tuple[dict[str, Any], list[dict[str, Any]], Sequence[Path]]:
    """Return the document, the records of the draws, and the files that kept everything meanwhile."""
    from greenopt.studies.uncertainty.document import document

    with waiting(console, say("solving")):
        if study.base.answer.x is None:
            return document(study, ()), [], ()
        task = study.task()
    journals = [journal_file(STUDY, study.case.id, place, task.digest())]
    records = computing.records(task, where, journals[0])
    known: list[dict[str, Any]] = []
    if (knowing := study.knowing(records)) is not None:
        second = study.knowing_task(knowing)
        journals.append(journal_file(f"{STUDY}-knowing", study.case.id, place, second.digest()))
        known = computing.records(second, where, journals[1], say("looking into what matters"))
    with waiting(console, say("writing")):
        return document(study, records, known), records, journals


def _files(study: "Study", found: dict[str, Any], records: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the document, its tables and the files of the case."""
    from greenopt.result.resolved import as_bytes
    from greenopt.studies.uncertainty.tables import draw_table, project_table, subject_table

    files = {
        DOCUMENT: as_bytes(found),
        "projects.csv": project_table(found),
        "verify.csv": subject_table(found),
        "draws.csv": draw_table(study, records),
    }
    return files | {f"inputs/{name}": path.read_bytes() for name, path in study.case.sources.items()}
