"""The capacity: its arithmetic on decided numbers, a small case solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import (
    INDICATORS,
    Tree,
    asked,
    case_tree,
    decided,
    levels,
    mistakes,
    prices,
    read_tree,
    solve_tree,
)

from greenopt.case.check import check_rules

PROJECTS: dict[str, Tree] = {
    "kiln": {"kind": "cleaner_production", "cost": "90", "asks": "40", "spending": ["60 %", "40 %"]},
    "mill": {"kind": "cleaner_production", "cost": "70", "asks": "30", "running_cost": "2/yr"},
    "training": {"kind": "enabling", "asks": "20", "lifetime": "1 yr", "impact": {"trained": "30 person/yr"}},
}
TRAINED: Tree = {**INDICATORS, "trained": {"flow": "person/yr", "name": "people trained"}}
CLEANER: Tree = {"kinds": ["cleaner_production"]}


def tree(**rule: Any) -> Tree:
    """Return two projects of cleaner production, a training that raises what can be begun, three years."""
    funds = {"fund": {"amount": {"2026": "80", "2027": "60", "2028": "50"}}}
    given = {"rule": "capacity", "of": "starts", "to": CLEANER, "at_most": "1/yr", **rule}
    return case_tree(PROJECTS, funds, {"hands": given}, {"maximise": "models"}, (2026, 2028), indicators=TRAINED)


BEGUN = {("kiln", 2027): "1", ("mill", 2026): "1/5", ("mill", 2027): "3/4", ("training", 2026): "1/2"}


@pytest.mark.parametrize(
    ("raised", "limits"),
    [
        ({}, [1, 1, 1]),
        ({"training": "3/yr"}, [1, Fraction("2.5"), 1]),
        ({"trained": "0.05"}, [1, Fraction("1.75"), 1]),
        ({"training": "3/yr", "trained": "0.05"}, [1, Fraction("3.25"), 1]),
        ({"kiln": "2/yr"}, [1, 1, 1]),
    ],
)
def test_what_runs_raises_what_can_be_begun(raised: Tree, limits: list[Fraction], tmp_path: Path) -> None:
    """
    Half of training, begun in 2026, runs in 2027 alone: half of 3 starts, or 15 people at 0.05 starts each.

    Begun are 0.2 in 2026, 1.75 in 2027. Kiln, begun in 2027, runs only from 2029.
    """
    case = read_tree(tree(raised_by=raised), tmp_path)

    found = asked(case, decided(case, BEGUN), "hands")

    assert list(found) == ["2026", "2027", "2028"]
    assert [each.left.constant for each in found.values()] == [Fraction("0.2"), Fraction("1.75"), 0]
    assert [each.right.constant for each in found.values()] == limits


@pytest.mark.parametrize(
    ("of", "used"),
    [
        ("total_cost", [Fraction("14.8"), 144, 0]),
        ("public_money", [Fraction("6.8"), 64, 0]),
    ],
)
def test_money_counts_in_the_year_of_the_start(of: str, used: list[Fraction], tmp_path: Path) -> None:
    """
    A fifth of mill in 2026; in 2027 kiln (90, of which 40 public, though paid in two years) and 3/4 of mill (70, 30).

    Mill costs 2 a year while it runs within the horizon: in 2027 and 2028 if begun in 2026, in 2028 if begun in 2027.
    2026: (70 + 4) / 5 or (30 + 4) / 5. 2027: 90 + 72 × 3/4 or 40 + 32 × 3/4.
    """
    case = read_tree(tree(of=of, at_most="100/yr"), tmp_path)

    found = asked(case, decided(case, BEGUN), "hands")

    assert [each.left.constant for each in found.values()] == used


def test_years_may_have_limits_of_their_own(tmp_path: Path) -> None:
    case = read_tree(tree(at_most={"2026": "2", "2028": "3/yr", "2031": "9"}, valid=["2027", "2030"]), tmp_path)

    found = asked(case, decided(case, {}), "hands")

    assert {part: each.right.constant for part, each in found.items()} == {"2028": 3}
    assert found["2028"].setting == "rules.hands.at_most.2028"


def test_a_single_limit_is_the_setting_of_every_year(tmp_path: Path) -> None:
    case = read_tree(tree(), tmp_path)

    assert {each.setting for each in asked(case, decided(case, {}), "hands").values()} == {"rules.hands.at_most"}


def test_best_plan_and_prices_match_the_hand_solution(tmp_path: Path) -> None:
    """
    90 million, half a start, and a training for 60 that makes room for one more.

    Press (40 for 5 models) is done whole and needs half of the training. Every further share of oven (30 for 3) needs
    as much training (60): 40 + 30 + 90 × oven = 90, so oven 2/9, training 13/18: 5 + 2/3.
    A million is a ninetieth of oven: 3/90. Room for one more project saves 60 million of training: 60/30 = 2.
    """
    projects: dict[str, Tree] = {
        "press": {"asks": "40", "impact": {"models": "5"}, "runs_after": "0"},
        "oven": {"asks": "30", "impact": {"models": "3"}, "runs_after": "0"},
        "training": {"kind": "enabling", "asks": "60", "runs_after": "0"},
    }
    rules: dict[str, Tree] = {
        "hands": {
            "rule": "capacity",
            "of": "starts",
            "to": {"kinds": ["efficiency"]},
            "at_most": "0.5/yr",
            "raised_by": {"training": "1/yr"},
        }
    }

    run = solve_tree(case_tree(projects, {"fund": {"amount": {"2026": "90"}}}, rules, {"maximise": "models"}), tmp_path)

    assert run.answer.value == Fraction(17, 3)
    assert levels(run) == {"press": 1, "oven": Fraction(2, 9), "training": Fraction(13, 18)}
    assert prices(run) == {"funds.fund:2026": (Fraction(1, 30), Fraction(1, 30)), "hands:2026": (2, 2)}


@pytest.mark.parametrize(
    ("rule", "key", "words"),
    [
        ({"of": "projects"}, "of", "is not one of the words allowed here"),
        ({"at_most": "4"}, "at_most", "this is an amount per year"),
        ({"at_most": "5 %"}, "at_most", "a capacity is an amount, not a share"),
        ({"at_most": "-4/yr"}, "at_most", "cannot be negative"),
        ({"at_most": "4 t/yr"}, "at_most", "'t' does not fit here"),
        ({"at_most": {}}, "at_most", "no year is given"),
        ({"at_most": {"2026": "5 %"}}, "at_most.2026", "a capacity is an amount, not a share"),
        ({"of": "total_cost", "at_most": "900 t/yr"}, "at_most", "'t' does not fit here"),
        ({"to": {"kinds": ["cleaner"]}}, "to.kinds", "does not exist"),
        ({"to": {"from": ["fund"]}}, "to.from", "only public money"),
        ({"raised_by": {"trainning": "3/yr"}}, "raised_by.trainning", "'trainning' does not exist"),
        ({"raised_by": {"training": "3"}}, "raised_by.training", "this is an amount per year"),
        ({"raised_by": {"training": "-3/yr"}}, "raised_by.training", "cannot be negative"),
        ({"raised_by": {"training": "30 %"}}, "raised_by.training", "a capacity is an amount, not a share"),
        ({"raised_by": {"trained": "0.5/yr"}}, "raised_by.trained", "this is what one unit of trained adds"),
        ({"raised_by": {"trained": "0.5 t"}}, "raised_by.trained", "'t' does not fit here"),
        ({"raised_by": {"models": "1"}}, "raised_by.models", "'models' is no flow"),
        ({"raised_by": {"clean_share": "1"}}, "raised_by.clean_share", "'clean_share' is no flow"),
        ({"raised_by": ["training"]}, "raised_by", "keys with values belong here"),
        ({"raised_by": {"training": ["3/yr"]}}, "raised_by.training", "a single value belongs here"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(**rule), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"rules.hands.{key}", True)]


def test_a_name_that_is_a_project_and_an_indicator_is_refused(tmp_path: Path) -> None:
    written = tree(raised_by={"training": "3/yr"})
    written["indicators"] = {**TRAINED, "training": {"flow": "person/yr"}}

    assert mistakes(written, tmp_path) == [
        ("rules.hands.raised_by.training", "'training' is a project and an indicator")
    ]


def test_a_model_may_name_a_project_that_the_case_does_not_have(tmp_path: Path) -> None:
    """What is not there raises nothing, and is not spoken of; in a rule of the case itself it is a mistake."""
    case = read_tree(tree(raised_by={"trained": "0.05"}), tmp_path)
    [rule] = case.rules
    given = {"of": "starts", "to": CLEANER, "at_most": "1/yr", "raised_by": {"school": "3/yr", "trained": "0.05"}}
    other = type(rule).model_validate({"id": "hands", **given})

    assert list(check_rules(case.facts, [other], frozenset({"hands"}))) == []
    assert [each.name for each in check_rules(case.facts, [other], frozenset())] == ["school"]
    plan = decided(case, BEGUN)
    assert list(other.requirements(plan)) == list(rule.requirements(plan))
    assert other.in_words(case.facts) == rule.in_words(case.facts)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "Projects begun in a year, cleaner production: at most 1."),
        (
            {"raised_by": {"training": "3/yr", "trained": "0.05"}},
            (
                "Projects begun in a year, cleaner production: at most 1, and 3 more while training runs, "
                "0.05 more for each person of people trained."
            ),
        ),
        (
            {"of": "total_cost", "at_most": {"2026": "900", "2027": "950"}},
            (
                "Investment in what is begun in a year, cleaner production: at most 900 million VND in 2026, "
                "950 million VND in 2027."
            ),
        ),
        (
            {"of": "public_money", "to": {}, "at_most": "0.5 billion VND/yr"},
            "Public money for what is begun in a year, all projects: at most 500 million VND.",
        ),
    ],
)
def test_it_says_what_it_allows(rule: Tree, sentence: str, tmp_path: Path) -> None:
    case = read_tree(tree(**rule), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == sentence
