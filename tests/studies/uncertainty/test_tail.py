"""The plan for the worst, held to the engine that proves: with one draw, it is the best plan of that draw."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from greenopt.case.case import Case
from greenopt.engine.answer import Options
from greenopt.run import solve
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.tail import best_in_tail

LAI_CHAU = Source(Path(__file__).parents[3] / "cases" / "lai-chau-2021-2025")


def one(case: Case) -> Iterator[Case]:
    yield case


@pytest.mark.parametrize("factor", ["1", "0.75"])
def test_with_one_draw_it_is_the_best_plan_of_that_draw(factor: str) -> None:
    """Money, priorities up to shares of it, overlaps: the proved value, found by another program in floats."""
    drawn = LAI_CHAU.read([("funds.industrial_promotion.amount.*", f"x {factor}")])
    found = best_in_tail(LAI_CHAU.read(), one(drawn), Fraction(1, 10))

    assert found is not None
    assert found.plan.checked
    assert found.plan.value == pytest.approx(
        float(solve(drawn, Options(prices=False, unique=False)).answer.value or 0), rel=1e-7
    )


def test_two_draws_are_both_kept_to() -> None:
    """With 75 % and with all of the money, the money of every year is that of the poorer draw."""
    drawn = [LAI_CHAU.read([("funds.industrial_promotion.amount.*", f"x {factor}")]) for factor in ("1", "0.75")]
    both = best_in_tail(LAI_CHAU.read(), iter(drawn), Fraction(1))
    poorer = best_in_tail(LAI_CHAU.read(), one(drawn[1]), Fraction(1))

    assert both is not None
    assert poorer is not None
    assert both.plan.value <= poorer.plan.value * (1 + 1e-9)
    assert both.outcomes == pytest.approx([both.plan.value] * 2)
