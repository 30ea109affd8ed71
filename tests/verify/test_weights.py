"""Independence of vectors of weights."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from greenopt.verify.weights import independent


@given(st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=4))
def test_independence_is_that_of_a_determinant(rows: list[list[int]]) -> None:
    """Vectors in three dimensions are independent when their Gram determinant is not zero."""
    gram = [[sum(one * other for one, other in zip(a, b, strict=True)) for b in rows] for a in rows]
    vectors = [{str(place): Fraction(value) for place, value in enumerate(row) if value} for row in rows]

    assert independent(vectors) == (determinant(gram) != 0)


def determinant(matrix: list[list[int]]) -> int:
    if not matrix:
        return 1
    return sum(
        (-1) ** place * value * determinant([[*row[:place], *row[place + 1 :]] for row in matrix[1:]])
        for place, value in enumerate(matrix[0])
    )
