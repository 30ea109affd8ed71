"""
Run: a task is computed batch by batch, somewhere, and each batch is in the journal before it counts.

Every scenario comes out exactly once, in order, and as the same bytes, whoever computed it, in whatever order, in one
go or resumed.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from greenopt.errors import Interrupted, WrongUsage
from greenopt.language import Message, say
from greenopt.studies.running.batch import Batches
from greenopt.studies.running.journal import Journal
from greenopt.studies.running.progress import Tally, Tell
from greenopt.studies.running.where import Where
from greenopt.studies.task import Json, Task


def run(
    task: Task, where: Where, *, journal: Path | None = None, resume: bool = False, progress: Tell | None = None
) -> list[Json]:
    """
    Compute a task and return the record of each scenario, in order.

    Args:
        task: what is computed.
        where: the place.
        journal: file that keeps what is done; without it an interruption loses everything.
        resume: go on with what stands in the journal; one that is not there yet is begun.
        progress: told at the beginning, and whenever batches are done.

    Raises:
        Interrupted: Ctrl-C, or a cluster that went away; what is done stands in the journal.
        FileProblem: the journal cannot be read or written.
        WrongUsage: the journal is that of another computation, or the place is not there.
        GreenoptError: the task cannot be prepared.
    """
    if resume and journal is None:
        raise WrongUsage(say("nothing can be resumed without a journal"))
    batches = Batches(task.count, task.batch)
    with ExitStack() as stack:
        book = None if journal is None else stack.enter_context(Journal(journal, task, resume=resume))
        records: dict[int, Sequence[Json]] = {} if book is None else book.kept
        tally = Tally(task.count, sum(map(len, records.values())), progress)
        missing = [batch for batch in range(len(batches)) if batch not in records]
        try:
            tally.begin()
            for group in stack.enter_context(closing(where.finished(task, batches, missing))):
                if book is not None:
                    book.append(group)
                for batch, texts in group:
                    records[batch] = [json.loads(text) for text in texts]
                tally.add(sum(len(each.records) for each in group))
        except KeyboardInterrupt:
            raise _interrupted(say("interrupted"), tally, task.count, kept=book is not None) from None
        except Interrupted as problem:
            raise _interrupted(problem.message, tally, task.count, kept=book is not None) from problem
    return [record for batch in range(len(batches)) for record in records[batch]]


def _interrupted(why: Message, tally: Tally, count: int, *, kept: bool) -> Interrupted:
    done = tally.done
    if kept:
        words = say(
            "{why}; {done} of {count} {count:scenario is|scenarios are} done and kept, --resume does the rest",
            why=why,
            done=done,
            count=count,
        )
    else:
        words = say(
            "{why}; {done} of {count} {count:scenario|scenarios} {done:was|were} done", why=why, done=done, count=count
        )
    return Interrupted(words, done, count)
