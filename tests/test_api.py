"""The names a notebook uses: the Pyomo model, and results as data frames."""

from pathlib import Path

import pyomo.core as pyo
import pytest
from pyomo.repn import generate_standard_repn

import greenopt
from greenopt.api import RULE_COLUMNS
from greenopt.run import Run

FIRST = Path(__file__).parent.parent / "cases" / "first-case"


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the first case, solved."""
    return greenopt.solve(greenopt.read_case(FIRST))


def test_every_public_name_can_be_loaded() -> None:
    assert [name for name in greenopt.__all__ if not hasattr(greenopt, name)] == []


def test_the_model_has_named_parts_with_the_figures_of_the_case(run: Run) -> None:
    """The boiler brings 210 · 12 = 2,520 tonnes and asks for 420; crafts get at least 15 % of what is spent."""
    model = greenopt.build_model(run.case)
    boiler = model.start["tea_boiler", 2026]
    worth = generate_standard_repn(model.objective.expr)
    fund = model.requirement["funds.green_fund:2026"]
    asked = generate_standard_repn(fund.body)

    assert dict(zip(map(id, worth.linear_vars), worth.linear_coefs, strict=True))[id(boiler)] == 2520
    assert dict(zip(map(id, asked.linear_vars), asked.linear_coefs, strict=True))[id(boiler)] == 420
    assert fund.upper == 1300
    assert "craft_share" in model.requirement


def test_the_model_holds_the_plan_and_gives_it_the_value_of_the_answer(run: Run) -> None:
    model = greenopt.build_model(run.case)
    frame = greenopt.portfolio_frame(run)
    for project, share in zip(frame["project"], frame["start.2026"], strict=True):
        model.start[project, 2026].value = share
    model.sum[0].value = float(frame["public_money"].sum())

    assert pyo.value(model.objective) == pytest.approx(9179)
    for row in [*model.requirement.values(), *model.structure.values()]:
        assert row.slack() == pytest.approx(max(row.slack(), 0), abs=1e-6)


def test_the_portfolio_is_a_frame_with_a_column_for_each_year_fund_and_indicator(run: Run) -> None:
    frame = greenopt.portfolio_frame(run)

    assert list(frame["rank"]) == [1, 2, 3, 4, 5]
    assert frame["fund.green_fund"].sum() == pytest.approx(1300)
    assert frame.set_index("project")["impact.co2e"]["unburnt_brick"] == pytest.approx(0.91 * 420)
    assert frame.set_index("project")["name_vi"]["tea_boiler"] == "Nồi hơi xưởng chè"
    assert not frame[["start.2026", "fund.green_fund", "impact.co2e"]].isna().to_numpy().any()


def test_rules_are_a_frame_with_prices(run: Run) -> None:
    frame = greenopt.rules_frame(run).set_index("name")

    assert list(greenopt.rules_frame(run).columns) == list(RULE_COLUMNS)
    assert frame["price"]["craft_share"] == pytest.approx(9.1)
    assert frame["price"]["building_materials_share"] == pytest.approx(131.3)
    assert frame["unit"]["craft_share"] == "million VND"


def test_a_result_document_serves_as_well_as_a_run(run: Run) -> None:
    assert greenopt.portfolio_frame(run.result).equals(greenopt.portfolio_frame(run))
    assert greenopt.rules_frame(run.result).equals(greenopt.rules_frame(run))


def test_frames_of_a_case_without_a_plan_are_empty(run: Run) -> None:
    nothing = {**run.result, "portfolio": []}

    assert greenopt.portfolio_frame(nothing).empty


def test_a_sweep_is_one_call_and_a_frame() -> None:
    """The worked example of sweeps: 4,992 at half the money, 9,179 as it is, 9,944.85 and 10,412 at more."""
    found = greenopt.sweep(FIRST, vary=["funds.green_fund.amount.*=x 0.5..x 1.5/3"])
    frame, levels = greenopt.scenarios_frame(found), greenopt.levels_frame(found)

    assert found["schema"] == "greenopt.sweep/1"
    assert frame["value"].tolist() == [each["value"] for each in found["scenarios"]]
    assert 4992 in frame["value"].tolist()
    assert set(levels["scenario"]) == set(frame["id"])
