"""
Where a task is computed: in this process, in processes of its own, or on a cluster that is there already.

    Where()                            in this process; what kills it, ends it
    Where(jobs=4)                      in so many processes, replaced when they die
    Where(scheduler="tcp://host:8786")  on the workers of a Dask scheduler, the only address that is spoken to
"""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from greenopt.errors import WrongUsage
from greenopt.language import say
from greenopt.studies.running.batch import Batches, Finished, Solver
from greenopt.studies.task import Task

ADDRESS = re.compile(r"tcp://(?:[^\s/:@\[\]]+|\[[0-9a-fA-F:.%]+\]):\d{1,5}")
"""An address of a scheduler: a host, or an IPv6 number in brackets, and a port."""


@dataclass(frozen=True)
class Where:
    """
    Where a task is computed.

    Raises:
        WrongUsage: both places are named, or one that makes no sense.
    """

    jobs: int = 0
    """Processes to start; 0 for none."""
    scheduler: str = ""
    """Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; empty for none."""

    def __post_init__(self) -> None:
        if self.jobs and self.scheduler:
            raise WrongUsage(say("--jobs and --scheduler name two places; leave one out"))
        if self.jobs < 0:
            raise WrongUsage(say("{jobs} processes cannot be started; write --jobs 1 or more", jobs=self.jobs))
        if self.scheduler and not ADDRESS.fullmatch(self.scheduler):
            raise WrongUsage(
                say(
                    "'{address}' is not the address of a scheduler; write it as tcp://host:8786", address=self.scheduler
                )
            )

    def finished(
        self, task: Task, batches: Batches, missing: Sequence[int]
    ) -> Generator[Sequence[Finished], None, None]:
        """
        Yield batches as they are finished, in any order, several where several came at once.

        Closing the iterator stops what is still running.

        Raises:
            GreenoptError: the task cannot be prepared, or the place is not there.
        """
        if self.scheduler:
            from greenopt.studies.running.cluster import finished_on_cluster

            return finished_on_cluster(task, batches, missing, self.scheduler)
        if self.jobs:
            from greenopt.studies.running.processes import finished_in_processes

            return finished_in_processes(task, batches, missing, self.jobs)
        return _finished_here(task, batches, missing)


def _finished_here(task: Task, batches: Batches, missing: Sequence[int]) -> Generator[Sequence[Finished], None, None]:
    solver = Solver(task)
    for batch in missing:
        yield [Finished(batch, solver.records(batches.numbers(batch)))]
