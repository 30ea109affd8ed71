"""
Floats for the solver: the arrays of a program, and their scaling by powers of two.

HiGHS measures with absolute tolerances, so a row in plain VND and the same row in million VND are different
problems to it, and the first was answered wrongly. Rows, continuous columns and the objective are therefore
multiplied by powers of two that bring their geometric means near one; a power of two changes no digit, so every
answer is carried back without loss.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.line import Entries
from greenopt.engine.program import Program
from greenopt.vector import Vector

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

SMALLEST, LARGEST = 1e-9, 1e9
"""A matrix coefficient must lie between these after scaling; HiGHS drops what is below 1e-9 without a word."""
LARGEST_SIDE = 1e15
"""The side of a row or column after scaling; HiGHS reads 1e20 as no limit at all."""
_PASSES = 4


class OutOfRange(ValueError):
    """A number that HiGHS would drop, or read as no limit, even after scaling."""

    def __init__(self, row: str | None, column: str | None, value: Fraction | float) -> None:
        super().__init__(f"row {row}, column {column}: a number is out of range beside its neighbours")
        self.row = row
        """Name of the row; None when a column's bound or the objective is meant."""
        self.column = column
        """Name of the column; None when the side of a row is meant."""
        self.value = value


@dataclass(frozen=True, slots=True)
class Arrays:
    """The matrix of a program in floats, by rows as stated: `indices[starts[i]:starts[i + 1]]` belong to row i."""

    starts: Indices
    indices: Indices
    values: Floats
    whole: NDArray[np.bool_]

    @classmethod
    def of(cls, program: Program) -> "Arrays":
        """
        Return the arrays of the exact program.

        Raises:
            OutOfRange: a coefficient is too large for a float.
        """
        lengths = [len(entries) for entries in program.entries]
        if any(isinstance(entries, Entries) for entries in program.entries):
            return cls._of_lines(program, lengths)
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int32)
        indices = np.fromiter((column for entries in program.entries for column in entries), np.int32, sum(lengths))
        values = np.empty(sum(lengths))
        for row, (entries, scale) in enumerate(zip(program.entries, program.scale, strict=True)):
            try:
                values[starts[row] : starts[row + 1]] = [entry / scale for entry in entries.values()]
            except OverflowError:
                column = max(entries, key=lambda each: abs(entries[each]))
                raise OutOfRange(program.rows[row], program.columns[column], Fraction(entries[column], scale)) from None
        return cls(starts, indices, values, np.array(program.whole, dtype=np.bool_))

    @classmethod
    def _of_lines(cls, program: Program, lengths: list[int]) -> "Arrays":
        """Return the arrays of a program with long rows."""
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int32)
        indices, values = np.empty(sum(lengths), dtype=np.int32), np.empty(sum(lengths))
        for row, (entries, scale) in enumerate(zip(program.entries, program.scale, strict=True)):
            part = slice(starts[row], starts[row + 1])
            try:
                if isinstance(entries, Entries):
                    indices[part], values[part] = entries.columns, Vector(entries.numbers, scale).floats()
                else:
                    indices[part] = np.fromiter(entries, np.int32, len(entries))
                    values[part] = [entry / scale for entry in entries.values()]
            except OverflowError:
                column = max(entries, key=lambda each: abs(entries[each]))
                raise OutOfRange(program.rows[row], program.columns[column], Fraction(entries[column], scale)) from None
        return cls(starts, indices, values, np.array(program.whole, dtype=np.bool_))

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return len(self.starts) - 1, len(self.whole)


@dataclass(frozen=True, slots=True)
class Scaling:
    """
    Powers of two: the solver's row is `rows[i]` times the stated one, its column `x[j] / columns[j]`.

    The scaled matrix is `values`, in the order of the arrays it was made from.
    """

    rows: Floats
    columns: Floats
    values: Floats

    @classmethod
    def of(cls, arrays: Arrays, program: Program) -> "Scaling":
        """
        Choose the scaling; whole-number columns keep their unit.

        Raises:
            OutOfRange: a coefficient stays outside SMALLEST to LARGEST.
        """
        rows, columns = arrays.shape
        row_of = np.repeat(np.arange(rows), np.diff(arrays.starts))
        with np.errstate(divide="ignore"):
            size = np.log2(np.abs(arrays.values))
        if not np.isfinite(size).all():
            _refuse(arrays, program, row_of, int(np.argmin(np.isfinite(size))))
        row_shift, column_shift = np.zeros(rows), np.zeros(columns)
        for _ in range(_PASSES):
            row_shift -= _middles(size + row_shift[row_of] + column_shift[arrays.indices], row_of, rows)
            change = _middles(size + row_shift[row_of] + column_shift[arrays.indices], arrays.indices, columns)
            column_shift -= np.where(arrays.whole, 0.0, change)
        row_shift, column_shift = np.rint(row_shift), np.rint(column_shift)
        scaled = size + row_shift[row_of] + column_shift[arrays.indices]
        outside = (scaled < np.log2(SMALLEST)) | (scaled > np.log2(LARGEST))
        if outside.any():
            _refuse(arrays, program, row_of, int(np.argmax(outside)))
        values = np.ldexp(arrays.values, (row_shift[row_of] + column_shift[arrays.indices]).astype(np.int32))
        return cls(np.exp2(row_shift), np.exp2(column_shift), values)


def objective_scale(cost: Floats) -> float:
    """Return the power of two that brings the geometric mean of the costs near one and none above 2**20."""
    sizes = np.abs(cost[cost != 0])
    if not sizes.size:
        return 1.0
    largest, smallest = float(np.log2(sizes.max())), float(np.log2(sizes.min()))
    return float(np.exp2(np.rint(min(-(largest + smallest) / 2, 20 - largest))))


def _middles(size: Floats, place: NDArray[np.integer], count: int) -> Floats:
    """Return the middle between the smallest and largest logarithm at each place, zero where there is none."""
    smallest, largest = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(smallest, place, size)
    np.maximum.at(largest, place, size)
    used = np.isfinite(smallest)
    return np.where(used, (np.where(used, smallest, 0.0) + np.where(used, largest, 0.0)) / 2, 0.0)


def _refuse(arrays: Arrays, program: Program, row_of: NDArray[np.integer], place: int) -> None:
    raise OutOfRange(
        program.rows[int(row_of[place])], program.columns[int(arrays.indices[place])], float(arrays.values[place])
    )
