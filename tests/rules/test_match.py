"""The match: its arithmetic on decided numbers, a small case solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree

from greenopt.case.check import check_rules

FUNDS: dict[str, Tree] = {
    "oda": {"amount": {"2026": "50", "2027": "20"}, "name": "a loan"},
    "capital": {"amount": {"2026": "12", "2027": "9"}, "for": {"sectors": ["crafts", "trade"]}},
    "levy": {"amount": {"2026": "4"}, "for": {"sectors": ["power"]}},
}
PROJECTS: dict[str, Tree] = {
    "road": {"asks": "70", "spending": ["60 %", "40 %"]},
    "well": {"sector": "mining", "asks": "40"},
}


def tree(**rule: Any) -> Tree:
    """Return a loan that may pay for all, capital that may pay for some, and one match."""
    given = {"rule": "match", "from": "oda", "with": "capital", "at_least": "20 %", **rule}
    return case_tree(PROJECTS, FUNDS, {"beside": given}, {"maximise": "models"}, (2026, 2027))


def test_each_project_and_year_stands_for_itself(tmp_path: Path) -> None:
    """
    Road: 42 in 2026, of which capital pays 9, with 8.4 asked for; 28 in 2027, of which it pays 3, with 5.6 asked for.

    A quarter of well is 10, which the loan alone may pay: 2 are asked for and none is there.
    """
    case = read_tree(tree(), tmp_path)
    payments = {
        ("road", "oda", 2026): Fraction(33),
        ("road", "capital", 2026): Fraction(9),
        ("road", "oda", 2027): Fraction(25),
        ("road", "capital", 2027): Fraction(3),
        ("well", "oda", 2027): Fraction(10),
    }
    plan = decided(case, {("road", 2026): "1", ("well", 2027): "1/4"}, payments=payments)

    found = asked(case, plan, "beside")

    assert list(found) == ["road.2026", "road.2027", "well.2026", "well.2027"]
    assert [each.left.constant for each in found.values()] == [9, 3, 0, 0]
    assert [each.right.constant for each in found.values()] == [Fraction("8.4"), Fraction("5.6"), 0, 2]
    assert [each.step.constant for each in found.values()] == [Fraction("0.42"), Fraction("0.28"), 0, Fraction("0.1")]
    assert {each.setting for each in found.values()} == {"rules.beside.at_least"}


def test_only_payments_that_can_fall_due_are_looked_at(tmp_path: Path) -> None:
    """Road in one payment and in 2027 alone; lamps are not for the loan; the rule binds in 2027 only."""
    written = tree(valid=["2027", "2030"])
    written["projects"]["road"] |= {"start": ["2027", "2027"], "spending": ["100 %"]}
    written["projects"]["lamps"] = {**written["projects"]["road"], "sector": "trade"}
    written["funds"]["oda"]["for"] = {"sectors": ["crafts", "mining"]}
    case = read_tree(written, tmp_path)

    assert list(asked(case, decided(case, {}), "beside")) == ["road.2027", "well.2027"]


def test_it_may_hold_for_some_projects_only(tmp_path: Path) -> None:
    case = read_tree(tree(to={"sectors": ["mining"]}), tmp_path)

    assert list(asked(case, decided(case, {}), "beside")) == ["well.2026", "well.2027"]


def test_best_plan_and_price_match_the_hand_solution(tmp_path: Path) -> None:
    """
    The loan has 50, capital 12, road asks 70 for 7 models, well 40 for 3 and only of the loan.

    Capital must be a fifth, so both pay at most 60 for road, six sevenths of it, and well gets nothing: 6 models. One
    more million of capital brings five of both, 0.5 models. One point less lets the loan pay 3 more: with
    12 + 0.6 against a fifth, both pay 63, 0.3 models. The loan has 2 left, so more of it brings nothing.
    """
    projects: dict[str, Tree] = {
        "road": {"asks": "70", "impact": {"models": "7"}, "runs_after": "0"},
        "well": {"sector": "mining", "asks": "40", "impact": {"models": "3"}, "runs_after": "0"},
    }
    funds: dict[str, Tree] = {
        "oda": {"amount": {"2026": "50"}},
        "capital": {"amount": {"2026": "12"}, "for": {"sectors": ["crafts"]}},
    }
    rules = {"beside": {"rule": "match", "from": "oda", "with": "capital", "at_least": "20 %"}}

    run = solve_tree(case_tree(projects, funds, rules, {"maximise": "models"}), tmp_path)

    assert run.answer.value == 6
    assert levels(run) == {"road": Fraction(6, 7)}
    assert prices(run) == {
        "funds.capital:2026": (Fraction("0.5"), Fraction("0.5")),
        "funds.oda:2026": (0, 0),
        "beside:road.2026": (Fraction("0.3"), Fraction("0.3")),
        "beside:well.2026": (0, 0),
    }


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"from": "odo"}, {"from": "'odo' does not exist"}),
        ({"with": "capitol"}, {"with": "'capitol' does not exist"}),
        ({"from": "odo", "with": "capitol"}, {"from": "'odo' does not exist", "with": "'capitol' does not exist"}),
        ({"with": "oda"}, {"with": "a fund cannot accompany itself"}),
        ({"at_least": "0.2"}, {"at_least": "a share needs its percent sign"}),
        ({"at_least": "120 %"}, {"at_least": "a share lies between 0 % and 100 %"}),
        ({"from": ["oda"]}, {"from": "a single value belongs here"}),
        ({"to": {"projects": ["rode"]}}, {"to.projects": "'rode' does not exist"}),
        ({"to": {"from": ["oda"]}}, {"to.from": "only public money comes from a fund"}),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, found: dict[str, str], tmp_path: Path) -> None:
    assert dict(mistakes(tree(**rule), tmp_path)) == {f"rules.beside.{key}": words for key, words in found.items()}


@pytest.mark.parametrize(
    ("funds", "wrong"),
    [
        ({"from": "elsewhere", "with": "nowhere"}, []),
        ({"from": "elsewhere"}, []),
        ({"with": "nowhere"}, [("rules", "beside", "with")]),
    ],
)
def test_a_model_may_speak_of_a_loan_that_the_case_does_not_have(
    funds: Tree, wrong: list[tuple[str, ...]], tmp_path: Path
) -> None:
    """Without the loan the rule is idle; with the loan but without its companion it would forbid the loan unseen."""
    case = read_tree(tree(), tmp_path)
    [rule] = case.rules
    given = {"from": "oda", "with": "capital", "at_least": "20 %", **funds}
    other = type(rule).model_validate({"id": "beside", **given})

    assert [each.path for each in check_rules(case.facts, [other], frozenset({"beside"}))] == wrong
    if "from" in funds:
        assert list(other.requirements(decided(case, {}))) == []


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "Beside a loan, capital pays at least 20 % of what both pay for a project in a year."),
        (
            {"to": {"sectors": ["mining"]}},
            "mining: beside a loan, capital pays at least 20 % of what both pay for a project in a year.",
        ),
    ],
)
def test_it_says_what_it_demands(rule: Tree, sentence: str, tmp_path: Path) -> None:
    case = read_tree(tree(**rule), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == sentence
