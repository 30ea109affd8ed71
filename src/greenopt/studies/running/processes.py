"""
Processes: a task computed in processes of its own, spawned and never forked, replaced when they die.

Each process has one or two pieces of work, so that it need not wait while the parent writes to disk; it does them in
the order in which they were given. So it is always known which piece it died of: the first one. A batch that took two
processes with it is cut into its scenarios; a scenario that took one is tried once more in a process that has done
nothing else, and if that dies too, the scenario has a record that says so.
"""

import signal
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from greenopt.errors import Fault
from greenopt.language import say
from greenopt.studies.running.batch import DEATHS, Batches, Finished, deadly, failure
from greenopt.studies.running.worker import Broken, Ready, Said, Solved, serve
from greenopt.studies.task import Task

GOODBYE = 2.0
"""Seconds that a process without work gets to end by itself."""
STILLBORN = 5
"""Processes in a row, beside one for each job, that may die before they have prepared the task."""


@dataclass
class Piece:
    """A batch, or one scenario of it that is solved by itself."""

    batch: int
    numbers: Sequence[int]
    deaths: int = 0
    """Processes that it took with it."""

    @property
    def suspect(self) -> bool:
        """Whether it is one scenario that may have killed a process: the next one must be fresh, to be sure."""
        return len(self.numbers) == 1 and self.deaths > 0


@dataclass(eq=False)
class Worker:
    """A process, and what it was given."""

    process: SpawnProcess
    pipe: "Connection[object, object]"
    pieces: deque[Piece] = field(default_factory=deque)
    ready: bool = False
    """Whether it has prepared the task."""
    fresh: bool = True
    """Whether it has been given nothing yet."""

    def stop(self) -> None:
        """
        End it; it owns nothing that could be lost.

        One that waits ends by itself, and gives back what Python tracks of it; one that solves is ended at once.
        """
        self.pipe.close()
        if not self.pieces:
            self.process.join(GOODBYE)
        self.process.kill()
        self.process.join()
        self.process.close()


def finished_in_processes(
    task: Task, batches: Batches, missing: Sequence[int], jobs: int
) -> Generator[Sequence[Finished], None, None]:
    """
    Yield batches as processes finish them; closing the iterator ends the processes.

    Raises:
        GreenoptError: the task cannot be prepared, or processes die before they have done so.
    """
    pool = _Pool(task, batches, missing, jobs)
    try:
        while pool.busy:
            found = pool.listen()
            if found:
                yield found
    finally:
        pool.stop()


class _Pool:
    """The processes, what waits, and the batches of which only some scenarios are done."""

    def __init__(self, task: Task, batches: Batches, missing: Sequence[int], jobs: int) -> None:
        self.task, self.batches, self.jobs = task, batches, jobs
        self.waiting = deque(Piece(batch, batches.numbers(batch)) for batch in missing)
        self.workers: list[Worker] = []
        self.parts: dict[int, dict[int, str]] = {}
        """Batch → number → record, for batches that are solved scenario by scenario."""
        self.done: list[Finished] = []
        self.stillborn = 0

    @property
    def busy(self) -> bool:
        """Whether anything is left to be done or told."""
        return bool(self.waiting or self.done or any(worker.pieces for worker in self.workers))

    def listen(self) -> Sequence[Finished]:
        """Wait until a process says something, give out more, and return what is finished."""
        self._hand_out()
        heard = set(wait([each for worker in self.workers for each in (worker.pipe, worker.process.sentinel)]))
        for worker in list(self.workers):
            if heard & {worker.pipe, worker.process.sentinel}:
                self._hear(worker)
        self._hand_out()
        found, self.done = self.done, []
        return found

    def stop(self) -> None:
        """End every process."""
        while self.workers:
            self.workers.pop().stop()

    def _hand_out(self) -> None:
        """Give every process a piece, and another one to have at hand while plenty are waiting."""
        while len(self.workers) < min(self.jobs, len(self.waiting) + sum(bool(each.pieces) for each in self.workers)):
            self.workers.append(_start(self.task))
        for most in (1, 2) if len(self.waiting) > self.jobs else (1,):
            for worker in list(self.workers):
                if self.waiting and len(worker.pieces) < most:
                    self._give(worker, self.waiting[0])

    def _give(self, worker: Worker, piece: Piece) -> None:
        if piece.suspect and not worker.fresh:
            if worker.pieces:
                return
            worker = self._renewed(worker)
        self.waiting.popleft()
        worker.pieces.append(piece)
        worker.fresh = False
        # One that has died is noticed when it is listened to.
        with suppress(OSError):
            worker.pipe.send(piece.numbers)

    def _renewed(self, worker: Worker) -> Worker:
        """Return a fresh process in place of one that has nothing to do."""
        worker.stop()
        fresh = _start(self.task)
        self.workers[self.workers.index(worker)] = fresh
        return fresh

    def _hear(self, worker: Worker) -> None:
        """Take everything that a process has said; the end of its pipe, or of itself, is its death."""
        try:
            while worker.pipe.poll():
                self._take(worker, worker.pipe.recv())  # type: ignore[arg-type]  # it says nothing else
        except (EOFError, OSError):
            self._bury(worker)
        else:
            if worker.process.exitcode is not None:
                self._bury(worker)

    def _take(self, worker: Worker, said: Said) -> None:
        match said:
            case Ready():
                worker.ready = True
            case Solved(records):
                self.stillborn = 0
                self._keep(worker.pieces.popleft(), records)
            case Broken(problem, where):
                if where:
                    problem.add_note(where)
                raise problem

    def _keep(self, piece: Piece, records: Sequence[str]) -> None:
        """Keep the records of a piece; a batch whose scenarios all have theirs is done."""
        numbers = self.batches.numbers(piece.batch)
        if piece.batch in self.parts:
            parts = self.parts[piece.batch]
            parts.update(zip(piece.numbers, records, strict=True))
            if len(parts) < len(numbers):
                return
            records = [parts[number] for number in numbers]
            del self.parts[piece.batch]
        self.done.append(Finished(piece.batch, records))

    def _bury(self, worker: Worker) -> None:
        """Put back what a dead process was given; the piece it was at is to blame, if it had begun one."""
        self.workers.remove(worker)
        worker.stop()
        if not worker.ready:
            self.stillborn += 1
            if self.stillborn > self.jobs + STILLBORN:
                raise Fault(say("processes end before they begin; start fewer of them, or give them more memory"))
        elif worker.pieces:
            self._blame(worker.pieces.popleft())
        self.waiting.extendleft(reversed(worker.pieces))

    def _blame(self, piece: Piece) -> None:
        piece.deaths += 1
        if piece.deaths < DEATHS:
            self.waiting.appendleft(piece)
        elif len(piece.numbers) == 1:
            self._keep(piece, [failure(self.task, piece.numbers[0], deadly())])
        else:
            self.parts[piece.batch] = {}
            self.waiting.extendleft(Piece(piece.batch, [number]) for number in reversed(piece.numbers))


def _start(task: Task) -> Worker:
    """Start a process and send it the task."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(there,), daemon=True, name="greenopt-worker")
    with _deaf():
        process.start()
    there.close()
    worker = Worker(process, here)
    try:
        here.send(task)
    except OSError:
        pass  # it has died already, and is noticed when it is listened to
    except BaseException:
        worker.stop()
        raise
    return worker


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold back Ctrl-C, so that a process that is being born inherits deafness; the parent hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Otherwise it would be started in the middle, and let Ctrl-C through.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
