"""greenopt report: a saved run as one HTML file, offline, in both languages."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import RUNS
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import saved_run
from greenopt.errors import ExitCode, FileProblem, WrongUsage, why
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.result.saved import SavedRun

STUDY = "frontier.json"


@command(
    say(
        "Write a saved run as one HTML file: the answer in one minute, the ranked projects, rules with their prices, "
        "money by year and sector, what a tonne costs, why projects are left out, data and proof.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. A second RUN, the folder of a frontier of "
        "the same case, adds what another budget would bring. The file needs no network and no script, speaks English "
        "and Vietnamese, and is printed on A4. It is written beside the run, such as "
        "runs/first-case/1-report.html, or where --out says; an earlier one is replaced.\n\n\b\n"
        "Examples:\n"
        "  greenopt report last\n"
        "  greenopt --lang vi report first-case/1 -o bao-cao.html\n"
        "  greenopt report first-case/1 first-case/frontier-1"
    )
)
@argument("runs", "RUN...", nargs=-1, required=True)
@option("-o", "--out", "place", say("Write this file."), type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def report(console: Console, runs: Sequence[str], place: Path | None) -> int:
    """Write a report."""
    first, *further = runs
    if len(further) > 1:
        raise WrongUsage(say("a report takes one run and, beside it, one frontier"))
    saved = saved_run(first)
    frontier = _frontier(further[0], saved) if further else None
    with waiting(console, say("writing")):
        from greenopt.page.page import page_of

        page = page_of(saved, console.language, frontier)
        file = _beside(saved.folder) if place is None else place
        _write(file, page)
    console.answer(f"{file}\n")
    return ExitCode.DONE


def _beside(folder: Path) -> Path:
    """Return the file beside a run: in its folder it would be a file that its manifest does not know."""
    whole = folder.resolve()
    return folder.parent / f"{whole.name}-report.html" if folder.name else whole.parent / f"{whole.name}-report.html"


def _frontier(name: str, saved: "SavedRun") -> dict[str, Any]:
    """
    Return the frontier of a folder.

    Raises:
        FileProblem: there is none, or it is one of another case.
    """
    from greenopt.result.saved import document_at

    places = [place / STUDY for place in (Path(name), RUNS / name) if (place / STUDY).is_file()]
    if not places:
        raise FileProblem(say("there is no frontier at {name}: write its folder, such as id/frontier-1", name=name))
    found = document_at(places[0], "greenopt.frontier/1")
    if found.get("case", {}).get("digest") != saved.result["case"]["digest"]:
        raise FileProblem(say("{path} is about another case than the run", path=places[0]))
    return found


def _write(file: Path, page: bytes) -> None:
    """
    Write a page, whole or not at all.

    Raises:
        FileProblem: it cannot be written.
    """
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(page)
        beside.replace(file)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise FileProblem(say("{path} cannot be written: {reason}", path=file, reason=why(problem))) from problem
