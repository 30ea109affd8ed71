"""
Filed: what is made of a run for others, written as a file or a folder of files, whole or not at all.

A file that is made anew each time, such as a page, takes the place of an earlier one; what somebody may have gone on
working with, such as a workbook, never does.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from greenopt.errors import FileProblem
from greenopt.language import say

Content = bytes | Mapping[str, bytes]
"""Of a file, or of the files of a folder."""


def replace_file(file: Path, data: bytes) -> None:
    """
    Write a file in the place of an earlier one.

    Raises:
        FileProblem: it cannot be written.
    """
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as problem:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise unwritable(file, problem) from problem


def refuse_taken(place: Path) -> None:
    """
    Look whether a place is free, before anything is computed.

    Raises:
        FileProblem: something lies there.
    """
    try:
        taken = place.is_symlink() or place.exists()
    except (OSError, ValueError):
        raise FileProblem(say("{path} is not a path", path=place)) from None
    if taken:
        raise FileProblem(say("{path} exists already; name a new file or folder", path=place))


def write_new(place: Path, content: Content) -> None:
    """
    Write a file, or a folder of files, where nothing lies.

    Raises:
        FileProblem: it cannot be written, or something came to lie there in the meantime.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            with place.open("xb") as file:
                _fill(file.write, content, place)
            return
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            for name, data in content.items():
                (beside / name).write_bytes(data)
            beside.chmod(0o755)
            beside.rename(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except (OSError, ValueError) as problem:
        raise unwritable(place, problem) from None


def _fill(write: Callable[[bytes], object], content: bytes, place: Path) -> None:
    """Write a file that was just made; half of one is taken away again."""
    try:
        write(content)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise


def unwritable(place: Path, problem: OSError | ValueError) -> FileProblem:
    """Return what is said of a place that cannot be written."""
    reason = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return FileProblem(say("{path} cannot be written: {reason}", path=place, reason=reason))
