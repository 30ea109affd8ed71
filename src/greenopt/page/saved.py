"""
Saved: the page of a run folder, from the files that stand in it.

Nothing is solved. A file that greenopt did not write, or that was changed by hand, is refused with a sentence.
"""

import json
from pathlib import Path
from typing import Any

from greenopt.errors import FileProblem
from greenopt.language import Language, say
from greenopt.page.page import report_page
from greenopt.result.saved import INPUTS, SavedRun, case_file

SETTLED = "case.resolved.json"
SPOILT = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, ZeroDivisionError, OverflowError)
"""What goes wrong where a document is not as greenopt writes it."""


def page_of(saved: SavedRun, language: Language, frontier: dict[str, Any] | None = None) -> bytes:
    """
    Return the page of a saved run.

    Args:
        saved: the run.
        language: that is shown first.
        frontier: the document of a frontier of the same case.

    Raises:
        FileProblem: a file of the run is missing, or was changed by hand.
    """
    settled = document_at(saved.folder / SETTLED, "greenopt.case/1")
    name = case_file(saved.folder / INPUTS).name
    result = saved.result
    try:
        return report_page(result, settled, name, language, frontier)
    except SPOILT as error:
        path = saved.folder / "result.json"
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error


def document_at(path: Path, schema: str) -> dict[str, Any]:
    """
    Return a document.

    Args:
        path: of the file.
        schema: what the document says it is.

    Raises:
        FileProblem: it cannot be read, or is another document.
    """
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error
    if not isinstance(found, dict) or found.get("schema") != schema:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path))
    return found
