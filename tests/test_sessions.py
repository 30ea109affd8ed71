"""
Sessions on the pages of the documentation: every command that a page shows prints what the page shows.

A session is a block that begins with ``$ greenopt``; blocks of one page run one after the other in one folder that
holds the shipped cases. What goes to standard error (what was saved, what to run next) is not shown.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tools.catalogue import pairs, read
from tools.pages import catalogue

from greenopt.cli import greenopt

ROOT = Path(__file__).parent.parent
SESSION = re.compile(r"```text\n\$ (greenopt [^\n]*)\n(.*?)```", re.DOTALL)
WRITTEN = re.compile(r"```text\n(?=project,)(.*?)```", re.DOTALL)
"""A plan that a page shows, saved as plan.csv before its sessions run."""


def printed(command: str, language: str = "en") -> str:
    """Run a command as a reader would, 80 columns wide, and return what it answers."""
    surroundings = {"COLUMNS": "80", "GREENOPT_LANG": language}
    return CliRunner(env=surroundings).invoke(greenopt, shlex.split(command)[1:]).stdout


def shown_in(language: str, command: str, answer: str) -> str:
    """Return a session as the pages of a language show it."""
    if language == "en":
        return answer
    translated = {pair.english[0].rstrip(): pair.vietnamese for pair in pairs(read(catalogue("code")))}
    first, _, rest = translated[f"$ {command}\n{answer}".rstrip()].partition("\n")
    assert first == f"$ {command}"
    return rest


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("page", ["explain.md"])
def test_a_session_is_what_the_program_prints(
    page: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shutil.copytree(ROOT / "cases" / "first-case", tmp_path / "cases" / "first-case")
    for plan in WRITTEN.findall(text):
        (tmp_path / "plan.csv").write_text(plan, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed("greenopt solve cases/first-case")
    sessions = SESSION.findall(text)

    assert len(sessions) >= 2
    for command, shown in sessions:
        found = [line.rstrip() for line in printed(command, language).splitlines()]
        assert [line.rstrip() for line in shown_in(language, command, shown).splitlines()] == found, command
