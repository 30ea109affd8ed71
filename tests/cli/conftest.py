"""The command line as tests call it: in a folder of its own, in English, 80 columns wide."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from greenopt.cli import greenopt as program

ROOT = Path(__file__).parent.parent.parent
FIRST = ROOT / "cases" / "first-case"


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Call = Callable[..., Done]


@pytest.fixture
def greenopt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command in an empty folder."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("GREENOPT_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("GREENOPT_DEBUG", raising=False)

    def call(*arguments: object) -> Done:
        result = CliRunner().invoke(program, [str(each) for each in arguments])
        return Done(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def first_case(tmp_path: Path) -> Path:
    """Return a copy of the first case, to be changed."""
    return Path(shutil.copytree(FIRST, tmp_path / "first"))


@pytest.fixture
def wrong_case(first_case: Path) -> Path:
    """Return a case with two mistakes: an unknown key in line 25, a cost that is no number below it."""
    file = first_case / "case.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("    cost: 4200\n", "    kost: 4200\n").replace("    cost: 1150\n", "    cost: many\n")
    file.write_text(text, encoding="utf-8")
    return first_case
