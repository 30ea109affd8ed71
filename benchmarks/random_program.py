"""
Random programs that every study measures: one funding round as a greenopt case and as bare arrays, number for number.

One year, one fund, projects that may be done in part; fifteen rows: the money, a ceiling on the share of each of six
sectors, a floor under the share of each of four kinds, three targets, and what is spent, of which the shares are. The
objective is the emissions avoided over the life of what is built. The dice are seeded, so that everybody measures the
same programs.

    maximise   sum(co2e * lifetime * level)
    subject to sum(asks * level) = spent <= budget
               sum(asks * level of a sector) <= 22 % of spent      six rows
               sum(asks * level of a kind) >= 18 % of spent        four rows
               sum(jobs * level) >= jobs wanted                    likewise households and waste
               0 <= level <= 1
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SEED = 20121114
YEAR = 2026
SECTORS = ("agro_forestry", "building_materials", "crafts", "energy", "mining", "transport")
KINDS = ("efficiency", "renewable", "cleaner_production", "enabling")
TARGETS = ("jobs", "households", "waste")
MOST_OF_A_SECTOR, LEAST_OF_A_KIND = 22, 18
"""Percent of what is spent."""
BUDGET_PATH = f"funds.green_fund.amount.{YEAR}"

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class LinearProgram(NamedTuple):
    """Arrays of ``maximise cost x, row_lower <= A x <= row_upper, lower <= x <= upper``, A by rows."""

    cost: Floats
    lower: Floats
    upper: Floats
    starts: NDArray[np.int32]
    """Where each row begins in ``indices`` and ``values``, and where the last one ends."""
    indices: NDArray[np.int32]
    values: Floats
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True)
class RandomProgram:
    """A funding round in numbers; each array has one entry a project."""

    sector: Whole
    kind: Whole
    cost: Floats
    """Whole investment, million VND."""
    asks: Floats
    """Public money at full scale, million VND."""
    lifetime: Whole
    """Years."""
    co2e: Floats
    """tCO2e a year."""
    gains: Floats
    """What counts for the targets, a row for each of TARGETS."""
    wanted: Floats
    """What the targets ask for."""
    budget: int
    """Million VND."""

    @property
    def count(self) -> int:
        """How many projects there are."""
        return len(self.asks)

    @property
    def names(self) -> list[str]:
        """Ids of the projects, in their order."""
        return [f"p{number:07}" for number in range(self.count)]

    def with_factors(self, money: Floats, impact: Floats) -> "RandomProgram":
        """Return the program with each project's money times one factor and all that it achieves times another."""
        return replace(
            self, cost=self.cost * money, asks=self.asks * money, co2e=self.co2e * impact, gains=self.gains * impact
        )

    def linear(self) -> LinearProgram:
        """Return the arrays; the last column is what is spent, the first row is the money."""
        count, spent = self.count, self.count
        rows = [(np.array([spent]), np.ones(1), -np.inf, float(self.budget))]
        rows.append((np.arange(count + 1), np.append(self.asks, -1.0), 0.0, 0.0))
        for sector in range(len(SECTORS)):
            rows += [(*self._share(self.sector == sector, MOST_OF_A_SECTOR), -np.inf, 0.0)]
        for kind in range(len(KINDS)):
            rows += [(*self._share(self.kind == kind, LEAST_OF_A_KIND), 0.0, np.inf)]
        for gains, wanted in zip(self.gains, self.wanted, strict=True):
            rows += [(np.arange(count), gains, float(wanted), np.inf)]
        return LinearProgram(
            cost=np.append(self.co2e * self.lifetime, 0.0),
            lower=np.zeros(count + 1),
            upper=np.append(np.ones(count), np.inf),
            starts=np.cumsum([0, *(len(columns) for columns, *_ in rows)]).astype(np.int32),
            indices=np.concatenate([columns for columns, *_ in rows]).astype(np.int32),
            values=np.concatenate([values for _, values, *_ in rows]),
            row_lower=np.array([lower for _, _, lower, _ in rows]),
            row_upper=np.array([upper for *_, upper in rows]),
        )

    def _share(self, members: NDArray[np.bool_], percent: int) -> tuple[Whole, Floats]:
        """Return columns and values of the money of some projects less a part of what is spent."""
        columns = np.flatnonzero(members)
        return np.append(columns, self.count), np.append(self.asks[columns], -percent / 100)


def random_program(count: int, seed: int = SEED) -> RandomProgram:
    """Return a feasible program of so many projects, with budgets from half to half as much again feasible too."""
    dice = np.random.default_rng([seed, count])
    sector, kind = dice.integers(len(SECTORS), size=count), dice.integers(len(KINDS), size=count)
    # Some sectors and kinds bring more for the money than others, so that the shares bind.
    merit = np.linspace(-0.8, 0.8, len(SECTORS))[sector] + np.linspace(0.7, -0.7, len(KINDS))[kind]
    asks = np.rint(np.exp(dice.uniform(np.log(50), np.log(5000), count)))
    gains = np.rint(asks[None, :] ** 0.8 * np.exp(dice.normal(0, 0.7, (len(TARGETS), count))))
    return RandomProgram(
        sector=sector,
        kind=kind,
        cost=np.rint(asks * dice.uniform(1.5, 6, count)),
        asks=asks,
        lifetime=dice.integers(8, 21, size=count),
        co2e=np.rint(asks * np.exp(dice.normal(merit - 1, 0.8)) * 10 + 1) / 10,
        gains=gains,
        wanted=np.floor(gains.sum(axis=1) * 0.23),
        budget=int(asks.sum() * 0.3),
    )


MODEL = """\
greenopt: 1
policy: {{id: random, title: Random programs, source: seeded dice}}
sectors: {{{sectors}}}
indicators:
  co2e: {{flow: tCO2e/yr, name: Emission reduction}}
  jobs: {{stock: job, name: Jobs}}
  households: {{stock: household, name: Households}}
  waste: {{stock: t, name: Waste recovered}}
"""
CASE = """\
greenopt: 1
model: model.yaml
case: {{id: random-{count}, title: Random programs, horizon: [{year}, {year}]}}
units: {{money: million VND}}
funds:
  green_fund: {{amount: {{{year}: {budget}}}, source: seeded dice}}
projects: {{table: projects.csv}}
rules:
{rules}
objective: {{maximise: co2e, over: lifetime}}
"""
COLUMNS = ("id", "sector", "kind", "cost", "asks", "start", "runs_after", "lifetime", "impact.co2e", *(
    f"impact.{name}" for name in TARGETS
))  # fmt: skip
UNITS = {"cost": "million VND", "asks": "million VND", "lifetime": "yr", "impact.co2e": "tCO2e/yr"}


def write_case(program: RandomProgram, folder: Path) -> Path:
    """Write model, case and table of projects into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    sectors = ", ".join(f"{sector}: {{name: {sector}}}" for sector in SECTORS)
    (folder / "model.yaml").write_text(MODEL.format(sectors=sectors), encoding="utf-8")
    case = CASE.format(count=program.count, year=YEAR, budget=program.budget, rules="\n".join(_rules(program)))
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerow(UNITS.get(column, "") for column in COLUMNS)
        writer.writerows(
            zip(
                program.names,
                [SECTORS[number] for number in program.sector],
                [KINDS[number] for number in program.kind],
                _written(program.cost),
                _written(program.asks),
                [f"{YEAR}..{YEAR}"] * program.count,
                ["0"] * program.count,
                program.lifetime.tolist(),
                _written(program.co2e),
                *(_written(each) for each in program.gains),
                strict=True,
            )
        )
    return folder


def _written(numbers: Floats) -> list[str]:
    """Return numbers as a planner writes them, without a decimal point where there is none to write."""
    return [f"{number:.10g}" for number in numbers.tolist()]


def _rules(program: RandomProgram) -> list[str]:
    """Return one line of YAML a rule."""
    money = "of: public_money"
    return [
        *(
            f"  most_{sector}: {{rule: ceiling, {money}, to: {{sectors: [{sector}]}}, at_most: {MOST_OF_A_SECTOR} %}}"
            for sector in SECTORS
        ),
        *(
            f"  least_{kind}: {{rule: floor, {money}, to: {{kinds: [{kind}]}}, at_least: {LEAST_OF_A_KIND} %}}"
            for kind in KINDS
        ),
        *(
            f"  target_{name}: {{rule: target, of: {name}, by: {YEAR}, at_least: {wanted:.0f}}}"
            for name, wanted in zip(TARGETS, program.wanted, strict=True)
        ),
    ]
