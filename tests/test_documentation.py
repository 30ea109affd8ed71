"""The documentation keeps up with the program: every key is described, and the first case is what it says."""

from fractions import Fraction
from pathlib import Path

import pytest

from greenopt.case.read import read_case
from greenopt.case.schema import DOCUMENTS, FactorEntry, FuelEntry, FundEntry, IndicatorEntry, ProjectEntry
from greenopt.fields import Record, Selector

DOCS = Path(__file__).parent.parent / "docs"

DESCRIBED: list[type[Record]] = [
    *DOCUMENTS.values(),
    FundEntry,
    ProjectEntry,
    IndicatorEntry,
    FuelEntry,
    FactorEntry,
    Selector,
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
