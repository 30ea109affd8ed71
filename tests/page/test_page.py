import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.page.conftest import settled
from tests.page.reading import Element, number, read, shows
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.language import LANGUAGES, Language
from greenopt.page.page import page_of, report_page
from greenopt.page.studies import Studies
from greenopt.result.saved import SavedRun
from greenopt.run import solve

MOST_BYTES = 155_000
INJECTIONS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "<svg><desc><script>alert(1)</script></desc></svg>",
    "]]><!--<img src=x onerror=alert(1)>-->",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "{{ 7 * 191 }}{% for x in [1] %}{{ self }}{% endfor %}",
    "&lt;b&gt; &#60;script&#62; &amp;",
    "url(https://example.org/x.png); @import 'https://example.org/x.css'",
    "a\u202egnp.exe\u2066\u200b",
    "nul\x00 escape\x1b[31m bell\x07\r\n\ttab",
    "Dự án rất dài " + "W" * 4_000,
)
"""Texts that would do something if a page took them for more than words."""
TEXT_KEYS = {"en", "vi", "source", "place", "file", "owner", "row", "sector", "sha256"}
"""Keys of the documents whose values people or their files have written."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


def edition(page: Element, language: Language) -> Element:
    """Return one language of a page."""
    return page.one(**{"class": "edition", "lang": language})


def section(page: Element, name: str, language: Language) -> Element:
    """Return a section of the page."""
    return page.one(id=f"{name}-{language}")


def table(page: Element, name: str, language: Language) -> list[list[str]]:
    """Return the rows of the first table of a section."""
    return next(section(page, name, language).each("table")).cells()


def test_page_has_the_same_bytes_twice_and_stays_small(large_run: SavedRun) -> None:
    page = page_of(large_run, "vi")

    assert page == page_of(SavedRun(large_run.folder), "vi")
    assert len(large_run.result["portfolio"]) == 59
    assert len(page) < MOST_BYTES


def test_frontier_of_many_points_keeps_the_page_small(large_run: SavedRun) -> None:
    """600 turning points, of which sixteen and that of the case are listed; the mark begins at the case, 57,401.

    The slider stops at these and at round amounts: every 2,000 up to 120,000.
    """
    points = [
        {"at": each / 300, "money": 200 * each, "value": 9 * each**0.5, "money_price_right": 1 / each}
        | {"comes_in": ["ore_crushing_sin_ho"], "goes_out": []}
        for each in range(1, 601)
    ]
    names = {entry["project"]: entry["name"] for entry in large_run.result["portfolio"]}
    frontier: dict[str, Any] = {
        "points": points,
        "against": None,
        "limit": {"money": [200, 120_000]},
        "exact": True,
        "gaps": [],
        "names": names,
    }
    frontier |= {"objective": large_run.result["objective"], "money_unit": "million VND"}
    frontier |= {"written": {"at": 1, "money": 57_401, "value": 152.6}}
    text = page_of(large_run, "en", Studies(frontiers=[frontier]))
    page = read(text)
    rows = table(page, "budget", "en")
    [slider] = [each for each in section(page, "budget", "en").each("div") if "data-start" in each.attributes]

    assert len(text) < MOST_BYTES
    stops = [each.split("|") for each in (slider.attributes["data-stops"] or "").split(";")]
    assert len(rows) == 17
    assert stops[int(slider.attributes["data-start"] or "")][2:4] == ["57,401", "153"]
    assert 30 <= len(stops) <= 100


def test_page_is_whole_and_loads_nothing(large_run: SavedRun, impossible_run: SavedRun) -> None:
    for run in (large_run, impossible_run):
        text = page_of(run, "en").decode()
        page = read(text.encode())
        names = [each.attributes["id"] for each in page.each() if "id" in each.attributes]

        assert len(names) == len(set(names))
        for each in page.each():
            referred = (each.attributes.get("aria-labelledby") or "").split()
            referred += [(each.attributes.get("href") or "").removeprefix("#")] if "href" in each.attributes else []
            assert set(referred) <= set(names)
            assert not {"src", "srcset", "action", "data", "background", "style"} & set(each.attributes)
        assert set(re.findall(r"url\(([^)]*)\)", text)) <= {f"#fill{place}" for place in range(5)}
        assert "http://" not in text
        assert "https://" not in text


def test_policy_names_the_script_by_its_digest(first_run: SavedRun) -> None:
    import base64
    import hashlib

    page = read(page_of(first_run, "en"))
    policy = page.one(**{"http-equiv": "Content-Security-Policy"}).attributes["content"] or ""
    [script] = page.each("script")

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()}'" in policy


def test_language_asked_for_is_the_one_that_shows(first_run: SavedRun, language: Language) -> None:
    page = read(page_of(first_run, language))
    [root] = page.each("html")

    assert root.attributes["lang"] == language
    assert next(page.each("title")).text == first_run.result["case"]["title"][language]
    assert {each.attributes["lang"] for each in page.each("div") if "lang" in each.attributes} == {"en", "vi"}


def test_projects_read_back_equal_the_result(large_run: SavedRun, language: Language) -> None:
    """Number, level, money, tonnes and worth of every project, by a rounding of the test's own."""
    result = large_run.result
    page = read(page_of(large_run, "en"))
    rows = {int(row[0]): row for row in table(page, "projects", language) if row[0].isdigit()}

    assert sorted(rows) == [entry["rank"] for entry in result["portfolio"]]
    for entry in result["portfolio"]:
        _, name, level, money, tonnes, worth, _ = rows[entry["rank"]]
        assert name.startswith(entry["name"][language])
        if entry["merit"] is not None:
            assert shows(worth, entry["merit"], language)
        if entry["decision"] in ("not_funded", "screened_out"):
            assert (level, money, tonnes) == ("–", "–", "–")
            continue
        assert abs(number(level, language) / 100 - number(str(entry["level"]), "en")) <= 0.0005
        assert shows(money, entry["public_money"], language)
        assert shows(tonnes, entry["impact"].get("co2e", 0), language)
    total = next(row for row in table(page, "projects", language) if len(row) > 1)
    assert shows(total[2 + 1], result["totals"]["public_money"], language)


def test_money_of_years_reads_back(large_run: SavedRun, language: Language) -> None:
    page = read(page_of(large_run, "en"))
    rows = table(page, "years", language)
    keys = ("amount", "carried_in", "spent", "carried_out")

    shown = [row for row in large_run.result["years"] if any(row[key] for key in keys)]
    assert len(rows) == len(shown)
    for cells, row in zip(rows, shown, strict=True):
        assert cells[1] == str(row["year"])
        assert all(shows(cell, row[key], language) for cell, key in zip(cells[2:6], keys, strict=True))
        assert shows(cells[6], row["price"], language)


def test_rules_read_back_with_their_sides(large_run: SavedRun, language: Language) -> None:
    """Each line shows the two sides of one part of its rule; a missed aim is not shown as kept."""
    page = read(page_of(large_run, "en"))
    sides: dict[str, list[tuple[float, float]]] = {}
    for row in large_run.result["rules"]:
        if row["sense"] is not None:
            sides.setdefault(row["row"] or "•", []).append((row["left"], row["right"]))
    lines = [row for found in section(page, "rules", language).each("table") for row in found.cells()]

    assert len(lines) == len(
        {row["name"] for row in large_run.result["rules"] if row["rule"] != "fund" and row["sense"]}
    )
    for line in lines:
        left, sign, right, *_ = line[2].split()
        assert any(shows(left, low, language) and shows(right, high, language) for low, high in sides[line[0]])
        first, second = number(left, language), number(right, language)
        assert {"≤": first <= second, "≥": first >= second, "=": first == second, "<": first < second}[sign]


def test_first_numbers_are_those_of_the_result(first_run: SavedRun, language: Language) -> None:
    """1,300 of money and 9,179 t; 1300 / 9179 = 0.1416 million for a tonne."""
    page = read(page_of(first_run, "en"))
    tiles = [each.text for each in section(page, "answer", language).each("strong")]

    assert tiles == (["1.300", "9.179", "0,14"] if language == "vi" else ["1,300", "9,179", "0.14"])


def test_flow_adds_up(large_run: SavedRun, language: Language) -> None:
    page = read(page_of(large_run, "en"))
    for row in table(page, "flow", language):
        values = [number(cell, language) for cell in row[1:]]
        assert abs(sum(values[:-1]) - values[-1]) <= len(values) / 2


def test_every_chart_has_a_name_a_description_and_a_table(large_run: SavedRun, language: Language) -> None:
    page = edition(read(page_of(large_run, "en")), language)
    charts = [each for each in page.each("svg") if each.attributes.get("role") == "img"]

    assert len(charts) == 4
    for chart in charts:
        assert next(chart.each("title")).text
        assert next(chart.each("desc")).text
    for name in ("years", "flow", "costs"):
        assert list(next(section(page, name, language).each("details")).each("tr"))


def test_impossible_case_shows_ways_out_in_place_of_a_plan(impossible_run: SavedRun, language: Language) -> None:
    page = read(page_of(impossible_run, "en"))
    conflict = impossible_run.result["conflict"]
    shown = section(page, "repairs", language).text

    assert conflict["repairs"]
    for each in conflict["repairs"]:
        assert each["text"][language] in shown
        assert all(f"{path}={value}" in shown for path, value in each["changes"].items())
    assert len(table(page, "clash", language)) == len(conflict["members"])
    assert not [each for each in page.each() if each.attributes.get("id") == f"projects-{language}"]


def test_run_without_plan_and_without_explanation_says_so(impossible_run: SavedRun) -> None:
    result = impossible_run.result | {"status": "uncertified", "conflict": None}
    page = read(report_page(result, settled(impossible_run), "case.yaml", "en"))

    assert "Nothing could be proved, so no plan is shown." in section(page, "answer", "en").text


@pytest.mark.parametrize(
    ("objective", "scale"),
    [
        ({"maximise": "co2e"}, "all_or_nothing"),
        ({"maximise": "toe", "then": [{"minimise": "public_money"}]}, "continuous"),
        ({"minimise": "public_money"}, "continuous"),
    ],
)
def test_every_kind_of_aim_has_a_page(objective: Tree, scale: str, tmp_path: Path) -> None:
    """Whole projects have no prices; least money has no picture of costs; nothing is known of an empty sum."""
    projects: dict[str, Tree] = {
        "a": {"cost": "30", "scale": scale, "saves": {"electricity": "20 MWh/yr"}},
        "b": {"cost": "50", "scale": scale, "saves": {"coal": "7 t/yr"}},
    }
    rules: dict[str, Tree] = {"need": {"rule": "floor", "of": "public_money", "at_least": "25"}}
    tree = case_tree(
        projects, {"fund": {"name": "fund", "amount": {"2026": "60"}, "source": "invented"}}, rules, objective
    )
    solve(read_tree(tree, tmp_path)).write(tmp_path / "run", "")
    page = read(page_of(SavedRun(tmp_path / "run"), "en"))

    assert len(table(page, "projects", "en")) >= 2


def hostile(document: Any, text: str) -> Any:
    """Return a document in which every text that people write is another."""
    if isinstance(document, list):
        return [hostile(each, text) for each in document]
    if isinstance(document, dict):
        return {
            key: text if key in TEXT_KEYS and isinstance(value, str) else hostile(value, text)
            for key, value in document.items()
        }
    return document


def structure(page: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the elements of a page, each with the names of its attributes."""
    return ((each.tag, tuple(each.attributes)) for each in page.each())


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_case_is_never_more_than_text(text: str, first_run: SavedRun, impossible_run: SavedRun) -> None:
    for run in (first_run, impossible_run):
        plain = read(report_page(run.result, settled(run), "case.yaml", "en"))
        result = hostile(run.result, text) | {"scenario": [text], "changes": {text: text}}
        page = report_page(result, hostile(settled(run), text), text, "en")
        tree = read(page)

        assert set(structure(tree)) <= {*structure(plain), ("p", ("class",)), ("text", ("x", "y", "text-anchor"))}
        assert len(list(tree.each("script"))) == 1
        assert not any(name.startswith("on") for each in tree.each() for name in each.attributes)
        assert not any((each.attributes.get("href") or "#").removeprefix("#") == text for each in tree.each("a"))
        assert all(each.isprintable() or each == "\n" for each in page.decode())
        assert next(tree.each("h1")).text == "".join(
            each if each.isprintable() else " " if each in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" for each in text
        )
