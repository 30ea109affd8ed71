"""Streams that are closed, full or left, and places that are gone: what is saved stays, the exit code says the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST
from tests.studies.running.started import ROOT

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the shell and the devices of Linux")
SAVED = "runs/first-case/1/result.json"


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which ``greenopt`` is the program and ``$CASE`` the first case."""
    paths = {"PYTHONPATH": str(ROOT / "src"), "CASE": str(FIRST), "GREENOPT_LANG": "en"}
    program = f'greenopt() {{ "{sys.executable}" -m greenopt "$@"; }}\n'
    return subprocess.run(
        ["/bin/bash", "-c", program + line],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **paths, **environment},
        check=False,
    )


def saved(run: Path) -> dict[str, bytes]:
    """Return the files of a run but for its log, which alone holds the time."""
    return {each.name: each.read_bytes() for each in run.rglob("*") if each.is_file() and each.name != "log.txt"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("greenopt solve $CASE >&-", 0),
        ("greenopt solve $CASE 2>&-", 0),
        ("greenopt solve $CASE <&- >&- 2>&-", 0),
        ("greenopt solve $CASE 2>/dev/full", 0),
        ("greenopt solve $CASE >/dev/full", 6),
        ("greenopt solve $CASE --json >/dev/full 2>&1", 6),
        ("set -o pipefail; greenopt solve $CASE | head -1", 0),
        ("set -o pipefail; greenopt solve $CASE 2>&1 >/dev/null | true", 0),
    ],
)
def test_a_run_is_saved_whatever_becomes_of_the_streams(line: str, code: int, tmp_path: Path) -> None:
    done = shell(line, tmp_path)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / SAVED).read_bytes().startswith(b"{")


def test_an_answer_that_a_full_disk_does_not_take_is_told_with_the_place_of_the_run(tmp_path: Path) -> None:
    done = shell("greenopt solve $CASE --json >/dev/full", tmp_path)

    assert "saved: runs/first-case/1" in done.stderr
    assert "standard output cannot be written: no space is left on the disk" in done.stderr


@pytest.mark.parametrize("words", ["--help", "--version", "schema", "solve --help"])
def test_what_is_only_said_fails_on_a_full_disk_with_one_sentence(words: str, tmp_path: Path) -> None:
    done = shell(f"greenopt {words} >/dev/full", tmp_path)

    assert done.returncode == 6
    assert done.stderr.count("standard output cannot be written") == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_was_taken_away_is_named(tmp_path: Path) -> None:
    done = shell("mkdir gone; cd gone; rmdir ../gone; greenopt solve $CASE; exit $?", tmp_path)

    assert done.returncode == 6
    assert "the folder in which greenopt was started is gone" in done.stderr


def test_what_others_may_not_read_they_may_not_read(tmp_path: Path) -> None:
    shell("umask 077; greenopt solve $CASE -o run", tmp_path)

    assert {oct(each.stat().st_mode & 0o077) for each in [tmp_path / "run", *(tmp_path / "run").rglob("*")]} == {"0o0"}


@pytest.mark.parametrize("where", [{"LC_ALL": "C", "TZ": "Asia/Kathmandu"}, {"LC_ALL": "tr_TR.UTF-8", "TZ": "UTC"}])
def test_neither_language_nor_time_of_the_system_shows_in_what_is_saved(where: dict[str, str], tmp_path: Path) -> None:
    shell("greenopt solve $CASE -o one", tmp_path)
    assert shell("unset HOME; greenopt --lang vi solve $CASE -o other", tmp_path, **where).returncode == 0
    one, other = (
        {
            each.name: each.read_bytes()
            for each in (tmp_path / name).rglob("*")
            if each.is_file() and each.name != "log.txt"
        }
        for name in ("one", "other")
    )

    assert one == other
    assert len(one) > 5


def test_no_network_is_needed(tmp_path: Path) -> None:
    if shell("unshare -n true", tmp_path).returncode:
        pytest.skip("this system gives no namespace without a network")
    line = f'unshare -n "{sys.executable}" -m greenopt'
    done = shell(f"{line} solve $CASE && {line} verify last && {line} report last", tmp_path)

    assert done.returncode == 0, done.stderr


def test_two_runs_that_want_one_folder_leave_one_whole_run(tmp_path: Path) -> None:
    line = "greenopt solve $CASE -o same >/dev/null & one=$!; greenopt solve $CASE -o same >/dev/null & other=$!\n"
    done = shell(f"{line}wait $one; first=$?; wait $other; echo $first $?", tmp_path)

    assert sorted(done.stdout.split()) == ["0", "6"], done.stderr
    assert shell("greenopt verify same", tmp_path).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["same"]


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a small disk: result.json, of 8 kB, is larger than 4 kB."""
    done = shell("ulimit -f 4; greenopt solve $CASE -o run; exit $?", tmp_path)

    assert done.returncode == 6
    assert "run cannot be written: the file is larger than allowed here" in done.stderr
    assert list(tmp_path.iterdir()) == []
