"""Ladders that are solved by hand, and random ones held to chains found without greenopt."""

import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.exact_solver import solve_exactly
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.ranking.chains import (
    Plans,
    count_of_plans,
    exact_losses,
    formulations,
    least_losses,
    mixtures,
    rivals,
    with_money,
)

from greenopt.errors import WrongUsage
from greenopt.language import LANGUAGES
from greenopt.report.ladder import write_ladder
from greenopt.report.layout import Page
from greenopt.studies.ranking.budgets import budgets_asked, money_of, with_factor
from greenopt.studies.ranking.ladder import Ladder, ladder_of
from greenopt.studies.scenario import Source

MOST = {"maximise": "waste", "over": "lifetime"}
WHOLE = {"scale": "all_or_nothing"}


def ladder(folder: Path, tree: Tree, budgets: Any) -> Ladder:
    write_tree(tree, folder)
    source = Source(folder)
    return ladder_of(
        source, source.read(), [Fraction(each) for each in budgets] if isinstance(budgets, list) else budgets
    )


def levels(found: Ladder) -> list[dict[str, float]]:
    return [each["levels"] for each in found.record(found.case)["steps"]]


def kilns(**more: Any) -> Tree:
    """
    Return three projects that are done whole or not at all; each saves waste for ten years.

        large    asks 10    11 t a year, 110 t in all
        middle   asks  6     7 t a year,  70 t in all
        small    asks  6     6 t a year,  60 t in all
    """
    projects = {
        "large": {"asks": "10", "impact": {"waste": "11 t/yr"}, **WHOLE},
        "middle": {"asks": "6", "impact": {"waste": "7 t/yr"}, **WHOLE},
        "small": {"asks": "6", "impact": {"waste": "6 t/yr"}, **WHOLE},
    }
    return case_tree(projects, {"green": {"amount": {"2026": "12"}}}, None, MOST, **more)


def test_nesting_costs_something_by_hand(tmp_path: Path) -> None:
    """
    The best plan of 10 is the large one (110 t), of 12 the other two (130 t), of 18 large and middle (180 t).

    Who begins with the large one stays at 110 t with 12: a regret of 20, and none with 18. Who begins with the middle
    one loses 40 at once; with the small one 50; with nothing 110. So the price of nesting is 20 t, at 12.
    """
    found = ladder(tmp_path, kilns(), [10, 12, 18])
    record = found.record(found.case)

    assert record["status"] == "certified_optimal"
    assert levels(found) == [{"large": 1}, {"large": 1}, {"large": 1, "middle": 1}]
    assert [each["best"] for each in record["steps"]] == [110, 130, 180]
    assert [each["regret"] for each in record["steps"]] == [0, 20, 0]
    assert record["worst_regret"]["value"] == record["worst_regret"]["at_least"] == 20
    assert record["worst_regret"]["budget"] == 12
    assert record["worst_regret"]["share"] == pytest.approx(20 / 130)
    assert record["total_regret"] == {"value": 20, "at_least": 20}
    assert [(each["project"], each["enters_at"]) for each in record["projects"]] == [
        ("large", 1),
        ("middle", 3),
        ("small", None),
    ]
    assert record["steps"][1]["less_than_best"] == ["middle", "small"]
    assert record["steps"][1]["more_than_best"] == ["large"]


def test_projects_in_part_by_hand(tmp_path: Path) -> None:
    """
    At least one model is wanted. With 4, only the whole of `plain` shows one, and brings no waste: 0 t.

    With 8 the best is `good` alone (12 t a year, 120 t); but `plain` stays, so 4 are left for half of it: 60 t lost.
    With 20 the best is `good` and `extra` (12 + 5, 170 t) for 18; with `plain` 8 are left for `extra`, which asks for
    10: 12 + 4 = 16 a year, 10 t lost. So nesting costs 60 t, and 70 in all.
    """
    projects = {
        "plain": {"asks": "4", "impact": {"models": "1"}},
        "good": {"asks": "8", "impact": {"models": "1", "waste": "12 t/yr"}},
        "extra": {"asks": "10", "impact": {"waste": "5 t/yr"}},
    }
    rules = {"shown": {"rule": "target", "of": "models", "by": "2026", "at_least": "1"}}
    projects = {name: {**each, "runs_after": "0"} for name, each in projects.items()}
    found = ladder(tmp_path, case_tree(projects, {"green": {"amount": {"2026": "8"}}}, rules, MOST), [4, 8, 20])
    record = found.record(found.case)

    assert record["status"] == "certified_optimal"
    assert [each["value"] for each in record["steps"]] == [0, 60, 160]
    assert [each["regret"] for each in record["steps"]] == [0, 60, 10]
    assert record["total_regret"]["value"] == 70
    assert levels(found) == [{"plain": 1}, {"good": 0.5, "plain": 1}, {"extra": 0.8, "good": 1, "plain": 1}]
    assert record["steps"][2]["grows"] == [{"project": "good", "from": 0.5, "to": 1}]
    assert record["steps"][2]["enters"] == [{"project": "extra", "from": 0, "to": 0.8}]


def test_nothing_is_lost_where_the_best_plans_are_nested(tmp_path: Path) -> None:
    """With 6, 16 and 22 the best plans are middle (70), large and middle (180), and all three (240)."""
    found = ladder(tmp_path, kilns(), [6, 16, 22])

    assert found.record(found.case)["worst_regret"]["value"] == 0
    assert levels(found) == [{"middle": 1}, {"large": 1, "middle": 1}, {"large": 1, "middle": 1, "small": 1}]


def test_plans_that_cannot_be_nested_are_proved_to_be_none(tmp_path: Path) -> None:
    """
    Nine tenths of the money have to be spent, and one project only may be chosen.

    With 6 that is the middle or the small one, with 10 the large one: neither of the first two may stay.
    """
    tree = kilns()
    tree["funds"]["green"]["spend_at_least"] = "90 %"
    tree["rules"] = {
        "one": {
            "rule": "choose",
            "to": {"projects": ["large", "middle", "small"]},
            "at_most": "1",
            "source": "invented",
        }
    }
    found = ladder(tmp_path, tree, [6, 10])

    assert found.status == "certified_infeasible"
    assert found.steps == ()
    assert "proved" in found.record(found.case)["text"]["en"]


def test_a_priority_comes_before_the_objective_in_a_ladder_too(tmp_path: Path) -> None:
    """
    Models come first. With 10 the best plan is `first` (3 models, 20 t), with 12 the other two (4 models, 130 t).

    Beginning with `first`: one model is lost at 12, for nothing else fits. Beginning with `one` (2 models) loses one at
    10 and none at 12. Both lose one at worst and in all. Then tonnes decide: `first` at both brings 20 t of 20 and of
    130, a regret of 110. `one` brings 70 t instead of 20 at 10, and with `two` it is the best plan at 12: no regret,
    and 50 t more in all; with `two` at 10 it would be 40.
    """
    projects = {
        "first": {"asks": "10", "impact": {"waste": "2 t/yr", "models": "3"}, **WHOLE},
        "one": {"asks": "6", "impact": {"waste": "7 t/yr", "models": "2"}, **WHOLE},
        "two": {"asks": "6", "impact": {"waste": "6 t/yr", "models": "2"}, **WHOLE},
    }
    projects = {name: {**each, "runs_after": "0"} for name, each in projects.items()}
    rules = {"shown": {"rule": "priority", "of": "models", "to": {"kinds": ["efficiency"]}, "tier": "1"}}
    found = ladder(tmp_path, case_tree(projects, {"green": {"amount": {"2026": "12"}}}, rules, MOST), [10, 12])
    record = found.record(found.case)

    assert levels(found) == [{"one": 1}, {"one": 1, "two": 1}]
    assert [each.stage for each in found.regrets] == ["priority.shown", "objective"]
    assert [(int(each.worst), int(each.total)) for each in found.regrets] == [(1, 1), (0, -50)]
    assert [each["regret"] for each in record["steps"]] == [-50, 0]
    assert [(each["here"], each["best"], each["worse"]) for each in record["steps"][0]["before"]] == [(2, 3, True)]
    assert record["first"] == [{**record["first"][0], "worst": 1, "at_least": 1, "total": 1}]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ([12, 10], "have to rise"),
        ([10, 10], "twice"),
        ([-1, 10], "below zero"),
        ([10], "2 to 40"),
        ([], "2 to 40"),
        (1, "not 1"),
        (0, "not 0"),
        (-3, "not -3"),
        (41, "not 41"),
    ],
)
def test_budgets_that_are_no_ladder_are_refused(tmp_path: Path, asked: Any, words: str) -> None:
    with pytest.raises(WrongUsage, match=words):
        ladder(tmp_path, kilns(), asked)


def test_a_float_or_a_text_is_no_budget(tmp_path: Path) -> None:
    write_tree(kilns(), tmp_path)
    source = Source(tmp_path)
    for wrong in ([1.5, 2.5], ["10", "12"], [float("nan"), 3.0], [True, Fraction(3)]):
        with pytest.raises(WrongUsage, match="exact number"):
            ladder_of(source, source.read(), wrong)  # type: ignore[arg-type]


def test_a_budget_without_any_plan_is_named(tmp_path: Path) -> None:
    """The middle one is promised, and asks for 6."""
    tree = kilns()
    tree["projects"]["middle"] |= {"status": "required", "status_source": "invented"}
    with pytest.raises(WrongUsage, match=r"with 2, 5 million VND"):
        ladder(tmp_path, tree, [2, 5, 6, 16])


def test_no_money_at_all_is_no_budget(tmp_path: Path) -> None:
    tree = with_money(kilns(), Fraction(0))
    with pytest.raises(WrongUsage, match="no fund has money"):
        ladder(tmp_path, tree, 3)


def test_equal_steps_begin_with_the_least_budget_that_has_a_plan(tmp_path: Path) -> None:
    """The middle one is promised, so 6 are needed; twice the money is 24; whole projects: no end before that."""
    tree = kilns()
    tree["projects"]["middle"] |= {"status": "required", "status_source": "invented"}

    assert list(map(int, ladder(tmp_path, tree, 4).budgets)) == [6, 12, 18, 24]


def test_equal_steps_end_where_more_brings_nothing(tmp_path: Path) -> None:
    """In parts, 22 pay for all three; nothing is promised, so the first budget is zero."""
    tree = kilns()
    for each in tree["projects"].values():
        del each["scale"]

    assert list(map(int, ladder(tmp_path, tree, 3).budgets)) == [0, 11, 22]


@pytest.mark.parametrize(
    ("text", "found"), [("8", 8), ("10, 12.5", (Fraction(10), Fraction(25, 2))), ("2", 2), ("0,1", (0, 1))]
)
def test_what_is_asked_for_is_read(text: str, found: Any) -> None:
    assert budgets_asked(text) == found


@pytest.mark.parametrize(
    "text", ["", ",", "many", "8.5", "1", "400", "10,,12", "1e3,2e3", "10;12", "nan,3", "inf,3", "+3,4"]
)
def test_what_is_no_ladder_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="--ladder"):
        budgets_asked(text)


def test_money_moved_at_once_is_the_case_as_it_would_be_written(tmp_path: Path) -> None:
    tree = random_case(3)
    write_tree(tree, tmp_path)
    case = Source(tmp_path).read()
    moved = with_factor(case, Fraction(3, 5))
    write_tree(with_money(tree, Fraction(3, 5)), tmp_path)

    assert moved is not None
    assert moved.facts == Source(tmp_path).read().facts
    assert money_of(moved.facts) == money_of(case.facts) * Fraction(3, 5)


def test_the_page_says_what_the_record_says(tmp_path: Path) -> None:
    found = ladder(tmp_path, kilns(), [10, 12, 18])
    for language in LANGUAGES:
        page = Page(language, 80)
        write_ladder(page, found.record(found.case))

        assert "20 t" in page.text()
        assert max(map(len, page.text().splitlines())) <= 80


FACTORS = [Fraction(each, 20) for each in (3, 6, 9, 12, 15, 18, 21, 24, 28, 33, 40)]


def drawn(seed: int, count: int) -> list[Fraction]:
    return sorted(random.Random(seed).sample(FACTORS, count))  # noqa: S311 - nothing here is a secret


def held_to_chains(seed: int, tree: Tree, folder: Path) -> str:
    """Compare one case of whole projects with all its nested chains; return what it was."""
    if len(tree["projects"]) > 8 or not any(map(with_any_money, tree["funds"].values())):
        return "skipped"
    factors = drawn(seed, 4)
    cases = formulations(tree, factors)
    if any(count_of_plans(each) > 300 for each in cases):
        return "skipped"
    possible = [(factor, plans) for factor, plans in zip(factors, map(Plans, cases), strict=True) if plans.best]
    if len(possible) < 2:
        return "skipped"
    write_tree(tree, folder)
    source = Source(folder)
    case = source.read()
    found = ladder_of(source, case, [factor * money_of(case.facts) for factor, _ in possible])
    expected = least_losses([plans for _, plans in possible])
    if expected is None:
        assert found.status == "certified_infeasible", seed
        return "cannot be nested"
    sign = 1 if case.objective.sense == "maximise" else -1
    bests = [sign * plans.best[-1] for _, plans in possible if plans.best]
    if any(each.run.answer.status != "certified_optimal" for each in found.steps):
        assert found.status == "certified_within_gap", seed
        if [each.best for each in found.steps] != bests:
            return "best plans unknown"
    else:
        assert found.status == "certified_optimal", seed
    assert [each.best for each in found.steps] == bests
    assert tuple(value for each in found.regrets for value in (each.worst, each.total)) == expected, seed
    heights = [each["levels"] for each in found.record(case)["steps"]]
    assert all(level <= above.get(name, 0) for below, above in pairwise(heights) for name, level in below.items()), seed
    return "costs something" if any(expected[::2]) else "costs nothing"


def with_any_money(fund: Tree) -> bool:
    return any(each[0] != "0" for each in fund["amount"].values())


def held_to_z3(seed: int, tree: Tree, folder: Path) -> str:
    """Compare one case of projects in part with a joint program of an exact solver; return what it was."""
    write_tree(tree, folder)
    source = Source(folder)
    case = source.read()
    tried = zip(FACTORS, formulations(tree, FACTORS), strict=True)
    possible = [(factor, each) for factor, each in tried if solve_exactly(each).feasible][:6]
    if len(possible) < 4:
        return "skipped"
    kept = sorted(random.Random(seed).sample(range(len(possible)), 4))  # noqa: S311 - nothing here is a secret
    found = ladder_of(source, case, [possible[place][0] * money_of(case.facts) for place in kept])
    expected = exact_losses([possible[place][1] for place in kept])
    if expected is None:
        assert found.status == "certified_infeasible", seed
        return "cannot be nested"
    assert found.status == "certified_optimal", seed
    assert tuple(value for each in found.regrets for value in (each.worst, each.total)) == expected, seed
    return "costs something" if any(each.worst for each in found.regrets) else "costs nothing"


def whole(seed: int) -> Tree:
    return random_case(seed, Wanted(whole=True, one_payer=True))


def test_whole_ladders_are_the_best_of_all_nested_chains(tmp_path: Path) -> None:
    told = Counter(held_to_chains(seed, rivals(seed, 6), tmp_path) for seed in range(8))
    told += Counter(held_to_chains(seed, whole(seed), tmp_path) for seed in range(36, 41))

    assert told["costs something"] >= 4, told


def test_ladders_of_parts_agree_with_a_second_solver(tmp_path: Path) -> None:
    told = Counter(held_to_z3(seed, mixtures(seed), tmp_path) for seed in range(6))
    told += Counter(held_to_z3(seed, mixtures(seed, first=True), tmp_path) for seed in range(6))
    told += Counter(held_to_z3(seed, random_case(seed), tmp_path) for seed in range(5))

    assert told["costs something"] + told["costs nothing"] >= 3, told


@pytest.mark.campaign
@pytest.mark.long
def test_many_whole_ladders_are_the_best_of_all_nested_chains(
    tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    seeds = range(100, 100 + campaign_size.whole)
    told = Counter(held_to_chains(seed, rivals(seed), tmp_path) for seed in seeds)
    told += Counter(held_to_chains(seed, whole(seed), tmp_path) for seed in seeds)
    figures.append(f"ladders of whole projects against all nested chains: {dict(told)}")

    assert told["costs something"] >= campaign_size.whole // 4


@pytest.mark.campaign
@pytest.mark.long
def test_many_ladders_of_parts_agree_with_a_second_solver(
    tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    seeds = range(100, 100 + campaign_size.linear // 2)
    told = Counter(held_to_z3(seed, mixtures(seed), tmp_path) for seed in seeds)
    told += Counter(held_to_z3(seed, mixtures(seed, first=True), tmp_path) for seed in seeds)
    told += Counter(held_to_z3(seed, random_case(seed), tmp_path) for seed in seeds)
    figures.append(f"ladders of parts against z3: {dict(told)}")

    assert told["costs something"] >= campaign_size.linear // 40
