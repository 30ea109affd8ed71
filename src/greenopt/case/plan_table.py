"""
A plan made by people, read from a table: which share of which project starts in which year, and who pays.

    project          share   start   fund.green_fund
    unburnt_brick    60 %    2026    300

``level`` may stand for ``share``, ``0.6`` for ``60 %``; ``start`` may be empty where the horizon is one year. The
``portfolio.csv`` of a run is read too, by its columns ``project``, ``level`` and ``starts``; what else stands in it
follows from these and is passed over. Reading is strict, and every mistake is told with its place.

A share with seven decimals or more was written by a program, which rounds to twelve significant digits as results do.
It stands for every share that rounds to it, so that the plan of a run is not called broken for a part in a million
million. A share with fewer decimals is exactly what it says.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.csv_table import Numbers
from greenopt.case.decimal_comma import with_point
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.nearest import did_you_mean
from greenopt.case.table import read_grid, split_sheet
from greenopt.errors import Diagnostic, Place
from greenopt.language import Message, printable, say
from greenopt.project import Facts
from greenopt.units import SIGNIFICANT, Quantity, UnitError, convert, magnitude, parse_quantity

ZERO, ONE = Fraction(0), Fraction(1)
ROUNDED = 7
"""Decimals from which on a share counts as rounded."""
FUND = "fund."
PORTFOLIO = frozenset(
    [
        "rank",
        "name_vi",
        "name_en",
        "sector",
        "kind",
        "place",
        "decision",
        "cost",
        "asks",
        "public_money",
        "funds",
        "objective",
        "merit",
        "reason_vi",
        "reason_en",
        "evidence",
    ]
)
"""Columns of a run's portfolio.csv that follow from the others."""
_PAIR = re.compile(r"\s*([0-9]{4})\s*:\s*(\S.*?)\s*")


class Share(NamedTuple):
    """A share as it was written: the number, and the range that it stands for."""

    value: Fraction
    least: Fraction
    most: Fraction


@dataclass
class WrittenPlan:
    """What a plan says."""

    name: str
    starts: dict[tuple[str, int], Share] = field(default_factory=dict)
    """(project, year) → share started then; zeros left out."""
    money: dict[tuple[str, int], dict[str, Fraction]] = field(default_factory=dict)
    """(project, year) → fund → money, where the plan says who pays."""
    places: dict[tuple[str, int], Place] = field(default_factory=dict)
    doubts: tuple[Diagnostic, ...] = ()
    """Warnings of what a reader of the table does not see, such as hidden rows."""

    def levels(self) -> dict[str, Fraction]:
        """Return the share of each project, as written."""
        found: dict[str, Fraction] = {}
        for (project, _), share in self.starts.items():
            found[project] = found.get(project, ZERO) + share.value
        return found


def read_plan(reference: str, facts: Facts, numbers: Numbers = "en") -> WrittenPlan:
    """
    Read a plan: a CSV file, or a sheet of a workbook as ``book.xlsx#Plan``.

    Raises:
        CaseInvalid: with every mistake that was found.
        FileProblem: the file cannot be read, or is no table.
    """
    mistakes = Mistakes()
    file, sheet = split_sheet(reference)
    grid = read_grid(file, file, numbers, sheet, mistakes)
    plan = _Reader(grid, facts, numbers, mistakes, WrittenPlan(reference, doubts=grid.doubts)).read()
    mistakes.raise_if_any()
    return plan


@dataclass
class _Reader:
    """Reads one grid."""

    grid: Grid
    facts: Facts
    numbers: Numbers
    mistakes: Mistakes
    plan: WrittenPlan

    def read(self) -> WrittenPlan:
        """Return the plan; mistakes are noted."""
        columns = self._columns()
        for row in range(1, len(self.grid.rows)):
            project = self._project(row, columns["project"])
            if project is not None:
                self._row(row, project, columns)
        self._check_sums()
        return self.plan

    def _columns(self) -> dict[str, int]:
        """Return the columns by name; stops where the plan cannot be read without one that is missing."""
        names = self.grid.rows[0]
        found: dict[str, int] = {}
        wanted = ["project", "share", "level", "start", "starts"]
        for position, name in enumerate(names):
            if name in found:
                self._add("duplicate-key", 0, position, say("the column '{name}' stands twice", name=name), _KEEP_ONE)
            elif name in wanted or (name.startswith(FUND) and name.removeprefix(FUND) in self.facts.fund_by_id):
                found[name] = position
            elif name.startswith(FUND):
                message = say("there is no fund '{name}'", name=printable(name.removeprefix(FUND)))
                self._add("unknown-name", 0, position, message, did_you_mean(name[5:], self.facts.fund_by_id))
            elif name and name not in PORTFOLIO and not name.startswith("x-"):
                message = say("the column '{name}' is not known here", name=printable(name))
                self._add("unknown-key", 0, position, message, did_you_mean(name, wanted))
        self._check_columns(found)
        return found

    def _check_columns(self, found: dict[str, int]) -> None:
        first = self.grid.place(0, 0)
        if "project" not in found:
            message = say("there is no column 'project'")
            self.mistakes.stop("no-id-column", first, "", message, say("write the columns project, share and start"))
        if ("share" in found) == ("level" in found):
            message = say("one of the columns 'share' and 'level' is needed")
            hint = say("write share: 60 %, or level: 0.6, and keep one of them")
            self.mistakes.stop("missing-key", first, "", message, hint)
        if "start" in found and "starts" in found:
            self.mistakes.stop("contradiction", first, "", say("the years stand in two columns"), _KEEP_ONE)

    def _project(self, row: int, column: int) -> str | None:
        name = self.grid.rows[row][column]
        if name in self.facts.by_id:
            return name
        if name.startswith("x-"):
            return None
        message = say("there is no project '{name}'", name=printable(name)) if name else say("no project is named")
        self._add("unknown-name", row, column, message, did_you_mean(name, self.facts.by_id))
        return None

    def _row(self, row: int, project: str, columns: dict[str, int]) -> None:
        position = columns.get("share", columns.get("level", 0))
        share = self._share(row, position, self.grid.rows[row][position])
        if share is None:
            return
        if "starts" in columns:
            self._pairs(row, project, share, columns["starts"])
            return
        year = self._year(row, project, columns.get("start"), needed=share.value != 0)
        if year is None:
            return
        key = (project, year)
        if key in self.plan.places:
            message = say("'{name}' stands twice for {year}", name=project, year=year)
            self._add("duplicate-key", row, columns["project"], message, say("add the shares up in one row"))
            return
        self.plan.places[key] = self.grid.place(row, position)
        money = self._money(row, columns)
        if share.value:
            self.plan.starts[key] = share
            if money:
                self.plan.money[key] = money

    def _pairs(self, row: int, project: str, level: Share, column: int) -> None:
        """Read ``2022: 0.25 | 2023: 0.75``, which must add up to the level."""
        text = self.grid.rows[row][column]
        total = [ZERO, ZERO]
        for part in text.split("|") if text else ():
            match = _PAIR.fullmatch(part)
            if match is None:
                message = say("'{text}' is not a year with a share", text=printable(part.strip()))
                self._add("number", row, column, message, say("write {example}", example="2022: 0.25 | 2023: 0.75"))
                return
            year, share = int(match[1]), self._share(row, column, match[2])
            if share is None or not self._in_time(row, column, year, project):
                return
            if (project, year) in self.plan.places:
                message = say("'{name}' stands twice for {year}", name=project, year=year)
                self._add("duplicate-key", row, column, message, say("add the shares up"))
                return
            self.plan.places[project, year] = self.grid.place(row, column)
            total = [total[0] + share.least, total[1] + share.most]
            if share.value:
                self.plan.starts[project, year] = share
        if total[0] > level.most or total[1] < level.least:
            said = {"level": level.value * 100, "total": sum(total) * 50}
            message = say("the level is {level} %, and the years add up to {total} %", **said)
            self._add("wrong-sum", row, column, message, say("write both the same"))

    def _share(self, row: int, column: int, text: str) -> Share | None:
        """Read a share; None where it is refused."""
        try:
            quantity, written = _quantity(text, self.numbers, marked=self.grid.rows[0][column] == "share")
        except UnitError as problem:
            self._add("number", row, column, problem.message, problem.hint)
            return None
        if not 0 <= quantity.value <= 1:
            message = say("'{text}' is not a share from 0 % to 100 %", text=printable(text))
            self._add("out-of-range", row, column, message, _SHARE)
            return None
        return _range(quantity.value, written, percent=quantity.is_share)

    def _year(self, row: int, project: str, column: int | None, *, needed: bool) -> int | None:
        first, last = self.facts.horizon
        text = "" if column is None else self.grid.rows[row][column]
        if not text and (first == last or not needed):
            return first
        if re.fullmatch("[0-9]{4}", text) and column is not None:
            year = int(text)
            return year if self._in_time(row, column, year, project) else None
        message = say("'{text}' is not a year", text=printable(text)) if text else say("no year is given")
        hint = say("write a year from {first} to {last} in the column 'start'", first=first, last=last)
        self._add("wrong-time", row, column or 0, message, hint)
        return None

    def _in_time(self, row: int, column: int, year: int, project: str) -> bool:
        """Whether a year lies in the horizon, or is one in which the project was begun."""
        if year in self.facts.years or year in self.facts.by_id[project].started:
            return True
        first, last = self.facts.horizon
        message = say("{year} is outside the horizon", year=year)
        self._add(
            "wrong-time", row, column, message, say("write a year from {first} to {last}", first=first, last=last)
        )
        return False

    def _money(self, row: int, columns: dict[str, int]) -> dict[str, Fraction]:
        """Read who pays; an empty cell says nothing."""
        found = {}
        for name, column in columns.items():
            text = self.grid.rows[row][column]
            if not name.startswith(FUND) or not text:
                continue
            try:
                money = convert(parse_quantity(_pointed(text, self.numbers)), self.facts.units.money)
            except UnitError as problem:
                self._add("number", row, column, problem.message, problem.hint)
                continue
            if money < 0:
                hint = say("write an amount of zero or more")
                self._add("out-of-range", row, column, say("money cannot be negative"), hint)
            found[name.removeprefix(FUND)] = money
        return found

    def _check_sums(self) -> None:
        """Note projects of which more than the whole is started."""
        least: dict[str, Fraction] = {}
        for (project, year), share in self.plan.starts.items():
            least[project] = least.get(project, ZERO) + share.least
            if least[project] > 1:
                message = say("more than the whole of '{name}' is started", name=project)
                hint = say("write shares that add up to 100 % at most")
                self.mistakes.add("wrong-sum", self.plan.places[project, year], project, message, hint)

    def _add(self, code: str, row: int, column: int, message: Message, hint: Message) -> None:
        key = self.grid.rows[0][column] if row else ""
        self.mistakes.add(code, self.grid.place(row, column), key, message, hint)


def _pointed(text: str, numbers: Numbers) -> str:
    """
    Return a number as everywhere else in a case.

    Raises:
        UnitError: it is not written as numbers of this table are.
    """
    written = with_point(text) if numbers == "vi" else text
    if written is None:
        message = say("'{text}' is not a number as Vietnamese tables write it", text=printable(text))
        raise UnitError(message, say("write a decimal comma and points between thousands, such as 98.000,5"))
    return written


def _quantity(text: str, numbers: Numbers, *, marked: bool) -> tuple[Quantity, str]:
    """
    Read a share, and return it with its digits as they would stand in a case.

    Raises:
        UnitError: it is no share, or ``marked`` and without its percent sign.
    """
    if not text:
        raise UnitError(say("no share is given"), say("write 0 % for a project that is left out"))
    written = _pointed(text, numbers)
    quantity = parse_quantity(written)
    if quantity.unit not in ("", "%") or quantity.per_year:
        raise UnitError(say("'{text}' is not a share", text=printable(text)), _SHARE)
    if marked and not quantity.is_share and quantity.value not in (0, 1):
        raise UnitError(say("'{text}' has no percent sign", text=printable(text)), _SHARE)
    return quantity, written


def _range(value: Fraction, text: str, *, percent: bool) -> Share:
    """Return a share with the range of numbers that round to it, if it was rounded at all."""
    decimals = len(text.removesuffix("%").strip().partition(".")[2]) + (2 if percent else 0)
    if decimals < ROUNDED or not value:
        return Share(value, value, value)
    half = Fraction(10) ** (min(magnitude(value), -1) - SIGNIFICANT + 1) / 2
    return Share(value, max(value - half, ZERO), min(value + half, ONE))


_KEEP_ONE = say("keep one of them")
_SHARE = say("write a share with its percent sign, such as 60 %")
