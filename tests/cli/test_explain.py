"""greenopt explain: a run, a project, a rule and a fund in words and as one document; names that do not exist."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

RUN = Path("runs/first-case/1")


@pytest.fixture(autouse=True)
def _solved(greenopt: Call) -> None:
    assert greenopt("solve", FIRST).code == 0


def test_a_run_is_explained_at_a_glance_with_how_to_ask_further(greenopt: Call) -> None:
    done = greenopt("explain", "last")

    assert done.code == 0
    assert "9,179 tCO2e – proved: no plan brings more" in done.out
    assert "vermicelli_dryer" in done.out
    assert "greenopt explain last vermicelli_dryer" in done.err
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "english", "vietnamese"),
    [
        ("vermicelli_dryer", "it must bring at least 46.81 tCO2e/yr", "phải mang lại ít nhất 46,81 tấn CO2tđ/năm"),
        ("craft_share", "the best plan would bring 91 tCO2e more", "phương án tốt nhất mang lại thêm 91 tấn CO2tđ"),
        ("green_fund", "1,300", "1.300"),
    ],
)
def test_a_name_is_explained_in_both_languages(name: str, english: str, vietnamese: str, greenopt: Call) -> None:
    """
    The figures follow from what each project saves per million.

    The dryer needs as much per million as the solar panels, 36 × 12 / 240 = 1.8 t: 46.8 t a year for ten years and 260
    million. Without the floor, 325 − 234 = 91 t more.
    """
    assert english in " ".join(greenopt("explain", "last", name).out.split())
    assert vietnamese in " ".join(greenopt("--lang", "vi", "explain", "last", name).out.split())


def test_json_is_one_document_that_holds_what_is_printed(greenopt: Call) -> None:
    document = greenopt("explain", RUN, "vermicelli_dryer", "--json").document

    assert document["schema"] == "greenopt.explanation/1"
    assert document["about"] == "project"
    assert document["project"]["what_if"][0]["loss"] == 253.5
    assert set(document["project"]["what_if"][0]["text"]) == {"en", "vi"}


def test_nothing_is_saved(greenopt: Call) -> None:
    before = sorted(Path().rglob("*"))
    greenopt("explain", "last", "tea_boiler")

    assert sorted(Path().rglob("*")) == before


def test_the_run_is_explained_though_the_case_has_moved(greenopt: Call, first_case: Path) -> None:
    greenopt("solve", first_case, "-s", "larger_fund", "--set", "projects.tea_boiler.asks=- 20", "-o", "kept")
    for path in first_case.iterdir():
        path.unlink()

    assert greenopt("explain", "kept", "tea_boiler", "--json").document["project"]["asks"] == 400


@pytest.mark.parametrize("name", ["vermiceli_dryer", "rules.vermicelli_dryer", "", "a\x1b[31m", "funds."])
def test_an_unknown_name_is_refused_with_a_hint(name: str, greenopt: Call) -> None:
    done = greenopt("explain", "last", name)

    assert done.code == 2
    assert "no project, rule or fund is named" in done.err
    assert "\x1b" not in done.err


def test_an_impossible_run_is_explained_by_what_clashes(greenopt: Call) -> None:
    """4.2 t a year is all that 1,300 million can buy; 9,000 cannot be reached."""
    written = "{rule: target, of: co2e, by: 2026, at_least: 9000, source: invented}"
    assert greenopt("solve", FIRST, "--set", f"rules.much={written}").code == 4
    done = greenopt("explain", "last")

    assert done.code == 0
    assert "No plan satisfies the case" in done.out
    assert "9,000" in done.out
    assert greenopt("explain", "last", "tea_boiler").code == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("result.json", "{}"),
        ("result.json", "[]"),
        ("result.json", '{"schema": "greenopt.result/1"}'),
        ("result.json", '{"schema": "greenopt.result/1", "scenario": 3, "changes": [], "objective": null}'),
        ("inputs/case.yaml", "case: 1"),
    ],
)
def test_a_spoilt_run_is_no_traceback(file: str, text: str, greenopt: Call) -> None:
    (RUN / file).write_text(text, encoding="utf-8")
    done = greenopt("explain", RUN, "tea_boiler", "--json")

    assert done.code in (3, 6)
    assert json.loads(done.out)["schema"] == "greenopt.error/1"


def test_a_value_that_was_changed_in_the_run_is_told(greenopt: Call) -> None:
    found = json.loads((RUN / "result.json").read_text(encoding="utf-8"))
    found["objective"]["value"] = 9999
    (RUN / "result.json").write_text(json.dumps(found), encoding="utf-8")

    assert "the run says 9,999 tCO2e" in greenopt("explain", RUN).out
