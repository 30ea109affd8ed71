"""
Every deliberate error of greenopt.

    GreenoptError
    ├── CaseInvalid       the case is wrong: what, where, and what to write instead   exit 3
    ├── FileProblem       a file or folder cannot be read or written                  exit 6
    ├── WrongUsage        the command or call makes no sense                          exit 2
    ├── VerificationFailed  a run does not prove what it says                         exit 7
    ├── Interrupted       a long computation was broken off; what is done is kept     exit 130
    │   └── TimeUp        the same, because the time allowed for it was up            exit 5
    └── Fault             greenopt itself is wrong                                    exit 1

That no plan satisfies a case is not an error: it is an answer, with exit code 4.
"""

import errno
from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, NamedTuple

from greenopt.language import Language, Message, printable, say, spoken

LONGEST_SENTENCE = 1500
"""Characters of a message that are shown; what a planner wrote stands in some of them, however long it was."""


class ExitCode(IntEnum):
    """What the exit code of a command means; part of the contract."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    INVALID = 3
    NO_PLAN = 4
    STOPPED = 5
    FILE = 6
    UNVERIFIED = 7
    DIFFERENT = 10
    INTERRUPTED = 130


class Place(NamedTuple):
    """Where a value was written: a file with line and column, or a cell of a workbook."""

    file: str
    line: int = 0
    column: int = 0
    cell: str = ""
    """``Sheet!D7`` for a workbook; then line and column are those of the cell, counted from one."""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file}!{self.cell}"
        if self.line:
            return f"{self.file}:{self.line}:{self.column}"
        return self.file


Severity = Literal["error", "warning"]


class Diagnostic(NamedTuple):
    """One thing that is wrong, or suspicious, in what a planner wrote."""

    code: str
    """Short stable name of the mistake, such as ``unknown-key``."""
    place: Place
    key: str
    """Path of the value, such as ``projects.brick.cost``; empty for a whole file."""
    message: Message
    """What is wrong."""
    hint: Message
    """What to write instead."""
    severity: Severity = "error"

    def in_language(self, language: Language) -> str:
        """Return ``place: key: what is wrong; what to write instead``, on one line whatever the names hold."""
        message, hint = (printable(spoken(each, language), LONGEST_SENTENCE) for each in (self.message, self.hint))
        key = f" {printable(self.key, LONGEST_SENTENCE)}:" if self.key else ""
        return f"{printable(str(self.place), LONGEST_SENTENCE)}:{key} {message}; {hint}"

    def __str__(self) -> str:
        return self.in_language("en")


_REASONS = {
    errno.ENOENT: say("there is no such file or folder"),
    errno.EACCES: say("permission denied"),
    errno.EPERM: say("permission denied"),
    errno.EEXIST: say("it is there already"),
    errno.ENOTDIR: say("what stands in its path is a file, not a folder"),
    errno.EISDIR: say("it is a folder"),
    errno.ENOTEMPTY: say("the folder is not empty"),
    errno.ENOSPC: say("there is no space left on the disk"),
    errno.EROFS: say("the disk is read-only"),
    errno.ENAMETOOLONG: say("the name is too long"),
    errno.ELOOP: say("its links lead in a circle"),
    errno.EMFILE: say("too many files are open"),
    errno.EBUSY: say("it is in use"),
    errno.EIO: say("the disk does not answer"),
    errno.EFBIG: say("it is too large for the disk"),
    errno.EINVAL: say("the system does not accept the name"),
    errno.EXDEV: say("it lies on another disk"),
    errno.ECONNREFUSED: say("nobody answers at the address"),
    errno.ETIMEDOUT: say("no answer came in time"),
}
"""What the system says of files, in words that have a translation."""


def why(problem: Exception) -> Message:
    """Return why the system refused a file or an address; what has no words here is said as the system says it."""
    if isinstance(problem, OSError) and problem.errno in _REASONS:
        return _REASONS[problem.errno]
    if isinstance(problem, ValueError) and "null" in str(problem):
        return say("its name holds a character without a meaning")
    told = problem.strerror if isinstance(problem, OSError) else None
    return say("the system says: {words}", words=printable(told or type(problem).__name__, 200))


class GreenoptError(Exception):
    """A problem that greenopt expected and can explain; the root of the tree above."""

    exit_code = ExitCode.FAULT

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        """Be sent from one process to another without losing the other language."""
        return type(self), (self.message,)


class CaseInvalid(GreenoptError):
    """A case, model or table is wrong; carries every mistake that was found."""

    exit_code = ExitCode.INVALID

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(_distinct(diagnostics), key=lambda each: (each.place, each.key, each.code)))
        super().__init__(say("{count} {count:mistake|mistakes}", count=len(self.diagnostics)))

    def __reduce__(self) -> tuple[object, ...]:
        """Be sent from one process to another with every mistake."""
        return type(self), (self.diagnostics,)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.diagnostics)


def _distinct(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Drop repetitions; messages hold mappings and so cannot go into a set."""
    return list({(each.place, each.key, str(each.message)): each for each in diagnostics}.values())


class FileProblem(GreenoptError):
    """A file or folder cannot be read or written."""

    exit_code = ExitCode.FILE


class WrongUsage(GreenoptError):
    """The command or the call makes no sense as given."""

    exit_code = ExitCode.USAGE


class VerificationFailed(GreenoptError):
    """A run does not prove what it says."""

    exit_code = ExitCode.UNVERIFIED


class Interrupted(GreenoptError):
    """A long computation was broken off before its end."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, message: Message, done: int = 0, count: int = 0) -> None:
        super().__init__(message)
        self.done, self.count = done, count


class TimeUp(Interrupted):
    """A long computation was broken off because its time was up."""

    exit_code = ExitCode.STOPPED


class Fault(GreenoptError):
    """greenopt itself is wrong: an impossible state was reached."""

    exit_code = ExitCode.FAULT
