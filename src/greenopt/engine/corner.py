"""A basis made regular, with its factorisation and its exact point: where proofs and the simplex method start."""

from collections.abc import MutableSequence, Sequence
from fractions import Fraction

from greenopt.engine.exact import ZERO, Point
from greenopt.engine.many import Few, changeable, combined, places_of
from greenopt.engine.program import At, Basis, Bounds, Cost, Program
from greenopt.engine.sparse import Factor


class Corner:
    """
    A basis made regular, its factorisation and its exact point.

    Rows and columns without a pivot are exchanged for slacks, and what stands at a bound that does not exist
    is moved to one that does.
    """

    def __init__(self, program: Program, bounds: Bounds, basis: Basis) -> None:
        self._program = program
        self._bounds = bounds
        columns, rows = changeable(basis.columns), list(basis.rows)
        for row, at in enumerate(rows):
            rows[row] = _existing(at, bounds.row_lower[row], bounds.row_upper[row])
        self.factor = self._factorise(columns, rows)
        if self.factor.spare_rows or self.factor.spare_columns:
            for row in self.factor.spare_rows:
                rows[row] = At.BASIC
            for column in self.factor.spare_columns:
                columns[column] = At.LOWER
            self.factor = self._factorise(columns, rows)
        self.basis = Basis(columns, rows)
        self.basic = places_of(columns, At.BASIC)
        self.values = self._point()

    def multipliers(self, cost: Cost) -> dict[int, Fraction]:
        """Return the multipliers of the rows as stated under which basic columns have reduced cost zero."""
        basic = {column: cost[column] for column in self.basic if column in cost}
        found = self.factor.solve_transposed(basic)
        return {row: value * self._program.scale[row] for row, value in found.items()}

    def _factorise(self, columns: Sequence[At], rows: list[At]) -> Factor:
        basic = places_of(columns, At.BASIC)
        chosen = set(basic)
        matrix = {}
        for row, at in enumerate(rows):
            if at is not At.BASIC:
                entries = self._program.entries[row]
                if len(basic) < len(entries):
                    matrix[row] = {column: entries[column] for column in basic if column in entries}
                else:
                    matrix[row] = {column: entry for column, entry in entries.items() if column in chosen}
        return Factor(matrix, basic)

    def _point(self) -> Sequence[Fraction]:
        program, bounds, basis = self._program, self._bounds, self.basis
        values = _fixed(basis.columns, bounds)
        fixed = Point(values)
        right = {}
        for row, at in enumerate(basis.rows):
            if at is not At.BASIC:
                side = bounds.row_lower[row] if at is At.LOWER else bounds.row_upper[row]
                if side is not None:
                    right[row] = side * program.scale[row] - fixed.dot(program.entries[row])
        for column, value in self.factor.solve(right).items():
            values[column] = value
        return values


def _existing(at: At, lower: Fraction | None, upper: Fraction | None) -> At:
    """Return where a row can stand that was said to stand at this side."""
    if at is At.BASIC or (lower is None and upper is None):
        return At.BASIC
    if at is At.LOWER:
        return At.LOWER if lower is not None else At.UPPER
    return At.UPPER if upper is not None else At.LOWER


def _fixed(columns: Sequence[At], bounds: Bounds) -> MutableSequence[Fraction]:
    """Return the value of every column that stands at a bound; zero for the others."""
    lowers, uppers = bounds.column_lower, bounds.column_upper
    if isinstance(columns, Few) and isinstance(lowers, Few) and isinstance(uppers, Few):
        members, codes = combined(columns, lowers, uppers)
        values = Few.of([_value(*each) for each in members])
        return Few(values.members, values.codes[codes])
    return [_value(*each) for each in zip(columns, lowers, uppers, strict=True)]


def _value(at: At, lower: Fraction, upper: Fraction) -> Fraction:
    return ZERO if at is At.BASIC else (lower if at is At.LOWER else upper)
