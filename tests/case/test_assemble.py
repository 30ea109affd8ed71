"""Assemble: what is written becomes exact records, with every default spelled out."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.broken_cases import Edit, written

from greenopt.case.assemble import Assembly
from greenopt.case.read import read_case
from greenopt.case.schema import CaseEntry, FactorsEntry, ModelEntry
from greenopt.fields import EVERYTHING
from greenopt.language import Text
from greenopt.project import Facts, Indicator, Link, Scale

Built = Callable[..., Facts]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Return a function that reads the little case with edits and returns its facts."""

    def build(*edits: tuple[str, ...]) -> Facts:
        written(tmp_path, [Edit(*each) for each in edits])
        return read_case(tmp_path).facts

    return build


def test_what_is_not_written_has_its_default(built: Built) -> None:
    project = built(
        ("    facility: market\n", ""),
        ("    scale: all_or_nothing\n", ""),
        ("{projects: [lamp]}, ", "{}, as: shares, "),
    ).by_id["lamp"]

    assert project.name == Text("lamp", "lamp")
    assert project.eligible_cost == project.cost == 450
    assert project.spending == (Fraction(1),)
    assert project.window == (2026, 2027, 2028)
    assert project.delay == 1
    assert project.status == "candidate"
    assert (project.facility, project.place, project.owner, project.tags) == ("", "", None, ())
    assert project.running_cost == 0
    assert project.scale == Scale()
    assert project.evidence.quality == "assumed"
    assert project.requires == (Link("brick"),)


def test_a_project_runs_the_year_after_its_last_payment(built: Built) -> None:
    assert built().by_id["brick"].delay == 2
    assert built(("lifetime: 15 yr", "lifetime: 15 yr\n    runs_after: 0")).by_id["brick"].delay == 0


def test_a_project_that_does_nothing_each_year_needs_no_lifetime(built: Built) -> None:
    project = built(("    lifetime: 10 yr\n    impact: {co2e: 90/yr}\n", "    impact: {works: 3}\n")).by_id["lamp"]

    assert project.lifetime == 1
    assert project.impact["works"].stated == 3


@pytest.mark.parametrize(
    ("written_scale", "scale"),
    [
        ("continuous", Scale()),
        ("all_or_nothing", Scale(whole=True)),
        ("{at_least: 25 %}", Scale(at_least=Fraction(1, 4))),
    ],
)
def test_scales(built: Built, written_scale: str, scale: Scale) -> None:
    more = ("{projects: [lamp]}, ", "{projects: [lamp]}, as: shares, ")

    assert built(("all_or_nothing", written_scale), more).by_id["lamp"].scale == scale


def test_quantities_are_brought_into_the_units_of_the_case(built: Built) -> None:
    """165,000 kg are 165 t; 12 GWh are 12,000 MWh, added and so lost; 0.28 billion are 280 million."""
    edits = (("165 t/yr", "165000 kg/yr"), ("12 MWh/yr", "12 GWh/năm"), ("asks: 280", "asks: 0.28 billion VND"))
    project = built(*edits).by_id["brick"]

    assert dict(project.impact["co2e"].energy) == {"coal": 165, "electricity": -12000}
    assert project.asks == 280


def test_an_indicator_from_factors_adds_what_is_stated(built: Built) -> None:
    facts = built(("{models: 1}", "{models: 1, co2e: 7 ktCO2e/yr}"))
    impact = facts.by_id["brick"].impact["co2e"]

    assert impact.stated == 7000
    assert impact.at(2028, facts.factors["co2e"]) == 7000 + 165 * Fraction(5, 2) - 12 * Fraction(66, 100)


def test_one_fuel_may_be_saved_and_added(built: Built) -> None:
    impact = built(("{electricity: 12 MWh/yr}", "{coal: 15 t/yr}")).by_id["brick"].impact["co2e"]

    assert impact.energy == (("coal", Fraction(150)),)


def test_a_fuel_counts_in_the_indicators_that_have_a_factor_for_it(built: Built) -> None:
    toe = "      toe: {value: 0.7, unit: toe/t, source: x, evidence: assumed}\n"
    facts = built(
        ("  models: {stock", "  toe: {flow: toe/yr, from: factors}\n  models: {stock", "model.yaml"),
        ("evidence: assumed}\n  coal:", "evidence: assumed}\n  coal:", "factors.yaml"),
        ("    unit: t\n    indicators:\n", f"    unit: t\n    indicators:\n{toe}", "factors.yaml"),
    )

    assert facts.by_id["brick"].impact["toe"].energy == (("coal", Fraction(165)),)
    assert facts.factors["toe"]["coal"].constant


def test_factors_keep_their_years_in_order(built: Built) -> None:
    edits = ("{2024: 0.68, 2028: 0.66}", "{2028: 0.66, 2024: 0.68 tCO2e/MWh}", "factors.yaml")
    series = built(edits).factors["co2e"]["electricity"]

    assert series.by_year == ((2024, Fraction(68, 100)), (2028, Fraction(66, 100)))
    assert not series.constant


def test_stocks_and_what_closes_them(built: Built) -> None:
    facts = built(
        ("{kilns: 8}", "{kilns: 8 kiln}"),
        ("kilns: {unit: kiln}", "kilns: {unit: kiln}\n  ovens: {unit: oven}", "model.yaml"),
    )

    assert {name: stock.amount for name, stock in facts.stocks.items()} == {"kilns": 38, "ovens": 0}
    assert facts.by_id["brick"].closes == {"kilns": 8}


def test_conditions_are_met_by_a_document_or_a_reason(built: Built) -> None:
    assert built().by_id["brick"].meets == {"permit": "QĐ 7"}
    assert built(('"QĐ 7"', "{not_applicable: no river}")).by_id["brick"].meets == {"permit": "no river"}


@pytest.mark.parametrize(
    ("carry_over", "kept"), [("none", Fraction(0)), ("all", None), ("12.5 %", Fraction(1, 8)), ("0 %", Fraction(0))]
)
def test_funds(built: Built, carry_over: str, kept: Fraction | None) -> None:
    more = f"carry_over: {carry_over}\n    opening: 0.04 billion VND\n    spend_at_least: 5 %\n    source: QĐ 8"
    (fund,) = built(("carry_over: none", more), ("2026: 900", "2026: 0.9 billion VND")).funds

    assert fund.carry_over == kept
    assert fund.amount == {2026: 900, 2027: 700, 2028: 650}
    assert (fund.opening, fund.spend_at_least, fund.source) == (Fraction(40), Fraction(1, 20), "QĐ 8")
    assert fund.pays_for.exclude is not None


def test_a_fund_pays_for_everything_unless_it_says_what_for(built: Built) -> None:
    (fund,) = built(("    for: {not: {sectors: [mining]}}\n", "")).funds

    assert fund.pays_for == EVERYTHING
    assert fund.name == Text("green", "green")


def test_indicators_have_a_form_and_a_unit(built: Built) -> None:
    indicators = built().indicators

    assert indicators["co2e"] == Indicator("co2e", Text("co2e", "co2e"), "flow", "tCO2e", from_factors=True)
    assert (indicators["works"].form, indicators["works"].unit) == ("stock", "works")
    assert indicators["works"].without_projects == {2028: 60}
    ratio = indicators["model_share"]
    assert (ratio.form, ratio.unit, ratio.numerator, ratio.denominator) == ("ratio", "%", "models", "works")


@pytest.mark.parametrize("flow", ["t/yr", "t /year", "t/năm"])
def test_a_flow_may_say_per_year_in_three_ways(built: Built, flow: str) -> None:
    waste = f"  waste: {{flow: {flow}, without_projects: {{2028: 5 kt/yr}}}}\n"
    facts = built(("  models: {stock", f"{waste}  models: {{stock", "model.yaml"))

    assert facts.indicators["waste"].unit == "t"
    assert facts.indicators["waste"].without_projects == {2028: 5000}


def entries(**project: Any) -> tuple[CaseEntry, ModelEntry, FactorsEntry]:
    """Return the smallest entries, with one project."""
    named = {"id": "a", "title": "a"}
    fixed = {"sector": "s", "kind": "efficiency", "cost": "5", "asks": "5"}
    case = {
        "greenopt": "1",
        "model": "m",
        "case": {**named, "horizon": ["2026", "2026"]},
        "funds": {"f": {"amount": {"2026": "5"}}},
        "projects": {"p": {**fixed, **project}},
        "indicators": {"odd": {}, "flow": {"flow": "t/yr"}},
        "objective": {"minimise": "public_money"},
    }
    model = {"greenopt": "1", "policy": {**named, "source": "x"}, "sectors": {"s": {"name": "s"}}}
    factors = {"greenopt": "1", "factors": named, "fuels": {}}
    return (
        CaseEntry.model_validate(case),
        ModelEntry.model_validate(model),
        FactorsEntry.model_validate(factors),
    )


def test_facts_are_built_to_the_end_whatever_is_wrong() -> None:
    """Each mistake is noted with its path and a hint, and none of them stops the next."""
    assembly = Assembly(
        *entries(saves={"peat": "5 t"}, impact={"flow": "1234567", "gone": "3"}, closes={"kilns": "40 %"})
    )

    facts = assembly.facts()

    assert list(facts.by_id) == ["p"]
    assert [(each.code, each.path, each.name) for each in assembly.mistakes] == [
        ("wrong-form", ("indicators", "odd"), ""),
        ("wrong-unit", ("indicators", "odd", "stock"), ""),
        ("unknown-name", ("projects", "p", "saves", "peat"), "peat"),
        ("wrong-unit", ("projects", "p", "impact", "flow"), ""),
        ("unknown-name", ("projects", "p", "impact", "gone"), "gone"),
        ("unknown-name", ("projects", "p", "closes", "kilns"), "kilns"),
        ("missing-key", ("projects", "p", "lifetime"), ""),
    ]


def test_a_hint_never_writes_a_number_that_would_be_refused() -> None:
    """1234567 stays in full: neither 1.23457e+06 nor 1,234,567, and in Vietnamese not 1.234.567."""
    assembly = Assembly(*entries(impact={"flow": "1234567 t"}))
    assembly.facts()

    (hint,) = (each.hint for each in assembly.mistakes if each.path[-1] == "flow")
    assert hint.both() == {"en": "write 1234567 t/yr", "vi": hint.in_language("vi")}
    assert "1234567 t/yr" in hint.in_language("vi")


def test_a_case_without_factors_has_no_fuels() -> None:
    case, model, _ = entries()
    assembly = Assembly(case, model, None)

    assert assembly.facts().factors == {}
