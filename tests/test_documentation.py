"""The documentation keeps up with the program: every key is described, and the first case is what it says."""

import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from greenopt.case.project_entry import ProjectEntry
from greenopt.case.read import read_case
from greenopt.case.schema import DOCUMENTS, FactorEntry, FuelEntry, FundEntry, IndicatorEntry
from greenopt.case.sweep_entry import ScenarioEntry, StepsEntry, SweepEntry
from greenopt.fields import Record, Selector
from greenopt.run import solve

DOCS = Path(__file__).parent.parent / "docs"

DESCRIBED: list[type[Record]] = [
    *DOCUMENTS.values(),
    FundEntry,
    ProjectEntry,
    IndicatorEntry,
    FuelEntry,
    FactorEntry,
    Selector,
    ScenarioEntry,
    SweepEntry,
    StepsEntry,
]


@pytest.mark.parametrize("record", DESCRIBED)
def test_every_key_stands_on_the_page_of_the_format(record: type[Record]) -> None:
    page = (DOCS / "format.md").read_text(encoding="utf-8")
    keys = {field.alias or name for name, field in record.model_fields.items()}

    assert {key for key in keys if f"`{key}`" not in page and f"{key}:" not in page} == set()


def test_the_first_case_holds_the_figures_that_its_page_explains() -> None:
    """Three projects ask for 400 + 900 + 600 = 1,900 of 1,500, and save 0.55, 0.5 and 0.4 tonnes per million."""
    case = read_case(DOCS / "first-case")
    projects = case.facts.by_id
    money = {name: project.asks for name, project in projects.items()}

    assert case.facts.funds[0].amount == {2026: 1500}
    assert money == {"efficient_motors": 400, "unburnt_bricks": 900, "solar_drying": 600}
    assert {name: project.impact["co2e"].stated / project.support[2026] for name, project in projects.items()} == {
        "efficient_motors": Fraction(55, 100),
        "unburnt_bricks": Fraction(1, 2),
        "solar_drying": Fraction(2, 5),
    }
    assert [rule.id for rule in case.rules] == ["drying_share"]
    assert case.warnings == ()


def test_the_first_case_is_solved_as_its_page_solves_it_by_hand() -> None:
    """Motors in full, bricks 725 of 900, drying 375 of 600; the share costs 1.5 t a point, money brings 0.475 t."""
    run = solve(read_case(DOCS / "first-case"))
    levels = {entry["project"]: entry["level"] for entry in run.result["portfolio"]}
    prices = {(rule["name"], rule["part"]): rule["price"] for rule in run.result["rules"] if rule["price"]}

    assert run.result["objective"]["value"] == 732.5
    assert levels == {"efficient_motors": 1, "unburnt_bricks": 0.805555555556, "solar_drying": 0.625}
    assert prices == {("funds.green_fund", "2026"): 0.475, ("drying_share", ""): 1.5}


def test_the_page_of_python_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines are run one block after the other, where a reader stands: above ``docs``."""
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "python.md").read_text(encoding="utf-8"), re.DOTALL)
    shutil.copytree(DOCS / "first-case", tmp_path / "docs" / "first-case")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102  # our own page

    assert len(blocks) > 2
    assert names["run"].result["objective"]["value"] == 732.5
    written = {"my-run", "plan.xlsx", "report.html", "tables", "ho-so.xlsx", "ho-so"}
    assert {each.name for each in tmp_path.iterdir()} == {"docs", *written}
