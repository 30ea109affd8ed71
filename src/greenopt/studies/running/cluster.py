"""
Cluster: a task computed by the workers of a Dask scheduler that is there already.

Workers may join, leave, die and come back while it runs: Dask gives what a dead worker was at to another one. After
some deaths it refuses a batch, without knowing whether the batch killed the workers or stood beside what did. So a
refused batch waits until the others are done, then it is solved with nothing else on the cluster, first whole, then
scenario by scenario, and what still kills its workers alone is to blame: one scenario, one record.

A worker solves one batch at a time, however many threads it has, so ``dask worker --nthreads 1`` wastes none.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from greenopt.studies.running.batch import DEATHS, Batches, Finished, deadly, failure
from greenopt.studies.running.scheduler import Outcome, Piece, Scheduler, quiet
from greenopt.studies.task import Task


def finished_on_cluster(
    task: Task, batches: Batches, missing: Sequence[int], address: str
) -> Generator[Sequence[Finished], None, None]:
    """
    Yield batches as workers finish them; closing the iterator takes back what waits.

    Raises:
        WrongUsage: the extra is not installed, nothing answers at the address, or there is no worker.
        Interrupted: the scheduler or all workers went away.
        GreenoptError: the task cannot be prepared.
    """
    if not missing:
        return
    with quiet(), closing(Scheduler(address, task)) as scheduler:
        refused = []
        for group in _solved(scheduler, (Piece(batch, batches.numbers(batch)) for batch in missing)):
            refused += [each.piece for each in group if each.records is None]
            found = [Finished(each.piece.batch, each.records) for each in group if each.records is not None]
            if found:
                yield found
        for piece in refused:
            yield [Finished(piece.batch, _alone(scheduler, task, piece))]


def _solved(scheduler: Scheduler, pieces: Iterator[Piece]) -> Iterator[list[Outcome]]:
    """Yield pieces as they come back, keeping some at hand of the workers."""
    while True:
        while scheduler.wants_more and (piece := next(pieces, None)) is not None:
            scheduler.give(piece)
        if not scheduler.pending:
            return
        if found := scheduler.take():
            yield found


def _alone(scheduler: Scheduler, task: Task, piece: Piece) -> list[str]:
    """Return the records of a piece, solved with nothing else on the cluster."""
    deaths = 0
    while deaths < DEATHS:
        for (outcome,) in _solved(scheduler, iter([piece])):
            if outcome.records is not None:
                return list(outcome.records)
            deaths += outcome.deaths
    if len(piece.numbers) == 1:
        return [failure(task, piece.numbers[0], deadly())]
    return [text for number in piece.numbers for text in _alone(scheduler, task, Piece(piece.batch, [number]))]
