"""
Varying: numbers that remember what they were computed from, so that a case need not be read anew for each variation.

A computation that is done once with varying numbers leaves a ``Trace``: every result as a sum of weights times nodes,
where a node is a number that varies, or a product, quotient, least or most of such sums; and every comparison as a
guard. Other numbers give the same computation as long as all guards hold, so results follow by arithmetic alone.

    read 3 as a            Varying 3 = 1·a
    2·a + 5                Varying 11 = 5 + 2·a
    2·a + 5 > 7            True, with the guard 2·a − 2 > 0
    least(a, 10)           Varying 3 = 1·n, where n = least(a, 10)

What arithmetic cannot follow (a whole part, a key of a dictionary, a float) raises ``Untraceable`` and is never
silently wrong: such a number has to be read anew each time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Self

ZERO = Fraction(0)
LONGEST_SUM = 24
"""Terms after which a sum becomes a node of its own: adding up thousands of numbers would else copy them each time."""

Relation = Literal["<", "<=", "==", "!=", ">=", ">"]
_TURNED: dict[Relation, Relation] = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
"""The relation of the negative."""
_OPPOSITE: dict[Relation, Relation] = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}
Combination = Literal["sum", "product", "quotient", "least", "most"]


class Untraceable(Exception):
    """A number that varies was used in a way that arithmetic cannot follow."""

    def __init__(self, numbers: frozenset[int]) -> None:
        super().__init__(f"numbers {sorted(numbers)} cannot be followed")
        self.numbers = numbers
        """The numbers that must not vary here."""


class Affine(NamedTuple):
    """A constant plus weights times nodes."""

    terms: Mapping[int, Fraction]
    constant: Fraction


class Derived(NamedTuple):
    """A node that is computed from sums of earlier nodes."""

    how: Combination
    of: tuple[Affine, ...]


class Guard(NamedTuple):
    """What has to hold for the trace to be valid: a sum compared with zero."""

    left: Affine
    relation: Relation


class Trace:
    """What one computation did with numbers that vary."""

    def __init__(self, count: int) -> None:
        self.count = count
        """How many numbers vary; they are the first nodes."""
        self.used: set[int] = set()
        """Those that were read as numbers; what was read as a year or a word leaves no trace."""
        self.derived: list[Derived] = []
        self._guards: dict[tuple[frozenset[tuple[int, Fraction]], Fraction, Relation], None] = {}

    @property
    def guards(self) -> list[Guard]:
        """What was compared, each once."""
        return [Guard(Affine(dict(terms), constant), relation) for terms, constant, relation in self._guards]

    def number(self, place: int, value: Fraction) -> "Varying":
        """Return one of the numbers that vary, with the value it has in this computation."""
        self.used.add(place)
        return Varying(value, {place: Fraction(1)}, self)

    def node(self, how: Combination, value: Fraction, *of: Affine) -> "Varying":
        """Return a number that is computed in a way that is no sum."""
        self.derived.append(Derived(how, of))
        return Varying(value, {self.count + len(self.derived) - 1: Fraction(1)}, self)

    def guard(self, left: "Varying", relation: Relation) -> None:
        """Note what has to hold for the computation to take the same way; multiples of a sum are one guard."""
        size = left.terms[min(left.terms)]
        terms = frozenset((node, weight / size) for node, weight in left.terms.items())
        self._guards[terms, left.constant / size, relation if size > 0 else _TURNED[relation]] = None

    def numbers_in(self, terms: Iterable[int]) -> frozenset[int]:
        """Return the numbers that nodes are computed from."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = list(terms)
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node < self.count:
                found.add(node)
            else:
                waiting += [each for part in self.derived[node - self.count].of for each in part.terms]
        return frozenset(found)

    def flat(self, affine: Affine) -> Affine:
        """Return a sum without nodes that are sums themselves."""
        if not any(self._is_sum(node) for node in affine.terms):
            return affine
        constant = affine.constant
        waiting = dict(affine.terms)
        # A sum only speaks of earlier nodes, so the latest one is complete when its turn comes.
        while sums := [node for node in waiting if self._is_sum(node)]:
            node = max(sums)
            weight, part = waiting.pop(node), self.derived[node - self.count].of[0]
            constant += weight * part.constant
            for other, factor in part.terms.items():
                waiting[other] = waiting.get(other, Fraction(0)) + weight * factor
        return Affine({node: weight for node, weight in waiting.items() if weight}, constant)

    def _is_sum(self, node: int) -> bool:
        return node >= self.count and self.derived[node - self.count].how == "sum"


class Varying(Fraction):  # noqa: PLW1641 - like all that takes a number apart, __hash__ is refused below
    """An exact number that remembers what it was computed from; its value is that of the computation it stands in."""

    __slots__ = ("constant", "terms", "trace", "value")
    value: Fraction
    terms: dict[int, Fraction]
    trace: Trace
    constant: Fraction

    def __new__(cls, value: Fraction, terms: dict[int, Fraction], trace: Trace, constant: Fraction = ZERO) -> Self:
        """
        Return the number.

        Args:
            value: what it is in this computation.
            terms: weights of nodes, at least one of them, none zero.
            trace: the computation.
            constant: what the sum has beside its nodes.
        """
        self = super().__new__(cls, value)
        self.value, self.terms, self.trace, self.constant = value, terms, trace, constant
        return self

    @property
    def affine(self) -> Affine:
        """The number as a sum over nodes."""
        return Affine(self.terms, self.constant)

    def _plus(self, other: Any, sign: int) -> Any:
        if isinstance(other, Varying):
            terms = dict(self.terms)
            for node, weight in other.terms.items():
                terms[node] = terms.get(node, ZERO) + sign * weight
            value, constant = self.value + sign * other.value, self.constant + sign * other.constant
            return self._sum(value, {node: weight for node, weight in terms.items() if weight}, constant)
        if isinstance(other, (int, Fraction)):
            return Varying(self.value + sign * other, self.terms, self.trace, self.constant + sign * other)
        raise self._untraceable()

    def _sum(self, value: Fraction, terms: dict[int, Fraction], constant: Fraction) -> Fraction:
        if not terms:
            return constant
        if len(terms) > LONGEST_SUM:
            return self.trace.node("sum", value, Affine(terms, constant))
        return Varying(value, terms, self.trace, constant)

    def _times(self, factor: int | Fraction) -> Fraction:
        if not factor:
            return ZERO
        terms = {node: weight * factor for node, weight in self.terms.items()}
        return Varying(self.value * factor, terms, self.trace, self.constant * factor)

    def _untraceable(self, *others: Any) -> Untraceable:
        numbers = self.trace.numbers_in(self.terms)
        for other in others:
            if isinstance(other, Varying):
                numbers |= self.trace.numbers_in(other.terms)
        return Untraceable(numbers)

    def __add__(self, other: Any) -> Any:
        return self._plus(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._plus(other, -1)

    def __rsub__(self, other: Any) -> Any:
        return self._times(-1) + other

    def __neg__(self) -> Any:
        return self._times(-1)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Varying):
            return self.trace.node("product", self.value * other.value, self.affine, other.affine)
        if isinstance(other, (int, Fraction)):
            return self._times(other)
        raise self._untraceable()

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Varying):
            return self._over(other)
        if isinstance(other, (int, Fraction)):
            return self._times(1 / Fraction(other))
        raise self._untraceable()

    def __rtruediv__(self, other: Any) -> Any:
        if not isinstance(other, (int, Fraction)):
            raise self._untraceable()
        self._compared(0, "!=")
        if not other:
            return ZERO
        return self.trace.node("quotient", other / self.value, Affine({}, Fraction(other)), self.affine)

    def _over(self, other: "Varying") -> Any:
        """Return the quotient; of two sums that are multiples of each other it does not vary."""
        other._compared(0, "!=")  # noqa: SLF001 - it is another number of this class
        if self.terms.keys() == other.terms.keys():
            ratio = self.value / other.value
            same = all(weight == ratio * other.terms[node] for node, weight in self.terms.items())
            if same and self.constant == ratio * other.constant:
                return ratio
        return self.trace.node("quotient", self.value / other.value, self.affine, other.affine)

    def _compared(self, other: Any, relation: Relation) -> bool:
        """Compare, and note what has to hold for the outcome to stay the same."""
        if not isinstance(other, (int, Fraction)):
            raise self._untraceable()
        gap = self - other
        holds = _holds(gap.value if isinstance(gap, Varying) else gap, relation)
        if isinstance(gap, Varying):
            self.trace.guard(gap, relation if holds else _OPPOSITE[relation])
        return holds

    def __lt__(self, other: Any) -> bool:
        return self._compared(other, "<")

    def __le__(self, other: Any) -> bool:
        return self._compared(other, "<=")

    def __gt__(self, other: Any) -> bool:
        return self._compared(other, ">")

    def __ge__(self, other: Any) -> bool:
        return self._compared(other, ">=")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction)) and self._compared(other, "==")

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self._compared(0, "!=")

    def __repr__(self) -> str:
        return f"Varying({self.value}, {self.terms}, {self.constant})"

    def __copy__(self) -> "Varying":
        return self

    def __deepcopy__(self, memo: Any) -> "Varying":
        return self

    def _refuse(self, *others: Any) -> Any:
        raise self._untraceable(*others)

    # What takes a number apart would lose what it depends on.
    numerator = denominator = property(_refuse)
    __hash__ = __str__ = __format__ = __reduce__ = __float__ = __complex__ = _refuse
    __int__ = __trunc__ = __floor__ = __ceil__ = __round__ = __index__ = _refuse  # type: ignore[assignment]
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _refuse  # type: ignore[assignment]
    __pow__ = __rpow__ = as_integer_ratio = limit_denominator = is_integer = _refuse  # type: ignore[assignment]


class VaryingText(str):
    """A text whose number varies; readers return the number of the trace in its place."""

    __slots__ = ("place", "trace")
    place: int
    trace: Trace

    def __new__(cls, text: str, place: int, trace: Trace) -> Self:
        """Return the text with the place of its number in the trace."""
        self = super().__new__(cls, text)
        self.place, self.trace = place, trace
        return self


def varied(value: Fraction, text: str) -> Fraction:
    """Return a number that was read from a text, as one of a trace if the text varies."""
    return text.trace.number(text.place, value) if isinstance(text, VaryingText) else value


def plain(value: Fraction) -> Fraction:
    """Return the value that a number has in its computation, without what it depends on."""
    return value.value if isinstance(value, Varying) else value


def least(*values: Fraction) -> Fraction:
    """Return the least; which one it is may vary with them."""
    return _extreme("least", min, values)


def most(*values: Fraction) -> Fraction:
    """Return the most; which one it is may vary with them."""
    return _extreme("most", max, values)


def _extreme(how: Combination, pick: Callable[[Iterable[Fraction]], Fraction], values: Sequence[Fraction]) -> Fraction:
    varying = [each for each in values if isinstance(each, Varying)]
    if not varying or len(values) == 1:
        return pick(values)
    parts = [each.affine if isinstance(each, Varying) else Affine({}, each) for each in values]
    return varying[0].trace.node(how, pick(plain(each) for each in values), *parts)


def _holds(value: Fraction, relation: Relation) -> bool:
    outcomes: dict[Relation, bool] = {
        "<": value < 0,
        "<=": value <= 0,
        "==": value == 0,
        "!=": value != 0,
        ">=": value >= 0,
        ">": value > 0,
    }
    return outcomes[relation]
