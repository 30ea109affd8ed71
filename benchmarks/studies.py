"""
Studies against what others do: one command, one table of ratios, everything measured in the same run.

    python -m benchmarks.studies [--quick] [--only sweep,draws,frontier,rank,large,growth] [--sizes 1000,…] [--plot SVG]

Every value that is timed is compared with the others' first; a disagreement ends the benchmark with exit code 1.
Peers come with the extra ``bench``; one that is missing is a line of the table that says so. ``--quick`` takes smaller
sizes and samples, to see that everything runs; only a whole run says whether an aim is met.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks import draws, frontier, growth, large, rank, sweep
from benchmarks.measure import Disagreement
from benchmarks.peers import ONE_THREAD
from benchmarks.settings import QUICK, WHOLE, Settings
from benchmarks.table import Line, text_of

STUDIES: dict[str, Callable[[Settings, Path], list[Line]]] = {
    "sweep": sweep.lines,
    "draws": draws.lines,
    "frontier": frontier.lines,
    "rank": rank.lines,
    "large": large.lines,
    "growth": growth.lines,
}


def main(arguments: list[str]) -> int:
    """Measure what is asked for and print the table."""
    asked = _asked(arguments)
    settings = (QUICK if asked.quick else WHOLE)._replace(plot=asked.plot)
    if asked.sizes:
        settings = settings._replace(sizes=tuple(int(size) for size in asked.sizes.split(",")))
    names = [name for name in STUDIES if not asked.only or name in asked.only.split(",")]
    print(_machine(), flush=True)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            try:
                lines += STUDIES[name](settings, Path(folder))
            except Disagreement as error:
                print(f"DISAGREEMENT in {name}: {error}", file=sys.stderr)
                return 1
    print(text_of(lines))
    if asked.quick:
        print("A quick run: whether an aim is met shows in a whole one.")
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studies", description=__doc__.split("\n\n")[0].strip())
    parser.add_argument("--quick", action="store_true", help="smaller sizes and samples")
    parser.add_argument("--only", help=f"some of {','.join(STUDIES)}")
    parser.add_argument("--sizes", help="projects of the cases of growth, such as 1000,10000,100000,1000000")
    parser.add_argument("--plot", type=Path, help="where to write the plot of growth, an SVG file")
    return parser.parse_args(arguments)


def _machine() -> str:
    """Return what the numbers belong to."""
    software = ", ".join(f"{name} {version(name)}" for name in ("greenopt", "highspy", "pyomo", "numpy"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {software}; {platform.machine()}, {cores} cores, one thread each"


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    sys.exit(main(sys.argv[1:]))
