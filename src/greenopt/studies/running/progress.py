"""
Progress: how far a computation has come, and how long it will still take.

The rate counts only what this run has done: what was resumed from a journal cost it nothing. It counts from the very
beginning, preparing included, so that the first estimates are too long rather than too short.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Progress:
    """How far a computation has come."""

    done: int
    """Scenarios that have their record, resumed ones included."""
    count: int
    """Scenarios in all."""
    resumed: int = 0
    """Scenarios that an earlier run had done."""
    seconds: float = 0.0
    """How long this run has taken so far."""

    @property
    def rate(self) -> float | None:
        """Scenarios a second that this run has done; None while it has done none."""
        own = self.done - self.resumed
        return own / self.seconds if own > 0 and self.seconds > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds until all is done, at the rate so far; None while nobody can tell."""
        if self.done >= self.count:
            return 0.0
        return None if self.rate is None else (self.count - self.done) / self.rate

    def later(self, seconds: float) -> "Progress":
        """Return the same so many seconds later, while nothing more was finished."""
        return Progress(self.done, self.count, self.resumed, self.seconds + seconds)


Tell = Callable[[Progress], None]
"""Told at the beginning, and whenever more is done."""


class Tally:
    """Counts what is done and tells it."""

    def __init__(self, count: int, resumed: int, tell: Tell | None) -> None:
        self.done = self._resumed = resumed
        self._count, self._tell, self._began = count, tell, monotonic()

    def begin(self) -> None:
        """Tell how far it has come before anything more is done."""
        self.add(0)

    def add(self, more: int) -> None:
        """Count scenarios that are done now."""
        self.done += more
        if self._tell is not None:
            self._tell(Progress(self.done, self._count, self._resumed, monotonic() - self._began))
