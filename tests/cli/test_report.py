import json
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call


@pytest.fixture
def solved(greenopt: Call) -> Call:
    """Return the program in a folder where the first case is solved."""
    assert greenopt("solve", FIRST).code == 0
    return greenopt


def test_report_lies_beside_the_run_and_is_named(solved: Call) -> None:
    done = solved("report", "last")
    page = Path("runs/first-case/1-report.html")

    assert (done.code, done.out) == (0, f"{page}\n")
    assert page.read_text(encoding="utf-8").startswith('<!DOCTYPE html>\n<html lang="en">')
    assert solved("verify", "last").code == 0


def test_report_goes_where_it_is_asked_for_in_the_language_asked_for(solved: Call) -> None:
    Path("bao-cao.html").write_text("earlier", encoding="utf-8")
    done = solved("--lang", "vi", "report", "first-case/1", "-o", "bao-cao.html")

    assert (done.code, done.out) == (0, "bao-cao.html\n")
    assert '<html lang="vi">' in Path("bao-cao.html").read_text(encoding="utf-8")
    assert sorted(each.name for each in Path().iterdir()) == ["bao-cao.html", "runs"]


def test_frontier_of_the_same_case_adds_the_slider(solved: Call) -> None:
    """The first case has turning points at 0 and 840 of money; 1,300 is its own, 1,000 a round amount between."""
    assert solved("frontier", FIRST).code == 0
    assert solved("report", "last", "first-case/frontier-1").code == 0
    page = Path("runs/first-case/1-report.html").read_text(encoding="utf-8")

    assert page.count('class="slider"') == 1
    [stops] = re.findall(r'data-stops="([^"]*)"', page)
    money = [each.split("|")[2] for each in stops.split(";")]
    assert {"0", "840", "1,000", "1,300"} <= set(money)
    assert page.count("<tr><td>1,300<td>9,179<td>") == 1


def test_each_study_of_the_same_case_adds_its_part(solved: Call) -> None:
    """Another run of the case may differ in its numbers; it is the case by name that counts."""
    assert solved("rank", FIRST).code == 0
    assert solved("sweep", FIRST, "fund").code == 0
    assert solved("sweep", FIRST, "what_matters").code == 0
    assert solved("solve", FIRST, "--set", "funds.green_fund.amount.2026=1200").code == 0
    names = [f"first-case/{each}" for each in ("2", "sweep-2", "rank-1", "sweep-1")]
    done = solved("report", "first-case/1", *names)
    page = Path("runs/first-case/1-report.html").read_text(encoding="utf-8")

    assert done.code == 0
    sections = re.findall(r'<section id="(\w+)-en"', page)
    assert [each for each in sections if each in ("ranking", "sweep1", "sweep2", "compare1")] == [
        "ranking", "sweep1", "sweep2", "compare1",
    ]  # fmt: skip
    assert "Compared with first-case/2" in page


@pytest.mark.parametrize("name", ["frontier", "ranking", "sweep"])
def test_a_spoilt_study_is_named(solved: Call, name: str) -> None:
    command = {"ranking": ["rank", FIRST], "frontier": ["frontier", FIRST], "sweep": ["sweep", FIRST, "fund"]}[name]
    assert solved(*command).code == 0
    folder = "first-case/rank-1" if name == "ranking" else f"first-case/{name}-1"
    file = Path("runs") / folder / f"{name}.json"
    document = json.loads(file.read_bytes())
    document["objective"] = 7
    file.write_text(json.dumps(document), encoding="utf-8")
    done = solved("report", "last", folder)

    assert done.code == 6
    assert f"{file} is not JSON that greenopt writes" in " ".join(done.err.split())
    assert not Path("runs/first-case/1-report.html").exists()


def test_a_run_that_does_not_prove_its_answer_is_no_comparison(solved: Call) -> None:
    shutil.copytree("runs/first-case/1", "spoilt")
    text = Path("spoilt/result.json").read_text(encoding="utf-8")
    Path("spoilt/result.json").write_text(text.replace("9179", "9279"), encoding="utf-8")

    assert solved("report", "first-case/1", "spoilt").code == 7


def test_two_rankings_are_refused(solved: Call) -> None:
    assert solved("rank", FIRST).code == 0
    done = solved("report", "last", "first-case/rank-1", "first-case/rank-1")

    assert done.code == 2
    assert "one ranking.json, not 2" in done.err


def test_frontier_of_another_case_is_refused(solved: Call) -> None:
    assert solved("frontier", FIRST, "--set", "funds.green_fund.amount.2026=1301").code == 0
    done = solved("report", "last", "first-case/frontier-1")

    assert done.code == 6
    assert "is about another case than the run" in done.err
    assert not Path("runs/first-case/1-report.html").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "RUN"),
        (["nowhere"], 6, "there is no run at nowhere"),
        (["last", "nowhere"], 6, "there is no saved study or run at nowhere"),
        (["last", "runs"], 6, "there is no saved study or run at runs"),
        (["last", "-o", "absent/report.html"], 6, "absent/report.html cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_said(solved: Call, words: list[str], code: int, said: str) -> None:
    done = solved("report", *words)

    assert done.code == code
    assert said in done.err
    assert done.out == ""


@pytest.mark.parametrize("name", ["result.json", "case.resolved.json"])
@pytest.mark.parametrize("key", ["case", "rules"])
def test_a_document_that_was_spoilt_is_refused(solved: Call, name: str, key: str) -> None:
    shutil.copytree("runs/first-case/1", "spoilt")
    file = Path("spoilt") / name
    document = json.loads(file.read_bytes())
    document[key] = [{"name": 7}]
    file.write_text(json.dumps(document), encoding="utf-8")
    done = solved("report", "spoilt")

    # Of the settled case only the names are read, so its heading may be anything.
    assert done.code == (0 if (name, key) == ("case.resolved.json", "case") else 6)
    assert "Traceback" not in done.err
    assert done.code or Path("spoilt-report.html").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00"])
def test_a_settled_case_that_cannot_be_read_is_refused(solved: Call, text: str) -> None:
    shutil.copytree("runs/first-case/1", "spoilt")
    Path("spoilt/case.resolved.json").write_text(text, encoding="utf-8")
    done = solved("report", "spoilt")

    assert done.code == 6
    assert "is not JSON that greenopt writes" in done.err
