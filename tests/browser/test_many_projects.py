"""Pages of 8, 60 and 500 projects with long Vietnamese names, and of every study, on three screens."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.opening import LABELS, chromium, opened, switched
from tests.many_projects import many_projects
from tests.page import studied
from tests.small_cases import solve_tree

from greenopt.page.page import page_of
from greenopt.result.saved import SavedRun

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
MOST_BYTES = {8: 80_000, 60: 150_000, 500: 500_000}
WIDTHS = (360, 800, 1440)
SERIOUS = {"serious", "critical"}
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return Debian's Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module", params=[*MOST_BYTES, "studies"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page: of so many projects, or of the first case with every study of it."""
    folder: Path = tmp_path_factory.mktemp("report")
    file = folder / "report.html"
    if request.param == "studies":
        file.write_bytes(page_of(studied.run(), "vi", studied.studies()))
        return file
    solve_tree(many_projects(request.param), folder).write(folder / "run", "")
    file.write_bytes(page_of(SavedRun(folder / "run"), "vi"))
    assert file.stat().st_size < MOST_BYTES[request.param]
    return file


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_is_cut_or_lies_on_another(browser: "Browser", file: Path, width: int) -> None:
    page, heard = opened(browser, file, viewport={"width": width, "height": 900})
    for name in ("Tiếng Việt", "English"):
        switched(page, name)
        page.evaluate(OPEN)

        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("svg[role=img]:visible").count() >= 3
        assert page.evaluate(LABELS) == []
        pressed = page.locator(".controls button").all()
        assert all((each.bounding_box() or {"height": 99})["height"] < 60 for each in pressed)
    assert heard == []


@pytest.mark.parametrize("file", [60, "studies"], indirect=True)
def test_axe_finds_nothing_serious_among_many(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    page.evaluate(OPEN)
    found = Axe().run(page).response

    assert [(each["id"], each["impact"]) for each in found["violations"] if each["impact"] in SERIOUS] == []
