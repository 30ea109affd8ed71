"""Safeguard: nothing is supported without each of the declared conditions."""

from pathlib import Path
from typing import Any

from tests.small_cases import Tree, case_tree, levels, mistakes, read_tree, solve_tree


def tree(project: Tree | None = None, **rule: Any) -> Tree:
    """Return a mine that shows one of two conditions, and a loom that needs none."""
    mine = {"sector": "mining", "asks": "40", "meets": {"permit": "no. 12"}, "impact": {"models": "8"}}
    return case_tree(
        {"mine": mine | (project or {}), "loom": {"asks": "30", "impact": {"models": "2"}}},
        {"fund": {"amount": {"2026": "90", "2027": "5"}}},
        {"conditions": {"rule": "safeguard", "to": {"sectors": ["mining"]}, "needs": ["permit", "report"], **rule}},
        {"maximise": "models"},
        (2026, 2027),
    )


def test_one_missing_condition_is_enough_and_is_named(tmp_path: Path) -> None:
    mine = read_tree(tree(), tmp_path).facts.by_id["mine"]

    assert mine.screened is not None
    assert mine.screened.rule == "conditions"
    assert mine.screened.reason.both()["en"] == "not shown to be met: report"


def test_a_document_or_a_reason_why_not_meets_a_condition(tmp_path: Path) -> None:
    """The report does not apply, and says why: the mine is funded beside the loom, 8 + 2 models."""
    case = tree({"meets": {"permit": "no. 12", "report": {"not_applicable": "underground only"}}, "runs_after": "0"})

    run = solve_tree(case, tmp_path)

    assert sorted(levels(run)) == ["loom", "mine"]
    assert run.answer.value == 10


def test_what_lacks_a_condition_is_screened_out_in_the_answer(tmp_path: Path) -> None:
    run = solve_tree(tree(), tmp_path)

    assert list(levels(run)) == ["loom"]
    row = next(each for each in run.result["rules"] if each["name"] == "conditions")
    assert row["screened_out"] == ["mine"]


def test_it_binds_only_while_it_is_valid(tmp_path: Path) -> None:
    assert read_tree(tree(valid=["2010", "2025"]), tmp_path).facts.by_id["mine"].screened is None


def test_a_promise_without_its_condition_is_a_contradiction(tmp_path: Path) -> None:
    found = mistakes(tree({"status": "required", "status_source": "order 4"}), tmp_path)

    assert found == [("rules.conditions.needs", "mine is required but does not meet report")]


def test_an_unknown_condition_is_refused(tmp_path: Path) -> None:
    assert mistakes(tree(needs=["permit", "rapport"]), tmp_path) == [
        ("rules.conditions.needs", "'rapport' does not exist")
    ]


def test_it_says_what_is_needed(tmp_path: Path) -> None:
    case = read_tree(tree(), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == "Support for mining only with: permit, report."
