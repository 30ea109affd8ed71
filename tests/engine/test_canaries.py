from dataclasses import replace
from fractions import Fraction

import pytest

from greenopt.engine import canaries
from greenopt.engine.certificate import is_feasible


def test_every_canary_passes() -> None:
    results = canaries.run_canaries()

    assert len(results) >= 12
    assert [result.name for result in results if not result.passed] == []
    assert [result.name for result in results if not result.certified] == []


def test_the_share_row_is_answered_wrongly_by_the_solver_alone() -> None:
    """All three projects together keep the row: -1722.1 + 48907.3 - 73.0 >= 0, and give 141.5 + 49.1 + 194.1."""
    share = canaries.canaries()[0]
    (result,) = (result for result in canaries.run_canaries() if result.name == share.name)

    assert is_feasible(share.program, share.program.bounds(), [Fraction(1)] * 3)
    assert sum(share.cost.values()) == share.expected == Fraction(3847, 10)
    assert result.found == Fraction(3847, 10)
    assert result.raw_wrong


def test_a_wrong_answer_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [replace(canary, expected=Fraction(12345)) for canary in canaries.canaries()]
    monkeypatch.setattr(canaries, "canaries", lambda: wrong)

    assert not any(result.passed for result in canaries.run_canaries())
