"""The report in a browser: silent, offline, in two languages, by keyboard, without script, and on paper."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.opening import LABELS, chromium, opened, switched

from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.page.page import page_of
from greenopt.page.studies import Studies
from greenopt.report.words import figure, level
from greenopt.result.saved import SavedRun
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Asked, frontier_of
from greenopt.studies.scenario import Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
CASES = Path(__file__).parent.parent.parent / "cases"
BUDGETS = 30
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return Debian's Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the first case with its frontier, in Vietnamese first."""
    folder = tmp_path_factory.mktemp("report")
    solve(read_case(CASES / "first-case")).write(folder / "run", "")
    frontier = document(frontier_of(Asked(Source(CASES / "first-case"))))
    file = folder / "report.html"
    file.write_bytes(page_of(SavedRun(folder / "run"), "vi", Studies(frontiers=[frontier])))
    return file


def test_page_is_silent_and_asks_for_nothing(browser: "Browser", file: Path) -> None:
    page, heard = opened(browser, file)
    switched(page, "English")

    assert heard == []


def test_switch_changes_language_title_and_words(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    seen = []
    for name in ("Tiếng Việt", "English", "Tiếng Việt"):
        switched(page, name)
        pressed = page.locator("button[aria-pressed=true]").all_inner_texts()
        seen.append((page.title(), page.locator("h1:visible").all_inner_texts(), pressed))

    vietnamese, english = "Hồ sơ đầu tiên: năm dự án, một nguồn vốn, hai quy định", "First case: five projects"
    assert seen[0] == seen[2] == (vietnamese, [vietnamese], ["Tiếng Việt"])
    assert seen[1][0].startswith(english)
    assert seen[1][1:] == ([seen[1][0]], ["English"])


def test_without_script_the_language_asked_for_is_complete(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file, java_script_enabled=False)

    assert page.locator("h1:visible").count() == 1
    assert page.locator("section:visible").count() == page.locator(".edition[lang=vi] section").count() == 10
    assert page.locator("#projects-vi tbody tr:visible").count() == 10
    assert page.locator("button, .slider:visible, .tools").count() == 0


def solved(money: Fraction) -> dict[str, Any]:
    """Return the first case solved and proved with another amount of its one fund."""
    change = parse_set(f"funds.green_fund.amount.2026={money.numerator}/{money.denominator}".removesuffix("/1"))
    return solve(read_case(CASES / "first-case", (), (change,))).result


def share(result: dict[str, Any], project: str) -> str:
    """Return how much of a project a plan carries out, as the page writes it."""
    return level(next(each["level"] for each in result["portfolio"] if each["project"] == project), "vi")


def test_slider_by_keyboard_says_what_solving_says_at_thirty_budgets(browser: "Browser", file: Path) -> None:
    """At every second stop the case is solved anew: value and levels, as they are printed."""
    page, _ = opened(browser, file)
    slider = page.get_by_role("slider", name="Tổng vốn ngân sách")
    written = json.loads((file.parent / "run" / "result.json").read_bytes())
    names = {each["project"]: f"{each['rank']}. {each['name']['vi']}" for each in written["portfolio"]}
    slider.press("Home")
    seen = 0
    while seen < BUDGETS:
        told = dict(part.split(": ") for part in page.locator(".slider output:visible").inner_text().split(" · "))
        money = told["Vốn (triệu đồng)"]
        if "," not in money:
            seen += 1
            result = solved(Fraction(money.replace(".", "")))
            moved = {each: (share(written, each), share(result, each)) for each in names}
            lines = [f"{names[each]}: {was} → {now}" for each, (was, now) in moved.items() if was != now]

            assert told["Giá trị tốt nhất (tấn CO2tđ)"] == figure(result["objective"]["value"], "vi"), money
            assert page.locator(".slider:visible li").all_inner_texts() == lines, money
            assert slider.get_attribute("aria-valuetext") == page.locator(".slider output:visible").inner_text()
        before = slider.input_value()
        slider.press("ArrowRight")
        assert slider.input_value() != before


def test_typed_money_goes_to_the_nearest_stop_and_stays_in_the_address(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    typed = page.get_by_label("Đến mức (triệu đồng)")
    typed.fill("1.204")
    typed.press("Enter")
    words = page.locator(".slider output:visible").inner_text()
    again, _ = opened(browser, file)
    again.goto(page.url)
    again.reload()

    assert words.startswith("Vốn (triệu đồng): 1.200 · ")
    assert page.url.endswith("#money=1200")
    assert again.locator(".slider output:visible").inner_text() == words
    page.get_by_role("button", name="Thêm vốn").press("Enter")
    assert page.locator(".slider output:visible").inner_text() > words


def numbers(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((file.parent / "run" / "result.json").read_bytes())["portfolio"]
    return found


@pytest.mark.parametrize("name", ["Tiếng Việt", "English"])
def test_list_is_sorted_by_keyboard_and_announced(browser: "Browser", file: Path, name: str) -> None:
    page, _ = opened(browser, file)
    switched(page, name)
    entries, language = numbers(file), "vi" if name == "Tiếng Việt" else "en"
    heading, said, rising = ("Vốn ngân sách", "giảm dần", "tăng dần") if language == "vi" else (
        "Public money", "falling", "rising",
    )  # fmt: skip
    table = page.locator(f"#projects-{language} table")
    button = table.get_by_role("button", name=heading, exact=True)
    first = table.locator("tbody tr").all_inner_texts()
    paid = [each for each in entries if each["level"]]
    for press, state, words, falling in (("Enter", "ascending", rising, False), ("Space", "descending", said, True)):
        button.press(press)
        shown = table.locator("tbody tr:visible td:first-child").all_inner_texts()
        wanted = sorted(paid, key=lambda each: each["public_money"], reverse=falling)

        assert shown[: len(paid)] == [str(each["rank"]) for each in wanted]
        assert len(shown) == len(entries)
        assert table.locator(f"th[aria-sort={state}]").inner_text() == heading
        assert words in page.locator(f"#projects-{language} .tools output").inner_text()
    button.press("Enter")
    assert table.locator("th[aria-sort]").count() == 0
    assert table.locator("tbody tr").all_inner_texts() == first


def test_list_is_filtered_and_searched_without_marks(browser: "Browser", file: Path) -> None:
    """Two of the five projects are of crafts; 'che' finds 'chè', and the total, which is of all, is not shown then."""
    page, _ = opened(browser, file)
    rows = page.locator("#projects-vi tbody tr:visible td:nth-child(2) b")
    tools = page.locator("#projects-vi .tools")
    told = tools.locator("output")
    tools.get_by_label("Ngành").select_option("Tiểu thủ công nghiệp và nghề truyền thống")
    crafts = {each["name"]["vi"] for each in numbers(file) if each["sector"] == "crafts"}

    assert set(rows.all_inner_texts()) == crafts
    assert told.inner_text() == f"Đang hiện {len(crafts)} trong 5 dự án."
    tools.get_by_label("Ngành").select_option("tất cả")
    page.get_by_label("Tìm").fill("che")
    assert rows.all_inner_texts() == ["Nồi hơi xưởng chè"]
    assert page.locator("#projects-vi tr.total:visible").count() == 0
    page.get_by_label("Tìm").fill("xyz")
    assert told.inner_text() == "Không có dự án phù hợp."
    page.get_by_label("Tìm").fill("")
    assert page.locator("#projects-vi tbody tr:visible").count() == 10


def test_paper_has_the_whole_list_in_its_own_order(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file)
    whole = page.locator("#projects-vi tbody tr").all_text_contents()
    page.get_by_label("Tìm").fill("che")
    page.locator("#projects-vi th").get_by_role("button", name="Mức thực hiện").press("Enter")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = page.locator("#projects-vi tbody tr:visible").all_text_contents()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert printed == whole
    assert page.locator("#projects-vi tbody tr:visible").count() == 1


@pytest.mark.parametrize(("kind", "name"), [("csv", "Danh mục dạng CSV"), ("json", "Số liệu dạng JSON")])
def test_what_is_saved_from_the_page_is_what_lies_in_the_run(
    browser: "Browser", file: Path, kind: str, name: str
) -> None:
    page, heard = opened(browser, file, accept_downloads=True)
    with page.expect_download() as waited:
        page.get_by_role("button", name=name).press("Enter")
    saved = waited.value.path().read_bytes()
    result = json.loads((file.parent / "run" / "result.json").read_bytes())

    assert waited.value.suggested_filename == f"first-case.{kind}"
    assert [each for each in heard if not each.startswith("blob:")] == []
    if kind == "csv":
        assert saved == (file.parent / "run" / "portfolio.csv").read_bytes()
        return
    found = json.loads(saved)
    assert all(found[key] == result[key] for key in ("case", "status", "objective", "totals", "years"))
    for shown, entry in zip(found["portfolio"], result["portfolio"], strict=True):
        assert shown == {key: entry[key] for key in shown}
        assert {"project", "level", "public_money", "impact"} <= shown.keys()


@pytest.mark.parametrize("name", ["Tiếng Việt", "English"])
def test_axe_finds_nothing_serious(browser: "Browser", file: Path, name: str) -> None:
    page, _ = opened(browser, file)
    switched(page, name)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = Axe().run(page).response

    assert [(each["id"], each["impact"]) for each in found["violations"] if each["impact"] in SERIOUS] == []
    assert len(found["passes"]) > 30


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_nothing_sticks_out_of_the_page(browser: "Browser", file: Path, width: int) -> None:
    page, _ = opened(browser, file, viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(LABELS) == []


def test_on_paper_everything_is_open_and_controls_are_gone(browser: "Browser", file: Path) -> None:
    page, heard = opened(browser, file)
    paper = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert paper.startswith(b"%PDF-")
    assert page.locator("button:visible:not(th button), input:visible, select:visible").count() == 0
    assert page.locator("#years-vi table").is_visible()
    assert heard == []
