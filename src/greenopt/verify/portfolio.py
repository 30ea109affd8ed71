"""Portfolio: every project by rank, with what is decided, paid and brought; and the same as ``portfolio.csv``."""

import csv
import io
from fractions import Fraction

from .reasons import Merit, Reasons
from .shapes import TEXTS, Json
from .totals import Outcome
from .weights import ZERO, worth
from .written import plain

DECISIONS = ("committed", "required", "funded", "partly", "not_funded", "screened_out")
TABLE = (
    "rank", "project", "name_vi", "name_en", "sector", "kind", "place", "decision", "level", "cost", "asks",
    "public_money", "starts", "funds", "objective", "merit", "reason_vi", "reason_en",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def portfolio(outcome: Outcome, reasons: Reasons) -> list[Json]:
    """Return the projects by rank: by decision, then by merit, then by level and name."""
    rows = []
    for name, project in outcome.case.projects.items():
        level, merit = sum(outcome.starts[name].values(), ZERO), reasons.merit(name)
        decision = decide(project, level)
        order = (1, ZERO) if merit is None else (0, -merit.gains) if merit.ratio is None else (1, -merit.ratio)
        entry = _entry(outcome, project, level, merit)
        entry |= {"decision": decision, "reason": reasons.reason(project, decision, merit)}
        rows.append(((DECISIONS.index(decision), *order, -level, name), entry))
    rows.sort(key=lambda row: row[0])
    return [{"rank": rank, **entry} for rank, (_, entry) in enumerate(rows, 1)]


def _entry(outcome: Outcome, project: Json, level: Fraction, merit: Merit | None) -> Json:
    """Return what the plan means for a project."""
    name, case, starts = project["id"], outcome.case, outcome.starts[project["id"]]
    funds = {
        fund: worth(case.term({"sum": "public_money", "fund": fund}, (name,)), outcome.plan)
        for fund in case.payers[name]
    }
    return {
        **{key: project[key] for key in ("name", "sector", "kind", "place", "evidence")},
        "project": name,
        "level": plain(level),
        "asks": plain(max(project["support"].values(), default=ZERO)),
        "cost": plain(project["cost"]),
        "public_money": plain(sum(funds.values(), ZERO)),
        "starts": {str(year): plain(share) for year, share in starts.items()},
        "funds": {fund: plain(money) for fund, money in funds.items() if money},
        "impact": {each: plain(outcome.yearly(name, each)) for each in project["impact"]},
        "objective": plain(worth(case.stated, {f"start[{name},{year}]": share for year, share in starts.items()})),
        "merit": None if merit is None else plain(merit.ratio),
    }


def decide(project: Json, level: Fraction) -> str:
    """Return the decision on a project."""
    if project["started"] and not project["starts"] and project["status"] != "required":
        return "committed"
    if project["screened"] or project["status"] == "excluded":
        return "screened_out"
    if project["status"] in ("committed", "required"):
        return str(project["status"])
    return "partly" if 0 < level < 1 else "funded" if level else "not_funded"


def portfolio_csv(result: Json) -> bytes:
    """Return the table of projects as it must be; a text that a spreadsheet would take for a formula is quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(TABLE)
    for entry in result["portfolio"]:
        row = dict(entry)
        for key in ("starts", "funds"):
            row[key] = " | ".join(f"{one}: {other}" for one, other in entry[key].items())
        for key in ("name", "reason"):
            row |= {f"{key}_{language}": entry[key][language] for language in TEXTS}
        cells = [row[key] for key in TABLE]
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in cells])
    return stream.getvalue().encode("utf-8-sig")
