"""Where paths lead in the format."""

import pytest

from greenopt.case.fieldpath import keys, look_up, untagged, words
from greenopt.case.project_entry import LinkEntry, NotApplicable, ProjectEntry, ScaleEntry
from greenopt.case.schema import (
    DOCUMENTS,
    CaseEntry,
    FactorEntry,
    FundEntry,
    HeaderEntry,
    IndicatorEntry,
    ModelEntry,
    TableEntry,
)
from greenopt.fields import Record, Selector
from greenopt.objectives import OBJECTIVES
from greenopt.rules import RULES


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ((), CaseEntry),
        (("case",), HeaderEntry),
        (("funds", "any"), FundEntry),
        (("funds", "any", "for"), Selector),
        (("funds", "any", "for", "not", "not"), Selector),
        (("projects", "any"), ProjectEntry),
        (("projects", "any", "scale"), ScaleEntry),
        (("projects", "any", "requires", 0), LinkEntry),
        (("projects", "any", "meets", "permit"), NotApplicable),
        (("indicators", "any"), IndicatorEntry),
        (("rules", "any", "to"), Selector),
    ],
)
def test_a_path_leads_to_a_mapping(path: tuple[str | int, ...], record: type[Record]) -> None:
    found = look_up(CaseEntry, path)

    assert found is not None
    assert found.record is record


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_tag_picks_the_kind_of_a_rule(name: str) -> None:
    found = look_up(CaseEntry, ("rules", "any"), (name,))

    assert found is not None
    assert found.record is RULES[name]


def test_a_tag_picks_the_form_of_the_projects() -> None:
    table, projects = look_up(CaseEntry, ("projects",), ("table",)), look_up(CaseEntry, ("projects", "any"))

    assert table is not None
    assert projects is not None
    assert (table.record, projects.record) == (TableEntry, ProjectEntry)


@pytest.mark.parametrize("name", sorted(OBJECTIVES))
def test_a_tag_picks_the_objective(name: str) -> None:
    found = look_up(CaseEntry, ("objective",), (OBJECTIVES[name].__name__.lower(),))

    assert found is not None
    assert found.record is OBJECTIVES[name]


@pytest.mark.parametrize(
    ("root", "path", "text"),
    [
        (CaseEntry, ("projects", "any", "cost"), "The whole investment, whoever pays."),
        (CaseEntry, ("funds", "any", "amount", "2025"), "Money of each year."),
        (CaseEntry, ("funds", "any", "for", "from"), "Only money of these funds."),
        (ModelEntry, ("sectors", "any", "name"), "Name, in both languages."),
        (DOCUMENTS["factors"], ("fuels", "any", "indicators", "any", "value"), "One value for all years."),
    ],
)
def test_a_field_knows_what_it_means(root: type[Record], path: tuple[str, ...], text: str) -> None:
    found = look_up(root, path)

    assert found is not None
    assert found.field is not None
    assert found.field.description == text


@pytest.mark.parametrize(
    "path",
    [("nowhere",), ("projects", "any", "cots"), ("projects", "any", "cost", "deeper"), ("case", "id", "x", "y")],
)
def test_a_path_may_lead_nowhere(path: tuple[str, ...]) -> None:
    assert look_up(CaseEntry, path) is None


@pytest.mark.parametrize(
    ("path", "choices"),
    [
        (("projects", "any", "kind"), ("efficiency", "renewable", "cleaner_production", "enabling")),
        (("funds", "any", "carry_over"), ("none", "all")),
        (("projects", "any", "cost"), ()),
    ],
)
def test_a_field_knows_the_words_it_allows(path: tuple[str, ...], choices: tuple[str, ...]) -> None:
    found = look_up(CaseEntry, path)

    assert found is not None
    assert found.choices == choices


def test_a_tag_picks_the_words_of_a_field_that_may_be_a_mapping() -> None:
    found = look_up(CaseEntry, ("projects", "any", "scale"), ("word",))

    assert found is not None
    assert found.choices == ("continuous", "all_or_nothing")


def test_keys_are_those_that_are_written() -> None:
    """A rule's own name is no key of it; ``for`` and ``not`` are, their names in the program are not."""
    assert "for" in keys(FundEntry)
    assert "pays_for" not in keys(FundEntry)
    assert {"not", "from"} < keys(Selector).keys()
    assert "id" not in keys(RULES["ban"])


def test_words_of_what_has_none() -> None:
    assert words(str) == ()


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ((), ()),
        (("projects", "projects", "projects", "cost"), ("projects", "projects", "cost")),
        (("projects", "table", "numbers"), ("projects", "numbers")),
        (("rules", "floor", "floor", "at_least", "years", "2026"), ("rules", "floor", "at_least", "2026")),
        (("rules", "a", "ceiling", "ceiling"), ("rules", "a", "ceiling")),
        (("rules", "a"), ("rules", "a")),
        (("objective", "most", "maximise"), ("objective", "maximise")),
        (
            ("projects", "projects", "a", "scale", "at_least", "at_least"),
            ("projects", "a", "scale", "at_least"),
        ),
        (
            ("projects", "projects", "a", "requires", 0, "link", "project"),
            ("projects", "a", "requires", 0, "project"),
        ),
        (
            ("projects", "projects", "a", "meets", "b", "not_applicable", "not_applicable"),
            ("projects", "a", "meets", "b", "not_applicable"),
        ),
        (("funds", "a b", "[key]"), ("funds", "a b", "[key]")),
        (("nowhere", "x"), ("nowhere", "x")),
    ],
)
def test_words_that_only_tell_forms_apart_are_left_out(
    location: tuple[str | int, ...], path: tuple[str | int, ...]
) -> None:
    assert untagged(CaseEntry, location) == path


def test_every_field_of_the_format_can_be_looked_up() -> None:
    for root in DOCUMENTS.values():
        for key in keys(root):
            assert look_up(root, (key,)) is not None
    assert look_up(FactorEntry, ("by_year", "2025")) is not None
