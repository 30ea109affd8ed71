"""A basis that is changed column by column gives the same products as one that is inverted anew."""

import numpy as np
import pytest
from scipy import sparse

from greenopt.engine import basis as module
from greenopt.engine.basis import MOST_CHANGES, Basis, Singular


@pytest.mark.parametrize("small", [0, 100], ids=["factors in a row", "inverse"])
def test_columns_are_replaced(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", small)
    dice = np.random.default_rng(7)
    dense = dice.normal(size=(6, 20))
    kept = Basis(sparse.csc_matrix(dense), np.arange(6))
    kept.factorise()
    for turn in range(30):
        column, place = 6 + turn % 14, turn % 6
        if column in kept.columns:
            continue
        kept.replace(place, column, kept.times_inverse(kept.column(column)))
        inverse, right = np.linalg.inv(dense[:, kept.columns]), dice.normal(size=6)

        assert kept.times_inverse(right) == pytest.approx(inverse @ right)
        assert kept.inverse_times(right) == pytest.approx(right @ inverse)
        assert kept.row(place) == pytest.approx(inverse[place])


def test_it_wears() -> None:
    kept = Basis(sparse.csc_matrix(np.hstack([np.eye(2), 2 * np.eye(2)])), np.arange(2))
    kept.factorise()
    assert kept.is_fresh
    for turn in range(MOST_CHANGES):
        column = turn % 2 * 2
        kept.replace(0, column, kept.times_inverse(kept.column(column)))

    assert kept.is_worn
    kept.factorise()
    assert kept.is_fresh


@pytest.mark.parametrize("small", [0, 100])
def test_columns_that_do_not_span_are_refused(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", small)

    with pytest.raises(Singular):
        Basis(sparse.csc_matrix(np.ones((2, 2))), np.arange(2)).factorise()
