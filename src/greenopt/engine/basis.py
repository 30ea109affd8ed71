"""
Basis: a square matrix that is factorised once and then changed column by column.

    B' = B with column p replaced by a        B'⁻¹ = E B⁻¹,        E the identity but for its column p

Of a small matrix the inverse itself is kept and changed. Of a large one such factors are kept in a row and applied
after one another. After some dozen changes everything is factorised anew, which throws rounding away.
"""

from collections.abc import Callable
from copy import copy

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from greenopt.engine.scaling import Floats

MOST_CHANGES = 40
"""Columns that are replaced before the matrix is factorised anew."""
SMALL = 60
"""Rows up to which the inverse itself is kept."""


class Singular(ArithmeticError):
    """The columns of a basis do not span the rows, as far as floats can tell."""


class Basis:
    """The columns of a matrix that are basic, and products with their inverse."""

    def __init__(self, matrix: sparse.csc_matrix, columns: NDArray[np.int64]) -> None:
        """
        Take columns; they are factorised before they are first used.

        Args:
            matrix: rows by columns.
            columns: as many as there are rows; changed in place by ``replace``.
        """
        self.columns = columns
        self._matrix, self._is_small = matrix, matrix.shape[0] <= SMALL
        self._inverse: Floats = np.zeros((0, 0))
        self._solve: Callable[..., Floats]
        self._changes: list[tuple[int, Floats]] = []
        self._count = 0

    def fork(self) -> "Basis":
        """Return the same basis, to be changed without changing this one."""
        found = copy(self)
        found.columns, found._inverse = self.columns.copy(), self._inverse.copy()  # noqa: SLF001 - its own kind
        found._changes = list(self._changes)  # noqa: SLF001 - its own kind
        return found

    @property
    def is_worn(self) -> bool:
        """Whether so many columns were replaced that it should be factorised anew."""
        return self._count >= MOST_CHANGES

    @property
    def is_fresh(self) -> bool:
        """Whether no column was replaced since it was factorised."""
        return not self._count

    def column(self, column: int) -> Floats:
        """Return one column of the matrix."""
        found = np.zeros(self._matrix.shape[0])
        begin, end = self._matrix.indptr[column : column + 2]
        found[self._matrix.indices[begin:end]] = self._matrix.data[begin:end]
        return found

    def factorise(self) -> None:
        """
        Factorise anew.

        Raises:
            Singular: the columns do not span the rows.
        """
        self._changes, self._count = [], 0
        try:
            if self._is_small:
                whole = [self.column(int(each)) for each in self.columns]
                self._inverse = np.asarray(np.linalg.inv(np.array(whole).T)) if whole else np.zeros((0, 0))
            else:
                self._solve = splu(self._matrix[:, self.columns]).solve
        except (RuntimeError, np.linalg.LinAlgError) as error:
            raise Singular from error

    def times_inverse(self, right: Floats) -> Floats:
        """Return B⁻¹ times a column."""
        if self._is_small:
            return np.asarray(self._inverse @ right)
        x = self._solve(right)
        for place, factors in self._changes:
            pivot = x[place]
            if pivot:
                x[place] = 0.0
                x += pivot * factors
        return x

    def row(self, place: int) -> Floats:
        """Return one row of B⁻¹."""
        if self._is_small:
            return np.asarray(self._inverse[place]).copy()
        unit = np.zeros(len(self.columns))
        unit[place] = 1.0
        return self.inverse_times(unit)

    def inverse_times(self, left: Floats) -> Floats:
        """Return a row times B⁻¹."""
        if self._is_small:
            return np.asarray(left @ self._inverse)
        y = left.copy()
        for place, factors in reversed(self._changes):
            y[place] = y @ factors
        return np.asarray(self._solve(y, trans="T"))

    def replace(self, place: int, column: int, image: Floats) -> None:
        """
        Let another column be basic.

        Args:
            place: of the one that leaves, in the basis.
            column: that comes.
            image: B⁻¹ times that column.
        """
        factors = -image / image[place]
        factors[place] = 1 / image[place]
        if self._is_small:
            row = self._inverse[place].copy()
            self._inverse[place] = 0.0
            self._inverse += factors[:, None] * row
        else:
            self._changes.append((place, factors))
        self._count += 1
        self.columns[place] = column
