from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenopt.units import parse_quantity
from greenopt.varying import Affine, Guard, Trace, Untraceable, Varying, VaryingText, least, most, plain, varied

F = Fraction


def numbers(*values: int) -> tuple[Trace, list[Varying]]:
    trace = Trace(len(values))
    return trace, [trace.number(place, F(value)) for place, value in enumerate(values)]


def worth(trace: Trace, number: Fraction, values: list[Fraction]) -> Fraction:
    """Compute a number of a trace from other values of what varies, node by node."""
    if not isinstance(number, Varying):
        return number
    nodes = list(values)
    for derived in trace.derived:
        nodes.append(combined(derived.how, [sum_of(part, nodes) for part in derived.of]))
    return sum_of(number.affine, nodes)


def combined(how: str, parts: list[Fraction]) -> Fraction:
    if how == "product":
        return parts[0] * parts[1]
    if how == "quotient":
        return parts[0] / parts[1] if parts[1] else F(0)
    if how == "sum":
        return parts[0]
    return min(parts) if how == "least" else max(parts)


def sum_of(affine: Affine, nodes: list[Fraction]) -> Fraction:
    return affine.constant + sum((weight * nodes[node] for node, weight in affine.terms.items()), F(0))


def test_sums_are_weights_of_what_varies() -> None:
    """2a + 5 − b at a = 3, b = 4 is 7, with weights 2 and −1."""
    _, (a, b) = numbers(3, 4)
    found = 2 * a + 5 - b

    assert (found.value, dict(found.terms), found.constant) == (7, {0: 2, 1: -1}, 5)


def test_what_cancels_no_longer_varies() -> None:
    _, (a, b) = numbers(3, 4)

    assert type(a - a) is not Varying
    assert (2 * a + b) / (4 * a + 2 * b) == F(1, 2)


def test_a_comparison_is_a_guard_that_holds_here() -> None:
    """3 < 10 is noted as a − 10 < 0, and that 3 is not above 4 as a − b ≤ 0."""
    trace, (a, b) = numbers(3, 4)

    assert a < 10
    assert not a > b
    below, not_above = trace.guards
    assert below == Guard(Affine({0: F(1)}, F(-10)), "<")
    assert not_above == Guard(Affine({0: F(1), 1: F(-1)}, F(0)), "<=")


def test_the_least_of_two_may_change_sides() -> None:
    """min(0.3·a, 2) is 0.9 at 3 and 2 at 50, without a guard."""
    trace, (a,) = numbers(3)
    found = least(a * F(3, 10), F(2))

    assert plain(found) == F(9, 10)
    assert worth(trace, found, [F(50)]) == 2
    assert worth(trace, most(a, F(7)), [F(50)]) == 50
    assert not trace.guards


def test_long_sums_are_cut_and_flattened_again() -> None:
    """The sum of 1·a + 2·b + 3·a + … of 400 parts: a has 1 + 3 + … + 399 = 40,000, b has 2 + … + 400 = 40,200."""
    trace, varying = numbers(*range(1, 61))
    total = sum((each * 2 for each in varying), F(0))
    mixed = sum((number * varying[number % 2] for number in range(1, 401)), F(0))

    assert isinstance(total, Varying)
    assert isinstance(mixed, Varying)
    assert trace.flat(total.affine) == Affine(dict.fromkeys(range(60), F(2)), F(0))
    assert trace.flat(mixed.affine).terms == {0: 40_200, 1: 40_000}


@pytest.mark.parametrize(
    "use",
    [
        hash, float, int, str, round, repr, Fraction, lambda a: a.numerator, lambda a: a.denominator, lambda a: a // 2,
        lambda a: 2 // a, lambda a: a % 2, lambda a: a**2, lambda a: 2**a, lambda a: a * 1.5, lambda a: 1.5 * a,
        lambda a: a + 0.1, lambda a: a < 0.5, lambda a: f"{a}", lambda a: divmod(F(3), a), lambda a: {a: 1}, complex,
        lambda a: a.limit_denominator(10), lambda a: F(3) ** a, lambda a: a / 2.0, lambda a: 2.0 / a,
    ],
)  # fmt: skip
def test_what_would_lose_the_trace_is_refused(use: Callable[[Varying], object]) -> None:
    _, (a, b) = numbers(3, 4)
    if use is repr:
        assert "Varying" in repr(a)
        return

    with pytest.raises(Untraceable) as refused:
        use(a + least(b, F(9)))
    assert refused.value.numbers == {0, 1}


def test_a_marked_text_is_read_as_a_number_of_the_trace() -> None:
    """40 % of a trace is 1/100 of what varies: the number that is written."""
    trace = Trace(1)
    found = parse_quantity(VaryingText("40 %", 0, trace)).value

    assert isinstance(found, Varying)
    assert (found.value, dict(found.terms)) == (F(2, 5), {0: F(1, 100)})
    assert trace.used == {0}
    assert varied(F(3), "3") == 3


Expression = Callable[[list[Fraction]], Fraction]


def leaf() -> st.SearchStrategy[Expression]:
    constant = st.integers(-5, 5).map(lambda value: lambda _: F(value))
    return st.integers(0, 2).map(lambda place: lambda values: values[place]) | constant


def grown(below: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.tuples(below, below).map(lambda pair: lambda values: pair[0](values) + pair[1](values)),
        st.tuples(below, below).map(lambda pair: lambda values: pair[0](values) - pair[1](values)),
        st.tuples(below, below).map(lambda pair: lambda values: pair[0](values) * pair[1](values)),
        st.tuples(below, below).map(lambda pair: lambda values: least(pair[0](values), pair[1](values))),
        st.tuples(below, below).map(lambda pair: lambda values: max(pair[0](values), pair[1](values))),
        st.tuples(below, below).map(lambda pair: lambda values: ratio(pair[0](values), pair[1](values))),
    )


def ratio(above: Fraction, below: Fraction) -> Fraction:
    return above / below if below else F(0)


@settings(deadline=None, max_examples=300)
@given(
    st.recursive(leaf(), grown, max_leaves=20),
    st.lists(st.integers(-4, 6), min_size=3, max_size=3),
    st.lists(st.integers(-4, 6), min_size=3, max_size=3),
)
def test_a_trace_computes_what_the_expression_does_wherever_its_guards_hold(
    expression: Expression, here: list[int], there: list[int]
) -> None:
    trace, varying = numbers(*here)
    other = [F(value) for value in there]
    found = expression(list(varying))

    assert plain(found) == expression([F(value) for value in here])
    nodes = other + [
        worth(trace, Varying(F(0), {3 + place: F(1)}, trace), other) for place in range(len(trace.derived))
    ]
    holds = {"<": F.__lt__, "<=": F.__le__, "==": F.__eq__, "!=": F.__ne__, ">=": F.__ge__, ">": F.__gt__}
    if all(holds[each.relation](sum_of(each.left, nodes), F(0)) for each in trace.guards):
        assert worth(trace, found, other) == expression(other)
