"""
The frontier from a notebook: one call, a data frame, and the plan at any place.

    >>> from greenopt import frontier, frontier_frame
    >>> found = frontier("cases/first-case", to="x 2")        # doctest: +SKIP
    >>> found.plan_at("1.05").levels                          # doctest: +SKIP
    >>> frontier_frame(found)                                 # doctest: +SKIP

pandas is imported by the function that needs it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.front import front_of
from greenopt.studies.frontier.frontier import Asked, Frontier, frontier_of
from greenopt.studies.frontier.tables import point_table
from greenopt.studies.scenario import Source

if TYPE_CHECKING:
    import pandas as pd


def frontier(
    where: str | Path,
    vary: Sequence[str] = (),
    *,
    begin: str | None = None,
    to: str | None = None,
    scenarios: Sequence[str] = (),
    changes: Sequence[str] = (),
    against: str | None = None,
    points: int | None = None,
    certify: bool = False,
) -> Frontier:
    """
    Return the best value of a case along a line on which limits move together.

    Args:
        where: folder or file of the case.
        vary: paths that move, as ``greenopt frontier --vary`` takes them; none means all money of all funds.
        begin: where they begin, such as ``x 0.5`` or a value.
        to: where they end; None means where more brings nothing.
        scenarios: of the case, applied first.
        changes: ``PATH=VALUE``, applied next.
        against: a second aim that moves instead: an indicator, ``public_money``, ``equity:place``.
        points: how many are solved at most where not every turning point can be found.
        certify: whether every point is read anew and proved.

    Raises:
        WrongUsage: what is asked makes no sense.
        CaseInvalid: the case is invalid, or becomes so at one of the ends.
        FileProblem: a file cannot be read.
    """
    source = Source(Path(where), tuple(scenarios), tuple(changes))
    asked = Asked(source, tuple(vary), begin, to, points, certify, against)
    return frontier_of(asked) if against is None else front_of(asked)


def frontier_frame(found: Frontier) -> "pd.DataFrame":
    """Return the points of a frontier as a data frame: one row a point, as ``frontier.csv`` holds them."""
    import pandas as pd

    return pd.DataFrame(point_table(document(found)))
