"""The report in a browser: silent, offline, in two languages, without script, and on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from greenopt.case.read import read_case
from greenopt.page.page import page_of
from greenopt.result.saved import SavedRun
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Asked, frontier_of
from greenopt.studies.scenario import Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CASES = Path(__file__).parent.parent.parent / "cases"
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the first case with its frontier, in Vietnamese first."""
    folder = tmp_path_factory.mktemp("report")
    solve(read_case(CASES / "first-case")).write(folder / "run", "")
    frontier = document(frontier_of(Asked(Source(CASES / "first-case"))))
    file = folder / "report.html"
    file.write_bytes(page_of(SavedRun(folder / "run"), "vi", frontier))
    return file


def opened(browser: "Browser", file: Path, **settings: Any) -> "tuple[Page, list[str]]":
    """Open a page; return it with all that it asks for beside itself and all that it complains of."""
    page = browser.new_context(**settings).new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda problem: heard.append(str(problem)))
    page.on("request", lambda request: heard.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, heard


def test_page_is_silent_and_asks_for_nothing(browser: "Browser", file: Path) -> None:
    page, heard = opened(browser, file)
    page.get_by_role("button", name="English").click()

    assert heard == []


def test_switch_changes_language_title_and_words(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    seen = []
    for name in ("Tiếng Việt", "English", "Tiếng Việt"):
        page.get_by_role("button", name=name).press("Enter")
        pressed = page.locator("button[aria-pressed=true]").all_inner_texts()
        seen.append((page.title(), page.locator("h1:visible").all_inner_texts(), pressed))

    vietnamese, english = "Hồ sơ đầu tiên: năm dự án, một nguồn vốn, hai quy định", "First case: five projects"
    assert seen[0] == seen[2] == (vietnamese, [vietnamese], ["Tiếng Việt"])
    assert seen[1][0].startswith(english)
    assert seen[1][1:] == ([seen[1][0]], ["English"])


def test_without_script_the_language_asked_for_is_complete(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file, java_script_enabled=False)

    assert page.locator("h1:visible").count() == 1
    assert page.locator("section:visible").count() == page.locator(".edition[lang=vi] section").count() == 9
    assert page.locator("#projects-vi tbody tr:visible").count() == 10
    assert page.locator("button, .slider:visible").count() == 0


def test_slider_says_by_keyboard_what_stands_in_the_table(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    slider = page.get_by_role("slider", name="Tổng vốn ngân sách")
    slider.press("Home")
    marks = set()
    rows = page.locator("#budget-vi tbody tr")
    for place in range(rows.count()):
        cells = [each.strip() for each in rows.nth(place).locator("td").all_text_contents()]
        told = zip(("Vốn", "Giá trị tốt nhất", "Thêm một đơn vị", "Thay đổi tại điểm này"), cells, strict=True)
        words = page.locator("output:visible").inner_text()
        marks.add(page.locator("circle.now:visible").get_attribute("cx"))
        assert words == " · ".join(f"{head}: {cell}" for head, cell in told)
        slider.press("ArrowRight")
    assert len(marks) == rows.count()


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_nothing_sticks_out_of_the_page(browser: "Browser", file: Path, width: int) -> None:
    page, _ = opened(browser, file, viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_paper_everything_is_open_and_controls_are_gone(browser: "Browser", file: Path) -> None:
    page, heard = opened(browser, file)
    paper = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert paper.startswith(b"%PDF-")
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator("#years-vi table").is_visible()
    assert heard == []
