"""The sheets of frontier and scenarios: the numbers of the saved studies, formulas that give them, a chart, colours."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import case_tree, read_tree
from tests.workbook.spreadsheet import Spreadsheet
from tests.workbook.test_workbook import assert_formulas_give_what_is_stored

import greenopt
from greenopt.case.read import read_case
from greenopt.language import LANGUAGES, Language
from greenopt.result.saved import SavedRun
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.workbook import Exported, opened, workbook
from greenopt.workbook.frontier import points_of, value_at

CASE = Path(__file__).parents[2] / "cases" / "first-case"
FIRST_POINT, FIRST_SCENARIO, MORE = 13, 6, 6
"""Rows of the sheets, counted from one."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return the run of the first case."""
    folder = tmp_path_factory.mktemp("runs") / "first"
    solve(read_case(CASE)).write(folder)
    return opened(SavedRun(folder))


@pytest.fixture(scope="module")
def studies() -> list[dict[str, Any]]:
    """Return a frontier and two sweeps of the first case."""
    return [
        document(greenopt.frontier(CASE)),
        greenopt.sweep(CASE, "what_matters"),
        greenopt.sweep(CASE, vary=["funds.*.amount.*=x 0.5..x 1.5/3"]),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_frontier_is_on_its_sheet(
    run: Exported, studies: list[dict[str, Any]], language: Language
) -> None:
    book = Spreadsheet(workbook(run, language, studies))
    name = {"en": "Frontier", "vi": "Biên ngân sách"}[language]

    for row, point in enumerate(studies[0]["points"], FIRST_POINT):
        found = [book.value((name, row, each)) for each in (2, 3, 5)]
        assert found == [point["money"], point["value"], point["money_price_right"]]
        names = [studies[0]["names"][each][language] for each in point["comes_in"]]
        assert (book.value((name, row, 6)) or "") == ", ".join(names)
    assert book.value((name, FIRST_POINT + len(studies[0]["points"]), 3)) is None


def test_more_money_buys_what_the_frontier_says(run: Exported, studies: list[dict[str, Any]]) -> None:
    """
    The first case has 1,300 million and brings 9,179 t; one more million brings 5.93 t until the next turning point.

    So 100 more bring 593 t. A billion more lies beyond the last point, 10,412 t at 1,780, where money stops helping.
    """
    book = Spreadsheet(workbook(run, "en", studies))

    assert book.value(("Frontier", MORE, 3)) == pytest.approx(10412)
    assert book.value(("Frontier", MORE, 4)) == pytest.approx(10412 - 9179)
    book.change(("Frontier", MORE, 2), 100.0)
    assert book.value(("Frontier", MORE, 3)) == pytest.approx(9179 + 593)
    assert book.value(("Frontier", MORE, 4)) == pytest.approx(593)


@pytest.mark.parametrize(("money", "value"), [(0, 0), (1300, 9179), (1400, 9179 + 593), (1780, 10412), (9999, 10412)])
def test_the_stored_value_lies_on_the_line_between_two_points(
    studies: list[dict[str, Any]], money: int, value: int
) -> None:
    """One more million brings 5.93 t at 1,300; nothing beyond 1,780."""
    found = value_at(points_of(studies[0]), Fraction(money))

    assert float(found) == pytest.approx(value, rel=1e-9)


def test_every_number_of_a_sweep_is_on_its_sheet(run: Exported, studies: list[dict[str, Any]]) -> None:
    book = Spreadsheet(workbook(run, "en", studies))
    sweep = studies[1]
    axes = len(sweep["sweep"]["vary"])
    heads = [book.value(("Scenarios", FIRST_SCENARIO - 1, each)) for each in range(axes + 6, axes + 11)]
    names = {each["en"]: name for name, each in sweep["names"].items()}

    assert sorted(heads) == sorted(names)
    for row, scenario in enumerate(sweep["scenarios"], FIRST_SCENARIO):
        value, change, money = (book.value(("Scenarios", row, axes + each)) for each in (2, 3, 4))
        assert (value, money) == (scenario["value"], scenario["totals"]["public_money"])
        assert change == pytest.approx(scenario["value"] - sweep["objective"]["base"], abs=1e-6)
        for place, head in enumerate(heads, axes + 6):
            assert book.value(("Scenarios", row, place)) == scenario["levels"].get(names[head], 0)
        for place, axis in enumerate(sweep["sweep"]["vary"], 2):
            assert (book.value(("Scenarios", row, place)) or "") == scenario["changes"].get(axis["path"], "")
    assert len(sweep["scenarios"]) == 13
    assert "Scenarios 2" in book.sheets


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_give_what_is_stored_beside_studies(
    run: Exported, studies: list[dict[str, Any]], language: Language
) -> None:
    data = workbook(run, language, studies)
    files = Spreadsheet(data).files
    sheets = Spreadsheet(data).sheets

    assert assert_formulas_give_what_is_stored(data) > 30
    assert sum(name.startswith("xl/charts/chart") for name in files) == 3
    number = sheets.index({"en": "Scenarios", "vi": "Kịch bản"}[language]) + 1
    assert files[f"xl/worksheets/sheet{number}.xml"].count(b"<colorScale>") == 2
    assert data == workbook(run, language, studies)


def test_a_frontier_of_steps_has_points_and_no_line_between(tmp_path: Path) -> None:
    """Whole projects: what lies between two proved steps is not known, so nothing is said of further money."""
    projects = {
        name: {"cost": cost, "scale": "all_or_nothing", "impact": {"waste": f"{waste} t/yr"}}
        for name, cost, waste in (("kiln", "30", 7), ("stove", "45", 8), ("lamp", "20", 3))
    }
    tree = case_tree(projects, {"green": {"amount": {"2026": "60"}}}, None, {"maximise": "waste"})
    solve(read_tree(tree, tmp_path)).write(tmp_path / "run")
    found = document(greenopt.frontier(tmp_path))
    book = Spreadsheet(workbook(opened(SavedRun(tmp_path / "run")), "en", [found]))
    chart = next(book.files[name] for name in sorted(book.files, reverse=True) if name.startswith("xl/charts/chart"))

    assert "Only the points are known; what lies between them is not." in book.texts
    assert "What more money would buy" not in book.texts
    assert b"<a:noFill/>" in chart
    values = book.column_of("Frontier", FIRST_POINT, "C")
    assert values == [each["value"] for each in found["points"] if each["value"] is not None]
    assert len(values) > 3


def test_a_run_whose_model_stands_inside_has_no_inputs_and_says_why(tmp_path: Path) -> None:
    tree = case_tree({"kiln": {"cost": "30", "impact": {"waste": "7 t/yr"}}}, {"green": {"amount": {"2026": "60"}}})
    solve(read_tree(tree, tmp_path)).write(tmp_path / "run")
    book = Spreadsheet(workbook(opened(SavedRun(tmp_path / "run")), "en"))

    assert not any(name.startswith("Inputs") for name in book.sheets)
    assert any("put it into a file of its own" in text for text in book.texts)
