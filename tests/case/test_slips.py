"""Slips of the hand in figures: what is doubted, in both languages, and what has to be left in peace."""

import csv
import random
from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.slips import Odd, odd_ones
from greenopt.errors import Diagnostic

FUNDS: dict[str, Tree] = {"green": {"amount": {"2026": "900"}}}
COSTS = {"brick": "4200", "boiler": "1150", "kiln": "450", "motors": "2300"}


def doubts(folder: Path, projects: dict[str, Tree], funds: dict[str, Tree] | None = None) -> list[Diagnostic]:
    """Return what is suspicious in a case of three years."""
    return list(read_tree(case_tree(projects, funds or FUNDS, horizon=(2026, 2029)), folder).warnings)


def priced(**costs: str) -> dict[str, Tree]:
    return {name: {"cost": cost, "asks": "9"} for name, cost in costs.items()}


@pytest.mark.parametrize(
    ("cost", "en", "vi"),
    [
        ("900000", "it looks 1,000 times too large beside the other projects", "lớn gấp 1.000 lần so với các dự án"),
        ("2300000000", "it looks 1,000,000 times too large", "lớn gấp 1.000.000 lần"),
        ("4.1", "it looks 1,000 times too small beside the other projects", "nhỏ hơn 1.000 lần"),
        ("9876543210987", "it looks 1,000,000 times too large", "lớn gấp 1.000.000 lần"),
    ],
)  # fmt: skip
def test_a_cost_in_other_units_than_the_others_is_doubted(tmp_path: Path, cost: str, en: str, vi: str) -> None:
    """900,000 / 1,000 = 900 lies between 450 and 4,200; 4.1 x 1,000 = 4,100 too; the last is beyond any of them."""
    (doubt,) = doubts(tmp_path, {name: {**each, "asks": "4"} for name, each in priced(**COSTS, wrong=cost).items()})

    assert (doubt.code, doubt.severity, doubt.key) == ("unlike-others", "warning", "projects.wrong.cost")
    assert doubt.place.line > 1
    assert en in doubt.in_language("en")
    assert "it is read in million VND" in doubt.in_language("en")
    assert vi in doubt.in_language("vi")


def test_an_amount_of_a_fund_in_other_units_than_other_years_is_doubted(tmp_path: Path) -> None:
    """Only one of four years is a thousand times the others; 700,000 / 1,000 lies between 650 and 900."""
    funds = {"green": {"amount": {"2026": "900", "2027": "700000", "2028": "650", "2029": "710"}}}

    (doubt,) = doubts(tmp_path, priced(**COSTS), funds)

    assert doubt.key == "funds.green.amount.2027"
    assert "1,000 times too large beside the other years" in doubt.in_language("en")
    assert "lớn gấp 1.000 lần so với các năm khác" in doubt.in_language("vi")


def test_what_a_project_brings_in_other_units_is_doubted(tmp_path: Path) -> None:
    projects = {
        name: {"asks": "9", "impact": {"waste": f"{waste}/yr"}}
        for name, waste in {"brick": "90", "boiler": "41", "kiln": "63000", "motors": "120"}.items()
    }

    (doubt,) = doubts(tmp_path, projects)

    assert doubt.key == "projects.kiln.impact.waste"
    assert "without one it is read in t" in doubt.in_language("en")


@pytest.mark.parametrize(
    "numbers",
    [
        [4200, 1150, 450],
        [4200, 1150, 450, 0, 0],
        [4200, 1150, 450, 44999],
        [20, 35, 60, 120, 800, 5000, 42000, 90000],
        [20, 25, 4200, 4300],
        [20, 30, 25, 8800],
        [9, 1000, 1000000, 9000000, 8000000000],
        [5, 5, 5, 5],
    ],
    ids=["few", "zeros", "no gap", "spread", "halves", "another unit would not fit", "two gaps", "equal"],
)
def test_numbers_that_may_be_meant_are_left_in_peace(numbers: list[int]) -> None:
    """8,800 / 1,000 = 8.8 is no number among 20 to 30, nor is 8,800 a million times as large as these."""
    assert odd_ones(numbers) == []


def test_odd_numbers_are_found_wherever_they_stand() -> None:
    """Of seven numbers two are a thousand times too large, which is no more than a third of them."""
    numbers = [Fraction(each) for each in (4200, 1150, 450_000, 450, 2300, 1_150_000, 800)]

    assert odd_ones(numbers) == [Odd(2, 1000, is_large=True), Odd(5, 1000, is_large=True)]


def test_costs_of_a_programme_are_rarely_doubted() -> None:
    """Log-normal costs, as programmes have them: of 1,000 tables of 40 fewer than ten hold a doubt."""
    dice = random.Random(7)  # noqa: S311 - repeatable on purpose
    doubted = sum(bool(odd_ones([int(dice.lognormvariate(7, 1.5)) + 1 for _ in range(40)])) for _ in range(1000))

    assert doubted < 10


def test_a_total_among_the_projects_is_doubted(tmp_path: Path) -> None:
    """4,200 + 1,150 + 450 = 5,800 of cost, and 9 + 9 + 9 = 27 asked for."""
    costs = {"brick": "4200", "boiler": "1150", "kiln": "450"}

    (doubt,) = doubts(tmp_path, {**priced(**costs), "whole": {"cost": "5800", "asks": "27"}})

    assert (doubt.code, doubt.key) == ("total-row", "projects.whole")
    assert "its cost is the sum of all other projects; delete the row if it is a total" in doubt.in_language("en")
    assert "chi phí đúng bằng tổng của mọi dự án khác" in doubt.in_language("vi")


def test_a_subtotal_that_is_called_so_is_doubted(tmp_path: Path) -> None:
    """1,150 + 450 = 1,600 stand before it; the first project belongs to another group."""
    costs = {"brick": "4200", "boiler": "1150", "kiln": "450", "cong": "1600", "motors": "2300"}

    (doubt,) = doubts(tmp_path, priced(**costs))

    assert (doubt.code, doubt.key) == ("total-row", "projects.cong")
    assert "the sum of the projects before it" in doubt.in_language("en")
    assert "tổng của các dự án đứng trước" in doubt.in_language("vi")


@pytest.mark.parametrize(
    "last",
    [
        {"cost": "5800", "asks": "26"},
        {"cost": "5801", "asks": "27", "name": "Tổng cộng"},
        {"cost": "1600", "asks": "18"},
    ],
    ids=["asks are no sum", "costs are no sum", "nobody calls it a total"],
)
def test_a_project_that_only_resembles_a_total_is_left_in_peace(tmp_path: Path, last: Tree) -> None:
    """A general corporation is a tổng công ty, and one cost can happen to be the sum of two others."""
    costs = {"brick": "4200", "boiler": "1150", "kiln": "450"}

    assert doubts(tmp_path, {**priced(**costs), "whole": last}) == []


def test_slips_are_found_in_a_table_that_is_read_by_columns(tmp_path: Path) -> None:
    """2,500 rows, then one in thousand VND, then the sum of all, which is beyond all but the one before it."""
    costs = [400 + (number * 37) % 900 for number in range(2500)]
    rows = [[f"p{number}", "crafts", "efficiency", str(cost), "9", "10"] for number, cost in enumerate(costs)]
    rows.append(["thousands", "crafts", "efficiency", "777000", "9", "10"])
    rows.append(["whole", "crafts", "efficiency", str(sum(costs) + 777000), str(9 * 2501), "10"])
    with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "sector", "kind", "cost", "asks", "lifetime"], ["", *[""] * 4, "yr"], *rows])
    tree = {**case_tree({}, FUNDS), "projects": {"table": "projects.csv"}}

    case = read_tree(tree, tmp_path)

    assert case.facts.table is not None
    assert [(each.code, each.key, each.place.line) for each in case.warnings] == [
        ("unlike-others", "projects.thousands.cost", 2503),
        ("total-row", "projects.whole", 2504),
    ]


def test_a_cost_in_thousands_is_found_in_a_table_that_is_read_by_columns(tmp_path: Path) -> None:
    rows = [[f"p{number}", "crafts", "efficiency", str(400 + (number * 37) % 900), "9", "10"] for number in range(2500)]
    rows[1200][3] = "777000"
    with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "sector", "kind", "cost", "asks", "lifetime"], ["", *[""] * 4, "yr"], *rows])

    case = read_tree({**case_tree({}, FUNDS), "projects": {"table": "projects.csv"}}, tmp_path)

    assert [(each.code, each.key, each.place.line) for each in case.warnings] == [
        ("unlike-others", "projects.p1200.cost", 1203)
    ]
