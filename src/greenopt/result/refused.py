"""
Refused: what is said when a disk does not take what is to be written: why, and what to do.

The system's own words for it are English and name no way out, so each reason has a sentence here. One that is rare
enough to have none is told in the system's words.
"""

import errno
from pathlib import Path

from greenopt.errors import FileProblem
from greenopt.language import Message, say, word

_FULL = say("no space is left on the disk; free some, or choose a place on another disk")
_FORBIDDEN = say("you may not write there, or another program holds it; choose another place")
_TAKEN = say("something lies there already; choose another name")
_AWAY = say("the drive does not answer; see whether it is connected, or choose another place")
_NO_FOLDER = say("a part of its path is no folder; choose another place")
REASONS: dict[int, Message] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: say("your share of the disk is used up; free some of it, or choose a place on another disk"),
    errno.EFBIG: say("the file is larger than allowed here; raise the limit, or choose a place on another disk"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: say("the disk can only be read; choose a place on another disk"),
    errno.EIO: say("the disk reports an error; have it checked, and choose a place on another disk"),
    errno.ENAMETOOLONG: say("the name is too long; choose a shorter one"),
    errno.ENOENT: say("its folder is not there, or was taken away meanwhile; make it, or choose another place"),
    errno.ENOTDIR: _NO_FOLDER,
    errno.ELOOP: _NO_FOLDER,
    errno.EEXIST: _TAKEN,
    errno.ENOTEMPTY: _TAKEN,
    errno.EISDIR: say("a folder lies there; choose another name"),
    errno.EBUSY: say("another program holds it; close that program, or choose another place"),
    errno.EMFILE: say("too many files are open; close other programs and try again"),
    errno.ENFILE: say("too many files are open; close other programs and try again"),
    errno.EPIPE: say("the reader at the other end has left; write into a file instead"),
    errno.ESTALE: _AWAY,
    errno.ETIMEDOUT: _AWAY,
    errno.ENOTCONN: _AWAY,
}
"""Number of the system's error → why, and what to do."""


def reason(problem: OSError | ValueError) -> Message:
    """
    Return why something cannot be written, and what to do about it.

    Args:
        problem: what the system said, or ValueError where a name is none that a disk knows.
    """
    if isinstance(problem, OSError):
        known = REASONS.get(problem.errno or 0)
        return known or word(problem.strerror or type(problem).__name__)
    return word(str(problem))


def unwritable(place: Path | str | Message, problem: OSError | ValueError) -> FileProblem:
    """
    Return what is said of a place that cannot be written.

    Args:
        place: the file, the folder, or a word for a stream.
        problem: what the system said.
    """
    return FileProblem(say("{path} cannot be written: {reason}", path=place, reason=reason(problem)))
