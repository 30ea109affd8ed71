"""
Line: one line of a journal, JSON whose last key is the checksum of what stands before it.

    {"batch":3,"records":[…],"sha256":"…"}

The checksum also covers the first line of its journal, so that a line of another journal is not taken for one of this.
A line that is torn, changed or made up by a program that does not know the rule has no right checksum: it does not
count, and what it held is computed again.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

from greenopt.studies.running.batch import Batches, Finished
from greenopt.studies.task import Json, Task

SCHEMA = "greenopt.journal/1"
_SEAL = b',"sha256":"%b"}\n'
_SEAL_LENGTH = len(_SEAL % (b"0" * 64))


def head(task: Task) -> bytes:
    """Return the first line: what is computed, and how it is cut into batches."""
    content = {
        "schema": SCHEMA,
        "task": task.name,
        "digest": task.digest(),
        "count": task.count,
        "batch": task.batch,
    }
    return sealed(json.dumps(content, separators=(",", ":")), b"")


def entry(finished: Finished, first: bytes) -> bytes:
    """Return the line of a batch; ``first`` is the first line of its journal."""
    return sealed(f'{{"batch":{finished.batch},"records":[{",".join(finished.records)}]}}', first)


def sealed(content: str, first: bytes) -> bytes:
    """Return a JSON object in ASCII as a line with its checksum."""
    body = content.encode("ascii")[:-1]
    return body + _SEAL % sha256(first + body).hexdigest().encode()


def opened(line: bytes, first: bytes) -> Json | None:
    """Return what a line holds; None if it is torn, damaged or of another journal."""
    body = line[:-_SEAL_LENGTH]
    if line[-_SEAL_LENGTH:] != _SEAL % sha256(first + body).hexdigest().encode():
        return None
    try:
        found = json.loads(body + b"}", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def records_of(content: Json, batches: Batches) -> tuple[int, Sequence[Json]] | None:
    """Return the batch that a line holds and its records; None if they are none of this journal."""
    batch, records = content.get("batch"), content.get("records")
    if type(batch) is not int or not 0 <= batch < len(batches) or not isinstance(records, list):
        return None
    if len(records) != len(batches.numbers(batch)) or not all(isinstance(each, dict) for each in records):
        return None
    return batch, records


def _refuse(constant: str) -> float:
    raise ValueError(constant)
