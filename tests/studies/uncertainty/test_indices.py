"""Sobol' indices: the Ishigami function, whose indices are known, and what cannot be estimated."""

import numpy as np
import pytest
from scipy.stats import qmc

from greenopt.studies.uncertainty.indices import sobol_indices
from greenopt.studies.uncertainty.sampling import Floats

A, B = 7.0, 0.1


def ishigami(u: Floats) -> Floats:
    """Return sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ for x = −π … π."""
    x = np.pi * (2 * u - 1)
    found: Floats = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def test_the_ishigami_function_has_its_published_indices() -> None:
    """V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2; V₁ = (1 + bπ⁴/5)²/2; V₂ = a²/8; V₁₃ = 8b²π⁸/225 (Ishigami and Homma 1990)."""
    whole = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 1 / 2
    alone = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0]) / whole
    together = 8 * B**2 * np.pi**8 / 225 / whole
    points = qmc.Sobol(6, rng=1).random(8192)
    first, second = points[:, :3], points[:, 3:]
    mixed = [ishigami(np.where(np.arange(3) == driver, second, first)) for driver in range(3)]
    found = sobol_indices(ishigami(first), ishigami(second), mixed)

    assert found.variance == pytest.approx(whole, rel=0.01)
    assert [each.first.value for each in found.by_driver] == pytest.approx(alone, abs=0.015)
    assert [each.total.value for each in found.by_driver] == pytest.approx(
        alone + np.array([together, 0, together]), abs=0.015
    )
    for each, value in zip(found.by_driver, alone, strict=True):
        assert each.first.low - 0.01 <= value <= each.first.high + 0.01


def test_rows_without_a_plan_are_left_out() -> None:
    values = np.random.default_rng(0).random((64, 3))
    whole = sobol_indices(values[8:, 0], values[8:, 1], [values[8:, 2]])
    values[:8, 2] = np.nan

    assert sobol_indices(values[:, 0], values[:, 1], [values[:, 2]]) == whole
    assert whole.rows == 56


@pytest.mark.parametrize("values", [np.full((64, 3), 5.0), np.full((64, 3), np.nan), np.zeros((3, 3))])
def test_where_nothing_varies_nothing_is_said(values: Floats) -> None:
    assert sobol_indices(values[:, 0], values[:, 1], [values[:, 2]]).by_driver == ()
