"""A decided plan counts by walking its projects; the engine's weights must come to the same, for every kind of sum."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_cases import FIRST, KINDS, Wanted, random_case
from tests.small_cases import CONDITIONS, SECTORS, case_tree, decided, read_tree

from greenopt.engine.answer import decisions
from greenopt.engine.expand import expand_term, with_auxiliaries
from greenopt.engine.layout import Grant, Layout, On, Start, lay_out
from greenopt.fields import EVERYTHING, Selector
from greenopt.plan import Chosen, DecidedPlan, Level, Shortfall, Sum, Term, Unspent
from greenopt.plan.form import PROJECTS, PUBLIC_MONEY, STARTS, TOTAL_COST, WAITING, Overlapped, Reached
from greenopt.plan.shared import weight_of
from greenopt.run import question_of


def random_columns(layout: Layout, dice: random.Random) -> list[Fraction]:
    """Return values for all columns: starts of one at most, whole ones whole, `on` where there is a start."""
    values: dict[int, Fraction] = {}
    for project, years in layout.starts.items():
        columns = [layout.columns[layout.place[Start(project, year)]] for year in years]
        left = 1 - sum((column.lower for column in columns), Fraction(0))
        chosen = dice.sample(columns, len(columns))
        for column in chosen:
            share = Fraction(dice.randint(0, 1) if column.whole else dice.randint(0, 12), 12 if not column.whole else 1)
            share = column.lower if column.lower == column.upper else min(left, share)
            left -= 0 if column.lower == column.upper else share
            values[layout.place[column.key]] = share
        if (on := layout.place.get(On(project))) is not None:
            values[on] = Fraction(1 if any(values[layout.place[column.key]] for column in columns) else 0)
    for number, column in enumerate(layout.columns):
        if isinstance(column.key, (Grant, Unspent, Shortfall, Overlapped, Reached)):
            values[number] = Fraction(dice.randint(0, 9), 7)
        if isinstance(column.key, Grant):
            begun = (Start(column.key.project, year) for year in layout.starts[column.key.project])
            values[number] *= any(values[layout.place[start]] for start in begun)
    return [values[number] for number in range(len(layout.columns))]


def random_term(layout: Layout, dice: random.Random) -> Term:
    """Return any term that a rule, a fund or an objective may ask for."""
    facts = layout.facts
    project = dice.choice(facts.projects)
    others = [column.key for column in layout.columns if isinstance(column.key, (Unspent, Shortfall))]
    kind = dice.choice(["sum"] * 6 + ["level", "chosen", "other"])
    if kind == "level":
        return Level(project.id, dice.choice([None, *facts.years]))
    if kind == "other" and others:
        return dice.choice(others)
    if kind == "chosen":
        countable = [each.id for each in facts.projects if each.scale.counted and not each.started]
        if countable:
            return Chosen(dice.choice(countable))
    of = dice.choice([PUBLIC_MONEY, PUBLIC_MONEY, TOTAL_COST, STARTS, WAITING, *flows_and_stocks(layout)])
    group = dice.choice(
        [
            EVERYTHING,
            Selector(sectors=tuple(dice.sample(SECTORS, 2))),
            Selector(kinds=(dice.choice(KINDS),)),
            Selector(exclude=Selector(projects=(project.id,))),
            Selector(meets=(dice.choice(CONDITIONS),)),
        ]
    )
    year, by = dice.choice([(None, None), (dice.choice(facts.payment_years), None), (None, dice.choice(facts.years))])
    if of == PUBLIC_MONEY and dice.random() < 0.5:
        return Sum(of, group, year, by, fund=dice.choice(facts.funds).id)
    begun = dice.choice([None, (FIRST - 1, FIRST)]) if of in (PUBLIC_MONEY, TOTAL_COST) else None
    discount = dice.choice([Fraction(0), Fraction(3, 100)])
    return Sum(of, group, year, by, over=dice.choice(["horizon", "lifetime"]), discount=discount, begun=begun)


def flows_and_stocks(layout: Layout) -> list[str]:
    """Return the indicators that can be summed."""
    return [name for name, each in layout.facts.indicators.items() if each.form != "ratio"]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.booleans())
def test_what_the_engine_expands_is_what_the_audit_counts(
    tmp_path_factory: pytest.TempPathFactory, seed: int, whole: bool
) -> None:
    """Weights on columns times their values, and a walk through projects and years, are two ways to one number."""
    case = read_tree(random_case(seed, Wanted(whole=whole)), tmp_path_factory.mktemp("case"))
    question = question_of(case)
    layout = with_auxiliaries(lay_out(case.facts), question.requirements, question.tiers)
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    for _ in range(3):
        x = random_columns(layout, dice)
        plan = DecidedPlan(case.facts, decisions(layout, x))
        for _ in range(12):
            term = random_term(layout, dice)
            expanded = sum((weight * x[column] for column, weight in expand_term(layout, term).items()), Fraction(0))
            assert plan.value(term) == expanded, term


def test_whole_projects_are_counted_by_both_alike(tmp_path: Path) -> None:
    """Of three countable projects two are in the plan, one of them only with half: the count is two."""
    case = read_tree(
        case_tree(
            {
                "press": {"asks": "40", "scale": "all_or_nothing"},
                "loom": {"asks": "30", "scale": {"at_least": "20 %"}},
                "shop": {"asks": "30", "scale": "all_or_nothing"},
            },
            {"fund": {"amount": {"2026": "90"}}},
            objective={"maximise": "models"},
        ),
        tmp_path,
    )
    layout = lay_out(case.facts)
    names = {"start[press,2026]": "1", "start[loom,2026]": "1/2", "on[loom]": "1"}
    x = [Fraction(names.get(column.name, 0)) for column in layout.columns]

    plan = DecidedPlan(case.facts, decisions(layout, x))
    expanded = sum((weight * x[column] for column, weight in expand_term(layout, Sum(PROJECTS)).items()), Fraction(0))

    assert plan.value(Sum(PROJECTS)) == expanded == 2
    assert [plan.value(Chosen(name)) for name in ("press", "loom", "shop")] == [1, 1, 0]


def test_money_is_due_year_by_year_and_running_costs_while_it_runs(tmp_path: Path) -> None:
    """
    Half of a project of 40 with 60 % in the first year, 40 % in the second, and 4 a year while it runs.

    Begun in 2026 it pays 12 and 8, and from 2028 on, when it runs, 2 in each year of the horizon.
    """
    press = {"asks": "40", "spending": ["60 %", "40 %"], "running_cost": "4/yr", "lifetime": "5 yr"}
    case = read_tree(
        case_tree({"press": press}, {"fund": {"amount": {"2026": "90"}, "carry_over": "all"}}, horizon=(2026, 2029)),
        tmp_path,
    )
    plan = decided(case, {("press", 2026): "1/2"})

    assert [plan.money(year=year).constant for year in range(2026, 2031)] == [12, 8, 2, 2, 0]
    assert plan.money(by=2027).constant == 20
    assert plan.money(Selector(funds=("fund",))).constant == 24


def test_a_stock_in_a_year_is_what_was_added_in_it(tmp_path: Path) -> None:
    """A quarter begun in 2026 runs in 2027, half begun in 2027 in 2028: 1 model, then 2 more."""
    case = read_tree(
        case_tree({"press": {"impact": {"models": "4"}}}, {"fund": {"amount": {"2026": "90"}}}, horizon=(2026, 2028)),
        tmp_path,
    )
    plan = decided(case, {("press", 2026): "1/4", ("press", 2027): "1/2"})

    assert [plan.indicator("models", year=year).constant for year in (2026, 2027, 2028)] == [0, 1, 2]
    assert [plan.indicator("models", by=year).constant for year in (2026, 2027, 2028)] == [0, 1, 3]


def test_a_weight_is_rounded_half_up_to_twelve_decimals() -> None:
    """1 / 1.03 = 0.970873786407766990…; a weight of exactly half a unit in the thirteenth decimal goes up."""
    assert weight_of(2027, 2026, Fraction(3, 100)) == Fraction("0.970873786408")
    assert weight_of(2026, 2026, Fraction(3, 100)) == 1
    assert weight_of(2027, 2026, 2 * Fraction(10) ** 12 - 1) == Fraction(1, 10**12)
