"""Actuals: read as strictly as a case, every mistake with its place, whatever somebody writes."""

from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.actuals import Actuals, read_actuals
from greenopt.errors import CaseInvalid, FileProblem

HEAD = 'greenopt: 1\nactuals: {year: 2027, source: "Report 15"}\n'
PROJECTS: Tree = {"alone": {"asks": "60"}, "shared": {"asks": "50", "tags": ["two"]}}
FUNDS: Tree = {"f": {"amount": {"2026": "90"}}, "g": {"amount": {"2026": "70"}, "for": {"tags": ["two"]}}}


def actuals(text: str, folder: Path) -> Actuals:
    """Read actuals of a case with two projects, one of which two funds may pay."""
    facts = read_tree(case_tree(PROJECTS, FUNDS, horizon=(2026, 2028)), folder).facts
    file = folder / "news.yaml"
    file.write_text(text, encoding="utf-8")
    return read_actuals(file, "news.yaml", facts, 2027)


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ("projects: {alonee: {started: {}}}", "3:12", "'alonee' does not exist"),
        ("projects: {alone: {started: {2028: 5 %}}}", "3:36", "2028 has not come yet"),
        ("projects: {alone: {paid: {2028: 5}}}", "3:33", "2028 has not come yet"),
        ("projects: {alone: {paid: {f: {2028: 5}}}}", "3:37", "2028 has not come yet"),
        ("projects: {alone: {paid: {h: {2026: 5}}}}", "3:27", "'h' does not exist"),
        ("projects: {shared: {paid: {2026: 5}}}", "3:27", "which fund paid is not said"),
        ("projects: {alone: {remaining: {2026: 5}}}", "3:38", "2026 has passed"),
        ("funds: {ff: {opening: 3}}", "3:9", "'ff' does not exist"),
        ("funds: {f: {spent: {2027: 3}}}", "3:27", "years before the review"),
        ("funds: {f: {spent: {2025: 3}}}", "3:27", "years before the review"),
    ],
)
def test_what_contradicts_the_case_is_found_and_left_out(body: str, place: str, words: str, tmp_path: Path) -> None:
    found = actuals(HEAD + body, tmp_path)
    [mistake] = found.mistakes

    assert str(mistake.place) == f"news.yaml:{place}"
    assert words in str(mistake.message)
    assert not found.entry.projects
    assert not found.entry.funds


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "nothing is written"),
        ("- a\n", "1:1", "not a list of keys"),
        ("projects: [a: b\n", "2:1", "not closed"),
        (HEAD + "projects: {alone: {started: {2026: NaN}}}", "3:36", "not a number"),
        (HEAD + "projects: {alone: {started: {2026: 60}}}", "3:36", "percent sign"),
        (HEAD + "projects: {alone: {started: {2026: 130 %}}}", "3:36", "between 0 % and 100 %"),
        (HEAD + "projects: {alone: {started: {26: 30 %}}}", "3:30", "not a year"),
        (HEAD + "projects: {alone: {paid: {2026: -7}}}", "3:33", "negative"),
        (HEAD + "projects: {alone: {paid: 7}}", "3:26", "keys with values"),
        (HEAD + "projects: {alone: {status: done}}", "3:28", "not one of the words"),
        (HEAD + "projects: {alone: {finished: true}}", "3:20", "'finished' is not known"),
        (HEAD + "projects: {alone: {started: {}, started: {}}}", "3:33", "written twice"),
        (HEAD + "funds: {f: {spent: {2026: inf}}}", "3:27", "not a number"),
        ("greenopt: 1\nactuals: {year: 2027}\n", "2:10", "'source' is missing"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, place: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(CaseInvalid) as caught:
        actuals(text, tmp_path)
    mistake = caught.value.diagnostics[0]

    assert str(mistake.place) == f"news.yaml:{place}"
    assert words in f"{mistake.message} {mistake.hint}"


def test_another_year_and_a_missing_source_are_mistakes(tmp_path: Path) -> None:
    found = actuals('greenopt: 1\nactuals: {year: 2026, source: " "}\n', tmp_path).mistakes

    assert [each.key for each in found] == ["actuals.year", "actuals.source"]
    assert "--year 2026" in str(found[0].hint)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    facts = read_tree(case_tree(PROJECTS, FUNDS, horizon=(2026, 2028)), tmp_path).facts

    for path in (tmp_path, tmp_path / "nothing.yaml"):
        with pytest.raises(FileProblem):
            read_actuals(path, path.name, facts, 2027)


def test_payments_by_year_are_those_of_the_only_payer(tmp_path: Path) -> None:
    text = "projects: {alone: {paid: {2026: 41, 2027: 7}}, shared: {paid: {g: {2026: 5}, f: {2026: 6}}}}"
    projects = actuals(HEAD + text, tmp_path).entry.projects

    assert projects["alone"].paid_by(("f",)) == {"f": {2026: 41, 2027: 7}}
    assert projects["shared"].paid_by(("f", "g")) == {"f": {2026: 6}, "g": {2026: 5}}
