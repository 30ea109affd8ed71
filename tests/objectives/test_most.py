"""The most of an indicator, over the horizon, over the life of what is built, or in one year."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, decided, mistakes, read_tree, solve_tree, starts, values

PROJECTS: dict[str, Tree] = {
    "boiler": {"asks": "40", "impact": {"co2e": "30/yr", "models": "2"}, "lifetime": "4 yr"},
    "lamps": {"asks": "40", "saves": {"electricity": "20 MWh/yr"}, "lifetime": "2 yr", "runs_after": "0"},
}


def tree(objective: Tree, **more: Any) -> Tree:
    """Return two projects and three years, 2026 to 2028."""
    return case_tree(PROJECTS, {"fund": {"amount": {"2026": "50"}}}, None, objective, (2026, 2028), **more)


@pytest.mark.parametrize(
    ("objective", "value"),
    [
        ({"maximise": "co2e"}, 60 + Fraction("13.5")),
        ({"maximise": "co2e", "over": "lifetime"}, 120 + Fraction("13.5")),
        ({"maximise": "co2e", "in": "2027"}, 30 + Fraction("6.5")),
        ({"maximise": "co2e", "in": "2026"}, 7),
        ({"maximise": "models"}, 2),
        ({"maximise": "toe"}, Fraction(3)),
        (
            {"maximise": "co2e", "discount": "25 %"},
            7 + Fraction("36.5") * Fraction("0.8") + 30 * Fraction("0.64"),
        ),
    ],
)
def test_it_adds_what_runs_in_the_time(objective: Tree, value: Fraction, tmp_path: Path) -> None:
    """
    The boiler, begun in 2026, runs 2027 to 2030: 30 a year. Half of the lamps of 40 MWh run 2026 and 2027.

    Written as 20 MWh whole: 20 × 0.7 = 14 in 2026 and 20 × 0.65 = 13 in 2027, half of each is 7 and 6.5.
    Oil: 20 × 0.15 × half × two years = 3. At 25 % a year, 2027 counts 0.8 and 2028 counts 0.64.
    """
    case = read_tree(tree(objective), tmp_path)
    plan = decided(case, {("boiler", 2026): "1", ("lamps", 2026): "1/2"})

    assert case.objective.form(plan).constant == value


def test_a_discount_is_rounded_to_twelve_decimals(tmp_path: Path) -> None:
    """1 / 1.07 = 0.93457943925233…, rounded 0.934579439252."""
    case = read_tree(tree({"maximise": "co2e", "in": "2027", "discount": "7 %"}), tmp_path)

    value = case.objective.form(decided(case, {("boiler", 2026): "1"})).constant

    assert value == 30 * Fraction("0.934579439252")


def test_a_year_prefers_what_runs_in_it_and_life_what_lasts(tmp_path: Path) -> None:
    """
    50 million, 40 each. In 2026 only lamps run (14 a year); over life the boiler brings 120 and lamps 14 + 13 = 27.

    Lamps whole in 2026 and a quarter of the boiler, which does not matter in 2026; or the boiler and 1/4 lamps:
    120 + 27/4 = 126.75.
    """
    year = solve_tree(tree({"maximise": "co2e", "in": "2026"}), tmp_path)
    life = solve_tree(tree({"maximise": "co2e", "over": "lifetime"}), tmp_path)

    assert values(year.answer.value, starts(year)) == [14, {("lamps", 2026): 1}]
    assert life.answer.value == Fraction("126.75")


def test_after_its_last_year_a_factor_is_held(tmp_path: Path) -> None:
    """Begun in 2028, lamps run 2028 and 2029: twice 20 × 0.6, the factor of 2028."""
    case = read_tree(tree({"maximise": "co2e", "over": "lifetime"}), tmp_path)

    assert case.objective.form(decided(case, {("lamps", 2028): "1"})).constant == 24


@pytest.mark.parametrize(
    ("objective", "key", "words"),
    [
        ({"maximise": "jobs"}, "maximise", "does not exist"),
        ({"maximise": "clean_share"}, "maximise", "a ratio cannot be maximised"),
        ({"maximise": "co2e", "in": "2031"}, "in", "outside the horizon"),
        ({"maximise": "co2e", "discount": "3"}, "discount", "needs its percent sign"),
    ],
)
def test_what_cannot_be_sought_is_refused(objective: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(objective), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"objective.{key}", True)]


def test_it_says_what_it_seeks(tmp_path: Path) -> None:
    case = read_tree(tree({"maximise": "co2e", "over": "lifetime", "discount": "3 %"}), tmp_path)

    assert case.objective.in_words(case.facts).both()["en"] == (
        "The most of co2e over the life of what is built, later years discounted at 3 % a year."
    )
    assert case.objective.unit(case.facts) == "tCO2e"
