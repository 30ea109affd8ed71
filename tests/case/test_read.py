"""Read: from files to a case that is settled and checked, the same however it is split and ordered."""

import json
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.broken_cases import CASE, FACTORS, FILES, MODEL, Edit, written

from greenopt.case.case import Case
from greenopt.case.changes import parse_set
from greenopt.case.node import Mapping
from greenopt.case.read import read_case
from greenopt.case.shipped import shipped, shipped_cases
from greenopt.errors import CaseInvalid
from greenopt.run import requirements_of

Read = Callable[..., Case]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads the little case with edits and changes."""

    def read_edited(*edits: tuple[str, ...], scenarios: tuple[str, ...] = (), changes: tuple[str, ...] = ()) -> Case:
        written(tmp_path, [Edit(*each) for each in edits])
        return read_case(tmp_path, scenarios, [parse_set(each) for each in changes])

    return read_edited


@pytest.mark.parametrize("name", shipped_cases())
def test_every_shipped_case_and_scenario_is_sound(name: str) -> None:
    case = read_case(shipped("cases") / name)
    assert case.tree is not None
    scenarios = case.tree.items["scenarios"]
    assert isinstance(scenarios, Mapping)

    assert case.id == name
    assert requirements_of(case)
    assert not [warning for warning in case.warnings if warning.code == "thousands-mark"]
    for scenario in scenarios.items:
        assert read_case(shipped("cases") / name, [scenario]).scenario == (scenario,)


def test_a_case_is_read_from_its_folder_or_its_file(tmp_path: Path) -> None:
    written(tmp_path)

    assert read_case(tmp_path).facts == read_case(str(tmp_path / "case.yaml")).facts


def test_support_is_settled_by_class_or_by_what_is_asked(read: Read) -> None:
    """The lamp costs 450, of which half is 225, below the ceiling of 300; the brick asks for 280."""
    projects = read().facts.by_id

    assert projects["brick"].support == {2026: 280, 2027: 280}
    assert projects["lamp"].support == {2026: 225, 2027: 225, 2028: 225}
    assert projects["lamp"].limits == projects["lamp"].support


@pytest.mark.parametrize(
    ("more", "support"),
    [
        ("eligible_cost: 100", Fraction(50)),
        ("eligible_cost: 0.1 billion VND", Fraction(50)),
        ("asks: 30", Fraction(30)),
        ("asks: 225", Fraction(225)),
    ],
)
def test_a_rate_applies_to_the_eligible_cost(read: Read, more: str, support: Fraction) -> None:
    case = read(("    support: machines", f"    support: machines\n    {more}"))

    assert set(case.facts.by_id["lamp"].support.values()) == {support}


def test_the_ceiling_holds_where_the_rate_gives_more(read: Read) -> None:
    assert set(read(("cost: 450", "cost: 601")).facts.by_id["lamp"].support.values()) == {300}


def test_a_limit_on_one_fund_does_not_settle_what_is_asked(read: Read) -> None:
    lamp = read(
        ("ceiling: 300", "ceiling: 300, from: [green]", "model.yaml"), ("cost: 450", "cost: 450\n    asks: 400")
    )

    assert set(lamp.facts.by_id["lamp"].support.values()) == {400}


def test_limits_of_different_years_are_settled_by_start_year(read: Read) -> None:
    second = "\n  later: {rule: support_limit, class: machines, rate: 20 %, valid: [2028, 2030], source: invented}\n"
    case = read(("300, source: invented}\n", f"300, valid: [2020, 2027], source: invented}}{second}", "model.yaml"))

    assert case.facts.by_id["lamp"].support == {2026: 225, 2027: 225, 2028: 90}


def test_bans_and_safeguards_screen_projects_and_say_which_rule(read: Read) -> None:
    case = read(
        ('    meets: {permit: "QĐ 7"}\n', ""),
        ("  papers:", "  no_lamps: {rule: ban, to: {projects: [lamp]}}\n  papers:"),
    )
    brick, lamp = (project.screened for project in case.facts.projects)

    assert brick is not None
    assert lamp is not None
    assert (brick.rule, lamp.rule) == ("papers", "no_lamps")
    assert "permit" in str(brick.reason)


def test_what_a_project_requires_becomes_a_rule_of_its_own(read: Read) -> None:
    case = read(("[brick]", "[{project: brick, when: finished}]"))
    (rule,) = [rule for rule in case.rules if rule.id.startswith("projects.")]

    assert rule.id == "projects.lamp.requires.brick"
    assert "once Brick is running" in str(rule.in_words(case.facts))


def test_rules_and_projects_stand_in_order_of_their_names(read: Read) -> None:
    case = read()

    assert [rule.id for rule in case.rules] == sorted(rule.id for rule in case.rules)
    assert [project.id for project in case.facts.projects] == ["brick", "lamp"]


def test_the_order_of_entries_does_not_matter(tmp_path: Path) -> None:
    data = yaml.load(CASE, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    turned = {key: dict(reversed(value.items())) if isinstance(value, dict) else value for key, value in data.items()}
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder, tree in zip(folders, (data, dict(reversed(turned.items()))), strict=True):
        folder.mkdir()
        written(folder, files={**FILES, "case.yaml": json.dumps(tree, ensure_ascii=False)})

    one, other = (read_case(folder) for folder in folders)

    assert one.facts == other.facts
    assert one.rules == other.rules
    assert requirements_of(one) == requirements_of(other)


def test_scenarios_come_before_changes_and_both_are_kept(read: Read) -> None:
    """900 × 0.7 = 630, of which the change then takes 30."""
    case = read(scenarios=("lean",), changes=("funds.green.amount.2026=- 30", "projects.brick.cost=1.8 billion VND"))

    assert case.facts.funds[0].amount == {2026: 600, 2027: 490, 2028: 455}
    assert case.facts.by_id["brick"].cost == 1800
    assert case.scenario == ("lean",)
    assert case.changes == {"funds.green.amount.2026": "- 30", "projects.brick.cost": "1.8 billion VND"}


def test_a_changed_value_that_is_a_list_is_kept_as_text(read: Read) -> None:
    case = read(changes=("projects.brick.start=[2027, 2027]",))

    assert case.changes == {"projects.brick.start": "['2027', '2027']"}
    assert case.facts.by_id["brick"].window == (2027,)


def test_names_are_the_same_however_their_letters_were_typed(read: Read) -> None:
    """A name in two pieces per letter (as some systems type) and one in one piece are one name."""
    pieces = unicodedata.normalize("NFD", "lò_gạch")
    case = read(("  lamp:\n", f"  {pieces}:\n"), ("{projects: [lamp]}", "{projects: [lò_gạch]}"))

    assert set(case.facts.by_id) == {"brick", "lò_gạch"}
    assert unicodedata.is_normalized("NFC", case.facts.projects[1].id)


def test_what_begins_with_x_is_the_writers_own(read: Read) -> None:
    plain = read().facts
    case = read(
        ("    cost: 450", "    cost: 450\n    x-note: {any: [thing]}"), ("scenarios:", "x-draft: {a: 1}\nscenarios:")
    )

    assert case.facts == plain


def test_sources_are_the_files_read(read: Read, tmp_path: Path) -> None:
    assert read().sources == {name: tmp_path / name for name in FILES}


def inline(**more: Any) -> dict[str, Any]:
    """Return the little case with its model and factors inside, as data."""
    case, model, factors = (yaml.load(each, Loader=yaml.BaseLoader) for each in (CASE, MODEL, FACTORS))  # noqa: S506 - as above
    return {**case, "model": {**model, "factors": factors["fuels"]}, **more}


def test_a_model_inside_the_case_says_the_same_as_one_beside_it(read: Read, tmp_path: Path) -> None:
    """Its rules, indicators, stocks, places and conditions are heard wherever they stand."""
    beside = read()
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "case.yaml").write_text(json.dumps(inline(), ensure_ascii=False), encoding="utf-8")

    inside = read_case(whole)

    assert inside.facts == beside.facts
    assert inside.rules == beside.rules
    assert list(inside.sources) == ["case.yaml"]


def test_a_model_inside_the_case_may_name_its_factors(read: Read, tmp_path: Path) -> None:
    beside = read()
    tree = inline()
    tree["model"]["factors"] = "factors.yaml"
    (tmp_path / "case.yaml").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")

    assert read_case(tmp_path).facts == beside.facts


def test_a_rule_of_the_model_may_name_tags_that_no_project_has(read: Read) -> None:
    """A model serves many cases; what it names of sectors and conditions is its own and must exist."""
    rule = "  old: {rule: ceiling, of: public_money, to: {tags: [old_kiln]}, at_most: 5 %, source: x}\n"
    model = ("rules:\n", f"rules:\n{rule}", "model.yaml")

    assert "old" in {each.id for each in read(model).rules}
    with pytest.raises(CaseInvalid, match="'old_kiln' does not exist"):
        read(("  papers:", f"{rule}  papers:"))
    with pytest.raises(CaseInvalid, match="'crops' does not exist"):
        read(("rules:\n", f"rules:\n{rule.replace('tags: [old_kiln]', 'sectors: [crops]')}", "model.yaml"))


def test_a_mistake_in_the_model_is_placed_in_its_file(read: Read) -> None:
    with pytest.raises(CaseInvalid) as caught:
        read(("{name: permit}", "{nam: permit}", "model.yaml"))

    assert {str(each.place) for each in caught.value.diagnostics} == {"model.yaml:9:11", "model.yaml:9:12"}


def test_an_entry_with_a_mistake_is_left_out_of_what_is_checked_next(read: Read) -> None:
    """The brick's cost is no number: nothing is said of those who name it, its tag or its facility."""
    rule = "  kiln: {rule: floor, of: starts, to: {facilities: [phu_minh]}, at_least: 1}\n"
    with pytest.raises(CaseInvalid) as caught:
        read(("cost: 1700", "cost: no"), ("  papers:", f"{rule}  papers:"), ("sector: trade", "sector: trad"))

    assert {each.key for each in caught.value.diagnostics} == {"projects.brick.cost", "projects.lamp.sector"}


def test_a_large_case_with_one_mistake_everywhere_is_refused_quickly(tmp_path: Path) -> None:
    """Ten thousand projects that need ten thousand others would be compared a hundred million times."""
    data = yaml.load(CASE, Loader=yaml.BaseLoader)  # noqa: S506 - as above
    lamp = {**data["projects"]["lamp"], "requires": ["brick"]}
    data["projects"] |= {f"p{number}": {**lamp, "requires": [f"q{number}"]} for number in range(3_000)}
    written(tmp_path, files={**FILES, "case.yaml": json.dumps(data, ensure_ascii=False)})

    with pytest.raises(CaseInvalid) as caught:
        read_case(tmp_path)

    assert len(caught.value.diagnostics) == 200
    assert {each.code for each in caught.value.diagnostics} == {"unknown-name"}


def test_ranges_that_could_not_be_read_are_refused_and_no_fault(read: Read) -> None:
    """An empty ``uncertain:`` and a second one: what is wrong within the first cannot be taken out of the tree."""
    twice = "\nuncertain:\nuncertain: {projects.lamp.cost: [-5 %, 5 %]}\n"

    with pytest.raises(CaseInvalid) as caught:
        read(("x 0.7}\n", "x 0.7}\n" + twice))

    assert {each.code for each in caught.value.diagnostics} == {"empty-value", "duplicate-key"}
