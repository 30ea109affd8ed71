"""The table of a submission on paper, A4 across: a PDF of its own, with the rows and headings of the workbook's sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from greenopt.errors import WrongUsage
from greenopt.language import Language, say
from greenopt.page.blocks import Row
from greenopt.page.page import SETTLED, unspoilt
from greenopt.page.paper import Frame, Paper, framed
from greenopt.page.speech import Speech, cleaned
from greenopt.report.words import decimals_for
from greenopt.result.saved import SavedRun, document_at
from greenopt.workbook.exported import opened
from greenopt.workbook.submission import (
    ATTACHED,
    NAME,
    NUMBER,
    OFFICES,
    SIZE,
    TABLE_NUMBER,
    TIME,
    TITLE,
    TOTAL,
    Line,
    Submission,
    submission_of,
)


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


def appendix_of(saved: SavedRun, language: Language) -> bytes:
    """
    Return the table of a run as PDF.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: a file of the run is missing, or was changed by hand.
        WrongUsage: the run has no plan, or what draws a PDF is not installed.
    """
    if not saved.result["portfolio"]:
        raise WrongUsage(say("the run has no plan, so there is no table of it"))
    paper = Paper()
    settled = cleaned(document_at(saved.folder / SETTLED, "greenopt.case/1"))
    with unspoilt(saved):
        table = submission_of(opened(saved))
        speech = Speech.of(settled, language)
        frame: Frame = framed(cleaned(saved.result), saved.digest, speech)
        return paper.written(paper.drawn("appendix.html", frame=frame, form=form(table, speech)), frame)


def form(table: Submission, speech: Speech) -> Form:
    """Return the table in one language."""
    count = table.remarks + 1
    numbers = set(table.added_up) | {SIZE}
    return Form(
        offices=[speech(each) for each in OFFICES],
        table_number=speech(TABLE_NUMBER),
        title=speech(TITLE),
        case=cleaned(speech.text(table.result["case"]["title"])),
        attached=speech(ATTACHED),
        unit=speech(table.unit),
        heads=_heads(table, speech),
        widths=_widths(table),
        rows=tuple(_Rows(table, speech).all()),
        right=[column in numbers for column in range(count)],
    )


def _heads(table: Submission, speech: Speech) -> Sequence[Sequence[Head]]:
    first = [Head(speech(each.words), each.width, 1 if each.parts else 2) for each in table.headings]
    return (first, [Head(speech(part)) for each in table.headings for part in each.parts])


def _widths(table: Submission) -> Sequence[int]:
    """Return how wide columns are: numbers alike, what is empty in every line narrow."""
    texts = [table.texts(line, "vi") for line in table.lines]
    wide = {NUMBER: 3, NAME: 20, SIZE: 5, TIME: 6, table.remarks: 20}
    for column in texts[0]:
        if column not in wide:
            longest = max(len(each[column]) for each in texts)
            wide[column] = 5 if not longest else 8 if longest < 20 else 11
    return [wide.get(column, 6) for column in range(table.remarks + 1)]


class _Rows:
    """The rows, all with the same decimals in a column."""

    def __init__(self, table: Submission, speech: Speech) -> None:
        self.table, self.speech = table, speech
        lines = table.lines
        self.places = {column: decimals_for(float(line.numbers[column]) for line in lines) for column in table.added_up}

    def all(self) -> Iterator[Row]:
        """Yield the total, then each group with its sums and its projects."""
        yield self._summed("", self.speech(TOTAL), self.table.lines, "total")
        for group in self.table.groups:
            yield self._summed(group.number, self.speech(group.name), group.lines, "group")
            for place, line in enumerate(group.lines, 1):
                texts = self.table.texts(line, self.speech.language)
                cells = {column: cleaned(words) for column, words in texts.items()}
                cells[SIZE] = self.speech.level(line.entry["level"])
                yield self._row({NUMBER: str(place)} | cells | self._shown(line.numbers))

    def _summed(self, number: str, title: str, lines: Sequence[Line], style: str) -> Row:
        return self._row({NUMBER: number, NAME: title} | self._shown(self.table.sums(lines)), style)

    def _shown(self, numbers: Mapping[int, Fraction]) -> dict[int, str]:
        return {column: self.speech.number(value, self.places[column]) for column, value in numbers.items()}

    def _row(self, cells: Mapping[int, str], style: str = "") -> Row:
        return Row([cells.get(column, "") for column in range(self.table.remarks + 1)], style)
