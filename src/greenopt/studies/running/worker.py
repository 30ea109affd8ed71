"""
Worker: what a spawned process does: it gets a task, prepares it, and solves what it is given until its parent is gone.

It writes nothing anywhere but into the pipe to its parent, so it may be killed at any moment. Ctrl-C reaches every
process of a terminal, but only the parent answers it. If the parent is killed, the worker ends too, in the middle of
what it does.
"""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import NamedTuple

from greenopt.errors import ExitCode, Fault, GreenoptError
from greenopt.language import say
from greenopt.studies.running.batch import Solver


class Ready(NamedTuple):
    """The task is prepared."""


class Solved(NamedTuple):
    """The piece that was given first is solved."""

    records: Sequence[str]
    """JSON texts, one for each number."""


class Broken(NamedTuple):
    """Nothing can be solved at all."""

    problem: GreenoptError
    where: str
    """The traceback of the worker; empty if the problem is none of greenopt's own."""


Said = Ready | Solved | Broken


def serve(pipe: "Connection[object, object]") -> None:
    """
    Take a task, then numbers of scenarios again and again, and answer each; end when the pipe is closed.

    Nothing is shown and nothing raised: an error that is no scenario's own is sent to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        _serve(pipe)
    except (EOFError, ConnectionError):
        return
    except BaseException as problem:  # noqa: BLE001  # a traceback of a worker never reaches a terminal
        _report(pipe, problem)


def _serve(pipe: "Connection[object, object]") -> None:
    # The task comes through the pipe rather than with the process, so that one that cannot be read is an answer too.
    solver = Solver(pipe.recv())  # type: ignore[arg-type]  # the parent sends it first
    solver.prepared()
    pipe.send(Ready())
    while True:
        numbers: Sequence[int] = pipe.recv()  # type: ignore[assignment]  # nothing else is sent from then on
        pipe.send(Solved(solver.records(numbers)))


def _report(pipe: "Connection[object, object]", problem: BaseException) -> None:
    where = ""
    if not isinstance(problem, GreenoptError):
        where = traceback.format_exc()
        kind, what = type(problem).__name__, str(problem)
        problem = Fault(say("a worker cannot prepare the task ({kind}: {what})", kind=kind, what=what))
    try:
        pipe.send(Broken(problem, where))
    except Exception:  # noqa: BLE001  # the parent is gone, or the error cannot be sent: dying says enough
        sys.exit(ExitCode.FAULT)


def _end_with_parent() -> None:
    """Wait until the parent is gone, however it went, and end at once."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(ExitCode.FAULT)
