"""Running: where a study is computed. A stand-in that computes here and keeps no journal."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from greenopt.errors import Interrupted
from greenopt.language import say
from greenopt.studies.task import Json, Task


@dataclass(frozen=True)
class Progress:
    """How far a computation has come."""

    done: int
    count: int
    resumed: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Where:
    """Where a task is computed."""

    jobs: int = 0
    scheduler: str = ""


def run(
    task: Task,
    where: Where,
    *,
    journal: Path | None = None,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> list[Json]:
    """
    Compute a task and return the record of each scenario, in order.

    Raises:
        Interrupted: somebody broke it off.
    """
    solve, records, began = task.prepare(), [], monotonic()
    try:
        for first in range(0, task.count, task.batch):
            found = solve(range(first, min(first + task.batch, task.count)))
            records += [json.loads(json.dumps(each, allow_nan=False)) for each in found]
            if progress is not None:
                progress(Progress(len(records), task.count, 0, monotonic() - began))
    except KeyboardInterrupt:
        words = say("interrupted after {done} of {count} scenarios", done=len(records), count=task.count)
        raise Interrupted(words, len(records), task.count) from None
    return records
