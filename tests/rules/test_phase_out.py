"""The phase-out: its arithmetic on decided numbers, small cases solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

PROJECTS: dict[str, Tree] = {
    "brick": {"sector": "mining", "asks": "60", "closes": {"kilns": "8"}, "lifetime": "1 yr"},
    "gas": {"asks": "45", "closes": {"kilns": "5"}, "runs_after": "0"},
}
KILNS: Tree = {"kilns": {"unit": "kiln", "amount": "23", "name": "brick kilns"}, "boilers": {}}


def tree(**rule: Any) -> Tree:
    """Return two projects that close kilns, three years and one phase-out."""
    funds = {"fund": {"amount": {"2026": "80", "2027": "60"}}}
    rules = {"kilns_gone": {"rule": "phase_out", "what": "kilns", **rule}}
    return case_tree(PROJECTS, funds, rules, {"maximise": "models"}, (2026, 2028), stocks=KILNS)


def test_a_kiln_is_closed_once_and_does_not_reopen(tmp_path: Path) -> None:
    """
    Three quarters of brick, begun in 2026, close 6 in 2027; two fifths of gas close 2 at once: 8, and 8 a year later.

    Brick runs in 2027 alone. A fifth of 23 kilns is 4.6.
    """
    case = read_tree(tree(closed_by={"2026": "0 %", "2027": "20 %", "2028": "9 kiln"}), tmp_path)
    plan = decided(case, {("brick", 2026): "3/4", ("gas", 2027): "2/5"})

    found = asked(case, plan, "kilns_gone")

    assert list(found) == ["2026", "2027", "2028"]
    assert [each.left.constant for each in found.values()] == [0, 8, 8]
    assert [each.right.constant for each in found.values()] == [0, Fraction("4.6"), 9]
    assert [each.room() for each in found.values()] == [0, Fraction("3.4"), -1]


def test_one_unit_is_a_hundredth_of_the_stock_or_one_kiln(tmp_path: Path) -> None:
    case = read_tree(tree(closed_by={"2027": "20 %", "2028": "9"}), tmp_path)

    found = asked(case, decided(case, {}), "kilns_gone").values()

    assert [each.step.constant for each in found] == [Fraction("0.23"), 1]
    assert [str(each.step_unit) for each in found] == ["percentage point", "kiln"]
    assert [each.setting for each in found] == ["rules.kilns_gone.closed_by.2027", "rules.kilns_gone.closed_by.2028"]


def test_only_what_the_group_closes_counts(tmp_path: Path) -> None:
    case = read_tree(tree(closed_by={"2027": "3"}, to={"sectors": ["mining"]}), tmp_path)
    plan = decided(case, {("brick", 2026): "1/4", ("gas", 2026): "1"})

    assert asked(case, plan, "kilns_gone")["2027"].left.constant == 2


def test_years_outside_the_horizon_or_the_validity_say_nothing(tmp_path: Path) -> None:
    """A share of a stock whose amount is not given is no mistake in a year that does not count."""
    late = tree(closed_by={"2020": "40 %", "2028": "70 %", "2030": "100 %"}, valid=["2026", "2027"])
    late["stocks"] = {"kilns": {"unit": "kiln"}}

    case = read_tree(late, tmp_path)

    assert asked(case, decided(case, {}), "kilns_gone") == {}


def test_what_was_begun_before_counts_as_closed(tmp_path: Path) -> None:
    """Half of gas was begun in 2025: 2.5 kilns are gone before anything is decided."""
    written = tree(closed_by={"2026": "2"})
    written["projects"]["gas"] |= {"status": "committed", "status_source": "order 4", "started": {"2025": "50 %"}}
    case = read_tree(written, tmp_path)

    assert asked(case, decided(case, {("gas", 2025): "1/2"}), "kilns_gone")["2026"].left.constant == Fraction("2.5")


def one_year(**rule: Any) -> Tree:
    """Return 80 million, brick that closes 8 kilns for 60 and brings one model, lamps that bring 4 for 50."""
    projects: dict[str, Tree] = {
        "brick": {"asks": "60", "closes": {"kilns": "8"}, "impact": {"models": "1"}, "runs_after": "0"},
        "lamps": {"asks": "50", "impact": {"models": "4"}, "runs_after": "0"},
    }
    rules = {"kilns_gone": {"rule": "phase_out", "what": "kilns", **rule}}
    funds = {"fund": {"amount": {"2026": "80"}}}
    return case_tree(projects, funds, rules, {"maximise": "models"}, stocks=KILNS)


def test_best_plan_and_price_match_the_hand_solution(tmp_path: Path) -> None:
    """
    A fifth of 23 kilns is 4.6, so brick at 4.6/8 = 0.575 for 34.5; the other 45.5 give lamps 0.91: 0.575 + 3.64.

    One point less is 0.23 kilns, 0.02875 of brick, 1.725 million: 0.138 models of lamps for 0.02875 of brick.
    """
    run = solve_tree(one_year(closed_by={"2026": "20 %"}), tmp_path)

    assert run.answer.value == Fraction("4.215")
    assert levels(run) == {"brick": Fraction("0.575"), "lamps": Fraction("0.91")}
    assert prices(run) == {
        "funds.fund:2026": (Fraction("0.08"), Fraction("0.08")),
        "kilns_gone:2026": (Fraction("0.10925"), Fraction("0.10925")),
    }


def test_a_soft_phase_out_comes_as_near_as_it_can(tmp_path: Path) -> None:
    """All 23 are asked for and 8 can be closed, so 15 are missing; the 20 million left give lamps 4 × 20/50."""
    run = solve_tree(one_year(closed_by={"2026": "100 %"}, soft="true"), tmp_path)

    row = next(each for each in run.result["rules"] if each["name"] == "kilns_gone")
    assert values(row["left"], row["right"], row["shortfall"]) == [8, 23, 15]
    assert run.answer.value == 1 + Fraction(8, 5)


def test_a_hard_one_that_cannot_be_reached_is_impossible(tmp_path: Path) -> None:
    answer = solve_tree(one_year(closed_by={"2026": "9"}), tmp_path).answer

    assert answer.status == "certified_infeasible"
    assert answer.farkas["kilns_gone:2026"] != 0


@pytest.mark.parametrize(
    ("rule", "key", "words"),
    [
        ({"what": "kiln", "closed_by": {"2027": "40 %"}}, "what", "'kiln' does not exist"),
        ({"what": "boilers", "closed_by": {"2027": "40 %"}}, "what", "how many there are is not said"),
        ({"closed_by": {}}, "closed_by", "no year is given"),
        ({"closed_by": {"2027": "140 %"}}, "closed_by.2027", "between 0 % and 100 %"),
        ({"closed_by": {"2027": "-1"}}, "closed_by.2027", "cannot be negative"),
        ({"closed_by": {"2027": "5/yr"}}, "closed_by.2027", "not measured per year"),
        ({"closed_by": {"2027": "5 boiler"}}, "closed_by.2027", "'boiler' is not a known unit"),
        ({"closed_by": {"2027": "24"}}, "closed_by.2027", "there are only 23 of them"),
        (
            {"closed_by": {"2027": "40 %", "2028": "30 %"}},
            "closed_by.2028",
            "by 2028 less would be closed than by 2027",
        ),
        ({"closed_by": {"2027": "40 %", "2028": "9"}}, "closed_by.2028", "less would be closed"),
        ({"what": "boilers", "closed_by": {"2027": "9", "2028": "7"}}, "closed_by.2028", "less would be closed"),
        ({"closed_by": {"2027": "5"}, "to": {"sectors": ["minning"]}}, "to.sectors", "does not exist"),
        ({"closed_by": {"2027": "5"}, "to": {"from": ["fund"]}}, "to.from", "only public money"),
        ({"closed_by": "40 %"}, "closed_by", "keys with values belong here"),
        ({"closed_by": {"20": "40 %"}}, "closed_by.20", "is not a year"),
        ({"closed_by": {"2027": ["40 %"]}}, "closed_by.2027", "a single value belongs here"),
        ({"closed_by": {"2027": "x"}}, "closed_by.2027", "is not a number"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(**rule), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"rules.kilns_gone.{key}", True)]


def test_a_stock_without_an_amount_and_shares_that_fall_are_both_told(tmp_path: Path) -> None:
    found = mistakes(tree(what="boilers", closed_by={"2027": "40 %", "2028": "30 %"}), tmp_path)

    assert [key for key, _ in found] == ["rules.kilns_gone.what", "rules.kilns_gone.closed_by.2028"]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "brick kilns closed or replaced: at least 40 % by the end of 2027, 12 kiln by the end of 2028."),
        (
            {"to": {"sectors": ["crafts"]}, "closed_by": {"2028": "12"}, "soft": "true"},
            "Strive: brick kilns closed or replaced by crafts: at least 12 kiln by the end of 2028.",
        ),
    ],
)
def test_it_says_what_it_demands(rule: Tree, sentence: str, tmp_path: Path) -> None:
    case = read_tree(tree(**{"closed_by": {"2027": "40 %", "2028": "12"}, **rule}), tmp_path)

    [found] = case.rules

    assert found.in_words(case.facts).both()["en"] == sentence
