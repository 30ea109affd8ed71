"""
How long the explanation of an impossible case takes, and what it consists of.

    python benchmarks/conflict.py [PROJECTS [YEARS [FUNDS]]]

A linear case of random projects and nine rules, for one year and one fund unless more are asked for: what one sector
is to have does not go together with the money and a ceiling. Each fund may pay for every project. The time is processor
time of the explanation alone, after the case is proved impossible.
"""

import random
import sys
import tempfile
from pathlib import Path
from time import process_time

from tests.small_cases import SECTORS, Tree, case_tree, read_tree

from greenopt.case.case import Case
from greenopt.engine import conflict
from greenopt.engine.answer import Options
from greenopt.engine.clash import find_clash
from greenopt.engine.conflict import explain
from greenopt.engine.nearest import mixed, nearest
from greenopt.engine.obvious import obvious
from greenopt.engine.remedy import remedies
from greenopt.engine.situation import Situation
from greenopt.run import solve

KINDS = ("efficiency", "renewable", "cleaner_production", "enabling")
FIRST = 2026


def case_of(count: int, folder: Path, years: int = 1, payers: int = 1) -> Case:
    """Return an impossible case of so many projects, years and funds."""
    dice = random.Random(7)  # noqa: S311 - nothing here is a secret
    projects = {
        f"p{number:05}": {
            "cost": str(dice.randint(20, 900)),
            "sector": dice.choice(SECTORS),
            "kind": dice.choice(KINDS),
            "impact": {"co2e": f"{dice.randint(5, 700)}/yr", "models": str(dice.randint(1, 4))},
        }
        for number in range(count)
    }
    total = sum(int(each["cost"]) for each in projects.values())
    budget = total // 20
    named = [str(FIRST + number) for number in range(years)]
    each = str(budget // (years * payers))
    funds: dict[str, Tree] = {f"green{number}": {"amount": dict.fromkeys(named, each)} for number in range(payers)}
    rules: dict[str, Tree] = {
        f"share_{kind}": {"rule": "floor", "of": "public_money", "to": {"kinds": [kind]}, "at_least": "12 %"}
        for kind in KINDS
    }
    rules |= {
        f"top_{sector}": {"rule": "ceiling", "of": "public_money", "to": {"sectors": [sector]}, "at_most": "40 %"}
        for sector in SECTORS
    }
    rules["mining"] = {
        "rule": "floor", "of": "public_money", "to": {"sectors": ["mining"]}, "at_least": str(2 * budget),
        "negotiable": "true",
    }  # fmt: skip
    return read_tree(case_tree(projects, funds, rules, horizon=(FIRST, FIRST + years - 1)), folder)


def main(count: int = 10_000, years: int = 1, payers: int = 1) -> None:
    """Time the explanation and its parts."""
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(count, Path(folder), years, payers)
        began = process_time()
        answer = solve(case, Options(conflict=False)).answer
    print(f"{count} projects: {answer.status} in {process_time() - began:.2f} s")
    support = set(answer.farkas)
    began = process_time()
    found = explain(Situation(case.facts, case.rules, answer.rows), case.tree, support)
    print(f"explanation: {process_time() - began:.2f} s")
    print(f"  clash {[item.name for item in found.clash.members]}, irreducible: {found.clash.irreducible}")
    print(f"  repairs {[conflict.path_of(each) for each in found.repairs]}")
    base = Situation(case.facts, case.rules, answer.rows)
    steps = {
        "clash": lambda: find_clash(base, support),
        "remedies": lambda: remedies(base, found.clash.members),
        "mixed": lambda: mixed(base, ()),
        "nearest": lambda: nearest(base),
        "obvious": lambda: obvious(base.facts, base.rules, base.rows.layout),
    }
    for name, step in steps.items():
        began = process_time()
        step()
        print(f"  {name}: {process_time() - began:.2f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
