"""What commands that begin from a saved run share: finding it, and looking whether it was spoilt."""

from pathlib import Path
from typing import TYPE_CHECKING

from greenopt.cli._case import RUNS
from greenopt.errors import FileProblem
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.result.saved import SavedRun


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


def folder_of(name: str) -> Path:
    """
    Return the folder of a study or of a run.

    Raises:
        FileProblem: there is no last run.
    """
    from greenopt.result.folder import find_run

    if name == "last":
        return find_run(name, RUNS)
    return next((place for place in (Path(name), RUNS / name) if place.is_dir()), Path(name))
