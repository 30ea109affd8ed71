"""
Program text: a program in the LP format of CPLEX, or in free MPS, which every solver reads.

A number is written exactly where seventeen digits are enough for that, else as the nearest float. Every column has
both its bounds, and every line is short: CPLEX reads 560 characters.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from greenopt.engine.written import Written, WrittenColumn
from greenopt.units import decimal_text

DIGITS = 17
"""Digits that name any float."""
TERMS_A_LINE = 4
_MPS_SENSE = {"<=": "L", ">=": "G", "=": "E"}


def as_lp(program: Written, remarks: Iterable[str] = ()) -> bytes:
    """
    Return a program in the LP format.

    Args:
        program: the program.
        remarks: one line each, written as comments.
    """
    names = [column.name for column in program.columns]
    sought = [(number, column.weight) for number, column in enumerate(program.columns) if column.weight]
    lines = [f"\\ {remark}" for remark in remarks]
    lines += ["Maximize" if program.more else "Minimize"]
    lines += _lp_sum("objective", sought or [(0, Fraction(0))], names)
    lines += ["Subject To"]
    for row in program.rows:
        *before, last = _lp_sum(row.name, row.entries, names)
        lines += [*before, f"{last} {row.sense} {number(row.right)}"]
    lines += ["Bounds", *(_lp_bound(column) for column in program.columns)]
    whole = [column.name for column in program.columns if column.whole]
    if whole:
        lines += ["General", *(f" {name}" for name in whole)]
    return "\n".join([*lines, "End", ""]).encode("ascii", "replace")


def as_mps(program: Written, remarks: Iterable[str] = ()) -> bytes:
    """
    Return a program in free MPS; the sense of the objective stands in the section OBJSENSE.

    Args:
        program: the program.
        remarks: one line each, written as comments.
    """
    lines = [f"* {remark}" for remark in remarks]
    lines += ["NAME greenopt", "OBJSENSE", f"    {'MAX' if program.more else 'MIN'}"]
    lines += ["ROWS", " N objective", *(f" {_MPS_SENSE[row.sense]} {row.name}" for row in program.rows)]
    lines += ["COLUMNS", *_mps_columns(program)]
    lines += ["RHS", *(f" RHS {row.name} {number(row.right)}" for row in program.rows if row.right)]
    lines += ["BOUNDS", *(line for column in program.columns for line in _mps_bounds(column)), "ENDATA", ""]
    return "\n".join(lines).encode("ascii", "replace")


def number(value: Fraction) -> str:
    """Return a number exactly if that is short, else as the nearest float."""
    if value.denominator == 1 and len(str(abs(value.numerator))) <= DIGITS:
        return str(value.numerator)
    exact = decimal_text(value)
    short = "/" not in exact and "e" not in exact and sum(each.isdigit() for each in exact) <= DIGITS
    return exact if short else repr(float(value))


def _lp_sum(name: str, entries: Iterable[tuple[int, Fraction]], names: list[str]) -> list[str]:
    """Return a named sum on lines of a few terms."""
    terms = [f"{'-' if value < 0 else '+'} {number(abs(value))} {names[column]}" for column, value in entries]
    parts = [" ".join(terms[start : start + TERMS_A_LINE]) for start in range(0, len(terms), TERMS_A_LINE)]
    first, *others = parts
    return [f" {name}: {first}", *(f"   {part}" for part in others)]


def _lp_bound(column: WrittenColumn) -> str:
    if column.lower == column.upper:
        return f" {column.name} = {number(column.lower)}"
    return f" {number(column.lower)} <= {column.name} <= {number(column.upper)}"


def _mps_columns(program: Written) -> Iterator[str]:
    """Yield the entries by column; whole columns stand between markers."""
    entries: list[list[tuple[str, Fraction]]] = [[] for _ in program.columns]
    for row in program.rows:
        for place, value in row.entries:
            entries[place].append((row.name, value))
    inside = False
    for column, found in zip(program.columns, entries, strict=True):
        if column.whole != inside:
            yield f" MARKER 'MARKER' '{'INTORG' if column.whole else 'INTEND'}'"
            inside = column.whole
        # A column that nothing mentions would be unknown to its bounds.
        weight = [("objective", column.weight)] if column.weight or not found else []
        for name, value in [*weight, *found]:
            yield f" {column.name} {name} {number(value)}"
    if inside:
        yield " MARKER 'MARKER' 'INTEND'"


def _mps_bounds(column: WrittenColumn) -> list[str]:
    if column.lower == column.upper:
        return [f" FX BOUND {column.name} {number(column.lower)}"]
    return [f" LO BOUND {column.name} {number(column.lower)}", f" UP BOUND {column.name} {number(column.upper)}"]
