from pathlib import Path

from tests.impossible import MONEY, THREE, fund, late_window, poor, promised, two_shares
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.engine.obvious import obvious, suspicions


def said(tree: Tree, folder: Path) -> list[str]:
    """Return what is obvious, in English."""
    case = read_tree(tree, folder)
    return [str(each.message) for each in obvious(case.facts, case.rules)]


def test_shares_of_one_whole_for_groups_without_a_common_project(tmp_path: Path) -> None:
    assert said(two_shares(), tmp_path) == ["renewables, mines together ask for 115 % of one whole"]


def test_shares_for_groups_with_a_common_project_say_nothing(tmp_path: Path) -> None:
    tree = two_shares()
    tree["projects"]["c"]["kind"] = "renewable"

    assert said(tree, tmp_path) == []


def test_shares_of_different_years_say_nothing(tmp_path: Path) -> None:
    tree = two_shares()
    tree["case"]["horizon"] = ["2026", "2027"]
    tree["rules"]["mines"]["in"], tree["rules"]["renewables"]["in"] = "2026", "2027"

    assert said(tree, tmp_path) == []


def test_a_floor_above_all_there_is_counts_each_project_once(tmp_path: Path) -> None:
    """30 + 40 + 25 = 95, in whichever of the two years they start."""
    rules: dict[str, Tree] = {"need": {**MONEY, "at_least": "96"}}
    tree = case_tree(THREE, fund(y2026="60", y2027="70"), rules, horizon=(2026, 2027))

    assert said(tree, tmp_path) == ["need: even with every project in full at most 95 of 96 million VND"]


def test_a_floor_of_all_there_is_says_nothing(tmp_path: Path) -> None:
    assert said(case_tree(THREE, fund(y2026="95"), {"need": {**MONEY, "at_least": "95"}}), tmp_path) == []


def test_a_ceiling_below_what_is_begun(tmp_path: Path) -> None:
    projects: dict[str, Tree] = {**THREE, "d": {"cost": "40", "status": "committed", "started": {"2025": "100 %"}}}
    projects["d"]["remaining"] = {"2026": "13"}
    rules: dict[str, Tree] = {"top": {"rule": "ceiling", "of": "public_money", "at_most": "9"}}

    assert said(case_tree(projects, fund(y2026="95"), rules), tmp_path) == [
        "top: at least 13 million VND whatever is chosen, and 9 are allowed"
    ]


def test_numbers_that_differ_are_not_shown_as_equal(tmp_path: Path) -> None:
    """33.35 % of 27 kilns are 9.0045, and 9 can be closed; the part tells which year is meant."""
    rule: Tree = {"rule": "phase_out", "what": "kilns", "closed_by": {"2026": "0 %", "2027": "33.35 %"}}
    stocks = {"kilns": {"unit": "kiln", "amount": "27"}}
    tree = case_tree(
        {"a": {"closes": {"kilns": "9"}}}, fund(y2026="95"), {"out": rule}, horizon=(2026, 2027), stocks=stocks
    )

    assert said(tree, tmp_path) == ["out (2027): even with every project in full at most 9 of 9.005 kiln"]


def test_what_was_paid_in_a_year_that_has_passed_is_not_held_against_the_money_of_today(tmp_path: Path) -> None:
    """In 2026 the fund had 9 and paid 20, as it had more then; of 8 that are left and 30 of 2027, 30 are still due."""
    begun: Tree = {"status": "committed", "started": {"2026": "100 %"}, "paid": {"fund": {"2026": "20"}}}
    projects: dict[str, Tree] = {"a": {"cost": "50", **begun, "remaining": {"2027": "30"}}}
    tree = case_tree(projects, fund(y2026="9", y2027="30"), horizon=(2026, 2027))
    tree["case"]["planned_from"] = "2027"
    tree["funds"]["fund"]["opening"] = "8"

    assert said(tree, tmp_path) == []


def test_promises_dearer_than_the_fund(tmp_path: Path) -> None:
    assert said(promised(), tmp_path) == ["What is promised costs 77 million VND in 2026, and fund then has 60: d"]


def test_a_promise_that_may_wait_for_money_says_nothing(tmp_path: Path) -> None:
    tree = promised()
    tree["case"]["horizon"] = ["2026", "2027"]
    tree["funds"]["fund"]["amount"]["2027"] = "80"

    assert said(tree, tmp_path) == []


def test_what_is_not_obvious_is_not_said(tmp_path: Path) -> None:
    assert said(poor(), tmp_path) == []


def test_as_a_warning_it_has_the_place_of_its_rule(tmp_path: Path) -> None:
    case = read_tree(late_window() | {"funds": fund(y2026="60")}, tmp_path)
    [warning] = suspicions(case)

    assert warning.code == "impossible"
    assert warning.key == "rules.need"
    assert warning.place.file.endswith("case.yaml")
    assert warning.place.line > 0
    assert "at most 10 of 35 million VND" in str(warning.message)
