"""The report on paper: A4, everything open, few sheets, the table of a submission across."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.page.page import page_of
from greenopt.result.saved import SavedRun
from greenopt.run import solve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
CASES = Path(__file__).parent.parent.parent / "cases"
CHROMIUM = "/usr/bin/chromium"
MOST_SHEETS = 10
"""Of 85 projects with 85 rules; it was 17 before paper had a style of its own."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    """Return the report of the province with the table of a submission."""
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("report")
    solve(read_case(CASES / "lai-chau-2021-2025"), Options(unique=False)).write(folder / "run", "")
    file = folder / "report.html"
    file.write_bytes(page_of(SavedRun(folder / "run"), "vi", appendix=True))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = browser.new_page()
        found.goto(file.as_uri())
        yield found
        browser.close()


def test_few_sheets_upright_and_the_table_across(page: "Page") -> None:
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    upright = [each for each in paper.pages if each.mediabox.height > each.mediabox.width]
    across = [each for each in paper.pages if each.mediabox.height < each.mediabox.width]

    assert len(upright) <= MOST_SHEETS
    assert 1 < len(across) <= MOST_SHEETS
    for sheet in across:
        assert "Danh mục dự án, đề án" in sheet.extract_text()
    for number, sheet in enumerate(paper.pages, 1):
        assert f"{number} / {len(paper.pages)}" in sheet.extract_text()


def test_controls_are_gone_and_everything_is_open(page: "Page") -> None:
    page.emulate_media(media="print")

    # Headings of the list sort it; on paper they are headings and nothing else.
    assert page.locator(":not(th) > button:visible, input:visible, nav:visible").count() == 0
    assert all(each.is_visible() for each in page.locator("#years-vi table").all())
    page.emulate_media(media="screen")


def test_the_table_scrolls_within_the_page_on_a_phone(page: "Page") -> None:
    page.set_viewport_size({"width": 360, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == 360
