"""Named sums as exact weights on columns; see also tests/plan/test_decided.py, where they meet the audit's count."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import case_tree, read_tree, values

from greenopt.engine.expand import expand_form, expand_term, span
from greenopt.engine.layout import Layout, lay_out
from greenopt.fields import Selector
from greenopt.plan import Chosen, Form, Level, Sum, Term, Unspent
from greenopt.plan.form import DIGEST, FUND_ORDER, ORDER, WAITING


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Return three projects: one paid over two years, one saving energy for two years, one that two funds may pay."""
    tree = case_tree(
        {
            "brick": {"sector": "mining", "asks": "40", "spending": ["60 %", "40 %"], "scale": {"at_least": "10 %"}},
            "lamps": {"asks": "30", "saves": {"electricity": "20 MWh/yr"}, "lifetime": "2 yr", "runs_after": "0"},
            "shared": {"sector": "trade", "asks": "50", "cost": "90", "start": ["2026", "2026"]},
        },
        {
            "fund": {"amount": {"2026": "90", "2027": "90", "2028": "90"}, "carry_over": "all"},
            "other": {"amount": {"2026": "90"}, "for": {"sectors": ["trade"]}},
        },
        horizon=(2026, 2027),
    )
    return lay_out(read_tree(tree, tmp_path).facts)


def expanded(layout: Layout, term: Term) -> dict[str, Fraction]:
    """Return the weights of a term by the names of columns."""
    return {layout.columns[column].name: weight for column, weight in expand_term(layout, term).items()}


@pytest.mark.parametrize(
    ("term", "weights"),
    [
        (Sum("public_money", year=2027), {"start[brick,2026]": 16, "start[brick,2027]": 24, "start[lamps,2027]": 30}),
        (
            Sum("public_money", Selector(sectors=("mining",)), by=2026),
            {"start[brick,2026]": 24},
        ),
        (
            Sum("public_money", fund="fund", year=2026),
            {"start[brick,2026]": 24, "start[lamps,2026]": 30, "grant[shared,fund,2026]": 50},
        ),
        (Sum("public_money", fund="other"), {"grant[shared,other,2026]": 50}),
        (
            Sum("public_money", Selector(projects=("brick",)), begun=(2027, 2030)),
            {"start[brick,2027]": 40},
        ),
        (Sum("total_cost", Selector(projects=("shared",))), {"start[shared,2026]": 90}),
        (Sum("co2e", year=2027), {"start[lamps,2026]": 13, "start[lamps,2027]": 13}),
        (Sum("co2e"), {"start[lamps,2026]": 27, "start[lamps,2027]": 13}),
        (Sum("co2e", over="lifetime"), {"start[lamps,2026]": 27, "start[lamps,2027]": 25}),
        (
            Sum("toe", over="lifetime", discount=Fraction(1, 4)),
            {"start[lamps,2026]": Fraction("5.4"), "start[lamps,2027]": Fraction("4.32")},
        ),
        (Sum("projects", Selector(sectors=("mining", "trade"))), {"on[brick]": 1, "start[shared,2026]": 1}),
        (Sum("starts", by=2026), {"start[brick,2026]": 1, "start[lamps,2026]": 1, "start[shared,2026]": 1}),
        (Level("brick", 2026), {"start[brick,2026]": 1}),
        (Level("brick"), {"start[brick,2026]": 1, "start[brick,2027]": 1}),
        (Chosen("brick"), {"on[brick]": 1}),
        (Unspent("fund", 2026), {"unspent[fund,2026]": 1}),
        (Sum(WAITING), {"start[brick,2027]": 1, "start[lamps,2027]": 1}),
        (Sum(FUND_ORDER), {"grant[shared,fund,2026]": 0, "grant[shared,other,2026]": 1}),
        (
            Sum(ORDER),
            {
                "start[brick,2026]": 3,
                "start[brick,2027]": 3,
                "start[lamps,2026]": 2,
                "start[lamps,2027]": 2,
                "start[shared,2026]": 1,
            },
        ),
    ],
)
def test_a_sum_weighs_each_start_by_what_it_brings(layout: Layout, term: Term, weights: dict[str, Fraction]) -> None:
    """
    Brick pays 24 and 16; lamps save 20 MWh in the year they start and in the next.

    That is 14 + 13 begun in 2026, 13 + 12 begun in 2027, of which 12 falls after the horizon. Oil at 25 % comes to
    3 + 3 × 0.8, begun a year later to 0.8 of that.
    """
    assert expanded(layout, term) == weights


def test_the_last_tie_breaker_has_an_unlike_weight_for_every_column(layout: Layout) -> None:
    weights = expanded(layout, Sum(DIGEST))

    assert set(weights) == {column.name for column in layout.columns}
    assert len(set(weights.values())) == len(weights)


def test_a_form_gathers_its_terms_and_drops_what_cancels(layout: Layout) -> None:
    level = Form.of(Level("brick")) - Form.of(Level("brick", 2026)) * Fraction(1, 2) - Form.of(Level("brick", 2027))

    assert expand_form(layout, level + 7) == {layout.place[layout.columns[0].key]: Fraction(-1, 2)}


def test_the_span_of_a_form_is_that_of_its_boxes(layout: Layout) -> None:
    """24 and 30 in 2026 at most, less 3 for nothing begun: from -3 to 51 for the named group."""
    form = Form.of(Sum("public_money", Selector(sectors=("mining", "crafts")), by=2026)) - 3

    assert values(*span(layout, form), *span(layout, -form)) == [-3, 51, -51, 3]
