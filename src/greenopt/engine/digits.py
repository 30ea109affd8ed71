"""
Digits: exact whole numbers of any size, one for each of very many columns, held in a few machine integers each.

Reduced costs are sums of a row's small coefficients times multipliers of twenty digits and more. Held as Python's own
numbers each would be an object to make and to add; cut into digits of 26 bits all of them are added at once, and only
what somebody asks for becomes a number.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from greenopt.vector import Places, Whole, total

Digit = NDArray[np.int64]
BITS = 26
_MASK = (1 << BITS) - 1
_UNSETTLED = 512
"""Products of two digits have 52 bits, so that this many of them can be added before they are carried on."""


class Digits(Sequence[int]):
    """Whole numbers that can be added to, column by column, and then asked for."""

    def __init__(self, count: int) -> None:
        """
        Begin with zeros.

        Args:
            count: how many numbers.
        """
        self._count = count
        self._digits: list[Digit] = []
        self._unsettled = 0

    def add(self, columns: Places, numbers: Whole, weight: int) -> None:
        """Add to each of these columns, all different, its number times the weight."""
        everywhere = len(columns) == self._count
        for place, part in _cut(numbers):
            for power, digit in enumerate(_digits(abs(weight))):
                if digit:
                    product = part * (digit if weight > 0 else -digit)
                    held = self._digit(place + power)
                    if everywhere:
                        held += product
                    else:
                        held[columns] += product
        self._unsettled += 1
        if self._unsettled >= _UNSETTLED // max(len(self._digits), 1):
            self._settle()

    def _digit(self, power: int) -> Digit:
        while len(self._digits) <= power:
            self._digits.append(np.zeros(self._count, dtype=np.int64))
        return self._digits[power]

    def _settle(self) -> None:
        """Carry on what is too large for a digit; only the last digit keeps a sign."""
        self._unsettled = 0
        power = 0
        while power < len(self._digits):
            carried = self._digits[power] >> BITS
            is_last = power == len(self._digits) - 1
            if (is_last and not (carried + (carried < 0)).any()) or not carried.any():
                power += 1
                continue
            self._digit(power + 1)
            self._digits[power] &= _MASK
            self._digits[power + 1] += carried
            power += 1

    def _settled(self) -> list[Digit]:
        if self._unsettled:
            self._settle()
        return self._digits

    @cached_property
    def signs(self) -> NDArray[np.int8]:
        """One, zero or minus one for each number; nothing may be added any more."""
        digits = self._settled()
        if not digits:
            return np.zeros(self._count, dtype=np.int8)
        found = np.sign(digits[-1]).astype(np.int8)
        for digit in digits[:-1]:
            found[(found == 0) & (digit != 0)] = 1
        return found

    def sum(self, chosen: NDArray[np.bool_]) -> int:
        """Return the sum of the chosen ones."""
        parts = (digit[chosen] for digit in self._settled())
        return sum(total(part, _largest(part)) << (BITS * power) for power, part in enumerate(parts))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, column: int) -> int: ...
    @overload
    def __getitem__(self, column: slice) -> list[int]: ...
    def __getitem__(self, column: int | slice) -> int | list[int]:
        """Return the number of a column, or those of a slice."""
        if isinstance(column, slice):
            return list(self)[column]
        return sum(int(digit[column]) << (BITS * power) for power, digit in enumerate(self._settled()))

    def __iter__(self) -> Iterator[int]:
        found: NDArray[Any] = np.zeros(self._count, dtype=object)
        for power, digit in enumerate(self._settled()):
            found += digit.astype(object) << (BITS * power)
        return iter(found.tolist())


def _digits(number: int) -> Iterator[int]:
    while number:
        yield number & _MASK
        number >>= BITS


def _cut(numbers: Whole) -> Iterator[tuple[int, Digit]]:
    """Yield the digits of signed numbers, each with its power; the sign is that of every digit."""
    largest = _largest(numbers)
    if largest <= _MASK:
        yield 0, numbers.astype(np.int64, copy=False)
        return
    sign, size = np.sign(numbers), np.abs(numbers)
    for power in range((largest.bit_length() + BITS - 1) // BITS):
        yield power, (((size >> (BITS * power)) & _MASK) * sign).astype(np.int64)


def _largest(numbers: Whole) -> int:
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if len(numbers) else 0
