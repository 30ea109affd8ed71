"""The leverage: its arithmetic on decided numbers, a small case solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

PROJECTS: dict[str, Tree] = {
    "mill": {"cost": "90", "asks": "40", "spending": ["60 %", "40 %"]},
    "shop": {"sector": "trade", "cost": "50", "asks": "45"},
}


def tree(**rule: Any) -> Tree:
    """Return two projects with private money, two years, and one leverage."""
    funds = {"fund": {"amount": {"2026": "80", "2027": "60"}}}
    rules = {"drawn": {"rule": "leverage", **rule}}
    return case_tree(PROJECTS, funds, rules, {"maximise": "models"}, (2026, 2027))


@pytest.mark.parametrize(
    ("rule", "left", "right"),
    [
        ({"at_least": "150 %"}, 27, Fraction(57)),
        ({"at_least": "150 %", "to": {"sectors": ["trade"]}}, 2, 27),
        ({"at_least": "30 %", "in": "2027"}, 12, Fraction("7.8")),
        ({"at_least": "30 %", "by": "2026"}, 15, Fraction("3.6")),
    ],
)
def test_private_money_is_what_public_money_leaves(rule: Tree, left: Fraction, right: Fraction, tmp_path: Path) -> None:
    """
    Half of mill in 2026: 45 of which 20 public, three fifths of both at once; two fifths of shop in 2027: 20, 18.

    Private: 25 and 2. In 2026 27 − 12 = 15, in 2027 18 + 20 − 8 − 18 = 12; public 12 and 26, in all 38.
    """
    case = read_tree(tree(**rule), tmp_path)
    plan = decided(case, {("mill", 2026): "1/2", ("shop", 2027): "2/5"})

    [found] = asked(case, plan, "drawn").values()

    assert values(found.left.constant, found.right.constant, found.room()) == [left, right, left - right]
    assert found.setting == "rules.drawn.at_least"


def test_each_year_stands_for_itself_while_it_binds(tmp_path: Path) -> None:
    case = read_tree(tree(at_least="30 %", each="year", valid=["2027", "2031"]), tmp_path)
    plan = decided(case, {("mill", 2026): "1/2", ("shop", 2027): "2/5"})

    assert {part: each.room() for part, each in asked(case, plan, "drawn").items()} == {"2027": Fraction("4.2")}


def one_year(**rule: Any) -> Tree:
    """Return 60 million; mill draws 50 beside 40 and brings 2 models, shop draws nothing beside 45 and brings 5."""
    projects: dict[str, Tree] = {
        "mill": {"cost": "90", "asks": "40", "impact": {"models": "2"}, "runs_after": "0"},
        "shop": {"cost": "45", "asks": "45", "impact": {"models": "5"}, "runs_after": "0"},
    }
    funds = {"fund": {"amount": {"2026": "60"}}}
    return case_tree(projects, funds, {"drawn": {"rule": "leverage", **rule}}, {"maximise": "models"})


def test_best_plan_and_price_match_the_hand_solution(tmp_path: Path) -> None:
    """
    All of mill: 50 private, which at 110 % allow 50/1.1 public, 40 of them for mill; the rest gives shop 4/33.

    Models 2 + 20/33; 40 + 60/11 of 60 are spent, so money brings nothing. One point less of 500/11 public frees 5/11,
    and 49.5 million of room are one shop: 10/1089 of it, 50/1089 models.
    """
    run = solve_tree(one_year(at_least="110 %"), tmp_path)

    assert run.answer.value == 2 + Fraction(20, 33)
    assert levels(run) == {"mill": 1, "shop": Fraction(4, 33)}
    point = Fraction(50, 1089)
    assert prices(run) == {"drawn": (point, point), "funds.fund:2026": (0, 0)}


def test_a_soft_one_is_missed_by_what_is_promised(tmp_path: Path) -> None:
    """Shop is ordered: 45 public, nothing private. Mill at 15/40 brings 18.75 beside 60; 40 % of 60 are 24."""
    case = one_year(at_least="40 %", soft="true")
    case["projects"]["shop"] |= {"status": "required", "status_source": "order 4"}

    run = solve_tree(case, tmp_path)

    row = next(each for each in run.result["rules"] if each["name"] == "drawn")
    assert (row["left"], row["right"], row["shortfall"]) == (18.75, 24, 5.25)


def test_spending_nothing_satisfies_it(tmp_path: Path) -> None:
    """Mill draws 125 % at most, so 130 % leave nothing to be done: the trap."""
    run = solve_tree(one_year(at_least="130 %"), tmp_path)

    assert values(run.answer.value, levels(run)) == [0, {}]


@pytest.mark.parametrize(
    ("rule", "key", "words"),
    [
        ({"at_least": "1.5"}, "at_least", "a share needs its percent sign"),
        ({"at_least": "150"}, "at_least", "a share needs its percent sign"),
        ({"at_least": "150 t/yr"}, "at_least", "a share needs its percent sign"),
        ({"at_least": "-5 %"}, "at_least", "cannot be negative"),
        ({"at_least": {"2026": "5 %"}}, "at_least", "a single value belongs here"),
        ({"at_least": "5 %", "in": "2026", "by": "2027"}, "by", "the time is given twice"),
        ({"at_least": "5 %", "to": {"sectors": ["crafs"]}}, "to.sectors", "does not exist"),
        ({"at_least": "5 %", "to": {"from": ["fund"]}}, "to.from", "only public money"),
        ({"at_least": "5 %", "each": "years"}, "each", "is not one of the words allowed here"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(**rule), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"rules.drawn.{key}", True)]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "private money beside public money: at least 150 % of the public money."),
        (
            {"to": {"sectors": ["trade"]}, "by": "2027", "soft": "true"},
            "Strive: private money beside public money, trade: at least 150 % of the public money by the end of 2027.",
        ),
    ],
)
def test_it_says_what_it_demands(rule: Tree, sentence: str, tmp_path: Path) -> None:
    case = read_tree(tree(at_least="150 %", **rule), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == sentence
