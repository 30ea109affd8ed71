"""
Filed: the one place where greenopt writes files that stay, each a file or a folder of files, whole or not at all.

    write_folder    a folder that is absent or empty: a run, a study, a starter case
    write_new       a file or a folder where nothing lies: what somebody may go on working with, such as a workbook
    replace_file    a file that is made anew each time, such as a page; it takes the place of an earlier one

What is written is written beside its place first, synced to disk, and then renamed. So a full disk, Ctrl-C or a power
cut leaves what was there before, and nothing beside it; only a process that is killed at once, or a power cut, may
leave a hidden file or folder whose name begins with a dot and ends with ``.part``.
"""

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from greenopt.errors import FileProblem
from greenopt.language import say
from greenopt.result.refused import unwritable
from greenopt.result.unbroken import unbroken

Content = bytes | Mapping[str, bytes]
"""Of a file, or of the files of a folder."""
INSIDE = ".greenopt.part"
"""Where the files of a folder lie that is there already, until they are whole."""
SHOWN = 40
"""Characters of a name that the name beside it begins with."""


def replace_file(file: Path, data: bytes) -> None:
    """
    Write a file in the place of an earlier one.

    Raises:
        FileProblem: it cannot be written; the earlier one stays.
    """
    with _writing(file):
        beside = _beside(file)
        try:
            _write(beside, data)
            beside.replace(file)
        except BaseException:
            _forget(beside)
            raise


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


def refuse_filled(place: Path) -> None:
    """
    Look whether a folder is absent or empty, before anything is computed.

    Raises:
        FileProblem: something lies there, or it cannot be looked at.
    """
    try:
        filled = place.is_symlink() and not place.exists()
        filled |= place.exists() and (not place.is_dir() or any(place.iterdir()))
        is_file = place.is_file()
    except ValueError:
        raise FileProblem(say("{path} is not a path", path=place)) from None
    except OSError as problem:
        raise unwritable(place, problem) from None
    if is_file:
        raise FileProblem(say("{path} is a file; name a new folder", path=place))
    if filled:
        raise FileProblem(say("{path} is not empty; name a new folder", path=place))


def write_new(place: Path, content: Content) -> None:
    """
    Write a file, or a folder of files, where nothing lies.

    Raises:
        FileProblem: it cannot be written, or something came to lie there in the meantime.
    """
    if isinstance(content, bytes):
        with _writing(place), _parents(place):
            _new_file(place, content)
        return
    if place.is_symlink() or place.exists():
        raise unwritable(place, FileExistsError(errno.EEXIST, ""))
    write_folder(place, content)


def write_folder(place: Path, files: Mapping[str, bytes]) -> None:
    """
    Write a folder that is absent or empty.

    Args:
        place: the folder; those above it are made if need be.
        files: path in the folder → bytes. The first one appears last where the folder was there before, so a reader
            who looks for it finds all or nothing.

    Raises:
        FileProblem: the folder is not empty, or cannot be written.
    """
    refuse_filled(place)
    with _writing(place), _parents(place):
        if place.exists():
            _fill(place, files)
        else:
            _new_folder(place, files)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as problem:
        # Some network drives sync files but no folders.
        if problem.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _new_file(place: Path, data: bytes) -> None:
    """Reserve the name, so that no other process can take it, and put the whole file there."""
    beside, reserved = _beside(place), False
    try:
        with unbroken():
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            reserved = True
        _write(beside, data)
        with unbroken():
            beside.replace(place)
            sync_folder(place.parent)
    except BaseException:
        _forget(beside, *([place] if reserved else []))
        raise


def _new_folder(place: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder beside its place, and rename it."""
    beside, placed = _beside(place), False
    try:
        beside.mkdir()
        _write_all(beside, files)
        with unbroken():
            beside.replace(place)
            placed = True
            sync_folder(place.parent)
    except BaseException:
        _forget(beside, *([place] if placed else []))
        raise


def _fill(place: Path, files: Mapping[str, bytes]) -> None:
    """Put files into an empty folder, which may be one that cannot be renamed: that of the command, or a drive."""
    inside, placed = place / INSIDE, list[Path]()
    try:
        inside.mkdir()
    except FileExistsError:
        words = say("{path} is there: another greenopt is writing, or was killed; if none is, remove it", path=inside)
        raise FileProblem(words) from None
    try:
        _refuse_others(place)
        _write_all(inside, files)
        with unbroken():
            for name in reversed(dict.fromkeys(Path(each).parts[0] for each in files)):
                (inside / name).replace(place / name)
                placed.append(place / name)
            inside.rmdir()
            sync_folder(place)
    except BaseException:
        _forget(inside, *placed)
        raise


def _refuse_others(place: Path) -> None:
    """Look again whether a folder is empty but for what is being written into it."""
    if any(each.name != INSIDE for each in place.iterdir()):
        raise FileProblem(say("{path} is not empty; name a new folder", path=place))


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, data)
    for each in dict.fromkeys([*((folder / name).parent for name in files), folder]):
        sync_folder(each)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _beside(place: Path) -> Path:
    """Return a hidden name beside a place that nobody else has."""
    return place.with_name(f".{place.name[:SHOWN]}-{secrets.token_hex(4)}.part")


def _forget(*places: Path) -> None:
    """Take away what is not whole; what cannot be taken away has to stay."""
    with unbroken():
        for each in places:
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    each.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Tell of a place that cannot be written."""
    try:
        yield
    except (OSError, ValueError) as problem:
        raise unwritable(place, problem) from problem


@contextlib.contextmanager
def _parents(place: Path) -> Iterator[None]:
    """Make the folders above a place; those that were made are taken away again if nothing comes to lie in them."""
    missing = [each for each in place.parents if not each.exists()]
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with unbroken(), contextlib.suppress(OSError):
            for each in missing:
                each.rmdir()
        raise
