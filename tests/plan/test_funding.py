"""What holds in every case: funds spend what they have, and promises are kept. Solved by hand."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, levels, prices, solve_tree, starts, values


def tree(projects: dict[str, Tree], funds: dict[str, Tree], last: int = 2027, **more: Any) -> Tree:
    """Return projects that count models and run at once, from 2026 on."""
    entries = {name: {"runs_after": "0", **entry} for name, entry in projects.items()}
    return case_tree(entries, funds, more.pop("rules", None), {"maximise": "models"}, (2026, last), **more)


PRESS: Tree = {"asks": "60", "impact": {"models": "3"}}


@pytest.mark.parametrize(
    ("carry_over", "level", "kept"),
    [("none", "45/60", 0), ("all", "75/60", 30), ("40 %", "57/60", 12)],
)
def test_money_can_wait_as_far_as_the_fund_allows(carry_over: str, level: str, kept: int, tmp_path: Path) -> None:
    """
    The press can start in 2027 only, for 60. The fund has 30 in 2026 and 45 in 2027.

    Nothing kept: 45/60. All kept: 75 are there for 60. Forty per cent of 30 kept: 12 + 45 = 57.
    """
    press = {**PRESS, "start": ["2027", "2027"]}
    fund = {"amount": {"2026": "30", "2027": "45"}, "carry_over": carry_over}

    run = solve_tree(tree({"press": press}, {"fund": fund}), tmp_path)

    assert levels(run) == {"press": min(Fraction(level), Fraction(1))}
    assert run.result["years"][0]["carried_out"] == kept
    assert run.result["years"][1]["carried_in"] == kept


def test_a_year_and_what_it_passes_on_have_prices(tmp_path: Path) -> None:
    """
    3/60 = 0.05 a million, wherever it comes from. Of a million of 2026, 40 % reach 2027: 0.02.

    One point more of 30 million is 0.3 million: 0.015.
    """
    press = {**PRESS, "start": ["2027", "2027"]}
    fund = {"amount": {"2026": "30", "2027": "45"}, "carry_over": "40 %"}

    found = prices(solve_tree(tree({"press": press}, {"fund": fund}), tmp_path))

    assert found == {
        "funds.fund:2026": (0, 0),
        "funds.fund.carry_over:2026": (Fraction("0.015"), Fraction("0.015")),
        "funds.fund:2027": (Fraction("0.05"), Fraction("0.05")),
    }


def test_the_opening_balance_is_there_in_the_first_year_only(tmp_path: Path) -> None:
    """10 are left from before: 40 in 2026 of which nothing can be kept, so a start in 2027 has its own 20 alone."""
    fund = {"amount": {"2026": "30", "2027": "20"}, "opening": "10"}
    early, late = {**PRESS, "start": ["2026", "2026"]}, {**PRESS, "start": ["2027", "2027"]}

    assert levels(solve_tree(tree({"press": early}, {"fund": fund}), tmp_path)) == {"press": Fraction(40, 60)}
    assert levels(solve_tree(tree({"press": late}, {"fund": fund}), tmp_path)) == {"press": Fraction(20, 60)}


def test_what_must_be_spent_forces_money_out_early(tmp_path: Path) -> None:
    """
    The press brings 3 for 60 and starts in 2027; the shop brings 1 for 50 and may start at once.

    Of the 30 of 2026 half must be spent in it: 15 to the shop (0.3), and 15 kept with 45 are 60 for the press (3).
    A point less to be spent, 0.3 million, would go nowhere better: the press is whole.
    """
    press = {**PRESS, "start": ["2027", "2027"]}
    shop = {"asks": "50", "impact": {"models": "1"}, "start": ["2026", "2026"]}
    fund = {"amount": {"2026": "30", "2027": "45"}, "carry_over": "all", "spend_at_least": "50 %"}

    run = solve_tree(tree({"press": press, "shop": shop}, {"fund": fund}), tmp_path)

    assert starts(run) == {("press", 2027): 1, ("shop", 2026): Fraction(15, 50)}
    assert run.answer.value == Fraction("3.3")


def test_what_must_be_spent_is_a_share_of_all_that_is_at_hand(tmp_path: Path) -> None:
    """
    30 in 2026 and 10 from before are 40, of which half, 20, must be spent: on the shop, which may start at once.

    The other 20 are kept for 2027; with 16 of that year they are 36, of which 18 must be spent: 36/60 of the press.
    """
    press = {**PRESS, "start": ["2027", "2027"]}
    shop = {"asks": "50", "impact": {"models": "1"}, "start": ["2026", "2026"]}
    fund = {"amount": {"2026": "30", "2027": "16"}, "opening": "10", "carry_over": "all", "spend_at_least": "50 %"}

    run = solve_tree(tree({"press": press, "shop": shop}, {"fund": fund}), tmp_path)

    assert starts(run) == {("press", 2027): Fraction(36, 60), ("shop", 2026): Fraction(20, 50)}
    row = {each["name"]: each for each in run.result["rules"] if each["part"] == "2027"}["funds.fund.spend_at_least"]
    assert values(row["left"], row["right"]) == [36, 18]


def test_what_must_be_spent_can_be_impossible(tmp_path: Path) -> None:
    """Nothing can start in 2026, and a tenth of the money of 2026 must be spent in it."""
    press = {**PRESS, "start": ["2027", "2027"]}
    fund = {"amount": {"2026": "30", "2027": "45"}, "carry_over": "all", "spend_at_least": "10 %"}

    run = solve_tree(tree({"press": press}, {"fund": fund}), tmp_path)

    assert run.answer.status == "certified_infeasible"
    assert any(name.startswith("funds.fund.spend_at_least") for name in run.result["conflict"]["rules"])


def test_two_funds_share_a_project(tmp_path: Path) -> None:
    """
    The nation pays for the press alone (20), the province for both (50): the press takes 60, the shop 10 of 50.

    Of the press the nation pays all it has; the names decide who pays where it does not matter.
    """
    shop = {"asks": "50", "impact": {"models": "1"}, "sector": "trade"}
    funds: dict[str, Tree] = {
        "nation": {"amount": {"2026": "20"}, "for": {"sectors": ["crafts"]}},
        "province": {"amount": {"2026": "50"}},
    }

    run = solve_tree(tree({"press": PRESS, "shop": shop}, funds, last=2026), tmp_path)

    assert levels(run) == {"press": Fraction(1), "shop": Fraction(1, 5)}
    paid = {each["project"]: each["funds"] for each in run.result["portfolio"]}
    assert paid == {"press": {"nation": 20, "province": 40}, "shop": {"province": 10}}
    assert prices(run)["funds.nation:2026"] == (Fraction("0.02"), Fraction("0.02"))


def test_spending_over_two_years_needs_both(tmp_path: Path) -> None:
    """60 % in the first year, 40 % in the second, of 60: with 27 and 30, 27/36 = 0.75 and 30/24 — the first binds."""
    press = {**PRESS, "spending": ["60 %", "40 %"], "start": ["2026", "2026"]}
    fund = {"amount": {"2026": "27", "2027": "30"}}

    run = solve_tree(tree({"press": press}, {"fund": fund}), tmp_path)

    assert levels(run) == {"press": Fraction(3, 4)}
    assert [(each["spent"], each["lapsed"]) for each in run.result["years"]] == [(27, 0), (18, 12)]
    assert prices(run)["funds.fund:2026"] == (Fraction(3, 36), Fraction(3, 36))


def test_a_payment_after_the_horizon_needs_money_for_that_year(tmp_path: Path) -> None:
    """A start in 2027 pays 40 % in 2028: impossible without an amount for 2028, and bound by it with one."""
    press = {**PRESS, "spending": ["60 %", "40 %"], "start": ["2027", "2027"]}
    without = {"amount": {"2026": "90", "2027": "90"}}
    with_some = {"amount": {"2026": "90", "2027": "90", "2028": "12"}}

    assert levels(solve_tree(tree({"press": press}, {"fund": without}), tmp_path)) == {}
    assert levels(solve_tree(tree({"press": press}, {"fund": with_some}), tmp_path)) == {"press": Fraction(1, 2)}


def test_what_was_promised_is_done_whatever_it_brings(tmp_path: Path) -> None:
    """
    The road brings nothing and is required: 35 of 50 go to it, the press gets 15/60.

    A point less of the road is 0.35 million, worth 0.35 × 0.05 = 0.0175; more than all of it is impossible.
    """
    road = {"asks": "35", "status": "required", "status_source": "order 4"}

    run = solve_tree(tree({"press": PRESS, "road": road}, {"fund": {"amount": {"2026": "50"}}}, last=2026), tmp_path)

    assert levels(run) == {"road": Fraction(1), "press": Fraction(15, 60)}
    assert prices(run)["projects.road.status"] == (None, Fraction("0.0175"))


def test_what_was_begun_goes_on(tmp_path: Path) -> None:
    """
    40 % of the road began in 2025; 9 and 5 are still due for that. The other 60 % of 35 are 21 this year.

    Of 50 in 2026, 9 + 21 are spent on the road, 20 are left for the press; 5 of 2027 are spent on the road.
    """
    road = {
        "asks": "35",
        "status": "committed",
        "started": {"2025": "40 %"},
        "remaining": {"2026": "9", "2027": "5"},
        "start": ["2026", "2026"],
    }
    fund = {"amount": {"2026": "50", "2027": "8"}}
    press = {**PRESS, "start": ["2026", "2026"]}

    run = solve_tree(tree({"press": press, "road": road}, {"fund": fund}), tmp_path)

    assert starts(run) == {
        ("road", 2025): Fraction(2, 5),
        ("road", 2026): Fraction(3, 5),
        ("press", 2026): Fraction(1, 3),
    }
    assert [each["spent"] for each in run.result["years"]] == [50, 5]


def test_begun_without_what_remains_follows_its_spending(tmp_path: Path) -> None:
    """Begun whole in 2025 with half due in each year: 17.5 of the 35 fall in 2026."""
    road = {"asks": "35", "status": "committed", "started": {"2025": "100 %"}, "spending": ["50 %", "50 %"]}

    run = solve_tree(tree({"road": road}, {"fund": {"amount": {"2026": "50"}}}, last=2026), tmp_path)

    assert run.result["years"][0]["spent"] == 17.5


@pytest.mark.parametrize(
    ("funds", "year"),
    [
        ({"fund": {"amount": {"2026": "50"}, "for": {"sectors": ["trade"]}}}, 2026),
        ({"fund": {"amount": {"2026": "50"}}}, 2027),
        ({"fund": {"amount": {"2026": "50"}}, "other": {"amount": {"2026": "5"}}}, 2027),
    ],
)
def test_what_is_due_and_nobody_may_pay_is_impossible(funds: dict[str, Tree], year: int, tmp_path: Path) -> None:
    """9 are still due of what was begun, to a project no fund is for, or in a year after all money."""
    road = {"asks": "35", "status": "committed", "started": {"2025": "100 %"}, "remaining": {str(year): "9"}}

    run = solve_tree(tree({"road": road}, funds, last=2026), tmp_path)

    assert run.answer.status == "certified_infeasible"
    assert run.result["conflict"]["rules"] == [f"projects.road.payments:{year}"]


def test_a_smallest_share_is_kept_or_nothing_is_done(tmp_path: Path) -> None:
    """30 of 60 are half of the press: enough for at least 40 %, not for at least 70 %, when the shop takes all 30."""
    shop = {"asks": "50", "impact": {"models": "1"}, "sector": "trade"}
    fund = {"amount": {"2026": "30"}}

    def chosen(least: str) -> dict[str, Fraction]:
        press = {**PRESS, "scale": {"at_least": least}}
        return levels(solve_tree(tree({"press": press, "shop": shop}, {"fund": fund}, last=2026), tmp_path))

    assert chosen("40 %") == {"press": Fraction(1, 2)}
    assert chosen("70 %") == {"shop": Fraction(3, 5)}


def test_a_smallest_share_holds_for_the_total_over_years(tmp_path: Path) -> None:
    """15 in each of two years are a quarter of the press each: together half, which 40 % allows and 60 % does not."""
    fund = {"amount": {"2026": "15", "2027": "15"}}

    def begun(least: str) -> dict[tuple[str, int], Fraction]:
        return starts(solve_tree(tree({"press": {**PRESS, "scale": {"at_least": least}}}, {"fund": fund}), tmp_path))

    assert begun("40 %") == {("press", 2026): Fraction(1, 4), ("press", 2027): Fraction(1, 4)}
    assert begun("60 %") == {}
