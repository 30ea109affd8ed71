"""
Journal: what is done, on disk before it counts, so that whatever happens to greenopt, nothing of it is lost.

The first line says what is computed; then follows one line for each finished batch, in the order in which they were
finished. Lines are only added, by one process, and synced to disk before a batch counts as done.

    a torn last line          cut off; what it held was never acknowledged, and is computed again
    a damaged line            passed over, since every other line proves itself; its batch is computed again
    a batch that stands twice the first one counts, since it was acknowledged first
    another digest or size    refused: these records answer another question
    another process writes    refused; the system frees the lock when that process ends, however it ends
"""

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from greenopt.errors import FileProblem, WrongUsage
from greenopt.language import say
from greenopt.result.filed import sync_folder
from greenopt.result.refused import unwritable
from greenopt.studies.running.batch import Batches, Finished
from greenopt.studies.running.line import SCHEMA, entry, head, opened, records_of
from greenopt.studies.task import Json, Task


class Journal:
    """
    The journal of a task, open for this process alone.

    Args:
        path: the file; made if it is not there.
        task: what is computed.
        resume: whether to go on with what stands in it; otherwise it must be absent or empty.

    Raises:
        FileProblem: it cannot be read or written, is no journal, or another process writes it.
        WrongUsage: it is the journal of another task.
    """

    def __init__(self, path: Path, task: Task, *, resume: bool = False) -> None:
        self.path = path
        self.kept: dict[int, Sequence[Json]] = {}
        """Batches that are done, with their records."""
        self._batches = Batches(task.count, task.batch)
        self._first = head(task)
        try:
            self._file = _opened_alone(path)
            try:
                self._begin(resume=resume)
            except BaseException:
                self._file.close()
                raise
        except OSError as error:
            raise self._problem(error) from error

    def _begin(self, *, resume: bool) -> None:
        """Read what is there, cut off what is torn, and stand at the end."""
        size = self._file.seek(0, os.SEEK_END)
        if size and not resume:
            raise FileProblem(say("{path} is there already; go on with it by --resume, or remove it", path=self.path))
        self._file.seek(0)
        first = self._file.readline()
        if self._first.startswith(first) and first != self._first:
            # Nothing yet, or greenopt was stopped while it wrote the first line.
            self._file.seek(0)
            self._file.truncate()
            self._file.write(self._first)
            self._sync()
            sync_folder(self.path.parent)
            return
        self._hold_to_task(first)
        self._file.seek(0)
        self._file.truncate(self._read())
        self._file.seek(0, os.SEEK_END)

    def _hold_to_task(self, first: bytes) -> None:
        """Refuse what is no journal, or that of another task."""
        found = opened(first, b"")
        if found is None or found.get("schema") != SCHEMA:
            raise FileProblem(say("{path} is no journal of greenopt, or its first line is damaged", path=self.path))
        if first != self._first:
            raise WrongUsage(
                say(
                    "{path} holds another computation: the case, the settings or greenopt have changed since; "
                    "begin anew without --resume",
                    path=self.path,
                )
            )

    def _read(self) -> int:
        """Read every line, and return where the last good one ends."""
        place = end = len(self._file.readline())
        for line in self._file:
            place += len(line)
            content = opened(line, self._first)
            found = None if content is None else records_of(content, self._batches)
            if found is not None:
                self.kept.setdefault(*found)
                end = place
        return end

    def append(self, finished: Sequence[Finished]) -> None:
        """
        Write batches that are done; when this returns they are on disk.

        Raises:
            FileProblem: they cannot be written.
        """
        try:
            self._file.write(b"".join(entry(each, self._first) for each in finished))
            self._sync()
        except OSError as error:
            raise self._problem(error) from error

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def _problem(self, error: OSError) -> FileProblem:
        return unwritable(self.path, error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._file.close()
        except OSError as problem:
            # What could not be flushed was never acknowledged; an error on its way says more.
            if error is None:
                raise self._problem(problem) from problem


def _opened_alone(path: Path) -> IO[bytes]:
    """Open a file to read and write, made if need be, that no other process has opened here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise FileProblem(say("{path} is no file; name another one", path=path))
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b")
    try:
        _lock(file)
    except BlockingIOError:
        file.close()
        raise FileProblem(say("another greenopt is writing {path}; wait for it, or stop it", path=path)) from None
    except BaseException:
        file.close()
        raise
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        """Lock a file until it is closed, or its process ends."""
        file.seek(1 << 62)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        """Lock a file until it is closed, or its process ends."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
