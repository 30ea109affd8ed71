"""Requires: no more of one project than of what it needs, and not before it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, starts

HORIZON = (2026, 2028)


def tree(rule: Tree | None = None, **given: Any) -> Tree:
    """Return a line that needs training, in three years with 50 million each."""
    projects: dict[str, Tree] = {
        "line": {"asks": "60", "tags": ["line"], "place": "north", "impact": {"models": "7"}, "runs_after": "0"},
        "training": {"asks": "30", "sector": "trade", "tags": ["training"], "place": "north"},
    }
    for name, more in given.items():
        projects[name] = projects.get(name, {}) | more
    funds = {"fund": {"amount": dict.fromkeys(("2026", "2027", "2028"), "50")}}
    rules = {"first": {"rule": "requires", **rule}} if rule else {}
    return case_tree(projects, funds, rules, {"maximise": "models"}, HORIZON)


NEEDS: Tree = {"each": {"tags": ["line"]}, "needs": {"tags": ["training"]}}


@pytest.mark.parametrize(
    ("more", "rooms"),
    [
        ({}, [Fraction(1, 4), Fraction(-1, 4), 0]),
        ({"lag": "1"}, [Fraction(-1, 4), Fraction(-1, 4), Fraction(-1, 4)]),
        ({"when": "finished"}, [Fraction(-1, 4), Fraction(-1, 4), Fraction(-1, 4)]),
        ({"when": "finished", "lag": "1"}, [Fraction(-1, 4), Fraction(-3, 4), Fraction(-1, 4)]),
    ],
)
def test_room_in_each_year_is_what_is_there_less_what_has_begun(
    more: Tree, rooms: list[Fraction], tmp_path: Path
) -> None:
    """
    The line begins by 1/4 in 2026 and 1/2 in 2027: 1/4, 3/4, 3/4.

    Training begins by 1/2 in 2026 and 1/4 in 2028, so 1/2, 1/2, 3/4 have begun; a year later, which is also when it
    runs, 0, 1/2, 1/2; two years later 0, 0, 1/2.
    """
    case = read_tree(tree({**NEEDS, **more}), tmp_path)
    begun = {("line", 2026): "1/4", ("line", 2027): "1/2", ("training", 2026): "1/2", ("training", 2028): "1/4"}

    found = asked(case, decided(case, begun), "first")

    assert list(found) == ["line.2026", "line.2027", "line.2028"]
    assert [each.room() for each in found.values()] == rooms


def test_what_brings_nothing_is_funded_for_what_needs_it(tmp_path: Path) -> None:
    """
    Each part of the line costs 60 + 30 with its training: 150 are there, so both are whole.

    In 2026 50 pay 5/9 of both at once; which years take the rest is settled by the rule for ties.
    """
    run = solve_tree(tree(NEEDS), tmp_path)

    assert levels(run) == {"line": Fraction(1), "training": Fraction(1)}
    assert run.answer.value == 7


def test_a_lag_takes_its_years(tmp_path: Path) -> None:
    """Two years after training, only 2028 is left: 50 of 60 in that year, so 5/6 of the line and of the training."""
    run = solve_tree(tree({**NEEDS, "lag": "2"}), tmp_path)

    assert starts(run) == {("line", 2028): Fraction(5, 6), ("training", 2026): Fraction(5, 6)}
    assert run.answer.value == Fraction(35, 6)


def test_finished_waits_until_it_runs(tmp_path: Path) -> None:
    """Training is paid over two years and runs in the third: the line can begin in 2028 alone."""
    case = tree({**NEEDS, "when": "finished"}, training={"spending": ["50 %", "50 %"]})

    run = solve_tree(case, tmp_path)

    assert starts(run) == {("line", 2028): Fraction(5, 6), ("training", 2026): Fraction(5, 6)}


def test_the_price_is_what_a_point_without_its_companion_brings(tmp_path: Path) -> None:
    """
    One year, 45 million: half the line with half its training (30 + 15), 3.5 models.

    With one point of line allowed alone: 60 l + 30 (l − 0.01) = 45, l = 0.5 + 0.3/90, worth 7 × 0.3/90 = 7/300.
    """
    case = tree(NEEDS)
    case["case"]["horizon"], case["funds"] = ["2026", "2026"], {"fund": {"amount": {"2026": "45"}}}

    run = solve_tree(case, tmp_path)

    assert run.answer.value == Fraction(7, 2)
    assert prices(run)["first:line"] == (Fraction(7, 300), Fraction(7, 300))


def test_at_the_same_place_only(tmp_path: Path) -> None:
    """Training in the south does not help a line in the north, which then cannot be begun."""
    rule = {**NEEDS, "same": "place"}

    assert levels(solve_tree(tree(rule, training={"place": "south"}), tmp_path)) == {}
    assert levels(solve_tree(tree(rule), tmp_path))["line"] == 1


def test_several_can_serve_in_part(tmp_path: Path) -> None:
    """Two trainings of 30 and 45 for 0.4 and 0.6 of the line are asked for nothing but their sum: the cheap one."""
    case = tree(NEEDS, course={"asks": "45", "tags": ["training"]})

    run = solve_tree(case, tmp_path)

    assert levels(run) == {"line": Fraction(1), "training": Fraction(1)}


def test_a_project_may_say_itself_what_it_needs(tmp_path: Path) -> None:
    case = tree(line={"requires": [{"project": "training", "when": "finished"}]})

    run = solve_tree(case, tmp_path)

    assert min(year for name, year in starts(run) if name == "line") == 2027
    assert "projects.line.requires.training:line.2027" in run.answer.prices


def test_what_was_begun_whole_before_asks_for_nothing_more(tmp_path: Path) -> None:
    """The line was begun last year without its training; nothing can undo that, and nothing is asked for it."""
    begun = {"status": "committed", "status_source": "decision 7", "started": {"2025": "100 %"}}

    run = solve_tree(tree(NEEDS, line=begun), tmp_path)

    assert run.answer.status == "certified_optimal"
    assert levels(run) == {"line": Fraction(1)}


def test_a_circle_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    case = tree(NEEDS, training={"requires": ["line"]})

    [(key, message)] = mistakes(case, tmp_path)

    assert key == "rules.first"
    assert message == "these projects need each other in a circle: line → training → line"
    case["rules"]["first"]["together"] = "true"
    assert levels(solve_tree(case, tmp_path)) == {"line": Fraction(1), "training": Fraction(1)}


def test_a_place_that_is_missing_is_refused(tmp_path: Path) -> None:
    case = tree({**NEEDS, "same": "facility"})

    assert mistakes(case, tmp_path) == [("rules.first.same", "line names no facility")]


@pytest.mark.parametrize("key", ["each", "needs"])
def test_unknown_names_are_refused(key: str, tmp_path: Path) -> None:
    case = tree({**NEEDS, key: {"projects": ["lime"]}})

    assert mistakes(case, tmp_path) == [(f"rules.first.{key}.projects", "'lime' does not exist")]


def test_it_says_what_is_needed(tmp_path: Path) -> None:
    case = read_tree(tree({**NEEDS, "same": "place"}), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == "line: only with training at the same place."
