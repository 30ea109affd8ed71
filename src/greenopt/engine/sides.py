"""Sides: the bounds of columns and rows as exact numbers, and as the scaled floats that the solver gets."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import compress, count
from operator import is_not

import numpy as np

from greenopt.engine.scaling import LARGEST_SIDE, Floats, OutOfRange

_MANY = 1000
"""From how many changes on they are converted all together."""


class Sides:
    """One side of all rows or columns, as exact numbers and as scaled floats; only what changed is converted."""

    def __init__(
        self, exact: list[Fraction | None], scale: Floats, missing: float | None, names: Sequence[str]
    ) -> None:
        self._exact: list[Fraction | None] = [None] * len(exact)
        self._scale: list[float] = scale.tolist()
        self._scale_array = scale
        self._missing = missing
        self._names = names
        self._changed: set[int] = set()
        self.floats: Floats = np.full(len(exact), 0.0 if missing is None else missing)
        self.take(exact)

    def take(self, exact: Sequence[Fraction | None]) -> None:
        """Take over new sides."""
        changed = list(compress(count(), map(is_not, exact, self._exact)))
        if len(changed) > _MANY:
            self._take_many(changed, exact)
            return
        for place in changed:
            self.floats[place] = self._float(place, exact[place])
            self._exact[place] = exact[place]
            self._changed.add(place)

    def _take_many(self, changed: list[int], exact: Sequence[Fraction | None]) -> None:
        """Take over thousands of sides, most of which are the same few numbers."""
        places = np.array(changed)
        taken = [exact[place] for place in changed]
        names = list(map(id, taken))
        bare = {name: _bare(value, self._missing) for name, value in dict(zip(names, taken, strict=True)).items()}
        floats = np.fromiter(map(bare.__getitem__, names), np.float64, len(names))
        with np.errstate(over="ignore"):
            scaled = np.where(np.isinf(floats), floats, floats * self._scale_array[places])
        outside = (np.abs(scaled) > LARGEST_SIDE) & ~np.array([value is None for value in taken])
        if outside.any():
            first = int(np.argmax(outside))
            self._float(changed[first], taken[first])
        self.floats[places] = scaled
        if len(changed) == len(exact):
            self._exact = taken
        else:
            for place, value in zip(changed, taken, strict=True):
                self._exact[place] = value
        self._changed.update(changed)

    def changes(self) -> set[int]:
        """Return the places that were changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def _float(self, place: int, value: Fraction | None) -> float:
        if value is None:
            return 0.0 if self._missing is None else self._missing
        try:
            scaled = value.numerator / value.denominator * self._scale[place]
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
