"""
Cuts for whole-number programs: rows that every plan keeps and the linear relaxation does not.

A cut is told by multipliers of rows and by the columns that are counted from their upper side; what it says follows
by mixed-integer rounding (Marchand and Wolsey, 2001), so whoever has the rows derives it again. With every column
counted from a side of its box, t >= 0, the multipliers make of the rows

    sum(a * t)  <=  b + s           s >= 0: what continuous columns and the slack of rows may add

and with f = b - floor(b) every plan keeps

    sum((floor(a) + max(0, a - floor(a) - f) / (1 - f)) * t)  <=  floor(b) + s / (1 - f)

where the left sum is over whole columns. A multiplier that leans on a missing side of its row brings the slack of the
row into s. Coefficients are rounded to multiples of 2^-64, to where the cut says less, so that all cuts have one
denominator; a column that moves the left side by less than 2^-24 of what another moves it is left out, at its least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm
from typing import NamedTuple

from greenopt.engine.program import Bounds, Program
from greenopt.engine.scaling import Floats

ZERO = Fraction(0)
FINE = 2**64
"""Coefficients of cuts are multiples of one over this."""
SPECK = Fraction(1, 2**24)
"""What moves the left side of a cut by less than this part of the most that one column moves it, is left out."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Multipliers of rows as stated, earlier cuts among them, and the columns counted from their upper side."""

    multipliers: dict[int, Fraction]
    turned: frozenset[int]


class Said(NamedTuple):
    """What a cut says: whole coefficients over the scale come to at most the upper side."""

    entries: dict[int, int]
    scale: int
    upper: Fraction

    def reached(self, x: Floats) -> float:
        """Return what the left side comes to at a point, in floats."""
        return float(sum(entry / self.scale * x[column] for column, entry in self.entries.items()))


def with_cuts(program: Program, bounds: Bounds, cuts: Sequence[Cut]) -> tuple[Program, Bounds] | None:
    """Return a program and its restriction with the rows of cuts, in turn; None if one of them says nothing."""
    for cut in cuts:
        said = derived(program, bounds, cut)
        if said is None:
            return None
        program, bounds = with_row(program, bounds, said)
    return program, bounds


def with_row(program: Program, bounds: Bounds, said: Said) -> tuple[Program, Bounds]:
    """Return a program and its restriction with the row that a cut says."""
    wider = program.with_row(f"cut {len(program.rows)}", said.entries, said.scale, None, said.upper)
    return wider, bounds.with_row(None, said.upper)


def derived(program: Program, bounds: Bounds, cut: Cut) -> Said | None:
    """Return what a cut says; None where a multiplier has no side to lean on, or nothing is said."""
    slack: dict[int, Fraction] = {}
    most = ZERO
    for row, multiplier in cut.multipliers.items():
        side, leans = _side(bounds, row, multiplier) if 0 <= row < len(program.rows) else (None, False)
        if side is None:
            return None
        if not leans:
            slack[row] = multiplier
        most += multiplier * side
    weights, below = _summed(program, cut.multipliers)
    origin = {
        column: (bounds.column_upper if column in cut.turned else bounds.column_lower)[column] for column in weights
    }
    if any(program.whole[column] and side.denominator != 1 for column, side in origin.items()):
        return None
    most -= sum((weight * origin[column] for column, weight in weights.items() if origin[column]), ZERO) / below
    part = most - floor(most)
    finer = lcm(below, part.denominator)
    parts, times = part.numerator * (finer // part.denominator), finer // below
    # All weights are over this from here on: one over it is one part of 1 - f.
    open_part = finer - parts
    said: dict[int, int] = {}
    for column, weight in weights.items():
        sign = -1 if column in cut.turned else 1
        full, rest = divmod(sign * weight * times, finer) if program.whole[column] else (0, sign * weight * times)
        rest = max(0, rest - parts) if program.whole[column] else min(0, rest)
        said[column] = sign * (full * open_part + rest)
    upper = floor(most) + sum((Fraction(each, open_part) * origin[column] for column, each in said.items()), ZERO)
    steps = {row: -each * Fraction(finer, open_part) for row, each in slack.items()}
    for row, step in steps.items():
        upper += step * (_side(bounds, row, slack[row])[0] or ZERO)
    more, scale = _summed(program, steps, open_part)
    for column, each in said.items():
        more[column] = more.get(column, 0) + each * (scale // open_part)
    return _plain(bounds, more, scale, upper)


def _summed(program: Program, multipliers: Mapping[int, Fraction], least: int = 1) -> tuple[dict[int, int], int]:
    """Return the sum of rows times multipliers as whole numbers over one denominator, a multiple of the least one."""
    below = lcm(least, *(each.denominator * program.scale[row] for row, each in multipliers.items()))
    total: dict[int, int] = {}
    for row, each in multipliers.items():
        step = each.numerator * (below // (each.denominator * program.scale[row]))
        for column, entry in program.entries[row].items():
            total[column] = total.get(column, 0) + step * entry
    return total, below


def _plain(bounds: Bounds, weights: dict[int, int], scale: int, upper: Fraction) -> Said | None:
    """Return a cut with short numbers and without the columns that hardly move its left side; None if nothing does."""
    entries: dict[int, int] = {}
    for column, weight in weights.items():
        if not weight:
            continue
        entries[column], left = divmod(weight * FINE, scale)
        if left and bounds.column_lower[column]:
            upper -= Fraction(left, scale * FINE) * bounds.column_lower[column]
    spans = {
        column: abs(entry) * (bounds.column_upper[column] - bounds.column_lower[column])
        for column, entry in entries.items()
    }
    speck = SPECK * max(spans.values(), default=ZERO)
    kept = {column: entry for column, entry in entries.items() if spans[column] > speck}
    for column in entries.keys() - kept.keys():
        entry = entries[column]
        upper -= Fraction(entry, FINE) * (bounds.column_lower if entry > 0 else bounds.column_upper)[column]
    common = gcd(FINE, *kept.values())
    return Said({column: entry // common for column, entry in kept.items()}, FINE // common, upper) if kept else None


def _side(bounds: Bounds, row: int, multiplier: Fraction) -> tuple[Fraction | None, bool]:
    """Return the side of a row that a multiplier stands on, and whether it is the one that it leans on."""
    lower, upper = bounds.row_lower[row], bounds.row_upper[row]
    own, other = (upper, lower) if multiplier > 0 else (lower, upper)
    return (other, False) if own is None else (own, True)
