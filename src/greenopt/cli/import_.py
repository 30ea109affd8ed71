"""greenopt import: a filled workbook as a case folder; mistakes are named by sheet and cell."""

from pathlib import Path

import click

from greenopt.cli._case import answer_json, json_option, warn
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._failure import as_data
from greenopt.cli._progress import waiting
from greenopt.errors import ExitCode
from greenopt.language import say

SCHEMA = "greenopt.import/1"


@command(
    say(
        "Turn a filled workbook into a case: a folder with case.yaml and projects.csv that every other command reads."
        "\n\nFILE is a workbook of 'greenopt init --template excel' or 'greenopt export --to xlsx'. The folder is new "
        "or empty; without --out it is named after the file. Every mistake is told at once, with its sheet and cell, "
        "and nothing is written then (exit code 3).\n\n\b\n"
        "Examples:\n"
        "  greenopt import case.xlsx -o my-province\n"
        "  greenopt --lang vi import ho-so.xlsx"
    )
)
@argument("file", "FILE", type=click.Path(path_type=Path))
@option("-o", "--out", "folder", say("The folder to be written."), type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_(console: Console, file: Path, folder: Path | None, as_json: bool) -> int:
    """Import a workbook."""
    from greenopt.workbook.case_folder import imported

    place = folder or file.with_suffix("")
    console.folder = file.parent
    with waiting(console, say("reading")):
        case, book = imported(file, place)
    if as_json:
        found = [as_data(console, each) for each in case.warnings]
        answer = {"schema": SCHEMA, "case": case.id, "folder": str(place), "not_read": list(book.left_out)}
        answer_json(console, {**answer, "diagnostics": found})
        return ExitCode.DONE
    if book.left_out:
        console.note(say("sheets that hold results are not read: {sheets}", sheets=", ".join(book.left_out)))
    warn(console, case)
    console.answer(console.spoken(say("written: {path}", path=place)))
    console.suggest(
        (["greenopt", "validate", str(place)], say("find mistakes after each change")),
        (["greenopt", "solve", str(place)], say("find the best plan")),
    )
    return ExitCode.DONE
