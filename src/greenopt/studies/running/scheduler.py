"""
Scheduler: a Dask scheduler as greenopt speaks to it: what it is given, what comes back, and whether it is still there.

Results come through the scheduler too, so that its address is the only one that is spoken to. Dask itself starts work
again elsewhere when a worker dies; it refuses a piece whose workers died more often than the scheduler allows.
"""

import logging
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from threading import Lock
from time import monotonic, sleep
from typing import Any, NamedTuple
from uuid import uuid4

from greenopt.errors import Fault, GreenoptError, Interrupted, WrongUsage
from greenopt.language import say
from greenopt.studies.running.batch import Solver
from greenopt.studies.task import Task

SECONDS_TO_ANSWER = 10.0
"""How long a scheduler may take to answer, and to have a first worker."""
SECONDS_AWAY = 60.0
"""How long a cluster may be without any worker, or its scheduler be silent, before it counts as gone."""
LONGEST_GREETING = 1 << 16
"""Bytes that a scheduler says first; their number comes before them."""
BEAT = 1.0
"""Seconds between looks at which workers there are."""
AHEAD = 2
"""Pieces that each worker has at hand, so that it need not wait for the next one."""
LOGS = ("distributed", "distributed.client", "tornado", "tornado.application")
"""What Dask tells about connections that come and go; workers that leave are expected here."""


class Piece(NamedTuple):
    """A batch, or one scenario of it."""

    batch: int
    numbers: Sequence[int]


class Outcome(NamedTuple):
    """What became of a piece."""

    piece: Piece
    records: Sequence[str] | None
    """JSON texts, one for each number; None if the workers that were at it died."""
    deaths: int = 0
    """How many workers died."""


class Scheduler:
    """
    A connection to a scheduler, for one task.

    Raises:
        WrongUsage: the extra is not installed, nothing answers at the address, or there is no worker.
    """

    def __init__(self, address: str, task: Task) -> None:
        if find_spec("distributed") is None:
            raise WrongUsage(say("--scheduler needs Dask: pip install 'greenopt[cluster]'"))
        self.address = address
        self._task, self._run = task, uuid4().hex
        self._pending: dict[Any, Piece] = {}
        self._client = _connected(address)
        self._workers, self._looked = 0, 0.0
        self._alive = monotonic()
        self._wait_for_worker()

    def _wait_for_worker(self) -> None:
        until = monotonic() + SECONDS_TO_ANSWER
        while not self._look():
            if monotonic() > until:
                self.close()
                raise WrongUsage(
                    say("the scheduler at {address} has no worker; start one with dask worker", address=self.address)
                )
            sleep(BEAT / 10)

    @property
    def pending(self) -> int:
        """How many pieces were given and are not back."""
        return len(self._pending)

    @property
    def wants_more(self) -> bool:
        """Whether workers should have another piece at hand."""
        if monotonic() > self._looked + BEAT:
            self._look()
        return len(self._pending) < AHEAD * max(self._workers, 1)

    def _look(self) -> int:
        """Count the workers, and remember when there were some."""
        try:
            self._workers = len(self._client.nthreads())
        except Exception:  # noqa: BLE001  # whatever goes wrong between here and there
            self._workers = 0
        self._looked = monotonic()
        if self._workers:
            self._alive = self._looked
        return self._workers

    def give(self, piece: Piece) -> None:
        """Give a piece to the workers."""
        future = self._client.submit(
            solve_there, self._run, self._task, piece.numbers, key=f"greenopt-{uuid4().hex}", pure=False
        )
        self._pending[future] = piece

    def take(self) -> list[Outcome]:
        """
        Wait a moment and return what has become of pieces, if anything; what the scheduler forgot is given again.

        Raises:
            Interrupted: the scheduler or all workers are gone.
            GreenoptError: the task cannot be prepared.
        """
        from distributed import wait

        with suppress(TimeoutError, CancelledError), self._client.as_current():
            wait(list(self._pending), timeout=BEAT, return_when="FIRST_COMPLETED")  # type: ignore[no-untyped-call]  # as Dask has it
        self._hold_to_life()
        found = []
        for future in [each for each in self._pending if each.done()]:
            with suppress(TimeoutError):
                outcome = self._outcome(future)
                del self._pending[future]
                found += outcome
        return found

    def _hold_to_life(self) -> None:
        if monotonic() > self._looked + BEAT:
            self._look()
        if self._client.status == "closed" or monotonic() > self._alive + SECONDS_AWAY:
            raise Interrupted(say("the scheduler at {address}, or all its workers, are gone", address=self.address))

    def _outcome(self, future: Any) -> list[Outcome]:
        from distributed import KilledWorker

        piece = self._pending[future]
        try:
            return [Outcome(piece, future.result(timeout=SECONDS_TO_ANSWER))]
        except KilledWorker as problem:
            return [Outcome(piece, None, problem.allowed_failures + 1)]
        except CancelledError:
            self._give_again(piece)
            return []
        except (GreenoptError, TimeoutError):
            raise
        except Exception as problem:
            kind, what = type(problem).__name__, str(problem)
            raise Fault(say("a worker cannot prepare the task ({kind}: {what})", kind=kind, what=what)) from problem

    def _give_again(self, piece: Piece) -> None:
        """Give a piece that the scheduler forgot, as one that was started anew does, when it is there again."""
        while self._client.status != "running":
            self._hold_to_life()
            sleep(BEAT / 10)
        self.give(piece)

    def close(self) -> None:
        """Take back what is pending and leave."""
        with suppress(Exception):
            self._client.cancel(list(self._pending), force=True)
        self._pending.clear()
        with suppress(Exception):
            self._client.close(timeout=BEAT)


def _connected(address: str) -> Any:
    from distributed import Client

    try:
        _hold_to_greeting(address)
        return Client(  # type: ignore[no-untyped-call]  # as Dask has it
            address, timeout=SECONDS_TO_ANSWER, set_as_default=False, direct_to_workers=False, name="greenopt"
        )
    except Exception as problem:
        raise WrongUsage(
            say("no Dask scheduler answers at {address}; start one with dask scheduler", address=address)
        ) from problem


def _hold_to_greeting(address: str) -> None:
    """Refuse an address where something else answers: Dask would wait for its greeting for ever."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER) as line:
        length = line.recv(8)
    if len(length) < 8 or int.from_bytes(length, "little") > LONGEST_GREETING:
        raise ConnectionError(address)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Dask from writing to a terminal that is not its own."""
    logs = {log: log.level for log in map(logging.getLogger, LOGS)}
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in logs.items():
            log.setLevel(level)


_ONE_AT_A_TIME = Lock()
_SOLVERS: dict[str, Solver] = {}
"""In a worker: the solver of the run that it worked for last."""


def solve_there(run: str, task: Task, numbers: Sequence[int]) -> list[str]:
    """Return the records of scenarios; in a worker, which keeps the prepared task for the next piece of the run."""
    with _ONE_AT_A_TIME:
        if run not in _SOLVERS:
            _SOLVERS.clear()
            _SOLVERS[run] = Solver(task)
        return _SOLVERS[run].records(numbers)
