"""A sign of life for somebody who waits: after two seconds, on a terminal, on standard error."""

import contextlib
import sys
from collections.abc import Iterator
from threading import Event, Thread
from time import monotonic

from greenopt.cli._console import Console
from greenopt.language import Message, say

PATIENCE = 2.0
"""Seconds without a word."""
BEAT = 1.0


@contextlib.contextmanager
def waiting(console: Console, doing: Message) -> Iterator[None]:
    """Say what is being done and for how long, while the block runs; in a pipe say nothing."""
    if not console.watched:
        yield
        return
    done = Event()
    teller = Thread(target=_tell, args=(console, doing, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(console: Console, doing: Message, done: Event) -> None:
    began, longest = monotonic(), 0
    pause = PATIENCE
    with contextlib.suppress(OSError, ValueError):
        while not done.wait(pause):
            words = console.spoken(say("{doing} {seconds} s", doing=doing, seconds=round(monotonic() - began)))
            longest = max(longest, len(words))
            sys.stderr.write(f"\r{words}")
            sys.stderr.flush()
            pause = BEAT
        if longest:
            sys.stderr.write("\r" + " " * longest + "\r")
            sys.stderr.flush()
