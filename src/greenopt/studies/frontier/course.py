"""
Course: what moves along a frontier, from where to where.

    at       where one stands: a factor, an amount that is added, a value; the share of the way, from 0 to 1, where
             paths move between different ends
    changes  what is changed there, as ``--set`` takes it

Everything on the way is affine: twice as far moves every number twice as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.span import End, read_end, written_number
from greenopt.errors import WrongUsage
from greenopt.language import printable, say
from greenopt.studies.scenario import Scenario
from greenopt.units import UnitError, significant

FUNDS = "funds.*.amount.*"
"""What moves where nothing is named: all money of all funds."""
FIRST, LAST, FARTHEST = "x 0", "x 2", "x 10"
"""The ends where none is named, and how far is looked for money that brings nothing more."""
BETWEEN = ".."


class Moving(NamedTuple):
    """One path with its two ends."""

    path: str
    first: End
    last: End


class Measure(NamedTuple):
    """What ``at`` is where paths follow something else, each in its own way."""

    first: Fraction
    last: Fraction
    unit: str
    """Empty for a share."""


@dataclass(frozen=True)
class Course:
    """Paths that move together."""

    paths: tuple[Moving, ...]
    measure: Measure | None = None
    """What they follow; None if ``at`` is what is written."""

    @classmethod
    def of(cls, vary: Sequence[str], first: str | None, last: str | None) -> "Course":
        """
        Return the course that is asked for.

        Args:
            vary: paths, each alone or with its own ends, ``PATH=FROM..TO``; none means all money of all funds.
            first: where paths without own ends begin.
            last: where they end.

        Raises:
            WrongUsage: an end is no number or missing, or the ends do not fit together.
        """
        found = []
        for each in vary or (FUNDS,):
            path, sign, own = each.partition("=")
            begin, dots, end = own.partition(BETWEEN)
            if sign and not (dots and begin.strip() and end.strip()):
                raise WrongUsage(
                    say("--vary takes PATH, or PATH=FROM..TO such as {example}", example=f"{FUNDS}=x 0..x 2")
                )
            if not path.strip():
                raise WrongUsage(say("--vary needs a path, such as {example}", example=FUNDS))
            ends = (begin.strip(), end.strip()) if sign else _common(first, last)
            found.append(_moving(path.strip(), *ends, own=bool(sign)))
        if len({each.path for each in found}) < len(found):
            raise WrongUsage(say("--vary names the same path twice"))
        return cls(tuple(found))

    @property
    def is_common(self) -> bool:
        """Whether all paths move between the same ends."""
        return len({each[1:] for each in self.paths}) == 1

    @property
    def kind(self) -> str:
        """What ``at`` is: ``factor``, ``added``, ``value``, or ``share`` of the way."""
        if self.measure is not None:
            return "value" if self.measure.unit else "share"
        names = {"scale": "factor", "add": "added"}
        return names.get(self.paths[0].first.kind, "value") if self.is_common else "share"

    @property
    def unit(self) -> str:
        """The unit of ``at``, as it is written; empty for factors, shares of the way and bare numbers."""
        if self.measure is not None:
            return self.measure.unit
        return self.paths[0].first.unit.strip() if self.is_common else ""

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The first and the last ``at``."""
        if self.measure is not None:
            return self.measure.first, self.measure.last
        return (self.paths[0].first.number, self.paths[0].last.number) if self.is_common else (Fraction(0), Fraction(1))

    def cut(self, last: Fraction) -> "Course":
        """Return the course that ends earlier."""
        share = self.share(last)
        return Course(tuple(each._replace(last=each.last._replace(number=_at(each, share))) for each in self.paths))

    def at(self, share: float | Fraction) -> Fraction:
        """Return where one stands at a share of the way, as it is printed: to twelve digits."""
        first, last = self.ends
        found = significant(first + (last - first) * Fraction(share))
        return min(max(found, first), last)

    def share(self, at: Fraction) -> Fraction:
        """Return the share of the way at which one stands there."""
        first, last = self.ends
        return (at - first) / (last - first) if last > first else Fraction(0)

    def changes(self, at: Fraction) -> tuple[tuple[str, str], ...]:
        """Return what is changed there."""
        share = self.share(at)
        return tuple((each.path, each.first.written(written_number(_at(each, share)))) for each in self.paths)

    def scenario(self, at: Fraction) -> Scenario:
        """Return what is solved there."""
        return Scenario(str(float(at)), self.changes(at))


def standing(vary: Sequence[str], measure: Measure) -> Course:
    """Return the course of paths, ``PATH=AT..AT``, that stand still, each where it is said to begin."""
    paths = []
    for each in vary:
        path, _, own = each.partition("=")
        end = read_end(own.partition(BETWEEN)[0])
        paths.append(Moving(path, end, end))
    return Course(tuple(paths), measure)


def _at(moving: Moving, share: Fraction) -> Fraction:
    return moving.first.number + (moving.last.number - moving.first.number) * share


def _common(first: str | None, last: str | None) -> tuple[str, str]:
    begin, end = (FIRST if first is None else first).strip(), (LAST if last is None else last).strip()
    if first is not None and last is None and not begin.startswith("x "):
        raise WrongUsage(say("--from {first} needs --to", first=printable(begin)))
    if last is not None and first is None and not end.startswith("x "):
        raise WrongUsage(say("--to {last} needs --from", last=printable(end)))
    return begin, end


def _moving(path: str, first: str, last: str, *, own: bool) -> Moving:
    try:
        begin, end = read_end(first), read_end(last)
    except UnitError as problem:
        raise WrongUsage(say("{path}: {problem}", path=path, problem=say_both(problem))) from None
    if begin.kind != end.kind or begin.unit.split() != end.unit.split():
        raise WrongUsage(
            say(
                "'{first}' and '{last}' are not written alike; write both as x and a factor, or as values in one unit",
                first=printable(first),
                last=printable(last),
            )
        )
    if begin.number == end.number:
        raise WrongUsage(say("{path}: both ends are the same", path=path))
    if begin.number > end.number and not own:
        raise WrongUsage(say("--from {first} lies above --to {last}", first=printable(first), last=printable(last)))
    return Moving(path, begin, end)


def say_both(problem: UnitError) -> object:
    """Return what is wrong and what to write instead."""
    return say("{message}; {hint}", message=problem.message, hint=problem.hint)
