"""
Leaving: what Ctrl-C, the order to end and a terminal that closes do to a command.

While it runs they become KeyboardInterrupt, so that what is half done is taken away; before and after that the
program leaves at once, see ``__main__``. In all cases the exit code is that of an interruption, without a traceback.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from greenopt.result.unbroken import BREAKING


@contextmanager
def broken_off_by_exception() -> Iterator[None]:
    """Let what breaks a program off become KeyboardInterrupt; what is to be ignored, as by nohup, stays so."""
    before = {each: signal.getsignal(each) for each in BREAKING}
    changed = {each: handler for each, handler in before.items() if callable(handler)}
    try:
        for each in changed:
            signal.signal(each, signal.default_int_handler)
        yield
    finally:
        for each, handler in changed.items():
            signal.signal(each, handler)
