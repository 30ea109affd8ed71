"""What commands of long studies share: where they are computed, how long, and what is kept when they stop."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import RUNS, json_option
from greenopt.cli._command import option, options
from greenopt.cli._console import Console
from greenopt.cli._progress import counting
from greenopt.cli._saving import Saved, log_text, saved_as, seconds
from greenopt.cli._watch import watched
from greenopt.errors import Interrupted, TimeUp
from greenopt.language import Language, Message, say

if TYPE_CHECKING:
    from greenopt.studies.running import Progress, Where
    from greenopt.studies.task import Task

Page = Callable[[dict[str, Any], Language, int, bool], str]
"""Writes a document for people: language, columns, whether in colour."""
SHOWN_DIGITS = 16
"""Digits of what is computed that name its journal."""


answer_options = options(
    json_option,
    option("-o", "--out", "place", say("Save in this folder, absent or empty."), type=click.Path(path_type=Path)),
)
"""How a study answers, and where it is saved."""
where_options = options(
    option("--jobs", say("Solve in so many processes."), type=click.IntRange(1, 1024), metavar="N"),
    option("--scheduler", say("Solve on a Dask cluster, tcp://host:8786."), default="", metavar="ADDRESS"),
    option("--resume", say("Go on with what an interrupted study has solved."), is_flag=True),
    option(
        "--time-limit",
        say("Stop after so many seconds; --resume goes on."),
        type=seconds,
        metavar="SECONDS",
    ),
)
"""Take where a study is computed, and whether it goes on from what an earlier one has kept."""


def journal_file(study: str, case_id: str, place: Path | None, digest: str) -> Path:
    """
    Return the file that keeps what a study has solved; its folder is made if there is none.

    Args:
        study: what kind it is, with its part where it has several: ``uncertainty-knowing``.
        case_id: name of the case.
        place: the folder that was asked for; the journal lies beside it.
        digest: of what is computed; it names the journal where no folder was asked for.
    """
    file = RUNS / case_id / f".{study}-{digest[:SHOWN_DIGITS]}.journal"
    if place is not None:
        part = study.partition("-")[2]
        file = place.parent / f".{place.name}{'-' if part else ''}{part}.journal"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


class Computing:
    """The time that a study may take, over all of its parts."""

    def __init__(self, console: Console, *, resume: bool, limit: float | None) -> None:
        """
        Begin.

        Args:
            console: hears how far it has come.
            resume: whether it goes on from what is kept.
            limit: seconds; None for as long as it takes.
        """
        self._console, self._resume = console, resume
        self._end = None if limit is None else monotonic() + limit
        self._is_up = False

    def records(
        self,
        task: "Task",
        where: "Where",
        journal: Path,
        doing: Message = say("solving"),  # noqa: B008 - no call changes it
    ) -> list[dict[str, Any]]:
        """
        Return the records of all scenarios of a task.

        Raises:
            TimeUp: the time is up; what is done is kept.
            Interrupted: somebody broke it off.
        """
        from greenopt.studies.running import run

        try:
            with counting(self._console, doing) as tell:

                def hear(progress: "Progress") -> None:
                    tell(progress)
                    self._look(progress)

                left = None if self._end is None else max(self._end - monotonic(), 0.0)
                up = say("the time is up; what is solved is kept, --resume goes on")
                with watched(self._console, left, up) as watch:
                    try:
                        return run(task, where, journal=journal, resume=self._resume, progress=hear)
                    finally:
                        self._is_up |= watch.is_up
        except Interrupted as problem:
            if not self._is_up:
                raise
            said = {"done": problem.done, "count": problem.count}
            message = say("the time is up after {done} of {count} {count:scenario|scenarios}; --resume goes on", **said)
            raise TimeUp(message, problem.done, problem.count) from None

    def _look(self, progress: "Progress") -> None:
        """Break it off when the time is up and something was done."""
        begun = progress.resumed < progress.done < progress.count
        if self._end is not None and begun and monotonic() > self._end:
            self._is_up = True
            raise KeyboardInterrupt


def save_study(
    study: str,
    case_id: str,
    place: Path | None,
    answer: dict[str, Any],
    files: Mapping[str, bytes],
    counted: str,
    *,
    resume: bool = False,
) -> Saved:
    """
    Save a study: its document, its tables and the files of its case.

    Args:
        study: what kind it is.
        case_id: of the case.
        place: the folder that was asked for, if one was.
        answer: the document.
        files: every file by its path in the folder, the document included.
        counted: how much was computed, for the log.
        resume: whether it may have been saved already, just before greenopt was stopped; then it stays as it is.

    Raises:
        FileProblem: they cannot be written; nothing is left behind.
    """
    from greenopt.result.folder import holding, manifest_of, write_run
    from greenopt.result.resolved import digest

    if resume:
        places = (RUNS / case_id).glob(f"{study}-*") if place is None else [place]
        if (before := holding(sorted(places), files)) is not None:
            return Saved(before, digest(manifest_of(files)))
    log = log_text(answer["software"], counted)
    return saved_as(case_id, place, lambda chosen: write_run(chosen, files, log), study)


def tell(console: Console, answer: dict[str, Any], page: Page, *, as_json: bool) -> None:
    """Answer with a page, or with the document byte for byte as it is saved."""
    if as_json:
        from greenopt.result.resolved import as_bytes

        console.answer(as_bytes(answer))
    else:
        console.answer(page(answer, console.language, console.width, console.colour))
