"""
What a notebook hands to others: the report of a run, and the run in other formats.

    >>> from greenopt import export, frontier, write_report
    >>> write_report(run, "report.html", frontier("cases/first-case"))    # doctest: +SKIP
    >>> export(run, "plan.xlsx", language="vi")                           # doctest: +SKIP

A run is what ``solve`` returned, or the folder of a saved one; both give the bytes that the command line gives.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from greenopt.errors import WrongUsage
from greenopt.language import LANGUAGES, Language, say
from greenopt.page.formats import FORMATS, exported
from greenopt.page.page import page_of
from greenopt.page.studies import KINDS, studies_of
from greenopt.result.filed import refuse_taken, replace_file, write_new
from greenopt.result.folder import find_run
from greenopt.result.resolved import as_bytes
from greenopt.result.saved import SavedRun
from greenopt.run import Run
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Frontier


def write_report(
    run: Run | str | Path,
    place: str | Path,
    *studies: Frontier | Mapping[str, Any] | str | Path,
    language: Language = "en",
) -> Path:
    """
    Write the report of a run, one HTML file that holds both languages, and return its place.

    Args:
        run: what ``solve`` returned, or the folder of a saved run.
        place: of the file; an earlier one is replaced.
        studies: of the same case, each a frontier as ``frontier`` returned it, the document of a study, or the folder
            of a saved study or of another run; each adds its part.
        language: that is shown first.

    Raises:
        FileProblem: the file cannot be written, there is no such run, or a study is of another case.
        OSError: a file of the run is missing.
        VerificationFailed: another run does not prove its answer.
        WrongUsage: there is no such language, or there are two studies of which a page has one.
    """
    _known(language)
    with TemporaryDirectory() as spare, _saved(run) as saved:
        folders = [_folder(each, Path(spare) / str(number)) for number, each in enumerate(studies, 1)]
        page = page_of(saved, language, studies_of(saved, [(str(each), each) for each in folders]))
    file = Path(place)
    replace_file(file, page)
    return file


def export(run: Run | str | Path, place: str | Path, to: str | None = None, *, language: Language = "en") -> Path:
    """
    Export a run as ``greenopt export`` does, and return the place.

    Args:
        run: what ``solve`` returned, or the folder of a saved run.
        place: of the file, or for csv of the folder; nothing that lies there is overwritten.
        to: the format: xlsx, csv, json, lp or mps; None for that of the ending of the file.
        language: of the workbook.

    Raises:
        FileProblem: the place is taken or cannot be written, there is no such run, or it was spoilt.
        OSError: a file of the run is missing.
        WrongUsage: there is no such format or language, or the run is too large for it.
    """
    _known(language)
    file = Path(place)
    kind = file.suffix.removeprefix(".").lower() if to is None else to
    if kind not in FORMATS:
        raise WrongUsage(say("there is no format '{kind}'; write one of {kinds}", kind=kind, kinds=", ".join(FORMATS)))
    refuse_taken(file)
    with _saved(run) as saved:
        write_new(file, exported(saved, kind, language))
    return file


@contextmanager
def _saved(run: Run | str | Path) -> Iterator[SavedRun]:
    """Yield a run as it is saved; one that is not lies in a folder for as long as it is read."""
    if not isinstance(run, Run):
        yield SavedRun(find_run(str(run), Path()))
        return
    with TemporaryDirectory() as spare:
        folder = Path(spare) / "run"
        run.write(folder)
        yield SavedRun(folder)


def _folder(study: Frontier | Mapping[str, Any] | str | Path, spare: Path) -> Path:
    """Return the folder of a study; one that is not saved is kept in a spare one, in the file of its kind."""
    if isinstance(study, (str, Path)):
        return Path(study)
    found = document(study) if isinstance(study, Frontier) else dict(study)
    file = next((file for file, schema in KINDS.items() if schema == found.get("schema")), next(iter(KINDS)))
    spare.mkdir()
    (spare / file).write_bytes(as_bytes(found))
    return spare


def _known(language: str) -> None:
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise WrongUsage(say("there is no language '{language}'; write one of {known}", language=language, known=known))
