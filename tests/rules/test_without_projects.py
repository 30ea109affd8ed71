"""Floors and ceilings counted from the level that an indicator has without projects."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

PROJECTS: dict[str, Tree] = {
    "filter": {"asks": "50", "facility": "dyer", "impact": {"waste": "-20 t/yr"}},
    "pond": {"asks": "30", "facility": "tannery", "impact": {"waste": "-8 t/yr", "models": "3"}},
    "lamps": {"sector": "trade", "asks": "40", "impact": {"models": "2"}},
}


def tree(**rule: Any) -> Tree:
    """Return two works that make waste, a shop, three years, and what may remain of the waste."""
    funds = {"fund": {"amount": {"2026": "90", "2027": "60"}}}
    given = {"rule": "ceiling", "of": "waste", "to": {"facilities": ["dyer", "tannery"]}, **rule}
    return case_tree(PROJECTS, funds, {"remains": given}, {"maximise": "models"}, (2026, 2028))


@pytest.mark.parametrize(
    ("level", "left"),
    [
        ("120 t/yr", {"2027": 105, "2028": 101}),
        ({"2027": "118000 kg", "2028": "125 t/yr", "2031": "9"}, {"2027": 103, "2028": 106}),
    ],
)
def test_what_remains_is_the_level_and_what_projects_do_to_it(level: Any, left: dict[str, int], tmp_path: Path) -> None:
    """Three quarters of filter run from 2027 (−15), half of pond from 2028 (−4)."""
    rule = {"at_most": {"2027": "106 t/yr", "2028": "102"}, "without_projects": level}
    case = read_tree(tree(**rule), tmp_path)
    plan = decided(case, {("filter", 2026): "3/4", ("pond", 2027): "1/2"})

    found = asked(case, plan, "remains")

    assert {part: each.left.constant for part, each in found.items()} == left
    assert {part: each.right.constant for part, each in found.items()} == {"2027": 106, "2028": 102}
    assert found["2028"].room() == 102 - left["2028"]
    assert found["2028"].setting == "rules.remains.at_most.2028"


@pytest.mark.parametrize(("time", "left"), [({"in": "2028"}, 21), ({"by": "2028"}, 21), ({}, 21)])
def test_a_stock_and_a_whole_horizon_have_a_level_too(time: Tree, left: int, tmp_path: Path) -> None:
    """Pond, begun in 2027, brings 3 models in 2028, beside 18 that are there: in that year, by it and in all."""
    case = read_tree(tree(rule="floor", of="models", at_least="20", without_projects="18", **time), tmp_path)

    [found] = asked(case, decided(case, {("pond", 2027): "1"}), "remains").values()

    assert values(found.left.constant, found.room()) == [left, 1]


def one_year(**rule: Any) -> Tree:
    """Return 80 million, a filter that takes 20 t for 50, and lamps that bring 4 models for 60."""
    projects: dict[str, Tree] = {
        "filter": {"asks": "50", "facility": "dyer", "impact": {"waste": "-20 t/yr"}, "runs_after": "0"},
        "lamps": {"asks": "60", "impact": {"models": "4"}, "runs_after": "0"},
    }
    given = {"rule": "ceiling", "of": "waste", "to": {"facilities": ["dyer"]}, **rule}
    return case_tree(projects, {"fund": {"amount": {"2026": "80"}}}, {"remains": given}, {"maximise": "models"})


def test_best_plan_and_price_match_the_hand_solution(tmp_path: Path) -> None:
    """
    Of 31 t 19 may remain: 12/20 of the filter for 30 million; 50 give lamps five sixths, 10/3 models.

    One tonne more saves 2.5 million, a sixth of a model; a million is a fifteenth.
    """
    run = solve_tree(one_year(at_most="19 t/yr", without_projects="31 t/yr", **{"in": "2026"}), tmp_path)

    assert run.answer.value == Fraction(10, 3)
    assert levels(run) == {"filter": Fraction(3, 5), "lamps": Fraction(5, 6)}
    assert prices(run) == {
        "funds.fund:2026": (Fraction(1, 15), Fraction(1, 15)),
        "remains": (Fraction(1, 6), Fraction(1, 6)),
    }
    row = next(each for each in run.result["rules"] if each["name"] == "remains")
    assert (row["left"], row["right"], row["unit"]["en"]) == (19, 19, "t")


def test_a_soft_ceiling_is_missed_by_what_cannot_be_taken_away(tmp_path: Path) -> None:
    """Of 31 t the filter takes 20, so 11 remain where 4 are allowed: 7 too much."""
    run = solve_tree(one_year(at_most={"2026": "4"}, without_projects="31", soft="true"), tmp_path)

    row = next(each for each in run.result["rules"] if each["name"] == "remains")
    assert (row["left"], row["right"], row["shortfall"]) == (11, 4, 7)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"of": "public_money", "at_most": "5", "without_projects": "9"}, "only an indicator has a level"),
        ({"of": "starts", "at_most": "5", "without_projects": "9"}, "only an indicator has a level"),
        ({"at_most": "5 %", "without_projects": "9"}, "a share of a whole is not counted"),
        ({"at_most": "5", "without_projects": "9 %"}, "this is not what waste is measured in"),
        ({"at_most": "5", "without_projects": "9 MWh"}, "'MWh' does not fit here"),
        ({"at_most": "5", "without_projects": "9 t/yr"}, "without a year this is a total"),
        ({"at_most": "5", "without_projects": {"2026": "9"}}, "levels of single years say nothing"),
        ({"at_most": {"2027": "5"}, "without_projects": {}}, "waste without projects in 2027 is not given"),
        ({"at_most": {"2027": "5"}, "without_projects": {"2026": "9"}}, "waste without projects in 2027 is not given"),
        ({"at_most": "5", "by": "2028", "without_projects": {"2026": "9"}}, "in 2028 is not given"),
        ({"at_most": "5", "without_projects": ["9"]}, "a single value belongs here"),
        ({"at_most": "5", "without_projects": "much"}, "is not a number"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(**rule), tmp_path)

    assert [(key, words in message) for key, message in found] == [("rules.remains.without_projects", True)]


def test_each_year_without_a_level_is_told(tmp_path: Path) -> None:
    found = mistakes(tree(at_most="5", each="year", without_projects={"2027": "9"}), tmp_path)

    assert [message.removeprefix("the level of waste without projects ") for _, message in found] == [
        "in 2026 is not given",
        "in 2028 is not given",
    ]


def test_it_says_what_it_is_counted_from(tmp_path: Path) -> None:
    rule = {"at_most": {"2027": "106", "2028": "102"}, "without_projects": {"2027": "118", "2028": "125"}}
    case = read_tree(tree(**rule), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == (
        "waste for dyer, tannery, counted from 118 t in 2027, 125 t in 2028 without projects: "
        "at most 106 t in 2027, 102 t in 2028."
    )
