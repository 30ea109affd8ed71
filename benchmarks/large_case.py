"""
A case of many projects and few rows: what a national programme with one table looks like.

    python benchmarks/large_case.py FOLDER PROJECTS [--years 1]

Projects of six sectors, four kinds and thirty places ask one fund for money, in one year or a few. Eighteen rules set
floors, ceilings and targets by sector, kind and place. The seed stands below, so everybody measures the same numbers;
budget and limits follow from the projects, so a case of any size can be met and most of its rules hold the plan back.
"""

import argparse
import csv
import random
from pathlib import Path

SEED = 20121114
SECTORS = ("brick", "cement", "food", "mining", "textile", "trade")
KINDS = ("efficiency", "renewable", "cleaner_production", "enabling")
PLACES = tuple(f"district_{number:02}" for number in range(30))
HEADER = (
    *("id", "name.en", "sector", "kind", "place", "cost", "asks", "lifetime", "runs_after"),
    *("saves.coal", "saves.electricity", "impact.jobs", "impact.waste"),
)
UNITS = ("unit", "", "", "", "", "", "", "yr", "", "t/yr", "MWh/yr", "", "t/yr")

MODEL = """\
greenopt: 1
policy: {{id: national, title: National programme, source: invented}}
factors: emission-factors
sectors: {{{sectors}}}
indicators:
  co2e: {{flow: tCO2e/yr, from: factors, name: Emission reduction}}
  jobs: {{stock: job, name: Jobs}}
  waste: {{flow: t/yr, name: Waste avoided}}
"""

CASE = """\
greenopt: 1
model: model.yaml
case: {{id: large, title: Large case, horizon: [2021, {last}]}}
units: {{money: million VND}}
funds:
  national: {{amount: {{{amounts}}}, source: invented}}
projects: {{table: projects.csv}}
rules:
{rules}
objective: {{maximise: co2e, over: lifetime}}
"""


def rows_of(projects: int) -> list[tuple[str, ...]]:
    """Return the rows of the table: the seed and the number of projects settle every digit."""
    dice = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    rows: list[tuple[str, ...]] = []
    for number in range(projects):
        cost = round(dice.lognormvariate(6.5, 0.9), 1)
        rows.append(
            (
                f"p{number:07}",
                f"Project {number}",
                dice.choice(SECTORS),
                dice.choice(KINDS),
                dice.choice(PLACES),
                f"{cost:.1f}",
                f"{cost * dice.uniform(0.2, 0.6):.1f}",
                str(dice.choice((8, 10, 15, 20))),
                "0",
                f"{cost * dice.lognormvariate(-3.2, 0.7):.1f}",
                f"{cost * dice.lognormvariate(-2.5, 0.8):.1f}",
                str(dice.randint(0, 40)),
                f"{dice.lognormvariate(3, 1):.2f}",
            )
        )
    return rows


def rules_of(rows: list[tuple[str, ...]]) -> list[str]:
    """Return eighteen rules: shares of money by kind, sector and place, and targets that ask for some effort."""
    asked = sum(float(row[6]) for row in rows)
    jobs, waste = sum(int(row[11]) for row in rows), sum(float(row[12]) for row in rows)
    rules = [
        ("efficiency_first", "floor", "of: public_money, to: {kinds: [efficiency, renewable]}, at_least: 55 %"),
        ("renewables", "floor", "of: public_money, to: {kinds: [renewable]}, at_least: 30 %"),
        ("enabling_least", "floor", "of: public_money, to: {kinds: [enabling]}, at_least: 8 %"),
        ("cleaner_most", "ceiling", "of: public_money, to: {kinds: [cleaner_production]}, at_most: 20 %"),
        ("brick_most", "ceiling", "of: public_money, to: {sectors: [brick]}, at_most: 14 %"),
        ("cement_most", "ceiling", "of: public_money, to: {sectors: [cement]}, at_most: 15 %"),
        ("mining_most", "ceiling", f"of: public_money, to: {{sectors: [mining]}}, at_most: {asked * 0.035:.1f}"),
        ("textile_least", "floor", "of: public_money, to: {sectors: [textile]}, at_least: 20 %"),
        ("trade_least", "floor", f"of: public_money, to: {{sectors: [trade]}}, at_least: {asked * 0.05:.1f}"),
        ("jobs_target", "target", f"of: jobs, by: 2021, at_least: {jobs * 0.32:.0f}"),
        ("food_jobs", "floor", f"of: jobs, to: {{sectors: [food]}}, at_least: {jobs * 0.05:.0f}"),
        ("waste_floor", "floor", f"of: waste, in: 2021, at_least: {waste * 0.2:.1f}/yr"),
        ("projects_most", "ceiling", f"of: starts, at_most: {len(rows) * 0.4:.0f}"),
    ]
    for number, place in enumerate(PLACES[:3]):
        rules.append((f"place_least_{number}", "floor", f"of: public_money, to: {{places: [{place}]}}, at_least: 4 %"))
    for number, place in enumerate(PLACES[3:5]):
        rules.append((f"place_most_{number}", "ceiling", f"of: public_money, to: {{places: [{place}]}}, at_most: 3 %"))
    return [f"  {name}: {{rule: {kind}, {what}, source: invented}}" for name, kind, what in rules]


def write_case(folder: Path, projects: int, years: int = 1) -> None:
    """Write the case, its model and its table."""
    rows = rows_of(projects)
    money = sum(float(row[6]) for row in rows) * 0.25 / years
    amounts = ", ".join(f"{2021 + year}: {money:.1f}" for year in range(years))
    sectors = ", ".join(f"{name}: {{name: {name}}}" for name in SECTORS)
    rules = "\n".join(rules_of(rows)).replace(", by: 2021", f", by: {2020 + years}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(MODEL.format(sectors=sectors), encoding="utf-8")
    (folder / "case.yaml").write_text(CASE.format(last=2020 + years, amounts=amounts, rules=rules), encoding="utf-8")
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, UNITS, *rows])


def main() -> None:
    """Write a case where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("projects", type=int)
    parser.add_argument("--years", type=int, default=1)
    asked = parser.parse_args()
    write_case(asked.folder, asked.projects, asked.years)


if __name__ == "__main__":
    main()
