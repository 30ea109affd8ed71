"""
A ranking from a notebook: one call, its document, and the league table as a data frame.

    >>> from greenopt import rank, ranking_frame
    >>> found = rank("cases/first-case")                            # doctest: +SKIP
    >>> found["ranking"][0]["replacement_value"]                    # doctest: +SKIP
    >>> ranking_frame(found)                                        # doctest: +SKIP

pandas is imported by the function that needs it.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenopt.errors import WrongUsage
from greenopt.language import say
from greenopt.studies.ranking.document import document
from greenopt.studies.ranking.parts import Wanted
from greenopt.studies.ranking.ranking import TOLERANCE, Asked, ranking_of
from greenopt.studies.ranking.tables import ranking_table
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source

if TYPE_CHECKING:
    import pandas as pd


def rank(
    where: str | Path,
    *,
    tolerance: Fraction | str = TOLERANCE,
    scenarios: Sequence[str] = (),
    changes: Sequence[str] = (),
    certify: bool = False,
    chosen: Mapping[str, float] | None = None,
    rules: bool = False,
    pairs: bool = False,
    alternatives: int = 0,
    ladder: int | Sequence[Fraction] = 0,
    core: bool = False,
    jobs: int = 0,
) -> dict[str, Any]:
    """
    Return the league table of a case, as ``ranking.json`` holds it.

    Args:
        where: folder or file of the case.
        tolerance: relative difference that is none, from 0 to below 1.
        scenarios: of the case, applied first.
        changes: ``PATH=VALUE``, applied next.
        certify: whether what is printed is proved.
        chosen: share of the draws whose plan holds each project, such as a study of uncertainty finds.
        rules: whether every rule is priced by leaving it out.
        pairs: whether every two rules are, too.
        alternatives: how many plans that lose no more than the tolerance and are different.
        ladder: how many budgets of a ladder, or the budgets themselves.
        core: whether the core index is counted.
        jobs: processes that prove; 0 for this one.

    Raises:
        WrongUsage: the tolerance makes no sense.
        CaseInvalid: the case is invalid.
        FileProblem: a file cannot be read.
    """
    share = Fraction(tolerance)
    if not 0 <= share < 1:
        raise WrongUsage(say("the tolerance is a share from 0 to below 1"))
    asked = Asked(Source(Path(where), tuple(scenarios), tuple(changes)), share, certify, chosen)
    wanted = Wanted(rules, pairs, alternatives, ladder, core)
    return document(ranking_of(asked, lambda task: run(task, Where(jobs))), wanted)


def ranking_frame(found: Mapping[str, Any]) -> "pd.DataFrame":
    """Return the league table as a data frame: one row a project, as ``ranking.csv`` holds them."""
    import pandas as pd

    return pd.DataFrame(ranking_table(dict(found)))
