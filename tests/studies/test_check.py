"""Checked plans: what a plan made by people breaks, by how much, and how far it lies from the best plan."""

from pathlib import Path
from typing import Any

import pytest
from tests.shipped import SHIPPED, solved
from tests.small_cases import Tree, case_tree, read_tree
from tests.studies.possible_cases import possible_case

from greenopt.case.plan_table import read_plan
from greenopt.engine.answer import Options
from greenopt.report.check import checked as page
from greenopt.run import solve
from greenopt.studies.check import check, summary


def checked(tree: Tree, folder: Path, plan: str) -> Tree:
    """Return how a plan written as CSV stands in a case."""
    case = read_tree(tree, folder)
    file = folder / "plan.csv"
    file.write_text(plan, encoding="utf-8")
    found: Tree = check(case, read_plan(str(file), case.facts))
    return found


def checked_page(document: Tree) -> str:
    """Return a checked plan as a terminal shows it, on one line."""
    return " ".join(page(document, summary(document), "en", 80).split())


def small(**more: Any) -> Tree:
    """Return 70 million for two projects that run at once: good saves 3 t per million, fair 2."""
    projects = {
        "good": {"asks": "30", "impact": {"co2e": "90/yr"}, "runs_after": "0"},
        "fair": {"asks": "50", "impact": {"co2e": "100/yr"}, "runs_after": "0", **more.pop("fair", {})},
    }
    return case_tree(projects, {"f": {"amount": {"2026": "70"}}}, more.pop("rules", None), **more)


def codes(document: Tree) -> list[str]:
    return [each["code"] for each in document["faults"]]


def test_a_plan_within_the_rules_is_held_against_the_best(tmp_path: Path) -> None:
    """Good half and fair whole: 45 + 100 = 145 of 90 + 80 = 170, so 25 t or 25/170 of it are missing."""
    found = checked(small(), tmp_path, "project,share\ngood,50 %\nfair,100 %\n")

    assert (found["satisfied"], found["exit_code"]) == (True, 0)
    assert (found["objective"]["value"], found["objective"]["best"], found["objective"]["gap"]) == (145, 170, 25)
    assert found["objective"]["gap_percent"] == pytest.approx(25 / 1.7)
    assert found["totals"]["public_money"] == 65
    assert [
        (each["project"], each["level"], each["best_level"], each["objective"]) for each in found["differences"]
    ] == [
        ("good", 0.5, 1, -45),
        ("fair", 1, 0.8, 20),
    ]


def test_each_broken_rule_is_named_with_both_sides(tmp_path: Path) -> None:
    """Both whole: 80 million of 70; fair gets 50 of 80 million, and 60 % of 80 is 48."""
    group = {"projects": ["fair"]}
    rule = {"rule": "ceiling", "of": "public_money", "to": group, "at_most": "60 %", "source": "decision 9"}
    found = checked(small(rules={"cap": rule}), tmp_path, "project,share\ngood,1\nfair,1\n")

    assert found["exit_code"] == 7
    assert [(each["name"], each["left"], each["right"], each["missing"]) for each in found["broken"]] == [
        ("funds.f", 80, 70, 10),
        ("cap", 50, 48, 2),
    ]
    assert found["broken"][1]["source"] == "decision 9"


def test_who_pays_is_chosen_so_that_least_is_broken(tmp_path: Path) -> None:
    """Fair may be paid by both funds, good by the first only: 30 + 10 from f, 40 from g breaks nothing."""
    tree = small()
    tree["funds"] = {
        "f": {"amount": {"2026": "40"}},
        "g": {"amount": {"2026": "40"}, "for": {"projects": ["fair"]}},
    }
    assert checked(tree, tmp_path, "project,share\ngood,1\nfair,1\n")["satisfied"]


def test_who_pays_is_taken_as_given(tmp_path: Path) -> None:
    """The same, but f is to pay all 50 for fair: 80 of its 40."""
    tree = small()
    tree["funds"] = {"f": {"amount": {"2026": "40"}}, "g": {"amount": {"2026": "40"}, "for": {"projects": ["fair"]}}}
    found = checked(tree, tmp_path, "project,share,fund.f\ngood,1,\nfair,1,50\n")

    assert [(each["name"], each["missing"]) for each in found["broken"]] == [("funds.f", 40)]


def test_money_that_does_not_add_up_or_may_not_be_given_is_told(tmp_path: Path) -> None:
    tree = small()
    tree["funds"]["g"] = {"amount": {"2026": "40"}, "for": {"projects": ["fair"]}}
    found = checked(tree, tmp_path, "project,share,fund.f,fund.g\ngood,50 %,,15\nfair,50 %,20,\n")

    assert codes(found) == ["wrong_sum", "wrong_payer"]


def test_a_start_that_may_not_be_is_a_broken_requirement(tmp_path: Path) -> None:
    """Good may start in 2026 only, fair is excluded, poor lacks its permit; each start still costs and brings."""
    tree = small(fair={"status": "excluded"}, horizon=(2026, 2027))
    tree["projects"]["fair"]["status_source"] = "decision 7"
    tree["projects"]["good"]["start"] = ["2026", "2026"]
    tree["projects"]["poor"] = {**tree["projects"]["good"], "tags": ["dirty"], "asks": "10", "cost": "10"}
    tree["rules"] = {"clean": {"rule": "safeguard", "needs": ["permit"], "to": {"tags": ["dirty"]}, "source": "x"}}
    tree["funds"]["f"]["amount"]["2027"] = "70"
    found = checked(tree, tmp_path, "project,share,start\ngood,1,2027\nfair,1,2026\npoor,1,2026\n")

    assert codes(found) == ["excluded", "window", "screened"]
    assert found["broken"] == []
    assert found["totals"]["public_money"] == 90
    assert found["exit_code"] == 7


@pytest.mark.parametrize(("scale", "code"), [("all_or_nothing", "whole"), ({"at_least": "80 %"}, "too_small")])
def test_a_part_of_what_cannot_be_done_in_part_is_told(scale: object, code: str, tmp_path: Path) -> None:
    found = checked(small(fair={"scale": scale}), tmp_path, "project,share\ngood,1\nfair,60 %\n")

    assert codes(found) == [code]
    assert found["objective"]["value"] == 150


def test_a_payment_when_no_fund_has_money_and_no_payer_are_told(tmp_path: Path) -> None:
    tree = small(fair={"spending": ["50 %", "50 %"]})
    tree["funds"]["f"]["for"] = {"projects": ["fair"]}
    found = checked(tree, tmp_path, "project,share\ngood,1\nfair,1\n")

    assert sorted(codes(found)) == ["no_payer", "no_year"]


def test_a_missed_promise_is_a_broken_requirement(tmp_path: Path) -> None:
    tree = small(fair={"status": "required", "status_source": "decision 7"})
    found = checked(tree, tmp_path, "project,share\ngood,1\nfair,60 %\n")

    assert [(each["name"], each["left"], each["right"], each["missing"]) for each in found["broken"]] == [
        ("projects.fair.status", 0.6, 1, 0.4)
    ]


def test_a_case_without_a_plan_says_so_and_still_counts(tmp_path: Path) -> None:
    rule = {"rule": "floor", "of": "co2e", "at_least": "999", "source": "x"}
    found = checked(small(rules={"much": rule}), tmp_path, "project,share\ngood,1\n")

    assert (found["exit_code"], found["objective"]["best"]) == (4, None)
    assert [(each["name"], each["missing"]) for each in found["broken"]] == [("much", 909)]


def test_what_is_shared_is_counted_once_also_in_years_in_which_it_should_not_be_claimed(tmp_path: Path) -> None:
    """
    P and q run for a year, 30 t each of 45 that there are; p may start in 2026, q in 2027, so neither shares with any.

    The plan starts q in 2026 as well: 45 t are counted, not 60.
    """
    common: Tree = {"impact": {"waste": "30/yr"}, "runs_after": "0", "lifetime": "1 yr"}
    projects = {name: {"asks": "33", "start": [year, year], **common} for name, year in (("p", "2026"), ("q", "2027"))}
    rules: dict[str, Tree] = {"once": {"rule": "overlap", "of": "waste", "at_most": "45/yr"}}
    funds: dict[str, Tree] = {"f": {"amount": {"2026": "70", "2027": "70"}}}
    tree = case_tree(projects, funds, rules, {"maximise": "waste", "over": "lifetime"}, (2026, 2027))
    found = checked(tree, tmp_path, "project,share,start\np,100 %,2026\nq,100 %,2026\n")

    assert (found["objective"]["value"], found["objective"]["best"]) == (45, 60)
    assert (codes(found), found["broken"]) == (["window"], [])


TO_FAIR: Tree = {"of": "public_money", "to": {"projects": ["fair"]}, "source": "x"}
TO_GOOD: Tree = {**TO_FAIR, "to": {"projects": ["good"]}}
AIM: Tree = {"rule": "floor", **TO_FAIR, "at_least": "50", "soft": "true"}


@pytest.mark.parametrize(
    ("prefer", "shares", "first", "gap"),
    [
        ({"rule": "priority", **TO_FAIR}, ("100 %", "80 %"), ("prefer", 40, 50, True), -10),
        ({"rule": "priority", **TO_FAIR, "up_to": "45"}, ("100 %", "80 %"), ("prefer", 40, 45, True), -5),
        ({"rule": "priority", **TO_GOOD}, ("50 %", "100 %"), ("prefer", 15, 30, True), 25),
        (AIM, ("100 %", "80 %"), ("soft_rules", 0.2, 0, True), -10),
    ],
)  # fmt: skip
def test_what_comes_first_is_compared_before_the_objective(
    prefer: Tree, shares: tuple[str, str], first: tuple[str, float, float, bool], gap: float, tmp_path: Path
) -> None:
    """
    Good whole and fair with 40 of its 50 bring 170, the most there is, but fair comes first.

    Fair whole leaves 20 of 30 for good: 160. With 45 of 50 for fair, 25 are left: 90 + 75 = 165. Where good comes
    first, the 170 are the best; half of it and all of fair bring 145.
    """
    tree = small(rules={"prefer": prefer})
    found = checked(tree, tmp_path, f"project,share\ngood,{shares[0]}\nfair,{shares[1]}\n")
    (said,) = found["comes_first"]

    assert found["satisfied"]
    assert (said["name"], said["value"], said["best"], said["worse"]) == first
    assert found["objective"]["gap"] == gap
    assert ("serves less of what comes first" in checked_page(found)) == (gap < 0)


@pytest.mark.parametrize("funds", [1, 2])
def test_what_is_to_start_in_a_year_that_has_passed_does_not_count(funds: int, tmp_path: Path) -> None:
    """
    A review of 2027: good was begun whole in 2026; the plan also wants fair to have been begun then, and half of poor.

    Only good counts, 90 t in each of two years, and half of poor in 2027, 10 t; the money of 2026 is gone.
    """
    common: Tree = {"runs_after": "0", "start": ["2026", "2027"]}
    projects: dict[str, Tree] = {
        "good": {"asks": "30", "impact": {"co2e": "90/yr"}, **common},
        "fair": {"asks": "50", "impact": {"co2e": "100/yr"}, **common},
        "poor": {"asks": "40", "impact": {"co2e": "20/yr"}, **common},
    }
    projects["good"] |= {"status": "committed", "started": {"2026": "100 %"}, "paid": {"f0": {"2026": "30"}}}
    money = {f"f{number}": {"amount": {"2026": "70", "2027": "45"}} for number in range(funds)}
    tree = case_tree(projects, money, {}, {"maximise": "co2e"}, (2026, 2027))
    tree["case"]["planned_from"] = "2027"
    plan = "project,share,start\ngood,100 %,2026\nfair,100 %,2026\npoor,50 %,2027\n"
    found = checked(tree, tmp_path, plan)

    assert (codes(found), found["satisfied"]) == (["passed"], False)
    assert found["objective"]["value"] == 90 + 90 + 10
    assert found["totals"]["public_money"] == 30 + 20


def test_the_empty_plan_is_a_plan(tmp_path: Path) -> None:
    found = checked(small(), tmp_path, "project,share\ngood,0 %\n")

    assert (found["satisfied"], found["objective"]["gap"]) == (True, 170)


SLOW = [pytest.mark.campaign, pytest.mark.long]
"""Lai Châu 2020: who pays is found by exact steps of the simplex method, for half a minute."""


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=SLOW if each == "lai-chau-2020" else []) for each in SHIPPED]
)
def test_the_portfolio_of_a_shipped_case_breaks_nothing_and_misses_nothing(name: str, tmp_path: Path) -> None:
    """Its shares are rounded to twelve digits; that must not be called broken, nor worse than the best."""
    run = solved(name)
    (tmp_path / "portfolio.csv").write_bytes(run.files["portfolio.csv"])
    found = check(run.case, read_plan(str(tmp_path / "portfolio.csv"), run.case.facts))

    assert (found["broken"], found["faults"], found["objective"]["gap"]) == ([], [], 0)
    assert (found["satisfied"], found["exit_code"]) == (True, 0)


@pytest.mark.parametrize("number", range(8))
def test_the_portfolio_of_a_random_case_breaks_nothing_and_misses_nothing(number: int, tmp_path: Path) -> None:
    case = read_tree(possible_case(number), tmp_path)
    run = solve(case, Options(prices=False, unique=False))
    (tmp_path / "portfolio.csv").write_bytes(run.files["portfolio.csv"])
    found = check(case, read_plan(str(tmp_path / "portfolio.csv"), case.facts))

    assert (found["broken"], found["faults"], found["objective"]["gap"]) == ([], [], 0)
