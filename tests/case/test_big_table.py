"""Large tables are read by columns: the same projects, the same program and the same answer as row by row."""

import random
from pathlib import Path

import pytest
from benchmarks.random_program import random_program, write_case

from greenopt.case import csv_table, table
from greenopt.case.big_table import BigTable
from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.engine.posed import pose
from greenopt.errors import CaseInvalid
from greenopt.run import question_of, solve

MODEL = """\
greenopt: 1
policy: {id: invented, title: invented, source: invented}
factors: emission-factors
sectors: {mining: {name: mining}, trade: {name: trade}}
indicators:
  co2e: {flow: tCO2e/yr, from: factors}
  emissions: {flow: tCO2e/yr, less: co2e}
  toe: {flow: toe/yr, from: factors}
  jobs: {stock: job}
  waste: {flow: t/yr}
"""
CASE = """\
greenopt: 1
model: model.yaml
case: {id: drawn, title: drawn, horizon: [2021, LAST]}
units: {money: million VND, energy: MWh}
funds:
  first: {amount: {2021: 900, 2022: 300}, for: {kinds: [efficiency, renewable]}, carry_over: all}
  second: {amount: {2021: 500}, for: {not: {kinds: [efficiency, renewable]}}}
projects: {table: projects.csv}
rules:
  least: {rule: floor, of: public_money, to: {sectors: [mining], tags: [brick]}, at_least: 10 %, source: s}
  most: {rule: ceiling, of: public_money, to: {places: [north]}, among: {kinds: [efficiency]}, at_most: 60 %, source: s}
  money: {rule: ceiling, of: total_cost, to: {not: {sectors: [trade]}}, in: 2021, at_most: 3000, source: s}
  waste: {rule: floor, of: waste, each: year, at_least: 2/yr, source: s}
  jobs: {rule: target, of: jobs, by: 2021, at_least: 3, soft: true, source: s}
  begun: {rule: ceiling, of: starts, to: {facilities: [f1, f2]}, at_most: 9, source: s}
objective: {maximise: co2e, over: OVER}
"""


@pytest.fixture(autouse=True)
def _small_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read small tables as large ones are read."""
    monkeypatch.setattr(table, "LEAST_PROJECTS", 0)
    monkeypatch.setattr(csv_table, "LEAST_TEXT", 0)


def drawn_case(seed: int, folder: Path) -> Path:
    """Write a case with a table of plain projects."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    last = dice.choice([2021, 2022])
    over = dice.choice(["horizon", "lifetime", "lifetime, discount: 3 %"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "case.yaml").write_text(CASE.replace("LAST", str(last)).replace("OVER", over), encoding="utf-8")
    quoted = dice.random() < 0.3
    rows = []
    for number in range(dice.randint(3, 40)):
        cost = dice.choice([dice.randint(1, 400), dice.randint(1, 40000) / 100, 250])
        year = dice.choice([2021, last])
        window = dice.choice(["", f"{year}..{year}"]) if last == 2021 else f"{year}..{year}"
        rows.append(
            [
                f"p{dice.randint(0, 9)}_{number}",
                '"Brick, type B"' if quoted else dice.choice(["Lò gạch", "Kiln", ""]),
                dice.choice(["mining", "trade"]),
                dice.choice(["efficiency", "renewable", "enabling"]),
                "north" if number == 0 else dice.choice(["", "north", "south"]),
                ("f1", "f2")[number] if number < 2 else dice.choice(["", "f1", "f2", "f3"]),
                "brick" if number == 0 else dice.choice(["", "brick", "brick | school"]),
                str(cost),
                str(round(cost * dice.random(), 1)) if dice.random() < 0.9 else "0",
                dice.choice(["5", "10"]),
                dice.choice(["", "0", "1"]),
                window,
                dice.choice(["", "0", str(dice.randint(1, 900) / 10)]),
                dice.choice(["", str(dice.randint(1, 900))]),
                dice.choice(["", str(dice.randint(0, 9))]),
                dice.choice(["", "0.5", "-0.25", str(dice.randint(1, 30))]),
            ]
        )
    header = (
        "id,name,sector,kind,place,facility,tags,cost,asks,lifetime,runs_after,start,"
        "saves.coal,adds.electricity,impact.jobs,impact.waste"
    )
    units = "unit,,,,,,,,,yr,,,t/yr,GWh/yr,,kg/yr"
    text = "\n".join([header, units, *(",".join(row) for row in rows)])
    (folder / "projects.csv").write_text(text + dice.choice(["", "\n"]), encoding="utf-8")
    return folder


def row_by_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Read a case as small ones are read."""
    with monkeypatch.context() as context:
        context.setattr(table, "LEAST_PROJECTS", 10**9)
        context.setattr(csv_table, "LEAST_TEXT", 10**9)
        return read_case(folder)


@pytest.mark.parametrize("seed", range(60))
def test_read_by_columns_the_case_is_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drawn_case(seed, tmp_path)
    ours, theirs = read_case(folder), row_by_row(folder, monkeypatch)
    assert ours.facts.table is not None
    assert theirs.facts.table is None
    assert list(ours.facts.projects) == list(theirs.facts.projects)
    assert dict(ours.facts.by_id) == theirs.facts.by_id
    assert dict(ours.facts.payers) == theirs.facts.payers
    assert ours.facts.words == theirs.facts.words
    assert ours.warnings == theirs.warnings
    for rule in ours.rules:
        group = getattr(rule, "to", None)
        if group is not None:
            assert [each.id for each in ours.facts.members(group)] == [each.id for each in theirs.facts.members(group)]


@pytest.mark.parametrize("seed", range(60))
def test_summed_by_columns_the_program_is_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drawn_case(seed, tmp_path)
    ours, theirs = pose(question_of(read_case(folder))), pose(question_of(row_by_row(folder, monkeypatch)))
    assert list(ours.rows.layout.columns) == list(theirs.rows.layout.columns)
    assert ours.rows.requirement_row == theirs.rows.requirement_row
    mine, other = ours.rows.program, theirs.rows.program
    assert [dict(entries.items()) for entries in mine.entries] == [dict(entries) for entries in other.entries]
    for part in ("columns", "column_lower", "column_upper", "whole", "rows", "scale", "row_lower", "row_upper"):
        assert list(getattr(mine, part)) == list(getattr(other, part)), part
    for step, same in zip(ours.steps, theirs.steps, strict=True):
        assert dict(step.cost.items()) == dict(same.cost), step.name


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_files_of_the_run_are_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drawn_case(seed, tmp_path)
    ours, theirs = solve(read_case(folder)), solve(row_by_row(folder, monkeypatch))
    assert ours.answer.value == theirs.answer.value
    assert ours.files == theirs.files


def test_the_benchmark_is_read_by_columns(tmp_path: Path) -> None:
    write_case(random_program(400), tmp_path)
    case = read_case(tmp_path)
    assert case.facts.table is not None
    assert solve(case).answer.status == "certified_optimal"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mining", "minning"),
        (",north", ",nor th"),
        (",10,", ",10 yr,"),
        (",efficiency", ",efficient"),
        ("p", "x-p"),
        ("impact.jobs", "impact.job"),
        ("t/yr", "t"),
        ("kg/yr", "MWh/yr"),
        ("saves.coal", "saves.cole"),
        ("2021..2021", "2021"),
    ],
)
def test_what_is_wrong_is_said_as_of_any_table(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drawn_case(7, tmp_path)
    text = (folder / "projects.csv").read_text(encoding="utf-8")
    (folder / "projects.csv").write_text(text.replace(old, new), encoding="utf-8")

    def outcome(read: object) -> object:
        try:
            return list(read().facts.projects)  # type: ignore[operator]
        except CaseInvalid as error:
            return error.diagnostics

    assert outcome(lambda: read_case(folder)) == outcome(lambda: row_by_row(folder, monkeypatch))


def test_the_cells_are_there_when_somebody_walks_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drawn_case(3, tmp_path)
    ours, theirs = read_case(folder).tree, row_by_row(folder, monkeypatch).tree
    projects = ours.items["projects"]  # type: ignore[union-attr]
    assert isinstance(projects, BigTable)
    same = theirs.items["projects"]  # type: ignore[union-attr]
    assert repr(projects) == repr(same)
    assert [each.place for each in projects.items.values()] == [each.place for each in same.items.values()]  # type: ignore[union-attr]
    assert dict(projects.key_places) == dict(same.key_places)  # type: ignore[union-attr]
