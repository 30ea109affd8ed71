"""
What a notebook needs beside reading and solving: the Pyomo model of a case, and results as data frames.

pandas and Pyomo are imported by the functions that need them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from greenopt.case.case import Case
from greenopt.run import Run, question_of

if TYPE_CHECKING:
    import pandas as pd

RULE_COLUMNS = (
    "name", "part", "rule", "row", "text_en", "text_vi", "left", "sense", "right", "unit", "slack", "binding",
    "shortfall", "price", "price_relax", "price_tighten", "price_up", "price_down", "price_unit", "source",
)  # fmt: skip


def build_model(case: Case) -> Any:
    """
    Return the Pyomo model of a case: what ``solve`` gives to HiGHS.

    Components: ``start[project, year]``, ``grant[project, fund, year]``, ``unspent[fund, year]``, ``on[project]``,
    ``requirement["rule:part"]``, ``structure[…]``, ``objective``. A least objective is maximised with its sign turned.
    Requirements without any variable stand in no row.
    """
    from greenopt.engine.build import build_model as build
    from greenopt.engine.posed import pose

    posed = pose(question_of(case))
    return build(posed.rows, posed.steps[posed.main].cost)


def portfolio_frame(result: Run | Mapping[str, Any]) -> "pd.DataFrame":
    """
    Return the portfolio of a run, or of its result document: one row a project, in order of rank.

    Years, funds and indicators become columns of their own: ``start.2021``, ``fund.green_fund``, ``impact.co2e``;
    an indicator that a project does not move is 0.
    """
    import pandas as pd

    rows = []
    for entry in _document(result)["portfolio"]:
        row = {key: value for key, value in entry.items() if not isinstance(value, dict)}
        for name, prefix in (("starts", "start"), ("funds", "fund"), ("impact", "impact")):
            row |= {f"{prefix}.{key}": value for key, value in entry[name].items()}
        for language in ("en", "vi"):
            row |= {f"name_{language}": entry["name"][language], f"reason_{language}": entry["reason"][language]}
        rows.append(row | {"reason": entry["reason"]["code"], "evidence": entry["evidence"]["quality"]})
    frame = pd.DataFrame(rows)
    spread = [column for column in frame.columns if str(column).startswith(("start.", "fund.", "impact."))]
    frame = frame.fillna(dict.fromkeys(spread, 0))
    plain = [column for column in frame.columns if column not in spread]
    return frame[[*plain, *sorted(spread)]]


def rules_frame(result: Run | Mapping[str, Any]) -> "pd.DataFrame":
    """Return the rules of a run, or of its result document: one row a requirement, with both sides and its prices."""
    import pandas as pd

    rows = []
    for entry in _document(result)["rules"]:
        texts = {f"text_{language}": entry["text"][language] for language in ("en", "vi")}
        units = {key: entry[key] and entry[key]["en"] for key in ("unit", "price_unit")}
        rows.append({**entry, **texts, **units})
    return pd.DataFrame(rows, columns=list(RULE_COLUMNS))


def _document(result: Run | Mapping[str, Any]) -> Mapping[str, Any]:
    return result.result if isinstance(result, Run) else result
