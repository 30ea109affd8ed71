"""
Flat: the program of a case with every defined sum written out, as whoever verifies the case has it.

A sum that several requirements speak of is one column and one row of the program. Multipliers of such rows are left out
of certificates, so a bound that leans on the box of such a column could not be derived again. In the flat program these
columns are nothing and stand in no row; all others keep their numbers.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from greenopt.engine.many import changeable
from greenopt.engine.program import Program
from greenopt.engine.rows import Rows, is_definition

ZERO = Fraction(0)


def flat(rows: Rows) -> Program:
    """Return the program of a case without defined sums; the same one where it has none."""
    program, plain = rows.program, len(rows.layout.columns)
    if plain == len(program.columns):
        return program
    sums: dict[int, tuple[dict[int, int], int]] = {}
    kept = []
    for row, name in enumerate(program.rows):
        if not is_definition(name):
            kept.append(row)
            continue
        [total] = [column for column in program.entries[row] if column >= plain]
        entries = {column: entry for column, entry in program.entries[row].items() if column < plain}
        sums[total] = (entries, -program.entries[row][total])
    written = [_written_out(program.entries[row], program.scale[row], sums) for row in kept]
    lower, upper = changeable(program.column_lower), changeable(program.column_upper)
    for total in sums:
        lower[total] = upper[total] = ZERO
    return replace(
        program,
        column_lower=lower,
        column_upper=upper,
        rows=tuple(program.rows[row] for row in kept),
        entries=tuple(entries for entries, _ in written),
        scale=tuple(scale for _, scale in written),
        row_lower=tuple(program.row_lower[row] for row in kept),
        row_upper=tuple(program.row_upper[row] for row in kept),
    )


def _written_out(
    entries: Mapping[int, int], scale: int, sums: Mapping[int, tuple[Mapping[int, int], int]]
) -> tuple[Mapping[int, int], int]:
    """Return a row with its sums written out, and its scale."""
    used = {column: entry for column, entry in entries.items() if column in sums}
    if not used:
        return entries, scale
    times = lcm(*(abs(sums[column][1]) for column in used))
    found = {column: entry * times for column, entry in entries.items() if column not in sums}
    for total, entry in used.items():
        weights, below = sums[total]
        for column, weight in weights.items():
            found[column] = found.get(column, 0) + entry * weight * times // below
    found = {column: entry for column, entry in found.items() if entry}
    common = gcd(scale * times, *found.values())
    return {column: entry // common for column, entry in found.items()}, scale * times // common
