import numpy as np
import pytest
from scipy import sparse

from greenopt.engine.checked import Point, checked, is_impossible, is_only_best, narrowed
from greenopt.engine.pattern import Sides

INFINITY = np.inf


def sides(upper: float) -> Sides:
    """X + 2y ≤ upper, x and y from 0 to 1."""
    return Sides(np.array([-INFINITY]), np.array([upper]), np.zeros(2), np.ones(2))


MATRIX = sparse.csr_matrix([[1.0, 2.0]])
COST = np.array([3.0, 4.0])


def best(x: list[float], y: float, upper: float = 2.0) -> Point | None:
    return checked(MATRIX.tocsc(), MATRIX.T, sides(upper), COST, np.array(x), np.array([y]))


def test_the_best_point_is_told_by_its_multipliers() -> None:
    """Most of 3x + 4y with x + 2y ≤ 2: x = 1, y = 1/2, worth 5; a unit of room is worth 2, and 2·2 + 1·1 = 5."""
    point = best([1, 0.5], 2)

    assert point is not None
    assert point.d == pytest.approx([1 / 4, 0])
    assert is_only_best(point, sides(2)) is True


@pytest.mark.parametrize(
    ("x", "y"),
    [([1, 0.4], 2), ([1, 0.5], 1.9), ([1, 0.6], 2), ([1.1, 0.45], 2), ([1, 0.5], -2), ([0.5, 0.75], 2)],
)
def test_a_point_or_multiplier_that_is_off_is_not_believed(x: list[float], y: float) -> None:
    assert best(x, y) is None


def test_equal_points_are_seen_and_kept_as_a_face() -> None:
    """Most of x + 2y with x + 2y ≤ 2: the row is worth 1 and every point on it is best; the row becomes an equation."""
    cost = np.array([1.0, 2.0])
    point = checked(MATRIX.tocsc(), MATRIX.T, sides(2), cost, np.array([1, 0.5]), np.array([1.0]))
    assert point is not None
    assert is_only_best(point, sides(2)) is False

    face = narrowed(sides(2), point)
    assert (face.row_lower[0], face.row_upper[0]) == (2, 2)
    assert face.column_upper.tolist() == [1, 1]


def test_a_multiplier_too_small_to_tell_is_not_told() -> None:
    cost = np.array([1.0 + 1e-9, 2.0])
    point = checked(MATRIX.tocsc(), MATRIX.T, sides(2), cost, np.array([1, 0.5]), np.array([1.0]))

    assert point is not None
    assert is_only_best(point, sides(2)) is None


def test_a_ray_shows_that_nothing_is_possible() -> None:
    """X + 2y ≥ 4 cannot be where x and y reach 1; with ≥ 3 it can, just."""
    floor = Sides(np.array([4.0]), np.array([INFINITY]), np.zeros(2), np.ones(2))

    assert is_impossible(MATRIX.T, floor, np.array([-1.0]))
    assert is_impossible(MATRIX.T, floor, np.array([1.0]))
    assert not is_impossible(MATRIX.T, floor._replace(row_lower=np.array([3.0])), np.array([-1.0]))
