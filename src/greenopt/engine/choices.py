"""
Choices: a program of whole projects as one option to be taken of each, and what every plan must satisfy of it.

    options    of a project: nothing, or a start in one of the years it may start in
    rows       exact, over options; definitions of sums are put in, and what is settled is counted out
    the rest   continuous columns: who pays, what is kept, what is missed; for a plan they only have to exist

A row with continuous columns is kept twice: as widely as these may stretch it, which is quick to look at and never
refuses a plan that exists, and exactly, in a linear program of the continuous columns alone, which has the last word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm
from typing import NamedTuple

import numpy as np

from greenopt.engine.dominance import Numbers, whole
from greenopt.engine.layout import Start
from greenopt.engine.oracle import Empty, Oracle, Plan
from greenopt.engine.program import Program
from greenopt.engine.rows import Rows

ZERO, ONE = Fraction(0), Fraction(1)
_DEFINITION = "total["


class NotWhole(Exception):
    """A project may be carried out in part, so that plans cannot be counted."""

    def __init__(self, project: str) -> None:
        super().__init__(project)
        self.project = project


class Row(NamedTuple):
    """A row of the program as stated, sums put in and settled columns counted out."""

    number: int
    """In the program."""
    options: Mapping[int, Fraction]
    """Weights of the columns that are chosen."""
    rest: Mapping[int, Fraction]
    """Weights of the continuous columns."""
    lower: Fraction | None
    upper: Fraction | None


@dataclass
class Choices:
    """What is to be chosen, and what it must satisfy."""

    program: Program
    projects: list[str] = field(default_factory=list)
    columns: list[list[int | None]] = field(default_factory=list)
    """By project, the column of each of its options; None for nothing."""
    rows: list[Row] = field(default_factory=list)
    """Those that speak of several projects, or of continuous columns."""
    continuous: list[int] = field(default_factory=list)
    possible: bool = True
    """False where a row cannot hold whatever is chosen."""

    @cached_property
    def sizes(self) -> list[int]:
        """How many options each project has."""
        return [len(each) for each in self.columns]

    @cached_property
    def place(self) -> dict[int, tuple[int, int]]:
        """Column → project and option."""
        return {
            column: (project, option)
            for project, columns in enumerate(self.columns)
            for option, column in enumerate(columns)
            if column is not None
        }

    def taken(self, x: Sequence[Fraction]) -> list[int]:
        """Return the options that a point takes."""
        found = []
        for columns in self.columns:
            chosen = [option for option, column in enumerate(columns) if column is not None and x[column]]
            found.append(chosen[0] if chosen else columns.index(None))
        return found

    def activity(self, row: Row, plan: Sequence[int]) -> Fraction:
        """Return what the options of a plan make of a row."""
        taken = (self.columns[project][option] for project, option in enumerate(plan))
        return sum((row.options.get(column, ZERO) for column in taken if column is not None), ZERO)

    @cached_property
    def wide(self) -> "Wide":
        """The rows as far as continuous columns may stretch them."""
        return Wide.of(self)

    @cached_property
    def settled(self) -> bool:
        """Whether the wide rows say all: no continuous column stands in two rows."""
        seen: set[int] = set()
        for row in self.rows:
            if seen & row.rest.keys():
                return False
            seen |= row.rest.keys()
        return True

    @cached_property
    def _tail(self) -> tuple[Oracle, list[Row]]:
        rows = [row for row in self.rows if row.rest]
        place = {column: number for number, column in enumerate(self.continuous)}
        entries, scales = [], []
        for row in rows:
            below = lcm(*(each.denominator for each in row.rest.values()))
            entries.append({place[column]: int(each * below) for column, each in sorted(row.rest.items())})
            scales.append(below)
        given = self.program
        program = Program(
            columns=tuple(given.columns[each] for each in self.continuous),
            column_lower=tuple(given.column_lower[each] for each in self.continuous),
            column_upper=tuple(given.column_upper[each] for each in self.continuous),
            whole=tuple(False for _ in self.continuous),
            rows=tuple(given.rows[row.number] for row in rows),
            entries=tuple(entries),
            scale=tuple(scales),
            row_lower=tuple(row.lower for row in rows),
            row_upper=tuple(row.upper for row in rows),
        )
        return Oracle(program), rows

    def exists(self, plan: Sequence[int]) -> bool | None:
        """Return whether the continuous columns can follow the options of a plan, exactly; None if it is not known."""
        if self.settled:
            return True
        oracle, rows = self._tail
        bounds = oracle.program.bounds()
        for number, row in enumerate(rows):
            here = self.activity(row, plan)
            bounds.row_lower[number] = None if row.lower is None else row.lower - here
            bounds.row_upper[number] = None if row.upper is None else row.upper - here
        found = oracle.settle(bounds)
        return True if isinstance(found, Plan) else False if isinstance(found, Empty) else None


@dataclass(frozen=True)
class Wide:
    """Rows over all options, as whole numbers: rows × options, with their sides."""

    entries: Numbers
    lower: Numbers
    upper: Numbers
    has_lower: list[bool]
    has_upper: list[bool]
    stretched: list[bool]
    """Whether continuous columns stand in the row."""

    @classmethod
    def of(cls, choices: Choices) -> "Wide":
        """Return the rows of choices."""
        first = np.cumsum([0, *choices.sizes])
        lists, lowers, uppers = [], [], []
        for row in choices.rows:
            lower, upper = _stretched(choices.program, row)
            below = lcm(*(each.denominator for each in row.options.values()))
            line = [0] * int(first[-1])
            for column, weight in row.options.items():
                project, option = choices.place[column]
                line[int(first[project]) + option] = int(weight * below)
            lists.append(line)
            reach = sum(map(abs, line)) + 1
            lowers.append(-reach if lower is None else max(ceil(lower * below), -reach))
            uppers.append(reach if upper is None else min(floor(upper * below), reach))
        count = len(lists)
        numbers = whole([*(each for line in lists for each in line), *lowers, *uppers])
        size = count * int(first[-1])
        return cls(
            numbers[:size].reshape(count, int(first[-1])),
            numbers[size : size + count],
            numbers[size + count :],
            [row.lower is not None for row in choices.rows],
            [row.upper is not None for row in choices.rows],
            [bool(row.rest) for row in choices.rows],
        )


def _stretched(program: Program, row: Row) -> tuple[Fraction | None, Fraction | None]:
    """Return the sides of a row for its options alone, wherever its continuous columns stand in their boxes."""
    ends = [
        sorted((weight * program.column_lower[column], weight * program.column_upper[column]))
        for column, weight in row.rest.items()
    ]
    least, most = sum((each[0] for each in ends), ZERO), sum((each[1] for each in ends), ZERO)
    return None if row.lower is None else row.lower - most, None if row.upper is None else row.upper - least


def choices_of(rows: Rows, program: Program) -> Choices:
    """
    Return the choices of a case.

    Args:
        rows: of the case.
        program: that of the rows, further rows added.

    Raises:
        NotWhole: a project may be carried out in part.
    """
    found = Choices(program)
    layout = rows.layout
    chosen: dict[str, list[int | None]] = {}
    for place, column in enumerate(layout.columns):
        fixed = program.column_lower[place] == program.column_upper[place]
        if isinstance(column.key, Start) and not fixed:
            if not program.whole[place]:
                raise NotWhole(column.key.project)
            chosen.setdefault(column.key.project, [None]).append(place)
        elif not fixed:
            found.continuous.append(place)
    found.projects, found.columns = list(chosen), list(chosen.values())
    own = {column: project for project, columns in enumerate(found.columns) for column in columns if column is not None}
    for row in _flat(program, len(layout.columns), own):
        projects = {own[column] for column in row.options}
        if row.rest or len(projects) > 1:
            found.rows.append(row)
        elif projects:
            _screen(found, row, projects.pop())
        elif not _between(ZERO, row):
            found.possible = False
    found.possible &= all(found.columns)
    left = found.place.keys()
    found.rows = [
        row._replace(options={column: weight for column, weight in row.options.items() if column in left})
        for row in found.rows
    ]
    return found


def _screen(found: Choices, row: Row, project: int) -> None:
    """Leave out options of a project that break a row which speaks of it alone."""
    found.columns[project] = [
        column
        for column in found.columns[project]
        if _between(ZERO if column is None else row.options.get(column, ZERO), row)
    ]


def _between(value: Fraction, row: Row) -> bool:
    return (row.lower is None or row.lower <= value) and (row.upper is None or value <= row.upper)


def _flat(program: Program, first: int, own: Mapping[int, int]) -> Iterable[Row]:
    """Yield the rows over choices and continuous columns; defined sums begin at column ``first``."""
    sums: dict[int, dict[int, Fraction]] = {}
    for name, entries in zip(program.rows, program.entries, strict=True):
        if name.startswith(_DEFINITION):
            column = max(entries)
            sums[column] = {
                each: -Fraction(entry, entries[column]) for each, entry in entries.items() if each != column
            }
    for number, name in enumerate(program.rows):
        if name.startswith(_DEFINITION):
            continue
        weights: dict[int, Fraction] = {}
        for column, entry in program.entries[number].items():
            factor = Fraction(entry, program.scale[number])
            for each, weight in sums[column].items() if column >= first else ((column, ONE),):
                weights[each] = weights.get(each, ZERO) + factor * weight
        yield _row(program, number, weights, own)


def _row(program: Program, number: int, weights: Mapping[int, Fraction], own: Mapping[int, int]) -> Row:
    options: dict[int, Fraction] = {}
    rest: dict[int, Fraction] = {}
    constant = ZERO
    for column, weight in weights.items():
        if column in own:
            options[column] = weight
        elif program.column_lower[column] == program.column_upper[column]:
            constant += weight * program.column_lower[column]
        else:
            rest[column] = weight
    lower, upper = program.row_lower[number], program.row_upper[number]
    return Row(
        number,
        {column: weight for column, weight in options.items() if weight},
        {column: weight for column, weight in rest.items() if weight},
        None if lower is None else lower - constant,
        None if upper is None else upper - constant,
    )
