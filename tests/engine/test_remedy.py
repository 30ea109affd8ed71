from copy import deepcopy
from pathlib import Path

import pytest
from tests.impossible import (
    MONEY,
    THREE,
    banned,
    explained,
    fund,
    late_window,
    promised,
    ways_out,
    whole,
    whole_projects,
)
from tests.small_cases import Tree, case_tree


def test_a_window_opens_by_the_fewest_years(tmp_path: Path) -> None:
    """A may start in 2028 only, and is needed in 2026: two years earlier."""
    tree = late_window()
    tree["case"]["horizon"] = ["2026", "2028"]
    tree["projects"]["a"]["start"] = ["2028", "2028"]

    assert ways_out(explained(tree, tmp_path)[2])["projects.a.start"] == "[2026, 2028]"


def test_a_window_stays_shut_where_emission_factors_are_not_known(tmp_path: Path) -> None:
    """Electricity saved before the first factor could not be counted; the case would be refused."""
    tree = deepcopy(late_window())
    factors = tree["model"]["factors"]["electricity"]["indicators"]["co2e"]
    factors["by_year"] = {"2027": "0.65", "2028": "0.6"}
    tree["projects"]["a"] |= {"saves": {"electricity": "9 MWh/yr"}, "runs_after": "0"}

    assert "projects.a.start" not in ways_out(explained(tree, tmp_path)[2])


def test_a_ban_is_dropped(tmp_path: Path) -> None:
    assert ways_out(explained(banned(), tmp_path)[2]) == {"rules.no": "drop", "rules.need.at_least": "0"}


def test_dropping_one_of_two_rules_that_screen_is_not_enough(tmp_path: Path) -> None:
    tree = banned()
    tree["rules"]["never"] = {"source": "invented", "rule": "ban", "to": {"projects": ["b"]}}

    assert ways_out(explained(tree, tmp_path)[2]) == {"rules.need.at_least": "0"}


def test_a_safeguard_is_dropped(tmp_path: Path) -> None:
    tree = banned()
    tree["rules"]["no"] = {"source": "invented", "rule": "safeguard", "needs": ["permit"]}

    assert ways_out(explained(tree, tmp_path)[2])["rules.no"] == "drop"


def test_a_promise_is_taken_back(tmp_path: Path) -> None:
    assert ways_out(explained(promised(), tmp_path)[2])["projects.d.status"] == "candidate"


def test_a_promise_that_has_begun_stays(tmp_path: Path) -> None:
    """What is half begun cannot be a candidate."""
    tree = promised()
    tree["projects"]["d"] |= {"status": "committed", "started": {"2025": "10 %"}}

    assert set(ways_out(explained(tree, tmp_path)[2])) == {"funds.fund.amount.2026"}


def test_parts_are_allowed_where_nothing_counts_the_project(tmp_path: Path) -> None:
    assert ways_out(explained(whole_projects(), tmp_path)[2])["projects.a.scale"] == "continuous"

    tree = whole_projects()
    tree["rules"]["most"] = {"source": "invented", "rule": "choose", "to": {"projects": ["a", "b"]}, "at_most": "2"}
    found = ways_out(explained(tree, tmp_path)[2])
    assert "projects.a.scale" not in found
    assert found["projects.c.scale"] == "continuous"


@pytest.mark.parametrize(
    ("requires", "path", "value"),
    [
        (["c"], "projects.d.requires", "drop"),
        (["a", "c"], "projects.d.requires", "[a]"),
        ([{"project": "a", "when": "finished"}, "c"], "projects.d.requires", "[{project: a, when: finished}]"),
    ],
)
def test_what_a_project_needs_is_left_out_of_its_list(
    requires: list[object], path: str, value: str, tmp_path: Path
) -> None:
    """D (20) is required and needs c (25), and 40 is all there is; a costs nothing."""
    projects: dict[str, Tree] = {
        "a": {"cost": "0", "runs_after": "0"},
        "c": {"cost": "25"},
        "d": {"cost": "20", "status": "required", "requires": requires},
    }
    found = ways_out(explained(case_tree(projects, fund(y2026="40")), tmp_path)[2])

    assert found[path] == value


def test_a_rule_of_the_case_without_a_number_is_dropped(tmp_path: Path) -> None:
    """The same, said by a rule for all."""
    rules: dict[str, Tree] = {
        "pair": {"rule": "requires", "each": {"projects": ["b"]}, "needs": {"projects": ["c"]}},
        "need": {**MONEY, "to": {"kinds": ["renewable"]}, "at_least": "39"},
    }
    tree = case_tree(whole(THREE), fund(y2026="60"), rules)

    assert ways_out(explained(tree, tmp_path)[2])["rules.pair"] == "drop"


def test_a_limit_that_others_rest_on_is_not_dropped(tmp_path: Path) -> None:
    """Without the limit nothing would say what these projects ask for; the case would be refused."""
    machine: Tree = {"cost": "50", "support": "machines", "facility": "works", "status": "required"}
    rules: dict[str, Tree] = {
        "limit": {"rule": "support_limit", "class": "machines", "rate": "60 %", "ceiling": "35", "per": "facility"}
    }
    tree = case_tree({"x": machine, "y": machine}, fund(y2026="200"), rules)

    found = ways_out(explained(tree, tmp_path)[2])
    assert "rules.limit" not in found
    assert found["projects.x.status"] == "candidate"
