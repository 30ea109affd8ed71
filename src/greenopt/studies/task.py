"""
Task: what is computed somewhere, here, in other processes or on a cluster, and what it must promise for that.

A task has numbered scenarios, and every scenario has one record, in plain JSON. It is sent to where it runs, so it can
be pickled and is small: what is large is made by ``prepare`` over there. It owns nothing that outlives it, since a
process that solves may be killed at any moment.

Scenarios are solved in batches of consecutive numbers. A record may depend on the batch that its scenario is solved
with (a warm start does), never on who solves it, nor on what was solved there before; so the batches belong to the
task, and the same bytes come out wherever it runs.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from greenopt.language import Message

Json = dict[str, Any]
Solve = Callable[[Sequence[int]], list[Json]]
"""Solves scenarios with these numbers, in a row, and returns one record each."""


class Task(Protocol):
    """Numbered scenarios, solved in batches."""

    @property
    def name(self) -> str:
        """What kind of study it is: ``sweep``, ``uncertainty``."""
        ...

    @property
    def count(self) -> int:
        """How many scenarios there are; they are numbered from zero."""
        ...

    @property
    def batch(self) -> int:
        """How many scenarios are solved in a row by one call, the last batch apart."""
        ...

    def digest(self) -> str:
        """Return what is computed, as sha256 of inputs, settings and versions; it decides what may be resumed."""
        ...

    def prepare(self) -> Solve:
        """
        Return what solves; called where it is solved, once unless something goes wrong.

        Raises:
            GreenoptError: nothing can be solved at all; it is told to the user as it is.
        """
        ...

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed, and why; called here or where it was tried."""
        ...
