"""
Printed: what is made of a saved run as PDF, the two pages for whoever decides and the appendix of a submission.

What draws is loaded first: who lacks it hears so before anything is solved.
"""

from greenopt.errors import WrongUsage
from greenopt.language import Language, say
from greenopt.page.form import form
from greenopt.page.page import SETTLED, unspoilt
from greenopt.page.paper import Paper, fitted, framed
from greenopt.page.speech import Speech, cleaned
from greenopt.page.summary import summary
from greenopt.result.saved import SavedRun, document_at
from greenopt.studies.more_money import More, more_money
from greenopt.workbook.exported import opened
from greenopt.workbook.submission import submission_of

PROVED = ("certified_optimal", "certified_infeasible")
"""What a run must be if more money is to be compared with it."""


def summary_of(saved: SavedRun, language: Language) -> bytes:
    """
    Return a run as a PDF of two pages; three further plans are solved for it, with more money.

    Args:
        saved: the run.
        language: of the paper.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: a file of the run is missing, or was changed by hand.
        WrongUsage: what draws a PDF is not installed.
    """
    paper = Paper()
    settled = document_at(saved.folder / SETTLED, "greenopt.case/1")
    with unspoilt(saved):
        found = _more(saved)
        made = summary(saved.result, settled, saved.digest, found, language)
        return fitted(paper, made.first, made.second, made.frame, made.most)


def appendix_of(saved: SavedRun, language: Language) -> bytes:
    """
    Return the table of a submission as PDF.

    Args:
        saved: the run.
        language: of the paper.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: a file of the run is missing, or was changed by hand.
        WrongUsage: the run has no plan, or what draws a PDF is not installed.
    """
    paper = Paper()
    if not saved.result["portfolio"]:
        raise WrongUsage(say("the run has no plan, so there is no table of it"))
    settled = cleaned(document_at(saved.folder / SETTLED, "greenopt.case/1"))
    with unspoilt(saved):
        table, speech = submission_of(opened(saved)), Speech.of(settled, language)
        frame = framed(cleaned(saved.result), saved.digest, speech)
        return paper.written(paper.drawn("appendix.html", frame=frame, form=form(table, speech)), frame)


def _more(saved: SavedRun) -> tuple[More, ...]:
    """Return the plans with more money; sources that make another case are refused, for they would be compared."""
    if saved.result["status"] not in PROVED:
        return ()
    opened(saved)
    return more_money(saved)
