"""
The range of solvers: greenopt is tried with the oldest and with the newest HiGHS that it may be installed with.

``make solver-range`` runs this, and CI. Each version is installed into a folder of its own that comes before all
others; then the small programs that HiGHS once got wrong, and a sample of the tests that solve, have to pass with it.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = (
    "tests/engine/test_canaries.py",
    "tests/engine/test_solve.py",
    "tests/engine/test_whole.py",
    "tests/engine/test_working_set.py",
    "tests/cli/test_solve.py",
    "tests/test_shipped_cases.py",
)
"""Tests in which HiGHS solves."""
LEFT_OUT = "not lai-chau-2020"
"""The larger of the two cases of Lai Châu takes longer than all others, twice."""
_LOWEST = re.compile(r">=\s*([0-9.]+)")


def wanted() -> tuple[str, str]:
    """Return what pip is asked for: the lowest version that is allowed, and the newest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = next(each for each in project["dependencies"] if each.startswith("highspy"))
    lowest = _LOWEST.search(allowed)
    if lowest is None:
        raise SystemExit(f"pyproject.toml names no lowest version: {allowed}")
    # The lowest release itself: 1.15 means 1.15.0.
    return f"highspy=={lowest.group(1)}", allowed


def tried(asked: str, folder: Path) -> bool:
    """Install a version and try it; whether everything passed."""
    if python("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), asked):
        return False
    found = next(folder.glob("highspy-*.dist-info")).name.removeprefix("highspy-").removesuffix(".dist-info")
    print(f"--- {asked}: HiGHS {found}", flush=True)  # noqa: T201  # a tool of the command line
    own = f"import highspy, pathlib; assert pathlib.Path(highspy.__file__).is_relative_to({str(folder)!r})"
    commands = (["-c", own], ["-m", "greenopt", "doctor"], ["-m", "pytest", "-q", *SAMPLE, "-k", LEFT_OUT])
    return all(python(*words, first=folder) == 0 for words in commands)


def python(*words: str, first: Path | None = None) -> int:
    """Run Python and return its exit code; what lies in a folder is imported before anything else."""
    paths = [str(each) for each in (first, ROOT / "src", ROOT) if each is not None]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "GREENOPT_LANG": "en"}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=False)  # noqa: S603  # our words
    return done.returncode


def main() -> None:
    """Try both; leave with 1 if one fails."""
    passed = []
    for asked in wanted():
        with tempfile.TemporaryDirectory() as folder:
            passed.append(tried(asked, Path(folder)))
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
