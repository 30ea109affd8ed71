"""The two pages and the appendix as PDF: read back word by word with a reader of their own."""

import io
import re
import sys
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.page.conftest import settled
from tests.page.reading import number, shows
from tests.page.test_page import INJECTIONS, hostile
from tests.shipped import saved
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.engine.answer import Options
from greenopt.errors import WrongUsage
from greenopt.language import LANGUAGES, Language
from greenopt.page.paper import Paper, fitted
from greenopt.page.printed import appendix_of, summary_of
from greenopt.page.summary import summary
from greenopt.result.saved import SavedRun
from greenopt.run import solve

try:
    import weasyprint  # noqa: F401 - whether it can be imported is the question
except (ImportError, OSError) as problem:  # .ci/run installs what it needs, and refuses this skip
    pytest.skip(f"no PDF can be drawn here: {problem}", allow_module_level=True)

QUICK = Options(prices=False, unique=False)
A4 = (595, 842)
NAME = "Nâng cấp hệ thống sấy và lò hơi tiết kiệm năng lượng tại xã Nậm Nhùn, cụm công nghiệp số"
"""A long name, with nearly every mark that Vietnamese has."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@cache
def many(count: int) -> SavedRun:
    """
    Return the run of a case with so many projects, of which money is there for about half.

    Project n asks 41 + n and brings a number of tonnes that has nothing to do with it.
    """
    projects: dict[str, Tree] = {
        f"p{place:03}": {
            "cost": str(90 + 3 * place),
            "asks": str(41 + place),
            "name": f"{NAME} {place}",
            "sector": ("crafts", "mining", "power")[place % 3],
            "place": f"xa_{place % 13}",
            "impact": {"co2e": f"{17 + 29 * place % 101}/yr"},
        }
        for place in range(1, count + 1)
    }
    asked = sum(41 + place for place in range(1, count + 1))
    places = {f"xa_{place}": {"name": f"Xã Tà Mít số {place}"} for place in range(13)}
    tree = case_tree(
        projects,
        {"fund": {"amount": {"2026": str(asked * 6 // 11)}, "name": "Quỹ xanh"}},
        objective={"maximise": "co2e", "over": "lifetime"},
        places=places,
    )
    folder = Path(mkdtemp())
    solve(read_tree(tree, folder), QUICK).write(folder / "run", "")
    return SavedRun(folder / "run")


@cache
def printed(run: SavedRun, language: Language) -> bytes:
    """Return the two pages of a run, drawn once."""
    return summary_of(run, language)


@cache
def _province() -> SavedRun:
    return SavedRun(saved("lai-chau-2021-2025"))


@pytest.fixture
def province_run() -> SavedRun:
    """Return the run of a province: 85 projects in 12 places, paid in five years."""
    return _province()


@cache
def pages(paper: bytes) -> list[str]:
    """Return the words of each page, on one line each."""
    import pypdf

    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages]


@cache
def lines(paper: bytes, page: int) -> list[str]:
    """Return the lines of a page."""
    import pypdf

    return [each.strip() for each in pypdf.PdfReader(io.BytesIO(paper)).pages[page].extract_text().splitlines()]


def row(entry: dict[str, Any], place: str, shown: list[str], language: Language) -> list[str] | None:
    """Return the numbers on the line of a project, after its name and place; None where it has no line."""
    name = f"{entry['rank']} {entry['name'][language]}"
    found = [each for each in shown if each.startswith(name[:60].removesuffix("…"))]
    return found[0].rpartition(f" {place} ")[2].replace(" %", "").split() if found else None


@pytest.mark.parametrize(("count", "spoken"), [(1, "en"), (8, "vi"), (60, "en"), (200, "vi")])
def test_there_are_two_pages_and_no_project_is_lost(count: int, spoken: Language) -> None:
    """Those listed and those counted as further ones are all of them; the sums are those of the result."""
    run = many(count)
    paper = printed(run, spoken)
    second = pages(paper)[1]
    listed = [each for each in lines(paper, 1) if re.match(rf"\d+ {NAME[:50]}", each)]
    more = r"and ([\d,]+) more" if spoken == "en" else r"và ([\d.]+) dự án khác"
    others = sum(int(number(each, spoken)) for each in re.findall(more, second))
    total = re.search(r"(?:TOTAL|TỔNG SỐ) ([\d.,]+) ([\d.,]+)", second)

    assert len(pages(paper)) == 2
    assert len(listed) + others == count
    assert len(listed) >= min(count, 30)
    assert total is not None
    assert shows(total.group(1), sum(entry["asks"] for entry in run.result["portfolio"]), spoken)
    assert shows(total.group(2), run.result["totals"]["public_money"], spoken)


def test_numbers_of_the_list_are_those_of_the_result(province_run: SavedRun, language: Language) -> None:
    """What a project asks, gets, how much of it is carried out and what it brings, in this order."""
    second = lines(printed(province_run, language), 1)
    seen = 0
    for entry in province_run.result["portfolio"]:
        place = settled(province_run)["places"][entry["place"]][language]
        numbers = row(entry, place, second, language)
        if numbers is None or len(place) > 22:  # then it may be cut, or stand on two lines
            continue
        seen += 1
        assert shows(numbers[0], entry["asks"], language), entry["name"]
        if entry["decision"] in ("not_funded", "screened_out"):
            assert numbers[1:] == ["–"] * 3
            continue
        assert shows(numbers[1], entry["public_money"], language), entry["name"]
        assert abs(number(numbers[2], language) / 100 - Decimal(str(entry["level"]))) <= Decimal("0.0005")
        assert shows(numbers[3], entry["impact"].get("co2e", 0), language), entry["name"]
    assert seen >= 20


def test_first_page_says_the_answer_people_places_and_money(province_run: SavedRun, language: Language) -> None:
    first, result = pages(printed(province_run, language))[0], province_run.result
    totals = result["totals"]
    wanted = [totals["public_money"], result["objective"]["value"]]
    wanted += [totals["indicators"][name]["value"] for name in ("jobs", "households")]
    spoken = settled(province_run)
    by_sector = {
        name: sum(entry["public_money"] for entry in result["portfolio"] if entry["sector"] == name)
        for name in {entry["sector"] for entry in result["portfolio"] if entry["public_money"]}
    }

    numbers = re.findall(r"(?<![\d.,])\d[\d.,]*", first)
    for value in (*wanted, *by_sector.values()):
        assert any(shows(each.rstrip(".,"), value, language) for each in numbers), value
    for name in by_sector:
        assert spoken["sectors"][name][language] in first
    places = {entry["place"] for entry in result["portfolio"] if entry["level"]}
    assert re.search(rf"(?:something|bố trí vốn) {len(places)} ", first)


def assert_edges(found: list[str], run: SavedRun, language: Language) -> None:
    """Every page bears the status, what is proved, the check code and its number."""
    stamp = "MINH HỌA: không dùng để quyết định" if language == "vi" else "ILLUSTRATIVE: not for decisions"
    proved = "tốt nhất, đã chứng minh" if language == "vi" else "best, proved"
    for place, words in enumerate(found, 1):
        assert [each for each in (stamp, proved, run.digest[:16], f"{place} / {len(found)}") if each not in words] == []


def test_both_pages_bear_status_proof_code_and_number(first_run: SavedRun, language: Language) -> None:
    found = pages(printed(first_run, language))

    assert_edges(found, first_run, language)
    assert first_run.digest in found[1]


def test_sentences_keep_their_diacritics(province_run: SavedRun) -> None:
    first, second = pages(printed(province_run, "vi"))

    assert "Chương trình hành động Chiến lược tăng trưởng xanh thuộc lĩnh vực công thương tỉnh Lai Châu" in first
    assert "Từng phương án được tính lại cho văn bản này và đã được chứng minh." in first
    assert "Số tấn là của toàn bộ dự án, không phải chỉ của phần vốn ngân sách." in second
    assert "Các quy định do ai ban hành" in second
    assert "Rà soát, điều chỉnh quy hoạch ngành, loại bỏ cơ sở ô nhiễm" in second
    assert "\N{REPLACEMENT CHARACTER}" not in first + second


def test_more_money_is_that_of_a_case_solved_with_it(first_run: SavedRun, language: Language) -> None:
    """10,412 t where everything is paid, see tests/studies/test_more_money.py: 1,233 more than 9,179."""
    first = pages(printed(first_run, language))[0]

    if language == "en":
        assert re.findall(r"(\d) billion VND more 10,412 \+1,233 \+ Vermicelli dryer", first) == ["1", "2", "5"]
    else:
        assert re.findall(r"thêm (\d) tỷ đồng 10.412 \+1.233 \+ Máy sấy miến dong", first) == ["1", "2", "5"]


def test_an_impossible_case_has_two_pages_with_the_ways_out(impossible_run: SavedRun, language: Language) -> None:
    first, second = pages(printed(impossible_run, language))

    assert impossible_run.result["conflict"]["repairs"][0]["text"][language] in first
    assert ("This is proved." if language == "en" else "Điều này đã được chứng minh.") in first
    assert ("1 billion VND more" if language == "en" else "thêm 1 tỷ đồng") in second


def test_an_unproved_plan_is_not_compared_with_more_money(first_run: SavedRun) -> None:
    result = {**first_run.result, "status": "stopped"}
    made = summary(result, settled(first_run), first_run.digest, (), "en")
    found = pages(fitted(Paper(), made.first, made.second, made.frame, made.most))

    assert len(found) == 2
    assert "not computed, since the plan itself is not proved to be the best" in found[0]
    assert "The plan is not proved to be the best." in found[0]


def test_the_same_run_gives_the_same_file_without_a_date(first_run: SavedRun) -> None:
    import pypdf

    paper = summary_of(first_run, "vi")
    reader = pypdf.PdfReader(io.BytesIO(paper))
    identifier: Any = reader.trailer["/ID"]

    assert paper == summary_of(SavedRun(first_run.folder), "vi")
    assert appendix_of(first_run, "vi") == appendix_of(SavedRun(first_run.folder), "vi")
    assert bytes.fromhex(first_run.digest)[:16] in (
        identifier[0].original_bytes,
        getattr(identifier[0], "get_original_bytes", lambda: b"")(),
    )
    assert set(reader.metadata or {}) == {"/Producer", "/Title"}


def test_the_appendix_lies_across_with_its_head_on_every_page(province_run: SavedRun) -> None:
    """Every project stands in it once; every page begins with the same head and has the size of A4 across."""
    import pypdf

    paper = appendix_of(province_run, "vi")
    found = pages(paper)
    sizes = {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in pypdf.PdfReader(io.BytesIO(paper)).pages
    }
    whole = re.sub(r"\s+", "", "".join(found))

    assert sizes == {A4[::-1]}
    assert all("Danh mục dự án, đề án" in each and "Ghi chú (lý do)" in each for each in found)
    assert len(found) > 1
    assert_edges(found, province_run, "vi")
    assert found[0].count("Đơn vị tính: triệu đồng") == 1
    for entry in province_run.result["portfolio"]:
        assert re.sub(r"\s+", "", entry["name"]["vi"]) in whole


def test_there_is_no_table_of_an_impossible_case(impossible_run: SavedRun) -> None:
    with pytest.raises(WrongUsage, match="no plan"):
        appendix_of(impossible_run, "en")


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_case_is_never_more_than_text(
    text: str, first_run: SavedRun, impossible_run: SavedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is fetched, linked, attached or run; the title is cut, its signs are seen."""
    import pypdf

    paper = Paper()
    asked: list[str] = []

    class Counting(paper._nothing):  # type: ignore[misc, name-defined]  # a class that is made when it is needed
        def fetch(self, url: str, headers: Any = None) -> None:
            asked.append(url)
            super().fetch(url, headers)

    monkeypatch.setattr(paper, "_nothing", Counting)
    for run in (first_run, impossible_run):
        result = hostile(run.result, text) | {"scenario": [text], "changes": {text: text}}
        made = summary(result, hostile(settled(run), text), run.digest, (), "en")
        leaves = (made.first, made.second(4))
        drawn = paper.drawn("summary.html", frame=made.frame, leaves=leaves, size=80)
        reader = pypdf.PdfReader(io.BytesIO(paper.written(drawn, made.frame)))
        root: Any = reader.trailer["/Root"]
        first = "".join(reader.pages[0].extract_text().split()).replace("\N{REPLACEMENT CHARACTER}", "")
        signs = "".join(each for each in text if each.isprintable() and not each.isspace())

        assert asked == []
        assert not [page for page in reader.pages if "/Annots" in page or "/AA" in page]
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
        assert set(root["/Names"]) == {"/Dests"}
        assert signs[:40] in first


def test_nothing_can_be_fetched() -> None:
    with pytest.raises(ValueError, match="file:///etc/hostname"):
        Paper()._nothing().fetch("file:///etc/hostname")


@pytest.mark.parametrize("text", ["W" * 4_000, "Ậ " * 2_000])
def test_no_text_is_long_enough_for_a_third_page(text: str, first_run: SavedRun, impossible_run: SavedRun) -> None:
    for run in (first_run, impossible_run):
        result = hostile(run.result, text) | {"scenario": [text], "changes": {f"{n}{text}": text for n in range(9)}}
        made = summary(result, hostile(settled(run), text), run.digest, (), "vi")

        assert len(pages(fitted(Paper(), made.first, made.second, made.frame, made.most))) == 2


def test_who_lacks_the_extra_hears_what_to_install(monkeypatch: pytest.MonkeyPatch, first_run: SavedRun) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(WrongUsage, match=re.escape("pip install 'greenopt[pdf]'")):
        summary_of(first_run, "en")


def test_who_lacks_a_library_of_the_system_hears_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library says what it misses on standard output, where only answers belong."""
    module = (
        "print('could not import some external libraries')\nraise OSError('cannot load library libgobject-2.0-0')\n"
    )
    (tmp_path / "weasyprint.py").write_text(module, encoding="utf-8")
    for name in [each for each in sys.modules if each.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(WrongUsage, match=r"libpango-1\.0-0.*cannot load library libgobject"):
        Paper()
    assert capsys.readouterr().out == ""


def test_more_projects_take_no_less_room(province_run: SavedRun) -> None:
    """The list grows line by line, so that the largest one that fits can be found by halving."""
    made = summary(province_run.result, settled(province_run), province_run.digest, (), "vi")
    counts = [len(made.second(lines)[0].blocks[0].rows) for lines in range(60)]  # type: ignore[union-attr]  # a table

    assert all(before <= after for before, after in pairwise(counts))
