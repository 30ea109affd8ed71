from fractions import Fraction
from pathlib import Path

from tests.impossible import explained, fund, linked_pair, poor, promised, situation, two_shares, whole_projects
from tests.small_cases import Tree, case_tree, values

from greenopt.engine.nearest import mixed, nearest, size_of


def test_the_nearest_plan_misses_the_floor_or_the_fund_by_the_smaller_part(tmp_path: Path) -> None:
    """Fifteen of 35 is less than fifteen of 20."""
    found = explained(poor(), tmp_path)[2].nearest

    assert found is not None
    assert dict(found.missed) == {"need": 15}
    assert values(found.total, found.is_best) == [Fraction(15, 35), True]


def test_a_promise_is_missed_in_part(tmp_path: Path) -> None:
    """17 of 77 are not paid; 17 of 60 too much would be more."""
    found = explained(promised(), tmp_path)[2].nearest

    assert found is not None
    assert dict(found.missed) == {"projects.d.status": Fraction(17, 77)}


def test_whole_projects_miss_by_a_whole_sum(tmp_path: Path) -> None:
    """55 of 58 lacks less than 65 of 60 has too much."""
    found = explained(whole_projects(), tmp_path)[2].nearest

    assert found is not None
    assert dict(found.missed) == {"need": 3}


def test_a_share_counts_as_part_of_the_most_it_can_come_to(tmp_path: Path) -> None:
    """60 % of all projects, 95."""
    base = situation(two_shares(), tmp_path)

    assert size_of(base, base.hard["renewables"]) == 57


def test_nothing_is_had_twice_even_in_the_plan_that_comes_nearest(tmp_path: Path) -> None:
    """
    Two projects claim 8 and 7 of the 12 that there are, and 14 are asked for twice.

    To have 14 of 12 would miss 2 of 12 once, less than 2 of 14 twice; but a plan cannot have what is not there.
    """
    claims = {"a": "8 t/yr", "b": "7 t/yr"}
    projects: dict[str, Tree] = {name: {"cost": "20", "impact": {"waste": each}} for name, each in claims.items()}
    rules: dict[str, Tree] = {
        "once": {"rule": "overlap", "of": "waste", "at_most": "12 t/yr"},
        "need": {"rule": "target", "of": "waste", "by": "2027", "at_least": "14"},
        "want": {"rule": "floor", "of": "waste", "in": "2027", "at_least": "14"},
    }
    found = explained(case_tree(projects, fund(y2026="60"), rules, horizon=(2026, 2027)), tmp_path)[2].nearest

    assert found is not None
    assert dict(found.missed) == {"need": 2, "want": 2}


def test_only_negotiable_rules_give_way(tmp_path: Path) -> None:
    conflict = explained(two_shares(), tmp_path)[2]

    assert conflict.mixed is not None
    assert {move.setting.path: to for move, to in conflict.mixed.moves} == {"rules.renewables.at_least": 45}


def test_nothing_is_bargained_where_nothing_is_negotiable(tmp_path: Path) -> None:
    assert explained(poor(), tmp_path)[2].mixed is None


def test_several_rules_give_way_together(tmp_path: Path) -> None:
    """A fund of 20, and floors of 35 and of 30 on the same money: neither alone mends it, both down to 20 do."""
    tree = poor()
    tree["rules"]["need"]["negotiable"] = "true"
    tree["rules"]["other"] = {**tree["rules"]["need"], "at_least": "30"}
    conflict = explained(tree, tmp_path)[2]

    assert conflict.mixed is not None
    assert {move.setting.path: to for move, to in conflict.mixed.moves} == {
        "rules.need.at_least": 20,
        "rules.other.at_least": 20,
    }
    assert conflict.mixed.total == Fraction(15, 35) + Fraction(10, 30)


def test_a_negotiable_rule_that_cannot_mend_it_alone_is_not_offered(tmp_path: Path) -> None:
    """The second floor is not negotiable."""
    tree = poor()
    tree["rules"]["need"]["negotiable"] = "true"
    tree["rules"]["other"] = {"source": "invented", "rule": "floor", "of": "public_money", "at_least": "30"}

    assert explained(tree, tmp_path)[2].mixed is None


def test_a_share_bargained_falls_by_its_ratio_too(tmp_path: Path) -> None:
    """The plan that misses least of `linked_pair` is the one of 40 %, and 43.5 % is enough."""
    tree = linked_pair()
    tree["rules"]["share"]["negotiable"] = "true"
    conflict = explained(tree, tmp_path)[2]

    assert conflict.mixed is not None
    assert [to for _, to in conflict.mixed.moves] == [Fraction(87, 2)]


def test_no_moves_no_bargain(tmp_path: Path) -> None:
    assert mixed(situation(poor(), tmp_path), []) is None
    assert nearest(situation(poor(), tmp_path)) is not None
