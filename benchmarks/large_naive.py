"""
The large case as many would write it: pandas reads the table, Pyomo builds the model, HiGHS solves it.

Nothing is checked on the way and nothing is proved; the rules are those of ``large_case.rules_of``.

    python benchmarks/large_naive.py FOLDER
"""

import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyomo.environ as pyo
import yaml

TONNES = {"coal": 2.6427, "electricity": 0.7221}
"""Factors of 2021, per t and MWh."""
LATER = {2021: 0.7221, 2022: 0.6766, 2023: 0.6592}


def table_of(folder: Path) -> pd.DataFrame:
    """Read the table and work out tonnes over the lifetime of each project."""
    table = pd.read_csv(folder / "projects.csv", skiprows=[1])
    years = table["lifetime"].astype(int)
    electricity = sum(LATER[min(2021 + year, 2023)] * (years > year) for year in range(20))
    table["tonnes"] = table["saves.coal"] * TONNES["coal"] * years + table["saves.electricity"] * electricity
    return table


def model_of(table: pd.DataFrame, case: dict[str, Any]) -> pyo.ConcreteModel:
    """Build the model, rule by rule."""
    model = pyo.ConcreteModel()
    model.p = pyo.RangeSet(0, len(table) - 1)
    model.x = pyo.Var(model.p, bounds=(0, 1))
    asks = table["asks"].to_numpy()
    values = {"public_money": asks, "jobs": table["impact.jobs"].to_numpy(), "waste": table["impact.waste"].to_numpy()}
    values["starts"] = values["jobs"] * 0 + 1

    def total(of: str, chosen: Any) -> Any:
        weights = values[of]
        return sum(float(weights[place]) * model.x[place] for place in chosen)

    everything = range(len(table))
    budget = next(iter(case["funds"]["national"]["amount"].values()))
    model.budget = pyo.Constraint(expr=total("public_money", everything) <= budget)
    for name, rule in case["rules"].items():
        chosen = everything
        if "to" in rule:
            ((key, names),) = rule["to"].items()
            chosen = table.index[table[key.removesuffix("s")].isin(names)].tolist()
        limit = rule.get("at_least", rule.get("at_most"))
        right: Any = float(str(limit).removesuffix("/yr").removesuffix("%").strip())
        if str(limit).endswith("%"):
            right = right / 100 * total("public_money", everything)
        left = total(rule["of"], chosen)
        setattr(model, name, pyo.Constraint(expr=left >= right if "at_least" in rule else left <= right))
    tonnes = table["tonnes"].to_numpy()
    model.best = pyo.Objective(expr=sum(float(tonnes[p]) * model.x[p] for p in model.p), sense=pyo.maximize)
    return model


def solved(folder: Path) -> tuple[float, dict[str, float]]:
    """Return the best value and the seconds of each step."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    seconds, begun = {}, time.perf_counter()
    table = table_of(folder)
    seconds["read"], begun = time.perf_counter() - begun, time.perf_counter()
    model = model_of(table, case)
    seconds["build"], begun = time.perf_counter() - begun, time.perf_counter()
    pyo.SolverFactory("highs").solve(model)
    seconds["solve"] = time.perf_counter() - begun
    return float(pyo.value(model.best)), seconds


if __name__ == "__main__":
    value, times = solved(Path(sys.argv[1]))
    print(f"{value:.6f}", {step: round(each, 2) for step, each in times.items()}, round(sum(times.values()), 2))
