"""The verifier as a program: ``python -m verify RUN [--expect DIGEST]``."""

import argparse
import io
import sys
from pathlib import Path

from . import verify


def main(arguments: list[str] | None = None) -> int:
    """Run as a program: what holds goes to stdout, what does not to stderr."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description="Proves a greenopt run folder.")
    parser.add_argument("run", type=Path, help="the run folder")
    parser.add_argument("--expect", metavar="DIGEST", help="the digest that the run must have")
    given = parser.parse_args(arguments)
    report = verify(given.run, given.expect)
    for stream, sentences in ((sys.stdout, report.checks), (sys.stderr, report.failures)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
        for sentence in sentences:
            print(sentence, file=stream)
    print(f"run {report.digest or '?'}: {'NOT PROVED' if report.failures else 'proved'}")
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
