"""The table of a submission, for page and paper alike, with the rows and headings of the sheet in the workbook."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from greenopt.language import number, say
from greenopt.page.blocks import Form, Head, Row, Section
from greenopt.page.speech import Speech, cleaned
from greenopt.report.words import decimals_for
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
)


def appended(table: Submission, speech: Speech) -> Section:
    """Return the table as the last section of a page."""
    return Section("appendix", speech(say("Appendix of the submission")), (form(table, speech),))


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
    """Return how wide columns are: what is empty in every line is narrow, and no sum is cut."""
    texts = [table.texts(line, "vi") for line in table.lines]
    wide = {NUMBER: 7, NAME: 35, SIZE: 11, TIME: 11, table.remarks: 48}
    for column in texts[0]:
        if column not in wide:
            longest = max(len(each[column]) for each in texts)
            wide[column] = 9 if not longest else 16 if longest < 20 else 22
    for column, total in table.sums(table.lines).items():
        wide[column] = max(9, 2 * len(number(total, "vi", 0)))
    return [wide[column] for column in range(table.remarks + 1)]


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
