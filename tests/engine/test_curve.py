"""Programs whose sides move along a straight line: turning points by hand, ties in turn, ends, and random ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from greenopt.engine.curve import Curve, Stretch
from greenopt.engine.pattern import Sides
from greenopt.engine.scaling import Floats

NONE = -np.inf


def sides(rows: Sequence[tuple[float, float]], columns: Sequence[tuple[float, float]]) -> Sides:
    below, above = np.array(rows, dtype=float).reshape(-1, 2).T
    least, most = np.array(columns, dtype=float).T
    return Sides(below, above, least, most)


def curve(matrix: list[list[float]], costs: list[list[float]], first: Sides, last: Sides) -> list[Stretch]:
    entries = sparse.csr_matrix(np.array(matrix, dtype=float))
    return Curve(entries, [np.array(each, dtype=float) for each in costs], first, last).stretches()


def turns(stretches: Sequence[Stretch]) -> list[tuple[float, list[float]]]:
    """Return places and points, rounded for the eye."""
    found = [(each.begin, each.first) for each in stretches] + [(stretches[-1].end, stretches[-1].last)]
    return [(round(place, 9), [round(float(value), 9) for value in x]) for place, x in found]


BOX = [(0.0, 1.0), (0.0, 1.0)]


def test_a_budget_by_hand() -> None:
    """5 x + 4 y <= 12 u: x brings 20 for each unit of money and comes first, up to 5/12; y is whole at 9/12."""
    found = curve([[5, 4]], [[100, 60]], sides([(NONE, 0)], BOX), sides([(NONE, 12)], BOX))

    assert turns(found) == [
        (0, [0, 0]),
        (round(5 / 12, 9), [1, 0]),
        (0.75, [1, 1]),
        (1, [1, 1]),
    ]
    assert [round(float(each.slope @ [100, 60]), 6) for each in found] == [240, 180, 0]


def test_what_ties_is_decided_by_the_next_stage() -> None:
    """Both bring the same for each unit; the second stage wants y, so y comes first."""
    first, last = sides([(NONE, 0)], BOX), sides([(NONE, 8)], BOX)

    assert [x for _, x in turns(curve([[4, 4]], [[8, 8], [0, 1]], first, last))] == [[0, 0], [0, 1], [1, 1]]
    assert [x for _, x in turns(curve([[4, 4]], [[8, 8], [1, 0]], first, last))] == [[0, 0], [1, 0], [1, 1]]


def test_a_first_stage_may_take_from_the_second() -> None:
    """A stage before asks for y alone, so the worth of x comes only with what y leaves."""
    found = curve([[1, 1]], [[0, 1], [1, 0]], sides([(NONE, 0)], BOX), sides([(NONE, 2)], BOX))

    assert turns(found) == [(0, [0, 0]), (0.5, [0, 1]), (1, [1, 1])]


def test_ends_are_where_the_sides_meet() -> None:
    """X + y >= 1 − u with both at most 1/4 needs u >= 1/2; turned round it ends there."""
    small = [(0.0, 0.25), (0.0, 0.25)]
    first, last = sides([(1, np.inf)], small), sides([(0, np.inf)], small)
    up, down = curve([[1, 1]], [[-1, -2]], first, last), curve([[1, 1]], [[-1, -2]], last, first)

    assert (round(up[0].begin, 9), up[-1].end) == (0.5, 1)
    assert (down[0].begin, round(down[-1].end, 9)) == (0, 0.5)
    assert curve([[1, 1]], [[1, 1]], sides([(1, 2)], small), sides([(0.75, 2)], small)) == []


def test_a_program_in_the_middle_alone() -> None:
    """U <= x and x <= 1 − u, and 1/4 <= x <= 3/8: from 0 on x is the least of 3/8 and 1 − u, and u <= 3/8 ends it."""
    box = [(0.25, 0.375)]
    found = curve([[1], [1]], [[1]], sides([(0, np.inf), (NONE, 1)], box), sides([(1, np.inf), (NONE, 0)], box))

    assert (found[0].begin, round(found[-1].end, 9)) == (0, 0.375)


def test_without_rows_columns_stand_at_their_sides() -> None:
    found = curve([[0.0, 0.0]], [[1, -1]], sides([(NONE, 1)], BOX), sides([(NONE, 2)], BOX))

    assert turns(found) == [(0, [1, 0]), (1, [1, 0])]


def best(matrix: Floats, cost: Floats, limits: Sides) -> Any:
    """Return the most of a cost, by scipy."""
    upper, lower = np.isfinite(limits.row_upper), np.isfinite(limits.row_lower)
    left = np.vstack([matrix[upper], -matrix[lower]])
    right = np.concatenate([limits.row_upper[upper], -limits.row_lower[lower]])
    bounds = list(zip(limits.column_lower, limits.column_upper, strict=True))
    found = linprog(-cost, A_ub=left, b_ub=right, bounds=bounds, method="highs")
    return None if found.status or found.fun is None else -float(found.fun)


@pytest.mark.parametrize("seed", range(30))
def test_random_programs_agree_with_scipy(seed: int) -> None:
    dice = np.random.default_rng(seed)
    rows, columns = int(dice.integers(1, 7)), int(dice.integers(2, 15))
    matrix = np.round(dice.normal(size=(rows, columns)) * (dice.random((rows, columns)) < 0.6), 1)
    cost = dice.integers(-3, 9, columns).astype(float)
    box = (np.zeros(columns), np.ones(columns))
    ends = []
    for _ in range(2):
        upper = np.round(dice.uniform(-0.3, 2, rows), 1)
        lower = np.where(np.arange(rows) % 2 == 1, upper - 0.5, NONE)
        ends.append(Sides(lower, upper, *box))
    whole = Curve(sparse.csr_matrix(matrix), [cost, -np.arange(columns, dtype=float)], *ends)
    found = whole.stretches()
    for place in np.linspace(0, 1, 23):
        wanted = best(matrix, cost, whole.sides(float(place)))
        leg = next((each for each in found if each.begin <= place <= each.end), None)
        if leg is None:
            assert wanted is None or min(abs(place - end) for each in found for end in (each.begin, each.end)) < 1e-9
            continue
        part = (place - leg.begin) / (leg.end - leg.begin) if leg.end > leg.begin else 0.0
        assert cost @ (leg.first + part * (leg.last - leg.first)) == pytest.approx(wanted, abs=1e-7)
