"""One digit: where numbers stand in a run folder, and the folder with one digit changed and every digest made anew."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tests.verify.forging import CASE, CERTIFICATE, RESULT, TABLE, as_bytes, digest, documents, leaves, table_of

from greenopt.run import Run

Json = Any
MULTIPLIERS = ("multipliers", "farkas", "prices", "tree", "ties", "then")
QUANTITY = re.compile(r"-?\d+(\.\d+)?( ?%|( [^\s/]+)?(/\w+)?)")
"""A number of a source: plain, a year, a share, or with a unit."""


class Change(NamedTuple):
    """One number and what it becomes."""

    document: str
    """The file in the folder."""
    path: tuple[Any, ...]
    """Keys down to the number; in a source, where its text begins and ends."""
    new: Json


class Place(NamedTuple):
    """Where a number stands."""

    document: str
    path: tuple[Any, ...]
    value: Json


def is_number(value: Json) -> bool:
    """Whether a leaf is an exact number, a whole number or a number of a result."""
    if isinstance(value, str):
        try:
            Fraction(value)
        except (ValueError, ZeroDivisionError):
            return False
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def other_digit(text: str, dice: random.Random) -> str:
    """Return a text with one of its digits changed."""
    place = dice.choice([place for place, each in enumerate(text) if each in "0123456789"])
    return text[:place] + dice.choice([each for each in "0123456789" if each != text[place]]) + text[place + 1 :]


def changed(value: Json, dice: random.Random) -> Json:
    """Return a number with one digit changed that is another number; None if the dice fell on nothing such."""
    text = other_digit(value if isinstance(value, str) else repr(value), dice)
    new = text if isinstance(value, str) else type(value)(text)
    # A certificate writes no denominator that begins with a zero: the form would refuse it, not the mathematics.
    if "/0" in text or not is_number(new) or Fraction(str(new)) == Fraction(str(value)):
        return None
    return new


class Forgery:
    """A run folder in which one number at a time is another one, and all that is made from the files is made anew."""

    def __init__(self, run: Run, place: Path) -> None:
        """Write the run."""
        run.write(place)
        self.run, self.place = run, place
        self.data = documents(place)
        names = (path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
        self.files = {name: (place / name).read_bytes() for name in names if name != "log.txt"}
        self._listed = {name: digest(each) for name, each in self.files.items() if name != "manifest.json"}
        self._forged: set[str] = set()
        self.places = self._places()

    def _places(self) -> dict[str, list[Place]]:
        """Return what may be changed: kind of number → where."""
        found: dict[str, list[Place]] = {}

        def add(kind: str, document: str, path: tuple[Any, ...], value: Json) -> None:
            if is_number(value):
                found.setdefault(kind, []).append(Place(document, path, value))

        for path, value in leaves(self.data[CERTIFICATE]):
            if path[0] not in ("case", "result"):
                proof = {*MULTIPLIERS} & {*path} and not (path[0] in ("stages", "then") and path[2] == "value")
                add("plan" if path[0] == "plan" else "multipliers" if proof else "objective", CERTIFICATE, path, value)
        told = {"portfolio": "plan", "rules": "prices", "objective": "objective", "totals": "objective"}
        for path, value in leaves(self.data[RESULT]):
            if path[0] in (*told, "tiers", "years") and path[-1] != "solver_claim":
                add(told.get(path[0], "objective"), RESULT, path, value)
        for path, value in leaves(self.data[CASE]):
            add("settled case", CASE, path, value)
        for name in self.files:
            if name.startswith("inputs/"):
                found.setdefault("sources", []).extend(_numbers_in(name, self.files[name].decode()))
        return found

    @contextmanager
    def with_change(self, change: Change) -> Iterator[Path]:
        """Yield the folder with a change, which the next one takes back."""
        files: dict[str, bytes] = {}
        certificate, result = self.data[CERTIFICATE], self.data[RESULT]
        digests = (certificate["case"], certificate["result"], result["case"]["digest"], result["inputs"])
        with self._put(change, files):
            if change.document == CASE:
                files[CASE] = as_bytes(self.data[CASE])
                certificate["case"] = result["case"]["digest"] = digest(files[CASE])
            if change.document != CERTIFICATE:
                files[RESULT] = as_bytes(result)
                certificate["result"] = digest(files[RESULT])
                files[TABLE] = table_of(result)
            files[CERTIFICATE] = as_bytes(certificate)
            listed = self._listed | {name: digest(data) for name, data in files.items()}
            files["manifest.json"] = as_bytes({"schema": "greenopt.manifest/1", "files": listed})
            try:
                self._write(files)
                yield self.place
            finally:
                certificate["case"], certificate["result"], result["case"]["digest"], result["inputs"] = digests

    @contextmanager
    def _put(self, change: Change, files: dict[str, bytes]) -> Iterator[None]:
        """Put a number into a document, or a text into a source, and take it out again."""
        if change.document in self.data:
            holder = self.data[change.document]
            for key in change.path[:-1]:
                holder = holder[key]
            before, holder[change.path[-1]] = holder[change.path[-1]], change.new
            try:
                yield
            finally:
                holder[change.path[-1]] = before
            return
        text, (begin, end) = self.files[change.document].decode(), change.path
        files[change.document] = f"{text[:begin]}{change.new}{text[end:]}".encode()
        name, sha = change.document.removeprefix("inputs/"), digest(files[change.document])
        self.data[RESULT]["inputs"] = [
            {**each, "sha256": sha} if each["file"] == name else each for each in self.data[RESULT]["inputs"]
        ]
        yield

    def _write(self, files: dict[str, bytes]) -> None:
        """Write files, and those that the change before has left as they were."""
        for name in files.keys() | self._forged:
            (self.place / name).write_bytes(files.get(name, self.files[name]))
        self._forged = {*files}


def _numbers_in(name: str, text: str) -> Iterator[Place]:
    """Yield the numbers of a source: scalars of YAML, or cells of a table, that are a number with or without a unit."""
    if name.endswith(".csv"):
        spans = [each.span() for each in re.finditer(r"[^,\n]+", text)]
    else:
        spans = [(node.start_mark.index, node.end_mark.index) for node in _scalars(yaml.compose(text, yaml.BaseLoader))]
    for begin, end in spans:
        if QUANTITY.fullmatch(text[begin:end].strip("'\"")):
            yield Place(name, (begin, end), text[begin:end])


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for each in pair:
                yield from _scalars(each)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
