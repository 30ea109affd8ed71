"""The best tail: against a second formulation, against enumeration, and where there is nothing to find."""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from greenopt.engine.tail import Floats, TailProgram, best_tail, worst_mean


def program(values: Floats, rows: Floats, upper: Floats, share: float, *, whole: bool = False) -> TailProgram:
    """Return levels from 0 to 1 within upper sides of rows."""
    columns = values.shape[1]
    return TailProgram(
        lower=np.zeros(columns),
        upper=np.ones(columns),
        whole=np.full(columns, whole),
        rows=csr_array(rows),
        row_lower=np.full(len(rows), -np.inf),
        row_upper=upper,
        values=csr_array(values),
        constants=np.zeros(len(values)),
        share=share,
    )


def test_the_worst_share_counts_its_last_outcome_in_part() -> None:
    """Of 1, 2, 3, 10 the worst half is 1.5; the worst 60 % is (1 + 2 + 0.4 · 3) / 2.4 = 1.75."""
    outcomes = np.array([10.0, 3.0, 1.0, 2.0])

    assert worst_mean(outcomes, 0.5) == 1.5
    assert worst_mean(outcomes, 0.6) == pytest.approx(1.75)
    assert worst_mean(outcomes, 1) == 4


def test_a_hedge_by_hand() -> None:
    """
    Two projects, money for one; in half of the draws the first brings 9 and the second 2, else 3 and 4.

    With x of the first, outcomes are 2 + 7x and 4 − x; the worse of them is largest where they meet: x = 1/4, 3.75.
    On average the first is better: (9 + 3) / 2 = 6.
    """
    values, rows, money = np.array([[9.0, 2.0], [3.0, 4.0]]), np.ones((1, 2)), np.ones(1)
    cautious, neutral = (best_tail(program(values, rows, money, share)) for share in (0.5, 1.0))

    assert cautious is not None
    assert neutral is not None
    assert cautious.x == pytest.approx([0.25, 0.75])
    assert [cautious.value, neutral.value] == pytest.approx([3.75, 6])
    assert cautious.checked
    assert neutral.checked


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_a_second_formulation(seed: int) -> None:
    """The same program written out for scipy's own door to a solver, unscaled."""
    generator = np.random.default_rng(seed)
    draws, columns = 30, 8
    values = generator.uniform(-1, 5, (draws, columns)) * 1000
    rows, share = generator.uniform(0, 1, (3, columns)), (0.1, 0.37, 1.0)[seed % 3]
    sides = rows.sum(axis=1) * 0.4
    found = best_tail(program(values, rows, sides, share))
    cost = np.concatenate([np.zeros(columns), [-1], np.full(draws, 1 / (share * draws))])
    short = np.hstack([-values, np.ones((draws, 1)), -np.eye(draws)])
    limits = np.hstack([rows, np.zeros((3, 1 + draws))])
    boxes = [(0, 1)] * columns + [(None, None)] + [(0, None)] * draws
    second: Any = linprog(cost, np.vstack([short, limits]), np.concatenate([np.zeros(draws), sides]), bounds=boxes)

    assert found is not None
    assert found.checked
    assert found.value == pytest.approx(-second.fun, rel=1e-9)


def test_whole_projects_agree_with_enumeration() -> None:
    generator = np.random.default_rng(3)
    values, rows = generator.uniform(0, 9, (12, 6)), generator.uniform(1, 4, (2, 6))
    sides, share = rows.sum(axis=1) / 2, 0.25
    best = max(
        worst_mean(values @ np.array(x), share)
        for x in itertools.product((0.0, 1.0), repeat=6)
        if (rows @ np.array(x) <= sides).all()
    )
    found = best_tail(program(values, rows, sides, share, whole=True))

    assert found is not None
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)


def test_rows_that_allow_nothing_have_no_answer() -> None:
    assert best_tail(program(np.ones((3, 2)), np.ones((1, 2)), np.array([-1.0]), 0.5)) is None
