"""
What a certificate costs: seconds to make and to check it, its bytes, and its share of the whole run.

    python -m benchmarks.certificate [--sizes 100,1000,10000]

Each size is a seeded round of linear projects, from reading the files to the written folder. "proof" is the exact part
of solving; "verify" is ``greenopt verify`` of the folder, which does everything again.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from benchmarks.random_program import random_program, write_case
from benchmarks.table import duration

from greenopt.case.read import read_case
from greenopt.engine import stages
from greenopt.result.proof import certificate
from greenopt.run import solve
from greenopt.verify import verify


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000")
    sizes = [int(each) for each in parser.parse_args().sizes.split(",")]
    print(f"{'projects':>9}  {'run':>8}  {'proof':>8}  {'share':>6}  {'write it':>8}  {'bytes':>10}  {'verify':>8}")
    with TemporaryDirectory() as place:
        for size in sizes:
            print(line(size, Path(place)), flush=True)


def line(size: int, folder: Path) -> str:
    """Return what is measured of one size."""
    case = write_case(random_program(size), folder / f"case{size}")
    proving, certify = [0.0], stages.certify

    def timed(*arguments: object, **more: object) -> object:
        began = perf_counter()
        found = certify(*arguments, **more)  # type: ignore[arg-type]  # passed on as they came
        proving[0] += perf_counter() - began
        return found

    began = perf_counter()
    with patch.object(stages, "certify", timed):
        run = solve(read_case(case))
    run.write(folder / f"run{size}")
    whole = perf_counter() - began
    began = perf_counter()
    certificate(run.answer, "", "")
    writing = perf_counter() - began
    count = len(run.files["certificate.json"])
    began = perf_counter()
    report = verify(folder / f"run{size}")
    checking = perf_counter() - began
    if report.failures:
        raise AssertionError(report.failures[0])
    return (
        f"{size:>9,}  {duration(whole):>8}  {duration(proving[0]):>8}  {proving[0] / whole:>6.1%}  "
        f"{duration(writing):>8}  {count:>10,}  {duration(checking):>8}"
    )


if __name__ == "__main__":
    main()
