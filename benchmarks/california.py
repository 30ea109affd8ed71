"""
California Climate Investments as a case: 3,006 real projects, one budget.

    python benchmarks/california.py PROJECTS.csv FOLDER

PROJECTS.csv is the public project table (columns ``Project ID Number``, ``Agency_Name``, ``Total_Funding`` in USD and
``Total_GHG_Reductions`` in tCO2e over the project's life); it is not part of greenopt. Rows with both above zero become
projects that may be done in part, with a budget of a quarter of what they ask for. The case is written to FOLDER and
solved; the value and the price of the budget are printed beside the reference, which follows from filling the budget in
order of tonnes per dollar.
"""

import csv
import sys
from fractions import Fraction
from pathlib import Path

from greenopt import read_case, solve

MODEL = """\
greenopt: 1
policy: {id: california, title: California Climate Investments, source: public project table}
sectors:
  agency: {name: Agency}
indicators:
  co2e: {stock: tCO2e, name: Emission reduction over the life of the projects}
"""

CASE = """\
greenopt: 1
model: model.yaml
case: {{id: california, title: California Climate Investments, horizon: [2024, 2024]}}
units: {{money: USD}}
funds:
  state: {{amount: {{2024: {budget}}}, source: a quarter of what is asked for}}
projects: {{table: projects.csv}}
objective: {{maximise: co2e}}
"""


def rows_of(table: Path) -> list[tuple[str, str, str]]:
    """Return name, money and tonnes of the usable rows; a name used twice gets a number."""
    found: list[tuple[str, str, str]] = []
    with table.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            money, tonnes = row["Total_Funding"], row["Total_GHG_Reductions"]
            if money and tonnes and Fraction(money) > 0 and Fraction(tonnes) > 0:
                found.append((f"p{number}", money, tonnes))
    return found


def write_case(table: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Write the case and return its rows."""
    rows = rows_of(table)
    budget = round(sum(Fraction(money) for _, money, _ in rows) / 4)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "case.yaml").write_text(CASE.format(budget=budget), encoding="utf-8")
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "sector", "kind", "cost", "asks", "runs_after", "impact.co2e"])
        writer.writerows([name, "agency", "efficiency", money, money, "0", tonnes] for name, money, tonnes in rows)
    return rows


def reference(rows: list[tuple[str, str, str]]) -> tuple[Fraction, Fraction]:
    """Return the value and the price of the budget, by filling it in order of tonnes per dollar."""
    projects = [(Fraction(money), Fraction(tonnes)) for _, money, tonnes in rows]
    left = Fraction(round(sum((money for money, _ in projects), Fraction(0)) / 4))
    value = Fraction(0)
    for money, tonnes in sorted(projects, key=lambda each: each[1] / each[0], reverse=True):
        part = min(left / money, Fraction(1))
        value, left = value + part * tonnes, left - part * money
        if not left:
            return value, tonnes / money
    return value, Fraction(0)


def main() -> None:
    """Write, solve, compare."""
    table, folder = Path(sys.argv[1]), Path(sys.argv[2])
    rows = write_case(table, folder)
    run = solve(read_case(folder))
    value, price = reference(rows)
    fund = run.result["years"][0]
    print(f"projects      {len(rows)}")
    print(f"status        {run.answer.status}")
    print(f"value         {run.result['objective']['value']:.2f} tCO2e   reference {float(value):.2f}")
    print(f"budget price  {fund['price']:.7f} t/USD       reference {float(price):.7f}")
    assert run.answer.value == value, "the value is not the reference"


if __name__ == "__main__":
    main()
