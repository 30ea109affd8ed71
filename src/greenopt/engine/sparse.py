"""
Exact sparse linear systems: B x = b and y B = c, with whole coefficients.

The systems of a basis are nearly triangular. First every row with one unknown and every column with one row is
taken as a pivot, which costs nothing and fills nothing; what remains, the nucleus, is eliminated on the shortest
row and in it the rarest column (after Markowitz, 1957), on integers whose common factor is divided out.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple

Lines = dict[int, dict[int, int]]
ZERO = Fraction(0)


class _Step(NamedTuple):
    """One elimination: `target = (keep * target - drop * source) / factor`."""

    target: int
    source: int
    keep: int
    drop: int
    factor: int


def among(entries: Mapping[int, int], columns: Sequence[int], wanted: set[int]) -> dict[int, int]:
    """Return the coefficients of some columns."""
    if len(columns) < len(entries):
        return {column: entries[column] for column in columns if column in entries}
    return {column: entry for column, entry in entries.items() if column in wanted}


class Factor:
    """
    An exact factorisation of the matrix with these rows and columns; rows and columns keep their own numbers.

    `spare_rows` and `spare_columns` found no pivot: the matrix without them is regular. Both are empty exactly
    when the matrix itself is square and regular, and only then may `solve` and `solve_transposed` be called.
    """

    def __init__(self, matrix: Mapping[int, Mapping[int, int]], columns: Iterable[int]) -> None:
        """
        Factorise.

        Args:
            matrix: row to its entries, column to coefficient; only columns named in `columns`, no zeros.
            columns: all columns of the matrix, also those without entries.
        """
        self._rows: Lines = {row: dict(entries) for row, entries in matrix.items()}
        self._columns: Lines = {column: {} for column in columns}
        for row, entries in self._rows.items():
            for column, entry in entries.items():
                self._columns[column][row] = entry
        self._by_row: list[tuple[int, int]] = []
        self._by_column: list[tuple[int, int]] = []
        self._pivots: list[tuple[int, int]] = []
        self._steps: list[_Step] = []
        self._upper: Lines = {}
        self._upper_columns: Lines = {}
        self.spare_rows: list[int] = []
        self.spare_columns: list[int] = []
        active_rows, active_columns = self._take_singletons()
        self._eliminate(active_rows, active_columns)

    def solve(self, right: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """Return x with B x = right, by column, zeros left out."""
        found: dict[int, Fraction] = {}
        for row, column in self._by_row:
            _settle(found, column, self._rows[row], right.get(row, ZERO))
        self._solve_nucleus(found, right)
        for row, column in reversed(self._by_column):
            _settle(found, column, self._rows[row], right.get(row, ZERO))
        return found

    def solve_transposed(self, right: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """Return y with y B = right, by row, zeros left out."""
        found: dict[int, Fraction] = {}
        for row, column in self._by_column:
            _settle(found, row, self._columns[column], right.get(column, ZERO))
        self._solve_nucleus_transposed(found, right)
        for row, column in reversed(self._by_row):
            _settle(found, row, self._columns[column], right.get(column, ZERO))
        return found

    def _take_singletons(self) -> tuple[set[int], set[int]]:
        """Take the pivots that fill nothing; return the rows and columns of the nucleus."""
        rows = {row: set(entries) for row, entries in self._rows.items()}
        columns = {column: set(entries) for column, entries in self._columns.items()}
        row_queue = [row for row, entries in rows.items() if len(entries) == 1]
        column_queue = [column for column, entries in columns.items() if len(entries) == 1]
        while row_queue or column_queue:
            if row_queue:
                row = row_queue.pop()
                if len(rows.get(row, ())) != 1:
                    continue
                (column,) = rows[row]
                self._by_row.append((row, column))
            else:
                column = column_queue.pop()
                if len(columns.get(column, ())) != 1:
                    continue
                (row,) = columns[column]
                self._by_column.append((row, column))
            for other in columns.pop(column):
                rows[other].discard(column)
                if len(rows[other]) == 1:
                    row_queue.append(other)
            for other in rows.pop(row):
                if other in columns:
                    columns[other].discard(row)
                    if len(columns[other]) == 1:
                        column_queue.append(other)
        return set(rows), set(columns)

    def _eliminate(self, active_rows: set[int], active_columns: set[int]) -> None:
        """Bring the nucleus to triangular form and remember each step."""
        rows: Lines = {
            row: {column: entry for column, entry in self._rows[row].items() if column in active_columns}
            for row in sorted(active_rows)
        }
        holders: dict[int, set[int]] = {column: set() for column in sorted(active_columns)}
        for row, entries in rows.items():
            for column in entries:
                holders[column].add(row)
        while rows:
            row = min(rows, key=lambda each: (len(rows[each]), each))
            entries = rows.pop(row)
            if not entries:
                self.spare_rows.append(row)
                continue
            column = min(entries, key=lambda each: (len(holders[each]), each))
            for each in entries:
                holders[each].discard(row)
            self._pivots.append((row, column))
            self._upper[row] = entries
            for other in sorted(holders.pop(column)):
                self._clear(rows, holders, other, row, column)
        self.spare_columns = list(holders)
        for row, entries in self._upper.items():
            for column, entry in entries.items():
                self._upper_columns.setdefault(column, {})[row] = entry

    def _clear(self, rows: Lines, holders: dict[int, set[int]], target: int, source: int, column: int) -> None:
        """Subtract the pivot row from another one so that its entry in the column vanishes."""
        pivot_row, row = self._upper[source], rows[target]
        keep, drop = pivot_row[column], row.pop(column)
        shared = gcd(keep, drop)
        keep, drop = keep // shared, drop // shared
        changed = {each: entry * keep for each, entry in row.items()}
        for each, entry in pivot_row.items():
            if each == column:
                continue
            value = changed.get(each, 0) - drop * entry
            if value:
                changed[each] = value
                holders[each].add(target)
            elif each in changed:
                del changed[each]
                holders[each].discard(target)
        factor = gcd(*changed.values()) or 1
        if factor != 1:
            changed = {each: entry // factor for each, entry in changed.items()}
        rows[target] = changed
        self._steps.append(_Step(target, source, keep, drop, factor))

    def _solve_nucleus(self, found: dict[int, Fraction], right: Mapping[int, Fraction]) -> None:
        if not self._pivots:
            return
        sides: dict[int, Fraction] = {}
        nucleus = {column for _, column in self._pivots}
        for row, _ in self._pivots:
            known = (
                (entry, found[column])
                for column, entry in self._rows[row].items()
                if column not in nucleus and column in found
            )
            sides[row] = right.get(row, ZERO) - sum((entry * value for entry, value in known), ZERO)
        for target, source, keep, drop, factor in self._steps:
            if sides[source] or sides[target]:
                sides[target] = (keep * sides[target] - drop * sides[source]) / factor
        for row, column in reversed(self._pivots):
            _settle(found, column, self._upper[row], sides[row])

    def _solve_nucleus_transposed(self, found: dict[int, Fraction], right: Mapping[int, Fraction]) -> None:
        if not self._pivots:
            return
        nucleus = {row for row, _ in self._pivots}
        inner: dict[int, Fraction] = {}
        for row, column in self._pivots:
            known = (
                (entry, found[each])
                for each, entry in self._columns[column].items()
                if each not in nucleus and each in found
            )
            side = right.get(column, ZERO) - sum((entry * value for entry, value in known), ZERO)
            _settle(inner, row, self._upper_columns[column], side)
        for target, source, keep, drop, factor in reversed(self._steps):
            value = inner.get(target)
            if value:
                inner[source] = inner.get(source, ZERO) - value * drop / factor
                inner[target] = value * keep / factor
        found.update((row, value) for row, value in inner.items() if value)


def _settle(found: dict[int, Fraction], unknown: int, line: Mapping[int, int], side: Fraction) -> None:
    """Set the one unknown of a line whose other values are known; a zero is left out."""
    for place, entry in line.items():
        if place in found:
            side -= entry * found[place]
    if side:
        found[unknown] = side / line[unknown]
