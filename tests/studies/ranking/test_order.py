"""The funding order and the classes, on figures made for it: what counts as a difference, and what comes first."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from greenopt.studies.ranking.classes import Class, class_of
from greenopt.studies.ranking.displaced import MOST, Displaced, displaced
from greenopt.studies.ranking.forced import Forced, Outcome
from greenopt.studies.ranking.order import Band, Standing, funding_order

OBJECTIVE = 1
"""The objective's turn where one priority comes before it."""


def standing(name: str, band: Band, loss: str | None, money: str = "10", turn: int = OBJECTIVE) -> Standing:
    return Standing(name, band, turn, None if loss is None else Fraction(loss), Fraction(money))


def places(*standings: Standing, tolerance: str = "1/100") -> list[tuple[str, int, int]]:
    return [(each.project, each.rank, each.rank_to) for each in funding_order(standings, Fraction(tolerance))]


def test_promises_then_what_is_planned_then_what_is_cheapest_to_force() -> None:
    found = places(
        standing("out_dear", "not_funded", "70"),
        standing("out_cheap", "not_funded", "3"),
        standing("banned", "not_eligible", None),
        standing("in_low", "planned", "20"),
        standing("in_high", "planned", "50"),
        standing("promised", "promised", "0"),
    )

    assert [name for name, *_ in found] == ["promised", "in_high", "in_low", "out_cheap", "out_dear", "banned"]
    assert [first for _, first, _ in found] == [1, 2, 3, 4, 5, 6]


def test_what_counts_is_the_loss_for_a_unit_of_money() -> None:
    """50 for 100 is half a tonne, 30 for 20 one and a half."""
    found = places(standing("large", "planned", "50", "100"), standing("small", "planned", "30", "20"))

    assert [name for name, *_ in found] == ["small", "large"]


def test_near_ties_share_their_ranks_and_do_not_chain() -> None:
    """
    Within 1 % of 99.8 lie 99.2 and 98.9, but 98.5 does not: it begins a group, which 97.6 joins.

    Chained, all five would stand together, though the last is 2.2 % below the first.
    """
    rates = {"a": "99.8", "b": "99.2", "c": "98.9", "d": "98.5", "e": "97.6"}
    found = places(*(standing(name, "planned", rate, "1") for name, rate in rates.items()))

    assert found == [("a", 1, 3), ("b", 1, 3), ("c", 1, 3), ("d", 4, 5), ("e", 4, 5)]


def test_the_line_parts_even_what_is_alike() -> None:
    found = places(standing("in", "planned", "7"), standing("out", "not_funded", "7"))

    assert found == [("in", 1, 1), ("out", 2, 2)]


def test_without_a_tolerance_only_equal_rates_share() -> None:
    rates = {"a": "6", "b": "6", "c": "5.999"}
    found = places(*(standing(name, "planned", rate) for name, rate in rates.items()), tolerance="0")

    assert found == [("a", 1, 2), ("b", 1, 2), ("c", 3, 3)]


def test_what_the_rules_need_stands_at_the_ends() -> None:
    """What serves a priority stands above tonnes, what cannot be left out above that; below the line the other way."""
    found = places(
        standing("needed", "planned", None),
        standing("serves", "planned", "2", turn=0),
        standing("tonnes", "planned", "9999"),
        standing("free", "planned", "1", "0"),
        standing("harms", "not_funded", "2", turn=0),
        standing("costs", "not_funded", "9999"),
        standing("impossible", "not_funded", None),
        standing("costless", "not_funded", "0", "0"),
    )

    assert [name for name, *_ in found] == [
        "needed", "serves", "free", "tonnes", "costless", "costs", "harms", "impossible",
    ]  # fmt: skip


VALUE = Fraction(800)


def outcome(value: str | None, levels: Mapping[str, float] | None = None, **served: int) -> Outcome:
    reached = {name: Fraction(each) for name, each in served.items()}
    if value is None:
        return Outcome("infeasible")
    return Outcome("checked", Fraction(value), levels or {}, reached)


def classed(
    decision: str,
    level: float,
    *,
    without: Outcome | None = None,
    forced: Outcome | None = None,
    chosen: Mapping[str, float] | None = None,
) -> Class | None:
    free = outcome("800", {"it": level} if level else {}, first=5)
    held = Forced("it", free, without or free, forced or free)
    return class_of(held, decision, Fraction(1, 100), more=True, value=VALUE, chosen=chosen)


def test_core_is_what_no_nearly_best_plan_does_without() -> None:
    """One percent of 800 is 8."""
    assert classed("funded", 1, without=outcome("791", first=5)) == "core"
    assert classed("funded", 1, without=outcome("792", first=5)) == "borderline"
    assert classed("funded", 1, without=outcome(None)) == "core"
    assert classed("funded", 1, without=outcome("850", first=4)) == "core"


def test_out_is_what_no_nearly_best_plan_carries_out() -> None:
    assert classed("not_funded", 0, forced=outcome("791", first=5)) == "out"
    assert classed("not_funded", 0, forced=outcome("792", first=5)) == "borderline"
    assert classed("not_funded", 0, forced=outcome(None)) == "out"
    assert classed("not_funded", 0, forced=outcome("850", first=4)) == "out"


def test_what_is_done_in_part_is_on_the_border() -> None:
    assert classed("partly", 0.5, without=outcome("1", first=5), forced=outcome("1", first=5)) == "borderline"


def test_promises_are_core_and_what_is_not_eligible_is_out() -> None:
    assert classed("required", 1) == "core"
    assert classed("screened_out", 0) == "out"


def test_where_nothing_could_be_proved_nothing_is_said() -> None:
    assert classed("funded", 1, without=Outcome("stopped")) is None


@pytest.mark.parametrize(("share", "expected"), [(0.94, "borderline"), (0.96, "core")])
def test_core_must_hold_in_nearly_all_draws(share: float, expected: str) -> None:
    assert classed("funded", 1, without=outcome("700", first=5), chosen={"it": share}) == expected


def test_out_must_hold_in_nearly_all_draws() -> None:
    assert classed("not_funded", 0, forced=outcome("700", first=5), chosen={"it": 0.06}) == "borderline"
    assert classed("not_funded", 0, forced=outcome("700", first=5), chosen={}) == "out"


def test_those_that_lose_most_money_are_named_first() -> None:
    """Forced in, it takes 30 of a's 60, 40 of b's 40 and 1 of each of six others; c gains, and is not named."""
    others = [f"x{number}" for number in range(6)]
    free = outcome("9", {"a": 1.0, "b": 1.0} | dict.fromkeys(others, 1.0))
    full = outcome("8", {"it": 1.0, "a": 0.5, "c": 1.0} | dict.fromkeys(others, 0.5))
    asks = {"it": "70", "a": "60", "b": "40", "c": "9"} | dict.fromkeys(others, "2")
    found = displaced(Forced("it", free, free, full), {name: Fraction(each) for name, each in asks.items()})

    assert len(found) == MOST
    assert found[:2] == [
        Displaced("b", "in_full", 1.0, 0.0, Fraction(-40)),
        Displaced("a", "in_full", 1.0, 0.5, Fraction(-30)),
    ]
