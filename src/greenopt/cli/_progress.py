"""A sign of life for somebody who waits: after two seconds, on a terminal, on standard error."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from greenopt.cli._console import Console
from greenopt.language import Message, say

if TYPE_CHECKING:
    from greenopt.studies.running import Progress

PATIENCE = 2.0
"""Seconds without a word."""
BEAT = 1.0
MINUTE, HOUR = 60, 3600
_TELLERS: list[Event] = []
"""Who tells something now; of several, one inside the other, the last one speaks."""


@contextlib.contextmanager
def waiting(console: Console, doing: Message) -> Iterator[Callable[[Message], None]]:
    """
    Say what is being done and for how long, while the block runs; in a pipe say nothing.

    What is yielded is to be told when something else is being done.
    """
    began, said = monotonic(), [doing]

    def now(what: Message) -> None:
        said[0] = what

    with _telling(console, lambda: say("{doing} {seconds} s", doing=said[0], seconds=round(monotonic() - began))):
        yield now


@contextlib.contextmanager
def counting(console: Console, doing: Message) -> Iterator[Callable[["Progress"], None]]:
    """Say how much is done and how long the rest will take; what is yielded is to be told the progress."""
    heard: list[tuple[Progress, float]] = []

    def hear(progress: "Progress") -> None:
        heard[:] = [(progress, monotonic())]

    def words() -> Message:
        if not heard:
            return doing
        progress, when = heard[0]
        return so_far(doing, progress.later(monotonic() - when))

    with _telling(console, words):
        yield hear


def so_far(doing: Message, progress: "Progress") -> Message:
    """Return how much is done and, once it can be told, how long the rest will take."""
    words = say("{doing} {done} of {count}", doing=doing, done=progress.done, count=progress.count)
    if progress.left is None:
        return words
    return say("{words}, about {time} left", words=words, time=_duration(progress.left))


def _duration(seconds: float) -> Message:
    """Return a time as a person would say it, rounded up."""
    whole = int(-(-seconds // 1))
    if whole < 2 * MINUTE:
        return say("{seconds} s", seconds=whole)
    minutes = -(-whole // MINUTE)
    if whole < 2 * HOUR:
        return say("{minutes} min", minutes=minutes)
    return say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


@contextlib.contextmanager
def _telling(console: Console, words: Callable[[], Message]) -> Iterator[None]:
    if not console.watched:
        yield
        return
    done = Event()
    teller = Thread(target=_tell, args=(console, words, done), daemon=True)
    _TELLERS.append(done)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        _TELLERS.remove(done)


def _tell(console: Console, words: Callable[[], Message], done: Event) -> None:
    longest = 0
    pause = PATIENCE
    with contextlib.suppress(OSError, ValueError):
        while not done.wait(pause):
            if _TELLERS[-1] is not done:
                continue
            line = console.spoken(words())
            longest = max(longest, len(line))
            sys.stderr.write(f"\r{line:<{longest}}")
            sys.stderr.flush()
            pause = BEAT
        if longest:
            sys.stderr.write("\r" + " " * longest + "\r")
            sys.stderr.flush()
