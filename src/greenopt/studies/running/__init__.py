"""
Running: where a study is computed, and how what is done outlasts whatever happens meanwhile.

    run        the one entrance: a task, a place, a journal
    where      in this process, in spawned processes, or on a Dask cluster
    batch      a few scenarios in a row, the unit of work; one that fails is found and becomes a record
    processes  spawned processes, replaced when they die
    worker     what such a process does
    cluster    the same on workers that a Dask scheduler hands out
    journal    what is done, on disk, before it counts
    line       one line of it, with its checksum
    progress   how far it has come, and how long it will take
"""

from greenopt.studies.running.progress import Progress
from greenopt.studies.running.run import run
from greenopt.studies.running.where import Where

__all__ = ["Progress", "Where", "run"]
