"""
Sheets: which sheets state a case, what each holds, and how they are called in either language.

    case      Case, Funds, Projects, Rules, Indicators, Stocks, Places, Conditions, Uncertain numbers, Scenarios, Sweeps
    model     the same for a policy model of one's own, which greenopt does not ship
    factors   and for emission factors of one's own

A workbook that holds results too calls them ``Inputs - Funds`` and so on, for it has a sheet of that name already.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from greenopt.case.project_entry import ProjectEntry
from greenopt.case.schema import (
    DOCUMENTS,
    FuelEntry,
    FundEntry,
    IndicatorEntry,
    NamedEntry,
    StockEntry,
)
from greenopt.case.text import composed
from greenopt.case.uncertain_entry import RangeEntry
from greenopt.fields import Record
from greenopt.language import LANGUAGES, Language, Message, say
from greenopt.rules import RULES

Document = Literal["case", "model", "factors"]
Layout = Literal["pairs", "table", "scenarios", "sweeps"]
LONGEST_NAME = 31
"""Characters of the name of a sheet in Excel."""
LABEL = " · "
"""What stands between a name and its title in a drop-down: ``mining · Khai khoáng``."""
FILES: dict[Document, str] = {"case": "case.yaml", "model": "model.yaml", "factors": "factors.yaml"}
"""What the documents are called where nobody says otherwise."""


class Sheet(NamedTuple):
    """One sheet of a case."""

    document: Document
    key: str
    """The key whose entries are its rows; empty for the sheet of the keys that have none of their own."""
    layout: Layout
    name: Message
    record: type[Record] | None = None
    """What one row is; of rules it depends on their kind."""

    @property
    def mark(self) -> tuple[str, str]:
        """What tells it from every other sheet: document and key."""
        return self.document, self.key

    @property
    def root(self) -> type[Record]:
        """The record of the whole document."""
        return DOCUMENTS[self.document]

    def record_of(self, kind: str) -> type[Record] | None:
        """Return what a row is; ``kind`` is what a rule says of itself."""
        return RULES.get(kind) if self.key == "rules" else self.record

    @property
    def records(self) -> tuple[type[Record], ...]:
        """Everything that a row may be."""
        if self.key == "rules":
            return tuple(RULES.values())
        return (self.record,) if self.record is not None else ()

    def called(self, language: Language, *, beside_results: bool = False) -> str:
        """Return the name of the sheet."""
        name = self.name.in_language(language)
        return f"{PREFIX.in_language(language)}{name}" if beside_results else name


PREFIX = say("Inputs - ")
SHEETS: tuple[Sheet, ...] = (
    Sheet("case", "", "pairs", say("Case")),
    Sheet("case", "funds", "table", say("Funds"), FundEntry),
    Sheet("case", "projects", "table", say("Projects"), ProjectEntry),
    Sheet("case", "rules", "table", say("Rules")),
    Sheet("case", "indicators", "table", say("Indicators"), IndicatorEntry),
    Sheet("case", "stocks", "table", say("Stocks"), StockEntry),
    Sheet("case", "places", "table", say("Places"), NamedEntry),
    Sheet("case", "conditions", "table", say("Conditions"), NamedEntry),
    Sheet("case", "uncertain", "table", say("Uncertain numbers"), RangeEntry),
    Sheet("case", "scenarios", "scenarios", say("Scenarios")),
    Sheet("case", "sweeps", "sweeps", say("Sweeps")),
    Sheet("model", "", "pairs", say("Model")),
    Sheet("model", "sectors", "table", say("Model - Sectors"), NamedEntry),
    Sheet("model", "conditions", "table", say("Model - Conditions"), NamedEntry),
    Sheet("model", "places", "table", say("Model - Places"), NamedEntry),
    Sheet("model", "indicators", "table", say("Model - Indicators"), IndicatorEntry),
    Sheet("model", "stocks", "table", say("Model - Stocks"), StockEntry),
    Sheet("model", "rules", "table", say("Model - Rules")),
    Sheet("factors", "", "pairs", say("Factors")),
    Sheet("factors", "fuels", "table", say("Fuels"), FuelEntry),
)
"""Every sheet, in the order of its tab."""
GUIDE, LISTS = say("Guide"), say("Lists")
"""Sheets for people, which are not read: how to fill in the workbook, and what the drop-downs offer."""


def sheets_of(document: Document) -> Iterator[Sheet]:
    """Yield the sheets of a document."""
    yield from (each for each in SHEETS if each.document == document)


def sheet_called(name: str) -> tuple[Sheet, bool] | None:
    """Return the sheet with a name in either language, and whether it stands beside results; None if it is none."""
    wanted = composed(name).casefold()
    for beside_results in (False, True):
        for each in SHEETS:
            if any(each.called(one, beside_results=beside_results).casefold() == wanted for one in LANGUAGES):
                return each, beside_results
    return None


def is_for_people(name: str) -> bool:
    """Return whether a sheet is one that greenopt writes for people only, or that the planner marked as his own."""
    wanted = composed(name).casefold()
    known = {each.in_language(one).casefold() for each in (GUIDE, LISTS) for one in LANGUAGES}
    prefixed = {
        f"{PREFIX.in_language(one)}{each.in_language(one)}".casefold() for each in (LISTS,) for one in LANGUAGES
    }
    return wanted in known | prefixed or wanted.startswith("x-")
