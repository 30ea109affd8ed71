"""
Faults: the k-th thing that a command does to a disk fails, as on a full disk or where one may not write.

Everything that changes a disk is counted: files opened to be written, what is written to them, what is synced, folders
made, names changed. Only what lies in the folder of the test is counted, so Python itself goes on undisturbed.
"""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ERRORS = (errno.ENOSPC, errno.EACCES, errno.EPIPE, errno.EIO)


class Faults:
    """Counts what is done to a folder, and lets one thing fail, and all that follow if the disk stays as it is."""

    def __init__(self, folder: Path, at: int = 0, error: int = errno.ENOSPC, *, stays: bool = False) -> None:
        """
        Count.

        Args:
            folder: what lies in it is counted.
            at: which thing fails, counted from one; zero for none.
            error: number of the system's error.
            stays: whether everything fails from then on.
        """
        self.folder = str(folder)
        self.at, self.error, self.stays = at, error, stays
        self.count = 0
        self.hit = ""

    def step(self, what: str, path: object) -> None:
        """Count one thing that is about to be done, and let it fail."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        absolute = str(Path.cwd() / os.fspath(path))  # type: ignore[call-overload]  # whatever a caller opens
        if not absolute.startswith(self.folder):
            return
        self.count += 1
        if self.at and (self.count == self.at or (self.stays and self.count > self.at)):
            self.hit = self.hit or f"{what} {absolute}"
            raise OSError(self.error, os.strerror(self.error), None if what in ("write", "fsync") else absolute)


class _Failing(io.FileIO):
    """A file of which writing may fail."""

    faults: Faults

    def write(self, data: Any) -> int:
        self.faults.step("write", self.name)
        return super().write(data)


@contextmanager
def failing(faults: Faults) -> Iterator[None]:
    """Let things fail while the block runs."""
    kept: list[tuple[Any, str, Any]] = []

    def put(module: Any, name: str, function: Any) -> None:
        kept.append((module, name, getattr(module, name)))
        setattr(module, name, function)

    def watched(what: str, real: Callable[..., Any], place: int = 0) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            faults.step(what, given[place])
            return real(*given, **named)

        return call

    real_open, real_os_open = io.open, os.open

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        writes = any(each in mode for each in "wxa+")
        if not writes or (not isinstance(file, int) and not str(Path.cwd() / file).startswith(faults.folder)):
            return real_open(file, mode, buffering, *rest, **named)
        faults.step("open", file)
        raw = _Failing(file, mode.replace("b", "").replace("t", ""))
        raw.faults = faults
        kind = io.BufferedRandom if "+" in mode else io.BufferedWriter
        buffered = kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *rest, **named)

    def os_opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            faults.step("open", path)
        return real_os_open(path, flags, *rest, **named)

    put(io, "open", opened)
    put(os, "open", os_opened)
    for name in ("mkdir", "rename", "replace", "link", "symlink", "truncate", "chmod"):
        put(os, name, watched(name, getattr(os, name)))
    put(os, "fsync", watched("fsync", os.fsync))
    try:
        yield
    finally:
        for module, name, function in reversed(kept):
            setattr(module, name, function)
