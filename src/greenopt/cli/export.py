"""greenopt export: a run for a spreadsheet, a statistics program or another solver; a case as a workbook."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._command import command, option
from greenopt.cli._console import Console
from greenopt.cli._files import refuse_taken, unwritable, write_new
from greenopt.cli._progress import waiting
from greenopt.cli._run import names_a_run, saved_run, study_of
from greenopt.errors import ExitCode, FileProblem, WrongUsage
from greenopt.language import Language, say

if TYPE_CHECKING:
    from greenopt.result.saved import SavedRun

Content = bytes | Mapping[str, bytes]
"""Of a file, or of the files of a folder."""


Studies = Sequence[dict[str, Any]]
"""Documents of saved frontiers and sweeps."""


def _json(saved: "SavedRun", language: Language, studies: Studies) -> Content:
    return (saved.folder / "result.json").read_bytes()


def _csv(saved: "SavedRun", language: Language, studies: Studies) -> Content:
    from greenopt.result.tidy import tidy_tables

    return tidy_tables(saved.result)


def _xlsx(saved: "SavedRun", language: Language, studies: Studies) -> Content:
    from greenopt.workbook import opened, workbook

    return workbook(opened(saved), language, studies)


def _lp(saved: "SavedRun", language: Language, studies: Studies) -> Content:
    return _program(saved, "lp")


def _mps(saved: "SavedRun", language: Language, studies: Studies) -> Content:
    return _program(saved, "mps")


def _program(saved: "SavedRun", kind: str) -> bytes:
    from greenopt.engine.program_text import as_lp, as_mps
    from greenopt.engine.written import written
    from greenopt.workbook import opened

    run = opened(saved)
    objective = run.result["objective"]
    remarks = [
        f"greenopt {run.result['software']['greenopt']}",
        f"case {run.result['case']['digest']}",
        f"run {saved.digest}",
        f"{run.result['status']}, value {objective['value']}",
    ]
    # A spoilt result could smuggle in further lines.
    safe = [" ".join(remark.split()) for remark in remarks]
    return (as_lp if kind == "lp" else as_mps)(written(run.posed, run.values), safe)


FORMATS: Mapping[str, Callable[["SavedRun", Language, Studies], Content]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "json": _json,
    "lp": _lp,
    "mps": _mps,
}


@command(
    say(
        "Export a run: a workbook that goes on computing, tables, the result document, or the program for another "
        "solver.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. Each STUDY, the folder of a frontier or a "
        "sweep of the same case, gets a sheet of its own in the workbook. The workbook speaks the language of --lang "
        "and holds the case too, so that 'greenopt import' gives it back. A CASE that is not solved is exported as a "
        "workbook to be filled in. csv is a folder of tables; lp and mps hold the exact rows as whole numbers. An "
        "existing file is never overwritten.\n\n\b\n"
        "Examples:\n"
        "  greenopt export last --to xlsx\n"
        "  greenopt export first-case/1 first-case/frontier-1 first-case/sweep-1 --to xlsx\n"
        "  greenopt export cases/first-case --to xlsx -o first.xlsx\n"
        "  greenopt --lang vi export first-case/1 --to xlsx -o phuong-an.xlsx\n"
        "  greenopt export last --to mps -o first.mps"
    )
)
@click.argument("names", metavar="RUN|CASE [STUDY]...", nargs=-1, required=True)
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
    studies = [study_of(name, saved) for name in further]
    wanted = place or Path(_usual_name(saved.folder, kind))
    refuse_taken(wanted)
    with waiting(console, say("writing")):
        _write(wanted, FORMATS[kind](_unspoilt(saved), console.language, studies))
    console.answer(f"{wanted}\n")
    return ExitCode.DONE


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


def _unspoilt(saved: "SavedRun") -> "SavedRun":
    """
    Return the run if its result is the one that was proved.

    Raises:
        FileProblem: it was changed after it was written.
    """
    from greenopt.result.resolved import digest

    path = saved.folder / "result.json"
    if digest(path.read_bytes()) != saved.certificate.get("result"):
        raise FileProblem(say("{path} was changed after it was written; 'greenopt verify' tells more", path=path))
    return saved


def _usual_name(folder: Path, kind: str) -> str:
    """Return the name for a run where none is given: its case and number, such as first-case-1.xlsx."""
    place = folder.resolve()
    name = f"{place.parent.name}-{place.name}" if place.name.isdigit() else place.name
    return f"{name}-{kind}" if kind == "csv" else f"{name}.{kind}"


def _write(place: Path, content: Content) -> None:
    """
    Write a file, or a folder of files, whole or not at all.

    Raises:
        FileProblem: it cannot be written, or something came to lie there in the meantime.
    """
    if isinstance(content, bytes):
        write_new(place, content)
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            for name, data in content.items():
                (beside / name).write_bytes(data)
            beside.chmod(0o755)
            beside.rename(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except (OSError, ValueError) as problem:
        raise unwritable(place, problem) from None
