"""Choose: so many of these, counted whole or in shares."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values


def tree(scale: Any = None, **rule: Any) -> Tree:
    """Return three projects, of which so many may be chosen, and 90 million."""
    projects: dict[str, Tree] = {
        "dam": {"asks": "60", "impact": {"models": "9"}, "runs_after": "0"},
        "mill": {"asks": "35", "impact": {"models": "5"}, "runs_after": "0"},
        "kiln": {"asks": "20", "impact": {"models": "2"}, "runs_after": "0"},
    }
    if scale is not None:
        projects = {name: entry | {"scale": scale} for name, entry in projects.items()}
    some = {"rule": "choose", "to": {"projects": ["dam", "mill", "kiln"]}, **rule}
    return case_tree(projects, {"fund": {"amount": {"2026": "90"}}}, {"some": some}, {"maximise": "models"})


def test_a_project_counts_as_one_however_much_of_it_is_done(tmp_path: Path) -> None:
    case = read_tree(tree({"at_least": "20 %"}, at_most="1"), tmp_path)

    [found] = asked(case, decided(case, {("dam", 2026): "1/4", ("kiln", 2026): "1"}), "some").values()

    assert values(found.left.constant, found.room()) == [2, -1]


def test_shares_count_as_shares(tmp_path: Path) -> None:
    case = read_tree(tree(exactly="2", **{"as": "shares"}), tmp_path)

    [found] = asked(case, decided(case, {("dam", 2026): "1/4", ("kiln", 2026): "1"}), "some").values()

    assert (found.left.constant, found.room()) == (Fraction(5, 4), Fraction(-3, 4))


def test_of_whole_projects_the_best_that_fits_is_chosen(tmp_path: Path) -> None:
    """One of three: the dam, 9 models for 60. Two: dam and kiln for 80 bring 11; dam and mill cost 95."""
    assert levels(solve_tree(tree("all_or_nothing", at_most="1"), tmp_path)) == {"dam": Fraction(1)}

    run = solve_tree(tree("all_or_nothing", at_most="2"), tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 11]
    assert levels(run) == {"dam": Fraction(1), "kiln": Fraction(1)}


def test_exactly_forces_what_would_not_be_chosen(tmp_path: Path) -> None:
    """All three cost 115 of 90: impossible. Exactly one of mill and kiln beside the dam can only be the kiln."""
    assert solve_tree(tree("all_or_nothing", exactly="3"), tmp_path).answer.status == "certified_infeasible"

    run = solve_tree(tree("all_or_nothing", exactly="1", to={"projects": ["mill", "kiln"]}), tmp_path)

    assert run.answer.value == 11


def test_a_smallest_share_may_be_done_in_part_but_counts_whole(tmp_path: Path) -> None:
    """
    Two of three, each at least 80 %: dam 100 % and the mill 30/35 = 85.7 % bring 9 + 30/7.

    Mill whole and dam 55/60: 5 + 8.25 = 13.25; 9 + 30/7 = 13.29 is a little more.
    """
    run = solve_tree(tree({"at_least": "80 %"}, at_most="2"), tmp_path)

    assert run.answer.status == "certified_optimal"
    assert levels(run) == {"dam": Fraction(1), "mill": Fraction(6, 7)}
    assert run.answer.value == 9 + Fraction(30, 7)


def test_shares_have_a_price_on_either_side(tmp_path: Path) -> None:
    """
    One in all: the dam, 60 of 90 million, so the fund does not bind. More would be mill, 5 a project; less is less dam.

    Of exactly one, one more is worth 5 and one fewer -9.
    """
    run = solve_tree(tree(**{"as": "shares"}, at_most="1"), tmp_path)
    assert levels(run) == {"dam": Fraction(1)}
    assert prices(run)["some"] == (5, 9)

    run = solve_tree(tree(**{"as": "shares"}, exactly="1"), tmp_path)
    assert prices(run)["some"] == (5, -9)


@pytest.mark.parametrize(
    ("scale", "rule", "key", "words"),
    [
        (None, {"at_most": "1"}, "to", "cannot be counted"),
        ("all_or_nothing", {}, "at_most", "one number is needed"),
        ("all_or_nothing", {"at_most": "1", "exactly": "1"}, "at_most", "one number is needed"),
        ("all_or_nothing", {"at_most": "1", "to": {"projects": ["dame"]}}, "to.projects", "does not exist"),
        ("all_or_nothing", {"at_most": "1.5"}, "at_most", "not a whole number"),
    ],
)
def test_what_cannot_be_counted_is_refused(scale: Any, rule: Tree, key: str, words: str, tmp_path: Path) -> None:
    found = mistakes(tree(scale, **rule), tmp_path)

    assert [(each, words in message) for each, message in found] == [(f"rules.some.{key}", True)]


def test_it_says_how_many(tmp_path: Path) -> None:
    case = read_tree(tree("all_or_nothing", exactly="2", to={"kinds": ["efficiency"]}), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == "Of energy efficiency, exactly 2."
