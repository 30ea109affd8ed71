"""
What a planner waits for before anything happens: ``greenopt --help`` against importing click alone.

    python benchmarks/startup.py

Prints the median of each and their ratio, taken in turn in one run; below three is the aim.
"""

import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 21


def seconds(*arguments: str) -> float:
    """Return the time of one fresh Python."""
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    return perf_counter() - began


def main() -> None:
    """Measure in pairs, so that a machine that slows down slows both."""
    pairs = [(seconds("-m", "greenopt", "--help"), seconds("-c", "import click")) for _ in range(ROUNDS)]
    print(f"greenopt --help   {median(ours for ours, _ in pairs) * 1000:.0f} ms")
    print(f"import click      {median(click for _, click in pairs) * 1000:.0f} ms")
    print(f"ratio             {median(ours / click for ours, click in pairs):.2f}")


if __name__ == "__main__":
    main()
