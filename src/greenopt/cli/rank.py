"""greenopt rank: the league table of a case: what every project is worth, in what order it is funded, and how sure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import change_options, change_words, read, warn
from greenopt.cli._command import argument, command, option, options
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import names_a_run, saved_run
from greenopt.cli._saving import free_place, share
from greenopt.cli._study import Computing, answer_options, journal_file, save_study, tell, where_options
from greenopt.errors import ExitCode, WrongUsage
from greenopt.language import say

if TYPE_CHECKING:
    from fractions import Fraction

    from greenopt.studies.ranking.proofs import Proofs
    from greenopt.studies.ranking.ranking import Ranking
    from greenopt.studies.scenario import Source

STUDY = "rank"
MOST_PLANS = 100
"""Other plans that may be asked for."""
DOCUMENT = "ranking.json"


rank_options = options(
    option(
        "--tolerance",
        say("Differences up to this share are none, such as 1% (the default)."),
        type=share,
        metavar="PERCENT",
    ),
    option("--rules", say("Also say what each rule costs, by leaving it out."), is_flag=True),
    option("--pairs", say("Also say what every two rules cost together."), is_flag=True),
    option(
        "--alternatives",
        say("Also find so many plans that lose no more than the tolerance and are as different as can be."),
        type=click.IntRange(1, MOST_PLANS),
        default=None,
        metavar="N",
    ),
    option(
        "--ladder",
        say("Also plan for so many budgets, or for these, so that a larger one takes nothing back."),
        default="",
        metavar="N|B1,B2,…",
    ),
    option(
        "--core",
        say("Also count how many of the portfolios that nothing rules out hold each project."),
        is_flag=True,
    ),
    option(
        "--draws",
        say("A saved study of uncertainty of this case: core and out must hold in its draws too."),
        type=click.Path(path_type=Path),
        metavar="FOLDER",
    ),
    option("--certify", say("Prove every number of the printed table."), is_flag=True),
    where_options,
    answer_options,
)
"""Take what counts as a difference, what is proved, and where it is saved."""


@command(
    say(
        "Rank the projects of a case, or of the case of a saved run.\n\nEach project is left out, and carried out in "
        "full, and the case is solved again: what is lost says what the project is worth, and what forcing it in would "
        "cost. The table also says with which money each is funded and how much it may ask for. Projects that lie "
        "within the tolerance of each other share their ranks. ranking.json and ranking.csv are saved under runs/, or "
        "in the folder that --out names.\n\n\b\n"
        "Examples:\n"
        "  greenopt rank cases/lai-chau-2021-2025\n"
        "  greenopt rank last --tolerance 0.5% --rules --alternatives 3\n"
        "  greenopt rank cases/lai-chau-2021-2025 --ladder 6\n"
        "  greenopt rank cases/first-case --certify --json"
    )
)
@argument("asked", "CASE|RUN")
@change_options
@rank_options
@click.pass_obj
def rank(
    console: Console,
    asked: str,
    scenarios: Sequence[str],
    changes: Sequence[str],
    tolerance: "Fraction | None",
    rules: bool,
    pairs: bool,
    alternatives: int | None,
    ladder: str,
    core: bool,
    draws: Path | None,
    certify: bool,
    jobs: int | None,
    scheduler: str,
    resume: bool,
    time_limit: float | None,
    as_json: bool,
    place: Path | None,
) -> int:
    """Rank the projects of a case."""
    from greenopt.report.ranking import ranking_page
    from greenopt.studies.ranking.budgets import budgets_asked
    from greenopt.studies.ranking.classes import chosen_in
    from greenopt.studies.ranking.document import document
    from greenopt.studies.ranking.parts import Wanted
    from greenopt.studies.ranking.ranking import TOLERANCE, Asked, ranking_of
    from greenopt.studies.running import Where

    wanted = Wanted(rules, pairs, alternatives or 0, budgets_asked(ladder) if ladder else 0, core)
    where = Where(jobs or 0, scheduler)
    source = _source(asked, scenarios, changes)
    case = read(console, source.where, source.scenarios, source.changes)
    chosen = None if draws is None else chosen_in(draws, case)
    free_place(case.id, place, resume=resume)
    computing = Computing(console, resume=resume, limit=time_limit)
    journals = list[Path]()

    def records(task: "Proofs") -> list[dict[str, Any]]:
        journals.append(journal_file(STUDY, case.id, place, task.digest()))
        return computing.records(task, where, journals[-1], say("proving"))

    with waiting(console, say("solving")) as now:
        found = ranking_of(Asked(source, TOLERANCE if tolerance is None else tolerance, certify, chosen), records)
        try:
            answer = document(found, wanted, now)
        except WrongUsage:
            _forget(journals)
            raise
    counted = f"plans solved: {answer['solved']}"
    saved = save_study(STUDY, case.id, place, answer, _files(found, answer), counted, resume=resume)
    _forget(journals)
    tell(console, answer, ranking_page, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    _after(console, answer, asked, change_words(scenarios, changes))
    return int(answer["exit_code"])


def _forget(journals: Sequence[Path]) -> None:
    """Remove what was kept on the way, once it is saved, or where what was asked for can never be."""
    for journal in journals:
        journal.unlink(missing_ok=True)


def _source(asked: str, scenarios: Sequence[str], changes: Sequence[str]) -> "Source":
    """
    Return the case that is meant, a run's from its own copies of the sources.

    Raises:
        FileProblem: there is no such run, or its sources are gone.
    """
    from greenopt.studies.scenario import Source

    if not names_a_run(asked):
        return Source(Path(asked), tuple(scenarios), tuple(changes))
    from greenopt.result.saved import INPUTS, case_file

    run = saved_run(asked)
    kept = [f"{path}={value}" for path, value in run.result["changes"].items()]
    return Source(case_file(run.folder / INPUTS), (*run.scenarios, *scenarios), (*kept, *changes))


def _files(found: "Ranking", answer: dict[str, Any]) -> dict[str, bytes]:
    """Return the document, its tables and the files of the case."""
    from greenopt.result.resolved import as_bytes
    from greenopt.studies.ranking.tables import csv_files

    inputs = {f"inputs/{name}": data for name, data in found.run.inputs.items()}
    return {DOCUMENT: as_bytes(answer), **csv_files(answer), **inputs}


def _after(console: Console, answer: dict[str, Any], asked: str, words: Sequence[str]) -> None:
    """Say what to ask next: why there is no plan, or why the first project that is not funded is not."""
    if answer["exit_code"] == ExitCode.NO_PLAN:
        if not names_a_run(asked):
            console.suggest((["greenopt", "solve", asked, *words], say("why no plan satisfies the case")))
        return
    first = next((each["project"] for each in answer["ranking"] if each["decision"] == "not_funded"), None)
    if first is None:
        return
    further = [(["greenopt", "explain", asked if names_a_run(asked) else "last", first], say("why it is not funded"))]
    if not names_a_run(asked):
        further.insert(0, (["greenopt", "solve", asked, *words], say("the plan, proved and saved as a run")))
    console.suggest(*further)
