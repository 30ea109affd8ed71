"""
Alter: a program with further columns, with rows written anew, and with rows added; the old program is left as it is.

Repairs ask programs that differ from the case's own in a few rows: one more column for how far a number moves, or one
for each requirement that may be missed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.exact import over_one_denominator
from greenopt.engine.expand import Weights
from greenopt.engine.program import Bounds, Program
from greenopt.engine.rows import Rows, sides
from greenopt.plan import Requirement

ZERO = Fraction(0)


class Written(NamedTuple):
    """A row as stated: weights on columns, and its sides."""

    weights: Weights
    lower: Fraction | None
    upper: Fraction | None


class Column(NamedTuple):
    """A column that is added."""

    name: str
    lower: Fraction
    upper: Fraction


def altered(
    program: Program, bounds: Bounds, columns: Sequence[Column], rows: Mapping[str, Written]
) -> tuple[Program, Bounds]:
    """
    Return a program with more columns at the end and some rows written anew or added, and its bounds.

    Args:
        program: the one to begin with.
        bounds: of the columns and rows that stay.
        columns: those that are added.
        rows: by name; a name that the program does not have is added at the end.
    """
    place = {name: number for number, name in enumerate(program.rows)}
    names, entries, scale = list(program.rows), list(program.entries), list(program.scale)
    changed = bounds.copy()
    for name, row in rows.items():
        whole, by = over_one_denominator(dict(sorted(row.weights.items())))
        if name in place:
            number = place[name]
            entries[number], scale[number] = whole, by
            changed.row_lower[number], changed.row_upper[number] = row.lower, row.upper
        else:
            names.append(name)
            entries.append(whole)
            scale.append(by)
            changed.row_lower.append(row.lower)
            changed.row_upper.append(row.upper)
    changed.column_lower += [column.lower for column in columns]
    changed.column_upper += [column.upper for column in columns]
    new = Program(
        columns=(*program.columns, *(column.name for column in columns)),
        column_lower=tuple(changed.column_lower),
        column_upper=tuple(changed.column_upper),
        whole=(*program.whole, *(False for _ in columns)),
        rows=tuple(names),
        entries=tuple(entries),
        scale=tuple(scale),
        row_lower=tuple(changed.row_lower),
        row_upper=tuple(changed.row_upper),
    )
    return new, new.bounds()


def as_written(rows: Rows, requirement: Requirement) -> Written:
    """Return the row of a requirement as it stands in a program; one that no plan can change has no weights."""
    number = rows.requirement_row.get(requirement.name)
    if number is None:
        return Written({}, *sides(requirement, (requirement.left - requirement.right).constant))
    program = rows.program
    scale = program.scale[number]
    entries = program.entries[number]
    # Rows are long and their entries few: each fraction is made once.
    weight_of = {entry: Fraction(entry, scale) for entry in set(entries.values())}
    weights = {column: weight_of[entry] for column, entry in entries.items()}
    return Written(weights, program.row_lower[number], program.row_upper[number])
