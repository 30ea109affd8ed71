"""
Proof: the certificate of an answer as JSON, numbers as exact texts, rows and columns by their names.

    plan      column → value
    stages    what is sought in turn, its value, and a multiplier for each row that holds the plan back; for whole
              projects a tree where these prove less, and then a row ``held[name]`` holds what is reached
    farkas    multipliers that prove that nothing is feasible
    tree      for whole projects: cuts, splits, and multipliers at the leaves; a row ``better`` may stand beside those
              of the case, which keeps only plans that bring as much as the one that is known
    then      for whole projects: the same for each thing sought after the objective, with what came before held by rows
    prices    what the multipliers of the objective alone do not prove of a rule's price: a slope by the multipliers and
              a plan at a small step, one unit of the rule by multipliers and a plan; only what differs is written;
              where an earlier stage leans on the rule, ``before``: multipliers of each such stage that leave it alone
    ties      best plans that differ from the one chosen; or multipliers that prove that sums of columns do not move

``greenopt verify`` writes the rows for itself, from the resolved case, and believes none of these numbers.
"""

import platform
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any

from greenopt.engine.answer import Answer
from greenopt.engine.prices import Impossible, Side
from greenopt.engine.ties import OBJECTIVE
from greenopt.engine.tree import BETTER, Leaf, Split, Tree
from greenopt.result.resolved import Json
from greenopt.units import decimal_text

SCHEMA = "greenopt.certificate/1"
ZERO = Fraction(0)


def certificate(answer: Answer, case_digest: str, result_digest: str) -> Json:
    """Return the certificate of an answer, bound to the case and the result it belongs to."""
    return {
        "schema": SCHEMA,
        "case": case_digest,
        "result": result_digest,
        "status": answer.status,
        "value": None if answer.value is None else decimal_text(answer.value),
        "bound": None if answer.bound is None else decimal_text(answer.bound),
        "plan": _plan(answer),
        "stages": [
            {
                "name": stage.name,
                "value": decimal_text(stage.value),
                "multipliers": _multipliers(stage.multipliers),
                **({} if stage.tree is None else {"tree": _tree(answer, stage.tree, stage.rows)}),
            }
            for stage in answer.stages
        ],
        "farkas": _multipliers(answer.farkas),
        "broken": [requirement.name for requirement in answer.broken],
        "tree": None
        if answer.tree is None
        else _tree(answer, answer.tree, answer.tree_rows or answer.rows.program.rows),
        **({"then": _then(answer)} if answer.then else {}),
        "prices": _prices(answer) if answer.prices else None,
        "ties": _ties(answer),
    }


def _plan(answer: Answer) -> dict[str, str]:
    """Return the columns of the plan that are not zero, with their values."""
    columns = zip(answer.layout.columns, answer.x or (), strict=answer.x is not None)
    return {column.name: decimal_text(value) for column, value in columns if value}


def _multipliers(multipliers: dict[str, Fraction]) -> dict[str, str]:
    return {name: decimal_text(value) for name, value in multipliers.items()}


def _then(answer: Answer) -> list[Json]:
    """Return what is proved of the things sought after the objective of whole projects, in turn."""
    return [
        {"name": each.name, "value": decimal_text(each.value), "tree": _tree(answer, each.tree, each.rows)}
        for each in answer.then
    ]


def _tree(answer: Answer, tree: Tree, rows: Sequence[str]) -> Json:
    """Return a tree; its cuts are rows that others may name as ``cut[0]``, ``cut[1]`` and so on."""
    columns, named = answer.rows.program.columns, answer.rows.named
    nodes: list[dict[str, Any]] = []
    for node in tree.nodes:
        if isinstance(node, Split):
            nodes.append({"split": columns[node.column], "at": node.at})
        elif isinstance(node, Leaf):
            nodes.append({"leaf": node.multipliers, "empty": node.empty})
    known = () if tree.better is None else (BETTER,)
    rows = (*rows, *known, *(f"cut[{number}]" for number in range(len(tree.cuts))))
    found: Json = {"nodes": nodes, "multipliers": [_multipliers(named(each, rows)) for each in tree.multipliers]}
    if tree.better is not None:
        found["better"] = decimal_text(tree.better)
    if tree.cuts:
        found["cuts"] = [
            {"rows": _multipliers(named(cut.multipliers, rows)), "turned": sorted(columns[each] for each in cut.turned)}
            for cut in tree.cuts
        ]
    return found


def _ties(answer: Answer) -> Json:
    """Return other best plans, or proofs that there are none, by pushing sums of columns."""
    names = answer.rows.program.columns
    pushes = [
        {
            "columns": [names[column] for column in push.columns],
            "sign": push.sign,
            "multipliers": _multipliers(answer.rows.named(push.multipliers)),
        }
        for push in answer.ties.pushes
    ]
    return {"others": [_changed(answer, x) for x in answer.ties.others], "pushes": pushes}


def _prices(answer: Answer) -> Json:
    """Return requirement → side → proof; a requirement or side without any needs none."""
    found: Json = {}
    for name, price in answer.prices.items():
        sides = {"relax": price.relax_proof, "tighten": price.tighten_proof}
        written = {key: _side(answer, side) for key, side in sides.items() if side != Side()}
        if written:
            found[name] = written
    return found


def _side(answer: Answer, side: Side) -> Json:
    found: Json = {}
    if side.before:
        found["before"] = [_multipliers(answer.rows.named(each)) for each in side.before]
    if side.tangent is not None:
        multipliers = answer.rows.named(side.tangent.multipliers)
        if isinstance(side.tangent.slope, Impossible):
            found["farkas"] = _multipliers(multipliers)
        else:
            found["step"] = decimal_text(side.tangent.step)
            found["plan"] = _changed(answer, side.tangent.x)
            # Multipliers on the face that others have left are not those of the objective.
            known = {} if side.before else next(each.multipliers for each in answer.stages if each.name == OBJECTIVE)
            both = {**dict.fromkeys(known, ZERO), **multipliers}
            found["multipliers"] = {
                name: decimal_text(value) for name, value in both.items() if value != known.get(name, ZERO)
            }
    if side.unit is not None:
        found["unit"] = {
            "multipliers": _multipliers(answer.rows.named(side.unit.multipliers)),
            "plan": _changed(answer, side.unit.x),
        }
    return found


def _changed(answer: Answer, x: Sequence[Fraction]) -> dict[str, str]:
    """Return the columns of another plan that differ, with their values there."""
    return {
        column.name: decimal_text(there)
        for column, here, there in zip(answer.layout.columns, answer.x or (), x, strict=False)
        if here != there
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
