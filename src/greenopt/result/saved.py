"""
Saved: a run read back from its folder, and the case that it answers read once more from the copied sources.

Commands that begin from a run (explain it, plan the rest of it, compare it) read it here, so that the planner's own
files may have changed, moved or gone in the meantime.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from greenopt.case.case import Case
from greenopt.case.changes import Change, parse_set
from greenopt.case.read import read_case
from greenopt.case.text import read_bytes
from greenopt.errors import FileProblem
from greenopt.language import say
from greenopt.result.folder import MANIFEST
from greenopt.result.resolved import digest

INPUTS = "inputs"
LARGEST_DOCUMENT = 2**29
"""Bytes that a document of a run or a study may have."""


@dataclass(frozen=True)
class SavedRun:
    """A run folder; nothing in it is believed that ``greenopt verify`` does not prove."""

    folder: Path

    @cached_property
    def result(self) -> dict[str, Any]:
        """
        The result document.

        Raises:
            FileProblem: it cannot be read, or is no result.
        """
        return document_at(self.folder / "result.json", "greenopt.result/1")

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """
        The certificate.

        Raises:
            FileProblem: it cannot be read, or is no certificate.
        """
        return document_at(self.folder / "certificate.json", "greenopt.certificate/1")

    @cached_property
    def digest(self) -> str:
        """The digest of the run, that of its manifest."""
        return digest(read_bytes(self.folder / MANIFEST, str(self.folder / MANIFEST), LARGEST_DOCUMENT))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that were applied."""
        return tuple(self.result["scenario"])

    @property
    def changes(self) -> tuple[Change, ...]:
        """The single changes that were applied."""
        return tuple(parse_set(f"{path}={value}") for path, value in self.result["changes"].items())

    def case(self, further: tuple[Change, ...] = ()) -> Case:
        """
        Read the case again from the copied sources, with the scenarios and changes of the run, then further ones.

        Raises:
            CaseInvalid: the sources, or a further change, have mistakes.
            FileProblem: the sources cannot be read.
        """
        return read_case(case_file(self.folder / INPUTS), self.scenarios, (*self.changes, *further))


def document_at(path: Path, schema: str) -> dict[str, Any]:
    """
    Return a document that greenopt wrote.

    Args:
        path: of the file.
        schema: what the document says it is.

    Raises:
        FileProblem: it is missing, no ordinary file, too large, or no such document.
    """
    try:
        found = json.loads(read_bytes(path, str(path), LARGEST_DOCUMENT))
    except (ValueError, RecursionError) as error:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error
    if not isinstance(found, dict) or found.get("schema") != schema:
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path))
    return found


def case_file(inputs: Path) -> Path:
    """
    Return the file of the case among copied sources: case.yaml, or the one YAML file that lies on top.

    Raises:
        FileProblem: there is none.
    """
    usual = inputs / "case.yaml"
    if usual.is_file():
        return usual
    tops = sorted(each for each in inputs.glob("*.y*ml") if b"case" in read_bytes(each, str(each)))
    if len(tops) != 1:
        raise FileProblem(say("{path} holds no case", path=inputs))
    return tops[0]
