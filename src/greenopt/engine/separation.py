"""
Separation: which cuts keep the optimum of a linear relaxation away from plans that it is not one of.

All of it is in floats: whatever is chosen here, `cuts.derived` says exactly what it means. Rows to be rounded are those
that hold the optimum, each alone; pairs of them without a continuous column that both have; and the rows of the simplex
tableau of whole columns that are not whole (Gomory, 1960). Each is tried with several multiples.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import frexp
from typing import NamedTuple

import numpy as np

from greenopt.engine.cuts import Cut, Said, derived, with_row
from greenopt.engine.program import At, Bounds, Cost, Program
from greenopt.engine.rounding import LEAST_FOUND, counted, rounded
from greenopt.engine.scaling import Floats, OutOfRange
from greenopt.engine.solve import Claim, Outcome, Solver

MOST_ENTRIES = 1_000_000
"""Rows times columns of a program that is cut at all."""
_TURNS, _ROUNDS, _CUTS_PER_ROUND, _IDLE = 4, 16, 40, 3
_LEAST_GAIN = 0.01
"""A round that closes less than this part of what is open between bound and plan is idle; some such end it."""
_TINY, _HELD, _LEAST_DEPTH, _MOST_ALIKE, _LEAST_PART = 1e-9, 1e-6, 1e-3, 0.9, 0.01
_DIVISORS, _PAIRS, _BITS = 8, 6, 30
_MOST_BITS = 256
"""Of a number of a cut. Each cut that is made of cuts has numbers twice as long as they, so some stop at once."""


def cutting(program: Program, bounds: Bounds, cost: Cost, value: Fraction | None) -> list[Cut]:
    """
    Return cuts that lower the optimum of the linear relaxation, those without effect left out.

    Args:
        program: the exact program.
        bounds: the restriction that is meant.
        cost: what is maximised.
        value: what a plan is known to reach; None if none is known.
    """
    if not any(program.whole) or len(program.rows) * len(program.columns) > MOST_ENTRIES:
        return []
    rows = len(program.rows)
    counts, cuts = counted(program, bounds), list[Cut]()
    relaxation, known = None, None if value is None else float(value)
    for turn in range(_TURNS):
        found, program, bounds = rounded(program, bounds, counts)
        cuts += found
        if turn and len(found) < LEAST_FOUND * len(counts):
            break
        more, program, bounds, relaxation = _separated(program, bounds, cost, known)
        cuts += more
        if relaxation is None:
            return []
    if relaxation is not None and found:
        relaxation = _Relaxation.of(program, bounds, cost)
    return _needed(cuts, rows, relaxation)


def _separated(
    program: Program, bounds: Bounds, cost: Cost, known: float | None
) -> "tuple[list[Cut], Program, Bounds, _Relaxation | None]":
    """Return cuts round after round until they hardly lower the optimum, the program with them, and its optimum."""
    cuts, idle = list[Cut](), 0
    relaxation = _Relaxation.of(program, bounds, cost)
    for _ in range(_ROUNDS):
        if relaxation is None:
            break
        before = relaxation.value
        found, program, bounds = relaxation.cut()
        if not found:
            break
        cuts += found
        relaxation = _Relaxation.of(program, bounds, cost)
        if relaxation is None:
            break
        open_part = abs(before) if known is None else before - known
        idle = idle + 1 if before - relaxation.value <= _LEAST_GAIN * open_part else 0
        if idle == _IDLE:
            break
    return cuts, program, bounds, relaxation


def _needed(cuts: Sequence[Cut], rows: int, relaxation: "_Relaxation | None") -> list[Cut]:
    """Return the cuts that hold the optimum, and those from which they are derived."""
    wanted = set() if relaxation is None else {row - rows for row in relaxation.held() if row >= rows}
    for number in range(len(cuts) - 1, -1, -1):
        if number in wanted:
            wanted |= {row - rows for row in cuts[number].multipliers if row >= rows}
    place = {rows + number: rows + new for new, number in enumerate(sorted(wanted))}
    return [
        Cut({place.get(row, row): each for row, each in cuts[number].multipliers.items()}, cuts[number].turned)
        for number in sorted(wanted)
    ]


def _is_short_enough(said: Said) -> bool:
    """Whether exact sums over a cut stay cheap, for the proof and for whoever checks it."""
    numbers = (*map(abs, said.entries.values()), said.scale, abs(said.upper.numerator), said.upper.denominator)
    return max(numbers).bit_length() <= _MOST_BITS


class _Candidate(NamedTuple):
    """A cut in floats: how far it keeps the optimum away, its direction, and what it is made of."""

    depth: float
    direction: Floats
    multipliers: Floats


class _Relaxation:
    """The optimum of a relaxation with its cuts, in floats."""

    def __init__(self, program: Program, bounds: Bounds, outcome: Outcome) -> None:
        self.program, self.bounds = program, bounds
        self.value = outcome.value or 0.0
        self._x = np.array(outcome.x)
        self._basis = outcome.basis
        self._rows = np.zeros((len(program.rows), len(program.columns)))
        for row, (entries, scale) in enumerate(zip(program.entries, program.scale, strict=True)):
            for column, entry in entries.items():
                self._rows[row, column] = entry / scale
        self._column_lower, self._column_upper = map(_floats, (bounds.column_lower, bounds.column_upper))
        self._row_lower = np.array([-np.inf if side is None else float(side) for side in bounds.row_lower])
        self._row_upper = np.array([np.inf if side is None else float(side) for side in bounds.row_upper])
        self._whole = np.array(program.whole, dtype=np.bool_)
        to_lower, to_upper = self._x - self._column_lower, self._column_upper - self._x
        self._turned = to_lower > to_upper
        self._inside = (to_lower > _HELD) & (to_upper > _HELD)
        self._origin = np.where(self._turned, self._column_upper, self._column_lower)
        self._signs = np.where(self._turned, -1.0, 1.0)
        activity = self._rows @ self._x
        near = _HELD * np.maximum(1.0, np.abs(activity))
        self._at_lower = np.abs(activity - self._row_lower) <= near
        self._at_upper = np.abs(activity - self._row_upper) <= near

    @classmethod
    def of(cls, program: Program, bounds: Bounds, cost: Cost) -> "_Relaxation | None":
        """Solve a program; None where that fails."""
        try:
            outcome = Solver(program).solve(cost, bounds)
        except OutOfRange:
            return None
        if outcome.claim is not Claim.OPTIMAL or outcome.x is None or outcome.value is None:
            return None
        return cls(program, bounds, outcome)

    def held(self) -> list[int]:
        """Return the rows whose upper sides the optimum stands at."""
        found: list[int] = np.flatnonzero(self._at_upper).tolist()
        return found

    def cut(self) -> tuple[list[Cut], Program, Bounds]:
        """Return the deepest cuts that are not much alike, and the program with them."""
        candidates = sorted(self._candidates(), key=lambda each: -each.depth)
        chosen: list[_Candidate] = []
        for each in candidates:
            if len(chosen) == _CUTS_PER_ROUND:
                break
            if all(abs(each.direction @ other.direction) < _MOST_ALIKE for other in chosen):
                chosen.append(each)
        cuts, program, bounds = list[Cut](), self.program, self.bounds
        for each in chosen:
            touched = (self._rows[each.multipliers != 0] != 0).any(axis=0)
            cut = Cut(_short(each.multipliers), frozenset(np.flatnonzero(self._turned & touched).tolist()))
            said = derived(self.program, self.bounds, cut)
            if said is not None and _is_short_enough(said) and self._is_broken(said):
                cuts.append(cut)
                program, bounds = with_row(program, bounds, said)
        return cuts, program, bounds

    def _is_broken(self, said: Said) -> bool:
        """Whether the optimum breaks a cut as it was derived."""
        return said.reached(self._x) > said.upper

    def _candidates(self) -> Iterator[_Candidate]:
        for combination in self._combinations():
            for multipliers in self._multiples(combination):
                yield from self._tried(multipliers)
        for multipliers in self._tableau():
            for multiple in (1, -1, 2, -2, 3, -3):
                yield from self._tried(multipliers * multiple)

    def _combinations(self) -> Iterator[Floats]:
        """Yield the rows that hold the optimum, and pairs of them that cancel a continuous column."""
        held = [(int(row), 1.0) for row in np.flatnonzero(self._at_upper)]
        held += [(int(row), -1.0) for row in np.flatnonzero(self._at_lower)]
        for row, sign in held:
            yield self._of({row: sign})
        tight = np.flatnonzero(self._at_upper | self._at_lower)
        for column in np.flatnonzero(self._inside & ~self._whole):
            having = [int(row) for row in tight if abs(self._rows[row, column]) > _TINY][:_PAIRS]
            for one, other in combinations(having, 2):
                pair = self._of({one: 1 / self._rows[one, column], other: -1 / self._rows[other, column]})
                yield pair
                yield -pair

    def _of(self, multipliers: dict[int, float]) -> Floats:
        found = np.zeros(len(self._rows))
        for row, value in multipliers.items():
            found[row] = value
        return found

    def _multiples(self, multipliers: Floats) -> Iterator[Floats]:
        """Yield multiples by which columns inside their boxes have the weight one, a half, and so on."""
        weights = np.abs(multipliers @ self._rows)
        divisors = sorted({float(f"{weight:.12g}") for weight in weights[self._inside & self._whole]}, reverse=True)
        for divisor in [each for each in divisors if each > _TINY * weights.max(initial=0.0)][:_DIVISORS]:
            for times in (1, 2, 4, 8):
                yield multipliers / (divisor * times)

    def _tableau(self) -> Iterator[Floats]:
        """Yield the multipliers that make the tableau rows of whole columns that are not whole."""
        if self._basis is None:
            return
        columns = [column for column, at in enumerate(self._basis.columns) if at is At.BASIC]
        rows = [row for row, at in enumerate(self._basis.rows) if at is not At.BASIC]
        try:
            inverse = np.linalg.inv(self._rows[np.ix_(rows, columns)])
        except np.linalg.LinAlgError:
            return
        for place, column in enumerate(columns):
            if self._whole[column] and abs(self._x[column] - round(self._x[column])) > _HELD:
                found = np.zeros(len(self._rows))
                found[rows] = inverse[place]
                largest = np.abs(found).max()
                found[np.abs(found) <= _TINY * largest] = 0.0
                yield found

    def _tried(self, multipliers: Floats) -> Iterator[_Candidate]:
        """Yield the cut of some multipliers if the optimum breaks it."""
        used = multipliers != 0
        own = np.where(multipliers > 0, self._row_upper, self._row_lower)
        slack = used & ~np.isfinite(own)
        side = np.where(slack, np.where(multipliers > 0, self._row_lower, self._row_upper), own)
        weights = multipliers @ self._rows
        most = multipliers[used] @ side[used] - weights @ self._origin
        if not np.isfinite(most):
            return
        part = most - np.floor(most)
        if not _LEAST_PART < part < 1 - _LEAST_PART:
            return
        turned = self._signs * weights
        below = np.floor(turned + _TINY)
        least = np.where(
            self._whole,
            below + np.maximum(0.0, turned - below - part) / (1 - part),
            np.minimum(turned, 0.0) / (1 - part),
        )
        said = self._signs * least
        upper = np.floor(most) + said @ self._origin
        for row in np.flatnonzero(slack):
            step = -multipliers[row] / (1 - part)
            upper += step * side[row]
            said = said + step * self._rows[row]
        length = float(np.linalg.norm(said))
        if length > _TINY and (depth := float(said @ self._x - upper) / length) > _LEAST_DEPTH:
            yield _Candidate(depth, said / length, multipliers)


def _floats(numbers: Sequence[Fraction]) -> Floats:
    return np.array([float(number) for number in numbers])


def _short(multipliers: Floats) -> dict[int, Fraction]:
    """Return multipliers as short fractions."""
    found = {}
    for row in np.flatnonzero(multipliers).tolist():
        mantissa, exponent = frexp(multipliers[row])
        found[row] = Fraction(round(mantissa * 2**_BITS)) * Fraction(2) ** (exponent - _BITS)
    return found
