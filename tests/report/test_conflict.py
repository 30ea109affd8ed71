from pathlib import Path

import pytest
from tests.impossible import MONEY, fund, late_window, poor, two_shares, whole, whole_projects
from tests.small_cases import Tree, case_tree, solve_tree

from greenopt.language import Language
from greenopt.report.terminal import planner
from greenopt.report.words import Names


def shown(tree: Tree, folder: Path, language: Language = "en") -> str:
    """Return the table of an impossible case, at the width of a terminal."""
    run = solve_tree(tree, folder)
    return planner(run.result, Names.of(run.case), language, 80)


def test_what_clashes_stands_with_its_place(tmp_path: Path) -> None:
    text = shown(poor(), tmp_path)
    line = next(
        number
        for number, each in enumerate((tmp_path / "case.yaml").read_text(encoding="utf-8").splitlines(), 1)
        if each.strip() == "need:"
    )

    assert "These cannot hold together:" in text
    assert "public money: at least 35 million VND." in text
    assert f"need – case.yaml:{line}" in text
    assert "Without any one of them the others can be satisfied. This is proved." in text


def test_ways_out_can_be_copied(tmp_path: Path) -> None:
    text = shown(poor(), tmp_path)

    assert "1.   Lower the rule 'need' from 35 to 20 million VND." in text
    assert "     rules.need.at_least=20" in text
    assert "2.   Raise the money of fund in 2026 from 20 to 35 million VND." in text


def test_the_nearest_plan_and_what_it_misses(tmp_path: Path) -> None:
    assert "need: missed by 3 million VND" in shown(whole_projects(), tmp_path)
    assert "It carries out: a 100 %; c 100 %" in shown(whole_projects(), tmp_path)


def test_what_is_obvious_comes_first_and_negotiable_rules_are_shown(tmp_path: Path) -> None:
    text = shown(two_shares(), tmp_path)

    assert text.index("together ask for 115 %") < text.index("These cannot hold together:")
    assert "The cheapest change of negotiable rules, all together" in text


def test_many_projects_alike_are_not_all_listed(tmp_path: Path) -> None:
    """Seven whole projects of 10 each cannot make 58 of 59 without going in parts: all seven clash."""
    projects = whole({f"p{number}": {"cost": "10"} for number in range(7)})
    text = shown(case_tree(projects, fund(y2026="59"), {"need": {**MONEY, "at_least": "58"}}), tmp_path)

    assert text.count("is carried out as a whole or not at all.") == 4
    assert "and 3 more" in text


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_line_is_wider_than_the_page(language: Language, tmp_path: Path) -> None:
    for tree in (two_shares(), late_window(), whole_projects()):
        assert max(map(len, shown(tree, tmp_path, language).splitlines())) <= 80


def test_vietnamese(tmp_path: Path) -> None:
    text = shown(poor(), tmp_path, "vi")

    assert "Các cách tháo gỡ: chỉ cần một cách là đủ" in text
    assert "Hạ quy định 'need' từ 35 xuống 20 triệu đồng." in text
    assert "Phương án gần đạt nhất" in text
