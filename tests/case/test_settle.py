from dataclasses import replace
from pathlib import Path

from tests.impossible import banned, late_window
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.settle import resettled, screens, with_window

MACHINE: Tree = {"cost": "50", "support": "machines"}


def limits() -> Tree:
    """A support limit of 60 % until 2026 and of 40 % from 2027 on."""
    early: Tree = {"rule": "support_limit", "class": "machines", "rate": "60 %", "valid": ["2020", "2026"]}
    late: Tree = {**early, "rate": "40 %", "valid": ["2027", "2030"]}
    funds: dict[str, Tree] = {"fund": {"amount": {"2026": "90", "2027": "90"}}}
    projects: dict[str, Tree] = {"x": {**MACHINE, "start": ["2026", "2026"]}, "y": dict(MACHINE)}
    return case_tree(projects, funds, {"early": early, "late": late}, horizon=(2026, 2027))


def test_settled_anew_without_a_change_everything_is_as_before(tmp_path: Path) -> None:
    for tree in (limits(), banned(), late_window()):
        case = read_tree(tree, tmp_path)

        assert resettled(case.facts, case.rules, case.facts.by_id) == case.facts


def test_an_opened_window_gets_the_support_of_its_years(tmp_path: Path) -> None:
    """60 % of 50 in 2026, 40 % in 2027."""
    case = read_tree(limits(), tmp_path)
    wider = with_window(case.facts.by_id["x"], 2026, 2027, case.facts)
    assert wider is not None

    facts = resettled(case.facts, case.rules, {"x": wider})

    assert facts is not None
    assert dict(facts.by_id["x"].support) == {2026: 30, 2027: 20}
    assert facts.by_id["y"] == case.facts.by_id["y"]


def test_without_the_ban_a_project_is_let_in(tmp_path: Path) -> None:
    case = read_tree(banned(), tmp_path)
    project = case.facts.by_id["b"]
    assert screens(case.rules, project, case.facts) == ("no",)

    facts = resettled(case.facts, [rule for rule in case.rules if rule.id != "no"], {"b": project})

    assert facts is not None
    assert facts.by_id["b"].screened is None
    assert facts.starts(facts.by_id["b"]) == (2026,)


def test_what_contradicts_a_rule_is_refused(tmp_path: Path) -> None:
    """A required project that is banned."""
    case = read_tree(banned(), tmp_path)
    required = replace(case.facts.by_id["b"], status="required")

    assert resettled(case.facts, case.rules, {"b": required}) is None


def test_a_class_of_support_needs_its_limit(tmp_path: Path) -> None:
    case = read_tree(limits(), tmp_path)

    assert resettled(case.facts, [], case.facts.by_id) is None
