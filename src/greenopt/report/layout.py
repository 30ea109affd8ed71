"""
Layout of text for a terminal: lines, headings and tables of a fixed width, in colour or without.

Numbers are never cut; names wrap. Letters are counted as a terminal counts them, which for Vietnamese is one each.
"""

import io
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from greenopt.language import Language, Message

GAP = 2
NARROWEST_TEXT = 10
COMFORTABLE_TEXT = 20
"""Columns of text that a column of text keeps for the sake of its neighbours' headings."""
NUMBER = 5
"""Letters of a rank or a Roman number."""
LINES_OF_HEADING = 2
"""Lines of a heading for which no other column gives way."""


class Column(NamedTuple):
    """A column of a table."""

    heading: str
    right: bool = False
    """Numbers stand to the right."""
    wraps: bool = False
    """Gives way where the page is too narrow, and wraps; between words alone where it holds numbers."""


class Page:
    """Text in the making."""

    def __init__(self, language: Language, width: int, colour: bool = False) -> None:
        self.language = language
        self.width = width
        self._stream = io.StringIO()
        self._console = Console(
            file=self._stream,
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=not colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        self._columns: Sequence[Column] = ()
        self._widths: list[int] = []
        self._is_stacked = False

    def text(self) -> str:
        """Return what was written."""
        return self._stream.getvalue()

    def spoken(self, message: Message | str) -> str:
        """Return a sentence in the page's language."""
        return message if isinstance(message, str) else message.in_language(self.language)

    def blank(self) -> None:
        """Leave a line free."""
        self._stream.write("\n")

    def line(self, message: Message | str, style: str = "", indent: int = 0, hanging: int = 0) -> None:
        """Write a sentence, wrapped; following lines are indented by ``hanging`` more."""
        first, *rest = self._wrapped(self.spoken(message), self.width - indent - hanging)
        self._write(" " * indent + first, style)
        for each in rest:
            self._write(" " * (indent + hanging) + each, style)

    def verbatim(self, line: str, style: str = "") -> None:
        """Write a line as it is, such as a formula or YAML that will be copied; it may be longer than the page."""
        self._write(clean(line), style)

    def heading(self, message: Message | str) -> None:
        """Write a heading after a free line."""
        self.blank()
        self.line(message, "bold")

    def ruled(self, message: Message | str = "", style: str = "", sign: str = "─") -> None:
        """Draw a line across the page, with words in it."""
        words = f" {self.spoken(message)} " if message else ""
        start = sign * 3 if words else ""
        left = self.width - cell_len(start + words)
        if left < 3:
            self.line(words.strip(), style)
            return
        self._write(start + words + sign * left, style)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """
        Settle the columns for these rows, and write the head; the rows follow, one by one, with ``row``.

        Where the columns do not fit side by side, each row is written as a list, every number below its name.
        """
        self._columns = columns
        widths = [
            max([max(map(cell_len, column.heading.split(" "))), *(cell_len(row[place]) for row in rows)])
            for place, column in enumerate(columns)
        ]
        free = self.width - GAP * (len(columns) - 1) - sum(widths)
        least = [_least(column, [row[place] for row in rows]) for place, column in enumerate(columns)]
        free = _narrow(columns, widths, least, free)
        self._is_stacked = free < 0
        if self._is_stacked:
            self._write("─" * self.width, "dim")
            return
        self._lower(columns, widths, free)
        self._widths = widths
        self.row([column.heading for column in columns], "bold")
        self._write("─" * min(self.width, sum(widths) + GAP * (len(columns) - 1)), "dim")

    def _lower(self, columns: Sequence[Column], widths: list[int], free: int) -> None:
        """Make the tallest heading a line lower, again and again, from free room or from the widest column of text."""
        while True:
            lines = [len(self._wrapped(column.heading, width)) for column, width in zip(columns, widths, strict=True)]
            tallest = max(range(len(columns)), key=lines.__getitem__)
            wanted = self._wanted(columns[tallest].heading, widths[tallest])
            texts = [place for place, column in enumerate(columns) if column.wraps and not column.right]
            donor = max(texts, key=widths.__getitem__, default=tallest)
            gives = donor != tallest and lines[tallest] > LINES_OF_HEADING
            spare = max(0, widths[donor] - COMFORTABLE_TEXT) if gives else 0
            if not wanted or wanted > free + spare:
                return
            taken = max(0, wanted - free)
            widths[tallest] += wanted
            widths[donor] -= taken
            free -= wanted - taken

    def _wanted(self, heading: str, width: int) -> int:
        """Return how many columns more make a heading lower; none if it stands on one line."""
        lines = len(self._wrapped(heading, width))
        further = range(1, cell_len(heading))
        return next((more for more in further if len(self._wrapped(heading, width + more)) < lines), 0)

    def row(self, cells: Sequence[str], style: str = "") -> None:
        """Write one row of the table."""
        if self._is_stacked:
            self._write_stacked(cells, style)
            return
        wrapped = [self._wrapped(cell, width) for cell, width in zip(cells, self._widths, strict=True)]
        for number in range(max(len(lines) for lines in wrapped)):
            parts = []
            for column, width, lines in zip(self._columns, self._widths, wrapped, strict=True):
                part = lines[number] if number < len(lines) else ""
                space = " " * (width - cell_len(part))
                parts.append(space + part if column.right else part + space)
            self._write((" " * GAP).join(parts), style)

    def _write_stacked(self, cells: Sequence[str], style: str) -> None:
        """Write one row as a list: what it is about, then each further cell behind its heading."""
        about = next((place for place, cell in enumerate(cells) if cell and not self._columns[place].right), 0)
        # A number before the name, such as a rank, is part of the title.
        numbered = about == 1 and len(cells[0]) <= NUMBER
        self.line(f"{cells[0]}  {cells[about]}".strip() if numbered else cells[about], style or "bold")
        for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
            if cell and place != about and not (numbered and place == 0):
                self.line(f"{column.heading}: {cell}" if column.heading else cell, style, indent=2, hanging=2)

    def rows(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Write a whole table."""
        self.table(columns, rows)
        for each in rows:
            self.row(each)

    def _wrapped(self, text: str, width: int) -> list[str]:
        """Break a text between words; a percent sign stays with its number, and a word too long is cut in pieces."""
        lines = [""]
        for word in clean(text).replace(" %", "\0%").split(" "):
            rest = word.replace("\0", " ")
            if lines[-1] and cell_len(f"{lines[-1]} {rest}") <= width:
                lines[-1] += f" {rest}"
                continue
            lines += [rest] if lines[-1] else []
            lines[-1] = rest
            while cell_len(lines[-1]) > width:
                head = set_cell_size(lines[-1], width)
                lines[-1:] = [head.rstrip(), lines[-1][len(head) :]] if head.strip() else [lines[-1][:1], lines[-1][1:]]
        return lines

    def _write(self, line: str, style: str = "") -> None:
        self._console.print(Text(line.rstrip(), style=style), soft_wrap=True)


def clean(text: str) -> str:
    """Return a text without anything that would move a terminal's cursor."""
    return "".join(each if each.isprintable() else "�" for each in text.replace("\n", " ").replace("\t", " "))


def _least(column: Column, cells: Sequence[str]) -> int:
    """Return how narrow a column that wraps may become: numbers are never cut."""
    words = [word for cell in cells for word in cell.split(" ")] if column.right else []
    return max([NARROWEST_TEXT, *map(cell_len, words)])


def _narrow(columns: Sequence[Column], widths: list[int], least: Sequence[int], free: int) -> int:
    """Take what is missing from the columns that wrap, the widest first, and return what is left free."""
    able = [place for place, column in enumerate(columns) if column.wraps]
    while free < 0 and (wide := [place for place in able if widths[place] > least[place]]):
        widths[max(wide, key=lambda place: widths[place])] -= 1
        free += 1
    return free
