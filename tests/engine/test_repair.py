from fractions import Fraction
from pathlib import Path

import pytest
from tests.impossible import (
    MONEY,
    THREE,
    explained,
    fund,
    linked_pair,
    poor,
    promised,
    situation,
    two_shares,
    ways_out,
    whole,
    whole_projects,
)
from tests.small_cases import Tree, case_tree

from greenopt.case.setting import Setting
from greenopt.engine.repair import Search, Sized, moves


def sized(tree: Tree, folder: Path) -> dict[str, Sized]:
    """Return path → repair with a size."""
    found = explained(tree, folder)[2].repairs
    return {each.move.setting.path: each for each in found if isinstance(each, Sized)}


def test_amounts_move_by_what_lacks(tmp_path: Path) -> None:
    """35 are asked of 20: fifteen more, or fifteen less."""
    assert ways_out(explained(poor(), tmp_path)[2]) == {
        "rules.need.at_least": "20",
        "funds.fund.amount.2026": "35",
    }


def test_a_share_falls_to_the_best_ratio_not_by_the_least_slack(tmp_path: Path) -> None:
    """See `linked_pair`: 43.5 %, where the slack of the row would say 40 %."""
    found = sized(linked_pair(), tmp_path)["rules.share.at_least"]

    assert found.exact == Fraction(33, 2)
    assert found.move.setting.written(found.to) == "43.5 %"
    assert found.smallest


def test_shares_that_need_more_digits_are_rounded_outward(tmp_path: Path) -> None:
    """With d at 160 the best ratio is 261 / 601 = 43.4276…: 43.42 is enough, 43.43 is not."""
    tree = linked_pair()
    tree["projects"]["d"] |= {"cost": "160", "asks": "160"}
    found = sized(tree, tmp_path)["rules.share.at_least"]

    assert found.exact == 60 - Fraction(26100, 601)
    assert found.move.setting.written(found.to) == "43.42 %"


def test_two_shares_of_one_whole(tmp_path: Path) -> None:
    """60 % and 55 %: either falls by the 15 that are too much, or nothing is to be spent."""
    assert ways_out(explained(two_shares(), tmp_path)[2]) == {
        "rules.renewables.at_least": "45 %",
        "rules.mines.at_least": "40 %",
        "rules.some.at_least": "0",
    }


def test_one_number_behind_several_years_moves_for_all_of_them(tmp_path: Path) -> None:
    """25 in each year, of 20 and 12: down to 12 for both."""
    rules: dict[str, Tree] = {"need": {**MONEY, "each": "year", "at_least": "25"}}
    tree = case_tree(THREE, fund(y2026="20", y2027="12"), rules, horizon=(2026, 2027))

    assert ways_out(explained(tree, tmp_path)[2]).get("rules.need.at_least") == "12"


def test_one_share_behind_several_years_takes_the_worst_of_them(tmp_path: Path) -> None:
    """
    In each year b is paid half, 45; a is green and costs 30 in 2026 or, in part, in 2027.

    A share s of both years needs a part x of a in 2026 with 30 x = s (30 x + 45), and the rest likewise: so x = 1/2
    and s = 15 / 60 = 25 %.
    """
    projects: dict[str, Tree] = {
        "a": {"cost": "30", "tags": ["green"]},
        "b": {"cost": "90", "status": "required", "spending": ["50 %", "50 %"], "start": ["2026", "2026"]},
    }
    rule: Tree = {**MONEY, "to": {"tags": ["green"]}, "each": "year", "at_least": "37 %"}
    tree = case_tree(projects, fund(y2026="80", y2027="80"), {"share": rule}, horizon=(2026, 2027))

    assert sized(tree, tmp_path)["rules.share.at_least"].to == 25


def test_whole_projects_move_to_the_next_sum(tmp_path: Path) -> None:
    """Of 30, 40 and 25 the sums next to 58 are 55 and 65; in parts 58 would do."""
    found = ways_out(explained(whole_projects(), tmp_path)[2])

    assert found["rules.need.at_least"] == "55"
    assert found["funds.fund.amount.2026"] == "65"


def test_a_count_moves_in_whole_numbers_and_only_the_way_that_helps(tmp_path: Path) -> None:
    """All three cost 95 of 90; two are within."""
    rules: dict[str, Tree] = {"three": {"rule": "choose", "to": {"projects": ["a", "b", "c"]}, "exactly": "3"}}
    tree = case_tree(whole(THREE), fund(y2026="90"), rules)

    assert ways_out(explained(tree, tmp_path)[2])["rules.three.exactly"] == "2"


def test_exactly_may_rise_as_well(tmp_path: Path) -> None:
    """Exactly one of three, and 60 to be spent: two are needed, 30 + 40."""
    rules: dict[str, Tree] = {
        "one": {"rule": "choose", "to": {"projects": ["a", "b", "c"]}, "exactly": "1"},
        "need": {**MONEY, "at_least": "60"},
    }
    found = ways_out(explained(case_tree(whole(THREE), fund(y2026="90"), rules), tmp_path)[2])

    assert found["rules.one.exactly"] == "2"
    assert found["rules.need.at_least"] == "40"


def test_a_number_keeps_the_unit_it_is_written_in(tmp_path: Path) -> None:
    tree = poor()
    tree["funds"]["fund"]["amount"]["2026"] = "0.02 billion VND"
    tree["rules"]["need"]["at_least"] = "35000000 VND"

    assert ways_out(explained(tree, tmp_path)[2]) == {
        "rules.need.at_least": "20000000 VND",
        "funds.fund.amount.2026": "0.035 billion VND",
    }


def test_there_is_no_repair_where_even_the_end_does_not_help(tmp_path: Path) -> None:
    """Two floors of 35 against a fund of 20: neither may vanish alone; only more money mends it."""
    tree = poor()
    tree["rules"]["other"] = dict(tree["rules"]["need"])

    assert ways_out(explained(tree, tmp_path)[2]) == {"funds.fund.amount.2026": "35"}


def test_a_promise_that_is_too_dear(tmp_path: Path) -> None:
    assert ways_out(explained(promised(), tmp_path)[2]) == {
        "funds.fund.amount.2026": "77",
        "projects.d.status": "candidate",
    }


def test_more_money_makes_what_must_be_spent_more_as_well(tmp_path: Path) -> None:
    """35 are asked of 20; with 35 the half that must be spent is 17.5, which moves along."""
    tree = poor()
    tree["funds"]["fund"]["spend_at_least"] = "50 %"
    base = situation(tree, tmp_path)
    [move] = moves(base, Setting("funds.fund.amount.2026", Fraction(20), ""))

    assert {name: slope.constant for name, slope in move.slopes.items()} == {
        "funds.fund:2026": -1,
        "funds.fund.spend_at_least:2026": Fraction(-1, 2),
    }
    found = Search(base, move).least()
    assert found is not None
    assert found.to == 35


@pytest.mark.parametrize("direction", [-1, 1])
def test_a_floor_only_falls_and_a_ceiling_only_rises(direction: int, tmp_path: Path) -> None:
    tree = poor()
    tree["rules"]["top"] = {"source": "invented", "rule": "ceiling", "of": "public_money", "at_most": "12"}
    base = situation(tree, tmp_path)
    path, value = ("rules.need.at_least", 35) if direction < 0 else ("rules.top.at_most", 12)

    assert [move.direction for move in moves(base, Setting(path, Fraction(value), ""))] == [direction]
