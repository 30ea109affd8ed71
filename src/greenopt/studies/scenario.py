"""Scenario: one variation of a case, and the case that is varied."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.case.changes import Change, apply_changes, parse_set
from greenopt.case.document import parse_value
from greenopt.case.gather import Gathered, gather
from greenopt.case.read import read_gathered


class Scenario(NamedTuple):
    """A named set of changes."""

    id: str
    """Unique in a study."""
    changes: tuple[tuple[str, str], ...]
    """(path, value) in order, each as ``--set`` takes it."""


@dataclass(frozen=True)
class Source:
    """What is varied: a case with the scenarios and changes that were asked for."""

    where: Path
    scenarios: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    """``PATH=VALUE``."""

    @cached_property
    def gathered(self) -> Gathered:
        """
        The case as one tree, its files read once.

        Raises:
            CaseInvalid: the case is not YAML.
            FileProblem: a file cannot be read.
        """
        return gather(self.where, self.scenarios, [parse_set(each) for each in self.changes])

    @cached_property
    def digest(self) -> str:
        """What is varied, in one number: the bytes of every file that was read, and the changes that were asked for."""
        found = sha256()
        for name, path in sorted(self.gathered.sources.items()):
            found.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
        found.update("\0".join((*self.scenarios, "", *self.changes)).encode())
        return found.hexdigest()

    def read(self, further: Iterable[tuple[str, str]] = ()) -> Case:
        """
        Read the case with further changes, from its texts.

        Raises:
            CaseInvalid: with every mistake.
            FileProblem: a file cannot be read.
        """
        gathered, base = self.gathered, [parse_set(each) for each in self.changes]
        changes = [Change(path, parse_value(value, "--set"), "--set") for path, value in further]
        if changes and not gathered.mistakes:
            gathered = replace(gathered, tree=apply_changes(gathered.tree, changes))
        return read_gathered(gathered, self.scenarios, [*base, *changes])
