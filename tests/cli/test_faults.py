"""
Whatever a command does to a disk may fail: it says what and what to do, leaves nothing half done, and harms nothing.

Each command is run once to count what it does, then again and again with another of these things failing each time:
no space, no right, a broken pipe, a broken disk. In the suite a few are tried of each command, in the campaign as many
as it is told, up to all.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from itertools import islice, product
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.conftest import FIRST
from tests.conftest import CampaignSize
from tests.faults import ERRORS, Faults, failing
from tests.workbook.filled import book, filled

from greenopt.cli import demo as demo_module
from greenopt.cli import greenopt as program
from greenopt.language import LANGUAGES

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "solve": ("solve", "CASE"),
    "solve into a new folder": ("solve", "CASE", "-o", "new/run"),
    "solve into an empty folder": ("solve", "CASE", "-o", "empty"),
    "solve as JSON": ("solve", "CASE", "--json"),
    "demo": ("demo",),
    "demo with a copy": ("demo", "copy"),
    "init": ("init", "mine"),
    "init in an empty folder": ("init", "empty"),
    "schema": ("schema", "--write", "schemas"),
    "check": ("check", "CASE", "runs/first-case/1/portfolio.csv", "-o", "checked"),
    "sweep": ("sweep", "CASE", "--scenarios"),
    "uncertainty": ("uncertainty", "CASE", "--samples", "8"),
    "rank": ("rank", "CASE"),
    "frontier": ("frontier", "CASE"),
    "replan": ("replan", "last", "--year", "2026"),
    "report": ("report", "last"),
    "report again": ("report", "last", "-o", "old.html"),
    "export of a workbook": ("export", "last", "--to", "xlsx"),
    "export of tables": ("export", "last", "--to", "csv"),
    "import": ("import", "filled.xlsx", "-o", "imported"),
    "import into an empty folder": ("import", "filled.xlsx", "-o", "empty"),
    "export of a program": ("export", "last", "--to", "mps", "-o", "new/program.mps"),
}
"""What is done → the words of the command."""
ONE_BY_ONE = "schemas/"
"""Files that stand each for itself; the copy of a case for the demonstration stays too, if it is the run that fails."""
RANGES = "\nuncertain: {projects.*.cost: [-10 %, +30 %]}\n"
"""What makes a case one that ``uncertainty`` can draw."""
CONTRACT = {0, 2, 4, 5, 6}
LEFT = re.compile(r"\.part$")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a case, a run, an empty folder, a workbook and an old report: copied for each fault."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(FIRST, folder / "case")
    with (folder / "case" / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(RANGES)
    (folder / "empty").mkdir()
    (folder / "old.html").write_bytes(b"old")
    (folder / "filled.xlsx").write_bytes(book(filled()))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert CliRunner().invoke(program, ["solve", "case"]).exit_code == 0
    return folder


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return every file with its bytes and every folder."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() if each.is_file() else None for each in folder.rglob("*")
    }


class Tried:
    """One command in a furnished folder of its own."""

    def __init__(self, furnished: Path, folder: Path, words: tuple[str, ...], patch: pytest.MonkeyPatch) -> None:
        shutil.copytree(furnished, folder)
        self.folder = folder
        self.before = contents(folder)
        self.words = [str(folder / "case") if each == "CASE" else each for each in words]
        patch.chdir(folder)
        # What is only written aside lies here too, so that it is counted and may fail.
        patch.setattr(tempfile, "tempdir", str(folder))

    def run(self, faults: Faults, language: str) -> tuple[int, str, str]:
        """Run it, and return the exit code and what was said on both streams."""
        with failing(faults):
            done = CliRunner().invoke(program, ["--lang", language, *self.words])
        return done.exit_code, done.stdout, done.stderr

    def hold(self, faults: Faults, code: int, out: str, err: str) -> None:
        """Check all that is promised of a command that failed."""
        said, after = out + err, contents(self.folder)
        where = f"{' '.join(self.words)}: {faults.hit} with error {faults.error}: {code} {said}"
        assert code in CONTRACT, where
        assert "Traceback" not in said, where
        assert "GREENOPT_DEBUG" not in said, where
        assert {name: data for name, data in after.items() if name in self.before} == self.before, where
        new = sorted(set(after) - set(self.before))
        assert [name for name in new if LEFT.search(name)] == [], where
        if code == 6:
            named = re.search(r"(?:cannot be|không)", err + out)
            assert named, where
            kept = {name for name in new if not name.endswith(".journal") and not name.startswith(ONE_BY_ONE)}
            whole = "/copy/" not in faults.hit
            assert {name for name in kept if not (whole and name.split("/")[0] == "copy")} <= {"schemas"}, where
        else:
            assert code == 0, where


@pytest.mark.parametrize("what", COMMANDS)
def test_whatever_fails_is_told_and_leaves_nothing_half_done(
    what: str,
    furnished: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    campaign_size: CampaignSize,
    figures: list[str],
) -> None:
    monkeypatch.setattr(demo_module, "CASE", "first-case")
    monkeypatch.setenv("COLUMNS", "80")
    counted = Faults(tmp_path / "0")
    code, out, err = Tried(furnished, tmp_path / "0", COMMANDS[what], monkeypatch).run(counted, "en")
    assert code == 0, out + err
    assert counted.count > 0

    every = list(product(range(1, counted.count + 1), ERRORS, (False, True)))
    chosen = list(islice(every, 0, None, max(1, -(-len(every) // campaign_size.faults))))
    failed = 0
    for number, (at, error, stays) in enumerate(chosen, 1):
        folder = tmp_path / str(number)
        faults = Faults(folder, at, error, stays=stays)
        tried = Tried(furnished, folder, COMMANDS[what], monkeypatch)
        tried.hold(faults, *tried.run(faults, LANGUAGES[number % 2]))
        failed += bool(faults.hit)
        shutil.rmtree(folder)
    assert failed > 0
    figures.append(f"faults, {what}: {failed} of {len(every)} possible, nothing half done")
