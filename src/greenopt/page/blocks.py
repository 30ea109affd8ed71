"""
Blocks: what a section of the page is made of, already in the reader's language.

The template knows these few shapes and nothing of cases. A cell or a line is either a plain text, which the template
escapes, or markup made by ``page/svg.py`` and ``page/speech.py``, which have escaped it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from markupsafe import Markup

Words = str | Markup


class Column(NamedTuple):
    """A column of a table."""

    heading: Words
    right: bool = False
    """Whether it holds numbers."""
    wide: bool = False
    """Whether it holds words that need room; a table in which no column says so gives it to its second one."""


class Shaded(NamedTuple):
    """A cell with a number that is the darker, in tenths from 0 to 10, the more it says."""

    text: str
    shade: int


class Row(NamedTuple):
    """
    A row of a table; its style is one of ``total``, ``group``, ``faint`` or nothing.

    With the style ``line`` or ``band`` its one cell goes through all columns.
    """

    cells: Sequence[Words | Shaded]
    style: str = ""
    marks: str = ""
    """By what the script filters it: for each filter of the listing the number of its value, from 1."""


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
    """A sentence; its style is one of ``lead``, ``caveat``, ``note``, ``item`` or nothing."""

    text: Words
    style: str = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Tiles:
    """The numbers that are read first, side by side."""

    tiles: Sequence[Tile]
    kind: ClassVar[str] = "tiles"


class Listing(NamedTuple):
    """What the script needs to sort, filter and search a table."""

    filters: Sequence[tuple[str, Sequence[str]]]
    """What is filtered by, and the values that rows have."""
    words: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table; folded away where a heading for opening it is given."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    folded: str = ""
    quiet: bool = False
    """Whether the caption is only read out, since the same words stand above as a heading."""
    listing: "Listing | None" = None
    """What the script needs to sort, filter and search it; None where it stays as it is."""
    kind: ClassVar[str] = "table"

    @property
    def sides(self) -> str:
        """What the style sheet does with its columns: numbers to the right, room for words, or shades."""
        if any(isinstance(cell, Shaded) for row in self.rows for cell in row.cells):
            return "heat"
        right = [f"r{place}" for place, column in enumerate(self.columns, 1) if column.right]
        wide = [f"w{place}" for place, column in enumerate(self.columns, 1) if column.wide]
        return " ".join([*right, *(["own", *wide] if wide else [])])


@dataclass(frozen=True)
class Chart:
    """A picture, and the table that says the same; without one of its own where that table comes next."""

    label: str
    svg: Markup
    twin: Table | None = None
    kind: ClassVar[str] = "chart"


@dataclass(frozen=True)
class Slider:
    """Stops of a slider that the script adds below a chart; the browser computes nothing."""

    label: str
    chart: str
    stops: Sequence[Sequence[str]]
    """For each where its mark stands in the chart, across and down, then what is said of it."""
    start: int
    heads: Sequence[str]
    """What comes before each of the things that are said."""
    moved: str
    """How levels of projects change from stop to stop, see ``page/stops.py``."""
    words: Mapping[str, str]
    """Further words of the script."""
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


@dataclass(frozen=True)
class Fold:
    """Blocks under a heading of their own, folded away."""

    heading: str
    blocks: "Sequence[Block]"
    kind: ClassVar[str] = "fold"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: ClassVar[str] = "heading"


Block = Figures | Form | Fold | Heading | Paragraph | Tiles | Table | Chart | Slider | Cards | Commands


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading of its own."""

    anchor: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=tuple)
