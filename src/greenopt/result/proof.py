"""
Proof: the certificate of an answer as JSON, numbers as exact texts, rows and columns by their names.

    plan      column → value
    stages    what is sought in turn, its value, and a multiplier for each row that holds the plan back
    farkas    multipliers that prove that nothing is feasible
    tree      for whole projects: splits, and multipliers at the leaves

``greenopt verify`` writes the rows for itself, from the resolved case, and believes none of these numbers.
"""

import platform
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any

from greenopt.engine.answer import Answer
from greenopt.engine.tree import Leaf, Split, Tree
from greenopt.result.resolved import Json
from greenopt.units import decimal_text

SCHEMA = "greenopt.certificate/1"


def certificate(answer: Answer, case_digest: str, result_digest: str) -> Json:
    """Return the certificate of an answer, bound to the case and the result it belongs to."""
    names = [column.name for column in answer.layout.columns]
    plan = (
        {} if answer.x is None else {name: exact(value) for name, value in zip(names, answer.x, strict=True) if value}
    )
    return {
        "schema": SCHEMA,
        "case": case_digest,
        "result": result_digest,
        "status": answer.status,
        "value": None if answer.value is None else exact(answer.value),
        "bound": None if answer.bound is None else exact(answer.bound),
        "plan": plan,
        "stages": [
            {"name": stage.name, "value": exact(stage.value), "multipliers": _multipliers(stage.multipliers)}
            for stage in answer.stages
        ],
        "farkas": _multipliers(answer.farkas),
        "broken": [requirement.name for requirement in answer.broken],
        "tree": None if answer.tree is None else _tree(answer, answer.tree),
    }


def exact(value: Fraction) -> str:
    """Return an exact number as text."""
    return decimal_text(value)


def _multipliers(multipliers: dict[str, Fraction]) -> dict[str, str]:
    return {name: exact(value) for name, value in multipliers.items()}


def _tree(answer: Answer, tree: Tree) -> Json:
    program = answer.rows.program
    nodes: list[dict[str, Any]] = []
    for node in tree.nodes:
        if isinstance(node, Split):
            nodes.append({"split": program.columns[node.column], "at": node.at})
        elif isinstance(node, Leaf):
            nodes.append({"leaf": node.multipliers, "empty": node.empty})
    return {
        "nodes": nodes,
        "multipliers": [
            {program.rows[row]: exact(value) for row, value in sorted(each.items()) if value}
            for each in tree.multipliers
        ],
    }


@cache
def versions() -> dict[str, str]:
    """Return the versions of greenopt, Pyomo, HiGHS and Python."""
    return {
        "greenopt": version("greenopt"),
        "pyomo": version("pyomo"),
        "highs": version("highspy"),
        "python": platform.python_version(),
    }
