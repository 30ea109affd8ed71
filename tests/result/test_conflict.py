from pathlib import Path
from typing import Any

import pytest
from tests.impossible import banned, late_window, linked_pair, poor, promised, two_shares, whole_projects
from tests.small_cases import Tree, solve_tree

from greenopt.engine.answer import Options
from greenopt.errors import Place
from greenopt.result.conflict import located
from greenopt.result.resolved import as_bytes
from greenopt.verify import verify


def conflict(tree: Tree, folder: Path) -> dict[str, Any]:
    """Return what the result says of an impossible case."""
    found = solve_tree(tree, folder).result["conflict"]
    assert isinstance(found, dict)
    return found


def test_members_have_words_a_source_and_a_place(tmp_path: Path) -> None:
    found = conflict(poor(), tmp_path)
    money, need = found["members"]

    assert found["rules"] == ["funds.fund:2026", "need"]
    assert money["text"] == {
        "en": "fund has 20 million VND in 2026.",
        "vi": "fund có 20 triệu đồng trong năm 2026.",
    }
    assert (need["name"], need["part"], need["kind"], need["source"]) == ("need", "", "rule", "invented")
    lines = (tmp_path / "case.yaml").read_text(encoding="utf-8").splitlines()
    assert need["file"] == "case.yaml"
    assert lines[need["line"] - 1].strip() == "need:"
    assert "2026" in lines[money["line"] - 1]


def test_a_repair_says_from_where_to_where_and_what_to_write(tmp_path: Path) -> None:
    share = next(each for each in conflict(linked_pair(), tmp_path)["repairs"] if each["rule"] == "share")

    assert share == {
        "rule": "share",
        "path": "rules.share.at_least",
        "from": 60,
        "to": 43.5,
        "unit": {"en": "%", "vi": "%"},
        "by": -16.5,
        "text": {
            "en": "Lower the rule 'share' from 60 % to 43.5 %.",
            "vi": "Hạ quy định 'share' từ 60 % xuống 43,5 %.",
        },
        "smallest": True,
        "changes": {"rules.share.at_least": "43.5 %"},
    }


def test_changes_without_a_size_are_said_too(tmp_path: Path) -> None:
    said = {
        each["path"]: (each["text"]["en"], each["from"], each["to"])
        for tree in (late_window(), banned(), promised(), whole_projects())
        for each in conflict(tree, tmp_path)["repairs"]
    }

    assert said["projects.a.start"] == ("Let a start from 2026 to 2027.", "[2027, 2027]", "[2026, 2027]")
    assert said["rules.no"] == ("Drop the rule 'no'.", None, None)
    assert said["projects.d.status"] == (
        "Take back the promise of d: make it a candidate.",
        "required",
        "candidate",
    )
    assert said["projects.a.scale"] == ("Let a be carried out in part.", "all_or_nothing", "continuous")


def test_the_smallest_change_comes_first(tmp_path: Path) -> None:
    """15 of 35 is less than 15 of 20."""
    assert [each["path"] for each in conflict(poor(), tmp_path)["repairs"]] == [
        "rules.need.at_least",
        "funds.fund.amount.2026",
    ]


def test_the_nearest_plan_names_projects_and_what_is_missed(tmp_path: Path) -> None:
    """The whole fund of 20 is spent, and 15 lack."""
    nearest = conflict(poor(), tmp_path)["nearest"]
    costs = {"a": 30, "b": 40, "c": 25}

    assert abs(sum(costs[each["project"]] * each["level"] for each in nearest["projects"]) - 20) < 1e-9
    assert [(each["name"], each["missed"]) for each in nearest["missed"]] == [("need", 15)]


def test_what_negotiable_rules_give_is_told(tmp_path: Path) -> None:
    mixed = conflict(two_shares(), tmp_path)["mixed"]

    assert mixed["changes"] == {"rules.renewables.at_least": "45 %"}
    assert [each["to"] for each in mixed["moves"]] == [45]


def test_without_an_explanation_the_proof_alone_is_told(tmp_path: Path) -> None:
    run = solve_tree(poor(), tmp_path, Options(conflict=False))

    assert run.result["conflict"]["rules"] == ["funds.fund:2026", "need"]
    assert run.result["conflict"]["members"] == run.result["conflict"]["repairs"] == []


def test_it_is_verified_without_an_explanation_too(tmp_path: Path) -> None:
    """By multipliers, by a tree, and by a requirement that nothing can change."""
    for number, tree in enumerate((poor(), whole_projects(), banned())):
        run = solve_tree(tree, tmp_path, Options(conflict=False))
        run.write(tmp_path / str(number))

        assert "need" in run.result["conflict"]["rules"]
        assert [str(each) for each in verify(tmp_path / str(number)).failures] == []


def test_who_cannot_wait_for_the_explanation_keeps_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("greenopt.run.explain", stopped)
    run = solve_tree(poor(), tmp_path)

    assert run.answer.interrupted
    assert run.result["status"] == "certified_infeasible"
    assert run.result["conflict"]["rules"] == ["funds.fund:2026", "need"]


def test_the_order_of_projects_changes_no_byte(tmp_path: Path) -> None:
    tree = whole_projects()
    turned = {**tree, "projects": dict(reversed(tree["projects"].items()))}

    assert as_bytes(conflict(tree, tmp_path)["repairs"]) == as_bytes(conflict(turned, tmp_path)["repairs"])


def test_every_kind_of_clash_is_verified(tmp_path: Path) -> None:
    for number, tree in enumerate((poor(), two_shares(), late_window(), banned(), whole_projects(), promised())):
        run = solve_tree(tree, tmp_path)
        run.write(tmp_path / str(number))

        assert [str(each) for each in verify(tmp_path / str(number)).failures] == []


def test_the_line_of_a_table_does_not_show() -> None:
    assert located(Place("projects.csv", 7, 3)) == {"file": "projects.csv", "line": None, "column": None}
    assert located(Place("case.yaml", 7, 3)) == {"file": "case.yaml", "line": 7, "column": 3}
