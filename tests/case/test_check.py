"""Check: contradictions are told once, each at its path, whatever else is wrong with the facts."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.broken_cases import Edit, written

from greenopt.case.assemble import Mistake
from greenopt.case.case import Case
from greenopt.case.check import check_case, check_objective, check_projects, check_rules
from greenopt.case.read import read_case
from greenopt.case.schema import CaseEntry
from greenopt.errors import CaseInvalid
from greenopt.fields import Selector
from greenopt.objectives.most import Most
from greenopt.project import Facts, Link
from greenopt.rules import Rule
from greenopt.rules.floor import Floor
from greenopt.rules.requires import Requires


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return the little case."""
    written(tmp_path)
    return read_case(tmp_path)


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that reads the little case with edits and returns code and key of each mistake."""

    def read(*edits: tuple[str, ...]) -> list[str]:
        written(tmp_path, [Edit(*each) for each in edits])
        with pytest.raises(CaseInvalid) as caught:
            read_case(tmp_path)
        return [f"{each.code} {each.key}" for each in caught.value.diagnostics]

    return read


def told(mistakes: Iterable[Mistake]) -> list[str]:
    """Return code and path of each mistake."""
    return [f"{each.code} {'.'.join(map(str, each.path))}" for each in mistakes]


def changed(facts: Facts, name: str, **what: Any) -> Facts:
    """Return facts in which one project differs."""
    return replace(facts, projects=tuple(replace(each, **what) if each.id == name else each for each in facts.projects))


def entry(case: Case, **header: Any) -> CaseEntry:
    """Return the entry of a case of which only the head matters."""
    given = {"id": "a", "title": "a", "horizon": ["2026", "2028"], **header}
    fixed = {"greenopt": "1", "model": "m", "funds": {}, "projects": {}, "objective": {"maximise": "co2e"}}
    return CaseEntry.model_validate({**fixed, "case": given})


def test_a_sound_case_has_no_mistakes(case: Case) -> None:
    assert told(check_case(entry(case), case.facts)) == []
    assert told(check_projects(case.facts, None)) == []
    assert told(check_rules(case.facts, case.rules, frozenset())) == []
    assert told(check_objective(case.objective, case.facts)) == []


def test_a_horizon_backwards_is_told_once_and_not_at_every_project(refused: Callable[..., list[str]]) -> None:
    assert refused(("horizon: [2026, 2028]", "horizon: [2028, 2026]")) == ["wrong-time case.horizon"]


@pytest.mark.parametrize(("years", "wrong"), [(60, []), (61, ["wrong-time case.horizon"])])
def test_a_horizon_may_be_long_but_not_endless(case: Case, years: int, wrong: list[str]) -> None:
    assert told(check_case(entry(case), replace(case.facts, horizon=(2026, 2026 + years)))) == wrong


@pytest.mark.parametrize("name", ["con", "NUL", "lpt9", "COM1"])
def test_a_case_is_not_named_like_a_device(case: Case, name: str) -> None:
    """Its runs are kept in a folder of its name, on every system."""
    assert told(check_case(entry(case, id=name), case.facts)) == ["wrong-name case.id"]
    assert told(check_case(entry(case, id=f"{name}x"), case.facts)) == []


def test_an_approved_case_shows_all_of_its_decision(case: Case) -> None:
    whole = {"number": "7/QĐ", "date": "2026-01-05", "signatory": "A"}

    assert told(check_case(entry(case, status="approved"), case.facts)) == ["missing-key case.decision"]
    assert told(check_case(entry(case, status="approved", decision=whole), case.facts)) == []
    for key in whole:
        blank = entry(case, status="approved", decision={**whole, key: " "})
        assert told(check_case(blank, case.facts)) == [f"missing-key case.decision.{key}"]


def test_funds_have_years_within_reach(case: Case) -> None:
    """Money before the horizon is gone; payments after it are possible, but not a lifetime later."""
    (fund,) = case.facts.funds
    amounts = {year: Fraction(5) for year in (2024, 2025, 2026, 2030, 2088, 2089, 2200)}
    facts = replace(case.facts, funds=(replace(fund, amount=amounts),))

    assert told(check_case(entry(case), facts)) == [
        f"wrong-time funds.green.amount.{year}" for year in (2024, 2025, 2089, 2200)
    ]


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ({"spending": (Fraction(1, 2), Fraction(1, 3))}, ["wrong-sum projects.brick.spending"]),
        ({"eligible_cost": Fraction(1701)}, ["wrong-sum projects.brick.eligible_cost"]),
        ({"eligible_cost": Fraction(1700), "asks": Fraction(1700)}, []),
        ({"asks": Fraction(1701)}, ["wrong-sum projects.brick.asks"]),
        ({"asks": None}, ["missing-key projects.brick.asks"]),
        ({"status": "excluded"}, ["missing-key projects.brick.status_source"]),
        ({"status": "excluded", "status_source": "letter 5"}, []),
        ({"window": ()}, ["wrong-time projects.brick.start"]),
        ({"window": (2029, 2030)}, ["wrong-time projects.brick.start"]),
        ({"window": (2025, 2026)}, []),
        ({"delay": 61}, ["wrong-time projects.brick.runs_after"]),
        ({"sector": "craft"}, ["unknown-name projects.brick.sector"]),
        ({"kind": "efficient"}, ["unknown-name projects.brick.kind"]),
        ({"place": "south"}, ["unknown-name projects.brick.place"]),
        ({"meets": {"permit": "7", "other": "8"}}, ["unknown-name projects.brick.meets.other"]),
        ({"meets": {"permit": " "}}, ["missing-key projects.brick.meets.permit"]),
        ({"requires": (Link("brick"),)}, ["circle projects.brick.requires.0"]),
        ({"requires": (Link("lamp"), Link("bulb"))}, ["unknown-name projects.brick.requires.1"]),
        ({"requires": (Link("lamp"), Link("lamp", "finished"))}, ["contradiction projects.brick.requires.0"]),
    ],
)
def test_what_is_wrong_with_a_project(case: Case, what: dict[str, Any], wrong: list[str]) -> None:
    assert told(check_projects(changed(case.facts, "brick", **what), None)) == wrong


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ({"started": {2025: Fraction(1)}}, []),
        ({"started": {2024: Fraction(3, 5), 2025: Fraction(2, 5)}}, []),
        ({"started": {2024: Fraction(3, 5), 2025: Fraction(3, 5)}}, ["wrong-sum projects.brick.started"]),
        ({"started": {2029: Fraction(1)}}, ["wrong-time projects.brick.started.2029"]),
        ({"started": {2025: Fraction(1)}, "window": (2024,)}, []),
        ({"started": {2025: Fraction(1)}, "remaining": {2026: Fraction(5)}}, []),
        ({"remaining": {2026: Fraction(5)}}, ["contradiction projects.brick.remaining"]),
        (
            {"started": {2025: Fraction(1)}, "remaining": {2025: Fraction(5)}},
            ["wrong-time projects.brick.remaining.2025"],
        ),
    ],
)
def test_what_is_wrong_with_a_begun_project(case: Case, what: dict[str, Any], wrong: list[str]) -> None:
    promised = {"status": "committed", "status_source": "decision 7"}

    assert told(check_projects(changed(case.facts, "brick", **promised, **what), None)) == wrong


def test_places_are_free_where_none_is_named(case: Case) -> None:
    facts = replace(changed(case.facts, "brick", place="anywhere"), places={})

    assert told(check_projects(facts, None)) == []


def test_a_mistake_names_what_was_wrong(case: Case) -> None:
    (mistake,) = check_projects(changed(case.facts, "brick", sector="craft"), None)

    assert mistake.name == "craft"
    assert "'crafts'" in str(mistake.hint)


def requirement(project: str, needed: str, **more: Any) -> Rule:
    """Return a rule by which one project needs another."""
    given = {"each": Selector(projects=(project,)), "needs": Selector(projects=(needed,)), "source": "x"}
    return Requires(id=f"{project}_needs_{needed}", **{**given, **more})


def three(case: Case) -> Facts:
    """Return facts with a third project, none of which requires another by itself."""
    brick, lamp = case.facts.projects
    return replace(case.facts, projects=(brick, replace(lamp, requires=()), replace(lamp, id="oven", requires=())))


def test_a_circle_of_rules_is_told_with_its_members(case: Case) -> None:
    rules = [requirement("brick", "lamp"), requirement("lamp", "oven"), requirement("oven", "brick")]

    (mistake,) = check_rules(three(case), rules, frozenset())

    assert (mistake.code, mistake.path) == ("circle", ("rules", "brick_needs_lamp"))
    assert "brick → lamp → oven → brick" in str(mistake.message)


@pytest.mark.parametrize(
    "rules",
    [
        [requirement("brick", "lamp"), requirement("lamp", "brick", together="true")],
        [requirement("brick", "lamp"), requirement("lamp", "oven"), requirement("brick", "oven")],
        [requirement("brick", "lamp"), requirement("lamp", "brick", needs=Selector(projects=("brick", "oven")))],
    ],
)
def test_what_is_no_circle_or_is_meant(case: Case, rules: list[Rule]) -> None:
    """``together`` says it is meant; two ways to one project meet again; a choice of two is not bound to go round."""
    assert told(check_rules(three(case), rules, frozenset())) == []


def test_each_circle_is_told(case: Case) -> None:
    facts = three(case)
    fourth = replace(facts.projects[2], id="stove")
    rules = [
        requirement("brick", "lamp"), requirement("lamp", "brick"),
        requirement("oven", "stove"), requirement("stove", "oven"),
    ]  # fmt: skip

    mistakes = check_rules(replace(facts, projects=(*facts.projects, fourth)), rules, frozenset())

    assert told(mistakes) == ["circle rules.brick_needs_lamp", "circle rules.oven_needs_stove"]


def floor(**to: Any) -> Floor:
    """Return a floor for a group."""
    return Floor.model_validate({"id": "f", "of": "public_money", "to": to, "at_least": "5 %"})


@pytest.mark.parametrize("key", ["tags", "places", "facilities", "projects", "from"])
def test_a_model_may_name_what_a_case_does_not_have(case: Case, key: str) -> None:
    rule = floor(**{key: ["elsewhere"]})

    assert told(check_rules(case.facts, [rule], frozenset({"f"}))) == []
    assert told(check_rules(case.facts, [rule], frozenset())) == [f"unknown-name rules.f.to.{key}"]


@pytest.mark.parametrize("key", ["sectors", "kinds", "meets", "status"])
def test_a_model_names_only_its_own_sectors_and_conditions(case: Case, key: str) -> None:
    rule = floor(**{key: ["elsewhere"]})

    assert told(check_rules(case.facts, [rule], frozenset({"f"}))) == [f"unknown-name rules.f.to.{key}"]


def test_names_are_looked_for_inside_not(case: Case) -> None:
    rule = floor(**{"not": {"not": {"tags": ["elsewhere"]}}})

    assert told(check_rules(case.facts, [rule], frozenset())) == ["unknown-name rules.f.to.not.not.tags"]


@pytest.mark.parametrize(
    ("written_objective", "wrong"),
    [
        ({"maximise": "co2"}, ["unknown-name objective.maximise"]),
        ({"maximise": "model_share"}, ["objective objective.maximise"]),
        ({"maximise": "co2e", "in": "2031"}, ["objective objective.in"]),
        ({"maximise": "co2", "in": "2031"}, ["unknown-name objective.maximise", "objective objective.in"]),
    ],
)
def test_what_is_wrong_with_what_is_sought(case: Case, written_objective: dict[str, str], wrong: list[str]) -> None:
    assert told(check_objective(Most.model_validate(written_objective), case.facts)) == wrong


def test_a_target_of_a_ratio_of_factors_is_checked_with_its_factors(refused: Callable[..., list[str]]) -> None:
    """The denominator falls by what projects add in electricity: 12 MWh at 0.66 take more than the 5 it has."""
    edits = (
        ("  model_share: {", "  dirt: {ratio: [models, co2e]}\n  model_share: {", "model.yaml"),
        ("from: factors}", "from: factors, without_projects: {2028: 5}}", "model.yaml"),
        ("{stock: model}", "{stock: model, without_projects: {2028: 9}}", "model.yaml"),
        ("    saves: {coal: 165 t/yr}\n", ""),
        ("of: models, by: 2028, at_least: 1", "of: dirt, by: 2028, at_least: 5 %"),
    )

    assert refused(*edits) == ["rule rules.two_models.of"]


def test_a_target_of_a_ratio_whose_parts_do_not_exist_is_no_fault(refused: Callable[..., list[str]]) -> None:
    edits = (
        ("[models, works]", "[models, work]", "model.yaml"),
        ("of: models, by: 2028, at_least: 1", "of: model_share, by: 2028, at_least: 5 %"),
    )

    assert refused(*edits) == ["unknown-name indicators.model_share.ratio"]
