"""
Drawn: how often each project is chosen where the numbers of a case lie in their ranges, from a saved study.

``greenopt uncertainty`` draws and solves; a ranking takes what it saved, so that nothing is drawn twice. Both must be
of the same case, as it stands once scenarios and changes are applied: its digest tells.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenopt.case.case import Case
from greenopt.errors import FileProblem, WrongUsage
from greenopt.language import say
from greenopt.result.resolved import as_bytes, digest, resolved
from greenopt.run import question_of

DOCUMENT = "uncertainty.json"
SCHEMA = "greenopt.uncertainty/1"


def chosen_in(folder: Path, case: Case) -> Mapping[str, float]:
    """
    Return the share of draws whose best plan holds each project.

    Args:
        folder: of a study of uncertainty.
        case: that is ranked.

    Returns:
        Project → share, from 0 to 1; every project of the case.

    Raises:
        FileProblem: there is no such study.
        WrongUsage: it is of another case, or no draw had a plan.
    """
    path = folder / DOCUMENT
    found = _read(path)
    try:
        drawn = found["case"]["digest"]
        shares = {str(each["project"]): float(each["chosen_share"]) for each in found["projects"]}
    except (KeyError, TypeError, ValueError) as error:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error
    if drawn != digest(as_bytes(resolved(case, question_of(case)))):
        raise WrongUsage(say("{path} is a study of another case, or of other scenarios or changes", path=path))
    if not shares:
        raise WrongUsage(say("{path} has no draw with a plan, so it says nothing of projects", path=path))
    return shares


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise FileProblem(say("there is no study of uncertainty in {path}", path=path.parent)) from error
    except (ValueError, RecursionError) as error:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path))
    return found
