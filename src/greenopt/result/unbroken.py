"""
Unbroken: what Ctrl-C, the order to end and a terminal that closes do to a command that runs, and when they must wait.

They become KeyboardInterrupt, so that what is half done is taken away. That, and putting what is whole in its place, is
done in one go: whoever is impatient and breaks it off a second time would otherwise leave the half behind.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

BREAKING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""What a person or the system breaks a program off with: Ctrl-C, the order to end, a terminal that closes."""


@contextmanager
def unbroken() -> Iterator[None]:
    """
    Hold back what would break off the block, and let it through afterwards.

    Only the main thread is ever broken off, so in any other there is nothing to hold back. What is ignored stays so.
    """
    if current_thread() is not main_thread():
        yield
        return
    heard: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    answered = {each: signal.getsignal(each) for each in BREAKING}
    held = {each: handler for each, handler in answered.items() if callable(handler)}
    try:
        for each in held:
            signal.signal(each, remember)
        yield
    finally:
        for each, handler in held.items():
            signal.signal(each, handler)
        if heard:
            signal.raise_signal(heard[0])


@contextmanager
def broken_off_by_exception() -> Iterator[None]:
    """
    Let what breaks a program off become KeyboardInterrupt while the block runs.

    What is to be ignored, as by nohup, stays so.
    """
    before = {each: signal.getsignal(each) for each in BREAKING}
    changed = {each: handler for each, handler in before.items() if callable(handler)}
    try:
        for each in changed:
            signal.signal(each, signal.default_int_handler)
        yield
    finally:
        for each, handler in changed.items():
            signal.signal(each, handler)
