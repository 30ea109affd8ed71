"""The plan for the worst, held to the engine that proves: with one draw, it is the best plan of that draw."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from greenopt.case.case import Case
from greenopt.engine.answer import Options
from greenopt.run import Run, solve
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.tail import best_in_tail

LAI_CHAU = Source(Path(__file__).parents[3] / "cases" / "lai-chau-2021-2025")
QUICKLY = Options(prices=False, unique=False)


@pytest.fixture(scope="module")
def base() -> Run:
    return solve(LAI_CHAU.read(), QUICKLY)


def one(case: Case) -> Iterator[Case]:
    yield case


def test_with_the_case_as_its_only_draw_it_is_the_best_plan(base: Run) -> None:
    """Money, priorities up to shares of it, overlaps: the proved value, found by another program in floats."""
    found = best_in_tail(base, one(LAI_CHAU.read()), Fraction(1, 10))

    assert found is not None
    assert found.plan.checked
    assert found.plan.value == pytest.approx(float(base.answer.value or 0), rel=1e-7)


def test_with_less_money_it_holds_priorities_no_more_than_the_plan_as_written_does(base: Run) -> None:
    """That plan spends more than there is, up to where priorities end: it binds less than a plan made for the draw."""
    drawn = LAI_CHAU.read([("funds.industrial_promotion.amount.*", "x 0.75")])
    found = best_in_tail(base, one(drawn), Fraction(1, 10))
    proved = float(solve(drawn, QUICKLY).answer.value or 0)

    assert found is not None
    assert proved <= found.plan.value <= proved * 1.02


def test_two_draws_are_both_kept_to(base: Run) -> None:
    """
    With 75 % and with all of the money, the money of every year is that of the poorer draw.

    What priorities end at is on average more than there, so they ask for no less of the money that is spent.
    """
    drawn = [LAI_CHAU.read([("funds.industrial_promotion.amount.*", f"x {factor}")]) for factor in ("1", "0.75")]
    both = best_in_tail(base, iter(drawn), Fraction(1))
    poorer = best_in_tail(base, one(drawn[1]), Fraction(1))

    assert both is not None
    assert poorer is not None
    assert both.plan.value <= poorer.plan.value * (1 + 1e-9)
    assert both.outcomes == pytest.approx([both.plan.value] * 2)
