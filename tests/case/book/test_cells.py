"""Trees as rows of cells and back: each kind of value that a planner writes."""

import pytest

from greenopt.case.book.cells import RecordOf, flattened, table_cells
from greenopt.case.book.change_cells import scenario_rows, sweep_rows, value_text
from greenopt.case.document import parse_document, parse_value
from greenopt.case.node import Mapping, plain_data
from greenopt.case.project_entry import ProjectEntry
from greenopt.rules import RULES


def mapping(text: str) -> Mapping:
    """Return a tree written in YAML."""
    return parse_document(text, "case.yaml")


def test_a_project_becomes_texts_by_path() -> None:
    tree = mapping(
        "name: {vi: Lò, en: Kiln}\ncost: 17000\nspending: [60 %, 40 %]\nstart: [2026, 2028]\nsaves: {coal: 5 t/yr}\n"
        "requires: [a, {project: b, when: finished}]\ntags: [one]\nscale: {at_least: 25 %}\n"
        "uncertain: {saves.coal: [-5 %, 5 %]}\n"
    )

    assert {".".join(path): text for path, text in flattened(tree, ProjectEntry)} == {
        "name.vi": "Lò", "name.en": "Kiln", "cost": "17000", "spending": "60 % | 40 %", "start": "2026..2028",
        "saves.coal": "5 t/yr", "requires.1": "a", "requires.2.project": "b", "requires.2.when": "finished",
        "tags": "one", "scale.at_least": "25 %", "uncertain.saves.coal": "-5 % | 5 %",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "unit", "cells"),
    [
        (["5 t/yr", "7.5 t/yr"], "t/yr", ["5", "7.5"]),
        (["5 t/yr", "7.5 kt/yr"], "", ["5 t/yr", "7.5 kt/yr"]),
        (["420/yr", "9 /yr"], "/yr", ["420", "9"]),
        (["5", "7 t"], "", ["5", "7 t"]),
        (["40 %", "5 %"], "", ["40 %", "5 %"]),
        (["-3 t/yr"], "t/yr", ["-3"]),
        (["010 t/yr"], "", ["010 t/yr"]),
    ],
)
def test_a_unit_that_all_cells_share_stands_above_them(texts: list[str], unit: str, cells: list[str]) -> None:
    rows = "".join(f"p{number}: {{saves: {{coal: {text}}}}}\n" for number, text in enumerate(texts))
    table = table_cells(mapping(rows).items, RecordOf(None, ProjectEntry))

    assert (table.names, table.units) == (["saves.coal"], [unit])
    assert [row[0] for row in table.rows.values()] == cells


def test_columns_follow_the_format_and_long_texts_stand_last() -> None:
    rules = mapping(
        "a: {source: x, at_least: 5 %, rule: floor, to: {tags: [t]}, of: public_money}\n"
        "b: {rule: phase_out, closed_by: {2028: 40 %, 2026: 10 %}, what: kilns}\n"
    )
    table = table_cells(rules.items, RecordOf(RULES, None))

    assert table.names[0] == "rule"
    assert table.names[-1] == "source"
    assert table.names.index("closed_by.2026") + 1 == table.names.index("closed_by.2028")


@pytest.mark.parametrize(
    "text",
    ["x 0.7", "- 5 %", "drop", "[2022, 2023]", "{at_least: 25 %}", '["a b", "c, d"]', '"[1]"', '""', "1,5"],
)
def test_a_value_of_a_change_is_written_as_set_takes_it(text: str) -> None:
    value = parse_value(text, "--set")

    assert plain_data(parse_value(value_text(value), "--set")) == plain_data(value)


def test_scenarios_and_sweeps_become_one_row_a_change() -> None:
    scenarios = mapping("lean: {extends: [a, b], funds.f.amount.*: x 0.7}\nas_it_is: {}\n")
    sweeps = mapping(
        "one: {mode: one_at_a_time, vary: {a.b: {from: 1, to: 2, points: 3}, c.d: [5 %, 7 %]},\n"
        "  together: [[a.b, c.d]]}\n"
    )

    assert list(scenario_rows(scenarios)) == [
        ["lean", "extends", "a | b"], ["lean", "funds.f.amount.*", "x 0.7"], ["as_it_is", "", ""],
    ]  # fmt: skip
    assert list(sweep_rows(sweeps)) == [
        ["one", "a.b", "1", "2", "3", "", "one_at_a_time", "a.b | c.d", "", ""],
        ["one", "c.d", "", "", "", "5 % | 7 %", "", "", "", ""],
    ]
