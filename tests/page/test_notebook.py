"""What a notebook hands to others is what the command line writes, and what cannot be is refused in words."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

from greenopt import export, frontier, read_case, solve, write_report
from greenopt.cli import greenopt as program
from greenopt.errors import FileProblem, WrongUsage
from greenopt.language import Language
from greenopt.page.formats import FORMATS
from greenopt.run import Run
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Frontier

CASES = Path(__file__).parent.parent.parent / "cases"
FIRST = CASES / "first-case"
SAVED = Path("runs/first-case")


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the first case, solved and saved nowhere."""
    return solve(read_case(FIRST))


@pytest.fixture(scope="module")
def found() -> Frontier:
    """Return its frontier."""
    return frontier(FIRST)


@pytest.fixture(autouse=True)
def _saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder in which the command line has saved the run and the frontier."""
    monkeypatch.chdir(tmp_path)
    command("solve", str(FIRST))
    command("frontier", str(FIRST))


def command(*words: str) -> None:
    """Run a command that succeeds."""
    done = CliRunner().invoke(program, words)
    assert done.exit_code == 0, done.output


def content(place: Path) -> dict[str, bytes]:
    """Return the bytes of a file, or of the files of a folder."""
    return {each.name: each.read_bytes() for each in place.iterdir()} if place.is_dir() else {"": place.read_bytes()}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_report_has_the_bytes_of_the_command_however_run_and_frontier_are_given(
    language: Language, run: Run, found: Frontier
) -> None:
    command("--lang", language, "report", "last", "first-case/frontier-1", "-o", "command.html")
    expected = Path("command.html").read_bytes()
    given: list[tuple[Run | str | Path, Frontier | dict[str, Any] | str]] = [
        (run, found),
        (SAVED / "1", document(found)),
        (str(SAVED / "1"), str(SAVED / "frontier-1")),
    ]

    for one, other in given:
        place = write_report(one, "own.html", other, language=language)
        assert (place, place.read_bytes()) == (Path("own.html"), expected)


def test_a_report_without_a_frontier_has_the_bytes_of_the_command(run: Run) -> None:
    command("report", "last", "-o", "command.html")

    assert write_report(run, "own.html").read_bytes() == Path("command.html").read_bytes()
    assert b"9,179" in Path("own.html").read_bytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_is_that_of_the_command(kind: str, run: Run) -> None:
    command("--lang", "vi", "export", "last", "--to", kind, "-o", f"command.{kind}")

    sources: list[Run | Path] = [run, SAVED / "1"]
    for number, source in enumerate(sources):
        place = export(source, f"{number}/own.{kind.upper()}", language="vi")
        assert content(place) == content(Path(f"command.{kind}"))
        assert export(source, f"{number}/other", kind, language="vi").exists()


def test_the_language_is_that_of_the_workbook(run: Run) -> None:
    assert content(export(run, "en.xlsx")) != content(export(run, "vi.xlsx", language="vi"))


def test_a_place_that_is_taken_is_kept_by_an_export_and_replaced_by_a_report(run: Run) -> None:
    taken = Path("there.xlsx")
    taken.write_text("mine", encoding="utf-8")

    with pytest.raises(FileProblem, match="exists already"):
        export(run, taken)
    assert taken.read_text(encoding="utf-8") == "mine"
    assert write_report(run, taken).read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_frontier_of_another_case_or_none_is_refused_and_nothing_is_written(run: Run, found: Frontier) -> None:
    other = {**document(found), "case": {**document(found)["case"], "digest": "0" * 64}}

    for study, said in ((other, "another case"), ("nowhere", "no saved study or run at nowhere"), ({}, "not JSON")):
        with pytest.raises(FileProblem, match=said):
            write_report(run, "own.html", study)
    assert not Path("own.html").exists()


def test_unknown_formats_and_languages_are_named(run: Run) -> None:
    with pytest.raises(WrongUsage, match="no format 'docx'; write one of xlsx, csv"):
        export(run, "plan.docx")
    with pytest.raises(WrongUsage, match="no format ''"):
        export(run, "plan")
    with pytest.raises(WrongUsage, match="no language 'fr'; write one of en, vi"):
        write_report(run, "plan.html", language=cast("Language", "fr"))
    with pytest.raises(WrongUsage, match="no language 'fr'"):
        export(run, "plan.json", language=cast("Language", "fr"))


def test_what_is_no_run_or_was_changed_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    result = SAVED / "1" / "result.json"
    result.write_text(json.dumps({**json.loads(result.read_bytes()), "status": "best"}), encoding="utf-8")

    with pytest.raises(FileProblem, match="was changed after it was written"):
        export(SAVED / "1", "plan.csv")
    for nothing in ("nowhere", tmp_path):
        with pytest.raises(FileProblem):
            export(nothing, "plan.csv")
        with pytest.raises(FileProblem):
            write_report(nothing, "plan.html")
    assert not list(tmp_path.glob("plan*"))


def test_a_file_that_cannot_be_written_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())

    with pytest.raises(FileProblem, match="cannot be written"):
        write_report(run, "no-such-folder/own.html")
    with pytest.raises(FileProblem, match="cannot be written"):
        export(run, str(SAVED / "1" / "result.json" / "own.csv"))
    assert sorted(tmp_path.iterdir()) == before
