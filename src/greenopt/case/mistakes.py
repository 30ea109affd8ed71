"""
A list of mistakes that grows while a file is read, so that a planner sees them all at once.

Reading goes on after a mistake wherever that makes sense. A file that is wrong everywhere stops being read
after ``MOST_MISTAKES``: nobody reads a longer list, and a hostile file must not fill the memory.
"""

from collections.abc import Sequence
from typing import NoReturn

from greenopt.errors import CaseInvalid, Diagnostic, Place
from greenopt.language import Message, say

MOST_MISTAKES = 200

Segments = Sequence[str | int]
"""The way to a value in the tree: keys, and positions in lists."""


def dotted(path: Segments) -> str:
    """Write a path as people do: ``projects.brick.cost``."""
    return ".".join(map(str, path))


class Mistakes:
    """Collects diagnostics; ``raise_if_any`` ends the reading."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, code: str, place: Place, path: Segments | str, message: Message, hint: Message) -> None:
        """
        Note one mistake.

        Raises:
            CaseInvalid: when there are too many to go on.
        """
        key = path if isinstance(path, str) else dotted(path)
        self.found.append(Diagnostic(code, place, key, message, hint))
        if len(self.found) >= MOST_MISTAKES:
            self.stop(
                "too-many-mistakes",
                place,
                "",
                say("reading stopped here, after {count} {count:mistake|mistakes}", count=MOST_MISTAKES),
                say("correct these first"),
            )

    def stop(self, code: str, place: Place, path: Segments | str, message: Message, hint: Message) -> NoReturn:
        """
        Note a mistake after which nothing more can be read.

        Raises:
            CaseInvalid: always, with everything found so far.
        """
        key = path if isinstance(path, str) else dotted(path)
        raise CaseInvalid([*self.found, Diagnostic(code, place, key, message, hint)])

    def raise_if_any(self) -> None:
        """
        End the reading.

        Raises:
            CaseInvalid: when at least one mistake was noted.
        """
        if self.found:
            raise CaseInvalid(self.found)
