"""
Tidy: a run as tables for statistics programs, one kind of thing a table and one fact a row.

    portfolio.csv    one row a project             indicators.csv   one row an indicator and what of it
    starts.csv       project, year, share          rules.csv        one row a requirement
    money.csv        project, fund, money          years.csv        one row a fund and year

UTF-8 with a mark, so that a spreadsheet reads Vietnamese; a point marks decimals. No text can be taken for a formula.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from greenopt.result.tables import inert, portfolio_csv

Json = dict[str, Any]
RULES = (
    "name", "part", "rule", "row", "text_vi", "text_en", "left", "sense", "right", "unit", "slack", "binding",
    "shortfall", "price", "price_relax", "price_tighten", "price_up", "price_down", "price_unit", "source",
)  # fmt: skip
YEARS = ("fund", "year", "amount", "carried_in", "spent", "carried_out", "lapsed", "price")


def tidy_tables(result: Json) -> dict[str, bytes]:
    """Return the tables of a result document: name of the file → bytes."""
    portfolio, indicators = result["portfolio"], result["totals"]["indicators"]
    starts = ((each["project"], year, share) for each in portfolio for year, share in each["starts"].items())
    money = ((each["project"], fund, paid) for each in portfolio for fund, paid in each["funds"].items())
    impact = (
        (name, key, entry[key], entry["unit"]) for name, entry in indicators.items() for key in entry if key != "unit"
    )
    return {
        "portfolio.csv": portfolio_csv(result),
        "starts.csv": _csv(("project", "year", "share"), starts),
        "money.csv": _csv(("project", "fund", "money"), money),
        "indicators.csv": _csv(("indicator", "quantity", "value", "unit"), impact),
        "rules.csv": _csv(RULES, (_rule(each) for each in result["rules"])),
        "years.csv": _csv(YEARS, ([each.get(column) for column in YEARS] for each in result["years"])),
    }


def _rule(rule: Json) -> list[object]:
    """Return a row of the rules; units in English, as in every other table."""
    texts = {f"text_{language}": rule["text"][language] for language in ("vi", "en")}
    units = {key: rule[key] and rule[key]["en"] for key in ("unit", "price_unit")}
    row: Mapping[str, object] = {**rule, **texts, **units}
    return [row[column] for column in RULES]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_lower(inert(value)) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _lower(value: object) -> object:
    """Return yes and no as other programs write them."""
    return str(value).lower() if isinstance(value, bool) else value
