"""greenopt frontier: what an analyst sees and finds in the folder, and what is refused before anything is solved."""

import csv
import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call


def test_it_says_what_further_money_brings(greenopt: Call) -> None:
    done = greenopt("frontier", FIRST)

    assert done.code == 0
    for words in (
        "Exact: 6 points (checked)",
        "Money of all funds: 0 to 1,780 million VND",
        "As the case is written, at x 1 (1,300 million VND): 9,179 tCO2e",
        "From x 1.3692 (1,780 million VND) on, more brings nothing",
        "+ street_lighting",
    ):
        assert words in done.out
    assert "saved: runs/first-case/frontier-1" in done.err
    assert "greenopt solve" in done.err


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--vary", "rules.craft_share.at_least", "--from", "5 %", "--to", "45 %"),
        ("--set", "projects.tea_boiler.scale=all_or_nothing", "--points", "12"),
    ],
)
def test_it_fits_eighty_columns_in_both_languages(greenopt: Call, options: tuple[str, ...]) -> None:
    for language, words in (("en", "Money" if not options else "points"), ("vi", "điểm")):
        done = greenopt("--lang", language, "frontier", FIRST, *options)

        assert done.code == 0
        assert words in done.out
        assert max(map(len, done.out.splitlines())) <= 80


def test_json_is_the_document_byte_for_byte(greenopt: Call) -> None:
    done = greenopt("frontier", FIRST, "--to", "x 2", "--json", "-o", "there")
    document = json.loads(Path("there/frontier.json").read_bytes())

    assert done.out.encode() == Path("there/frontier.json").read_bytes()
    assert document["schema"] == "greenopt.frontier/1"
    assert document["exact"] is True
    assert document["points"][-1]["at"] == 2
    assert {each.name for each in Path("there").iterdir()} == {
        "frontier.json",
        "frontier.csv",
        "levels.csv",
        "inputs",
        "manifest.json",
        "log.txt",
    }


def test_tables_are_tidy(greenopt: Call) -> None:
    greenopt("frontier", FIRST, "-o", "there")
    with Path("there/frontier.csv").open(encoding="utf-8-sig", newline="") as file:
        points = list(csv.DictReader(file))
    with Path("there/levels.csv").open(encoding="utf-8-sig", newline="") as file:
        levels = list(csv.DictReader(file))

    assert [each["value"] for each in points[:2]] == ["0", "6451.2"]
    assert points[1]["comes_in"] == "brocade_solar | tea_boiler | unburnt_brick"
    assert {each["project"] for each in levels if each["at"] == points[1]["at"]} == set(
        points[1]["comes_in"].split(" | ")
    )


def test_the_same_bytes_come_twice(greenopt: Call) -> None:
    one, other = (greenopt("frontier", FIRST, "--json", "-o", name) for name in ("one", "other"))

    assert one.out == other.out


def test_a_case_without_a_plan_is_exit_code_4(greenopt: Call) -> None:
    done = greenopt("frontier", FIRST, "--set", "rules.craft_share.at_least=100 %", "--to", "x 2", "--from", "x 1.9")
    assert done.code in (0, 4)
    none = greenopt("frontier", FIRST, "--set", "projects.tea_boiler.status=required", "--set",
                    "projects.tea_boiler.status_source=none", "--from", "x 0", "--to", "x 0.01")  # fmt: skip

    assert none.code == 4
    assert "No plan satisfies the case anywhere on the way" in none.out


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--vary", "funds.nobody.amount.*"), 3, "funds.nobody"),
        (("--from", "x 2", "--to", "x 1"), 2, "lies above"),
        (("--from", "much", "--to", "more"), 2, "much"),
        (("--from", "1"), 2, "--to"),
        (("--points", "1"), 2, "1"),
        (("--vary", "funds.green_fund.amount.*", "--from", "-10", "--to", "10"), 3, "funds.green_fund.amount"),
        (("--vary", "projects.tea_boiler.status", "--from", "1", "--to", "2"), 3, "status"),
        (("-s", "nothing"), 3, "nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(greenopt: Call, options: tuple[str, ...], code: int, words: str) -> None:
    done = greenopt("frontier", FIRST, *options)

    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err
    assert not Path("runs").exists()
