"""greenopt export: a run for a spreadsheet, a statistics program or another solver."""

from pathlib import Path

import click

from greenopt.cli._command import command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import saved_run
from greenopt.errors import ExitCode
from greenopt.language import say
from greenopt.page.formats import FORMATS, exported
from greenopt.result.filed import refuse_taken, write_new


@command(
    say(
        "Export a run: a workbook that goes on computing, tables, the result document, or the program for another "
        "solver.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. The workbook speaks the language of --lang. "
        "csv is a folder of tables; lp and mps hold the exact rows as whole numbers. An existing file is never "
        "overwritten.\n\n\b\n"
        "Examples:\n"
        "  greenopt export last --to xlsx\n"
        "  greenopt --lang vi export first-case/1 --to xlsx -o phuong-an.xlsx\n"
        "  greenopt export last --to mps -o first.mps"
    )
)
@click.argument("run", metavar="RUN")
@option("--to", "kind", say("What to write."), type=click.Choice(list(FORMATS)), required=True)
@option("-o", "--out", "place", say("The file, or for csv the folder, to be written."), type=click.Path(path_type=Path))
@click.pass_obj
def export(console: Console, run: str, kind: str, place: Path | None) -> int:
    """Export a run."""
    saved = saved_run(run)
    wanted = place or Path(_usual_name(saved.folder, kind))
    refuse_taken(wanted)
    with waiting(console, say("writing")):
        write_new(wanted, exported(saved, kind, console.language))
    console.answer(f"{wanted}\n")
    return ExitCode.DONE


def _usual_name(folder: Path, kind: str) -> str:
    """Return the name for a run where none is given: its case and number, such as first-case-1.xlsx."""
    place = folder.resolve()
    name = f"{place.parent.name}-{place.name}" if place.name.isdigit() else place.name
    return f"{name}-{kind}" if kind == "csv" else f"{name}.{kind}"
