"""greenopt export: five formats, each where it was asked for, and nothing overwritten."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

RUN = Path("runs/first-case/1")
FORMATS = ["xlsx", "csv", "json", "lp", "mps"]


@pytest.fixture(autouse=True)
def _solved(greenopt: Call) -> None:
    assert greenopt("solve", FIRST).code == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_a_run_is_exported_under_its_own_name_and_the_same_every_time(kind: str, greenopt: Call) -> None:
    first, second = greenopt("export", "last", "--to", kind), greenopt("export", RUN, "--to", kind, "-o", "new/again")
    name = "first-case-1-csv" if kind == "csv" else f"first-case-1.{kind}"

    assert (first.code, first.out) == (0, f"{name}\n")
    assert second.code == 0
    assert _bytes(Path(name)) == _bytes(Path("new/again"))


def _bytes(place: Path) -> dict[str, bytes]:
    files = [place] if place.is_file() else sorted(place.iterdir())
    return {"" if place.is_file() else each.name: each.read_bytes() for each in files}


def test_json_is_the_result_byte_for_byte(greenopt: Call) -> None:
    greenopt("export", "last", "--to", "json", "-o", "r.json")

    assert Path("r.json").read_bytes() == (RUN / "result.json").read_bytes()


def test_tables_hold_the_numbers_of_the_result(greenopt: Call) -> None:
    greenopt("export", "last", "--to", "csv", "-o", "tables")
    result = json.loads((RUN / "result.json").read_bytes())
    tables = {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for path in Path("tables").iterdir()
    }

    assert [float(row["left"]) for row in tables["rules"]] == [rule["left"] for rule in result["rules"]]
    assert [row["binding"] for row in tables["rules"]] == ["true", "true", "true"]
    assert tables["years"][0] == {
        "fund": "green_fund", "year": "2026", "amount": "1300", "carried_in": "0", "spent": "1300",
        "carried_out": "0", "lapsed": "0", "price": "5.93",
    }  # fmt: skip
    assert sum(float(row["money"]) for row in tables["money"]) == 1300
    assert {row["project"]: float(row["share"]) for row in tables["starts"]} == {
        entry["project"]: entry["level"] for entry in result["portfolio"] if entry["level"]
    }
    assert {(row["quantity"], row["value"]) for row in tables["indicators"]} >= {("over_lifetime", "9179")}


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_overwritten(kind: str, greenopt: Call) -> None:
    Path("there").write_text("mine", encoding="utf-8")
    Path("folder").mkdir()
    Path("link").symlink_to("nowhere")

    for place in ("there", "folder", "link", "there/below", "n" * 300):
        done = greenopt("export", "last", "--to", kind, "-o", place)
        assert (done.code, done.out) == (6, ""), place
        assert done.err.startswith("error: ")
    assert Path("there").read_text(encoding="utf-8") == "mine"
    assert list(Path("folder").iterdir()) == []
    assert not Path("nowhere").exists()


def test_wrong_usage(greenopt: Call) -> None:
    assert greenopt("export", "last").code == 2
    assert greenopt("export", "last", "--to", "docx").code == 2
    assert greenopt("export", "nosuch/1", "--to", "xlsx").code == 6


@pytest.mark.parametrize("kind", FORMATS)
def test_a_spoilt_run_is_refused(kind: str, greenopt: Call) -> None:
    path = RUN / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace("9179", "9178"), encoding="utf-8")
    done = greenopt("export", "last", "--to", kind, "-o", "out")

    assert done.code == 6
    assert "was changed after it was written" in done.err
    assert not Path("out").exists()


def test_the_answer_speaks_vietnamese(greenopt: Call) -> None:
    done = greenopt("--lang", "vi", "export", "last", "--to", "xlsx", "-o", RUN / "result.json")

    assert done.code == 6
    assert "đã có" in done.err


def test_a_case_is_exported_as_a_workbook_that_gives_it_back(greenopt: Call) -> None:
    done = greenopt("--lang", "vi", "export", FIRST, "--to", "xlsx")

    assert (done.code, done.out) == (0, "first-case.xlsx\n")
    assert greenopt("import", "first-case.xlsx", "-o", "back").code == 0
    assert greenopt("solve", "back", "-o", "again").code == 0
    assert Path("again/portfolio.csv").read_bytes() == (RUN / "portfolio.csv").read_bytes()
    assert greenopt("export", FIRST, "--to", "xlsx").code == 6
    assert greenopt("export", FIRST, "--to", "csv").code == 2
    assert greenopt("export", FIRST, RUN, "--to", "xlsx", "-o", "x").code == 2


def test_an_invalid_case_is_told_with_its_mistakes_and_not_exported(greenopt: Call, wrong_case: Path) -> None:
    done = greenopt("export", wrong_case, "--to", "xlsx", "-o", "wrong.xlsx")

    assert done.code == 3
    assert f"{wrong_case}/case.yaml:24:5: " in done.err
    assert "unburnt_brick.kost" in done.err
    assert not Path("wrong.xlsx").exists()


def test_studies_of_the_same_case_get_sheets_and_others_are_refused(greenopt: Call) -> None:
    assert greenopt("sweep", FIRST, "fund").code == 0
    assert greenopt("sweep", FIRST, "fund", "--set", "projects.tea_boiler.asks=421").code == 0
    done = greenopt("export", "last", "first-case/sweep-1", "--to", "xlsx", "-o", "with.xlsx")
    other = greenopt("export", "last", "first-case/sweep-2", "--to", "xlsx", "-o", "other.xlsx")

    assert done.code == 0
    assert (other.code, "another case" in other.err) == (6, True)
    assert greenopt("export", "last", "first-case/sweep-9", "--to", "xlsx", "-o", "o.xlsx").code == 6
    assert greenopt("export", "last", "first-case/sweep-1", "--to", "csv", "-o", "o").code == 2
    assert not Path("other.xlsx").exists()
