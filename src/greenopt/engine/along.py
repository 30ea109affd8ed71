"""
Along: what a trace of numbers (see ``greenopt.varying``) comes to when all of them move along a straight line.

Every sum of numbers that move is a line itself; a product is one if one factor stands still, the least of several is
one as far as the same of them is the least. All of this is exact: where a line may no longer be used is a fraction.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.varying import Affine, Derived, Guard, Trace

ZERO, ONE = Fraction(0), Fraction(1)


class Bent(ArithmeticError):
    """What is computed does not move along a straight line, wherever one looks."""


class Straight(NamedTuple):
    """A value that moves along: ``begin + share * change``."""

    begin: Fraction
    change: Fraction

    def at(self, share: Fraction) -> Fraction:
        """Return the value at a share of the way."""
        return self.begin + self.change * share


class Along:
    """A trace whose numbers move, near one place on the way."""

    def __init__(self, trace: Trace, numbers: Sequence[Straight], near: Fraction) -> None:
        """
        Begin.

        Args:
            trace: of the computation, made with the numbers near the place.
            numbers: the line of each.
            near: a share of the way.
        """
        self._trace, self._near = trace, near
        self._lines = dict(enumerate(numbers))
        self.first, self.last = ZERO, ONE
        """Shares of the way between which all lines that were asked for hold."""

    def line(self, affine: Affine) -> Straight:
        """
        Return the line of a sum.

        Raises:
            Bent: it is none.
        """
        begin, change = affine.constant, ZERO
        for node, weight in affine.terms.items():
            part = self._node(node)
            begin, change = begin + weight * part.begin, change + weight * part.change
        return Straight(begin, change)

    def keep(self, guard: Guard) -> None:
        """
        Narrow the way to where what was compared comes out as it did.

        Raises:
            Bent: it cannot be told.
        """
        left = self.line(guard.left)
        if guard.relation in ("==", "!="):
            if not left.change:
                return
            if guard.relation == "==":
                raise Bent
        self._bound(left)

    def _bound(self, left: Straight) -> None:
        """Narrow the way to the side of a line's zero on which one is."""
        if not left.change:
            return
        zero = -left.begin / left.change
        if zero <= self._near:
            self.first = max(self.first, zero)
        else:
            self.last = min(self.last, zero)

    def _node(self, node: int) -> Straight:
        if node not in self._lines:
            self._lines[node] = self._derived(self._trace.derived[node - self._trace.count])
        return self._lines[node]

    def _derived(self, derived: Derived) -> Straight:
        # Nodes speak of earlier ones only, and seldom of many in a row, so this does not go deep.
        parts = [self.line(each) for each in derived.of]
        if derived.how == "sum":
            return parts[0]
        if derived.how in ("least", "most"):
            return self._extreme(parts, least=derived.how == "least")
        one, other = parts
        if derived.how == "product":
            if one.change and other.change:
                raise Bent
            begin, change = one.begin * other.begin, one.begin * other.change + one.change * other.begin
            return Straight(begin, change)
        if other.change or not other.begin:
            raise Bent
        return Straight(one.begin / other.begin, one.change / other.begin)

    def _extreme(self, parts: Sequence[Straight], *, least: bool) -> Straight:
        sign = 1 if least else -1
        found = min(parts, key=lambda each: (sign * each.at(self._near), sign * each.change))
        for each in parts:
            self._bound(Straight(each.begin - found.begin, each.change - found.change))
        return found
