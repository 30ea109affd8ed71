"""
Batch: a few scenarios solved in a row, the unit of work; what fails in it is found and becomes one record.

    a Python error in a batch      every scenario of it is solved by itself; the one that fails again is a record
    its process dies, and again    the same, except that each scenario may take a process with it

Records leave the place where they are made as JSON texts, so that the same bytes arrive wherever that is, and what is
no JSON is an error of its scenario.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from greenopt.errors import CaseInvalid, Fault, GreenoptError
from greenopt.language import Message, listed, printable, say
from greenopt.studies.task import Json, Solve, Task

DEATHS = 2
"""Processes that a batch, then a scenario alone, may take with it: another one may have died for its own reasons."""
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+\b")
"""An address in memory inside a message, which would differ from one process to the next."""
LONGEST_MESSAGE = 200
MOST_MISTAKES = 3


@dataclass(frozen=True)
class Batches:
    """The scenarios of a task, cut into batches."""

    count: int
    size: int

    def __post_init__(self) -> None:
        if self.count < 0 or self.size < 1:
            raise Fault(
                say(
                    "{count} {count:scenario|scenarios} cannot be cut into batches of {size}",
                    count=self.count,
                    size=self.size,
                )
            )

    def __len__(self) -> int:
        return (self.count + self.size - 1) // self.size

    def numbers(self, batch: int) -> range:
        """Return the numbers of the scenarios in a batch."""
        return range(batch * self.size, min((batch + 1) * self.size, self.count))


class Finished(NamedTuple):
    """A batch that is done."""

    batch: int
    records: Sequence[str]
    """The records of its scenarios in order, each as a JSON text."""


class Solver:
    """A task where it is solved; an error of its own prepares it anew."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._solve: Solve | None = None

    def prepared(self) -> Solve:
        """
        Return what solves.

        Raises:
            GreenoptError: nothing can be solved at all.
        """
        if self._solve is None:
            self._solve = self.task.prepare()
        return self._solve

    def records(self, numbers: Sequence[int]) -> list[str]:
        """Return the record of each scenario; where one fails, all are solved by themselves."""
        solve = self.prepared()
        try:
            return _as_texts(solve(numbers), numbers)
        except (Exception, SystemExit) as problem:  # noqa: BLE001  # whatever a scenario does, the others go on
            self._solve = None
            if len(numbers) == 1:
                return [failure(self.task, numbers[0], _in_words(problem))]
        return [text for number in numbers for text in self.records([number])]


def _as_texts(records: Sequence[Json], numbers: Sequence[int]) -> list[str]:
    if len(records) != len(numbers):
        raise Fault(
            say("records and scenarios differ in number: {found} and {count}", found=len(records), count=len(numbers))
        )
    return [as_text(record) for record in records]


def as_text(record: Json) -> str:
    """Return a record as one line of JSON in ASCII; a number that is none is refused."""
    return json.dumps(record, allow_nan=False, sort_keys=True, separators=(",", ":"))


def failure(task: Task, number: int, words: Message) -> str:
    """Return the record of a scenario that cannot be computed."""
    return as_text(task.failed(number, words))


def deadly() -> Message:
    """Return why a scenario has no record if its process always dies."""
    return say("the process that computes this scenario dies each time: it crashes, or there is not enough memory")


def _in_words(problem: BaseException) -> Message:
    """Return an error in words that are the same wherever it happened."""
    if isinstance(problem, CaseInvalid) and problem.diagnostics:
        return listed(each.message for each in problem.diagnostics[:MOST_MISTAKES])
    if isinstance(problem, GreenoptError):
        return problem.message
    what = printable(ADDRESS.sub("0x…", str(problem)), LONGEST_MESSAGE)
    return say("this scenario cannot be computed ({kind}: {what})", kind=type(problem).__name__, what=what)
