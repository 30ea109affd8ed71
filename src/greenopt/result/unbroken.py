"""
Unbroken: a moment in which Ctrl-C, or the order to end, has to wait.

What was half written is taken away, and what is whole is put in its place, in one go; whoever is impatient and breaks
it off a second time would otherwise leave the half behind.
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
    """Hold back what would break off the block, and let it through afterwards; only the main thread can be broken."""
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
