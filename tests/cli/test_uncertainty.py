"""greenopt uncertainty: the page in both languages, what is saved, and what makes no sense on the command line."""

import csv
import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call
from tests.small_cases import write_tree
from tests.studies.uncertainty.switching import switching


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return the case that is worked out in `switching.py`."""
    return write_tree(switching(), tmp_path).parent


def test_the_page_says_what_is_robust_and_what_to_verify(greenopt: Call, case: Path) -> None:
    done = greenopt("uncertainty", case, "--samples", 12, "--cvar", "75%")

    assert done.code == 0
    assert "2 uncertain numbers, 12 draws (Latin hypercube, seed 1)" in done.out
    assert "wanted        100 %  83.3 %" in done.out
    assert "It keeps every budget and rule in 50 % of 12 draws." in done.out
    assert "50 %: f: money in 2026. Off by" in done.out
    assert "1  wanted" in done.out
    assert "The plan that is best in the worst 25 % of the draws" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "saved: runs/small/uncertainty-1" in done.err.replace("\\", "/")


def test_vietnamese_is_as_wide(greenopt: Call, case: Path) -> None:
    done = greenopt("--lang", "vi", "uncertainty", case, "--samples", 8, "--indices", "--cvar", "75%")

    assert done.code == 0
    assert "8 mẫu (dãy Sobol', hạt giống 1)" in done.out
    assert "Điều gì chi phối kết quả" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_document_and_its_tables_are_saved(greenopt: Call, case: Path) -> None:
    done = greenopt("uncertainty", case, "--samples", 4, "--seed", 9, "--json", "-o", "kept")

    assert done.document["schema"] == "greenopt.uncertainty/1"
    assert Path("kept/uncertainty.json").read_text(encoding="utf-8") == done.out
    assert (done.document["samples"], done.document["seed"], done.document["method"]) == (4, 9, "lhs")
    rows = list(csv.DictReader(Path("kept/draws.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 4
    again = greenopt(
        "solve",
        case,
        "--json",
        *(each for path in ("asks", "cost") for each in _factor(rows[2], f"projects.wanted.{path}")),
    )
    assert again.document["objective"]["value"] == pytest.approx(float(rows[2]["value"]))
    assert json.loads(Path("kept/manifest.json").read_text(encoding="utf-8"))
    assert greenopt("uncertainty", case, "--samples", 4, "-o", "kept").code == 6


def _factor(row: dict[str, str], path: str) -> tuple[str, str]:
    return "--set", f"{path}=x {row[path]}"


def test_the_same_seed_gives_the_same_bytes(greenopt: Call, case: Path) -> None:
    one, other, third = (
        greenopt("uncertainty", case, "--samples", 3, "--seed", seed, "--json").out for seed in (1, 1, 2)
    )

    assert one == other
    assert one != third


def test_an_impossible_case_has_its_exit_code(greenopt: Call, case: Path) -> None:
    much = "{rule: floor, of: public_money, at_least: 500, source: invented}"
    done = greenopt("uncertainty", case, "--samples", 4, "--set", f"rules.much={much}")

    assert done.code == 4
    assert "No plan satisfies the case as it is written." in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--samples", "1"], 2, "--samples is a number from 2"),
        (["--samples", "x"], 2, "not a valid integer"),
        (["--samples", "100", "--indices"], 2, "--samples 64 or 128"),
        (["--samples", "64", "--method", "lhs", "--indices"], 2, "need a Sobol' sequence"),
        (["--seed", "-3"], 2, "--seed is a whole number"),
        (["--cvar", "0.9"], 2, "percent sign"),
        (["--cvar", "100%"], 2, "percent sign"),
        (["--set", "projects.wanted.uncertain=drop"], 3, "no number has a range"),
        (["--set", "projects.wanted.uncertain.cost.range=[5 %, 2 %]"], 3, "ends below its beginning"),
    ],
)
def test_what_makes_no_sense_is_told(greenopt: Call, case: Path, words: list[str], code: int, said: str) -> None:
    done = greenopt("uncertainty", case, *words)

    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_case_without_ranges_says_how_to_write_them(greenopt: Call) -> None:
    done = greenopt("uncertainty", FIRST)

    assert done.code == 3
    assert "projects.*.cost: [-10 %, +30 %]" in done.err
