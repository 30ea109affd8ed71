"""Ban: what a selector describes gets nothing."""

from pathlib import Path
from typing import Any

from tests.small_cases import Tree, case_tree, levels, mistakes, read_tree, solve_tree, values


def tree(project: Tree | None = None, **rule: Any) -> Tree:
    """Return two projects, gold banned, and money for both."""
    return case_tree(
        {
            "gold": {"sector": "mining", "asks": "40", "tags": ["alluvial"], "impact": {"models": "8"}}
            | (project or {}),
            "loom": {"asks": "30", "impact": {"models": "2"}},
        },
        {"fund": {"amount": {"2026": "90", "2027": "5"}}},
        {"no_gold": {"rule": "ban", "to": {"tags": ["alluvial"]}, **rule}},
        {"maximise": "models"},
        (2026, 2027),
    )


def test_it_settles_what_it_describes_and_nothing_else(tmp_path: Path) -> None:
    facts = read_tree(tree(), tmp_path).facts

    gold, loom = facts.by_id["gold"], facts.by_id["loom"]

    assert gold.screened is not None
    assert gold.screened.rule == "no_gold"
    assert facts.starts(gold) == ()
    assert loom.screened is None
    assert facts.starts(loom) == (2026, 2027)


def test_it_binds_only_while_it_is_valid(tmp_path: Path) -> None:
    """Valid to 2025 it leaves a project of 2026 alone; valid from 2027 it meets one that may start then."""
    over = read_tree(tree(valid=["2020", "2025"]), tmp_path).facts
    begins = read_tree(tree(valid=["2027", "2030"]), tmp_path).facts

    assert over.by_id["gold"].screened is None
    assert begins.by_id["gold"].screened is not None


def test_the_best_project_is_left_out_and_the_reason_is_the_ban(tmp_path: Path) -> None:
    """Without the ban gold would bring 8 of 10 models; with it the loom's 2 are all there is."""
    run = solve_tree(tree(), tmp_path)

    assert values(run.answer.value, list(levels(run))) == [2, ["loom"]]
    entry = next(each for each in run.result["portfolio"] if each["project"] == "gold")
    assert (entry["decision"], entry["reason"]["rule"]) == ("screened_out", "no_gold")
    row = next(each for each in run.result["rules"] if each["name"] == "no_gold")
    assert (row["screened_out"], row["price"]) == (["gold"], None)


def test_a_promise_under_a_ban_is_a_contradiction(tmp_path: Path) -> None:
    found = mistakes(tree({"status": "required", "status_source": "order 4"}), tmp_path)

    assert found == [("rules.no_gold.to", "gold is required and banned at once")]


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    assert mistakes(tree(to={"sectors": ["gold"]}), tmp_path) == [("rules.no_gold.to.sectors", "'gold' does not exist")]


def test_it_says_what_gets_nothing(tmp_path: Path) -> None:
    case = read_tree(tree(), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == "No support for alluvial."
