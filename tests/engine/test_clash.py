from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from tests.impossible import (
    MONEY,
    THREE,
    banned,
    explained,
    fund,
    late_window,
    linked_pair,
    members,
    poor,
    promised,
    situation,
    two_shares,
    whole_projects,
)
from tests.small_cases import Tree, case_tree

from greenopt.engine.clash import FEW, Item, as_proved, find_clash, smallest

CASES = {
    "poor": (poor, {"funds.fund:2026", "need"}),
    "two shares": (two_shares, {"renewables", "mines", "some"}),
    "linked pair": (linked_pair, {"share", "projects.b.status"}),
    "window": (late_window, {"need", "projects.a.start"}),
    "ban": (banned, {"need", "no"}),
    "whole": (
        whole_projects,
        {"need", "funds.fund:2026", "projects.a.scale", "projects.b.scale", "projects.c.scale"},
    ),
    "promise": (promised, {"funds.fund:2026", "projects.d.status"}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_clashes_is_named_and_nothing_else(name: str, tmp_path: Path) -> None:
    tree, expected = CASES[name]

    conflict = explained(tree(), tmp_path)[2]

    assert members(conflict) == expected
    assert conflict.clash.irreducible


def test_what_does_not_take_part_is_left_out(tmp_path: Path) -> None:
    """A ceiling, a floor that holds and a second fund stand beside the floor of 35 and the fund of 20."""
    rules: dict[str, Tree] = {
        "need": {**MONEY, "to": {"sectors": ["crafts"]}, "at_least": "35"},
        "mines": {**MONEY, "to": {"sectors": ["mining"]}, "at_least": "5 %"},
        "top": {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["mining"]}, "at_most": "12"},
    }
    funds = {"fund": fund(y2026="20")["fund"], "mine": {**fund(y2026="9")["fund"], "for": {"sectors": ["mining"]}}}

    assert members(explained(case_tree(THREE, funds, rules), tmp_path)[2]) == {"funds.fund:2026", "need"}


def test_a_window_is_not_named_where_opening_it_would_not_help(tmp_path: Path) -> None:
    """All that is there costs 40, whenever it starts, and 45 are to be spent."""
    tree = late_window()
    tree["rules"]["need"] |= {"at_least": "45"}

    assert members(explained(tree, tmp_path)[2]) == {"need"}


def test_a_soft_rule_never_clashes(tmp_path: Path) -> None:
    tree = poor()
    tree["rules"]["wish"] = {"source": "invented", **MONEY, "at_least": "44", "soft": "true"}

    assert members(explained(tree, tmp_path)[2]) == {"funds.fund:2026", "need"}


def test_the_proof_leans_on_the_members_alone(tmp_path: Path) -> None:
    run = explained(two_shares(), tmp_path)[1]

    assert {name for name in run.answer.farkas if "[" not in name} == {"renewables", "mines", "some"}


def test_where_nothing_was_found_the_proof_stands_as_it_is(tmp_path: Path) -> None:
    clash = as_proved(situation(poor(), tmp_path), {"need"})

    assert [item.name for item in clash.members] == ["need"]
    assert not clash.irreducible
    assert clash.proof is None


def test_a_clash_is_found_without_any_known_support(tmp_path: Path) -> None:
    found = find_clash(situation(poor(), tmp_path), set())

    assert found is not None
    assert {item.name for item in found.members} == {"funds.fund:2026", "need"}


@pytest.mark.parametrize("count", [4, FEW + 5])
def test_the_smallest_set_is_found_one_by_one_and_by_halves(count: int) -> None:
    """Sets are empty that hold three given items; which they are must not matter."""
    items = [Item(f"r{number}", "rule", f"r{number}") for number in range(count)]
    for chosen in combinations(items, 3):
        needed = set(chosen)

        def is_empty(kept: Sequence[Item], needed: set[Item] = needed) -> bool:
            return needed <= set(kept)

        assert set(smallest(items, is_empty)) == needed


def test_what_is_tried_first_goes_where_either_would_do() -> None:
    one, other = Item("one", "fund", "one"), Item("other", "rule", "other")

    assert smallest([one, other], bool) == [other]
