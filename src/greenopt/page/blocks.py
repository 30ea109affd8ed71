"""
Blocks: what a section of the page is made of, already in the reader's language.

The template knows these few shapes and nothing of cases. A cell or a line is either a plain text, which the template
escapes, or markup made by ``page/svg.py`` and ``page/speech.py``, which have escaped it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from markupsafe import Markup

Words = str | Markup


class Column(NamedTuple):
    """A column of a table."""

    heading: Words
    right: bool = False
    """Whether it holds numbers."""


class Row(NamedTuple):
    """A row of a table; its style is one of ``total``, ``group``, ``line``, ``faint`` or nothing."""

    cells: Sequence[Words]
    style: str = ""


class Tile(NamedTuple):
    """A number that is read first."""

    label: str
    value: Words
    note: Words = ""


class Card(NamedTuple):
    """A few lines under a title."""

    title: str
    lines: Sequence[Words]
    mark: str = ""
    code: Sequence[str] = ()
    """What may be copied into a case or a command line."""


@dataclass(frozen=True)
class Paragraph:
    """A sentence; its style is one of ``lead``, ``caveat``, ``note`` or nothing."""

    text: Words
    style: str = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Tiles:
    """The numbers that are read first, side by side."""

    tiles: Sequence[Tile]
    kind: ClassVar[str] = "tiles"


@dataclass(frozen=True)
class Table:
    """A table; folded away where a heading for opening it is given."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    folded: str = ""
    kind: ClassVar[str] = "table"

    @property
    def sides(self) -> str:
        """The columns of numbers, as classes that the style sheet sets to the right."""
        return " ".join(f"r{place}" for place, column in enumerate(self.columns, 1) if column.right)


@dataclass(frozen=True)
class Chart:
    """A picture, and the table that says the same."""

    label: str
    svg: Markup
    twin: Table
    note: Words = ""
    kind: ClassVar[str] = "chart"


@dataclass(frozen=True)
class Slider:
    """Stops of a slider that the script adds below a chart: each says the row of the chart's table in its place."""

    label: str
    chart: str
    stops: Sequence[tuple[float, float]]
    """Where the mark stands in the chart, row by row of its table."""
    start: int
    kind: ClassVar[str] = "slider"


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: Sequence[Card]
    kind: ClassVar[str] = "cards"


@dataclass(frozen=True)
class Commands:
    """Lines that a reader may type."""

    lines: Sequence[str]
    kind: ClassVar[str] = "commands"


class Annex(NamedTuple):
    """A table that both languages share, since it holds only what planners and programs wrote."""

    heading: Markup
    label: str
    rows: Sequence[Sequence[str]]


class Figure(NamedTuple):
    """A picture under its title."""

    title: str
    svg: Markup


@dataclass(frozen=True)
class Figures:
    """Pictures side by side, on paper; their numbers stand in them."""

    figures: Sequence[Figure]
    kind: ClassVar[str] = "figures"


@dataclass(frozen=True)
class Head:
    """A cell of the two rows of the head."""

    words: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Form:
    """The table with its letterhead, in one language."""

    offices: Sequence[str]
    table_number: str
    title: str
    case: str
    attached: str
    unit: str
    heads: Sequence[Sequence[Head]]
    """The two rows of the head."""
    widths: Sequence[int]
    """Of the columns, in parts of all of them."""
    rows: Sequence[Row]
    right: Sequence[bool]
    """Which columns hold numbers."""
    kind: ClassVar[str] = "form"


Block = Figures | Form | Paragraph | Tiles | Table | Chart | Slider | Cards | Commands


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading of its own."""

    anchor: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=tuple)
