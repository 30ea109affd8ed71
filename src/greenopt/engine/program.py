"""
The exact data of a linear program, of a restriction of it, and of a basis.

    maximise    cost · x
    subject to  row_lower    <=  A x  <=  row_upper
                column_lower <=   x   <=  column_upper

Every number is an int or a Fraction. Every column is boxed, which is what makes a bound out of any multipliers
(see `exact.upper_bound`). A row is kept twice over: as stated (the row a person wrote, whose sides and multipliers
are meant) and as integers (the stated row times a positive whole scale), so that sums over it are sums of ints.
"""

from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

import numpy as np

from greenopt.engine.line import Entries
from greenopt.engine.many import Few, Names, changeable, combined, different

Cost = Mapping[int, Fraction]
"""Column to coefficient, always to be maximised; a column that is not named has coefficient zero."""

Multipliers = Mapping[int, Fraction]
"""Row to multiplier of the row as stated; a row that is not named has multiplier zero."""


class Malformed(ValueError):
    """The parts of a program do not fit together."""


@dataclass(slots=True)
class Bounds:
    """The sides of rows (as stated) and columns; a tighter copy of a program's own is a restriction or a face."""

    column_lower: MutableSequence[Fraction]
    column_upper: MutableSequence[Fraction]
    row_lower: list[Fraction | None]
    row_upper: list[Fraction | None]

    def copy(self) -> "Bounds":
        """Return bounds that can be changed without changing these."""
        return Bounds(
            changeable(self.column_lower), changeable(self.column_upper), list(self.row_lower), list(self.row_upper)
        )

    def with_row(self, lower: Fraction | None, upper: Fraction | None) -> "Bounds":
        """Return bounds with the sides of one more row at the end."""
        wider = self.copy()
        wider.row_lower.append(lower)
        wider.row_upper.append(upper)
        return wider

    def open_columns(self) -> list[int]:
        """Return the columns that can have more than one value."""
        lower, upper = self.column_lower, self.column_upper
        if isinstance(lower, Few) and isinstance(upper, Few):
            members, codes = combined(lower, upper)
            found: list[int] = np.flatnonzero(np.array([low != high for low, high in members])[codes]).tolist()
            return found
        return [column for column, (low, high) in enumerate(zip(lower, upper, strict=True)) if _differ(low, high)]

    def equations(self) -> list[int]:
        """Return the rows that can have one activity only."""
        sides = enumerate(zip(self.row_lower, self.row_upper, strict=True))
        return [row for row, (low, high) in sides if low is not None and not _differ(low, high)]

    def fix_column(self, column: int, value: Fraction) -> None:
        """Let the column have this value only."""
        self.column_lower[column] = self.column_upper[column] = value

    def fix_row(self, row: int, value: Fraction) -> None:
        """Make the row an equation."""
        self.row_lower[row] = self.row_upper[row] = value


@dataclass(frozen=True, slots=True)
class Program:
    """A linear program without its objective; columns and rows have names and a fixed order."""

    columns: Sequence[str]
    column_lower: Sequence[Fraction]
    column_upper: Sequence[Fraction]
    whole: Sequence[bool]
    """Which columns must be integers; their bounds are integers too."""
    rows: tuple[str, ...]
    entries: tuple[Mapping[int, int], ...]
    """Per row: column to whole coefficient, never zero; the stated row times its scale."""
    scale: tuple[int, ...]
    """Per row a positive integer: `entries[i] / scale[i]` is the row as stated."""
    row_lower: tuple[Fraction | None, ...]
    row_upper: tuple[Fraction | None, ...]

    def __post_init__(self) -> None:
        """Raise Malformed when lengths, names, signs or bounds do not fit together."""
        columns, rows = len(self.columns), len(self.rows)
        if any(len(part) != columns for part in (self.column_lower, self.column_upper, self.whole)):
            raise Malformed("the columns' parts differ in length")
        if any(len(part) != rows for part in (self.entries, self.scale, self.row_lower, self.row_upper)):
            raise Malformed("the rows' parts differ in length")
        if len(set(self.rows)) != rows or not (isinstance(self.columns, Names) or len(set(self.columns)) == columns):
            raise Malformed("a name occurs twice")
        self._check_columns()
        self._check_rows()

    def _check_columns(self) -> None:
        for lower, upper, whole in different(self.column_lower, self.column_upper, self.whole):
            if lower is not upper and lower > upper:
                raise Malformed(f"column {self._boxed(lower, upper)}: the lower bound is above the upper")
            if whole and (lower.denominator != 1 or upper.denominator != 1):
                raise Malformed(f"column {self._boxed(lower, upper)}: a whole number needs whole bounds")

    def _boxed(self, lower: Fraction, upper: Fraction) -> str:
        """Return the name of the first column with this box."""
        boxes = zip(self.column_lower, self.column_upper, strict=True)
        return next(name for name, box in zip(self.columns, boxes, strict=True) if box == (lower, upper))

    def _check_rows(self) -> None:
        columns = len(self.columns)
        for name, entries, scale, lower, upper in zip(
            self.rows, self.entries, self.scale, self.row_lower, self.row_upper, strict=True
        ):
            if scale < 1:
                raise Malformed(f"row {name}: the scale is not positive")
            if isinstance(entries, Entries):
                if not entries.numbers.all() or (len(entries) and entries.columns[-1] >= columns):
                    raise Malformed(f"row {name}: a coefficient is zero, or a column does not exist")
            elif not all(entries.values()):
                raise Malformed(f"row {name}: a coefficient is zero")
            elif entries and not (min(entries) >= 0 and max(entries) < columns):
                raise Malformed(f"row {name}: a column does not exist")
            if lower is not None and upper is not None and lower > upper:
                raise Malformed(f"row {name}: the lower side is above the upper")

    def bounds(self) -> Bounds:
        """Return the program's own bounds, as a copy that may be tightened."""
        return Bounds(
            changeable(self.column_lower), changeable(self.column_upper), list(self.row_lower), list(self.row_upper)
        )

    def with_row(
        self, name: str, entries: Mapping[int, int], scale: int, lower: Fraction | None, upper: Fraction | None
    ) -> "Program":
        """Return a program with one more row at the end."""
        return replace(
            self,
            rows=(*self.rows, name),
            entries=(*self.entries, entries),
            scale=(*self.scale, scale),
            row_lower=(*self.row_lower, lower),
            row_upper=(*self.row_upper, upper),
        )


class At(Enum):
    """Where a column, or a row's activity, stands in a basis."""

    BASIC = "basic"
    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Basis:
    """Which columns and row activities are basic; the others stand at one of their bounds."""

    columns: Sequence[At]
    rows: Sequence[At]

    @classmethod
    def of_slacks(cls, program: Program) -> "Basis":
        """Return the basis in which every column stands at its lower bound."""
        return cls([At.LOWER] * len(program.columns), [At.BASIC] * len(program.rows))


def check_bounds(program: Program, bounds: Bounds) -> None:
    """
    Raise Malformed when bounds have the wrong length or a lower one lies above its upper.

    Multipliers cannot prove the emptiness of a box whose sides cross, so such bounds are a mistake of the caller.
    """
    if len(bounds.column_lower) != len(program.columns) or len(bounds.column_upper) != len(program.columns):
        raise Malformed("the bounds belong to another program")
    if len(bounds.row_lower) != len(program.rows) or len(bounds.row_upper) != len(program.rows):
        raise Malformed("the bounds belong to another program")
    for lower, upper in different(bounds.column_lower, bounds.column_upper):
        if lower is not upper and lower > upper:
            sides = zip(bounds.column_lower, bounds.column_upper, strict=True)
            column = next(number for number, (low, high) in enumerate(sides) if low > high)
            raise Malformed(f"column {program.columns[column]}: the lower bound is above the upper")
    for row, (low, high) in enumerate(zip(bounds.row_lower, bounds.row_upper, strict=True)):
        if low is not None and high is not None and low is not high and low > high:
            raise Malformed(f"row {program.rows[row]}: the lower side is above the upper")


def _differ(one: Fraction, other: Fraction | None) -> bool:
    """Return whether two sides differ; most are the same object, and comparing fractions takes far longer."""
    return one is not other and one != other
