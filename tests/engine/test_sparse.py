import random
from fractions import Fraction

import pytest
from tests.engine.programs import dice

from greenopt.engine.sparse import Factor, Lines


def test_two_unknowns_are_solved_both_ways() -> None:
    """6 x + 4 y = 24, x + 2 y = 6 gives 3 and 3/2; 6 p + q = 5, 4 p + 2 q = 4 gives 3/4 and 1/2."""
    factor = Factor({10: {7: 6, 8: 4}, 11: {7: 1, 8: 2}}, [7, 8])

    assert factor.solve({10: Fraction(24), 11: Fraction(6)}) == {7: Fraction(3), 8: Fraction(3, 2)}
    assert factor.solve_transposed({7: Fraction(5), 8: Fraction(4)}) == {10: Fraction(3, 4), 11: Fraction(1, 2)}


def test_zeros_are_left_out() -> None:
    factor = Factor({0: {0: 2}, 1: {0: 3, 1: 5}}, [0, 1])

    assert factor.solve({0: Fraction(4), 1: Fraction(6)}) == {0: Fraction(2)}
    assert factor.solve({}) == {}


def test_no_rows_and_no_columns_are_regular() -> None:
    factor = Factor({}, [])

    assert (factor.spare_rows, factor.spare_columns, factor.solve({})) == ([], [], {})


def test_a_row_that_says_nothing_new_is_spare() -> None:
    factor = Factor({0: {0: 2, 1: 4}, 1: {0: 3, 1: 6}}, [0, 1])

    assert len(factor.spare_rows) == len(factor.spare_columns) == 1


def test_more_columns_than_rows_leave_columns_spare() -> None:
    assert len(Factor({0: {0: 2, 1: 4}}, [0, 1, 2]).spare_columns) == 2
    assert len(Factor({0: {0: 2}, 1: {0: 5}, 2: {}}, [0]).spare_rows) == 2


@pytest.mark.parametrize("density", [0.25, 0.4, 0.8])
def test_random_systems_are_solved_exactly_or_found_singular(density: float) -> None:
    """Singular is what dense elimination says; whatever is left without the spare lines must be regular."""
    regular = 0
    for seed in range(250):
        chance = dice(seed)
        size = chance.randint(1, 9)
        matrix: Lines = {
            row: {
                column: chance.choice([-3, -2, -1, 1, 2, 7 * 10**9])
                for column in range(size)
                if chance.random() < density
            }
            for row in range(size)
        }
        factor = Factor(matrix, range(size))
        rank = _rank(matrix, size)
        assert len(factor.spare_rows) == len(factor.spare_columns) == size - rank
        if rank == size:
            regular += 1
            _check_solutions(factor, matrix, size, chance)
        else:
            columns = [column for column in range(size) if column not in factor.spare_columns]
            rest = {
                row: {column: entry for column, entry in entries.items() if column in columns}
                for row, entries in matrix.items()
                if row not in factor.spare_rows
            }
            smaller = Factor(rest, columns)
            assert not smaller.spare_rows
            assert not smaller.spare_columns
    assert 20 < regular < 250


def _check_solutions(factor: Factor, matrix: Lines, size: int, chance: random.Random) -> None:
    right = {place: Fraction(chance.randint(-5, 5), chance.randint(1, 7)) for place in range(size)}
    x, y = factor.solve(right), factor.solve_transposed(right)
    for row, entries in matrix.items():
        assert sum(entry * x.get(column, 0) for column, entry in entries.items()) == right[row]
    for column in range(size):
        assert sum(entries.get(column, 0) * y.get(row, 0) for row, entries in matrix.items()) == right[column]


def _rank(matrix: Lines, size: int) -> int:
    rows = [[Fraction(matrix[row].get(column, 0)) for column in range(size)] for row in range(size)]
    rank = 0
    for column in range(size):
        pivot = next((row for row in range(rank, size) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for row in range(rank + 1, size):
            ratio = rows[row][column] / rows[rank][column]
            rows[row] = [left - ratio * right for left, right in zip(rows[row], rows[rank], strict=True)]
        rank += 1
    return rank
