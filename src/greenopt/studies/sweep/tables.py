"""
Tables of a sweep: one row a scenario, and one row a scenario and project, as CSV and on demand as Parquet.

Both are tidy: every column holds one kind of value. In CSV no text can be taken for a formula, which puts a quotation
mark before changes such as ``+ 5 %``; Parquet holds texts as they are.
"""

import csv
import io
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from greenopt.errors import WrongUsage
from greenopt.language import say
from greenopt.result.resolved import Json
from greenopt.result.tables import inert

Table = dict[str, list[Any]]
"""Column → its values, one a row."""


def scenario_table(document: Json) -> Table:
    """Return one row a scenario: what is changed, what is known, value, money and indicators."""
    scenarios = document["scenarios"]
    paths = [each["path"] for each in document["sweep"]["vary"]]
    indicators = sorted({name for each in scenarios for name in each["totals"]["indicators"]})
    return {
        "id": [each["id"] for each in scenarios],
        "scenario": [each["scenario"] for each in scenarios],
        **{path: [each["changes"].get(path) for each in scenarios] for path in paths},
        "status": [each["status"] for each in scenarios],
        "value": [_number(each["value"]) for each in scenarios],
        "public_money": [_number(each["totals"]["public_money"]) for each in scenarios],
        "private_money": [_number(each["totals"]["private_money"]) for each in scenarios],
        **{f"indicator.{name}": [_indicator(each, name) for each in scenarios] for name in indicators},
        "rebuilt": [bool(each["rebuilt"]) for each in scenarios],
        **{
            f"reason_{language}": [(each["reason"] or {}).get(language) for each in scenarios]
            for language in ("vi", "en")
        },
    }


def level_table(document: Json) -> Table:
    """Return one row for each project in the plan of a scenario."""
    rows = [(each["id"], project, level) for each in document["scenarios"] for project, level in each["levels"].items()]
    return {
        "scenario": [row[0] for row in rows],
        "project": [row[1] for row in rows],
        "level": [float(row[2]) for row in rows],
    }


def as_csv(table: Table) -> bytes:
    """Return a table as CSV: UTF-8 with a mark, so that a spreadsheet reads Vietnamese."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([inert(column) for column in table])
    for row in zip(*table.values(), strict=True):
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def can_write_parquet() -> bool:
    """Return whether the library for Parquet is installed."""
    return find_spec("pyarrow") is not None


def as_parquet(table: Table) -> bytes:
    """
    Return a table as Parquet.

    Raises:
        WrongUsage: the library for it is not installed.
    """
    if not can_write_parquet():
        raise WrongUsage(say("Parquet needs the library pyarrow: install greenopt with the extra 'parquet'"))
    import pyarrow as pa
    from pyarrow import parquet

    columns = {name: pa.array(values, type=_kind(pa, values)) for name, values in table.items()}
    sink = io.BytesIO()
    parquet.write_table(pa.table(columns), sink)
    return sink.getvalue()


def _kind(arrow: Any, values: Sequence[Any]) -> Any:
    """Return the type of a column; one without any value is of text."""
    first = next((each for each in values if each is not None), "")
    return arrow.bool_() if isinstance(first, bool) else arrow.float64() if isinstance(first, float) else arrow.string()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _indicator(scenario: Json, name: str) -> float | None:
    found = scenario["totals"]["indicators"].get(name)
    return None if found is None else _number(found["value"])


def _cell(value: Any) -> object:
    """Return a cell as result files write it: whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    return inert(value)
