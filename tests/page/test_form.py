"""The table of a submission: its sums, the same numbers as the sheet of the workbook, and its place in the page."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.page.reading import number, read, shows
from tests.workbook.test_workbook import sheets_of

from greenopt.language import LANGUAGES, Language
from greenopt.page.blocks import Form
from greenopt.page.form import form
from greenopt.page.page import SETTLED, page_of
from greenopt.page.speech import Speech
from greenopt.result.saved import SavedRun, document_at
from greenopt.workbook import opened, workbook
from greenopt.workbook.submission import COST, NAME, PLANNED, SIZE, submission_of

FIRST_ROW = 9
"""Of the sheet: that of the total."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


def made(run: SavedRun, language: Language) -> Form:
    """Return the table of a run."""
    settled = document_at(run.folder / SETTLED, "greenopt.case/1")
    return form(submission_of(opened(run)), Speech.of(settled, language))


def test_rows_are_those_of_the_workbook(large_run: SavedRun, language: Language) -> None:
    """Every number on paper is that of the sheet, rounded; every text is the same."""
    table = made(large_run, language)
    sheet = sheets_of(workbook(opened(large_run), language))[5][FIRST_ROW:]

    assert len(table.rows) == len(sheet)
    for row, cells in zip(table.rows, sheet, strict=True):
        for column, (shown, cell) in enumerate(zip(row.cells, cells, strict=True)):
            if column == SIZE:
                assert (shown == "") == (cell == "")
            elif isinstance(cell, float) and table.right[column]:
                assert shows(str(shown), cell, language), (row.cells[NAME], column)
            elif isinstance(cell, str):
                assert shown == cell


def test_sums_add_up_down_and_across(large_run: SavedRun) -> None:
    """The groups make the total, the years make the plan, both parts make the whole investment, within rounding."""
    table, result = made(large_run, "vi"), large_run.result
    numbers = [
        {column: number(str(cell), "vi") for column, cell in enumerate(row.cells) if table.right[column] and cell}
        for row in table.rows
    ]
    total = numbers[0]
    groups = [each for row, each in zip(table.rows, numbers, strict=True) if row.style == "group"]
    years = sorted({row["year"] for row in result["years"]})

    assert [row.cells[0] for row in table.rows if row.style == "group"] == ["I", "II", "III", "IV"]
    for column, value in total.items():
        assert abs(sum((each[column] for each in groups), Decimal(0)) - value) <= len(groups)
    for each in (total, *groups):
        assert abs(sum(each[PLANNED + place] for place in range(1, len(years) + 1)) - each[PLANNED]) <= len(years)
    assert total[COST] == number(f"{sum(entry['cost'] for entry in result['portfolio']):.0f}", "en")
    for place, year in enumerate(years, 1):
        spent = sum(row["spent"] for row in result["years"] if row["year"] == year)
        assert shows(str(table.rows[0].cells[PLANNED + place]), spent, "vi")


def test_unit_stands_once_and_the_form_is_vietnamese(large_run: SavedRun) -> None:
    table = made(large_run, "vi")
    heads = [head.words for row in table.heads for head in row]

    assert (table.title, table.unit) == ("PHƯƠNG ÁN PHÂN BỔ VỐN", "Đơn vị tính: triệu đồng")
    assert heads[:3] == ["STT", "Danh mục dự án, đề án", "Chủ đầu tư, đơn vị thực hiện"]
    assert not [each for each in heads if "triệu đồng" in each]
    assert sum(head.across for head in table.heads[0]) == len(table.widths) == len(table.rows[0].cells)


def test_page_has_the_table_where_it_is_asked_for(first_run: SavedRun, impossible_run: SavedRun) -> None:
    page = read(page_of(first_run, "vi", appendix=True))
    rows = page.one(id="appendix-vi").cells()

    assert len(page_of(first_run, "vi")) < len(page_of(first_run, "vi", appendix=True))
    assert [row[1] for row in rows][:2] == ["TỔNG SỐ", "Dự án mới được bố trí vốn"]
    assert [row[PLANNED] for row in rows][:3] == ["1.300", "1.300", "420"]
    assert not [
        each for each in read(page_of(first_run, "vi")).each("section") if each.attributes["id"] == "appendix-vi"
    ]
    assert b"appendix-vi" not in page_of(impossible_run, "vi", appendix=True)


def test_table_of_a_spoilt_certificate_is_refused(first_run: SavedRun, tmp_path: Path) -> None:
    import shutil

    from greenopt.errors import FileProblem

    folder = Path(shutil.copytree(first_run.folder, tmp_path / "run"))
    file = folder / "certificate.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"plan"', '"plans"'), encoding="utf-8")

    with pytest.raises(FileProblem):
        page_of(SavedRun(folder), "en", appendix=True)
