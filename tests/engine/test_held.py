"""A plan whose starts are given: who pays is chosen so that least is broken, and rounded shares may move a little."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.engine.answer import decisions
from greenopt.engine.held import Given, least_broken
from greenopt.plan import Decisions
from greenopt.run import question_of

ONE = Fraction(1)


def completed(tree: Tree, folder: Path, given: Given) -> Decisions:
    """Return the plan with who pays and what is kept."""
    return decisions(*least_broken(question_of(read_tree(tree, folder)), given))


@pytest.fixture
def two_funds() -> Tree:
    """Return a project that asks 50 of f, which has 30, and g, which has 40; another that only f may pay, for 10."""
    projects: dict[str, Tree] = {
        "wide": {"asks": "50", "impact": {"co2e": "9/yr"}},
        "narrow": {"asks": "10", "impact": {"co2e": "7/yr"}, "sector": "mining"},
    }
    funds: dict[str, Tree] = {
        "f": {"amount": {"2026": "30"}},
        "g": {"amount": {"2026": "40"}, "for": {"projects": ["wide"]}},
    }
    return case_tree(projects, funds)


def test_funds_early_in_the_alphabet_pay_first_where_nothing_is_broken(two_funds: Tree, tmp_path: Path) -> None:
    """Narrow takes 10 of f, so f has 20 left for wide, and g pays 30."""
    given = Given({("wide", 2026): (ONE, ONE), ("narrow", 2026): (ONE, ONE)}, {})

    assert completed(two_funds, tmp_path, given).payments == {
        ("narrow", "f", 2026): 10,
        ("wide", "f", 2026): 20,
        ("wide", "g", 2026): 30,
    }


def test_the_fund_that_misses_least_of_what_it_has_is_overdrawn(two_funds: Tree, tmp_path: Path) -> None:
    """With 8 in f and 32 in g, 12 of 60 million are missing: a million is 1/8 of f, but 1/32 of g, which pays 50."""
    two_funds["funds"]["f"]["amount"]["2026"] = "8"
    two_funds["funds"]["g"]["amount"]["2026"] = "32"
    given = Given({("wide", 2026): (ONE, ONE), ("narrow", 2026): (ONE, ONE)}, {})

    assert completed(two_funds, tmp_path, given).payments == {("narrow", "f", 2026): 10, ("wide", "g", 2026): 50}


def test_who_pays_may_be_given_as_shares(two_funds: Tree, tmp_path: Path) -> None:
    """Half of wide by each fund: 25 and 25, whatever is broken."""
    half = Fraction(1, 2)
    given = Given({("wide", 2026): (ONE, ONE)}, {"wide": {"f": half, "g": half}})

    assert completed(two_funds, tmp_path, given).payments == {("wide", "f", 2026): 25, ("wide", "g", 2026): 25}


def test_a_rounded_share_moves_to_where_nothing_is_broken(two_funds: Tree, tmp_path: Path) -> None:
    """F alone has 30 of 90 million: a third, which lies between the two; 0.333333333334 would break it by 6e-11."""
    two_funds["projects"] = {"wide": {**two_funds["projects"]["wide"], "asks": "90", "cost": "90"}}
    two_funds["funds"] = {"f": {"amount": {"2026": "30"}}}
    least, most = Fraction("0.333333333333"), Fraction("0.333333333334")

    assert completed(two_funds, tmp_path, Given({("wide", 2026): (least, most)}, {})).starts == {
        ("wide", 2026): Fraction(1, 3)
    }
