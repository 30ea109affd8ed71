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
    """The kinks of the first case lie at 0, 840, 1,428.57… of money; the case, at 1,300, is one more stop."""
    assert solved("frontier", FIRST).code == 0
    assert solved("report", "last", "first-case/frontier-1").code == 0
    page = Path("runs/first-case/1-report.html").read_text(encoding="utf-8")
    points = json.loads(Path("runs/first-case/frontier-1/frontier.json").read_bytes())["points"]

    assert page.count('class="slider"') == 2
    stops = [len(each.split()) for each in re.findall(r'data-stops="([^"]*)"', page)]
    assert stops == [len(points) + 1] * 2
    assert page.count("<tr><td>1,300<td>9,179<td>") == 1


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
        (["last", "nowhere"], 6, "there is no frontier at nowhere"),
        (["last", "a", "b"], 2, "one run and, beside it, one frontier"),
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
