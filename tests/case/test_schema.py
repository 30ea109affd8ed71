"""The format: documented key by key, closed, and open to new rules and objectives through their registries."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from greenopt.case.fieldpath import keys
from greenopt.case.project_entry import Kind, ProjectEntry
from greenopt.case.schema import DOCUMENTS, CaseEntry, FundEntry, ModelEntry, TableEntry
from greenopt.case.sweep_entry import ScenarioEntry
from greenopt.fields import Record, Selector, Units
from greenopt.objectives import OBJECTIVES
from greenopt.project import KINDS, STATUSES
from greenopt.rules import RULES

FIXED: dict[str, Any] = {
    "greenopt": "1",
    "model": "m",
    "case": {"id": "a", "title": "a", "horizon": ["2026", "2027"]},
    "funds": {"f": {"amount": {"2026": "5"}}},
    "projects": {"p": {"sector": "s", "kind": "enabling", "cost": "5"}},
    "objective": {"maximise": "co2e"},
}
SMALLEST: dict[str, dict[str, Any]] = {
    "ban": {"to": {"tags": ["a"]}},
    "capacity": {"of": "starts", "at_most": "4/yr"},
    "ceiling": {"of": "public_money", "at_most": "5 %"},
    "choose": {"to": {"tags": ["a"]}, "exactly": "1"},
    "floor": {"of": "public_money", "at_least": {"2026": "5", "2027": "6"}},
    "leverage": {"at_least": "150 %"},
    "match": {"from": "loan", "with": "capital", "at_least": "20 %"},
    "overlap": {"of": "co2e", "at_most": "7/yr"},
    "phase_out": {"what": "kilns", "closed_by": {"2026": "40 %", "2027": "12"}},
    "priority": {"to": {"tags": ["a"]}},
    "requires": {"each": {"tags": ["a"]}, "needs": {"tags": ["b"]}},
    "safeguard": {"needs": ["permit"]},
    "support_limit": {"class": "machines", "rate": "50 %"},
    "target": {"of": "co2e", "by": "2027", "at_least": "5"},
}


def read(**more: Any) -> CaseEntry:
    """Read the smallest case with more keys, as a file would be read."""
    return CaseEntry.model_validate({**FIXED, **more}, context=Units(), by_alias=True, by_name=False)


def records() -> Iterator[type[Record]]:
    """Yield every mapping of the format."""
    found: list[Any] = [*DOCUMENTS.values(), *RULES.values(), *OBJECTIVES.values(), TableEntry]
    seen: set[Any] = set()
    while found:
        here = found.pop()
        if here in seen:
            continue
        seen.add(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            if issubclass(here, Record):
                yield here
            found += [field.annotation for field in here.model_fields.values()]
        else:
            found += [each for each in get_args(here) if isinstance(each, type) or get_args(each)]


@pytest.mark.parametrize("record", list(records()))
def test_every_key_says_what_it_means(record: type[Record]) -> None:
    """The text is shown by ``greenopt schema``, in hints and in editors."""
    assert (record.__doc__ or "").strip().endswith(".")
    for key, field in keys(record).items():
        assert field.description, f"{record.__name__}.{key}"
        assert field.description.endswith(("].", "}.", ".", "tag", "1", "%]")), f"{record.__name__}.{key}"


def test_the_format_is_closed_everywhere() -> None:
    found = list(records())

    assert len(found) > 20
    assert all(each.model_config.get("frozen") for each in found)
    open_ones = [each for each in found if each.model_config.get("extra") != "forbid"]
    assert open_ones == [ScenarioEntry]  # its keys are paths, which the reader of changes checks


def test_every_kind_of_rule_is_tried_here() -> None:
    assert set(SMALLEST) == set(RULES)


@pytest.mark.parametrize("name", sorted(SMALLEST))
def test_a_rule_is_read_as_its_kind(name: str) -> None:
    rule = {"rule": name, **SMALLEST[name]}

    assert type(read(rules={"r": rule}).rules["r"]) is RULES[name]
    with pytest.raises(ValidationError):
        read(rules={"r": {**rule, "notes": "x"}})
    for key in (key for key, field in keys(RULES[name]).items() if field.is_required() and key != "rule"):
        with pytest.raises(ValidationError):
            read(rules={"r": {each: value for each, value in rule.items() if each != key}})


@pytest.mark.parametrize(
    ("objective", "kind"),
    [
        ({"maximise": "co2e"}, "maximise"),
        ({"maximise": "co2e", "in": "2027"}, "maximise"),
        ({"maximise": "co2e", "over": "lifetime", "discount": "3 %"}, "maximise"),
        ({"minimise": "public_money"}, "minimise"),
        ({"minimise": "total_cost"}, "minimise"),
    ],
)
def test_an_objective_is_read_by_its_key(objective: dict[str, str], kind: str) -> None:
    assert type(read(objective=objective).objective) is OBJECTIVES[kind]


@pytest.mark.parametrize("objective", [{}, {"over": "lifetime"}, {"maximise": "a", "minimise": "public_money"}, "co2e"])
def test_an_objective_is_one_thing(objective: Any) -> None:
    with pytest.raises(ValidationError):
        read(objective=objective)


def test_projects_are_mappings_or_a_table() -> None:
    table = read(projects={"table": "p.csv", "numbers": "vi"}).projects
    named = read(projects={"table": FIXED["projects"]["p"]}).projects

    assert isinstance(table, TableEntry)
    assert isinstance(named, dict)
    assert isinstance(named["table"], ProjectEntry)


@pytest.mark.parametrize("alias", ["for", "not", "from", "in", "class", "as"])
def test_only_written_names_are_read(alias: str) -> None:
    """``pays_for`` and its like are the program's own; beside ``for`` they would win or lose in silence."""
    holders: list[type[Record]] = [FundEntry, Selector, *RULES.values(), *OBJECTIVES.values()]
    named = {name for each in holders for name, field in each.model_fields.items() if field.alias == alias}

    assert named
    for name in named:
        with pytest.raises(ValidationError, match=name):
            read(funds={"f": {"amount": {"2026": "5"}, name: {}, "for": {name: []}}})


def test_kinds_and_states_are_those_of_projects() -> None:
    assert get_args(Kind) == KINDS
    assert get_args(ProjectEntry.model_fields["status"].annotation) == STATUSES


def test_a_model_has_sectors_and_may_have_the_rest() -> None:
    model = ModelEntry.model_validate(
        {"greenopt": "1", "policy": {"id": "a", "title": "a", "source": "x"}, "sectors": {}}, context=Units()
    )

    assert (model.factors, model.rules, model.indicators) == (None, {}, {})
