"""
Explanations: every number is what another solve of the rewritten case gives, every name is found or refused.

The expected values of the small cases are derived by hand; those of random cases come from a second formulation and
another solver (`tests.studies.explained`).
"""

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree
from tests.studies.explained import disagreements, flips_of
from tests.studies.possible_cases import possible_case

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.errors import WrongUsage
from greenopt.language import Language
from greenopt.report.explanation import explanation
from greenopt.report.words import Names
from greenopt.run import Run, solve
from greenopt.studies.explain import explain
from greenopt.studies.flip import Flips

ROOT = Path(__file__).parent.parent.parent
BIG = ROOT / "cases" / "lai-chau-2021-2025"


def three_projects(**more: Any) -> Tree:
    """Return 70 million for three projects that run ten years: good saves 3 t/yr per million, fair 2, poor 0.5."""
    projects = {
        "good": {"asks": "30", "impact": {"co2e": "90/yr"}},
        "fair": {"asks": "50", "impact": {"co2e": "100/yr"}},
        "poor": {"asks": "40", "impact": {"co2e": "20/yr"}},
    }
    return case_tree(projects, {"f": {"amount": {"2026": "70"}}}, more.pop("rules", None), **more)


def of_project(tree: Tree, folder: Path, name: str) -> Tree:
    found: Tree = explain(flips_of(tree, folder), name)["project"]
    return found


def if_(document: Tree, question: str) -> Tree:
    return next(each for each in document["what_if"] if each["question"] == question)


def test_a_project_left_out_costs_what_replaces_it_does_not_bring(tmp_path: Path) -> None:
    """
    The year 2026 alone counts, and what starts in it runs a year later, so runs_after is 0.

    Best: good whole (30), fair 40 of 50: 90 + 80 = 170. Without good: fair whole 100, poor 20 of 40: 10; 110, 60 less.
    """
    tree = three_projects()
    for entry in tree["projects"].values():
        entry["runs_after"] = "0"
    said = of_project(tree, tmp_path, "good")
    without = if_(said, "without")

    assert (said["decision"], without["value"], without["loss"]) == ("funded", 110, 60)
    assert [(each["project"], each["from"], each["to"]) for each in without["moves"]] == [
        ("fair", 0.8, 1),
        ("poor", 0, 0.5),
    ]


@pytest.fixture
def at_once() -> Tree:
    """Return the three projects, running at once."""
    tree = three_projects()
    for entry in tree["projects"].values():
        entry["runs_after"] = "0"
    return tree


def test_a_project_that_is_out_learns_what_it_would_take(at_once: Tree, tmp_path: Path) -> None:
    """
    Poor misses the line by much.

    At the line money saves 2 t a million; poor asks 40, so it needs more than 80 t a year, or an ask below 10 for its
    20 t. Made to happen, it takes 40 million from fair: 80 t less, 20 more, so 60.
    """
    said = of_project(at_once, tmp_path, "poor")
    impact, asks = said["thresholds"]

    assert if_(said, "in_full")["loss"] == 60
    assert (impact["now"], impact["holds_at"], impact["fails_at"]) == (20, 80.01, 80)
    assert asks["fails_at"] - asks["holds_at"] == pytest.approx(0.01)
    assert asks["holds_at"] <= 10 <= asks["fails_at"]
    assert said["takes"]["gains"] == 20
    assert [(each["rule"], each["value"]) for each in said["takes"]["charges"]] == [("funds.f", 80)]


def test_a_project_in_part_learns_what_full_funding_would_take(at_once: Tree, tmp_path: Path) -> None:
    """
    Fair is at the line.

    It gets 40 of 50: in full at an ask of 40, or by bringing as much a million as good: 150 t a year for its 50.
    Made whole at 50, it leaves 20 for good: 100 + 60 = 160, so 10 less than 170.
    """
    said = of_project(at_once, tmp_path, "fair")
    impact, asks = said["thresholds"]

    assert (asks["wish"], asks["holds_at"], asks["fails_at"]) == ("whole", 40, 40.01)
    assert impact["wish"] == "whole"
    assert impact["fails_at"] <= 150 <= impact["holds_at"]
    assert if_(said, "in_full")["loss"] == 10


def test_a_screened_project_is_told_its_conditions_and_what_meeting_them_brings(at_once: Tree, tmp_path: Path) -> None:
    """Good is screened: fair whole, poor 20 of 40: 110. With the permit it is the best again: 170."""
    at_once["rules"] = {
        "clean": {"rule": "safeguard", "needs": ["permit"], "to": {"projects": ["good"]}, "source": "x"}
    }
    said = of_project(at_once, tmp_path, "good")

    assert [(each["condition"], each["path"]) for each in said["conditions"]] == [
        ("permit", "projects.good.meets.permit")
    ]
    assert (if_(said, "conditions_met")["loss"], if_(said, "conditions_met")["level"]) == (-60, 1)
    assert said["takes"] is None
    assert said["thresholds"] == []


def test_a_promise_is_priced_by_taking_it_back(at_once: Tree, tmp_path: Path) -> None:
    """Poor is required: 40 million for 20 t, the other 30 for good: 110 instead of 170."""
    at_once["projects"]["poor"] |= {"status": "required", "status_source": "decision 7"}
    said = of_project(at_once, tmp_path, "poor")

    assert (said["decision"], if_(said, "as_candidate")["loss"]) == ("required", -60)
    assert if_(said, "as_candidate")["level"] == 0


def test_what_begins_twice_as_good_is_called_a_tie(at_once: Tree, tmp_path: Path) -> None:
    """Twin brings for its 25 million exactly what fair brings a million, so either may give way."""
    at_once["projects"]["twin"] = {
        **at_once["projects"]["fair"],
        "asks": "25",
        "cost": "25",
        "impact": {"co2e": "50/yr"},
    }
    said = of_project(at_once, tmp_path, "twin")

    assert said["exchangeable"]
    assert [each["project"] for each in said["others_exchangeable"]] == ["fair"]


@pytest.mark.parametrize(
    ("prefer", "words"),
    [
        ({"rule": "priority", "of": "public_money"}, "and reach less of what the rule 'prefer' puts first"),
        ({"rule": "floor", "of": "public_money", "at_least": "40", "soft": "true"}, "and miss its aims by more"),
    ],
)
def test_what_comes_first_and_would_suffer_is_told_with_the_gain(
    prefer: Tree, words: str, at_once: Tree, tmp_path: Path
) -> None:
    """
    Poor comes first: its 40 million for 20 t leave 30 for good: 110. Without poor, 170: 60 more, but none of its money.

    Fair in full leaves 20 of its 40 to poor: 100 + 10, as much as before, and again less of what comes first.
    """
    at_once["rules"] = {"prefer": {"to": {"projects": ["poor"]}, "source": "x", **prefer}}
    without = if_(of_project(at_once, tmp_path, "poor"), "without")
    in_full = if_(of_project(at_once, tmp_path, "fair"), "in_full")
    dropped = explain(flips_of(at_once, tmp_path), "prefer")["rule"]["what_if"][0]

    assert (without["loss"], in_full["loss"], dropped["loss"]) == (-60, 0, -60)
    assert words in without["text"]["en"]
    assert words in in_full["text"]["en"]
    assert dropped["text"]["en"] == "without this rule: the best plan would bring 60 tCO2e more."
    assert [each["worse"] for each in (*without["comes_first"], *in_full["comes_first"])] == [True, True]


def test_a_rule_that_forbids_is_named(at_once: Tree, tmp_path: Path) -> None:
    """At least 90 % of the money is good's and fair's, so 40 of 70 million for poor cannot be."""
    group = {"projects": ["good", "fair"]}
    at_once["rules"] = {"most": {"rule": "floor", "of": "public_money", "to": group, "at_least": "90 %", "source": "x"}}
    answer = if_(of_project(at_once, tmp_path, "poor"), "in_full")

    assert answer["status"] == "certified_infeasible"
    assert "most" in [each["rule"] for each in answer["forbidden_by"]]


def test_a_rule_says_what_it_costs_and_whom_it_holds_back(at_once: Tree, tmp_path: Path) -> None:
    """At most 21 million to good: 21 × 3 + 49 × 2 = 161 instead of 170. One million more comes from fair: 1 t."""
    rule = {
        "rule": "ceiling",
        "of": "public_money",
        "to": {"projects": ["good"]},
        "at_most": "21",
        "source": "decision 9",
    }
    at_once["rules"] = {"cap": rule}
    said = explain(flips_of(at_once, tmp_path), "cap")["rule"]

    assert [(each["left"], each["right"], each["price"]) for each in said["parts"]] == [(21, 21, 1)]
    assert said["what_if"][0]["loss"] == -9
    assert [each["project"] for each in said["holds_back"]] == ["good"]
    assert said["places"][0]["path"] == "rules.cap"


def test_what_one_rule_charges_in_several_years_is_said_once(tmp_path: Path) -> None:
    """
    P and q avoid 10 t a year for three years, of 15 that there are, for 30 million each; s avoids 6 t for 40 million.

    Of 70 million p gets 30, q its first half for 15, s the other 25: there a million brings 18/40 = 0.45 t. So q in
    full brings 30 t and takes 13.5 t of money; what there is to be had is worth the rest, 16.5 t in three years.
    """
    common: Tree = {"runs_after": "0", "lifetime": "3 yr"}
    projects: dict[str, Tree] = {
        "p": {"asks": "30", "facility": "works", "impact": {"waste": "10/yr"}, **common},
        "q": {"asks": "30", "facility": "works", "impact": {"waste": "10/yr"}, **common},
        "s": {"asks": "40", "impact": {"waste": "6/yr"}, **common},
    }
    rules: dict[str, Tree] = {"once": {"rule": "overlap", "of": "waste", "each": "facility", "at_most": "15/yr"}}
    objective = {"maximise": "waste", "over": "lifetime"}
    tree = case_tree(projects, {"f": {"amount": {"2026": "70"}}}, rules, objective)
    takes = of_project(tree, tmp_path, "q")["takes"]

    assert [(each["rule"], each["value"]) for each in takes["by_rule"]] == [("once", 16.5), ("funds.f", 13.5)]
    assert (takes["gains"], takes["takes"]) == (30, 30)
    assert len(takes["charges"]) > 2


def test_only_rules_that_hold_the_plan_back_are_listed_as_such(at_once: Tree, tmp_path: Path) -> None:
    """
    Poor gets 35 of its 40 million first, good the other 35: exactly what it may have at most, which binds nothing.

    Of a priority no price is known; that is not to say that it costs nothing.
    """
    at_once["rules"] = {
        "first": {"rule": "priority", "of": "public_money", "to": {"projects": ["poor"]}, "up_to": "35", "source": "x"},
        "cap": {"rule": "ceiling", "of": "public_money", "to": {"projects": ["good"]}, "at_most": "35", "source": "x"},
    }
    flips = flips_of(at_once, tmp_path)
    lines = explanation(explain(flips), Names.of(flips.case), "en", 80).splitlines()
    after = lines[next(number for number, line in enumerate(lines) if line.startswith("Rules that hold")) :]

    assert [line.split()[-2:] for line in after if line.startswith("First")] == [["first", "–"]]
    assert not any("cap" in line for line in after)


def test_a_year_whose_money_has_two_prices_says_what_more_of_it_brings(at_once: Tree, tmp_path: Path) -> None:
    """80 million are just enough for good and fair; one more goes to poor, 20 t for 40, one less comes from fair."""
    at_once["funds"]["f"]["amount"]["2026"] = "80"
    (year,) = explain(flips_of(at_once, tmp_path), "f")["fund"]["years"]

    assert (year["price"], year["price_relax"]) == (None, 0.5)
    assert "would bring 0.5 tCO2e" in year["text"]["en"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_fund_in_plain_dong_fits_eighty_columns(language: Language, at_once: Tree, tmp_path: Path) -> None:
    at_once["units"]["money"] = "VND"
    at_once["funds"]["f"]["amount"] = {"2026": "119315779132", "2027": "140146328788"}
    at_once["funds"]["f"] |= {"opening": "23357721464", "carry_over": "30 %"}
    flips = flips_of(at_once, tmp_path)
    lines = explanation(explain(flips, "f"), Names.of(flips.case), language, 80).splitlines()

    assert max(map(len, lines)) <= 80
    assert any("140" in line and line.startswith("2027") for line in lines)


def test_a_priority_says_what_it_reaches(at_once: Tree, tmp_path: Path) -> None:
    """All 40 million that poor asks for come first."""
    at_once["rules"] = {
        "first": {"rule": "priority", "of": "public_money", "to": {"projects": ["poor"]}, "source": "x"}
    }
    flips = flips_of(at_once, tmp_path)
    document, glance = explain(flips, "first"), explain(flips)
    pages = [" ".join(explanation(each, Names.of(flips.case), "en", 80).split()) for each in (document, glance)]

    assert document["rule"]["reached"]["value"] == 40
    assert "reached: 40 million VND" in pages[0]
    assert "before that, 'first': 40 million VND" in pages[1]


def test_a_project_s_own_requirement_can_be_asked_and_dropped(at_once: Tree, tmp_path: Path) -> None:
    """Good needs poor whole: 70 million for both is 110 t; freed of it, 170 t."""
    at_once["projects"]["good"]["requires"] = ["poor"]
    said = explain(flips_of(at_once, tmp_path), "rules.projects.good.requires.poor")["rule"]

    assert said["what_if"][0]["changes"] == {"projects.good.requires": "drop"}
    assert said["what_if"][0]["value"] == 170
    assert said["places"][0]["path"] == "projects.good.requires"


def test_a_fund_says_what_a_little_more_would_buy(at_once: Tree, tmp_path: Path) -> None:
    """One percent of 70 million is 0.7, worth 2 t each."""
    said = explain(flips_of(at_once, tmp_path), "funds.f")["fund"]

    assert [(each["year"], each["spent"], each["price"]) for each in said["years"]] == [(2026, 70, 2)]
    assert said["what_if"][0]["loss"] == -1.4


def test_an_impossible_case_is_explained_by_what_clashes(at_once: Tree, tmp_path: Path) -> None:
    """90 million are asked for good and fair together, of 70."""
    group = {"projects": ["good", "fair"]}
    at_once["rules"] = {"both": {"rule": "floor", "of": "public_money", "to": group, "at_least": "80", "source": "x"}}
    flips = flips_of(at_once, tmp_path)

    assert "both" in [each["name"] for each in explain(flips)["conflict"]["sentences"]]
    assert explain(flips, "good")["project"]["decision"] is None
    assert explain(flips, "both")["rule"]["what_if"][0]["value"] == 170


def test_nothing_is_said_of_a_solve_that_was_broken_off(
    at_once: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver that holds whole projects keeps its best plan when it is told to stop; half an answer says nothing."""

    def broken_off(case: Case, options: Options) -> Run:
        run = solve(case, options)
        return replace(run, answer=replace(run.answer, interrupted=True))

    flips = flips_of(at_once, tmp_path)
    assert flips.case.id == "small"
    monkeypatch.setattr("greenopt.studies.flip.solve", broken_off)
    for each in (flips, flips_of(at_once, tmp_path)):
        with pytest.raises(KeyboardInterrupt):
            explain(each, "good")


def test_what_clashes_is_said_in_full_though_ways_out_are_not_looked_for(at_once: Tree, tmp_path: Path) -> None:
    """Poor, whole or not at all, takes 40 million; twin needs as much of the 70 and has to be carried out as well."""
    at_once["projects"]["twin"] = {**at_once["projects"]["poor"], "status": "required", "status_source": "decision 7"}
    answer = if_(of_project(at_once, tmp_path, "poor"), "in_full")

    assert [each["rule"] for each in answer["forbidden_by"]] == ["projects.twin.status", "funds.f"]
    assert answer["forbidden_by"][1]["text"]["en"] == "f has 70 million VND in 2026."


def test_an_unknown_name_is_told_the_nearest(at_once: Tree, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="did you mean 'good'"):
        explain(flips_of(at_once, tmp_path), "goood")


def test_a_saved_value_that_is_not_found_again_is_told(at_once: Tree, tmp_path: Path) -> None:
    flips = flips_of(at_once, tmp_path)
    saved = {"status": "certified_optimal", "objective": {"value": 171}}

    assert explain(flips, None, flips.run.result)["differs"] is None
    assert "171" in explain(flips, None, saved)["differs"]["en"]


@pytest.mark.parametrize("number", [0, 1])
def test_what_is_said_of_random_projects_holds(number: int, tmp_path: Path) -> None:
    checked, wrong = disagreements(possible_case(number), tmp_path)

    assert wrong == []
    assert checked > 0


FLIPPED = {
    "without": {"status": "excluded", "status_source": "decision 7"},
    "in_full": {"status": "required", "status_source": "decision 7"},
    "as_candidate": {"status": "", "status_source": ""},
    "conditions_met": {"meets.protects_ecology": "document 7"},
}
"""Cells of the table that make each "if"."""


@pytest.mark.parametrize(
    ("project", "decision", "question"),
    [
        ("tea_boiler_phong_tho", "funded", "without"),
        ("water_supply_pumps", "partly", "in_full"),
        ("led_muong_te", "not_funded", "in_full"),
        ("rare_earth_pilot_tam_duong", "screened_out", "conditions_met"),
        ("plan_review", "required", "as_candidate"),
    ],
)
def test_what_is_said_of_the_big_case_is_what_solving_it_anew_gives(
    project: str, decision: str, question: str, big: Flips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The table is written anew with the project flipped, and the case solved from there.

    What it would take is sought only for the project that is not funded: nothing of it is compared here, and it
    takes many solves.
    """
    if decision != "not_funded":
        monkeypatch.setattr("greenopt.studies.project._thresholds", lambda *_: ())
    document = explain(big, project)
    said = if_(document["project"], question)
    folder = Path(shutil.copytree(BIG, tmp_path / "case"))
    write_cells(folder / "projects.csv", project, FLIPPED[question])
    anew = solve(read_case(folder), Options(prices=False, unique=False)).result
    levels = {each["project"]: each["level"] for each in anew["portfolio"]}
    before = {each["project"]: each["level"] for each in big.run.result["portfolio"]}
    amount = (
        f"{abs(said['loss']):,.0f}" if abs(said["loss"]) >= 100 else f"{abs(said['loss']):.2f}".rstrip("0").rstrip(".")
    )

    assert document["project"]["decision"] == decision
    assert said["value"] == anew["objective"]["value"]
    assert said["loss"] == pytest.approx(big.run.result["objective"]["value"] - anew["objective"]["value"], abs=1e-6)
    assert {each["project"]: (each["from"], each["to"]) for each in said["moves"]} == {
        name: (before[name], level) for name, level in levels.items() if level != before[name] and name != project
    }
    if said["loss"]:
        vietnamese = amount.translate(str.maketrans(",.", ".,"))
        assert amount.partition(".")[0] in said["text"]["en"]
        assert vietnamese.partition(",")[0] in said["text"]["vi"]


def write_cells(table: Path, project: str, values: dict[str, str]) -> None:
    """Write some cells of one project's row."""
    lines = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    for row in lines:
        if row["id"] == project:
            row.update(values)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


@pytest.mark.campaign
@pytest.mark.long
def test_what_is_said_of_many_random_projects_holds(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    total = 0
    for seed in range(campaign_size.linear // 2):
        checked, wrong = disagreements(random_case(seed), tmp_path)
        total += checked
        assert wrong == [], seed
    for seed in range(campaign_size.whole // 2):
        checked, wrong = disagreements(random_case(seed, Wanted(whole=True)), tmp_path)
        total += checked
        assert wrong == [], seed
    figures.append(f"explanations of random cases: {total} statements held against a second solver, 0 disagreements")


@pytest.fixture(scope="module")
def big() -> Flips:
    """Return the case of Lai Châu, 2021–2025."""
    return Flips(lambda changes: read_case(BIG, (), changes))
