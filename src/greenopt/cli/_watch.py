"""
Watch: a limit of time holds even where a solver does not come back.

    the limit              solvers and proofs keep it by themselves; what they have then is proved and saved
    PROVING seconds later  what still runs is broken off as by Ctrl-C: a solver gives its plan, a study what is done
    LAST seconds later     what does not even hear that is left to itself: one sentence, and the program ends

In the last case nothing is half written, since files are written after the watch is over, and what a study has done
stands in its journal.
"""

import faulthandler
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread, current_thread, main_thread

from greenopt.cli._console import Console, leave
from greenopt.cli._failure import tell_problem
from greenopt.errors import TimeUp
from greenopt.language import Message

PROVING = 5.0
"""Seconds after the limit in which what was found may be proved."""
LAST = 5.0
"""Seconds after that in which what was broken off may come to an end."""
NO_WORD = 5.0
"""Seconds after that in which the program must have ended; if Python itself stands still, it ends without a word."""


class Watch:
    """Whether the time was up."""

    def __init__(self) -> None:
        self.is_up = False
        self._over = Event()
        self._one_at_a_time = Lock()

    def run(self, limit: float, end: Callable[[], None] | None) -> None:
        """Wait, break off the main thread, wait again, and end the program if it is one that may be ended."""
        if self._over.wait(limit + PROVING):
            return
        with self._one_at_a_time:
            if self._over.is_set():
                return
            self.is_up = True
            _break_off()
        if not self._over.wait(LAST) and end is not None:
            end()

    def stop(self) -> None:
        """Be over; from then on nothing is broken off any more."""
        try:
            with self._one_at_a_time:
                self._over.set()
        except KeyboardInterrupt:
            self._over.set()
            if not self.is_up:
                raise


@contextmanager
def watched(console: Console, limit: float | None, up: Message) -> Iterator[Watch]:
    """
    Hold a block to a limit of time.

    Args:
        console: hears it where the block does not come back.
        limit: seconds; None for as long as it takes.
        up: what is said if it is broken off.

    Raises:
        TimeUp: it was broken off and has nothing to show.
    """
    watch = Watch()
    if limit is None or current_thread() is not main_thread():
        yield watch
        return

    def end() -> None:
        console.complain("")
        tell_problem(console, TimeUp(up))
        leave(TimeUp.exit_code)

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        if console.own_process:
            faulthandler.dump_traceback_later(limit + PROVING + LAST + NO_WORD, exit=True, file=nowhere)
        Thread(target=watch.run, args=(limit, end if console.own_process else None), daemon=True).start()
        try:
            yield watch
        except KeyboardInterrupt:
            if not watch.is_up:
                raise
            raise TimeUp(up) from None
        finally:
            watch.stop()
            faulthandler.cancel_dump_traceback_later()


def _break_off() -> None:
    """Do to the main thread what Ctrl-C does, so that it hears it while it waits for other processes too."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
