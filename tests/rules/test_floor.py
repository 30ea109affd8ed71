"""The floor: its arithmetic on decided numbers, small cases solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree

FUND = {"fund": {"amount": {"2026": "80", "2027": "60"}, "carry_over": "all"}}
PROJECTS: dict[str, Tree] = {
    "brocade": {"sector": "crafts", "asks": "40", "impact": {"models": "2"}},
    "gold": {"sector": "mining", "asks": "70", "spending": ["60 %", "40 %"], "impact": {"waste": "9 t/yr"}},
}


def tree(**rule: Any) -> Tree:
    """Return two projects, two years and one floor."""
    return case_tree(PROJECTS, FUND, {"least": {"rule": "floor", **rule}}, {"maximise": "models"}, (2026, 2027))


@pytest.mark.parametrize(
    ("rule", "left", "right"),
    [
        ({"of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "25 %"}, 10, Fraction(45, 4)),
        ({"of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "7"}, 10, 7),
        ({"of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "20 %", "in": "2027"}, 14, Fraction(24, 5)),
        ({"of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "20 %", "by": "2026"}, 21, Fraction(21, 5)),
        ({"of": "public_money", "at_least": "30 %", "share_of": "budget"}, 45, 42),
        ({"of": "public_money", "at_least": "30 %", "share_of": "budget", "in": "2027"}, 24, 18),
        ({"of": "public_money", "to": {"kinds": ["efficiency"]}, "from": ["fund"], "at_least": "40 %"}, 45, 18),
        ({"of": "total_cost", "to": {"sectors": ["mining"]}, "at_least": "3"}, 35, 3),
        ({"of": "starts", "at_least": "0.4"}, Fraction(3, 4), Fraction(2, 5)),
        ({"of": "models", "at_least": "3", "by": "2027"}, 0, 3),
        ({"of": "waste", "to": {"sectors": ["mining"]}, "at_least": "3"}, 0, 3),
    ],
)
def test_the_sides_are_what_the_plan_comes_to(rule: Tree, left: Fraction, right: Fraction, tmp_path: Path) -> None:
    """
    A quarter of brocade starts in 2027 (10), half of gold in 2026 (21, then 14): 45 in all, 21 in 2026, 24 in 2027.

    Nothing runs before 2028 (brocade a year after its start, gold after its second payment).
    """
    case = read_tree(tree(**rule), tmp_path)
    plan = decided(case, {("brocade", 2027): "1/4", ("gold", 2026): "1/2"})

    [found] = asked(case, plan, "least").values()

    assert (found.left.constant, found.right.constant) == (left, right)
    assert found.room() == left - right


def test_each_year_has_a_floor_of_its_own(tmp_path: Path) -> None:
    """Gold takes 42 in 2026 and 28 in 2027, brocade 10 in 2027: 42 of 42, then 28 of 38."""
    rule = {"of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "80 %", "each": "year"}
    case = read_tree(tree(**rule), tmp_path)
    plan = decided(case, {("brocade", 2027): "1/4", ("gold", 2026): "1"})

    found = asked(case, plan, "least")

    assert {part: each.room() for part, each in found.items()} == {
        "2026": 42 - Fraction(8, 10) * 42,
        "2027": 28 - Fraction(8, 10) * 38,
    }


def test_a_floor_for_named_years_speaks_of_these_alone(tmp_path: Path) -> None:
    case = read_tree(tree(of="public_money", at_least={"2027": "20", "2031": "50"}), tmp_path)

    found = asked(case, decided(case, {("gold", 2026): "1"}), "least")

    assert {part: each.room() for part, each in found.items()} == {"2027": 8}


def test_a_floor_outside_its_validity_says_nothing(tmp_path: Path) -> None:
    case = read_tree(tree(of="public_money", at_least="20", each="year", valid=["2027", "2029"]), tmp_path)

    assert list(asked(case, decided(case, {}), "least")) == ["2027"]


def test_one_unit_of_a_share_is_a_hundredth_of_its_whole(tmp_path: Path) -> None:
    case = read_tree(tree(of="public_money", to={"sectors": ["crafts"]}, at_least="25 %"), tmp_path)

    [found] = asked(case, decided(case, {("gold", 2026): "1"}), "least").values()

    assert found.step.constant == Fraction(70, 100)


def test_a_share_of_what_is_spent_moves_money_from_the_better_project(tmp_path: Path) -> None:
    """
    60 million, lamps bring 5 models for 50 and looms 3 for 40: a tenth a million against 0.075.

    Everything is spent, for both bring something. Crafts must have 30 % of 60 = 18, so looms 18/40 and lamps 42/50:
    3 × 0.45 + 5 × 0.84 = 1.35 + 4.2 = 5.55. One point less: 0.6 million move from looms to lamps,
    0.6 × (0.1 − 0.075) = 0.015. One more million: 0.3 to looms, 0.7 to lamps: 0.0225 + 0.07 = 0.0925.
    """
    case = case_tree(
        {
            "lamps": {"sector": "trade", "asks": "50", "impact": {"models": "5"}, "runs_after": "0"},
            "looms": {"asks": "40", "impact": {"models": "3"}, "runs_after": "0"},
        },
        {"fund": {"amount": {"2026": "60"}}},
        {"least": {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "30 %"}},
        {"maximise": "models"},
    )

    run = solve_tree(case, tmp_path)

    assert run.answer.value == Fraction("5.55")
    assert levels(run) == {"lamps": Fraction(42, 50), "looms": Fraction(18, 40)}
    assert prices(run) == {
        "funds.fund:2026": (Fraction("0.0925"), Fraction("0.0925")),
        "least": (Fraction("0.015"), Fraction("0.015")),
    }


def test_a_share_of_the_budget_can_make_more_money_impossible(tmp_path: Path) -> None:
    """Looms take 40 at most; half of a budget of 70 is 35, half of one of 90 is 45, which nothing can take."""
    case = case_tree(
        {"lamps": {"sector": "trade", "asks": "50"}, "looms": {"asks": "40"}},
        {"fund": {"amount": {"2026": "70"}}},
        {
            "least": {
                "rule": "floor",
                "of": "public_money",
                "to": {"sectors": ["crafts"]},
                "at_least": "50 %",
                "share_of": "budget",
            }
        },
        {"maximise": "models"},
    )
    more = case | {"funds": {"fund": {"amount": {"2026": "90"}}}}

    assert levels(solve_tree(case, tmp_path)) == {"looms": Fraction(35, 40)}
    impossible = solve_tree(more, tmp_path).answer
    assert impossible.status == "certified_infeasible"
    assert impossible.farkas["least"] < 0


def test_a_soft_floor_gives_way_by_as_little_as_it_must(tmp_path: Path) -> None:
    """Looms can take 40 of the 52 asked for: 12 are missing, and the other 30 of 70 go to lamps, 5 × 30/50 = 3."""
    case = case_tree(
        {
            "lamps": {"sector": "trade", "asks": "50", "impact": {"models": "5"}, "runs_after": "0"},
            "looms": {"asks": "40"},
        },
        {"fund": {"amount": {"2026": "70"}}},
        {
            "least": {
                "rule": "floor",
                "of": "public_money",
                "to": {"sectors": ["crafts"]},
                "at_least": "52",
                "soft": "true",
            }
        },
        {"maximise": "models"},
    )

    run = solve_tree(case, tmp_path)

    assert run.answer.value == 3
    row = next(each for each in run.result["rules"] if each["name"] == "least")
    assert (row["left"], row["right"], row["shortfall"]) == (40, 52, 12)


@pytest.mark.parametrize(
    ("rule", "key", "words"),
    [
        ({"of": "public_money", "to": {"sectors": ["farming"]}, "at_least": "5 %"}, "to.sectors", "does not exist"),
        ({"of": "jobs", "at_least": "5"}, "of", "does not exist"),
        ({"of": "clean_share", "at_least": "5 %"}, "of", "is a ratio"),
        ({"of": "public_money", "at_least": "5", "among": {"sectors": ["crafts"]}}, "among", "not a share of anything"),
        ({"of": "models", "at_least": "5 %", "share_of": "budget"}, "share_of", "only public money has a budget"),
        ({"of": "public_money", "at_least": "5 %", "in": "2026", "by": "2027"}, "by", "the time is given twice"),
        ({"of": "public_money", "at_least": {"2026": "5"}, "each": "year"}, "at_least", "the time is given twice"),
        ({"of": "public_money", "at_least": "105 %"}, "at_least", "between 0 % and 100 %"),
        ({"of": "waste", "at_least": "5 MWh"}, "at_least", "does not fit here"),
        ({"of": "public_money", "from": ["bank"], "at_least": "5"}, "from", "does not exist"),
        ({"of": "projects", "at_least": "1"}, "of", "cannot be counted"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(**rule), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"rules.least.{key}", True)]


@pytest.mark.parametrize("time", [{"in": "2026"}, {"by": "2027"}, {"each": "year"}])
def test_projects_are_not_counted_by_the_year(time: Tree, tmp_path: Path) -> None:
    """Whether a project is in the plan has no year; "one a year" would silently become "one in all"."""
    written = tree(of="projects", at_least="1", **time)
    for project in written["projects"].values():
        project["scale"] = "all_or_nothing"

    [(key, message)] = mistakes(written, tmp_path)

    assert key == "rules.least.of"
    assert "write of: starts" in message or "counted once" in message


def test_it_says_what_it_demands(tmp_path: Path) -> None:
    rule = {"of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "25 %", "in": "2027"}
    case = read_tree(tree(**rule), tmp_path)

    [rule_read] = case.rules

    assert rule_read.in_words(case.facts).both()["en"] == "public money for crafts: at least 25 % of the whole in 2027."
