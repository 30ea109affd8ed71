"""The first case with ranges, solved, and every study of it saved by the command line, once a process."""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from click.testing import CliRunner

from greenopt.cli import greenopt as program
from greenopt.page.studies import Studies, studies_of
from greenopt.result.saved import SavedRun

FIRST = Path(__file__).parent.parent.parent / "cases" / "first-case"
RANGES = """
uncertain:
  "projects.*.impact.*": [-40 %, +25 %]
  "projects.*.asks": [-10 %, +20 %]
  "funds.green_fund.amount.*": {range: [-20 %, +5 %], group: budget}
"""
COMMANDS = {
    "run": ("solve",),
    "other": ("solve", "--set", "funds.green_fund.amount.2026=1111", "--set", "rules.craft_share.at_least=23%"),
    "frontier": ("frontier",),
    "floor": ("frontier", "--vary", "rules.craft_share.at_least", "--from", "5 %", "--to", "45 %"),
    "rank": ("rank", "--rules", "--pairs", "--ladder", "4", "--alternatives", "2", "--core"),
    "uncertainty": ("uncertainty", "--samples", "32", "--method", "sobol", "--indices", "--cvar", "90%"),
    "fund": ("sweep", "fund"),
    "tornado": ("sweep", "what_matters"),
}
"""Name of a folder, and the command whose answer lies in it."""


@cache
def folder() -> Path:
    """Return a folder that holds the case and everything that was found out of it."""
    place = Path(mkdtemp())
    shutil.copytree(FIRST, place / "case")
    file = place / "case" / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8") + RANGES, encoding="utf-8")
    for name, (command, *words) in COMMANDS.items():
        plain = [each for each in words if not each.startswith("-")] if command == "sweep" else []
        options = [each for each in words if each not in plain]
        line = [command, str(place / "case"), *plain, *options, "-o", str(place / name)]
        done = CliRunner().invoke(program, ["--lang", "en", "-q", *line])
        assert done.exit_code == 0, (line, done.output, done.stderr)
    return place


@cache
def run() -> SavedRun:
    """Return the run of the case."""
    return SavedRun(folder() / "run")


@cache
def studies() -> Studies:
    """Return all studies of the run."""
    return studies_of(run(), [(name, folder() / name) for name in COMMANDS if name != "run"])


def document(name: str) -> dict[str, Any]:
    """Return the document of a study."""
    [file] = [each for each in (folder() / name).glob("*.json") if each.name != "manifest.json"]
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found
