"""
Judge: one command is run in its own folder, and held to what is promised for any input whatever.

    it ends, within seconds, with an exit code of the contract, and never with a fault of greenopt
    it shows no traceback, and nothing that a terminal would obey
    a refused case says where: a file with line and column, or a cell; and what to write instead, in both languages
    what it refused left nothing behind, and no command changed what it read
"""

import json
import os
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any, NamedTuple

from click.testing import CliRunner

from greenopt.cli import greenopt as program
from greenopt.errors import ExitCode

SLOWEST = 5.0
"""Seconds of the processor that one input may take."""
STUCK = 60.0
"""Seconds after which a command that computes nothing counts as one that waits for ever."""
OUT = "out"
"""What a command may write when it has an answer."""
REFUSED = frozenset({ExitCode.USAGE, ExitCode.INVALID, ExitCode.FILE})
ALLOWED = REFUSED | {ExitCode.DONE, ExitCode.NO_PLAN, ExitCode.STOPPED, ExitCode.UNVERIFIED, ExitCode.DIFFERENT}

Snapshot = dict[str, tuple[int, int, int]]


class Hung(BaseException):
    """A command took too long; no Exception, so that no net below catches it."""


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def judged(folder: Path, arguments: Sequence[str], *, places: bool = True) -> Done:
    """
    Run a command in a folder and return how it ended.

    Args:
        folder: the working folder; everything in it was put there before.
        arguments: of the command.
        places: whether what is refused stands in a file, so that its place can be told.

    Raises:
        AssertionError: a promise was broken.
        Hung: it took too long.
    """
    before = snapshot(folder)
    started = process_time()
    with _limited():
        result = CliRunner().invoke(program, list(arguments))
    took = process_time() - started
    done = Done(result.exit_code, result.stdout, result.stderr)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert done.code in ALLOWED, f"exit code {done.code}: {done.err[-3000:]}"
    assert took <= SLOWEST, f"{took:.1f} s"
    for stream in (done.out, done.err):
        assert "Traceback" not in stream, stream[-3000:]
        assert "\r" not in stream
        assert stream.replace("\n", "").isprintable(), [line for line in stream.split("\n") if not line.isprintable()]
    if "--json" in arguments:
        _check_document(json.loads(done.out, parse_constant=_refuse), done.code, places=places)
    elif done.code == ExitCode.INVALID and places:
        _check_lines(done.err)
    if done.code in REFUSED:
        assert done.err or "--json" in arguments
    after = snapshot(folder)
    if done.code not in REFUSED:
        before, after = _but_answers(before), _but_answers(after)
    assert after == before, sorted(after.items() ^ before.items())
    return done


def snapshot(folder: Path) -> Snapshot:
    """Return every file and folder below one, with its size, time and number."""
    return dict(_seen(str(folder), ""))


def _but_answers(seen: Snapshot) -> Snapshot:
    return {name: facts for name, facts in seen.items() if not name.strip(".").startswith(OUT)}


def _seen(folder: str, inside: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for entry in os.scandir(folder):
        name = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield f"{name}/", (0, 0, 0)
            yield from _seen(entry.path, f"{name}/")
        else:
            facts = entry.stat(follow_symlinks=False)
            yield name, (facts.st_size, facts.st_mtime_ns, facts.st_ino)


def _check_document(document: Any, code: int, *, places: bool) -> None:
    if document.get("schema") != "greenopt.error/1":
        return
    assert document["exit_code"] == code
    assert document["diagnostics"]
    for each in document["diagnostics"]:
        assert each["message"]["en"], each
        assert each["message"]["vi"], each
        if code == ExitCode.INVALID:
            assert each["hint"]["en"], each
            assert each["hint"]["vi"], each
            assert not places or _is_told(each), each


def _is_told(each: dict[str, Any]) -> bool:
    """Return whether a place is complete: a cell, or line and column; a file without lines is wrong as a whole."""
    if not each["file"]:
        return False
    return bool(each["cell"]) or bool(each["line"] and each["column"]) or each["code"] in WHOLE_FILE


WHOLE_FILE = frozenset({"encoding", "workbook", "sheet", "too-large", "too-many"})
"""Mistakes of a file, not of a place in it."""


def _check_lines(text: str) -> None:
    """Check that a refusal names places and counts its mistakes."""
    lines = text.splitlines()
    assert re.search(r"^\S.*(:[0-9]+:[0-9]+|![A-Z]+[0-9]+|\.(xlsx|csv|yaml)): ", lines[0]), lines[0]
    counted = next(each for each in lines if re.fullmatch(r"[0-9]+ mistakes?", each))
    assert int(counted.split()[0]) >= 1


def _refuse(constant: str) -> None:
    raise AssertionError(constant)


@contextmanager
def _limited() -> Iterator[None]:
    """Break off what computes, or waits, too long."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hung

    usual = {each: signal.signal(each, stop) for each in (signal.SIGVTALRM, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * SLOWEST)
    signal.setitimer(signal.ITIMER_REAL, STUCK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, before in usual.items():
            signal.signal(each, before)
