"""
greenopt decides how a province spends scarce green-growth money.

    >>> from greenopt import read_case, solve
    >>> run = solve(read_case("cases/first-case"))      # doctest: +SKIP
    >>> run.result["objective"]["value"]                 # doctest: +SKIP

Names are loaded when they are first used, so that importing greenopt costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greenopt.api import build_model, portfolio_frame, rules_frame
    from greenopt.case.read import read_case
    from greenopt.engine.answer import Options
    from greenopt.errors import CaseInvalid, GreenoptError
    from greenopt.page.notebook import export, write_report
    from greenopt.run import Run, solve
    from greenopt.studies.frontier.frontier import Frontier
    from greenopt.studies.frontier.notebook import frontier, frontier_frame
    from greenopt.studies.ranking.notebook import rank, ranking_frame
    from greenopt.studies.sweep.notebook import levels_frame, scenarios_frame, sweep
    from greenopt.workbook.case_book import case_workbook
    from greenopt.workbook.case_folder import import_workbook

_HOMES = {
    "CaseInvalid": "greenopt.errors",
    "Frontier": "greenopt.studies.frontier.frontier",
    "GreenoptError": "greenopt.errors",
    "Options": "greenopt.engine.answer",
    "Run": "greenopt.run",
    "build_model": "greenopt.api",
    "case_workbook": "greenopt.workbook.case_book",
    "export": "greenopt.page.notebook",
    "frontier": "greenopt.studies.frontier.notebook",
    "frontier_frame": "greenopt.studies.frontier.notebook",
    "import_workbook": "greenopt.workbook.case_folder",
    "levels_frame": "greenopt.studies.sweep.notebook",
    "portfolio_frame": "greenopt.api",
    "rank": "greenopt.studies.ranking.notebook",
    "ranking_frame": "greenopt.studies.ranking.notebook",
    "read_case": "greenopt.case.read",
    "rules_frame": "greenopt.api",
    "scenarios_frame": "greenopt.studies.sweep.notebook",
    "solve": "greenopt.run",
    "sweep": "greenopt.studies.sweep.notebook",
    "write_report": "greenopt.page.notebook",
}
__all__ = [
    "CaseInvalid",
    "Frontier",
    "GreenoptError",
    "Options",
    "Run",
    "build_model",
    "case_workbook",
    "export",
    "frontier",
    "frontier_frame",
    "import_workbook",
    "levels_frame",
    "portfolio_frame",
    "rank",
    "ranking_frame",
    "read_case",
    "rules_frame",
    "scenarios_frame",
    "solve",
    "sweep",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'greenopt' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
