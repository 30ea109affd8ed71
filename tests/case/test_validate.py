"""Validate: a tree against the format; places, keys and hints of mistakes, whatever names the tree holds."""

from pathlib import Path
from typing import Any

import pytest
from tests.broken_cases import CASE, FACTORS, MODEL, Edit, written

from greenopt.case.csv_table import parse_csv
from greenopt.case.document import parse_document
from greenopt.case.mistakes import MOST_MISTAKES, Mistakes
from greenopt.case.node import Mapping
from greenopt.case.schema import CaseEntry, FactorsEntry, ModelEntry
from greenopt.case.table import tree_of
from greenopt.case.validate import validated
from greenopt.errors import Diagnostic
from greenopt.fields import Record, Units

DOCUMENTS: list[tuple[type[Record], str]] = [(CaseEntry, CASE), (ModelEntry, MODEL), (FactorsEntry, FACTORS)]


def wrong(text: str, document: type[Record] = CaseEntry, name: str = "f.yaml") -> list[Diagnostic]:
    """Return what is wrong with a text."""
    found: list[Diagnostic] = []
    read = validated(document, parse_document(text, name), Units(), found)
    assert (read is None) == bool(found)
    return found


@pytest.mark.parametrize(("document", "text"), DOCUMENTS)
def test_a_sound_document_is_read(document: type[Record], text: str) -> None:
    assert wrong(text, document) == []


@pytest.mark.parametrize(("document", "text"), DOCUMENTS)
def test_an_empty_document_lacks_every_needed_key_with_its_meaning(document: type[Record], text: str) -> None:
    found = wrong("x: 1\n", document)
    needed = {name for name, field in document.model_fields.items() if field.is_required()}

    assert {each.key for each in found if each.code == "missing-key"} == needed
    assert [each.key for each in found if each.code == "unknown-key"] == ["x"]
    assert all("(" in str(each.hint) for each in found if each.code == "missing-key")


COLLISIONS = [
    # A project is named like the form of the mapping it stands in.
    ("projects.brick.cost", [("  lamp:\n", "  projects:\n"), ("cost: 1700", "cost: ⟦no")]),
    ("projects.projects.cost", [("  lamp:\n", "  projects:\n"), ("cost: 450", "cost: ⟦no")]),
    ("projects.table.cost", [("  lamp:\n", "  table:\n"), ("cost: 450", "cost: ⟦no")]),
    # A rule is named like a kind of rule, or like an objective.
    ("rules.choose.at_most", [("one_lamp:", "choose:"), ("at_most: 1}", "at_most: ⟦no}")]),
    ("rules.floor.at_most", [("one_lamp:", "floor:"), ("at_most: 1}", "at_most: ⟦no}")]),
    ("objective.maximise", [("two_models:", "most:"), ("maximise: co2e", "maximise: ⟦co 2e")]),
    # A condition and a fuel are named like keys and forms.
    ("projects.brick.meets.document", [('{permit: "QĐ 7"}', "{document: ⟦[a]}")]),
    ("projects.brick.saves.saves", [("{coal: 165 t/yr}", "{projects: 165 t/yr, saves: ⟦no}")]),
]
FORMS = [
    ("projects.lamp.scale.at_most", [("all_or_nothing", "{at_least: 5 %, ⟦at_most: 5 %}")]),
    ("projects.lamp.scale.at_least", [("all_or_nothing", "⟦{}")]),
    ("projects.brick.meets.permit.not_applicable", [('"QĐ 7"', "{not_applicable: ⟦[a]}")]),
    ("projects.lamp.requires.0.then", [("[brick]", "[{project: brick, ⟦then: x}]")]),
    ("projects.lamp.requires.1.project", [("[brick]", "[brick, ⟦{when: started}]")]),
    ("rules.crafts_first.at_least.27", [("at_least: 15 %", "at_least: {2026: 5 %, ⟦27: 5 %}")]),
    ("rules.crafts_first.at_least.2026", [("at_least: 15 %", "at_least: {2026: ⟦no}")]),
    ("rules.crafts_first.at_least", [("at_least: 15 %", "at_least: ⟦[15 %]")]),
    ("case.horizon.1", [("horizon: [2026, 2028]", "horizon: [2026, ⟦28]")]),
    ("projects.brick.tags.0", [("    tags: [village]", "    tags: [⟦a b]")]),
    (
        "projects.brick.uncertain.cost.shape",
        [("    tags: [village]", "    uncertain: {cost: {range: [-5 %, 9 %], shape: ⟦round}}")],
    ),
    ("projects.brick.uncertain.cost", [("    tags: [village]", "    uncertain: {cost: ⟦[-10 %]}")]),
    # 02026 is no year, so one year cannot be given twice under two names.
    ("funds.green.amount.02026", [("{2026: 900", "{2026: 900, ⟦02026: 1")]),
]


@pytest.mark.parametrize(("key", "changes"), [*COLLISIONS, *FORMS])
def test_mistakes_inside_forms_keep_their_place_and_names_lead_nowhere_else(
    tmp_path: Path, key: str, changes: list[tuple[str, str]]
) -> None:
    (place,) = written(tmp_path, [Edit(*each) for each in changes])

    (found,) = wrong((tmp_path / "case.yaml").read_text(encoding="utf-8"), name="case.yaml")

    assert (found.place, found.key) == (place, key)


def rows(text: str) -> Mapping:
    """Return the little case with the rows of a table as its projects."""
    mistakes = Mistakes()
    table = tree_of(parse_csv(text.encode(), "p.csv", "en", mistakes), mistakes)
    assert mistakes.found == []
    case = parse_document(CASE, "f.yaml")
    return case.with_items({**case.items, "projects": table})


def of_table(text: str) -> list[Diagnostic]:
    """Return what is wrong with the rows of a table."""
    found: list[Diagnostic] = []
    assert validated(CaseEntry, rows(text), Units(), found) is None
    return found


def test_a_column_that_is_not_known_is_told_once() -> None:
    found = of_table(
        "id,sector,kind,cost,price,impact.co2e,evidence.good\n"
        "a,s,efficiency,5,1,2/yr,x\nb,s,efficiency,5,2,3/yr,\nc,s,efficiency,5,,3/yr,y\n"
    )

    assert [f"{each.place} {each.key}" for each in sorted(found, key=lambda each: each.place)] == [
        "p.csv:1:21 projects.*.price",
        "p.csv:1:39 projects.*.evidence.good",
    ]


def test_a_column_that_is_missing_is_told_once_and_a_missing_cell_at_its_row() -> None:
    found = of_table("id,sector,cost\na,s,5\nb,,6\nc,s,\n")

    assert [f"{each.place} {each.code} {each.key}" for each in sorted(found, key=lambda each: each.place)] == [
        "p.csv:1:1 missing-key projects.*.kind",
        "p.csv:3:1 missing-key projects.b.sector",
        "p.csv:4:1 missing-key projects.c.cost",
    ]


def test_the_same_slip_in_projects_that_are_no_table_is_told_at_each() -> None:
    text = CASE.replace("cost: 1700", "price: 1700").replace("cost: 450", "price: 450")

    assert [each.key for each in wrong(text) if each.code == "unknown-key"] == [
        "projects.brick.price",
        "projects.lamp.price",
    ]


def test_no_more_mistakes_are_told_than_anybody_reads() -> None:
    lines = "".join(f"p{number},s,efficiency,no\n" for number in range(3 * MOST_MISTAKES))

    assert len(of_table("id,sector,kind,cost\n" + lines)) == MOST_MISTAKES


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{a: b}", "a single text belongs here"),
        ("[a]", "a single text belongs here"),
    ],
)
def test_a_text_is_one_text(value: str, message: str) -> None:
    (found,) = wrong(CASE.replace("model: model.yaml", f"model: {value}"))

    assert (found.key, message in str(found.message)) == ("model", True)


@pytest.mark.parametrize("hostile", ["{0}", "%s", "[red]", "<b>", "=1", "{", "a'b", "${x}"])
def test_hostile_words_are_shown_as_they_are(hostile: str) -> None:
    quoted = "'" + hostile.replace("'", "''") + "'"
    text = CASE.replace("kind: renewable", f"kind: {quoted}").replace(
        "    cost: 450", f"    cost: 450\n    {quoted}: 1"
    )

    found = {each.code: each for each in wrong(text)}

    assert f"'{hostile}'" in found["wrong-word"].in_language("vi")
    assert f"'{hostile}'" in found["unknown-key"].in_language("en")
    assert found["unknown-key"].key == f"projects.lamp.{hostile}"


def test_units_of_the_case_are_those_of_its_money() -> None:
    found: list[Diagnostic] = []
    text = CASE.replace("cost: 450", "cost: 0.45 tỷ đồng")
    read: Any = validated(CaseEntry, parse_document(text, "f.yaml"), Units(money="billion VND"), found)

    assert str(read.projects["lamp"].cost) == "9/20"
