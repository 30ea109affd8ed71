"""Sides: the bounds of columns and rows as exact numbers, and as the scaled floats that the solver gets."""

from collections.abc import MutableSequence, Sequence
from fractions import Fraction
from itertools import compress, count
from operator import is_not

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.many import Few
from greenopt.engine.scaling import LARGEST_SIDE, Floats, OutOfRange


class Sides:
    """One side of all rows or columns, as exact numbers and as scaled floats; only what changed is converted."""

    def __init__(
        self, exact: Sequence[Fraction | None], scale: Floats, missing: float | None, names: Sequence[str]
    ) -> None:
        self._exact: MutableSequence[Fraction | None] = [None] * len(exact)
        self._scale = scale
        self._missing = missing
        self._names = names
        self._changed = np.zeros(len(exact), dtype=np.bool_)
        self.floats: Floats = np.full(len(exact), 0.0 if missing is None else missing)
        self.take(exact)

    def take(self, exact: Sequence[Fraction | None]) -> None:
        """Take over new sides."""
        if isinstance(exact, Few):
            self._take_few(exact)
            return
        for place in compress(count(), map(is_not, exact, self._exact)):
            self.floats[place] = self._float(place, exact[place])
            self._exact[place] = exact[place]
            self._changed[place] = True

    def _take_few(self, exact: Few[Fraction | None]) -> None:
        """Take over very many sides, most of which are the same few numbers."""
        if isinstance(self._exact, Few):
            places = np.flatnonzero(self._exact.coded(exact) != self._exact.codes)
        else:
            places = np.arange(len(exact))
        codes = exact.codes[places]
        bare = np.array([_bare(value, self._missing) for value in exact.members])[codes]
        with np.errstate(over="ignore"):
            scaled = np.where(np.isinf(bare), bare, bare * self._scale[places])
        outside = (np.abs(scaled) > LARGEST_SIDE) & ~np.array([value is None for value in exact.members])[codes]
        for place in places[outside][:1].tolist():
            self._float(place, exact[place])
        self.floats[places] = scaled
        self._exact = exact.copy()
        self._changed[places] = True

    def changes(self) -> NDArray[np.bool_]:
        """Return which places were changed since the last call."""
        changed, self._changed = self._changed, np.zeros(len(self._changed), dtype=np.bool_)
        return changed

    def _float(self, place: int, value: Fraction | None) -> float:
        if value is None:
            return 0.0 if self._missing is None else self._missing
        try:
            scaled = value.numerator / value.denominator * float(self._scale[place])
        except OverflowError:
            scaled = np.inf
        if abs(scaled) > LARGEST_SIDE:
            name = self._names[place]
            is_column = self._missing is None
            raise OutOfRange(None if is_column else name, name if is_column else None, value)
        return scaled


def _bare(value: Fraction | None, missing: float | None) -> float:
    """Return a side as a float that is not yet scaled."""
    if value is None:
        return 0.0 if missing is None else missing
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return np.inf if value > 0 else -np.inf
