"""
A CSV file to a grid of text cells.

In English files a comma separates cells, in Vietnamese ones a semicolon, as Excel writes them there. Every row has
as many cells as the first; rows whose cells are all empty are passed over. The column of a place is the position of
the cell's first character in its line, counted from 1, as editors count.
"""

import csv
import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Literal

from greenopt.case.grid import MOST_CELLS, MOST_COLUMNS, Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.text import composed, decode, position, read_bytes
from greenopt.errors import Place
from greenopt.language import Message, say

Numbers = Literal["en", "vi"]
"""How a table writes numbers: ``1234.5`` between commas, or ``1.234,5`` between semicolons."""

DELIMITERS: dict[Numbers, str] = {"en": ",", "vi": ";"}
LONGEST_LINE = 2**20
"""Characters a line may have; a longer one means that line ends were lost."""

LARGEST_TABLE = 2**29
"""Bytes that a table may have; what is written for people stays far smaller."""
MOST_PLAIN_CELLS = 10 * MOST_CELLS
"""Cells of a plain text, which are only places in it."""
LEAST_TEXT = 2**17
"""Characters from which on a text is cut all at once, where it is plain enough."""

_BLANKS = "\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for a blank beside those of ASCII."""
_LONE_RETURN = re.compile("\r(?!\n)")
_QUOTED = re.compile('"(?:[^"]|"")*"')
_SHOWN = 40


def read_csv(path: Path | str, name: str, numbers: Numbers, mistakes: Mistakes) -> Grid:
    """
    Read a CSV file; rows with too many or too few cells are noted and left out.

    Raises:
        CaseInvalid: when no rows can be cut from it.
        FileProblem: when the file cannot be read.
    """
    return parse_csv(read_bytes(path, name, LARGEST_TABLE), name, numbers, mistakes)


def parse_csv(data: bytes, name: str, numbers: Numbers, mistakes: Mistakes) -> Grid:
    """
    Read the bytes of a CSV file; see ``read_csv``.

    Raises:
        CaseInvalid: when no rows can be cut from it.
    """
    text = decode(data, name)
    _check_lines(text, name, mistakes)
    return _Reader(text, name, DELIMITERS[numbers], mistakes).read()


class _Reader:
    """Cuts one text into rows and keeps what is needed to find a cell again."""

    def __init__(self, text: str, name: str, delimiter: str, mistakes: Mistakes) -> None:
        self.text = text
        self.name = name
        self.delimiter = delimiter
        self.mistakes = mistakes
        self.lines: Sequence[int] = []
        self.line_starts: list[int] | None = None

    def read(self) -> Grid:
        return self._plain() or self._any()

    def _plain(self) -> Grid | None:
        """Return the cells of a text without quotation marks, blanks around cells or wrong rows; else None."""
        if len(self.text) < LEAST_TEXT or '"' in self.text or any(blank in self.text for blank in _BLANKS):
            return None
        text = self.text.replace("\r\n", "\n").removesuffix("\n")
        if "\r" in text or not unicodedata.is_normalized("NFC", text):
            return None
        from greenopt.case.flat import FlatRows

        rows = FlatRows.of(text, self.delimiter)
        if rows is None or len(rows[0]) > MOST_COLUMNS or len(rows) * len(rows[0]) > MOST_PLAIN_CELLS:
            return None
        self.lines = range(1, len(rows) + 1)
        return Grid(rows, self.place, self.lines)

    def _any(self) -> Grid:
        rows: list[list[str]] = []
        lines: list[int] = []
        is_ascii = self.text.isascii()
        for line, cells in self._records():
            if not any(cells):
                continue
            row = [cell.strip() for cell in cells] if is_ascii else [composed(cell.strip()) for cell in cells]
            if not any(row):
                continue
            if not rows:
                self._check_header(row, line)
            if len(row) != len(rows[0] if rows else row):
                self._refuse_length(row, len(rows[0]), line)
                continue
            rows.append(row)
            lines.append(line)
            if len(rows) * len(row) > MOST_CELLS:
                message, hint = say("more than {most} cells in one table", most=MOST_CELLS), say("split the table")
                self.mistakes.stop("too-many", Place(self.name, line, 1), "", message, hint)
        if not rows:
            self.mistakes.stop("empty", Place(self.name, 1, 1), "", *_EMPTY)
        self.lines = lines
        return Grid(rows, self.place, lines)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with the line it begins in."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                self.mistakes.stop("quotes", self._unclosed(line), "", *_UNCLOSED)
            yield line, cells

    def _check_header(self, row: list[str], line: int) -> None:
        place = Place(self.name, line, 1)
        if message_and_hint := _wrong_delimiter(row, self.delimiter):
            self.mistakes.stop("delimiter", place, "", *message_and_hint)
        if len(row) > MOST_COLUMNS:
            message, hint = say("more than {most} columns", most=MOST_COLUMNS), say("delete what is not a column")
            self.mistakes.stop("too-many", place, "", message, hint)

    def _refuse_length(self, row: list[str], expected: int, line: int) -> None:
        code, shown = "row-length", row[0][:_SHOWN]
        message = say(
            "the row '{row}' has {count} cells and the first row {expected}",
            row=shown, count=len(row), expected=expected,
        )  # fmt: skip
        hint = say("write one cell for each column; put a text that holds '{sign}' in quotes", sign=self.delimiter)
        self.mistakes.add(code, Place(self.name, line, 1), "", message, hint)

    def place(self, row: int, column: int) -> Place:
        """Find a cell again in the text."""
        line = self.lines[row]
        offset = self._offset(line, column)
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Place(self.name, line, offset - starts[line - 1] + 1)

    def _offset(self, line: int, column: int) -> int:
        offset = self._line_starts()[line - 1]
        for _ in range(column):
            quoted = _QUOTED.match(self.text, offset)
            offset = self.text.index(self.delimiter, quoted.end() if quoted else offset) + 1
        return offset

    def _line_starts(self) -> list[int]:
        if self.line_starts is None:
            lengths = map(len, self.text.split("\n"))
            self.line_starts = [0, *(end + line for line, end in enumerate(accumulate(lengths), 1))][:-1]
        return self.line_starts

    def _unclosed(self, line: int) -> Place:
        """Return the place of the quotation mark that spoils the row beginning in that line."""
        offset = self._line_starts()[line - 1]
        while offset < len(self.text):
            quoted = _QUOTED.match(self.text, offset)
            end = quoted.end() if quoted else offset
            if self.text[offset] == '"' and (not quoted or not self.text.startswith((self.delimiter, "\r", "\n"), end)):
                return position(self.text, offset, self.name)
            following = self.text.find(self.delimiter, end)
            if following < 0:
                break
            offset = following + 1
        return Place(self.name, line, 1)


def _check_lines(text: str, name: str, mistakes: Mistakes) -> None:
    """Refuse what no row can be cut from."""
    first = Place(name, 1, 1)
    if (found := _LONE_RETURN.search(text)) is not None:
        again = say("save the table again as 'CSV UTF-8'")
        mistakes.stop("line-ends", position(text, found.start(), name), "", say("lines end as on an old Mac"), again)
    if text.startswith("sep="):
        delete = say("delete the first line")
        mistakes.stop(
            "header", first, "", say("the first line is an instruction to Excel, not the names of columns"), delete
        )
    if _has_long_line(text):
        message = say("a line of more than {most} characters", most=LONGEST_LINE)
        mistakes.stop("too-long", first, "", message, say("check the ends of the lines and the quotation marks"))


def _has_long_line(text: str) -> bool:
    """Return whether a line is too long, going from the last line end within reach to the next such."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        start = text.rfind("\n", start, start + LONGEST_LINE) + 1 or len(text) + 1
    return start > len(text)


def _wrong_delimiter(header: list[str], delimiter: str) -> tuple[Message, Message] | None:
    """Tell a file of the other kind by its first row, which is then a single cell."""
    if len(header) > 1:
        return None
    if "\t" in header[0]:
        return say("tabs separate the cells"), say("save the table as 'CSV UTF-8'")
    if delimiter == "," and ";" in header[0]:
        return say("semicolons separate the cells, as in Vietnamese tables"), say("write numbers: vi beside table:")
    if delimiter == ";" and "," in header[0]:
        return say("commas separate the cells, but numbers: vi means semicolons"), say("delete numbers: vi")
    return None


_UNCLOSED = (
    say("a quotation mark opens a cell and is not closed, or something follows the closing one"),
    say("put the whole cell in quotation marks, and write a quotation mark inside it twice"),
)
_EMPTY = (say("the table is empty"), say("write the names of the columns in the first row"))
