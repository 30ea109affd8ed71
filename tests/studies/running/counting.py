"""
Counting: a task of pure arithmetic that workers can import, in which scenarios can be made to go wrong.

The record of scenario n holds n, its place in its batch, and 1/3 of the square of n: a float whose digits a
careless hand would change. ``python -m tests.studies.running.counting JOURNAL OUT …`` computes one in a process that
can be killed.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from greenopt.errors import CaseInvalid, Diagnostic, GreenoptError, Place
from greenopt.language import Message, say
from greenopt.studies.running import Progress, Where, run
from greenopt.studies.task import Json, Solve


@dataclass(frozen=True)
class Counting:
    """Scenarios that cost nothing, or a little sleep, or a process."""

    count: int = 20
    batch: int = 3
    pause: float = 0.0
    """Seconds that each scenario takes."""
    wrong: dict[int, str] = field(default_factory=dict)
    """What goes wrong, by scenario: raise, exit, kill, leave, nan, fewer, refuse or hang."""
    unprepared: str = ""
    """What goes wrong before anything is solved: raise, refuse or exit."""
    name: str = "counting"

    def digest(self) -> str:
        """Return what is computed, whatever the time it takes."""
        return sha256(f"{self.name} {self.count} {self.batch} {sorted(self.wrong.items())}".encode()).hexdigest()

    def prepare(self) -> Solve:
        """Return what solves."""
        go_wrong(self.unprepared)
        return self._solve

    def _solve(self, numbers: Sequence[int]) -> list[Json]:
        records: list[Json] = []
        for place, number in enumerate(numbers):
            time.sleep(self.pause)
            what = self.wrong.get(number, "")
            if what == "fewer":
                continue
            go_wrong(what)
            value = float("nan") if what == "nan" else number * number / 3
            records.append({"number": number, "place": place, "value": value, "ấ": ["ñ", None, True]})
        return records

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that failed."""
        return {"number": number, "failed": words.both()}


def go_wrong(what: str) -> None:
    """Do what is asked for; nothing for an empty text."""
    match what:
        case "raise":
            raise ZeroDivisionError(f"number at {object()}")
        case "refuse":
            place = Place("case.yaml", 3, 7)
            raise CaseInvalid([Diagnostic("code", place, "cost", say("the year is missing"), say("enter digits only"))])
        case "hang":
            time.sleep(600)
        case "exit":
            os._exit(3)
        case "leave":
            sys.exit(0)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Places(Counting):
    """Also tells by which process each scenario was solved: records that no two runs share."""

    name: str = "places"

    def _solve(self, numbers: Sequence[int]) -> list[Json]:
        return [{"number": number, "process": os.getpid()} for number in numbers]


def as_bytes(records: list[Json]) -> bytes:
    """Return records as one document."""
    return json.dumps(records, sort_keys=True).encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute a task, tell after each acknowledged batch how much is done, and write the records."""
    parser = argparse.ArgumentParser()
    parser.add_argument("journal", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--scheduler", default="")
    parser.add_argument("--hang-from", type=int)
    asked: Any = parser.parse_args(arguments)

    def tell(progress: Progress) -> None:
        sys.stdout.write(f"{progress.done}\n")
        sys.stdout.flush()

    hanging = range(asked.count if asked.hang_from is None else asked.hang_from, asked.count)
    task = Counting(asked.count, 3, asked.pause, dict.fromkeys(hanging, "hang"))
    try:
        records = run(task, Where(asked.jobs, asked.scheduler), journal=asked.journal, resume=True, progress=tell)
    except GreenoptError as problem:
        sys.stderr.write(f"{problem}\n")
        return int(problem.exit_code)
    asked.out.write_bytes(as_bytes(records))
    return 0


if __name__ == "__main__":
    sys.exit(main())
