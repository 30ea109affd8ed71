"""Small cases for tests: written as data, put into one YAML file with the model inside, and read by the real reader."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.engine.answer import Options, decisions
from greenopt.errors import CaseInvalid
from greenopt.plan import DecidedPlan, Decisions, Plan, Requirement
from greenopt.run import Run, solve

Tree = dict[str, Any]
"""A case as YAML holds it; every value is a text."""

SECTORS = ("crafts", "mining", "power", "trade")
CONDITIONS = ("permit", "report")
INDICATORS: Tree = {
    "co2e": {"flow": "tCO2e/yr", "from": "factors"},
    "toe": {"flow": "toe/yr", "from": "factors"},
    "waste": {"flow": "t/yr"},
    "models": {"stock": "model"},
    "clean": {"stock": "works"},
    "all_works": {"stock": "works"},
    "clean_share": {"ratio": ["clean", "all_works"]},
}
FACTORS: Tree = {
    "electricity": {
        "name": "electricity",
        "unit": "MWh",
        "indicators": {
            "co2e": {
                "by_year": {"2020": "0.8", "2026": "0.7", "2027": "0.65", "2028": "0.6"},
                "unit": "tCO2e/MWh",
                "source": "invented",
                "evidence": "assumed",
            },
            "toe": {"value": "0.15", "unit": "toe/MWh", "source": "invented", "evidence": "assumed"},
        },
    },
    "coal": {
        "name": "coal",
        "unit": "t",
        "indicators": {
            "co2e": {"value": "2.5", "unit": "tCO2e/t", "source": "invented", "evidence": "assumed"},
        },
    },
}


def model() -> Tree:
    """Return a policy model with four sectors, two fuels and no rules."""
    return {
        "greenopt": "1",
        "policy": {"id": "invented", "title": "invented", "source": "invented"},
        "factors": FACTORS,
        "sectors": {name: {"name": name} for name in SECTORS},
    }


def case_tree(
    projects: Mapping[str, Tree],
    funds: Mapping[str, Tree],
    rules: Mapping[str, Tree] | None = None,
    objective: Tree | None = None,
    horizon: tuple[int, int] = (2026, 2026),
    **more: Any,
) -> Tree:
    """Return a whole case; projects need only what matters, the rest is filled in by `project`."""
    return {
        "greenopt": "1",
        "model": model(),
        "case": {"id": "small", "title": "small", "horizon": [str(year) for year in horizon]},
        "units": {"money": "million VND", "emissions": "tCO2e", "energy": "MWh"},
        "indicators": INDICATORS,
        "conditions": {name: {"name": name} for name in CONDITIONS},
        "funds": dict(funds),
        "projects": {name: project(**entry) for name, entry in projects.items()},
        "rules": {name: {"source": "invented", **rule} for name, rule in (rules or {}).items()},
        "objective": objective or {"maximise": "co2e"},
        **more,
    }


def project(**given: Any) -> Tree:
    """Return a project: in crafts, for efficiency, working ten years, asking for what it costs unless it says."""
    entry = {"sector": "crafts", "kind": "efficiency", "lifetime": "10 yr", **given}
    if "cost" not in entry:
        entry["cost"] = entry.get("asks", "50")
    if "support" not in entry:
        entry.setdefault("asks", entry["cost"])
    if entry.get("status", "candidate") != "candidate":
        entry.setdefault("status_source", "invented")
    return entry


_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The fast one where it is installed; both write the same."""


class _Plain(_Dumper):  # type: ignore[misc]  # one of two classes
    """Writes texts without quotation marks where it can, as people do."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: the reader refuses anchors."""
        return True


def yaml_text(tree: Tree) -> str:
    """Return a case as YAML."""
    return yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1_000_000)


def write_tree(tree: Tree, folder: Path) -> Path:
    """Write a case into a folder and return its file."""
    path = folder / "case.yaml"
    path.write_text(yaml_text(tree), encoding="utf-8")
    return path


def read_tree(tree: Tree, folder: Path) -> Case:
    """Read a case through its file."""
    return read_case(write_tree(tree, folder))


def solve_tree(tree: Tree, folder: Path, options: Options | None = None) -> Run:
    """Solve a case through its file."""
    return solve(read_tree(tree, folder), options)


def levels(run: Run) -> dict[str, Fraction]:
    """Return the share of each project that is started, exactly; projects without any are left out."""
    found: dict[str, Fraction] = {}
    for (name, _), share in starts(run).items():
        found[name] = found.get(name, Fraction(0)) + share
    return found


def starts(run: Run) -> dict[tuple[str, int], Fraction]:
    """Return (project, year) → share, exactly; zeros left out."""
    return {key: share for key, share in run_decisions(run).starts.items() if share}


def run_decisions(run: Run) -> Decisions:
    """Return the decisions of a run that has a plan."""
    assert run.answer.x is not None
    return decisions(run.answer.layout, run.answer.x)


def prices(run: Run) -> dict[str, Any]:
    """Return the price of every requirement on either side, exactly."""
    return {name: (price.relax, price.tighten) for name, price in run.answer.prices.items()}


def decided(case: Case, begun: Mapping[tuple[str, int], Fraction | str], **more: Any) -> DecidedPlan:
    """Return a plan with these starts, in which the only fund that may pay for a project does."""
    facts = case.facts
    shares = {key: Fraction(share) for key, share in begun.items()}
    payments: dict[tuple[str, str, int], Fraction] = {}
    for (name, start), share in shares.items():
        payers = facts.payers[name]
        for year, money in facts.by_id[name].due(start, facts.horizon[1]).items() if len(payers) == 1 else ():
            payments[name, payers[0], year] = payments.get((name, payers[0], year), Fraction(0)) + share * money
    return DecidedPlan(facts, Decisions(**{"starts": shares, "payments": payments, **more}))


def asked(case: Case, plan: Plan, rule: str) -> dict[str, Requirement]:
    """Return what one rule of a case demands of a plan, by part."""
    found = next(each for each in case.rules if each.id == rule)
    return {each.part: each for each in found.requirements(plan)}


def mistakes(tree: Tree, folder: Path) -> list[tuple[str, str]]:
    """Return the key and the message of every mistake in a case that must not be read."""
    with pytest.raises(CaseInvalid) as caught:
        read_tree(tree, folder)
    return [(each.key, str(each.message)) for each in caught.value.diagnostics]


def values(*these: object) -> list[object]:
    """Return values side by side, to be compared with whole numbers as well as with fractions."""
    return list(these)
