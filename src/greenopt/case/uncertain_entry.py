"""
The format of what is uncertain: a range for a number, its shape, and the group it varies with.

    uncertain:
      cost: [-10 %, +30 %]                                  a change of the number, triangular about it
      saves.coal: [1400, 1800]                              or the ends themselves, in the unit of the number
      asks: {range: [-10 %, +30 %], shape: uniform, group: prices}

Under a project the names are those of its own numbers; under the case they are paths, as changes write them.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag, WithJsonSchema

from greenopt.fields import LONGEST_ID, Identifier, Record, Units, reader
from greenopt.language import printable, say
from greenopt.units import Quantity, UnitError, parse_quantity

LONGEST_PATH = 1000
"""Characters that a path may have, as in a change."""
EACH = "*"
"""In the name of a group: one group for each name that the first ``*`` of the path stands for."""


def _end(text: str, units: Units) -> Quantity:
    """Read one end of a range; a plus sign may say that the number grows."""
    unsigned = text[1:] if text.startswith("+") and text[1:2].isdigit() else text
    return parse_quantity(unsigned)


def _group(text: str, units: Units) -> str:
    if not 0 < len(text) <= LONGEST_ID or text.count(EACH) > 1 or not _is_name(text.replace(EACH, "a")):
        raise UnitError(
            say("'{text}' cannot be the name of a group", text=printable(text)),
            say("write a name such as prices, or prices_* for one group for each name that * stands for in the path"),
        )
    return text


def _is_name(text: str) -> bool:
    return all(each.isalnum() or each in "_-" for each in text) and text[:1].isalnum()


def _path(text: str, units: Units) -> str:
    segments = text.split(".")
    if len(text) > LONGEST_PATH or not all(each and (each == EACH or EACH not in each) for each in segments):
        raise UnitError(
            say("'{path}' is not a path", path=printable(text)),
            say("write keys with single dots between them; * stands alone for every key of a level"),
        )
    return text


End = Annotated[
    Quantity,
    reader(_end),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?",
            "description": "An end: -10 %, or a number",
        }
    ),
]
Ends = tuple[End, End]
Shape = Literal["triangular", "uniform"]
GroupName = Annotated[
    str,
    reader(_group),
    WithJsonSchema(
        {"type": "string", "pattern": r"^[^\s.*]*\*?[^\s.*]*$", "description": "A name, with at most one *"}
    ),
]
WrittenPath = Annotated[
    str, reader(_path), WithJsonSchema({"type": "string", "pattern": r"^(?!x-)\S+$", "description": "A path"})
]


class RangeEntry(Record):
    """How uncertain a figure is."""

    range: Ends
    """Lowest and highest: as changes of the figure, [-10 %, +30 %], or as figures in its unit, [900, 1300]."""
    shape: Shape = "triangular"
    """triangular (most likely what is written) or uniform (anything between is as likely)."""
    group: GroupName | None = None
    """Figures of one group vary together; others vary by themselves. prices_* is one group for each name."""


def _form(value: object) -> str:
    """Return which form a range is written in: two ends, keys, or further names below."""
    if not isinstance(value, (dict, Record)):
        return "pair"
    return "range" if isinstance(value, Record) or {"range", "shape", "group"} & set(value) else "names"


UncertainEntry = Annotated[
    Annotated[Ends, Tag("pair")] | Annotated[RangeEntry, Tag("range")],
    Discriminator(lambda value: "range" if isinstance(value, (dict, Record)) else "pair"),
]
"""A range: two ends, or keys."""
OwnEntry = Annotated[
    Annotated[Ends, Tag("pair")]
    | Annotated[RangeEntry, Tag("range")]
    | Annotated[dict[Identifier, UncertainEntry], Tag("names")],
    Discriminator(_form),
]
"""A range, or ranges below a name: saves: {coal: [-20 %, +20 %]}."""
