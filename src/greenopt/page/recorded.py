"""
Recorded: what a report writes on a terminal, kept as blocks of the page.

A study has one report, which says its sentences and sets its tables; the terminal draws them and the page keeps them.
So both say the same figures in the same words. What only a terminal needs is left out: free lines and bars of letters.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from greenopt.language import Language, Message
from greenopt.page.blocks import Block, Column, Fold, Heading, Paragraph, Row, Table
from greenopt.report.layout import Column as Printed
from greenopt.report.layout import Page, clean

WIDTH = 80
BAR = "█"
STYLES = {
    "bold": "lead",
    "bold green": "lead",
    "bold red": "caveat",
    "bold yellow": "caveat",
    "dim": "note",
    "red": "caveat",
    "yellow": "caveat",
}
"""What a style of the terminal is on the page."""


class Recorder(Page):
    """A page of a terminal that keeps blocks."""

    def __init__(self, language: Language) -> None:
        super().__init__(language, WIDTH)
        self.blocks: list[Block] = []
        self._head: Sequence[Printed] = ()
        self._rows: list[Row] = []
        self._between: list[Paragraph] = []
        """Lines after a row: a band of the table if further rows follow, else sentences below it."""

    def blank(self) -> None:
        """Leave out a free line."""

    def line(self, message: Message | str, style: str = "", indent: int = 0, hanging: int = 0) -> None:
        """Keep a sentence."""
        del hanging
        kept = STYLES.get(style, "")
        self._keep(Paragraph(clean(self.spoken(message)), "item" if indent and kept in ("", "caveat") else kept))

    def verbatim(self, line: str, style: str = "") -> None:
        """Leave out a drawing of letters."""

    def heading(self, message: Message | str) -> None:
        """Keep a heading, which ends a table."""
        self._end()
        self.blocks.append(Heading(clean(self.spoken(message))))

    def ruled(self, message: Message | str = "", style: str = "", sign: str = "─") -> None:
        """Keep a line through a table."""
        del style, sign
        self._band()
        self._rows.append(Row([clean(self.spoken(message))], "line"))

    def table(self, columns: Sequence[Printed], rows: Sequence[Sequence[str]]) -> None:
        """Begin a table."""
        del rows
        self._end()
        self._head = columns

    def row(self, cells: Sequence[str], style: str = "") -> None:
        """Keep a row."""
        self._band()
        self._rows.append(
            Row([clean(each.replace(BAR, "").strip()) for each in cells], "faint" if style == "dim" else "")
        )

    def ended(self) -> Sequence[Block]:
        """Return all that was kept."""
        self._end()
        return self.blocks

    def _keep(self, paragraph: Paragraph) -> None:
        (self._between if self._head else self.blocks).append(paragraph)

    def _band(self) -> None:
        self._rows += [Row([each.text], "band") for each in self._between]
        self._between = []

    def _end(self) -> None:
        """Close the table; a column without a heading in which nothing is left goes."""
        if self._head:
            kept = [
                place
                for place, column in enumerate(self._head)
                if column.heading or any(row.cells[place] for row in self._rows if len(row.cells) == len(self._head))
            ]
            rows = [
                Row([row.cells[place] for place in kept], row.style) if len(row.cells) == len(self._head) else row
                for row in self._rows
            ]
            columns = [
                Column(head.heading, head.right, head.wraps and not head.right)
                for head in (self._head[place] for place in kept)
            ]
            self.blocks.append(Table(self._title(), columns, rows, quiet=True))
        self.blocks += self._between
        self._head, self._rows, self._between = (), [], []

    def _title(self) -> str:
        """Return what a table is called: what was said last before it, as a heading."""
        return next((each.text for each in reversed(self.blocks) if isinstance(each, Heading)), "")


def recorded(write: Callable[[Page], None], language: Language) -> Sequence[Block]:
    """Return what a report writes."""
    page = Recorder(language)
    write(page)
    return page.ended()


def folded(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return blocks of which everything below a heading is folded away; what comes before the first one stays."""
    made: list[Block] = []
    number = 0

    def part(block: Block) -> int:
        nonlocal number
        number += isinstance(block, Heading)
        return number

    for found, group in groupby(blocks, key=part):
        members = list(group)
        head = members[0]
        made += [Fold(head.text, members[1:])] if found and isinstance(head, Heading) else members
    return made
