"""What commands that write a single file share: nothing is overwritten, and half a file is taken away again."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from greenopt.errors import FileProblem
from greenopt.language import say


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
        raise FileProblem(say("{path} exists already; name another with --out", path=place))


def write_new(place: Path, content: bytes) -> None:
    """
    Write a new file, whole or not at all.

    Raises:
        FileProblem: it cannot be written, or something came to lie there in the meantime.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            _fill(file.write, content, place)
    except (OSError, ValueError) as problem:
        raise unwritable(place, problem) from None


def unwritable(place: Path, problem: OSError | ValueError) -> FileProblem:
    """Return what is said of a place that cannot be written."""
    reason = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return FileProblem(say("{path} cannot be written: {reason}", path=place, reason=reason))


def _fill(write: Callable[[bytes], object], content: bytes, place: Path) -> None:
    """Write a file that was just made; half of one is taken away again."""
    try:
        write(content)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise
