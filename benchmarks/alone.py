"""
greenopt's engine on one case, in a process of its own.

    python -m benchmarks.alone parts FOLDER        reads, builds, solves and proves; prints the seconds of each part
    python -m benchmarks.alone certified FOLDER    reads and solves, and prints the proved value of the published plan
    python -m benchmarks.alone priced FOLDER       the same, with the price of every rule and what could change places
    python -m benchmarks.alone standing FOLDER     reads and builds, then solves once for every line that it is sent

All print one line of JSON for each answer.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.measure import last_json, python, surroundings
from benchmarks.random_program import random_program, write_case

from greenopt import Options, read_case
from greenopt import solve as answered
from greenopt.case.case import Case
from greenopt.engine.build import arrays_of
from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.posed import Posed, pose
from greenopt.engine.program import Basis
from greenopt.engine.scaling import Arrays
from greenopt.engine.solve import Solver
from greenopt.run import question_of

LIMIT = 1800.0
"""Seconds that a process gets."""


class Built(NamedTuple):
    """A case ready to be solved."""

    posed: Posed
    arrays: Arrays | None


def build(case: Case) -> Built:
    """Return a case as exact rows and as the arrays that Pyomo compiles from them."""
    posed = pose(question_of(case))
    return Built(posed, arrays_of(posed.rows, posed.steps[posed.main].cost))


def solve(built: Built) -> tuple[float, Basis]:
    """Return the value and the basis that the engine finds, from exact rows and with a new solver."""
    outcome = Solver(built.posed.rows.program, arrays=built.arrays).solve(built.posed.steps[built.posed.main].cost)
    assert outcome.value is not None, outcome.words
    assert outcome.basis is not None, outcome.words
    return outcome.value, outcome.basis


def prove(built: Built, basis: Basis) -> float:
    """Return the value that is proved from a basis."""
    program = built.posed.rows.program
    found = certify(program, built.posed.steps[built.posed.main].cost, program.bounds(), basis)
    assert isinstance(found, Optimal), "the basis is not proved to be optimal"
    return float(found.value)


def parts(folder: Path) -> dict[str, float]:
    """
    Read, build, solve and prove a case, and return the processor seconds of each part.

    ``solve`` is from exact rows to an optimal basis, handing over to the solver included; ``prove`` is the exact
    certificate of that basis. One thread does it all, so that processor time is what a person waits for on a machine
    of his own. ``peak`` is the most memory of the process, in MiB.
    """
    began = process_time()
    case = read_case(folder)
    read = process_time()
    ready = build(case)
    built = process_time()
    _, basis = solve(ready)
    solved = process_time()
    value = prove(ready, basis)
    proved = process_time()
    return {
        "read": read - began,
        "build": built - read,
        "solve": solved - built,
        "prove": proved - solved,
        "value": value,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def certified(folder: Path, options: Options) -> float:
    """Return the proved value of a case, from its files to what ``greenopt.solve`` answers."""
    found = answered(read_case(folder), options).answer
    assert found.status == "certified_optimal", found.status
    assert found.value is not None
    return float(found.value)


def parts_in_a_process(folder: Path) -> dict[str, Any]:
    """Return ``parts`` of a case, found in a fresh process."""
    return last_json(python("-m", "benchmarks.alone", "parts", str(folder), limit=LIMIT)[1])


@contextmanager
def standing(folder: Path) -> Iterator[Callable[[], tuple[float, float]]]:
    """Give a function that solves a case once more and returns seconds and value, in one process that stays."""
    command = [sys.executable, "-m", "benchmarks.alone", "standing", str(folder)]
    environment = surroundings()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told, answers = process.stdin, process.stdout

        def once_more() -> tuple[float, float]:
            print("solve", file=told, flush=True)
            # The solver may print a banner of its own.
            record = json.loads(next(line for line in answers if line.startswith("{")))
            return record["solve"], record["value"]

        yield once_more
        told.close()


def main(mode: str, folder: Path) -> None:
    """Answer as the first lines of this file say."""
    if mode in ("certified", "priced"):
        options = Options(prices=mode == "priced", unique=mode == "priced")
        print(json.dumps({"value": certified(folder, options)}))
        return
    with TemporaryDirectory() as small:
        # What is imported at first use belongs to no part.
        parts(write_case(random_program(100), Path(small)))
    if mode == "parts":
        print(json.dumps(parts(folder)))
        return
    ready = build(read_case(folder))
    for _ in sys.stdin:
        began = perf_counter()
        value, _ = solve(ready)
        print(json.dumps({"solve": perf_counter() - began, "value": value}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
