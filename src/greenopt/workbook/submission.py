"""
Submission: the table that is attached to a submission, as headings and lines, for the workbook and for paper alike.

    TOTAL
    I    projects carried over          III  projects newly funded
    II   required tasks                 IV   not funded

Money of a year is what the plan pays in it, whichever fund pays. Its form follows general practice of such tables.
Columns are counted from nothing; every number is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from greenopt.fields import Selector
from greenopt.language import Language, Message, Text, say, word
from greenopt.plan import Sum
from greenopt.plan.form import PUBLIC_MONEY
from greenopt.project import Facts
from greenopt.report.words import CASE_STATUS, Json, exact, main_indicator, roman, text_in, years
from greenopt.workbook.exported import Exported

(NUMBER, NAME, OWNER, PLACE, SIZE, TIME, DOCUMENT, COST, COST_PUBLIC, COST_OTHER, PAID, PLANNED) = range(12)
GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (say("Projects carried over"), ("committed",)),
    (say("Required tasks"), ("required",)),
    (say("Projects newly funded"), ("funded", "partly")),
    (say("Not yet funded"), ("not_funded", "screened_out")),
)
OFFICES = (say("PEOPLE'S COMMITTEE OF …"), say("DEPARTMENT OF INDUSTRY AND TRADE"))
TABLE_NUMBER = say("Table No. …")
TITLE = say("PLAN FOR THE ALLOCATION OF FUNDS")
ATTACHED = say("(Attached to Submission No. …/TTr-… of …)")
TOTAL = say("TOTAL")


class Heading(NamedTuple):
    """A heading over one column, or over the columns of its parts."""

    words: Message
    parts: Sequence[Message] = ()

    @property
    def width(self) -> int:
        """How many columns it stands over."""
        return max(len(self.parts), 1)


class Line(NamedTuple):
    """A project: what the result says of it, and its numbers by column."""

    entry: Json
    numbers: Mapping[int, Fraction]


class Group(NamedTuple):
    """Projects that stand together."""

    number: str
    name: Message
    lines: Sequence[Line]


@dataclass(frozen=True)
class Submission:
    """The table of one run."""

    result: Json
    facts: Facts
    when: Sequence[int]
    """The years in which the plan still pays."""
    indicator: str | None
    """What the last number of a line counts."""
    groups: Sequence[Group]

    @property
    def lines(self) -> Sequence[Line]:
        """All projects, group by group."""
        return [line for group in self.groups for line in group.lines]

    @property
    def brought(self) -> int:
        """The column of what a project brings."""
        return PLANNED + len(self.when) + 1

    @property
    def remarks(self) -> int:
        """The last column."""
        return self.brought + 1

    @property
    def added_up(self) -> Sequence[int]:
        """The columns that have sums."""
        return (COST, COST_PUBLIC, COST_OTHER, PAID, *range(PLANNED, self.brought + 1))

    @property
    def status(self) -> Message:
        """The status of the case, as a stamp."""
        return CASE_STATUS.get(self.result["case"]["status"], word(str(self.result["case"]["status"])))

    @property
    def unit(self) -> Message:
        """The unit of all money, which is stated once."""
        return say("Unit: {unit}", unit=word(self.result["totals"]["money_unit"]))

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings from left to right."""
        totals = self.result["totals"]["indicators"]
        unit = word(totals[self.indicator]["unit"] if self.indicator else "")
        return (
            Heading(say("No.")),
            Heading(say("List of projects")),
            Heading(say("Owner, implementing unit")),
            Heading(say("Place")),
            Heading(say("Capacity, size")),
            Heading(say("Start – completion")),
            Heading(say("Decision (number, date)")),
            Heading(say("Total investment"), (say("Total"), say("State budget"), say("Other funds"))),
            Heading(say("Funds allotted so far")),
            Heading(say("Plan"), (say("Total"), *(word(str(year)) for year in self.when))),
            Heading(say("Result, {unit}", unit=unit)),
            Heading(say("Remarks (reason)")),
        )

    def texts(self, line: Line, language: Language) -> dict[int, str]:
        """Return what stands in the columns of words."""
        entry, project = line.entry, self.facts.by_id[line.entry["project"]]
        place: Text | None = self.facts.places.get(project.place)
        return {
            NAME: text_in(entry["name"], language),
            OWNER: project.owner.in_language(language) if project.owner else "",
            PLACE: place.in_language(language) if place else project.place,
            TIME: years(entry["starts"]),
            DOCUMENT: project.status_source,
            self.remarks: text_in(entry["reason"], language),
        }

    def sums(self, lines: Sequence[Line]) -> dict[int, Fraction]:
        """Return the sums of lines, by column."""
        return {column: sum((line.numbers[column] for line in lines), Fraction(0)) for column in self.added_up}


def submission_of(run: Exported) -> Submission:
    """
    Return the table of a run that has a plan.

    Raises:
        FileProblem: the certificate was spoilt.
    """
    when = tuple(run.facts.open_payment_years)
    indicator = main_indicator(run.result)
    lines = [_line(run, entry, when, indicator) for entry in run.result["portfolio"]]
    groups = [
        Group(roman(number), name, own)
        for number, (name, kinds) in enumerate(GROUPS, 1)
        if (own := [line for line in lines if line.entry["decision"] in kinds])
    ]
    return Submission(run.result, run.facts, when, indicator, groups)


def _line(run: Exported, entry: Json, when: Sequence[int], indicator: str | None) -> Line:
    """Return the numbers of a project; what the plan pays in a year comes from the plan itself."""
    project = run.facts.by_id[entry["project"]]
    own = Selector(projects=(project.id,))
    paid = sum((money for years in project.paid.values() for money in years.values()), Fraction(0))
    asked = exact(entry["asks"] or 0)
    numbers = {
        COST: exact(entry["cost"]),
        COST_PUBLIC: asked,
        COST_OTHER: max(exact(entry["cost"]) - asked, Fraction(0)),
        PAID: paid,
        PLANNED: exact(entry["public_money"]),
    }
    alone = run.decided.alone(project.id)
    for place, year in enumerate(when, PLANNED + 1):
        numbers[place] = alone.value(Sum(PUBLIC_MONEY, own, year=year))
    numbers[PLANNED + len(when) + 1] = exact(entry["impact"].get(indicator, 0))
    return Line(entry, numbers)
