from fractions import Fraction
from pathlib import Path

from tests.impossible import poor, situation

from greenopt.engine.oracle import Empty, Plan


def test_a_proof_is_used_again_where_it_still_holds(tmp_path: Path) -> None:
    """A floor of 35 against a fund of 20; with less money yet, the same multipliers prove it."""
    base = situation(poor(), tmp_path)
    first = base.oracle.settle(base.bounds())
    poorer = base.bounds()
    row = base.rows.requirement_row["funds.fund:2026"]
    poorer.row_upper[row] = Fraction(11)

    again = base.oracle.settle(poorer)

    assert isinstance(first, Empty)
    assert isinstance(again, Empty)
    assert again.farkas is first.farkas


def test_a_proof_is_not_used_where_it_no_longer_holds(tmp_path: Path) -> None:
    base = situation(poor(), tmp_path)

    assert isinstance(base.oracle.settle(base.bounds()), Empty)
    assert isinstance(base.oracle.settle(base.bounds(["need"])), Plan)
