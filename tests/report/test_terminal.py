"""The planner's table, from results that were solved, and from some that no shipped case has."""

import copy
from typing import Any

import pytest
from tests.shipped import SHIPPED, solved

from greenopt.language import Language, Text
from greenopt.report.binding import price_in_words
from greenopt.report.terminal import planner
from greenopt.report.words import Names, level, proof, uniqueness, worth, years


def table(result: dict[str, Any], language: Language = "en", width: int = 80) -> str:
    """Return the table of a changed result of the first case."""
    return planner(result, Names.of(solved("first-case").case), language, width)


@pytest.fixture
def result() -> dict[str, Any]:
    """Return the result of the first case, to be changed."""
    return copy.deepcopy(solved("first-case").result)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("width", [80, 100])
def test_every_shipped_case_fits_the_page(name: str, language: Language, width: int) -> None:
    run = solved(name)
    text = planner(run.result, Names.of(run.case), language, width)

    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    for entry in run.result["portfolio"]:
        first_word = entry["name"][language].split()[0]
        assert f"\n{entry['rank']:>3}  {first_word}" in text


def test_groups_carry_their_sums_and_the_total_stands_first(result: dict[str, Any]) -> None:
    """Funded 420; in part 455 + 195 + 230 = 880 with 382.2 + 29.25 + 57.5 = 468.95 tonnes; all 1,300."""
    lines = [" ".join(line.split()) for line in table(result).splitlines()]

    assert lines.index("TOTAL 1,300 679") < lines.index("I Funded (1) 420 210")
    assert "II Funded in part (3) 880 469" in lines
    assert "III Not funded (1): asking for 260" in lines


def test_the_funding_line_lies_between_paid_and_unpaid(result: dict[str, Any]) -> None:
    text = table(result)

    assert text.index("LED street lighting") < text.index("FUNDING LINE") < text.index("Vermicelli dryer")


def test_what_holds_a_project_back_is_named(result: dict[str, Any]) -> None:
    text = table(result)

    assert "asks 500; limited by: Ceiling for building materials" in text
    assert "asks 260; what it takes brings more elsewhere: the money of 2026" in text


@pytest.mark.parametrize(
    ("status", "words"),
    [("illustrative", "ILLUSTRATIVE: not for decisions"), ("draft", "DRAFT"), ("approved", "APPROVED")],
)
def test_the_status_of_the_case_stands_on_top(result: dict[str, Any], status: str, words: str) -> None:
    result["case"]["status"] = status

    assert table(result).splitlines()[1] == words


@pytest.mark.parametrize(
    ("status", "bound", "gap", "words"),
    [
        ("certified_optimal", 9179, 0, "proved: no plan brings more"),
        (
            "certified_within_gap",
            9225,
            46,
            "proved within a gap of 0.499 %: no plan brings more than 9,225 tCO2e",
        ),
        ("stopped", 9400.5, 221.5, "stopped early; the best plan so far: no plan brings more than 9,401 tCO2e"),
        ("stopped", None, None, "not proved: nothing is claimed"),
        ("uncertified", 9400, 221, "not proved: nothing is claimed"),
    ],
)
def test_what_is_proved_is_said_in_words(
    result: dict[str, Any], status: str, bound: float | None, gap: float | None, words: str
) -> None:
    """46 of 9,225 are 0.4986 %."""
    result["status"] = status
    result["objective"] |= {"bound": bound, "gap": gap}

    assert str(proof(result)) == words


def test_a_least_objective_saves_instead_of_bringing(result: dict[str, Any]) -> None:
    objective = {**result["objective"], "sense": "minimise", "unit": "million VND"}
    row = next(row for row in result["rules"] if row["name"] == "craft_share")

    assert str(proof({**result, "objective": objective})) == "proved: no plan needs less"
    assert str(price_in_words(row, objective)) == "one percentage point less would save 9.1 million VND"


@pytest.mark.parametrize(
    ("unique", "exchangeable", "words"),
    [
        (True, [], "no other plan is as good"),
        (False, ["a", "b"], "other plans are as good: 2 projects could trade places or years"),
        (None, [], None),
    ],
)
def test_ties_are_told_where_they_are_known(
    result: dict[str, Any], unique: bool | None, exchangeable: list[str], words: str | None
) -> None:
    result["ties"] = {"unique": unique, "exchangeable": exchangeable}
    found = uniqueness(result)

    assert (None if found is None else str(found)) == words


def test_a_promise_is_priced_by_what_doing_less_would_bring(result: dict[str, Any]) -> None:
    row = {
        "sense": "==",
        "price_relax": None,
        "price_up": None,
        "price_down": 8.6,
        "price_unit": {"en": "%", "vi": "%"},
    }

    assert str(price_in_words(row, result["objective"])) == "one % less would bring 8.6 tCO2e"


def test_without_prices_nothing_is_said_to_cost_nothing(result: dict[str, Any]) -> None:
    """Whole projects have no slope: a rule that is met exactly may still cost a lot."""
    for row in result["rules"]:
        row.update(dict.fromkeys(("price", "price_relax", "price_tighten")))
    for row in result["years"]:
        row["price"] = None
    for entry in result["portfolio"]:
        entry["merit"] = None
    text = table(result)

    assert "no price is known" in text
    assert "worth nothing" not in text
    assert "One more" not in text
    assert "Worth" not in text


def test_an_aim_that_is_missed_says_by_how_much(result: dict[str, Any]) -> None:
    result["rules"][1] |= {"shortfall": 20.85, "unit": {"en": "kiln", "vi": "lò"}}

    assert "missed by 20.9 kiln: no plan comes nearer" in table(result)
    assert "20,9 lò" in table(result, "vi")


def test_money_that_lapses_has_a_column_and_empty_years_have_no_row(result: dict[str, Any]) -> None:
    year = result["years"][0]
    result["years"] = [
        {**year, "lapsed": 12},
        {**year, **dict.fromkeys(("amount", "spent", "lapsed"), 0), "year": 2027},
    ]
    text = table(result)

    assert "Lapsed" in text
    assert "2027" not in text


def test_a_conflict_names_each_rule_once_with_its_source(result: dict[str, Any]) -> None:
    result |= {"status": "certified_infeasible", "portfolio": [], "years": []}
    result["conflict"] = {"rules": ["craft_share", "funds.green_fund:2026", "craft_share"], "repairs": []}
    text = table(result)

    assert "These cannot hold together:" in text
    assert text.count("public money for Handicrafts") == 1
    assert "Green fund: money in 2026." in text
    assert "source: giả định (assumed)" in text


def test_figures_follow_the_language(result: dict[str, Any]) -> None:
    assert "9.179" in table(result, "vi")
    assert "81,3 %" in table(result, "vi")


def test_a_name_that_is_an_escape_sequence_is_harmless(result: dict[str, Any]) -> None:
    result["portfolio"][0]["name"]["en"] = "\x1b[2JNồi hơi"

    assert "\x1b" not in planner(result, Names(funds={"green_fund": Text("\x1b[2J", "")}), "en", 80)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0 %"), (1, "100 %"), (0.8125, "81.3 %"), (0.99996, "99.996 %"), (0.0002, "0.02 %"), (0.5, "50 %")],
)
def test_a_level_in_part_never_looks_like_nothing_or_all(value: float, shown: str) -> None:
    assert level(value, "en") == shown


@pytest.mark.parametrize(
    ("merit", "shown"),
    [(1, "1"), (0.996, "0.996"), (1.0004, "1.0004"), (0.87, "0.87"), (66.29, "66"), (2.345, "2.3"), (None, "")],
)
def test_worth_beside_the_line_never_looks_like_the_line(merit: float | None, shown: str) -> None:
    assert worth(merit, "en") == shown


@pytest.mark.parametrize(
    ("starts", "shown"), [({}, ""), ({"2022": 1}, "2022"), ({"2024": 0.5, "2021": 0.5}, "2021–2024")]
)
def test_years_of_start(starts: dict[str, float], shown: str) -> None:
    assert years(starts) == shown
