"""greenopt export: a run for a spreadsheet, a statistics program or another solver; a case as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import folder_of, names_a_run, saved_run
from greenopt.errors import ExitCode, WrongUsage
from greenopt.language import say
from greenopt.page.formats import FORMATS, exported
from greenopt.result.filed import refuse_taken, write_new

if TYPE_CHECKING:
    from greenopt.result.saved import SavedRun

SHEETS = ("frontier.json", "sweep.json")
"""Documents of studies that have a sheet in a workbook."""
ENDINGS = {"csv": "-csv", "appendix": "-appendix.pdf"}
"""How the usual name of a file or folder ends, where that is not a point and the format."""


@command(
    say(
        "Export a run: a workbook that goes on computing, two pages for whoever decides, the appendix of a submission, "
        "tables, the result document, or the program for another solver.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. Workbook and paper speak the language of "
        "--lang. Each STUDY, the folder of a frontier or a sweep of the same case, gets a sheet of its own in the "
        "workbook, which holds the case too: 'greenopt import' gives it back. A CASE that is not solved is exported as "
        "a workbook to be filled in. pdf is a summary on two pages of A4, for which three further plans are solved: "
        "with one, two and five billion more; appendix is the table of a submission, as PDF on A4 across. Both need "
        "greenopt[pdf]. csv is a folder of tables; lp and mps hold the exact rows as whole numbers. An existing file "
        "is never overwritten.\n\n\b\n"
        "Examples:\n"
        "  greenopt export last --to xlsx\n"
        "  greenopt export first-case/1 first-case/frontier-1 --to xlsx\n"
        "  greenopt export cases/first-case --to xlsx -o first.xlsx\n"
        "  greenopt --lang vi export last --to pdf\n"
        "  greenopt --lang vi export first-case/1 --to xlsx -o phuong-an.xlsx\n"
        "  greenopt export last --to mps -o first.mps"
    )
)
@argument("names", "RUN|CASE [STUDY]...", nargs=-1, required=True)
@option("--to", "kind", say("What to write."), type=click.Choice(list(FORMATS)), required=True)
@option("-o", "--out", "place", say("The file, or for csv the folder, to be written."), type=click.Path(path_type=Path))
@click.pass_obj
def export(console: Console, names: Sequence[str], kind: str, place: Path | None) -> int:
    """Export a run, or a case."""
    first, *further = names
    if further and kind != "xlsx":
        raise WrongUsage(say("only a workbook has sheets for further studies; use --to xlsx"))
    if _is_case(first):
        return _export_case(console, Path(first), (kind, further), place)
    saved = saved_run(first)
    studies = [_sheet(saved, name) for name in further]
    wanted = place or Path(_usual_name(saved.folder, kind))
    refuse_taken(wanted)
    with waiting(console, say("writing")):
        write_new(wanted, exported(saved, kind, console.language, studies))
    console.answer(f"{wanted}\n")
    return ExitCode.DONE


def _sheet(saved: "SavedRun", name: str) -> dict[str, Any]:
    """
    Return a study that a workbook has a sheet for.

    Raises:
        FileProblem: there is none, or it is one of another case than the run.
        WrongUsage: a workbook has no sheet for it.
    """
    from greenopt.page.studies import study_in

    found = study_in(saved, name, folder_of(name))
    if found.file not in SHEETS:
        raise WrongUsage(say("a workbook has sheets for frontiers and sweeps; {name} is neither", name=name))
    return found.document


def _is_case(name: str) -> bool:
    """Return whether a name means a case on the disk and no run."""
    path = Path(name)
    try:
        is_there = (path / "case.yaml").is_file() or (path.suffix in (".yaml", ".yml") and path.is_file())
    except (OSError, ValueError):
        return False
    return is_there and not names_a_run(name)


def _export_case(console: Console, path: Path, asked: tuple[str, Sequence[str]], place: Path | None) -> int:
    kind, further = asked
    if kind != "xlsx" or further:
        raise WrongUsage(say("a case is exported as a workbook alone, with --to xlsx; solve it for everything else"))
    from greenopt.workbook.case_book import case_workbook

    wanted = place or Path(f"{path.resolve().stem}.xlsx")
    refuse_taken(wanted)
    console.folder = path if path.is_dir() else path.parent
    with waiting(console, say("writing")):
        write_new(wanted, case_workbook(path, console.language))
    console.answer(f"{wanted}\n")
    console.suggest((["greenopt", "import", str(wanted), "-o", wanted.stem], say("when it is changed")))
    return ExitCode.DONE


def _usual_name(folder: Path, kind: str) -> str:
    """Return the name for a run where none is given: its case and number, such as first-case-1.xlsx."""
    place = folder.resolve()
    name = f"{place.parent.name}-{place.name}" if place.name.isdigit() else place.name
    return name + ENDINGS.get(kind, f".{kind}")
