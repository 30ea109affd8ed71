"""Priority: what comes first is as large as it can be, and what comes after never costs it anything."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, read_tree, solve_tree, values

from greenopt.plan import Reached
from greenopt.plan.plan import SymbolicPlan
from greenopt.run import question_of
from greenopt.verify import verify

CRAFT: Tree = {"rule": "priority", "to": {"tags": ["craft"]}}


def tree(rules: dict[str, Tree], *, objective: Tree | None = None, money: str = "130", **every: str) -> Tree:
    """Return two craft villages, a mill and an oven: 3, 4, 21 and 8 models for 60, 50, 70 and 40."""
    projects: dict[str, Tree] = {
        "dyers": {"asks": "60", "tags": ["craft"], "impact": {"models": "3"}},
        "weavers": {"asks": "50", "tags": ["craft"], "impact": {"models": "4"}},
        "mill": {"asks": "70", "impact": {"models": "21"}},
        "oven": {"asks": "40", "sector": "mining", "impact": {"models": "8"}},
    }
    full = {name: {"runs_after": "0", **every, **entry} for name, entry in projects.items()}
    return case_tree(full, {"main": {"amount": {"2026": money}}}, rules, objective or {"maximise": "models"})


def test_its_tier_is_the_sum_of_its_group_or_what_is_reached_of_it(tmp_path: Path) -> None:
    """A priority without an end seeks the sum itself; one that ends at 39 seeks what is reached."""
    rules = {
        "ending": {**CRAFT, "of": "public_money", "up_to": "39", "tier": "2"},
        "first": {**CRAFT, "of": "starts"},
        "last": {**CRAFT, "tier": "3"},
    }
    case = read_tree(tree(rules), tmp_path)
    question, plan = question_of(case), SymbolicPlan(case.facts)

    assert [(tier.rule, tier.turn, tier.ends) for tier in question.tiers] == [
        ("first", 1, False), ("ending", 2, True), ("last", 3, False),
    ]  # fmt: skip
    crafts = case.rules[0].to  # type: ignore[attr-defined]  # a priority has a group
    assert [tier.form for tier in question.tiers] == [
        plan.amount("starts", crafts),
        plan.money(crafts),
        plan.objective("models", crafts, discount=Fraction(0)),
    ]


def test_room_is_what_is_left_until_it_ends(tmp_path: Path) -> None:
    """26 of the 39 that are 30 % of a budget of 130 leave 13; of 65 that are spent, 30 % are 19.5."""
    rules = {
        "budget": {**CRAFT, "of": "public_money", "up_to": "30 %", "share_of": "budget"},
        "spent": {**CRAFT, "of": "public_money", "up_to": "30 %"},
    }
    case = read_tree(tree(rules), tmp_path)
    plan = decided(case, {("weavers", 2026): "1/2", ("oven", 2026): "1"}, reached={"budget": Fraction(26)})

    (of_budget,) = asked(case, plan, "budget").values()
    (of_spent,) = asked(case, plan, "spent").values()

    assert values(of_budget.room(), of_budget.setting) == [13, "rules.budget.up_to"]
    assert of_spent.room() == Fraction("19.5")
    assert plan.value(Reached("budget")) == 26


def test_without_priority_the_crafts_get_what_is_left(tmp_path: Path) -> None:
    """Mill 0.3 and oven 0.2 a million come first; 20 of 130 are left for the weavers at 0.08: 21 + 8 + 1.6."""
    run = solve_tree(tree({}), tmp_path)

    assert run.answer.value == Fraction("30.6")
    assert levels(run) == {"mill": 1, "oven": 1, "weavers": Fraction(2, 5)}


def test_the_second_objective_never_costs_the_first_anything(tmp_path: Path) -> None:
    """
    30 % of the budget are 39 for crafts: all to the weavers (0.08 a million against 0.05 of the dyers), 3.12 models.

    91 are left: the mill takes 70 for 21, the oven 21 of 40 for 4.2; in all 28.32 models, 2.28 fewer than without.
    """
    first = {**CRAFT, "of": "public_money", "up_to": "30 %", "share_of": "budget"}
    run = solve_tree(tree({"crafts_first": first}), tmp_path)

    assert run.answer.value == Fraction("28.32")
    assert levels(run) == {"mill": 1, "oven": Fraction(21, 40), "weavers": Fraction(39, 50)}
    assert [(tier["name"], tier["value"]) for tier in run.result["tiers"]] == [
        ("crafts_first", 39), ("objective", 28.32),
    ]  # fmt: skip


@pytest.mark.parametrize(("money", "first", "value"), [("130", 39, "27.92"), ("75", 22.5, "15.05")])
def test_tiers_come_in_turn(money: str, first: float, value: str, tmp_path: Path) -> None:
    """
    First 30 % of the budget for crafts, then mining up to 5 models, which take 25 of the 40 that its 8 cost.

    Of 130: 39 to the weavers (3.12), 25 to the oven (5), the last 66 to the mill at 0.3 a million (19.8): 27.92.
    Of 75: 22.5 to the weavers (1.8), 25 to the oven (5), 27.5 to the mill (8.25): 15.05.
    """
    mining: Tree = {"rule": "priority", "to": {"sectors": ["mining"]}, "of": "models", "up_to": "5", "tier": "2"}
    rules = {"crafts_first": {**CRAFT, "of": "public_money", "up_to": "30 %", "share_of": "budget"}, "mining": mining}
    run = solve_tree(tree(rules, money=money), tmp_path)

    assert [tier["value"] for tier in run.result["tiers"]] == [first, 5, float(value)]
    assert run.answer.value == Fraction(value)


def test_without_a_limit_it_takes_what_its_group_can_take(tmp_path: Path) -> None:
    """Both crafts in full cost 110 and bring 7; 20 are left for the mill, 6 models: what is sought falls to 13."""
    run = solve_tree(tree({"crafts_first": CRAFT}), tmp_path)

    assert run.answer.value == 13
    assert levels(run) == {"dyers": 1, "weavers": 1, "mill": Fraction(2, 7)}
    reasons = {
        entry["project"]: (entry["reason"]["code"], entry["reason"]["rule"]) for entry in run.result["portfolio"]
    }
    assert reasons["dyers"] == reasons["weavers"] == ("priority", "crafts_first")


def test_whole_projects_reach_the_limit_before_anything_else(tmp_path: Path) -> None:
    """Weavers or dyers whole are more than 39, which end the priority; the mill and the weavers are best then: 25."""
    first = {**CRAFT, "of": "public_money", "up_to": "30 %", "share_of": "budget"}
    run = solve_tree(tree({"crafts_first": first}, scale="all_or_nothing"), tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 25]
    assert levels(run) == {"mill": 1, "weavers": 1}


@pytest.mark.parametrize("scale", ["continuous", "all_or_nothing"])
def test_where_a_priority_ends_may_lie_below_zero(scale: str, tmp_path: Path) -> None:
    """
    Models first: there is money for the mill and the pit, which bring 25 and emit 17 t a year.

    Then tonnes in mining, up to 10 % of all tonnes. No project is in mining, and there are -17 t in all: the second
    priority ends at -1.7. That lies below what mining itself can come to, and yet takes nothing from the first one.
    """
    projects: dict[str, Tree] = {
        "mill": {"asks": "50", "impact": {"models": "21", "co2e": "-3/yr"}},
        "pit": {"asks": "60", "impact": {"models": "4", "co2e": "-14/yr"}},
    }
    full = {name: {"runs_after": "0", "lifetime": "1 yr", "scale": scale, **each} for name, each in projects.items()}
    rules: dict[str, Tree] = {
        "models": {"rule": "priority", "to": {}, "of": "models", "up_to": "40"},
        "tonnes": {"rule": "priority", "to": {"sectors": ["mining"]}, "of": "co2e", "up_to": "10 %", "tier": "2"},
    }
    case = case_tree(full, {"main": {"amount": {"2026": "110"}}}, rules, {"maximise": "co2e"}, (2026, 2026))
    run = solve_tree(case, tmp_path)
    run.write(tmp_path / "run")

    assert levels(run) == {"mill": 1, "pit": 1}
    assert [tier["value"] for tier in run.result["tiers"]] == [25, -1.7, -17]
    assert [str(failure) for failure in verify(tmp_path / "run").failures] == []


@pytest.mark.parametrize("scale", ["continuous", "all_or_nothing"])
def test_the_verifier_proves_it(scale: str, tmp_path: Path) -> None:
    rules = {
        "crafts_first": {**CRAFT, "of": "public_money", "up_to": "30 %"},
        "then_mining": {"rule": "priority", "to": {"sectors": ["mining"]}, "tier": "2"},
    }
    run = solve_tree(tree(rules, scale=scale), tmp_path)
    run.write(tmp_path / "run")

    assert [str(failure) for failure in verify(tmp_path / "run").failures] == []


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"up_to": "30 %"}, "up_to"),
        ({"of": "clean_share"}, "of"),
        ({"of": "nothing"}, "of"),
        ({"of": "models", "up_to": "30 %", "share_of": "budget"}, "share_of"),
        ({"of": "models", "up_to": "130 %"}, "up_to"),
        ({"of": "models", "up_to": "3 t"}, "up_to"),
        ({"of": "co2e", "up_to": "3/yr"}, "up_to"),
        ({"of": "starts", "from": ["main"]}, "from"),
        ({"of": "public_money", "from": ["mein"]}, "from"),
        ({"to": {"tags": ["kraft"]}}, "to.tags"),
    ],
)
def test_what_does_not_fit_is_refused(rule: Tree, key: str, tmp_path: Path) -> None:
    found = mistakes(tree({"crafts_first": {**CRAFT, **rule}}), tmp_path)

    assert [each for each, _ in found] == [f"rules.crafts_first.{key}"]


def test_where_the_least_is_sought_it_has_to_say_of_what(tmp_path: Path) -> None:
    found = mistakes(tree({"crafts_first": CRAFT}, objective={"minimise": "public_money"}), tmp_path)

    assert found == [("rules.crafts_first.of", "where the least is sought, what comes first has to be named")]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "First for craft: as much as possible of what is sought for all."),
        ({"of": "starts"}, "First for craft: as much as possible of projects started."),
        ({"of": "models", "up_to": "7"}, "First for craft: as much as possible of models, up to 7 model."),
        (
            {"of": "public_money", "up_to": "30 %", "share_of": "budget"},
            "First for craft: as much as possible of public money, up to 30 % of the budget.",
        ),
    ],
)
def test_in_words(rule: Tree, words: str, tmp_path: Path) -> None:
    case = read_tree(tree({"crafts_first": {**CRAFT, **rule}}), tmp_path)

    assert str(case.rules[0].in_words(case.facts)) == words
