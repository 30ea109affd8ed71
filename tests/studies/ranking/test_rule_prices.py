"""The price list of rules: what each costs in total and by the unit, and what two of them cost together."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, values, write_tree
from tests.studies.possible_cases import possible_case

from greenopt.engine.answer import Options
from greenopt.report.layout import Page
from greenopt.report.rule_prices import write_rule_prices
from greenopt.run import Run, solve
from greenopt.studies.ranking.dropping import Dropping
from greenopt.studies.ranking.rule_prices import RulePrices, rule_prices
from greenopt.studies.scenario import Source

ROOT = Path(__file__).parents[3]
CAPS = {
    "cap_good": {"rule": "ceiling", "of": "public_money", "to": {"projects": ["good"]}, "at_most": "12 million VND"},
    "cap_fair": {"rule": "ceiling", "of": "public_money", "to": {"projects": ["fair"]}, "at_most": "25 million VND"},
}


def small(rules: Tree, money: str = "70", **more: Any) -> Tree:
    """Return a case with two projects that run at once: good asks 30 for 90 t, fair 50 for 100 t."""
    projects = {
        "good": {"asks": "30", "impact": {"co2e": "90/yr"}, "runs_after": "0", **more.pop("good", {})},
        "fair": {"asks": "50", "impact": {"co2e": "100/yr"}, "runs_after": "0", **more.pop("fair", {})},
    }
    return case_tree(projects, {"f": {"amount": {"2026": money}}}, rules, **more)


def opened(tree: Tree, folder: Path) -> tuple[Source, Run]:
    source = Source(write_tree(tree, folder))
    return source, published(source)


def published(source: Source) -> Run:
    return solve(source.read(), Options(unique=False, conflict=False))


def priced(tree: Tree, folder: Path, *, pairs: bool = True, certify: bool = True) -> RulePrices:
    return rule_prices(*opened(tree, folder), pairs=pairs, certify=certify)


def gains(found: RulePrices) -> dict[str, Fraction | None]:
    return {each.rule.id: each.gain for each in found.prices}


def test_the_price_of_a_rule_is_what_the_best_plan_gains_without_it(tmp_path: Path) -> None:
    """
    Caps at 12 and 25 of 70 million: 36 + 50 = 86 t. Without the first: 90 + 50; without the second: 36 + 100.

    Without both, 30 + 40 million bring 90 + 80 = 170: 84 more, 20 less than 54 + 50, for the money runs out.
    """
    found = priced(small(CAPS), tmp_path)

    assert found.value == 86
    assert gains(found) == {"cap_good": 54, "cap_fair": 50}
    assert found.pairs is not None
    assert values(*((each.first, each.second, each.gain, each.interaction) for each in found.pairs)) == [
        ("cap_fair", "cap_good", 84, -20)
    ]


def test_the_price_of_the_last_unit_stands_beside_the_total(tmp_path: Path) -> None:
    """A million more for good brings 90/30 = 3 t, for fair 100/50 = 2 t."""
    source, run = opened(small(CAPS), tmp_path)
    record = rule_prices(source, run, pairs=False, certify=False).record(run.case)

    assert [(each["name"], each["drop_gain"], each["prices"][0]["price"]) for each in record["rules"]] == [
        ("cap_good", 54, 3),
        ("cap_fair", 50, 2),
    ]
    assert record["rule_pairs"] is None
    assert record["rules"][0]["effect"]["en"] == "without it 54 tCO2e more"


def test_two_rules_that_say_the_same_cost_nothing_alone(tmp_path: Path) -> None:
    """Good is capped at 12 twice: 36 + 100 = 136. Without both: 170, which is 34 more."""
    twice = {"one": CAPS["cap_good"], "two": CAPS["cap_good"]}
    found = priced(small(twice), tmp_path)

    assert gains(found) == {"one": 0, "two": 0}
    assert found.pairs is not None
    assert values(*((each.gain, each.interaction) for each in found.pairs)) == [(34, 34)]


def test_a_rule_with_room_needs_no_solve(tmp_path: Path) -> None:
    """Good gets 30 of its 5 million floor, and fair's ceiling of 60 is more than it asks."""
    rules = {
        "floor": {"rule": "floor", "of": "public_money", "to": {"projects": ["good"]}, "at_least": "5 million VND"},
        "roof": {"rule": "ceiling", "of": "public_money", "to": {"projects": ["fair"]}, "at_most": "60 million VND"},
    }
    found = priced(small(rules), tmp_path, certify=False)

    assert values(*((each.gain, each.outcome.proof) for each in found.prices)) == [(0, "has_room"), (0, "has_room")]
    assert (found.solves, found.pairs_held) == (0, 0)


def test_what_a_soft_rule_gains_is_not_hidden_in_tonnes(tmp_path: Path) -> None:
    """
    Of 50 million fair shall get 50, softly, and may get 20: it misses 30/50, and 40 + 90 = 130 t.

    Without the ceiling fair gets all 50: nothing is missed, and 100 t are 30 less.
    """
    to = {"projects": ["fair"]}
    rules = {
        "wish": {"rule": "floor", "of": "public_money", "to": to, "at_least": "50 million VND", "soft": "true"},
        "cap": {"rule": "ceiling", "of": "public_money", "to": to, "at_most": "20 million VND"},
    }
    source, run = opened(small(rules, money="50"), tmp_path)
    found = rule_prices(source, run, pairs=False, certify=True)
    cap = next(each for each in found.prices if each.rule.id == "cap")

    assert gains(found) == {"cap": -30, "wish": 0}
    assert values(*((each.name, each.here, each.there) for each in cap.served)) == [("soft_rules", 0, Fraction(3, 5))]
    assert cap.changes_first
    page = Page("en", 80)
    write_rule_prices(page, found.record(run.case))
    assert "-30*" in page.text()


def test_a_priority_is_dropped_with_its_stage(tmp_path: Path) -> None:
    """Fair first: 50 million of 70, and 20 for good: 100 + 60 = 160. Without: 90 + 80 = 170."""
    rules = {"first": {"rule": "priority", "to": {"projects": ["fair"]}, "tier": "1"}}
    found = priced(small(rules), tmp_path)

    assert found.value == 160
    assert gains(found) == {"first": 10}


def test_a_ban_is_dropped_by_reading_the_case_anew(tmp_path: Path) -> None:
    """Good is banned: fair alone brings 100. Without the ban 170. A ban of nobody asks nothing."""
    rules = {
        "ban": {"rule": "ban", "to": {"projects": ["good"]}},
        "idle": {"rule": "ban", "to": {"kinds": ["enabling"]}},
    }
    found = priced(small(rules), tmp_path)

    assert values(*((each.rule.id, each.gain, each.outcome.proof, each.screens) for each in found.prices)) == [
        ("ban", 70, "rebuilt", ("good",)),
        ("idle", 0, "asks_nothing", ()),
    ]


def test_a_limit_that_a_project_needs_cannot_be_dropped(tmp_path: Path) -> None:
    limit = {"machines": {"rule": "support_limit", "class": "machines", "rate": "50 %", "ceiling": "40 million VND"}}
    tree = small(limit, good={"support": "machines", "cost": "60"})
    del tree["projects"]["good"]["asks"]
    found = priced(tree, tmp_path)

    assert values(*((each.gain, each.outcome.status) for each in found.prices)) == [(None, "refused")]
    assert found.pairs == ()


def test_without_a_plan_the_rules_that_stand_in_its_way_are_named(tmp_path: Path) -> None:
    """Good cannot get 40 of the 30 million that it asks for."""
    rules = {
        "floor": {"rule": "floor", "of": "public_money", "to": {"projects": ["good"]}, "at_least": "40 million VND"},
        "roof": CAPS["cap_fair"],
    }
    source, run = opened(small(rules), tmp_path)
    found = rule_prices(source, run, pairs=True, certify=True)
    page = Page("en", 80)
    write_rule_prices(page, found.record(run.case))

    assert {each.rule.id: each.outcome.status for each in found.prices} == {
        "floor": "certified_optimal",
        "roof": "certified_infeasible",
    }
    assert "• floor" in page.text()
    assert "• roof" not in page.text()


@pytest.mark.parametrize("number", range(6))
def test_every_way_of_dropping_agrees_with_the_case_read_anew(number: int, tmp_path: Path) -> None:
    """Rows released, room and silence against a case without the rules, read from its texts: one by one, two by two."""
    dropping = Dropping(*opened(possible_case(number), tmp_path))
    names = sorted(rule.id for rule in dropping.case.rules)
    sets = [[name] for name in names] + [[one, other] for one in names for other in names if one < other][:8]

    for each in sets:
        here, anew = dropping.without(each), dropping.rebuilt(each)
        assert here.status == anew.status
        assert here.value == anew.value
        assert [row.here for row in dropping.served(here)] == [row.here for row in dropping.served(anew)]


@pytest.mark.parametrize("seed", [1, 4, 5, 9])
def test_whole_projects_are_dropped_as_the_case_read_anew(seed: int, tmp_path: Path) -> None:
    """Rules that gain nothing are found many at a time; each must be as if it had been dropped by itself."""
    tree = random_case(seed, Wanted(whole=True, soft=False))
    source, run = opened(tree, tmp_path)
    found = rule_prices(source, run, pairs=True, certify=True)
    dropping = Dropping(source, run)

    for each in found.prices:
        anew = dropping.rebuilt([each.rule.id])
        if each.outcome.is_best and anew.is_best:
            assert each.outcome.value == anew.value


def test_first_case_as_it_is_derived_by_hand() -> None:
    """
    Its README finds 9,179 t. Cost by the tonne: brick, boiler, lighting, solar, dryer; the fund has 1,300.

    Without the floor for crafts 455 + 420 + 360 leave 65 for solar: 5,733 + 2,520 + 900 + 117 = 9,270, which is 91
    more. Without the ceiling 500 + 420 + 185 for lighting + 195 for solar: 6,300 + 2,520 + 462.5 + 351 = 9,633.5, 454.5
    more. Without both 500 + 420 + 360 + 20: 6,300 + 2,520 + 900 + 36 = 9,756, 577 more, or 31.5 beyond the sum.
    """
    source = Source(ROOT / "cases" / "first-case")
    found = rule_prices(source, published(source), pairs=True, certify=True)

    assert gains(found) == {"building_materials_share": Fraction(909, 2), "craft_share": 91}
    assert found.pairs is not None
    assert values(*((each.gain, each.interaction) for each in found.pairs)) == [(577, Fraction(63, 2))]


def test_the_dearest_rule_of_lai_chau_as_read_anew() -> None:
    """Released rows and the texts without the rule: two ways to the same fraction."""
    source = Source(ROOT / "cases" / "lai-chau-2021-2025")
    dropping = Dropping(source, published(source))
    here, anew = dropping.without(["clusters_by_2025"]), dropping.rebuilt(["clusters_by_2025"])

    assert (here.proof, anew.proof) == ("solved", "rebuilt")
    assert here.value == anew.value
    gain = dropping.gain(here)
    assert gain is not None
    assert round(float(gain), 2) == 6950.58
