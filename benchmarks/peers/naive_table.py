"""
A whole decision without greenopt: a table read by pandas, a Pyomo model, HiGHS, a table of levels written.

    python -m benchmarks.peers.naive_table FOLDER

reads the case of ``random_program.write_case`` as its own analyst would, who knows what stands in it.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyomo.environ as pyo
import yaml
from benchmarks.peers.pyomo_highs import solve_model
from benchmarks.random_program import YEAR


def main(folder: Path) -> None:
    """Read, build, solve, write; print the value as one line of JSON."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    table = pd.read_csv(folder / "projects.csv", skiprows=[1]).set_index("id")
    model = model_of(table, case["funds"]["green_fund"]["amount"][YEAR], case["rules"])
    solve_model(model)
    table["level"] = [model.level[name].value for name in table.index]
    table["level"].to_csv(folder / "naive.csv")
    print(json.dumps({"value": pyo.value(model.objective)}))


def model_of(table: pd.DataFrame, budget: float, rules: dict[str, dict[str, Any]]) -> pyo.ConcreteModel:
    """Return the model, one sum a rule."""
    model = pyo.ConcreteModel()
    model.level = pyo.Var(list(table.index), bounds=(0, 1))
    model.spent = pyo.Var(bounds=(0, budget))

    def total(column: pd.Series) -> object:
        return pyo.quicksum(number * model.level[name] for name, number in column.items())

    model.total = pyo.Constraint(expr=total(table["asks"]) == model.spent)
    model.rule = pyo.Constraint(pyo.Any)
    for name, rule in rules.items():
        if rule["rule"] == "target":
            model.rule[name] = total(table[f"impact.{rule['of']}"]) >= rule["at_least"]
            continue
        (key, members), *_ = rule["to"].items()
        left = total(table.loc[table[key.removesuffix("s")].isin(members), "asks"])
        share = float(rule.get("at_least", rule.get("at_most")).split()[0]) / 100
        model.rule[name] = left >= share * model.spent if "at_least" in rule else left <= share * model.spent
    model.objective = pyo.Objective(expr=total(table["impact.co2e"] * table["lifetime"]), sense=pyo.maximize)
    return model


if __name__ == "__main__":
    main(Path(sys.argv[1]))
