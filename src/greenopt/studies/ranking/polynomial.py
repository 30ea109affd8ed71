"""
Polynomial: a number of a case, written out over the uncertain numbers it was computed from.

A trace (``greenopt.varying``) says of a number that it is a sum of weights times nodes; written out, that is a sum of
products of the numbers themselves. Here each uncertain number moves on a straight line from its low to its high end
as its axis goes from 0 to 1, so that in the end a number is a sum of products of axes.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

from greenopt.varying import Affine, Trace, Varying

ZERO, ONE = Fraction(0), Fraction(1)
Monomial = tuple[int, ...]
"""Axes that are multiplied, in order; one that stands twice is squared."""
Polynomial = dict[Monomial, Fraction]


class NoPolynomial(Exception):
    """A number depends on uncertain numbers in a way that is no product of them."""

    def __init__(self, places: frozenset[int]) -> None:
        super().__init__(sorted(places))
        self.places = places
        """The uncertain numbers."""


def plus(one: Polynomial, other: Polynomial, factor: Fraction = ONE) -> Polynomial:
    """Return a sum, the second part times a factor."""
    found = dict(one)
    for monomial, weight in other.items():
        found[monomial] = found.get(monomial, ZERO) + factor * weight
    return {monomial: weight for monomial, weight in found.items() if weight}


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return a product."""
    found: Polynomial = {}
    for left, weight in one.items():
        for right, factor in other.items():
            monomial = tuple(sorted((*left, *right)))
            found[monomial] = found.get(monomial, ZERO) + weight * factor
    return {monomial: weight for monomial, weight in found.items() if weight}


def at(polynomial: Polynomial, where: Mapping[int, Fraction]) -> Polynomial:
    """Return what is left of it where some axes stand at given places."""
    found: Polynomial = {}
    for monomial, weight in polynomial.items():
        left = tuple(axis for axis in monomial if axis not in where)
        factor = prod((where[axis] for axis in monomial if axis in where), start=ONE)
        found[left] = found.get(left, ZERO) + factor * weight
    return {monomial: weight for monomial, weight in found.items() if weight}


class Written:
    """What a trace says, written out."""

    def __init__(self, trace: Trace, numbers: Sequence[Polynomial]) -> None:
        """
        Prepare.

        Args:
            trace: of the computation.
            numbers: each number that varies, over the axes.
        """
        self._trace = trace
        self._nodes: dict[int, Polynomial] = dict(enumerate(numbers))

    def of(self, number: Fraction) -> Polynomial:
        """
        Return a number over the axes.

        Raises:
            NoPolynomial: it is none.
        """
        return self._sum(number.affine) if isinstance(number, Varying) else ({(): number} if number else {})

    def _sum(self, affine: Affine) -> Polynomial:
        found: Polynomial = {(): affine.constant} if affine.constant else {}
        for node, weight in affine.terms.items():
            found = plus(found, self._node(node), weight)
        return found

    def _node(self, node: int) -> Polynomial:
        if node not in self._nodes:
            derived = self._trace.derived[node - self._trace.count]
            parts = [self._sum(each) for each in derived.of]
            if derived.how == "sum":
                self._nodes[node] = parts[0]
            elif derived.how == "product":
                self._nodes[node] = times(*parts)
            elif derived.how == "quotient" and parts[1].keys() == {()}:
                self._nodes[node] = times(parts[0], {(): 1 / parts[1][()]})
            else:
                raise NoPolynomial(self._trace.numbers_in([node]))
        return self._nodes[node]
