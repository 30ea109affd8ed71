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
from math import ceil, floor, lcm

from greenopt.engine.program import Bounds, Program

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


def with_cuts(program: Program, bounds: Bounds, cuts: Sequence[Cut]) -> tuple[Program, Bounds] | None:
    """Return a program and its restriction with the rows of cuts, in turn; None if one of them says nothing."""
    for cut in cuts:
        said = derived(program, bounds, cut)
        if said is None:
            return None
        program, bounds = with_row(program, bounds, *said)
    return program, bounds


def with_row(
    program: Program, bounds: Bounds, weights: Mapping[int, Fraction], upper: Fraction
) -> tuple[Program, Bounds]:
    """Return a program and its restriction with the row that a cut says."""
    scale = lcm(*(weight.denominator for weight in weights.values()))
    entries = {column: weight.numerator * (scale // weight.denominator) for column, weight in weights.items()}
    bounds = bounds.copy()
    bounds.row_lower.append(None)
    bounds.row_upper.append(upper)
    return program.with_row(f"cut {len(program.rows)}", entries, scale, None, upper), bounds


def derived(program: Program, bounds: Bounds, cut: Cut) -> tuple[dict[int, Fraction], Fraction] | None:
    """Return the weights of a cut and what they come to at most; None where a multiplier has no side to lean on."""
    slack: dict[int, Fraction] = {}
    weights: dict[int, Fraction] = {}
    most = ZERO
    for row, multiplier in cut.multipliers.items():
        if not 0 <= row < len(program.rows):
            return None
        side, leans = _side(bounds, row, multiplier)
        if side is None:
            return None
        if not leans:
            slack[row] = multiplier
        most += multiplier * side
        _add(weights, program, row, multiplier)
    origin = {
        column: (bounds.column_upper if column in cut.turned else bounds.column_lower)[column] for column in weights
    }
    most -= sum((weight * origin[column] for column, weight in weights.items()), ZERO)
    part = most - floor(most)
    said: dict[int, Fraction] = {}
    upper = Fraction(floor(most))
    for column, weight in weights.items():
        if program.whole[column] and origin[column].denominator != 1:
            return None
        sign = -1 if column in cut.turned else 1
        least = sign * _rounded(sign * weight, part, whole=program.whole[column])
        said[column] = least
        upper += least * origin[column]
    for row, multiplier in slack.items():
        step = Fraction(ceil(abs(multiplier) / (1 - part) * FINE), FINE) * (1 if multiplier < 0 else -1)
        upper += step * (_side(bounds, row, multiplier)[0] or ZERO)
        _add(said, program, row, step)
    return _without_specks(bounds, said, upper)


def _rounded(weight: Fraction, part: Fraction, *, whole: bool) -> Fraction:
    """Return the weight of a column in a cut, counted from a side of its box."""
    below = floor(weight) if whole else 0
    rest = max(ZERO, weight - below - part) if whole else min(weight, ZERO)
    return below + Fraction(floor(rest / (1 - part) * FINE), FINE)


def _without_specks(
    bounds: Bounds, weights: dict[int, Fraction], upper: Fraction
) -> tuple[dict[int, Fraction], Fraction] | None:
    """Return a cut without the columns that hardly move its left side; None if nothing moves it."""
    ends = {
        column: (weight * bounds.column_lower[column], weight * bounds.column_upper[column])
        for column, weight in weights.items()
    }
    speck = SPECK * max((abs(one - other) for one, other in ends.values()), default=ZERO)
    kept = {column: weight for column, weight in weights.items() if abs(ends[column][0] - ends[column][1]) > speck}
    upper -= sum((min(ends[column]) for column in weights.keys() - kept.keys()), ZERO)
    return (kept, upper) if kept else None


def _side(bounds: Bounds, row: int, multiplier: Fraction) -> tuple[Fraction | None, bool]:
    """Return the side of a row that a multiplier stands on, and whether it is the one that it leans on."""
    lower, upper = bounds.row_lower[row], bounds.row_upper[row]
    own, other = (upper, lower) if multiplier > 0 else (lower, upper)
    return (other, False) if own is None else (own, True)


def _add(weights: dict[int, Fraction], program: Program, row: int, multiplier: Fraction) -> None:
    step = multiplier / program.scale[row]
    for column, entry in program.entries[row].items():
        weights[column] = weights.get(column, ZERO) + step * entry
