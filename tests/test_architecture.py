"""
What no single module can be held to: sizes, imports that make commands slow, and traces of a machine.

The floors between modules are contracts in ``pyproject.toml``, checked by ``lint-imports``.
"""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "greenopt"

SHORTEST, LONGEST = 60, 350
ENTRANCES = {"__init__.py", "__main__.py"}
"""Entrances of packages and of the program may be as short as they like."""
ONE_FILE_EACH = {"rules", "objectives", "cli"}
"""Folders in which each thing has its own file, however little there is to say about it."""
OTHER_LENGTHS = {
    "case/case.py": "the record that the reader hands to the engine",
    "case/decimal_comma.py": "one question, asked by two readers that know nothing of each other",
    "case/grid.py": "the record that both kinds of table hand to one reader",
    "case/nearest.py": "did-you-mean, used by the whole package",
    "project.py": "the frozen records of a case, which speak of each other, and what is asked of all projects at once",
    "studies/places.py": "where something stands in the files, asked by projects, rules and funds alike",
    "case/shipped.py": "where models and cases stand, in a checkout and in an installed package",
}
"""Modules (path inside the package) that may be shorter or longer, each with the reason."""

HEAVY = {"pyomo", "highspy", "pandas", "numpy", "networkx", "scipy", "pydantic"}

SKIPPED_FOLDERS = {".git", ".venv", ".hypothesis", "__pycache__", "_build", "build", "dist", "runs", "greenopt-demo"}
# Written in two parts, so that this file does not find itself.
TRACES = {
    "a home or work folder": re.compile("/(?:" + "home|root|work|Users)/" + r"[\w.-]+"),
    "a temporary folder": re.compile("/" + r"tmp/\w"),
    "a Windows folder": re.compile(r"\b[A-Z]:\\" + "Users"),
    "a package registry": re.compile("py" + r"pi\.org|pythonhosted\.org|registry\." + r"npmjs|deb\." + "debian"),
}


def modules() -> list[str]:
    """Return the modules of the package, as paths inside it."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def text_files() -> list[tuple[Path, str]]:
    """Return the text files of the checkout that are not built from others."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        hidden_cache = any(part.startswith(".") and part.endswith("_cache") for part in inside.parts)
        if hidden_cache or SKIPPED_FOLDERS.intersection(inside.parts) or not path.is_file():
            continue
        try:
            found.append((inside, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def modules_imported_by(*arguments: str) -> set[str]:
    """Return the top-level modules that ``python -m greenopt …`` imports in a fresh process."""
    command = [sys.executable, "-X", "importtime", "-m", "greenopt", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("module", [name for name in modules() if name not in OTHER_LENGTHS])
def test_a_module_is_one_concept_long(module: str) -> None:
    length = len((PACKAGE / module).read_text(encoding="utf-8").splitlines())
    may_be_short = Path(module).name in ENTRANCES or Path(module).parts[0] in ONE_FILE_EACH

    assert length <= LONGEST
    assert length >= SHORTEST or may_be_short


@pytest.mark.parametrize("module", OTHER_LENGTHS)
def test_an_exempted_module_needs_its_exemption(module: str) -> None:
    length = len((PACKAGE / module).read_text(encoding="utf-8").splitlines())

    assert not SHORTEST <= length <= LONGEST


def test_help_imports_nothing_heavy() -> None:
    """Importing everything costs more than a second; a person who asks for help should not wait for it."""
    imported = modules_imported_by("--help")

    assert "greenopt" in imported
    assert imported & HEAVY == set()


def test_the_verifier_needs_python_alone() -> None:
    """An auditor runs a copy of ``verify/`` with nothing installed: no greenopt module, no library."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "verify").rglob("*.py"))
    imported = re.findall(r"^\s*(?:from|import)\s+([\w.]+)", sources, flags=re.MULTILINE)
    inside = {name for name in imported if name.startswith(".")}

    assert {name.count(".") for name in inside} == {1}
    assert {name.partition(".")[0] for name in imported if name not in inside} <= sys.stdlib_module_names


@pytest.mark.parametrize("trace", TRACES)
def test_no_file_names_a_machine(trace: str) -> None:
    hits = ((path, TRACES[trace].search(text)) for path, text in text_files())
    found = [f"{path}: {hit.group()}" for path, hit in hits if hit]

    assert found == []
