"""
The two streams: the answer on standard output, everything else on standard error.

Both are UTF-8 on every system. A reader that has read enough (``| head``) is no fault, nor is a stream that was closed
before the program began. An answer that a full disk does not take is one: it is told, and is the exit code, but what
the command has still to say and to save comes first. What came from outside, such as an argument, can hold control
characters; they are shown by code and never reach a terminal.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO

import click

from greenopt.language import Language, Message, preferred, say

PIPED_WIDTH = 100
"""Columns of a table that nobody looks at yet."""
NARROWEST, WIDEST = 40, 120


@dataclass
class Console:
    """Where a command speaks, and in which language."""

    language: Language
    verbosity: int = 0
    """−1 quiet, 0 as usual, 1 and 2 more."""
    folder: Path | None = None
    """The folder of the case in hand: where places of mistakes lie."""
    own_process: bool = False
    """Whether the program is all that this process does, so that it may be ended at once."""
    unanswered: OSError | None = None
    """Why the answer could not be written, if it could not."""

    def settle(self, asked: str | None, verbosity: int) -> None:
        """Speak as was asked on the command line."""
        self.language, self.verbosity = preferred(asked), verbosity

    @property
    def colour(self) -> bool:
        """Whether the answer may be coloured: on a terminal, unless NO_COLOR is set."""
        return _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns of the answer: those of the terminal, or a fixed number in a pipe."""
        if not _is_terminal(sys.stdout) and not os.environ.get("COLUMNS"):
            return PIPED_WIDTH
        return min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)

    @property
    def watched(self) -> bool:
        """Whether somebody is looking at standard error."""
        return _is_terminal(sys.stderr) and self.verbosity >= 0

    def spoken(self, message: Message) -> str:
        """Return a sentence in the console's language."""
        return message.in_language(self.language)

    def answer(self, text: str | bytes) -> None:
        """Write the answer; bytes go out as they are. That it cannot be written is remembered."""
        try:
            click.echo(text, nl=isinstance(text, str) and not text.endswith("\n"))
            sys.stdout.flush()
        except BrokenPipeError:
            discard_output()
        except OSError as problem:
            self.unanswered = self.unanswered or problem
            discard_output()

    def note(self, *lines: Message | str) -> None:
        """Say something beside the answer, unless told to be quiet."""
        if self.verbosity >= 0:
            self.complain(*lines)

    def complain(self, *lines: Message | str) -> None:
        """Say what is wrong, however quiet."""
        for line in lines:
            try:
                click.echo(visible(line if isinstance(line, str) else self.spoken(line)), err=True)
            except OSError:
                # Nobody can be told that nobody can be told anything.
                _discard(sys.stderr)

    def suggest(self, *commands: tuple[Sequence[str], Message]) -> None:
        """Say what to run next: words of a command line, and what it is for."""
        lines = [(quoted(words), self.spoken(purpose)) for words, purpose in commands]
        width = max((len(line) for line, _ in lines), default=0)
        self.note(say("Next:"))
        for line, purpose in lines:
            beside = width + len(purpose) + 4 <= WIDEST
            self.note(f"  {line:<{width}}  {purpose}" if beside else f"  {line}\n      {purpose}")


def quoted(words: Sequence[str]) -> str:
    """Return words as a shell takes them."""
    import shlex

    return shlex.join(words)


def visible(text: str) -> str:
    """Return a text safe for a terminal: control and direction characters by their code, lone halves of letters too."""
    return "".join(
        each if each.isprintable() or each == "\n" else f"<U+{ord(each):04X}>" for each in text.replace("\t", " ")
    )


def use_utf8() -> None:
    """Make both streams UTF-8; what cannot be encoded is written by code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def open_streams() -> None:
    """
    Open what the program was started without (``>&-``), to nowhere.

    Otherwise the first file that is opened gets the number of the missing stream, and what a library prints lands in
    it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))


def leave(code: int) -> NoReturn:
    """End the process at once, with everything said that was to be said."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def discard_output() -> None:
    """Let what is still to be written go nowhere: the reader has left."""
    _discard(sys.stdout)


def _discard(stream: TextIO) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]  # a closed or replaced stream may lack it
    except (AttributeError, ValueError):
        return False
