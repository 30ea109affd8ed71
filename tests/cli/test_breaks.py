"""
Broken off at any moment, by Ctrl-C or by the order to end: the exit code says so, and nothing half done is left.

Each command runs in a process of its own, as the leader of a group, and the signal goes to the whole group, as from a
terminal. The moments are spread evenly over how long the command takes, so they fall on reading, solving, proving,
writing and telling. They are counted from when greenopt answers signals, which each process tells: before, while Python
itself starts, a signal ends it in Python's own way, and on a busy computer that lasts any time.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.conftest import FIRST
from tests.conftest import CampaignSize
from tests.studies.running.started import all_gone

COMMANDS = {
    "solve": ("solve", "case"),
    "rank": ("rank", "case"),
    "study with processes": ("sweep", "case", "--scenarios", "--jobs", "2"),
    "report": ("report", "ready"),
    "export": ("export", "ready", "--to", "xlsx"),
    "init": ("init", "mine"),
}
PROGRAM = """
import os, sys

class Told:
    def find_spec(self, name, path=None, target=None):
        if name == "greenopt.cli":
            os.write({told}, b"!")

sys.meta_path.insert(0, Told())
from greenopt.__main__ import main
main()
"""
"""``python -m greenopt``, telling when it imports the commands: that is the first thing once it answers signals."""
OF_A_RUN = {"result.json", "manifest.json", "certificate.json", "case.resolved.json", "log.txt"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes are those of POSIX")


def begun(folder: Path, words: tuple[str, ...]) -> subprocess.Popen[str]:
    """Start a command as the leader of a group of processes, and return once it answers signals."""
    heard, told = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(told=told), "--lang", "en", *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=[told],
        )
    finally:
        os.close(told)
    with open(heard, "rb", buffering=0) as pipe:  # noqa: PTH123 - there is no path to a pipe
        assert pipe.read(1) == b"!", process.communicate()
    return process


class Undisturbed(NamedTuple):
    """What a command does that is not broken off."""

    answer: str
    takes: float


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a case and a run."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(FIRST, folder / "case")
    done = begun(folder, ("solve", "case", "-o", "ready"))
    done.communicate(timeout=120)
    assert done.returncode == 0
    return folder


@pytest.fixture(scope="module")
def undisturbed(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Undisturbed]:
    """Return what tells what a command answers, and how long it takes, from running it once."""

    @cache
    def run(what: str) -> Undisturbed:
        folder = tmp_path_factory.mktemp("undisturbed") / "first"
        shutil.copytree(furnished, folder)
        process = begun(folder, COMMANDS[what])
        began = time.monotonic()
        answer, err = process.communicate(timeout=120)
        assert process.returncode == 0, answer + err
        return Undisturbed(answer, time.monotonic() - began)

    return run


def whole(folder: Path) -> None:
    """Hold what lies in a folder to: every run has all of its files, and nothing lies beside."""
    for place in folder.rglob("*"):
        assert not place.name.endswith(".part"), place
    for result in folder.glob("runs/*/*"):
        if result.is_dir():
            names = {each.name for each in result.iterdir()}
            assert names >= (OF_A_RUN if result.name.isdigit() else {"manifest.json", "log.txt"}), result
    if (folder / "mine").exists():
        assert {each.name for each in (folder / "mine").iterdir()} >= {"case.yaml", "model.yaml", "schema"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "order to end"])
@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_can_be_broken_off_at_any_moment(
    what: str,
    number: signal.Signals,
    furnished: Path,
    undisturbed: Callable[[str], Undisturbed],
    tmp_path: Path,
    campaign_size: CampaignSize,
    figures: list[str],
) -> None:
    wanted, takes = undisturbed(what)
    codes: list[int] = []
    for turn in range(campaign_size.breaks):
        folder = tmp_path / str(turn)
        shutil.copytree(furnished, folder)
        process = begun(folder, COMMANDS[what])
        time.sleep(takes * (turn + 0.5) / campaign_size.breaks)
        if process.poll() is None:
            os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
        codes.append(process.returncode)
        # Python gives signals back to the system when it ends; by then everything has been done and said.
        ended = process.returncode == -number and out == wanted
        assert ended or process.returncode in {0, 130}, (process.returncode, out, err)
        assert "Traceback" not in out + err, err
        assert all_gone(process.pid)
        whole(folder)
        shutil.rmtree(folder)
    figures.append(f"{what}, {number.name}: broken off {codes.count(130)} of {len(codes)} times, nothing half done")
