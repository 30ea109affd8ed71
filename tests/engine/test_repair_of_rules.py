"""What each kind of rule must give way by, derived by hand; numbers behind several rows, and numbers that have ends."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.impossible import MONEY, explained, fund, ways_out
from tests.small_cases import INDICATORS, Tree, case_tree

from greenopt.engine.repair import Sized

KILNS: dict[str, Tree] = {
    "a": {"cost": "30", "closes": {"kilns": "4"}},
    "b": {"cost": "40", "closes": {"kilns": "5"}},
}


def texts(tree: Tree, folder: Path) -> dict[str, str]:
    """Return path → what a repair says in English."""
    told = explained(tree, folder)[1].result["conflict"]["repairs"]
    return {each["path"]: each["text"]["en"] for each in told}


def phased_out(stock: int, money: str, **closed_by: str) -> Tree:
    steps = {year.removeprefix("y"): share for year, share in closed_by.items()}
    rule: Tree = {"rule": "phase_out", "what": "kilns", "closed_by": steps}
    stocks = {"kilns": {"unit": "kiln", "amount": str(stock)}}
    return case_tree(KILNS, fund(y2026=money), {"out": rule}, horizon=(2026, 2028), stocks=stocks)


def test_a_phase_out_gives_way_to_what_money_can_close(tmp_path: Path) -> None:
    """50 close 4 kilns for 30 and half of 5 for 20: 6.5 of 12 are 54.17 %; 70 % are 8.4, or 30 + 35.2 of money."""
    assert ways_out(explained(phased_out(12, "50", y2027="70 %"), tmp_path)[2]) == {
        "rules.out.closed_by.2027": "54.16 %",
        "funds.fund.amount.2026": "65.2",
    }


def test_a_step_of_a_phase_out_falls_no_lower_than_the_step_before_it(tmp_path: Path) -> None:
    """9 of 27 can be closed, a third. 33.33 % would be less than was to be closed a year before, which is refused."""
    found = ways_out(explained(phased_out(27, "90", y2027="33.333 %", y2028="60 %"), tmp_path)[2])

    assert found == {"rules.out.closed_by.2028": "33.333 %"}


def test_a_step_is_held_against_the_step_before_it_in_whichever_way_both_are_written(tmp_path: Path) -> None:
    """8.9999 of 27 kilns are 33.33296…%, which cannot be written and lies above 33.33; 33.333 % is more and enough."""
    found = ways_out(explained(phased_out(27, "90", y2027="8.9999 kiln", y2028="60 %"), tmp_path)[2])

    assert found == {"rules.out.closed_by.2028": "33.333 %"}


def test_a_number_in_the_unit_of_the_stock_falls_to_the_step_before_it(tmp_path: Path) -> None:
    """9 can be closed and 9 were to be closed a year before: 14 by 2028 may fall to 9."""
    found = ways_out(explained(phased_out(27, "90", y2027="9 kiln", y2028="14 kiln"), tmp_path)[2])

    assert found == {"rules.out.closed_by.2028": "9 kiln"}


def four_starts(limit: object, of: str = "starts") -> Tree:
    """40 are asked for, of projects of 10, 13, 16 and 19 in two years."""
    projects: dict[str, Tree] = {f"p{cost}": {"cost": str(cost)} for cost in (10, 13, 16, 19)}
    rules: dict[str, Tree] = {
        "cap": {"rule": "capacity", "of": of, "at_most": limit},
        "need": {**MONEY, "at_least": "40"},
    }
    return case_tree(projects, fund(y2026="60", y2027="60"), rules, horizon=(2026, 2027))


def test_a_capacity_of_one_year_rises_by_what_lacks(tmp_path: Path) -> None:
    """Two starts are worth 19 + 16 at most; the 5 that lack are 5 / 13 = 0.3846 of a third."""
    assert ways_out(explained(four_starts({"2026": "1", "2027": "1"}), tmp_path)[2]) == {
        "rules.cap.at_most.2026": "1.3847",
        "rules.cap.at_most.2027": "1.3847",
        "rules.need.at_least": "35",
    }


def test_a_capacity_of_all_years_rises_in_all_of_them(tmp_path: Path) -> None:
    """15 in each of two years, where 40 are asked for: 20 in each."""
    tree = four_starts("15 million VND/yr", "total_cost")

    assert ways_out(explained(tree, tmp_path)[2]) == {
        "rules.cap.at_most": "20 million VND/yr",
        "rules.need.at_least": "30",
    }
    assert texts(tree, tmp_path)["rules.cap.at_most"] == "Raise the rule 'cap' from 15 to 20 million VND per year."


def test_a_match_falls_to_the_share_that_the_companion_can_pay(tmp_path: Path) -> None:
    """Of 40 the province has 5, which is an eighth; a fifth of 40 would be 8."""
    funds = {"oda": {"amount": {"2026": "60"}}, "province": {"amount": {"2026": "5"}}}
    rules: dict[str, Tree] = {
        "beside": {"rule": "match", "from": "oda", "with": "province", "at_least": "20 %"},
        "need": {**MONEY, "at_least": "40"},
    }
    tree = case_tree({"a": {"cost": "50"}, "b": {"cost": "20"}}, funds, rules)

    assert ways_out(explained(tree, tmp_path)[2]) == {
        "rules.beside.at_least": "12.5 %",
        "rules.need.at_least": "25",
        "funds.province.amount.2026": "8",
    }
    assert texts(tree, tmp_path)["rules.beside.at_least"] == "Lower the rule 'beside' from 20 % to 12.5 %."


def test_a_match_that_some_projects_cannot_have_falls_to_what_the_others_need(tmp_path: Path) -> None:
    """
    Beside the loan the province may pay for a and c, not for b: nothing is paid for b at any share above nothing.

    32 are asked for, of which a can take 28. The province's 7 are a quarter of them, but of 28 for a and 4 for c,
    each with the same share, only 7 / 32 = 21.875 %.
    """
    projects: dict[str, Tree] = {
        "a": {"cost": "28", "kind": "renewable"},
        "b": {"cost": "30"},
        "c": {"cost": "44", "kind": "renewable"},
    }
    funds: dict[str, Tree] = {
        "loan": {"amount": {"2026": "60"}},
        "province": {"amount": {"2026": "7"}, "for": {"kinds": ["renewable"]}},
    }
    rules: dict[str, Tree] = {
        "beside": {"rule": "match", "from": "loan", "with": "province", "at_least": "50 %"},
        "need": {**MONEY, "at_least": "32"},
    }

    assert ways_out(explained(case_tree(projects, funds, rules), tmp_path)[2]) == {
        "rules.beside.at_least": "21.87 %",
        "rules.need.at_least": "14",
        "funds.province.amount.2026": "16",
    }


def test_leverage_falls_to_the_best_ratio_of_private_to_public_money(tmp_path: Path) -> None:
    """
    Beside 30 of public money a has 20, beside 27 b has 13; 40 of public money are asked for.

    All of a and 10 of b: (20 + 10 × 13 / 27) / 40 = 62.037 %. Without public money any share is kept, so the floor
    may fall to nothing as well.
    """
    projects: dict[str, Tree] = {"a": {"cost": "50", "asks": "30"}, "b": {"cost": "40", "asks": "27"}}
    rules: dict[str, Tree] = {
        "lever": {"rule": "leverage", "at_least": "150 %"},
        "need": {**MONEY, "at_least": "40"},
    }

    assert ways_out(explained(case_tree(projects, fund(y2026="60"), rules), tmp_path)[2]) == {
        "rules.lever.at_least": "62.03 %",
        "rules.need.at_least": "0",
    }


def overlapping(at_most: object, **more: object) -> Tree:
    """Two projects claim 8 and 7 of the waste of one works, and 14 by 2027 are the target."""
    impact = {"a": "8 t/yr", "b": "7 t/yr"}
    projects = {name: {"cost": "20", "facility": "works", "impact": {"waste": each}} for name, each in impact.items()}
    rules: dict[str, Tree] = {
        "once": {"rule": "overlap", "of": "waste", "at_most": at_most, **more},
        "need": {"rule": "target", "of": "waste", "by": "2027", "at_least": "14"},
    }
    tree = case_tree(projects, fund(y2026="60"), rules, horizon=(2026, 2027))
    tree["indicators"] = {**INDICATORS, "waste": {"flow": "t/yr", "potential": "12 t/yr"}}
    return tree


def test_the_potential_that_projects_share_rises_to_the_target(tmp_path: Path) -> None:
    tree = overlapping("potential")

    assert ways_out(explained(tree, tmp_path)[2]) == {
        "rules.need.at_least": "12",
        "indicators.waste.potential": "14 t/yr",
    }
    assert (
        texts(tree, tmp_path)["indicators.waste.potential"] == "Raise the potential of waste from 12 to 14 t per year."
    )


def test_what_one_works_has_rises_to_the_target(tmp_path: Path) -> None:
    tree = overlapping({"works": "11 t/yr"}, each="facility")

    assert ways_out(explained(tree, tmp_path)[2]) == {
        "rules.need.at_least": "11",
        "rules.once.at_most.works": "14 t/yr",
    }
    assert (
        texts(tree, tmp_path)["rules.once.at_most.works"] == "Raise the rule 'once' at works from 11 to 14 t per year."
    )


@pytest.mark.parametrize("unit", ["", " tCO2e/million VND"])
def test_an_intensity_rises_to_the_best_ratio_in_its_own_unit(unit: str, tmp_path: Path) -> None:
    """
    900 t and 1000 million without projects; 30 buy 80 t and 30 million, 40 buy 70 t, and there are 60.

    (900 − 80 − 52.5) / 1030 = 0.745146; the change of 0.0451 is rounded up in its fourth digit. With all the money
    there is to be had, 750 / 1030 is still more than 0.7.
    """
    projects: dict[str, Tree] = {
        "a": {"cost": "30", "impact": {"co2e": "80/yr", "output": "30/yr"}},
        "b": {"cost": "40", "impact": {"co2e": "70/yr"}},
    }
    rules: dict[str, Tree] = {"clean": {"rule": "target", "of": "intensity", "by": "2027", "at_most": f"0.7{unit}"}}
    tree = case_tree(projects, fund(y2026="60"), rules, horizon=(2026, 2027))
    tree["indicators"] = {
        **INDICATORS,
        "emitted": {"flow": "tCO2e/yr", "less": "co2e", "without_projects": {"2027": "900"}},
        "output": {"flow": "million VND/yr", "without_projects": {"2027": "1000"}},
        "intensity": {"ratio": ["emitted", "output"]},
    }

    assert ways_out(explained(tree, tmp_path)[2]) == {"rules.clean.at_most": f"0.74515{unit}"}
    said = texts(tree, tmp_path)["rules.clean.at_most"]
    assert said == "Raise the rule 'clean' from 0.7 to 0.74515 tCO2e/million VND."


def test_no_single_change_mends_what_is_broken_in_two_places(tmp_path: Path) -> None:
    """Of 50 t that are there without projects 24 may remain in one year and 30 in the next; none can be taken away."""
    limits = {"2026": "24 t/yr", "2027": "30 t/yr"}
    rule: Tree = {"rule": "ceiling", "of": "waste", "without_projects": "50 t/yr", "at_most": limits}
    tree = case_tree({"a": {"cost": "30"}}, fund(y2026="60"), {"rest": rule}, horizon=(2026, 2027))

    assert ways_out(explained(tree, tmp_path)[2]) == {}


def test_negotiable_rules_do_not_mend_what_is_broken_elsewhere(tmp_path: Path) -> None:
    rules: dict[str, Tree] = {
        "rest": {"rule": "ceiling", "of": "waste", "without_projects": "50 t/yr", "at_most": "24", "in": "2026"},
        "need": {**MONEY, "at_least": "70", "negotiable": "true"},
    }
    tree = case_tree({"a": {"cost": "80"}}, fund(y2026="60"), rules)

    assert explained(tree, tmp_path)[2].mixed is None


def test_a_least_move_that_no_fraction_can_write_is_rounded_on_the_way(tmp_path: Path) -> None:
    """
    81 come in 2026, of the money at hand a share s is to be spent in each year, and 50 are to be spent in 2028.

    So much is left for 2028 where 81 (1 − s)² = 50: s = 1 − √50 / 9 = 21.43 %, which is no fraction.
    """
    funds: dict[str, Tree] = {
        "fund": {"amount": {"2026": "81"}, "carry_over": "all", "spend_at_least": "40 %"},
    }
    rules: dict[str, Tree] = {"late": {**MONEY, "in": "2028", "at_least": "50"}}
    tree = case_tree({"a": {"cost": "200"}}, funds, rules, horizon=(2026, 2028))
    sized = [each for each in explained(tree, tmp_path)[2].repairs if isinstance(each, Sized)]
    [found] = [each for each in sized if each.move.setting.path == "funds.fund.spend_at_least"]

    left = 1 - found.to / 100
    assert found.smallest
    assert left**2 * 81 >= 50 > (left - Fraction(1, 10_000)) ** 2 * 81
    assert len(str(found.exact)) < 100
