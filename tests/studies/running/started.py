"""A computation in a process of its own, with those that it starts: killed, interrupted, and looked for afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
SECONDS = 60.0
"""How long a process may take to end before that counts as never."""


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start ``counting`` as the leader of a group of processes, as a terminal does; nothing of it is left behind."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.studies.running.counting", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "GREENOPT_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def all_gone(group: int) -> bool:
    """Whether every process of a group ends by itself; a dead one that nobody has taken notice of is gone."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not alive(group):
            return True
        time.sleep(0.02)
    return False


def alive(group: int) -> bool:
    """Whether a process of a group is alive; where the system does not list processes, a dead one may count too."""
    if not Path("/proc/self/stat").exists():
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        return True
    for listed in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = listed.read_text().rpartition(")")[2].split()
            if its_group == str(group) and state not in {"Z", "X"}:
                return True
    return False


def wait_for_line(process: subprocess.Popen[str], least: int) -> int:
    """Wait until so many scenarios are acknowledged, and return how many are."""
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= least:
            return int(line)
    raise AssertionError(process.stderr.read() if process.stderr else "")
