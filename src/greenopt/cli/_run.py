"""What commands that begin from a saved run share: finding it, and looking whether it was spoilt."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenopt.cli._case import RUNS
from greenopt.errors import FileProblem
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.result.saved import SavedRun

STUDIES = {"frontier.json": "greenopt.frontier/1", "sweep.json": "greenopt.sweep/1"}
"""Documents of studies that have a sheet in a workbook, and what each says it is."""


def saved_run(name: str) -> "SavedRun":
    """
    Return a run by its path, its case and number, or ``last``.

    Raises:
        FileProblem: there is no such run, or its result was spoilt.
    """
    from greenopt.result.folder import find_run
    from greenopt.result.saved import SavedRun

    saved = SavedRun(find_run(name, RUNS))
    found = saved.result
    try:
        texts = [*found["scenario"], *found["changes"].keys(), *found["changes"].values(), found["status"]]
        value = found["objective"]["value"]
        sound = all(isinstance(each, str) for each in texts) and isinstance(value, (int, float, type(None)))
    except (KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=saved.folder / "result.json"))
    return saved


def names_a_run(name: str) -> bool:
    """Return whether words mean a saved run, not a case."""
    return name == "last" or any((place / "result.json").is_file() for place in (Path(name), RUNS / name))


def study_of(name: str, saved: "SavedRun") -> dict[str, Any]:
    """
    Return the frontier or the sweep of a folder.

    Raises:
        FileProblem: there is none, or it is one of another case than the run.
    """
    from greenopt.result.saved import document_at

    places = (place / file for place in (Path(name), RUNS / name) for file in STUDIES)
    path = next((each for each in places if each.is_file()), None)
    if path is None:
        raise FileProblem(
            say("there is no frontier or sweep at {name}: write its folder, such as id/frontier-1", name=name)
        )
    found = document_at(path, STUDIES[path.name])
    if found.get("case", {}).get("digest") != saved.result["case"]["digest"]:
        raise FileProblem(say("{path} is about another case than the run", path=path))
    return found
