"""
Flat tables: the cells of a plain CSV text as places in its bytes, and columns read from them whole.

A text without quotation marks is cut at its delimiters, all of them at once, and a cell becomes a text only when
somebody asks for it. Numbers of a column are read from the bytes digit by digit, for all rows together, by the grammar
of ``units.parse_number``.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from greenopt.units import LONGEST_NUMBER
from greenopt.vector import Vector

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
_LONGEST_WORD = 64
"""Bytes of a cell up to which words are told apart all together."""
_COMMON_DIGITS = 18
"""Digits that a machine integer surely holds."""
_NUMBERS = re.compile(r"(?:(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+)?+\n)*+")
_GROUPED = re.compile(r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$", re.MULTILINE)
_MINUS, _POINT, _ZERO, _NEWLINE = b"-.0\n"


class Read(NamedTuple):
    """A column of numbers."""

    values: Vector
    """Zero where a cell is empty."""
    empty: int
    """How many cells are."""
    grouped: bool
    """Whether a number may have been meant in thousands, such as 17.000."""


class FlatRows(Sequence[list[str]]):
    """The rows of a table whose cells stand one after the other in a text."""

    def __init__(self, data: bytes, ends: Places, width: int) -> None:
        """
        Take a text and where its cells end.

        Args:
            data: the text in UTF-8.
            ends: the place of the delimiter or line end behind each cell, row by row.
            width: cells in a row.
        """
        self._data = data
        self._buffer: Bytes = np.frombuffer(data, dtype=np.uint8)
        self._ends = ends
        self._width = width
        self._delimiter = chr(data[int(ends[0])])

    @classmethod
    def of(cls, text: str, delimiter: str) -> "FlatRows | None":
        """Return the rows of a text without quotation marks; None where rows differ in length or cells have blanks."""
        data = f"{text}\n".encode()
        buffer = np.frombuffer(data, dtype=np.uint8)
        ends = np.flatnonzero((buffer == ord(delimiter)) | (buffer == _NEWLINE))
        is_last = buffer[ends] == _NEWLINE
        width = int(np.argmax(is_last)) + 1
        if width < 2 or len(ends) % width or not is_last[width - 1 :: width].all():
            return None
        if np.count_nonzero(is_last) * width != len(ends):
            return None
        starts = np.concatenate(([0], ends[:-1] + 1))
        filled = ends > starts
        if (buffer[starts[filled]] <= ord(" ")).any() or (buffer[ends[filled] - 1] <= ord(" ")).any():
            return None
        if not filled.reshape(-1, width).any(axis=1).all():
            return None
        return cls(data, ends, width)

    def __len__(self) -> int:
        return len(self._ends) // self._width

    @overload
    def __getitem__(self, number: int) -> list[str]: ...
    @overload
    def __getitem__(self, number: slice) -> list[list[str]]: ...
    def __getitem__(self, number: int | slice) -> list[str] | list[list[str]]:
        """Return a row by its number."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        last = (range(len(self))[number] + 1) * self._width - 1
        start = int(self._ends[last - self._width]) + 1 if last >= self._width else 0
        return self._data[start : int(self._ends[last])].decode().split(self._delimiter)

    def _span(self, position: int, first_row: int) -> tuple[Places, Places]:
        """Return where the cells of a column begin and end, from a row below the first on."""
        place = first_row * self._width + position
        ends = self._ends[place :: self._width]
        return self._ends[place - 1 :: self._width][: len(ends)] + 1, ends

    def cells(self, position: int, first_row: int) -> list[str]:
        """Return the texts of a column from a row on."""
        return list(map(bytes.decode, self._cut(position, first_row)))

    def codes(self, position: int, first_row: int) -> tuple[list[str], Places]:
        """Return the different texts of a column, in order of appearance, and which one each row has."""
        starts, ends = self._span(position, first_row)
        lengths = ends - starts
        longest = int(lengths.max(initial=0))
        if longest > _LONGEST_WORD:
            return _codes(list(self._cut(position, first_row)))
        codes = np.zeros(len(starts), dtype=np.int64)
        for begin in range(0, max(longest, 1), 8):
            # What is different in its first eight letters, or in the next ones, is different.
            codes = codes * (len(codes) + 1) + _numbered(_eight(self._buffer, starts + begin, lengths - begin))
            codes = _numbered(codes)
        firsts = np.full(int(codes.max(initial=-1)) + 1, len(codes))
        np.minimum.at(firsts, codes, np.arange(len(codes)))
        order = np.argsort(firsts)
        texts = [self._data[starts[row] : ends[row]].decode() for row in firsts[order].tolist()]
        return texts, np.argsort(order)[codes]

    def _cut(self, position: int, first_row: int) -> Iterator[bytes]:
        """Yield the cells of a column from a row on; a loop of our own would take twice as long."""
        starts, ends = self._span(position, first_row)
        return map(self._data.__getitem__, map(slice, starts.tolist(), ends.tolist()))

    def numbers(self, position: int, first_row: int) -> Read | None:
        """Return a column as numbers; None if one of them is none."""
        starts, ends = self._span(position, first_row)
        return _read(self._data, self._buffer, starts, ends)


def cells_of(rows: Sequence[list[str]], position: int, first_row: int) -> list[str]:
    """Return the texts of a column from a row on."""
    if isinstance(rows, FlatRows):
        return rows.cells(position, first_row)
    return [cells[position] for cells in rows[first_row:]]


def codes_of(rows: Sequence[list[str]], position: int, first_row: int) -> tuple[list[str], Places]:
    """Return the different texts of a column, in order of appearance, and which one each row has."""
    if isinstance(rows, FlatRows):
        return rows.codes(position, first_row)
    return _codes([cells[position] for cells in rows[first_row:]])


def numbers_of(rows: Sequence[list[str]], position: int, first_row: int) -> Read | None:
    """Return a column as numbers; None if one of them is none."""
    if isinstance(rows, FlatRows):
        return rows.numbers(position, first_row)
    return read_numbers([cells[position] for cells in rows[first_row:]])


def read_numbers(texts: Sequence[str]) -> Read | None:
    """Return texts as numbers; None if one of them is none."""
    data = "".join(f"{text}\n" for text in texts).encode()
    buffer = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(buffer == _NEWLINE)
    if len(ends) != len(texts):
        return None
    return _read(data, buffer, np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends, ends)


def _eight(buffer: Bytes, starts: Places, lengths: Places) -> NDArray[np.uint64]:
    """Return the next eight bytes of each cell as a number; bytes behind its end are zero."""
    found = np.zeros(len(starts), dtype=np.uint64)
    for place in range(min(8, int(lengths.max(initial=0)))):
        letters = buffer[np.minimum(starts + place, len(buffer) - 1)].astype(np.uint64)
        found |= np.where(place < lengths, letters, np.uint64(0)) << np.uint64(8 * place)
    return found


def _numbered(numbers: NDArray[Any]) -> Places:
    """Return numbers from zero on in place of others: the same for the same."""
    return np.unique(numbers, return_inverse=True)[1]


def _codes(cells: list[Any]) -> tuple[list[str], Places]:
    code = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
    texts = [cell if isinstance(cell, str) else cell.decode() for cell in code]
    return texts, np.fromiter(map(code.__getitem__, cells), np.int64, len(cells))


def _read(data: bytes, buffer: Bytes, starts: Places, ends: Places) -> Read | None:
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if longest > LONGEST_NUMBER:
        return None
    if longest > _COMMON_DIGITS:
        return _read_long([data[low:high] for low, high in zip(starts.tolist(), ends.tolist(), strict=True)])
    count = len(starts)
    value, decimals = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    wholes, after_point = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    negative, leading_zero = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for place in range(longest):
        inside = place < lengths
        sign = buffer[np.minimum(starts + place, len(buffer) - 1)]
        digit = sign - np.uint8(_ZERO)
        is_digit = inside & (digit <= 9)
        is_point = inside & (sign == _POINT)
        is_minus = inside & (sign == _MINUS)
        wrong = inside & ~is_digit & ~is_point & ~is_minus
        wrong |= is_point & (after_point | (wholes == 0))
        wrong |= is_digit & ~after_point & leading_zero
        if place:
            wrong |= is_minus
        else:
            negative = is_minus
        if wrong.any():
            return None
        first = is_digit & ~after_point & (wholes == 0)
        leading_zero |= first & (digit == 0)
        value = np.where(is_digit, value * 10 + digit, value)
        decimals += is_digit & after_point
        wholes += is_digit & ~after_point
        after_point |= is_point
    empty = lengths == 0
    if ((wholes == 0) & ~empty).any() or (after_point & (decimals == 0)).any():
        return None
    most = int(decimals.max(initial=0))
    if int(wholes.max(initial=0)) + most > _COMMON_DIGITS:
        return _read_long([data[low:high] for low, high in zip(starts.tolist(), ends.tolist(), strict=True)])
    value = np.where(negative, -value, value) * (10 ** (most - decimals))
    grouped = bool(((decimals == 3) & (wholes <= 3) & ~leading_zero).any())
    return Read(Vector(value, 10**most).reduced(), int(np.count_nonzero(empty)), grouped)


def _read_long(cells: list[bytes]) -> Read | None:
    """Read numbers too long for machine integers."""
    joined = "".join(f"{cell.decode()}\n" for cell in cells)
    if _NUMBERS.fullmatch(joined) is None:
        return None
    numbers = [Fraction(Decimal(cell.decode())) if cell else Fraction(0) for cell in cells]
    most = max((len(cell.partition(b".")[2]) for cell in cells), default=0)
    scaled = np.array([int(number * 10**most) for number in numbers], dtype=object)
    return Read(Vector(scaled, 10**most).reduced(), cells.count(b""), _GROUPED.search(joined) is not None)
