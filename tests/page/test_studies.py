"""Sections of studies: every figure is that of the document, in both languages, and hostile texts stay texts."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from tests.page import studied
from tests.page.conftest import settled
from tests.page.reading import Element, number, read, saved_from, shows
from tests.page.test_page import INJECTIONS, hostile, section, structure

from greenopt.language import LANGUAGES, Language, word
from greenopt.page.page import page_of, report_page
from greenopt.page.studies import Studies

NUMBER = re.compile(r"-?\d[\d.,]*\d|-?\d")
STUDIES = {
    "ranking": "rank",
    "uncertainty": "uncertainty",
    "frontier1": "floor",
    "sweep1": "fund",
    "sweep2": "tornado",
}
"""Sections that show a document, and the folder it lies in."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def page() -> Element:
    """Return the page of the first case with every study of it."""
    return read(page_of(studied.run(), "vi", studied.studies()))


def tables(page: Element, name: str, language: Language) -> dict[str, list[list[str]]]:
    """Return the tables of a section by the words of their heads, rows without bands through all columns."""
    found: dict[str, list[list[str]]] = {}
    for each in section(page, name, language).each("table"):
        heads = each.heads()
        found["|".join(heads)] = [row for row in each.cells() if len(row) == len(heads)]
    return found


def headed(page: Element, name: str, language: Language, head: str) -> list[list[str]]:
    """Return the rows of the one table with such a column, by its English words."""
    words = word(head).in_language(language)
    [rows] = [rows for heads, rows in tables(page, name, language).items() if words in heads.split("|")]
    return rows


def leaves(document: Any) -> Iterator[Any]:
    """Yield what stands in a document, keys too, and how long its lists are."""
    if isinstance(document, dict):
        yield from document
        for each in document.values():
            yield from leaves(each)
    elif isinstance(document, list):
        yield len(document)
        for each in document:
            yield from leaves(each)
    else:
        yield document


def numbers_of(document: Any) -> Iterator[float]:
    """Yield every number of a document."""
    return (each for each in leaves(document) if isinstance(each, (int, float)) and not isinstance(each, bool))


def texts_of(document: Any) -> Iterator[str]:
    """Yield every text of a document."""
    return (each for each in leaves(document) if isinstance(each, str))


def test_each_study_has_a_section_in_the_order_of_reading(page: Element, language: Language) -> None:
    edition = page.one(**{"class": "edition", "lang": language})
    names = [(each.attributes["id"] or "").rsplit("-", 1)[0] for each in edition.each("section")]

    assert names == [
        "answer", "budget", "projects", "ranking", "rules", "years", "flow", "costs", "uncertainty", "frontier1",
        "sweep1", "sweep2", "compare1", "why-not", "assurance", "method",
    ]  # fmt: skip


def test_page_with_studies_has_the_same_bytes_twice_and_whole_references(page: Element) -> None:
    names = [each.attributes["id"] for each in page.each() if "id" in each.attributes]

    assert page_of(studied.run(), "vi", studied.studies()) == page_of(studied.run(), "vi", studied.studies())
    assert len(names) == len(set(names))
    for each in page.each():
        assert set((each.attributes.get("aria-labelledby") or "").split()) <= set(names)


def test_league_table_reads_back(page: Element, language: Language) -> None:
    document = studied.document("rank")
    rows = headed(page, "ranking", language, "Class")

    assert len(rows) == len(document["ranking"]) == 5
    for cells, row in zip(rows, document["ranking"], strict=True):
        rank, name, level, lost, forced, cost, _ = cells
        assert (number(rank, language), name) == (row["rank"], row["name"][language])
        assert abs(number(level, language) / 100 - number(str(row["level"]), "en")) <= 0.0005
        for cell, value in ((lost, row["replacement_value"]), (forced, row["force_cost"])):
            assert value is None or shows(cell, value, language)
        assert shows(cost, row["cost_per_tonne"], language)


def test_lost_without_each_is_drawn_as_long_as_it_is(page: Element, language: Language) -> None:
    """Widths of bars are in the proportion of what is lost; each has its number behind it."""
    rows = [each for each in studied.document("rank")["ranking"] if each["replacement_value"] and each["level"]]
    values = sorted((each["replacement_value"] for each in rows), reverse=True)
    [chart] = [each for each in section(page, "ranking", language).each("svg") if each.attributes.get("role") == "img"]
    widths = [float(each.attributes["width"] or "") for each in chart.each("rect")]
    widths = [each for each in widths if each != 14]
    texts = [each.text for each in chart.each("text")]

    assert len(widths) == len(values)
    for width, value in zip(widths, values, strict=True):
        assert abs(width / widths[0] - value / values[0]) < 0.002
        assert any(NUMBER.fullmatch(each) and shows(each, value, language) for each in texts)


def test_ladder_and_prices_of_rules_read_back(page: Element, language: Language) -> None:
    document = studied.document("rank")
    ladder = headed(page, "ranking", language, "Step")
    for cells, step in zip(ladder, document["ladder"]["steps"], strict=True):
        keys = ("number", "budget", "value", "best", "regret")
        assert all(shows(cell.rstrip("*"), step[key], language) for cell, key in zip(cells[:5], keys, strict=True))
    prices = headed(page, "ranking", language, "Last unit")
    costing = [each for each in document["rules"] if each["drop_gain"]]
    assert len(prices) == len(costing) == 2
    for cells, rule in zip(prices, costing, strict=True):
        assert cells[0] == rule["title"][language]
        assert shows(cells[1], rule["drop_gain"], language)
        assert shows(cells[2], rule["prices"][0]["price"], language)


def test_value_of_draws_and_how_often_projects_are_chosen_read_back(page: Element, language: Language) -> None:
    document = studied.document("uncertainty")
    [spread] = headed(page, "uncertainty", language, "5 %")
    for cell, key in zip(spread[1:], ("p5", "p25", "p50", "p75", "p95", "mean"), strict=True):
        assert shows(cell, document["value"][key], language)
    by_name = {each["name"][language]: each for each in document["projects"]}
    rows = headed(page, "uncertainty", language, "Chosen")
    assert rows
    for name, written, chosen, mean in rows:
        for cell, key in ((written, "base_level"), (chosen, "chosen_share"), (mean, "mean_level")):
            assert abs(number(cell, language) / 100 - number(str(by_name[name][key]), "en")) <= 0.0005


def test_points_of_a_sweep_and_its_levels_read_back(page: Element, language: Language) -> None:
    """The first of the twelve scenarios is the case as it is: 9,179 as in the first case."""
    document = studied.document("fund")
    base = document["objective"]["base"]
    rows = headed(page, "sweep1", language, "Difference")
    for cells, scenario in zip(rows, document["scenarios"], strict=True):
        assert shows(cells[1], scenario["value"], language)
        assert shows(cells[2].lstrip("+"), round(scenario["value"] - base, 6), language)
        assert shows(cells[3], scenario["totals"]["public_money"], language)
    names = {each["project"]: document["names"][each["project"]][language] for each in document["projects"]["changing"]}
    shades = {row[0]: row[1:] for row in headed(page, "sweep1", language, "12")}
    assert len(shades) == len(names) > 2
    for project, name in names.items():
        for cell, scenario in zip(shades[name], document["scenarios"], strict=True):
            assert abs(number(cell, language) / 100 - number(str(scenario["levels"].get(project, 0)), "en")) <= 0.0005


def test_shade_of_a_cell_grows_with_its_number(page: Element) -> None:
    cells = [
        (int((each.attributes["class"] or "")[1:]), number(each.text, "en"))
        for each in section(page, "sweep1", "en").each("td")
        if (each.attributes.get("class") or "").startswith("h")
    ]

    assert len({shade for shade, _ in cells}) > 3
    for shade, percent in cells:
        assert abs(shade * 10 - percent) <= 5 or (shade == 1 and 0 < percent < 5)


def test_tornado_reads_back_in_table_and_picture(page: Element, language: Language) -> None:
    document = studied.document("tornado")
    rows = headed(page, "sweep2", language, "Varied alone")
    [chart] = [each for each in section(page, "sweep2", language).each("svg") if each.attributes.get("role") == "img"]
    texts = [each.text for each in chart.each("text")]
    assert len(rows) == 4
    for cells, row in zip(rows, document["tornado"], strict=True):
        for cell, value in (
            (cells[1], row["first"]["value"]),
            (cells[2], row["last"]["value"]),
            (cells[3], row["span"]),
        ):
            assert shows(cell, value, language)
        assert {cells[1], cells[2]} <= set(texts)
    named = {each["id"]: each["name"][language] for each in settled(studied.run())["funds"]}
    named |= {each["name"]: each["title"][language] for each in settled(studied.run())["rules"]}
    assert named["green_fund"] in texts
    assert named["craft_share"] in " ".join(texts)


def test_comparison_adds_up_from_the_other_run_to_this_one(page: Element, language: Language) -> None:
    """The parts of the waterfall, read from the picture, sum up to the difference of the two values."""
    [chart] = [each for each in section(page, "compare1", language).each("svg") if each.attributes.get("role") == "img"]
    parts = [each.text for each in chart.each("text") if each.text.startswith(("+", "-")) and each.text[1:2].isdigit()]
    totals = headed(page, "compare1", language, "The whole plan")
    first, last = (number(cell, language) for cell in totals[0][1:3])

    assert len(parts) == 2
    assert abs(sum(number(each.lstrip("+"), language) for each in parts) - (last - first)) <= 2
    assert last == 9179


@pytest.mark.parametrize(("name", "folder"), STUDIES.items())
def test_no_number_of_a_section_is_its_own(page: Element, language: Language, name: str, folder: str) -> None:
    """
    Each number in a table is a rounding of one of the document, or of a share of it in per cent, or a difference.

    Or it stands so in a text of the document, such as ``x 1.1``; or it is the place of a scenario.
    """
    document = studied.document(folder)
    base = document["objective"].get("base") or 0
    known = {abs(each) for each in numbers_of(document)}
    known |= {float(Fraction(str(each)) * 100) for each in known}
    known |= {abs(float(Fraction(str(each)) - Fraction(str(base)))) for each in known}
    written = {*re.findall(r"\d+(?:\.\d+)?", json.dumps([*texts_of(document)]))}
    written |= {str(place) for place, _ in enumerate(document.get("scenarios", ()), 1)}
    for rows in tables(page, name, language).values():
        for cell in (cell for row in rows for cell in row):
            for shown in (each.strip("-") for each in NUMBER.findall(cell)):
                assert shown in written or any(shows(shown, each, language) for each in known), (cell, shown)


def test_stops_of_the_slider_lie_on_the_lines_of_the_frontier(page: Element, language: Language) -> None:
    """Between two turning points value and levels are interpolated here once more, in fractions."""
    document = studied.document("frontier")
    [slider] = [each for each in section(page, "budget", language).each("div") if "data-stops" in each.attributes]
    ranks = {each["project"]: str(each["rank"]) for each in studied.run().result["portfolio"]}
    stops = [each.split("|") for each in (slider.attributes["data-stops"] or "").split(";")]
    moved = [
        dict(pair.split(":") for pair in each.split()) for each in (slider.attributes["data-levels"] or "").split("|")
    ]
    assert len(stops) == len(moved) > 30
    points = [
        (Fraction(str(each["money"])), Fraction(str(each["value"])), each["levels"]) for each in document["points"]
    ]
    held: dict[str, str] = {}
    for (_, _, money, value, _), change in zip(stops, moved, strict=True):
        held |= change
        at = Fraction(str(number(money, language)))
        low, high = next(pair for pair in pairwise(points) if pair[0][0] <= at <= pair[1][0])
        part = (at - low[0]) / (high[0] - low[0])
        assert shows(value, round(float(low[1] + part * (high[1] - low[1])), 6), language)
        for project, rank in ranks.items():
            ends = [Fraction(str(each[2].get(project, 0))) for each in (low, high)]
            wanted = float(ends[0] + part * (ends[1] - ends[0])) * 100
            assert abs(float(held.get(rank, "0")) - wanted) <= 0.051


def test_what_may_be_saved_is_what_lies_in_the_folder(page: Element) -> None:
    saved, result = saved_from(page), studied.run().result

    assert saved["csv"].encode() == (studied.folder() / "run" / "portfolio.csv").read_bytes()
    assert saved["json"]["totals"] == result["totals"]
    assert [each["impact"] for each in saved["json"]["portfolio"]] == [each["impact"] for each in result["portfolio"]]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_study_is_never_more_than_text(text: str) -> None:
    """Names of projects and rules, reasons, labels of paths and names of sweeps and runs are written by people."""
    found = studied.studies()
    spoilt = Studies(
        [hostile(each, text) for each in found.frontiers],
        hostile(found.ranking, text),
        hostile(found.uncertainty, text),
        [{**hostile(each, text), "sweep": {**hostile(each["sweep"], text), "name": text}} for each in found.sweeps],
        [(text, hostile(each, text)) for _, each in found.comparisons],
    )
    run = studied.run()
    plain = read(report_page(run.result, settled(run), "case.yaml", "en", found))
    tree = read(report_page(run.result, settled(run), "case.yaml", "en", spoilt))

    assert {tag for tag, _ in structure(tree)} <= {tag for tag, _ in structure(plain)}
    assert {name for _, names in structure(tree) for name in names} <= {
        name for _, names in structure(plain) for name in names
    }
    assert len(list(tree.each("script"))) == 1
