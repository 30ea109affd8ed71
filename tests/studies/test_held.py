from dataclasses import replace

import pytest

from greenopt.studies.held import difference, held, sampled
from greenopt.studies.solved import Solved

TOTALS = {"public_money": 40, "private_money": 7.5, "indicators": {"co2e": {"value": 8.0, "unit": "t/yr"}}}
FAST = Solved("checked", 200.0, TOTALS, {"dryer": 1.0})
PROVED = Solved("certified_optimal", 200.0, TOTALS, {"dryer": 1.0}, rebuilt=True)


def test_one_in_a_hundred_is_held_always_the_same_ones() -> None:
    assert [len(sampled("a", count)) for count in (0, 1, 99, 100, 101, 2000)] == [0, 1, 1, 1, 2, 20]
    assert sampled("a", 2000) == sampled("a", 2000)
    assert sampled("a", 2000) != sampled("b", 2000)


def test_equal_answers_lie_nowhere_apart() -> None:
    assert held(FAST, PROVED) == replace(FAST, held=0.0)
    assert difference(Solved("infeasible"), Solved("certified_infeasible")) == 0


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (replace(PROVED, value=202.0), 2 / 202),
        (replace(PROVED, totals={**TOTALS, "public_money": 50}), 0.2),
        (replace(PROVED, totals={**TOTALS, "indicators": {"co2e": {"value": 10.0, "unit": "t/yr"}}}), 0.2),
        (replace(PROVED, totals={**TOTALS, "indicators": {}}), 1),
        (Solved("certified_infeasible"), 1),
    ],
)
def test_where_they_differ_the_proved_one_counts(other: Solved, apart: float) -> None:
    """200 and 202 differ by 2 of 202; 40 and 50 by 10 of 50; 8 and 10 by 2 of 10."""
    found = held(FAST, other)
    assert replace(found, held=None) == other
    assert found.held == pytest.approx(apart)


def test_what_rounds_alike_agrees() -> None:
    assert held(FAST, replace(PROVED, value=200.0 + 1e-8)).status == "checked"
    assert held(FAST, replace(PROVED, value=200.0 + 1e-6)).status == "certified_optimal"
