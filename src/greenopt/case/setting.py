"""
Setting: one number of a case that may be moved, with the way in which it is written.

A rule counts in the case's units, percentage points and projects; what stands in the file may be ``12 billion VND``
or ``40 %``. A setting knows both, so that a new value can be written where the old one stands: by hand, in a scenario
or with ``--set``.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from greenopt.case.node import Mapping, Scalar, at
from greenopt.project import Facts
from greenopt.rules import Rule
from greenopt.units import UNITS, Quantity, UnitError, convert, decimal_text, magnitude, parse_quantity

SHARE_DIGITS = 2
"""Decimals of a percentage; more only where the whole change would not show in them."""
MORE_DIGITS = 8
"""Digits that may follow, one by one, where rounding would go beyond an end that does not lie on the printed ones."""
AMOUNT_DIGITS = 4
"""Significant digits of a change, so that rounding makes it larger by a thousandth at most."""


class Setting(NamedTuple):
    """A number of the case."""

    path: str
    """Where it is written, as ``--set`` takes it."""
    value: Fraction
    """What it is now, in units of the rule: percentage points of a share, else the unit of the requirement."""
    suffix: str
    """What is written after the number."""
    size: Fraction = Fraction(1)
    """What one of the written unit comes to in units of the rule."""
    is_share: bool = False
    is_whole: bool = False
    """Whether only whole numbers may be written."""
    least: Fraction = Fraction(0)
    """The number below which it makes no sense."""

    def written(self, value: Fraction) -> str:
        """Return the text that stands for a value."""
        return f"{decimal_text(value / self.size)}{self.suffix}"

    def can_write(self, value: Fraction) -> bool:
        """Return whether a value has a last digit in the unit in which it is written."""
        return "/" not in decimal_text(value / self.size)

    def lowest(self) -> Fraction:
        """Return the end to which it may be lowered; below it where it is there already."""
        return min(self.value, self.least)

    def highest(self) -> Fraction | None:
        """Return the end to which it may be raised: the whole, for a share."""
        return max(self.value, Fraction(100)) if self.is_share else None

    def step(self, change: Fraction) -> Fraction:
        """
        Return the last printed digit of a value that differs by this change, in units of the rule.

        Amounts: the fourth significant digit of the change. Shares: 0.01 of a percentage point, or the second
        significant digit of a change below 0.1. Counts: one.
        """
        if self.is_whole:
            return Fraction(1)
        written = abs(change) / self.size
        if self.is_share:
            return Fraction(10) ** min(-SHARE_DIGITS, magnitude(written) - 1) * self.size
        return Fraction(10) ** (magnitude(written) - AMOUNT_DIGITS + 1) * self.size

    def outward(self, value: Fraction, direction: int) -> Fraction:
        """Return a value rounded to its printed digits, away from the number as it is now, never beyond its end."""
        if value == self.value:
            return value
        step = self.step(value - self.value)
        end = self.highest() if direction > 0 else self.lowest()
        for _ in range(MORE_DIGITS):
            rounded = step * (ceil(value / step) if direction > 0 else floor(value / step))
            if end is None or (end - rounded) * direction >= 0:
                return rounded
            step /= 10
        return value if end is None else end

    def last_digit(self, value: Fraction, change: Fraction) -> Fraction:
        """Return the step in which a rounded value was printed: a finer one than usual where it stands at an end."""
        step = self.step(change)
        while (value / step).denominator > 1 and self.can_write(value):
            step /= 10
        return step


def setting_at(tree: Mapping | None, path: str, unit: str, rules: Sequence[Rule], facts: Facts) -> Setting | None:
    """
    Return the number at a path of a case; None where no single number that can be moved stands there.

    Args:
        tree: the case as it was read.
        path: such as ``rules.brick_share.at_least``.
        unit: of the number, as the requirements that rest on it say it in English.
        rules: of the case.
        facts: of the case.
    """
    keys = path.split(".")
    node = at(tree, keys) if tree is not None else None
    if node is None and keys[0] == "funds" and keys[2:3] == ["amount"]:
        return Setting(path, Fraction(0), "")
    if not isinstance(node, Scalar):
        return None
    try:
        quantity = parse_quantity(node.text)
    except UnitError:
        return None
    rule = next((each for each in rules if keys[0] == "rules" and each.id == keys[1]), None)
    least = Fraction(0) if rule is None else rule.least(facts, *keys[2:])
    if quantity.is_share:
        return Setting(path, quantity.value * 100, " %", is_share=True, least=least)
    size = _size(quantity, unit)
    if size is None:
        return None
    suffix = f" {quantity.unit}" * bool(quantity.unit) + "/yr" * quantity.per_year
    is_whole = rule is not None and _is_count(rule, keys[2])
    return Setting(path, quantity.value * size, suffix, size, is_whole=is_whole, least=least)


def _size(quantity: Quantity, unit: str) -> Fraction | None:
    """Return what one of the written unit is in the unit of the requirement."""
    bare = unit.removesuffix(" per year").removesuffix("/yr")
    if quantity.unit in ("", bare):
        return Fraction(1)
    if quantity.unit not in UNITS:
        return None
    try:
        return convert(Quantity(Fraction(1), quantity.unit), bare)
    except UnitError:
        return None


def _is_count(rule: Rule, key: str) -> bool:
    value = getattr(rule, key, None)
    return isinstance(value, int) and not isinstance(value, bool)
