"""
Guided: a fuzzer that keeps the inputs which reach new code of greenopt, and goes on from them.

    pip install atheris
    python -m tests.hostile.guided case --runs 20000

Atheris is libFuzzer for Python; it is no dependency of the project, for it is large and only runs on a few versions of
Python. Its bytes are the dice of the damage, so that an input is as far from its seed as the fuzzer cares to go; what
is promised of each is the same as in ``test_fuzz.py``. A broken promise is written down with its bytes, and the search
goes on. ``--again FILE`` tries such bytes once more.
"""

import argparse
import importlib
import pkgutil
import random
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

WATCHED = ("greenopt", "yaml")
"""Packages whose branches guide the search."""
MOST_BYTES = 400
"""Bytes of dice for one input; when they are used up, every throw is zero."""


class BytesDice(random.Random):
    """Dice whose throws are read from bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data, self._used = data, 0

    def getrandbits(self, k: int, /) -> int:
        """Return the next throw; small throws take one byte, so that one byte changes one decision."""
        size = (k + 7) // 8
        piece = self._data[self._used : self._used + size]
        self._used += size
        return int.from_bytes(piece, "little") & ((1 << k) - 1)

    def random(self) -> float:
        """Return a throw between zero and one."""
        return self.getrandbits(53) / 2.0**53


class Search:
    """One door, and what was found behind it."""

    def __init__(self, name: str, found: Path) -> None:
        """Prepare the working folder; imported late, for the fuzzer watches what is imported after it."""
        from tests.hostile.doors import DOORS, Workshop

        self.door = next(each for each in DOORS if each.name == name)
        self.workshop = Workshop(Path(tempfile.mkdtemp(prefix="doors-")) / "work")
        self.found = found
        self.kinds: set[str] = set()

    def knock(self, data: bytes) -> None:
        """Try one input, made from these throws."""
        dice = BytesDice(data)
        with self.workshop.entered():
            words = dice.choice(self.door.commands)
            sealed = self.door.file.startswith("run/") and dice.randrange(4) > 0
            self.workshop.try_one(self.door, self.workshop.damaged(self.door, dice), words, sealed=sealed)

    def one(self, data: bytes) -> None:
        """Try one input; write down what breaks a promise, each kind once."""
        try:
            self.knock(data)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is what is searched for
            self._note(data, problem)
        except BaseException as problem:
            if type(problem).__name__ != "Hung":
                raise
            self._note(data, problem)

    def _note(self, data: bytes, problem: BaseException) -> None:
        kind = f"{type(problem).__name__}: {problem}"[-300:]
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.found.mkdir(parents=True, exist_ok=True)
            file = self.found / f"{self.door.name}-{len(self.kinds)}"
            file.write_bytes(data)
            sys.stderr.write(f"FOUND {file}: {kind}\n")


def main() -> None:
    """Search, or try one input again."""
    parser = argparse.ArgumentParser(description="Search for inputs of one door that break a promise.")
    parser.add_argument("door", help="a name of tests/hostile/doors.py")
    parser.add_argument("--runs", type=int, default=2000, help="inputs to try (default 2000)")
    parser.add_argument("--found", type=Path, default=None, help="folder for inputs that break a promise")
    parser.add_argument("--again", type=Path, default=None, help="try the bytes of this file, and nothing else")
    asked = parser.parse_args()
    if asked.again is not None:
        Search(asked.door, Path()).knock(asked.again.read_bytes())
        return
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(WATCHED)):
        _import_all("greenopt")
    search = Search(asked.door, asked.found or Path(tempfile.mkdtemp(prefix="found-")))
    corpus = Path(tempfile.mkdtemp(prefix="corpus-"))
    dice = random.Random(asked.door)  # noqa: S311 - repeatable on purpose
    for number in range(64):
        (corpus / str(number)).write_bytes(dice.randbytes(24 + 4 * number))
    flags = [f"-runs={asked.runs}", f"-max_len={MOST_BYTES}", "-handle_alrm=0", "-rss_limit_mb=0", "-verbosity=0"]
    flags += ["-print_final_stats=1", "-seed=7", "-len_control=0"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], search.one)
    atheris.Fuzz()


def _import_all(package: str) -> None:
    found: ModuleType = importlib.import_module(package)
    for each in pkgutil.walk_packages(found.__path__, f"{package}."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)


if __name__ == "__main__":
    main()
