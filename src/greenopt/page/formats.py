"""
Formats: what a run is exported to, each as the bytes of a file or of the files of a folder.

The names of the formats are asked for by a help page, so what makes them is imported only when one is made.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from greenopt.errors import FileProblem
from greenopt.language import Language, say

if TYPE_CHECKING:
    from greenopt.engine.written import Written
    from greenopt.result.filed import Content
    from greenopt.result.saved import SavedRun


def exported(saved: "SavedRun", kind: str, language: Language, studies: Sequence[dict[str, Any]] = ()) -> "Content":
    """
    Return a run in a format.

    Args:
        saved: the run.
        kind: a key of ``FORMATS``.
        language: of what people read in it.
        studies: documents of saved frontiers and sweeps of the same case, which a workbook has sheets for.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: the result was changed after it was proved, or a file cannot be read.
        WrongUsage: there are more projects or rules than a workbook can hold.
    """
    from greenopt.result.resolved import digest

    path = saved.folder / "result.json"
    if digest(path.read_bytes()) != saved.certificate.get("result"):
        raise FileProblem(say("{path} was changed after it was written; 'greenopt verify' tells more", path=path))
    return _xlsx(saved, language, studies) if kind == "xlsx" else FORMATS[kind](saved, language)


def _json(saved: "SavedRun", language: Language) -> "Content":
    return (saved.folder / "result.json").read_bytes()


def _csv(saved: "SavedRun", language: Language) -> "Content":
    from greenopt.result.tidy import tidy_tables

    return tidy_tables(saved.result)


def _xlsx(saved: "SavedRun", language: Language, studies: Sequence[dict[str, Any]] = ()) -> "Content":
    from greenopt.workbook import opened, workbook

    return workbook(opened(saved), language, studies)


def _lp(saved: "SavedRun", language: Language) -> "Content":
    from greenopt.engine.program_text import as_lp

    return as_lp(*_program(saved))


def _mps(saved: "SavedRun", language: Language) -> "Content":
    from greenopt.engine.program_text import as_mps

    return as_mps(*_program(saved))


def _program(saved: "SavedRun") -> "tuple[Written, list[str]]":
    """Return the program of a run, and what is remarked above it."""
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
    return written(run.posed, run.values), [" ".join(remark.split()) for remark in remarks]


def _pdf(saved: "SavedRun", language: Language) -> "Content":
    from greenopt.page.printed import summary_of

    return summary_of(saved, language)


def _appendix(saved: "SavedRun", language: Language) -> "Content":
    from greenopt.page.printed import appendix_of

    return appendix_of(saved, language)


FORMATS: Mapping[str, Callable[["SavedRun", Language], "Content"]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "json": _json,
    "lp": _lp,
    "mps": _mps,
    "pdf": _pdf,
    "appendix": _appendix,
}
