"""The table that is printed at the end: one line a comparison, with its aim and whether it was met."""

from typing import NamedTuple

from benchmarks.measure import Pairs

HEADINGS = ("what", "greenopt", "the other", "ratio", "aim", "")


class Line(NamedTuple):
    """One comparison, or one remark."""

    what: str
    ours: str = ""
    theirs: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None
    """None where there is no aim, or nothing could be measured."""


def faster(what: str, pairs: Pairs, *, at_least: float | None = None) -> Line:
    """Return the line of something that greenopt should do faster; the ratio says how many times."""
    ours, theirs = map(duration, pairs.shown)
    met = None if at_least is None else pairs.ratio >= at_least
    aim = "" if at_least is None else f">= {at_least:g} x"
    return Line(what, ours, theirs, f"{pairs.ratio:.3g} x faster", aim, met)


def within(what: str, pairs: Pairs, *, at_most: float | None = None) -> Line:
    """Return the line of something that greenopt may do slower; the ratio says how many times as long it takes."""
    ours, theirs = map(duration, pairs.shown)
    longer = Pairs(pairs.theirs, pairs.ours).ratio
    met = None if at_most is None else longer <= at_most
    return Line(what, ours, theirs, f"{longer:.3g} x the time", "" if at_most is None else f"<= {at_most:g} x", met)


def limit(what: str, value: float, at_most: float, shown: str, aim: str) -> Line:
    """Return the line of a number of greenopt's own that has a limit."""
    return Line(what, shown, "", "", aim, value <= at_most)


def duration(seconds: float) -> str:
    """Return a time with three digits."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "us")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def text_of(lines: list[Line]) -> str:
    """Return the table as text, each column as wide as its widest cell."""
    verdicts = {None: "", True: "met", False: "MISSED"}
    rows = [HEADINGS, *((*line[:5], verdicts[line.met]) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    written = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([written[0], "  ".join("-" * width for width in widths), *written[1:]])
