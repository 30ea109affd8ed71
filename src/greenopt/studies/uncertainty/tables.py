"""
Tables of a study of uncertainty, as CSV: one row a project, one a subject to verify, and one a draw with its factors.

A draw can be solved again from its row: its factors are changes of the case, ``path=x factor``, exactly.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from greenopt.result.resolved import Json
from greenopt.result.tables import inert
from greenopt.studies.uncertainty.sampling import factor_text
from greenopt.studies.uncertainty.study import Study

PROJECT_COLUMNS = (
    "project", "name_vi", "name_en", "standing", "base_level", "chosen_share", "full_share", "mean_level",
)  # fmt: skip
SUBJECT_COLUMNS = ("kind", "id", "gain", "error", "numbers")
DRAW_COLUMNS = ("draw", "status", "value", "base_value", "base_loss", "broken")


def project_table(document: Json) -> bytes:
    """Return how often each project is chosen."""
    rows = []
    for each in document["projects"]:
        row = {**each, "name_vi": each["name"]["vi"], "name_en": each["name"]["en"]}
        rows.append([row[column] for column in PROJECT_COLUMNS])
    return _csv(PROJECT_COLUMNS, rows)


def subject_table(document: Json) -> bytes:
    """Return what knowing the numbers of each subject would bring, the most valuable first."""
    subjects = document["information"]["subjects"] if document["information"] is not None else []
    rows = [[*(each[column] for column in SUBJECT_COLUMNS[:-1]), " | ".join(each["numbers"])] for each in subjects]
    return _csv(SUBJECT_COLUMNS, rows)


def draw_table(study: Study, records: Sequence[Json]) -> bytes:
    """Return what was drawn, what the best plan brings and what becomes of the plan as written."""
    design = study.design
    heads = (*DRAW_COLUMNS, *(number.path for number in design.numbers))
    if not records:
        return _csv(heads, ())
    factors = design.factors(design.draws).tolist()
    rows = []
    for number in design.draws:
        record = records[number]
        base = record.get("base") or {}
        held = (base.get("value"), base.get("loss"), " | ".join(base.get("broken", ())))
        drawn = (factor_text(each).removeprefix("x ") for each in factors[number])
        rows.append([number, record["status"], record["value"], *held, *drawn])
    return _csv(heads, rows)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table in UTF-8 with a mark, so that a spreadsheet reads Vietnamese; no text is taken for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([inert(each) for each in heads])
    writer.writerows([inert(each) for each in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
