"""
Indices: which part of the spread of the best value each driver brings, alone and with all it meets.

    first order   S  = V[E(y | x)] / V[y]           what would vanish on average if the driver were known
    total         T  = 1 − V[E(y | all others)] / V[y]   what would be left if everything else were known

Estimated from two samples A, B and samples AB that are A with the driver's numbers from B (Saltelli 2002), a run each:
S by Saltelli et al. (2010), mean(y_B (y_AB − y_A)) / V; T by Jansen (1999), mean((y_A − y_AB)²) / 2V; V of A and B
together, values taken from their mean. The intervals are bootstrap percentiles over the rows, the same rows for every
driver. Estimates may leave 0 … 1 by their error; they are told as they are.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from greenopt.studies.uncertainty.sampling import Floats

RESAMPLES = 400
"""Bootstrap samples behind an interval."""
CONFIDENCE = 0.95
FEWEST = 16
"""Rows below which nothing is estimated."""


class Estimate(NamedTuple):
    """A share of the spread, with the interval in which it lies with 95 % confidence."""

    value: float
    low: float
    high: float


class Index(NamedTuple):
    """What one driver brings."""

    first: Estimate
    total: Estimate


class Indices(NamedTuple):
    """What all drivers bring."""

    rows: int
    """Rows of the samples that could be used: in which every run has a plan."""
    variance: float
    by_driver: tuple[Index, ...]
    """None is estimated where nothing varies, or too few rows are left."""


def sobol_indices(first: Floats, second: Floats, mixed: Sequence[Floats], seed: int = 0) -> Indices:
    """
    Return the indices.

    Args:
        first: values of the first sample, not a number where there is no plan.
        second: those of the second.
        mixed: for each driver, those of the first sample with the driver's numbers from the second.
        seed: of the bootstrap.
    """
    table = np.column_stack([first, second, *mixed])
    table = table[np.isfinite(table).all(axis=1)]
    rows = len(table)
    variance = float(np.var(table[:, :2])) if rows else 0.0
    if rows < FEWEST or not variance > (1e-12 * float(np.abs(table).max())) ** 2:
        return Indices(rows, variance, ())
    found = _estimates(table)
    generator = np.random.Generator(np.random.PCG64(seed))
    again = np.array([_estimates(table[generator.integers(0, rows, rows)]) for _ in range(RESAMPLES)])
    low, high = np.quantile(again, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    return Indices(
        rows,
        variance,
        tuple(
            Index(*(Estimate(float(found[k, d]), float(low[k, d]), float(high[k, d])) for k in range(2)))
            for d in range(len(mixed))
        ),
    )


def _estimates(table: Floats) -> Floats:
    """Return first-order indices and totals, 2 × drivers; nought where the rows happen not to vary."""
    centred = table - table[:, :2].mean()
    first, second, mixed = centred[:, :1], centred[:, 1:2], centred[:, 2:]
    variance = np.mean(centred[:, :2] ** 2)
    if not variance:
        return np.zeros((2, mixed.shape[1]))
    alone = np.mean(second * (mixed - first), axis=0)
    total = np.mean((first - mixed) ** 2, axis=0) / 2
    found: Floats = np.array([alone, total]) / variance
    return found


def values_of(records: Sequence[Mapping[str, object]], scenarios: range) -> Floats:
    """Return the values of some scenarios, not a number where there is no plan."""
    return np.array(
        [
            float(value) if isinstance(value := records[number]["value"], (int, float)) else np.nan
            for number in scenarios
        ]
    )
