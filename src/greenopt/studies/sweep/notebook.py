"""
Sweeps from a notebook: one call, and a data frame.

    >>> from greenopt import scenarios_frame, sweep
    >>> found = sweep("cases/first-case", vary=["funds.*.amount.*=x 0.5..x 1.5/11"])     # doctest: +SKIP
    >>> scenarios_frame(found)[["id", "value"]]                                          # doctest: +SKIP

pandas is imported by the function that needs it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from greenopt.errors import Fault
from greenopt.language import say
from greenopt.result.resolved import Json
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source
from greenopt.studies.sweep.asked import asked_sweep
from greenopt.studies.sweep.document import document
from greenopt.studies.sweep.points import expand
from greenopt.studies.sweep.tables import level_table, scenario_table
from greenopt.studies.sweep.task import Varied

if TYPE_CHECKING:
    import pandas as pd


def sweep(
    where: str | Path,
    name: str | None = None,
    *,
    vary: Sequence[str] = (),
    one_at_a_time: bool = False,
    scenarios: Sequence[str] = (),
    changes: Sequence[str] = (),
    certify: bool = False,
    jobs: int = 0,
    scheduler: str = "",
) -> Json:
    """
    Return the document of a sweep, as ``sweep.json`` holds it.

    Args:
        where: folder or file of the case.
        name: of a sweep of the case; may be left out where it has one, or where ``vary`` says what is varied.
        vary: ``PATH=FROM..TO/POINTS`` or ``PATH=ONE|OTHER``, as ``greenopt sweep --vary`` takes them.
        one_at_a_time: whether each path is varied alone.
        scenarios: of the case, on which everything is varied too.
        changes: ``PATH=VALUE``, before anything is varied.
        certify: whether every answer is proved.
        jobs: processes to solve in; none means this one. A script that asks for some needs a main guard.
        scheduler: address of a Dask cluster to solve on.

    Raises:
        WrongUsage: what is asked makes no sense.
        CaseInvalid: the case, or what is to be varied, has mistakes.
        FileProblem: a file cannot be read.
    """
    source = Source(Path(where), (), tuple(changes))
    case = source.read()
    if case.tree is None:
        raise Fault(say("the case has no text"))
    asked = asked_sweep(case.tree, name, vary, scenarios, alone=one_at_a_time)
    varied = Varied(source, case, expand(case.tree, asked))
    return document(varied, asked, run(varied.task(certify=certify), Where(jobs, scheduler)), certify=certify)


def scenarios_frame(found: Json) -> "pd.DataFrame":
    """Return one row a scenario, as ``scenarios.csv`` holds them: what is changed, value, money and indicators."""
    import pandas as pd

    return pd.DataFrame(scenario_table(found))


def levels_frame(found: Json) -> "pd.DataFrame":
    """Return one row for each project in the plan of a scenario, as ``levels.csv`` holds them."""
    import pandas as pd

    return pd.DataFrame(level_table(found))
