"""greenopt report: a saved run as one HTML file, offline, in both languages."""

from collections.abc import Sequence
from pathlib import Path

import click

from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import folder_of, saved_run
from greenopt.errors import ExitCode
from greenopt.language import say


@command(
    say(
        "Write a saved run as one HTML file: the answer in one minute, the ranked projects, rules with their prices, "
        "money by year and sector, what a tonne costs, why projects are left out, data and proof.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. Each STUDY is a saved folder of the same "
        "case and adds its part: a frontier what another budget would bring, a ranking what each project is worth, a "
        "study of uncertainty how sure the plan is, a sweep what changes with the numbers, another run how the two "
        "differ. The file needs no network and no script, speaks English "
        "and Vietnamese, and is printed on A4. It is written beside the run, such as "
        "runs/first-case/1-report.html, or where --out says; an earlier one is replaced.\n\n\b\n"
        "Examples:\n"
        "  greenopt report last\n"
        "  greenopt --lang vi report first-case/1 -o bao-cao.html\n"
        "  greenopt report first-case/1 first-case/frontier-1 first-case/rank-1\n"
        "  greenopt report last first-case/1"
    )
)
@argument("runs", "RUN [STUDY]...", nargs=-1, required=True)
@option("--appendix", say("Add the table of a submission, printed on A4 across."), is_flag=True)
@option("-o", "--out", "place", say("Write this file."), type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def report(console: Console, runs: Sequence[str], appendix: bool, place: Path | None) -> int:
    """Write a report."""
    first, *further = runs
    saved = saved_run(first)
    with waiting(console, say("writing")):
        from greenopt.page.page import page_of
        from greenopt.page.studies import studies_of
        from greenopt.result.filed import replace_file

        studies = studies_of(saved, [(name, folder_of(name)) for name in further])
        page = page_of(saved, console.language, studies, appendix=appendix)
        file = _beside(saved.folder) if place is None else place
        replace_file(file, page)
    console.answer(f"{file}\n")
    return ExitCode.DONE


def _beside(folder: Path) -> Path:
    """Return the file beside a run: in its folder it would be a file that its manifest does not know."""
    whole = folder.resolve()
    return folder.parent / f"{whole.name}-report.html" if folder.name else whole.parent / f"{whole.name}-report.html"
