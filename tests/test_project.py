"""Projects, funds and facts: what is due when, what runs when, and which starts are possible."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from greenopt.fields import Selector, Units
from greenopt.language import Text, say
from greenopt.project import FactorSeries, Facts, Fund, Impact, Project, Scale, Screened

NAME = Text("x", "x")


def project(**given: Any) -> Project:
    """Return a project that costs 90, is paid over two years and runs four years from the third on."""
    fixed = {"id": "p", "name": NAME, "sector": "s", "kind": "efficiency", "cost": Fraction(90)}
    times = {"spending": (Fraction(2, 3), Fraction(1, 3)), "window": (2026, 2027), "delay": 2, "lifetime": 4}
    support = {2026: Fraction(30), 2027: Fraction(24)}
    return Project(**{**fixed, "eligible_cost": Fraction(90), **times, "support": support, **given})


def facts(*projects: Project, amount: Mapping[int, int] | None = None, pays_for: Selector | None = None) -> Facts:
    """Return facts from 2026 to 2027 with one fund, which may have money later."""
    amounts = {year: Fraction(money) for year, money in (amount or {2026: 50, 2027: 50, 2028: 50}).items()}
    fund = Fund("f", NAME, amounts, pays_for=pays_for or Selector())
    return Facts(horizon=(2026, 2027), units=Units(), projects=projects, funds=(fund,))


def test_public_money_falls_due_by_the_spending_profile() -> None:
    """30 of support: two thirds are 20, one third is 10; a start in 2027 has a support of 24."""
    assert project().due(2026, 2027) == {2026: 20, 2027: 10}
    assert project().due(2027, 2028) == {2027: 16, 2028: 8}
    assert project().due(2030, 2031) == {2030: 0, 2031: 0}


def test_running_costs_are_due_while_it_runs_until_the_last_year() -> None:
    """It starts in 2026, runs from 2028 for four years, and 2030 is the last year that counts."""
    running = project(running_cost=Fraction(7))

    assert running.due(2026, 2030) == {2026: 20, 2027: 10, 2028: 7, 2029: 7, 2030: 7}
    assert running.due(2026, 2099) == {2026: 20, 2027: 10, **dict.fromkeys(range(2028, 2032), 7)}
    assert running.invested(2026, 2028) == {2026: 60, 2027: 30, 2028: 7}


def test_a_running_cost_adds_to_a_payment_of_the_same_year() -> None:
    assert project(running_cost=Fraction(7), delay=1).due(2026, 2027) == {2026: 20, 2027: 17}


def test_a_year_without_payment_is_not_listed() -> None:
    profile = (Fraction(1, 2), Fraction(0), Fraction(1, 2))

    assert project(spending=profile).due(2026, 2030) == {2026: 15, 2028: 15}


def test_what_remains_of_a_begun_project_is_due_as_written() -> None:
    """Two fifths were begun and 8 and 4 are due; of the whole that would be 20 and 10."""
    begun = project(started={2025: Fraction(2, 5)}, remaining={2026: Fraction(8), 2027: Fraction(4)})

    assert begun.due(2025, 2027) == {2026: 20, 2027: 10}
    assert begun.due(2026, 2027) == {2026: 20, 2027: 10}
    assert project(started={2025: Fraction(2, 5)}, support={2025: Fraction(9)}).due(2025, 2027) == {2025: 6, 2026: 3}


@pytest.mark.parametrize(("year", "runs"), [(2027, False), (2028, True), (2031, True), (2032, False)])
def test_it_runs_from_its_delay_for_its_lifetime(year: int, runs: bool) -> None:
    assert project().runs(2026, year) is runs


@pytest.mark.parametrize(("year", "factor"), [(2020, 5), (2022, 5), (2024, 5), (2025, 7), (2026, 7), (2090, 7)])
def test_a_factor_is_held_until_the_next_and_after_the_last(year: int, factor: int) -> None:
    assert FactorSeries(((2022, Fraction(5)), (2025, Fraction(7)))).at(year) == factor


def test_an_impact_adds_what_is_stated_and_what_energy_is_worth() -> None:
    """3 + 10 of one fuel at 2 from 2026 on, less 4 of another at 5."""
    impact = Impact(Fraction(3), (("coal", Fraction(10)), ("wood", Fraction(-4))))
    factors = {
        "coal": FactorSeries(((2020, Fraction(1)), (2026, Fraction(2)))),
        "wood": FactorSeries(((0, Fraction(5)),), constant=True),
    }

    assert impact.at(2026, factors) == 3 + 20 - 20
    assert impact.at(2025, factors) == 3 + 10 - 20


def test_starts_are_the_years_that_can_be_paid() -> None:
    """A start in 2027 pays its last third in 2028, for which there has to be money."""
    one = project()

    assert facts(one).starts(one) == (2026, 2027)
    assert facts(one, amount={2026: 50, 2027: 50}).starts(one) == (2026,)
    assert facts(one, amount={2026: 50, 2028: 0}).starts(one) == (2026, 2027)


@pytest.mark.parametrize(
    "given",
    [
        {"screened": Screened("rule", say("why"))},
        {"status": "excluded"},
        {"started": {2025: Fraction(1)}},
        {"support": {}},
        {"window": (2028, 2029)},
        {"window": ()},
    ],
)
def test_what_cannot_start(given: dict[str, Any]) -> None:
    one = project(**given)

    assert facts(one).starts(one) == ()


def test_a_year_in_which_a_part_was_begun_is_taken() -> None:
    one = project(started={2026: Fraction(1, 2)})

    assert facts(one).starts(one) == (2027,)


def test_without_a_payer_only_what_needs_no_public_money_starts() -> None:
    nobody = Selector(sectors=("other",))
    asks, free = project(), project(support=dict.fromkeys((2026, 2027), Fraction(0)))

    assert facts(asks, pays_for=nobody).starts(asks) == ()
    assert facts(free, pays_for=nobody).starts(free) == (2026, 2027)


def test_facts_know_their_years_names_and_payers() -> None:
    one, other = project(id="a"), project(id="b", sector="t")
    known = facts(one, other, pays_for=Selector(sectors=("t",)))

    assert list(known.years) == [2026, 2027]
    assert list(known.payment_years) == [2026, 2027, 2028]
    assert known.last_payment_year == 2028
    assert known.by_id == {"a": one, "b": other}
    assert known.payers == {"a": (), "b": ("f",)}
    assert known.members(Selector(sectors=("t",))) == (other,)
    assert known.members(Selector()) == (one, other)


def test_payment_years_reach_to_the_end_of_the_horizon_at_least() -> None:
    assert facts(amount={2026: 5}).last_payment_year == 2027


@pytest.mark.parametrize(
    ("scale", "counted"), [(Scale(), False), (Scale(whole=True), True), (Scale(at_least=Fraction(1, 4)), True)]
)
def test_only_what_is_in_or_out_is_counted(scale: Scale, counted: bool) -> None:
    assert scale.counted is counted
