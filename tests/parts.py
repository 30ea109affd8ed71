"""
Parts: a campaign of thousands in pieces, so that it runs on every core and goes on where it was broken off.

A test marked ``in_parts("linear", 250, title="…")`` is run with ``numbers``, 250 at a time of as many as ``--linear``
says, and with a ``tally`` to count in; its title may name other parameters, such as ``{door.name}``. With
``--journal FILE`` each part that has passed is written down with what it counted. Begun again with the same file, the
campaign leaves such parts out and counts them as before, as long as no line of greenopt or of its tests has changed.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MARKER = "in_parts(size, each, *, title, times=1): a campaign in parts, see tests/parts.py"


class Tally(Counter[str]):
    """Counts of what happened, and the seconds of the processor that each side took."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timed(self, side: str) -> Iterator[None]:
        """Add what the block takes to the time of a side."""
        began = process_time()
        try:
            yield
        finally:
            self.seconds[side] = self.seconds.get(side, 0.0) + process_time() - began

    def take(self, kept: dict[str, Any]) -> None:
        """Add what another one has counted, as it was kept."""
        self.update(kept["counts"])
        for side, seconds in kept["seconds"].items():
            self.seconds[side] = self.seconds.get(side, 0.0) + seconds

    def kept(self) -> dict[str, Any]:
        """Return the counts as they are kept."""
        return {"counts": dict(self), "seconds": self.seconds}

    def words(self, title: str) -> str:
        """Return one line with every count."""
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.items()))
        times = ", ".join(f"{side} {seconds:.0f} s" for side, seconds in self.seconds.items())
        return f"{title}: {counts}" + (f"; {times}" if times else "")


Tallies = dict[str, Tally]
"""Title of a campaign → what all of its parts have counted."""
TALLIES = pytest.StashKey[Tallies]()


def split(metafunc: pytest.Metafunc) -> None:
    """Give a test that is marked so its numbers, part by part."""
    marker = metafunc.definition.get_closest_marker("in_parts")
    if marker is None:
        return
    size, each = marker.args
    wanted = int(metafunc.config.getoption(size) * marker.kwargs.get("times", 1))
    parts = [range(first, min(first + each, wanted)) for first in range(0, wanted, each)]
    metafunc.parametrize("numbers", parts, ids=[f"{part.start}-{part.stop - 1}" for part in parts])


def begun(item: pytest.Item) -> Tally:
    """Return the tally of a part; one that the journal knows is left out, and counted as before."""
    journal = item.config.getoption("journal")
    known = _read(journal).get(item.nodeid) if journal is not None else None
    if known is not None:
        take(item.config, {_title(item): known})
        pytest.skip("passed before, says the journal")
    return Tally()


def passed(item: pytest.Item) -> None:
    """Count a part that has passed, and write it down."""
    tally = getattr(item, "funcargs", {}).get("tally")
    if not isinstance(tally, Tally):
        return
    take(item.config, {_title(item): tally.kept()})
    journal = item.config.getoption("journal")
    if journal is not None:
        line = json.dumps({"part": item.nodeid, "sources": _sources(), **tally.kept()}, ensure_ascii=False)
        with journal.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def take(config: pytest.Config, kept: dict[str, Any]) -> None:
    """Add to the tallies what parts have counted."""
    tallies = config.stash.setdefault(TALLIES, {})
    for title, counted in kept.items():
        tallies.setdefault(title, Tally()).take(counted)


def told(config: pytest.Config) -> list[str]:
    """Return a line for each campaign in parts."""
    return [tally.words(title) for title, tally in sorted(config.stash.get(TALLIES, {}).items())]


def _title(item: pytest.Item) -> str:
    marker = item.get_closest_marker("in_parts")
    assert marker is not None, "only a campaign in parts has a tally"
    callspec = getattr(item, "callspec", None)
    return str(marker.kwargs["title"]).format(**callspec.params if callspec is not None else {})


def _read(journal: Path) -> dict[str, dict[str, Any]]:
    """Return what was counted of the sources as they are; a last line that was broken off is nothing."""
    found = {}
    for line in journal.read_text(encoding="utf-8").splitlines() if journal.exists() else ():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry["sources"] == _sources():
            found[entry["part"]] = entry
    return found


@cache
def _sources() -> str:
    """Return the digest of everything that could change what a campaign finds."""
    seen = sha256()
    for folder in ("src", "tests", "cases", "models"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"}:
                seen.update(f"{path.relative_to(ROOT)}\n".encode())
                seen.update(path.read_bytes())
    return seen.hexdigest()
