"""
Written: the program of a run for other solvers, with names that every reader takes and numbers that are whole.

    sought     the objective of the case, with its own sense and sign
    rows       the exact rows, each as whole numbers without a common divisor
    held rows  what soft rules and priorities reached before the objective, so that the best value is that of the run

A row whose whole numbers would pass ``LARGEST_WHOLE`` is written as the planner stated it: solvers read very large
numbers as no limit at all. No row is scaled otherwise, and no column ever is, so a point of the program as written is a
point of the program that was solved.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from greenopt.engine.posed import Posed
from greenopt.engine.rows import is_broken

ZERO, ONE = Fraction(0), Fraction(1)
LARGEST_WHOLE = 10**9
LONGEST_NAME = 100
"""Characters of a name; CPLEX reads 255 of them, and lines of 560."""
_UNUSUAL = re.compile("[^A-Za-z0-9]+")


class WrittenColumn(NamedTuple):
    """A column: its legal name, box, and weight in the objective."""

    name: str
    lower: Fraction
    upper: Fraction
    whole: bool
    weight: Fraction


class WrittenRow(NamedTuple):
    """A row: its legal name, coefficients by number of the column, sense and right side."""

    name: str
    entries: tuple[tuple[int, Fraction], ...]
    sense: str
    right: Fraction


@dataclass(frozen=True)
class Written:
    """A program to be written down."""

    columns: tuple[WrittenColumn, ...]
    rows: tuple[WrittenRow, ...]
    more: bool
    """Whether the objective is to be maximised."""


def written(posed: Posed, plan: Mapping[str, Fraction]) -> Written:
    """
    Return the program of a run.

    Args:
        posed: the case as it is posed to the engine.
        plan: value by name of the column, zero where it is not named; empty where there is no plan.
    """
    program, wish = posed.rows.program, posed.wishes[posed.main]
    sign = ONE if wish.more else -ONE
    cost = {column: sign * weight for column, weight in posed.steps[posed.main].cost.items()}
    names = legal_names(program.columns)
    columns = [
        WrittenColumn(name, lower, upper, whole, cost.get(number, ZERO))
        for number, (name, lower, upper, whole) in enumerate(
            zip(names, program.column_lower, program.column_upper, program.whole, strict=True)
        )
    ]
    rows = [*_program_rows(posed), *_held(posed, plan), *_constant(posed, len(columns))]
    if wish.form.constant or not columns or any(row[1] and len(columns) in row[1] for row in rows):
        columns.append(WrittenColumn("constant", ONE, ONE, False, wish.form.constant))
    legal = legal_names(name for name, *_ in rows)
    return Written(
        tuple(columns),
        tuple(
            _whole(name, entries, sense, right) for name, (_, entries, sense, right) in zip(legal, rows, strict=True)
        ),
        wish.more,
    )


def legal_names(names: Iterable[str]) -> list[str]:
    """Return names of ASCII letters, digits and underscores, none of them twice and none a word of the formats."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = _UNUSUAL.sub("_", name).strip("_")[:LONGEST_NAME]
        legal, again = plain, 1
        while legal in taken:
            again += 1
            legal = f"{plain}_{again}"
        taken.add(legal)
        found.append(legal)
    return found


Row = tuple[str, Mapping[int, Fraction], str, Fraction]


def _program_rows(posed: Posed) -> Iterable[Row]:
    """Yield the rows as stated; one with two different sides is two rows."""
    program, wanted = posed.rows.program, set(posed.rows.requirement_row.values())
    for number, name in enumerate(program.rows):
        scale = program.scale[number]
        entries = {column: Fraction(entry, scale) for column, entry in program.entries[number].items()}
        if not entries:
            continue
        # Rules may be called "end" or "e5", which mean something else to a reader of LP files.
        title = f"rule {name}" if number in wanted else name
        lower, upper = program.row_lower[number], program.row_upper[number]
        if lower is not None and lower == upper:
            yield title, entries, "=", lower
            continue
        if lower is not None:
            yield title, entries, ">=", lower
        if upper is not None:
            yield title, entries, "<=", upper


def _held(posed: Posed, plan: Mapping[str, Fraction]) -> Iterable[Row]:
    """Yield one row for each thing sought before the objective: as much of it as the plan has."""
    if not plan:
        return
    columns = posed.rows.program.columns
    for step in posed.steps[: posed.main]:
        if step.cost:
            reached = sum((weight * plan.get(columns[column], ZERO) for column, weight in step.cost.items()), ZERO)
            yield f"held {step.name}", step.cost, ">=", reached


def _constant(posed: Posed, one: int) -> Iterable[Row]:
    """Yield the requirements that no decision can change and that do not hold, on a column that is always one."""
    for requirement in posed.rows.constant:
        if is_broken(requirement):
            gap = (requirement.left - requirement.right).constant
            sense = {"==": "="}.get(requirement.sense.value, requirement.sense.value)
            yield f"rule {requirement.name}", {one: gap}, sense, ZERO


def _whole(name: str, entries: Mapping[int, Fraction], sense: str, right: Fraction) -> WrittenRow:
    """Return a row as whole numbers without a common divisor, if they are not too large."""
    numbers: Sequence[Fraction] = [*entries.values(), right]
    common = lcm(*(each.denominator for each in numbers))
    divisor = gcd(*(int(each * common) for each in numbers)) or 1
    factor = Fraction(common, divisor)
    if max(abs(each) for each in numbers) * factor > LARGEST_WHOLE:
        factor = ONE
    return WrittenRow(
        name, tuple((column, entry * factor) for column, entry in sorted(entries.items())), sense, right * factor
    )
