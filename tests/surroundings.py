"""
Surroundings: solves every order of every case in the language, locale and time zone of this process, in all presolves.

    python -m tests.surroundings LANGUAGE FOLDER OUT ANSWERS

``FOLDER`` holds a folder for each case and in it one for each order. ``ANSWERS`` tells, as JSON, the digests of what
was written: of ``portfolio.csv``, and of ``result.json`` without the digests of input files and without the lines of
warnings in them. No command has an option for presolve, so the default of the engine's options is changed.
"""

import json
import locale
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from greenopt.cli import greenopt as program
from greenopt.engine.answer import Options

PRESOLVE = ("choose", "on", "off")

Answers = dict[str, dict[str, int]]
"""Case → digest of what was written → how often."""


def main(language: str, folder: str, out: str, answers: str) -> None:
    """Solve, as a person there does, and tell what was found."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    Path(answers).write_text(json.dumps(solved_here(language, Path(folder), Path(out))), encoding="utf-8")


def solved_here(language: str, folder: Path, out: Path, most: int | None = None) -> Answers:
    """Return what comes of each case; ``most`` orders of it, each in every presolve."""
    found: Answers = {}
    for case in sorted(folder.iterdir()):
        digests = found[case.name] = {}
        for order in sorted(case.iterdir())[:most]:
            for presolve in PRESOLVE:
                each = _answered(language, order, out, presolve)
                digests[each] = digests.get(each, 0) + 1
    return found


def _answered(language: str, case: Path, out: Path, presolve: str) -> str:
    """Return the digest of result and table."""
    # It leaves with an exit code; the run is there as a whole or not at all.
    with _presolved(presolve), suppress(SystemExit):
        program.main(["--lang", language, "-q", "solve", str(case), "--out", str(out)], prog_name="greenopt")
    result = json.loads((out / "result.json").read_bytes())
    del result["inputs"]
    for each in result["diagnostics"]:
        del each["line"]
    told = json.dumps(result, ensure_ascii=False).encode() + (out / "portfolio.csv").read_bytes()
    rmtree(out)
    return sha256(told).hexdigest()


@contextmanager
def _presolved(presolve: str) -> Iterator[None]:
    """Let everything be solved with a presolve."""
    usual = Options.__init__.__defaults__
    assert usual is not None
    assert usual[0] == "choose"
    Options.__init__.__defaults__ = (presolve, *usual[1:])
    try:
        yield
    finally:
        Options.__init__.__defaults__ = usual


if __name__ == "__main__":
    main(*sys.argv[1:])
