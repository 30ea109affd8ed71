"""What starts are worth between the ends of the ranges, and where that cannot be told."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, values, write_tree

from greenopt.engine.portfolios import Portfolios, portfolios_of
from greenopt.engine.posed import pose
from greenopt.run import question_of
from greenopt.studies.ranking.polynomial import at, plus, times
from greenopt.studies.ranking.worths import Compared, NoWorths, lines_of, worlds_of
from greenopt.studies.scenario import Source

COAL = "model.factors.coal.indicators.co2e.value"
FUND = {"green": {"amount": {"2026": "9"}}}


def works(saves: str, **more: Tree | str) -> Tree:
    """Return a project that saves coal for one year."""
    one_year = {"lifetime": "1 yr", "runs_after": "0", "scale": "all_or_nothing"}
    return {"asks": "4", **one_year, "saves": {"coal": f"{saves} t/yr"}, **more}


def compared(tree: Tree, folder: Path) -> Compared:
    """Return the worths of a case."""
    write_tree(tree, folder)
    source = Source(folder)
    case = source.read()
    portfolios = portfolios_of(pose(question_of(case)))
    assert isinstance(portfolios, Portfolios)
    return worlds_of(portfolios.choices, [lines_of(source, case.uncertain)], [(Fraction(1),)])


def test_a_product_is_written_out_and_settled_at_a_place() -> None:
    """(2 + 3a)(5 + b) = 10 + 2b + 15a + 3ab; where a is a half that is 35/2 + 7/2 b."""
    one, other = {(): Fraction(2), (0,): Fraction(3)}, {(): Fraction(5), (1,): Fraction(1)}
    product = times(one, other)

    assert product == {(): 10, (1,): 2, (0,): 15, (0, 1): 3}
    assert at(product, {0: Fraction(1, 2)}) == {(): Fraction(35, 2), (1,): Fraction(7, 2)}
    assert plus(product, product, Fraction(-1)) == {}


def test_a_factor_that_projects_share_makes_two_worlds(tmp_path: Path) -> None:
    """
    Coal saved, 10 t less 2 or more 4, times 2.5 t of CO2e, less a fifth or more a fifth.

    With the factor low at 2 the works are worth 8 · 2 = 16 to 14 · 2 = 28, with it high at 3 they are worth 24 to 42.
    """
    projects = {"mill": works("10", uncertain={"saves.coal": ["8", "14"]}), "yard": works("7")}
    found = compared(case_tree(projects, FUND, uncertain={COAL: ["-20 %", "+20 %"]}), tmp_path)
    (mill, yard) = (options[1] for options in found.worlds.worths)

    assert [each.constant for each in mill] == values(16, 24)
    assert [each.constant + sum(each.slopes.values()) for each in mill] == values(28, 42)
    assert [each.constant for each in yard] == values(14, 21)
    assert (len(found.together), len(found.alone)) == (1, 1)


def test_what_is_not_sought_has_no_axis(tmp_path: Path) -> None:
    """Ranges of costs leave what is sought alone."""
    found = compared(case_tree({"mill": works("10", uncertain={"cost": ["4", "6"]})}, FUND), tmp_path)

    assert found.together == found.alone == ()


def test_two_numbers_of_one_group_that_are_multiplied_are_refused(tmp_path: Path) -> None:
    """What is worth the square of its axis may be least between the ends."""
    paths = {COAL: {"range": ["-20 %", "+20 %"], "group": "coal"}}
    paths |= {"projects.mill.saves.coal": {"range": ["-20 %", "+20 %"], "group": "coal"}}
    with pytest.raises(NoWorths) as refused:
        compared(case_tree({"mill": works("10")}, FUND, uncertain=paths), tmp_path)

    assert "multiplied" in str(refused.value)


def test_a_range_of_what_is_claimed_together_is_refused(tmp_path: Path) -> None:
    rule = {"rule": "overlap", "of": "co2e", "to": {"projects": ["mill", "yard"]}, "at_most": "30 tCO2e/yr"}
    projects = {"mill": works("10", uncertain={"saves.coal": ["8", "14"]}), "yard": works("7")}
    with pytest.raises(NoWorths) as refused:
        compared(case_tree(projects, FUND, {"shared": rule}), tmp_path)

    assert "claim together" in str(refused.value)


def test_too_many_ranges_that_projects_share_are_refused(tmp_path: Path) -> None:
    """Nine groups of two projects each would be 512 worlds."""
    projects = {f"mill{number}{half}": works("10") for number in range(9) for half in "ab"}
    paths = {
        f"projects.{name}.saves.coal": {"range": ["-20 %", "+20 %"], "group": f"pair{name[4]}"} for name in projects
    }
    with pytest.raises(NoWorths) as refused:
        compared(case_tree(projects, FUND, uncertain=paths), tmp_path)

    assert "too many" in str(refused.value)
