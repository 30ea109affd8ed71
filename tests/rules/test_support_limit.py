"""Support limit: a rate, a ceiling, and for whom the ceiling is."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, starts

FUNDS: dict[str, Tree] = {"fund": {"amount": {"2026": "300", "2027": "200"}}}


def tree(projects: dict[str, Tree], rules: dict[str, Tree], funds: dict[str, Tree] | None = None, **more: Any) -> Tree:
    """Return projects of the class machines, that run at once, with limits of that class."""
    members = {name: {"support": "machines", "runs_after": "0", **entry} for name, entry in projects.items()}
    limits = {name: {"rule": "support_limit", "class": "machines", **rule} for name, rule in rules.items()}
    return case_tree(members, funds or FUNDS, limits, {"maximise": "models"}, (2026, 2027), **more)


@pytest.mark.parametrize(
    ("project", "limit", "support"),
    [
        ({"cost": "170"}, {"rate": "40 %"}, 68),
        ({"cost": "170", "eligible_cost": "90"}, {"rate": "40 %"}, 36),
        ({"cost": "170"}, {"rate": "40 %", "ceiling": "55"}, 55),
        ({"cost": "170"}, {"rate": "30 %", "ceiling": "55"}, 51),
        ({"cost": "170"}, {"ceiling": "55"}, 55),
        ({"cost": "170", "asks": "48"}, {"rate": "40 %"}, 48),
    ],
)
def test_support_is_the_limit_unless_less_is_asked(project: Tree, limit: Tree, support: int, tmp_path: Path) -> None:
    case = read_tree(tree({"press": project}, {"limit": limit}), tmp_path)

    assert case.facts.by_id["press"].support == {2026: support, 2027: support}


def test_the_limit_is_that_of_the_start_year(tmp_path: Path) -> None:
    """20 % until 2026, 60 % in 2027, nothing after: 34 or 102, and no start in 2028, for which there is no limit."""
    rules: dict[str, Tree] = {
        "early": {"rate": "20 %", "valid": ["2020", "2026"]},
        "late": {"rate": "60 %", "valid": ["2027", "2027"]},
    }
    case = tree({"press": {"cost": "170"}}, rules)
    case["case"]["horizon"] = ["2026", "2028"]

    facts = read_tree(case, tmp_path).facts

    assert facts.by_id["press"].support == {2026: 34, 2027: 102}
    assert facts.starts(facts.by_id["press"]) == (2026, 2027)


def test_of_two_limits_the_stricter_holds(tmp_path: Path) -> None:
    """Half of 170 is 85; from 2027 on 55 at most as well, whichever rule comes first in the alphabet."""
    loose: Tree = {"rate": "50 %"}
    strict: Tree = {"ceiling": "55", "valid": ["2027", "2030"]}

    for rules in ({"a": loose, "b": strict}, {"a": strict, "b": loose}):
        case = read_tree(tree({"press": {"cost": "170"}}, rules), tmp_path)
        assert case.facts.by_id["press"].support == {2026: 85, 2027: 55}


def test_what_is_due_later_follows_the_limit_of_the_start(tmp_path: Path) -> None:
    """Begun in 2026 at 20 % of 170 it takes 17 in 2026 and 17 in 2027; begun a year later it would take 102."""
    rules: dict[str, Tree] = {
        "early": {"rate": "20 %", "valid": ["2020", "2026"]},
        "late": {"rate": "60 %", "valid": ["2027", "2030"]},
    }
    press = {"cost": "170", "spending": ["50 %", "50 %"], "impact": {"models": "3"}}

    run = solve_tree(tree({"press": press}, rules), tmp_path)

    assert starts(run) == {("press", 2026): 1}
    assert [(each["year"], each["spent"]) for each in run.result["years"]] == [(2026, 17), (2027, 17)]


def test_the_ceiling_of_a_facility_is_shared_by_its_projects(tmp_path: Path) -> None:
    """
    A press takes 50 (half of 100) and an oven 60 (half of 120); the works may have 70 in all, over both years.

    The press brings 4/50 = 0.08 a million, the oven 6/60 = 0.1: the oven whole, then 10 of the press, 6 + 0.8.
    One million more is worth 0.08. The saw of other works is not touched.
    """
    projects: dict[str, Tree] = {
        "press": {"cost": "100", "facility": "works", "impact": {"models": "4"}},
        "oven": {"cost": "120", "facility": "works", "impact": {"models": "6"}},
        "saw": {"cost": "60", "facility": "yard", "impact": {"models": "1"}},
    }

    run = solve_tree(tree(projects, {"limit": {"rate": "50 %", "ceiling": "70", "per": "facility"}}), tmp_path)

    assert levels(run) == {"oven": Fraction(1), "press": Fraction(1, 5), "saw": Fraction(1)}
    assert run.answer.value == Fraction("7.8")
    assert prices(run)["limit:works"] == (Fraction("0.08"), Fraction("0.08"))


def test_the_ceiling_of_a_facility_counts_what_began_while_it_was_valid(tmp_path: Path) -> None:
    """
    70 for starts in 2026, 40 for starts in 2027. The press (50) and the oven (60, 40 from 2027 on by the ceiling).

    Decided: the oven in 2026 takes 60 of 70; half of the press in 2027 takes 20 of its 40 by the later limit.
    """
    projects: dict[str, Tree] = {
        "press": {"cost": "100", "facility": "works"},
        "oven": {"cost": "120", "facility": "works"},
    }
    limits: dict[str, Tree] = {
        "early": {"rate": "50 %", "ceiling": "70", "per": "facility", "valid": ["2020", "2026"]},
        "late": {"rate": "50 %", "ceiling": "40", "per": "facility", "valid": ["2027", "2030"]},
    }
    case = read_tree(tree(projects, limits), tmp_path)
    plan = decided(case, {("oven", 2026): "1", ("press", 2027): "1/2"})

    assert asked(case, plan, "early")["works"].room() == 10
    assert asked(case, plan, "late")["works"].room() == 20


def test_one_fund_may_pay_less_than_all_together(tmp_path: Path) -> None:
    """
    The press gets 50 (half of 100), of which the province may pay 10 % of 100 = 10 at full scale.

    The nation has 24: with l of the press, 50 l = nation + province, province <= 10 l, so 40 l <= 24, l = 0.6.
    """
    funds: dict[str, Tree] = {"nation": {"amount": {"2026": "24"}}, "province": {"amount": {"2026": "90"}}}
    limits: dict[str, Tree] = {"all": {"rate": "50 %"}, "province": {"rate": "10 %", "from": ["province"]}}
    case = tree({"press": {"cost": "100", "impact": {"models": "4"}, "start": ["2026", "2026"]}}, limits, funds)

    run = solve_tree(case, tmp_path)

    assert levels(run) == {"press": Fraction(3, 5)}
    assert run.result["portfolio"][0]["funds"] == {"nation": 24, "province": 6}


@pytest.mark.parametrize(
    ("limit", "project", "key", "words"),
    [
        ({}, {}, "rules.limit.rate", "neither a rate nor a ceiling"),
        ({"rate": "5 %", "per": "facility"}, {"facility": "works"}, "rules.limit.per", "needs a ceiling"),
        ({"ceiling": "5", "per": "facility"}, {}, "rules.limit.per", "press names no facility"),
        ({"rate": "5 %", "from": ["bank"]}, {"asks": "5"}, "rules.limit.from", "'bank' does not exist"),
        ({"rate": "40 %"}, {"asks": "41"}, "projects.press.asks", "more than the support limit of 40"),
        ({"rate": "0.4"}, {}, "rules.limit.rate", "needs its percent sign"),
        ({"rate": "40 %", "class": "ovens"}, {}, "projects.press.support", "no support_limit rule"),
    ],
)
def test_what_limits_nothing_or_asks_too_much_is_refused(
    limit: Tree, project: Tree, key: str, words: str, tmp_path: Path
) -> None:
    found = mistakes(tree({"press": {"cost": "100", **project}}, {"limit": limit}), tmp_path)

    assert [(each, words in message) for each, message in found] == [(key, True)]


def test_it_says_what_it_limits(tmp_path: Path) -> None:
    limit = {"rate": "50 %", "ceiling": "300", "per": "facility", "valid": ["2025", "2030"]}
    case = read_tree(tree({"press": {"cost": "100", "facility": "works"}}, {"limit": limit}), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == (
        "Support 'machines': at most 50 % of the eligible cost and at most 300 million VND for each facility, "
        "for starts from 2025 to 2030."
    )
