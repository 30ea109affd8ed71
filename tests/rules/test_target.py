"""The target: amounts and ratios, hard and soft, on decided numbers and solved by hand."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

from greenopt.verify import verify

PROJECTS: dict[str, Tree] = {
    "filter": {"asks": "40", "runs_after": "0", "impact": {"clean": "6"}},
    "closure": {"sector": "mining", "asks": "30", "runs_after": "0", "impact": {"clean": "-1", "all_works": "-10"}},
    "coal_saver": {"sector": "power", "asks": "60", "saves": {"coal": "20 t/yr"}, "lifetime": "3 yr"},
}
LEVELS = {"clean": {"without_projects": {"2027": "20"}}, "all_works": {"without_projects": {"2027": "80"}}}


def tree(rule: Tree, projects: dict[str, Tree] | None = None, **more: Any) -> Tree:
    """Return three projects in two years with one target."""
    found = case_tree(
        projects or PROJECTS,
        {"fund": {"amount": {"2026": "90"}}},
        {"goal": {"rule": "target", **rule}},
        {"minimise": "public_money"},
        (2026, 2027),
        **more,
    )
    found["indicators"] = {name: each | LEVELS.get(name, {}) for name, each in found["indicators"].items()}
    return found


def test_a_ratio_compares_both_with_their_levels_without_projects(tmp_path: Path) -> None:
    """Filter half, closure whole: 20 + 3 − 1 = 22 clean of 80 − 10 = 70; 30 % of 70 is 21, room 1."""
    case = read_tree(tree({"of": "clean_share", "by": "2027", "at_least": "30 %"}), tmp_path)
    plan = decided(case, {("filter", 2026): "1/2", ("closure", 2027): "1"})

    [found] = asked(case, plan, "goal").values()

    assert values(found.left.constant, found.right.constant, found.room()) == [22, 21, 1]
    assert found.step.constant == Fraction(70, 100)


def test_a_yearly_flow_counts_what_runs_in_that_year(tmp_path: Path) -> None:
    """Begun in 2026 it runs from 2027: 20 t × 2.5 = 50 tCO2e a year; begun in 2027 not yet."""
    case = read_tree(tree({"of": "co2e", "by": "2027", "at_least": "35"}), tmp_path)

    rooms = [asked(case, decided(case, {("coal_saver", year): "9/10"}), "goal")[""].room() for year in (2026, 2027)]

    assert rooms == [45 - 35, -35]


def test_the_cheapest_plan_reaches_the_ratio_and_stops(tmp_path: Path) -> None:
    """
    20 + 6 f − c of 80 − 10 c must be 30 %: 6 f + 2 c >= 4, for 40 f + 30 c of money.

    A unit costs 40/6 by filters and 15 by closing, so f = 2/3: 80/3 million. One point less asks 0.8 works less,
    which saves 0.8 × 40/6 = 16/3 million.
    """
    run = solve_tree(tree({"of": "clean_share", "by": "2027", "at_least": "30 %"}), tmp_path)

    assert run.answer.value == Fraction(80, 3)
    assert levels(run) == {"filter": Fraction(2, 3)}
    assert prices(run)["goal"] == (Fraction(16, 3), Fraction(16, 3))


def test_a_target_that_nothing_reaches_is_proved_impossible(tmp_path: Path) -> None:
    """All filters and closures make 25 clean of 70: 35.7 %, below 40 %; without the closure 26 of 80, less still."""
    run = solve_tree(tree({"of": "clean_share", "by": "2027", "at_least": "40 %"}), tmp_path)

    assert run.answer.status == "certified_infeasible"
    assert "goal" in run.result["conflict"]["rules"]


def test_a_soft_target_comes_before_the_objective(tmp_path: Path) -> None:
    """
    Asked 40 %: short is 0.4 (80 − 10 c) − (20 + 6 f − c) = 12 − 3 c − 6 f, at least 3 with everything done.

    Money is to be least, yet all 70 million are spent, for a smaller shortfall comes first.
    """
    rule = {"of": "clean_share", "by": "2027", "at_least": "40 %", "soft": "true"}

    run = solve_tree(tree(rule), tmp_path)

    assert levels(run) == {"filter": Fraction(1), "closure": Fraction(1)}
    assert run.answer.value == 70
    row = next(each for each in run.result["rules"] if each["name"] == "goal")
    assert (row["left"], row["right"], row["shortfall"]) == (25, 28, 3)


def test_a_target_past_the_horizon_is_left_out(tmp_path: Path) -> None:
    case = read_tree(tree({"of": "models", "by": "2030", "at_least": "5"}), tmp_path)

    assert asked(case, decided(case, {}), "goal") == {}


@pytest.mark.parametrize(
    ("rule", "key", "words"),
    [
        ({"of": "jobs", "by": "2027", "at_least": "5"}, "of", "does not exist"),
        ({"of": "models", "at_least": "5"}, "by", "a target has one year"),
        ({"of": "models", "by": "2027", "in": "2026", "at_least": "5"}, "by", "a target has one year"),
        ({"of": "clean_share", "by": "2027", "at_least": "5"}, "at_least", "not what clean_share is measured in"),
        ({"of": "models", "by": "2027", "at_least": "5 %"}, "at_least", "not what models is measured in"),
        ({"of": "models", "by": "2027", "at_least": "5", "aim": "4"}, "aim", "the aim lies below"),
        ({"of": "waste", "by": "2027", "at_least": "5 MWh"}, "at_least", "does not fit here"),
        ({"of": "clean_share", "by": "2026", "at_least": "5 %"}, "of", "without projects in 2026 is not given"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(rule), tmp_path)

    assert {each for each, _ in found} == {f"rules.goal.{key}"}
    assert all(words in message for _, message in found)


def test_a_denominator_that_can_vanish_is_refused(tmp_path: Path) -> None:
    projects = PROJECTS | {"closure": PROJECTS["closure"] | {"impact": {"all_works": "-80"}}}

    found = mistakes(tree({"of": "clean_share", "by": "2027", "at_least": "30 %"}, projects), tmp_path)

    assert found == [
        ("rules.goal.of", "projects could bring all_works to zero or below, and a share of nothing means nothing")
    ]


def test_it_says_what_is_to_be_reached(tmp_path: Path) -> None:
    rule = {"of": "clean_share", "by": "2027", "at_least": "30 %", "aim": "45 %", "soft": "true"}
    case = read_tree(tree(rule), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == "Strive: clean_share reaches 30 %, aiming at 45 % by 2027."


EMITTED: Tree = {
    "emissions": {"flow": "tCO2e/yr", "less": "co2e", "without_projects": {"2027": "900"}},
    "output": {"flow": "million VND/yr", "without_projects": {"2027": "1200"}},
    "intensity": {"ratio": ["emissions", "output"]},
}


def with_emissions(rule: Tree) -> Tree:
    """Return the three projects with what is emitted, 900 t of 1,200 million; the filter adds output of 50 million."""
    found = tree(rule)
    found["indicators"] |= EMITTED
    found["projects"]["filter"]["impact"] = {"clean": "6", "output": "50 million VND/yr"}
    return found


def test_what_is_emitted_falls_by_what_is_saved(tmp_path: Path) -> None:
    """20 t of coal a year are 50 tCO2e: 45 at nine tenths, 855 of 900 are left."""
    case = read_tree(with_emissions({"of": "emissions", "by": "2027", "at_most": "860"}), tmp_path)
    plan = decided(case, {("coal_saver", 2026): "9/10"})

    [found] = asked(case, plan, "goal").values()

    assert values(found.left.constant, found.right.constant, found.room()) == [855, 860, 5]
    assert found.setting == "rules.goal.at_most"


def test_an_intensity_is_a_number_in_two_units(tmp_path: Path) -> None:
    """Half a filter and nine tenths of the saver: 855 t of 1,225 million, beside 0.7 x 1,225 = 857.5: room 2.5."""
    case = read_tree(with_emissions({"of": "intensity", "by": "2027", "at_most": "0.7"}), tmp_path)
    plan = decided(case, {("coal_saver", 2026): "9/10", ("filter", 2026): "1/2"})

    [found] = asked(case, plan, "goal").values()

    assert case.facts.indicators["intensity"].unit == "tCO2e/million VND"
    assert values(found.right.constant, found.room(), found.step.constant) == [Fraction("857.5"), Fraction("2.5"), 1225]
    assert str(case.rules[0].in_words(case.facts)) == "intensity is at most 0.7 tCO2e/million VND by 2027."


def test_the_cheapest_way_to_an_intensity(tmp_path: Path) -> None:
    """
    900 − 50 s <= 0.73 (1,200 + 50 f): 50 s + 36.5 f >= 24, for 60 s + 40 f of money.

    A unit costs 1.2 by the saver, 40 / 36.5 by the filter, so f = 24 / 36.5 = 48/73: 1920/73 million.
    """
    run = solve_tree(with_emissions({"of": "intensity", "by": "2027", "at_most": "0.73"}), tmp_path)
    total = run.result["totals"]["indicators"]["intensity"]

    assert run.answer.value == Fraction(1920, 73)
    assert levels(run) == {"filter": Fraction(48, 73)}
    assert (total["value"], total["unit"], total["without_projects"]) == (0.73, "tCO2e/million VND", 0.75)


def test_the_verifier_proves_an_intensity(tmp_path: Path) -> None:
    run = solve_tree(with_emissions({"of": "intensity", "by": "2027", "at_most": "0.73"}), tmp_path)
    run.write(tmp_path / "run")

    assert [str(failure) for failure in verify(tmp_path / "run").failures] == []


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"of": "intensity", "by": "2027", "at_most": "70 %"}, "at_most"),
        ({"of": "intensity", "by": "2027", "at_most": "0.7 t"}, "at_most"),
        ({"of": "intensity", "by": "2027", "at_most": "0.7", "aim": "0.72"}, "aim"),
        ({"of": "intensity", "by": "2027", "at_most": "0.7", "at_least": "0.6"}, "at_least"),
        ({"of": "intensity", "by": "2027"}, "at_least"),
    ],
)
def test_an_intensity_that_does_not_fit_is_refused(rule: Tree, key: str, tmp_path: Path) -> None:
    assert [each for each, _ in mistakes(with_emissions(rule), tmp_path)] == [f"rules.goal.{key}"]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"flow": "tCO2e/yr", "less": "co2"}, "less"),
        ({"flow": "kgCO2e/yr", "less": "co2e"}, "less"),
        ({"stock": "t", "less": "co2e"}, "less"),
        ({"flow": "tCO2e/yr", "less": "emissions"}, "less"),
    ],
)
def test_what_it_falls_by_has_to_fit(entry: Tree, key: str, tmp_path: Path) -> None:
    found = tree({"of": "clean", "by": "2027", "at_least": "3"})
    found["indicators"] |= {"emissions": entry}

    assert [each for each, _ in mistakes(found, tmp_path)] == [f"indicators.emissions.{key}"]
