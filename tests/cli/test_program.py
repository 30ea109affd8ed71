"""The program around the commands: help, languages, streams, and what happens when something goes wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

from greenopt import run as run_module
from greenopt.cli import SECTIONS
from greenopt.cli._console import visible

COMMANDS = [name for section in SECTIONS for name in section.commands]


def started(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "greenopt", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, env={**os.environ, **environment}, check=False)


def test_help_names_every_command(greenopt: Call) -> None:
    done = greenopt("--help")

    assert done.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself(greenopt: Call, name: str) -> None:
    done = greenopt(name, "--help")

    assert done.code == 0
    assert f"greenopt {name}" in done.out
    assert done.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["solve"],
        ["solve", "--nosuch", "x"],
        ["--lang", "fr", "runs"],
        ["solve", "x", "--time-limit", "nan"],
        ["solve", "x", "--time-limit", "-3"],
        ["solve", "x", "--gap", "0.1"],
        ["solve", FIRST, "--set", "nothing"],
        ["show", FIRST, "--resolved", "--origin"],
        ["schema", "projects.kost"],
        ["schema", "--json-schema", "nosuch"],
        ["rules", "nosuch"],
    ],
)
def test_wrong_usage_exits_with_2_and_one_json_document(greenopt: Call, arguments: list[object]) -> None:
    in_words = greenopt(*arguments)
    as_json = greenopt(*arguments, "--json")

    assert in_words.code == as_json.code == 2
    assert in_words.out == ""
    assert "error: " in in_words.err
    assert as_json.err == ""
    assert as_json.document["schema"] == "greenopt.error/1"
    assert as_json.document["exit_code"] == 2
    assert [each["code"] for each in as_json.document["diagnostics"]] == ["usage"]


def test_an_option_of_the_program_behind_a_command_is_explained(greenopt: Call) -> None:
    assert "greenopt -q …" in greenopt("runs", "-q").err


def test_the_language_is_that_asked_for_then_that_of_the_variable(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "Hồ sơ đầu tiên: năm dự án, một nguồn vốn, hai quy định"

    assert title in greenopt("--lang", "vi", "show", FIRST).out
    assert title not in greenopt("show", FIRST).out
    monkeypatch.setenv("GREENOPT_LANG", "vi")
    assert title in greenopt("show", FIRST).out
    assert title not in greenopt("--lang=en", "show", FIRST).out


def test_streams_are_utf8_whatever_the_system_says(tmp_path: Path) -> None:
    done = started(
        "--lang", "vi", "show", str(FIRST), folder=tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )

    assert done.returncode == 0
    assert "Quỹ xanh" in done.stdout.decode("utf-8")


def test_no_colour_in_a_pipe(tmp_path: Path) -> None:
    assert b"\x1b" not in started("show", str(FIRST), folder=tmp_path, FORCE_COLOR="1").stdout


@pytest.mark.parametrize("arguments", [["--help"], ["show", str(FIRST)], ["solve", str(FIRST)], ["rules", "floor"]])
def test_a_reader_that_leaves_is_no_fault(tmp_path: Path, arguments: list[str]) -> None:
    """The pipe is closed before the first byte is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "greenopt", "-q", *arguments]
    done = subprocess.run(command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)

    assert done.returncode == 0
    assert done.stderr == b""


HOSTILE = [
    "",
    "\x1b[31mred",
    "a\nb",
    "x" * 5000,
    "../../etc",
    "-",
    "/dev/null",
    "\udcff",
    "con",
    "%s%n{}",
    "{kind}",
]


@pytest.mark.parametrize("argument", HOSTILE)
@pytest.mark.parametrize("command", ["validate", "solve", "show", "verify", "schema", "rules"])
def test_a_strange_argument_is_refused_in_one_sentence(greenopt: Call, command: str, argument: str) -> None:
    done = greenopt(command, argument)

    assert done.code in {2, 3, 6} or (argument == "" and command in {"rules", "schema"})
    assert "\x1b" not in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(os.name == "nt", reason="arguments are text on Windows")
def test_bytes_that_are_no_letters_are_refused(tmp_path: Path) -> None:
    command: list[str | bytes] = [sys.executable, "-m", "greenopt", "validate", b"\xff\xfe"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 6
    assert b"Traceback" not in done.stderr


def broken(*_: object, **__: object) -> None:
    """Stand in for a function with a mistake."""
    raise ZeroDivisionError


def test_a_fault_is_one_sentence_and_shows_its_traceback_only_when_asked(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "solve", broken)
    plain, loud, as_json = greenopt("solve", FIRST), greenopt("-vv", "solve", FIRST), greenopt("solve", FIRST, "--json")

    assert plain.code == loud.code == as_json.code == 1
    assert "Traceback" not in plain.err
    assert "ZeroDivisionError" in plain.err
    assert "Traceback" in loud.err
    assert as_json.document["exit_code"] == 1
    assert not Path("runs").exists()


def test_an_interruption_exits_with_130(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "solve", interrupted)
    done = greenopt("solve", FIRST)

    assert done.code == 130
    assert "interrupted" in done.err
    assert not Path("runs").exists()


def test_quiet_keeps_the_answer_and_errors_only(greenopt: Call, wrong_case: Path) -> None:
    assert greenopt("-q", "solve", FIRST).err == ""
    assert "kost" in greenopt("-q", "validate", wrong_case).err


def test_what_came_from_outside_cannot_move_the_cursor() -> None:
    """An escape sequence and a mark that turns the reading direction, neither of which click takes out."""
    assert visible("a\x1b[2J\u202eb\tc\nd") == "a<U+001B>[2J<U+202E>b c\nd"


def test_what_turns_a_line_is_written_by_its_code_in_json_too(greenopt: Call) -> None:
    """JSON says the same with an escape, and a terminal obeys nothing."""
    given = "a\u202eb\u200bc\U000e0041đ"
    done = greenopt("validate", FIRST, "--json", "--set", given)
    (told,) = done.document["diagnostics"]

    assert done.code == 2
    assert "a\\u202eb\\u200bc\\udb40\\udc41đ" in done.out
    assert all(line.isprintable() for line in done.out.splitlines())
    assert given in told["message"]["en"]
