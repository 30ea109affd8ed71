"""What is sought after the objective, among the plans best in it: it never costs the objective anything."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.objectives.test_weights import works
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, levels, mistakes, solve_tree

from greenopt.run import Run
from greenopt.verify import verify

TWINS: dict[str, Any] = {
    "awning": {"asks": "20", "impact": {"waste": "16/yr"}, "runs_after": "0"},
    "lamp": {"asks": "20", "impact": {"waste": "16/yr", "models": "3"}, "runs_after": "0"},
    "stove": {"asks": "20", "cost": "35", "impact": {"waste": "16/yr", "models": "3", "clean": "1"}, "runs_after": "0"},
    "trap": {"asks": "20", "impact": {"waste": "15/yr", "models": "90"}, "runs_after": "0"},
}


def twins(*then: Tree, whole: bool = False, money: str = "20", **objective: str) -> Tree:
    """Return three projects that save as much waste for as much money, and one with many models that saves less."""
    scale = {"scale": "all_or_nothing"} if whole else {}
    projects = {name: {**each, **scale} for name, each in TWINS.items()}
    goal: Tree = {"maximise": "waste", **objective, "then": list(then)}
    return case_tree(projects, {"green": {"amount": {"2026": money}}}, None, goal)


def proved(run: Run, place: Path) -> Run:
    """Return a run once the verifier has proved it."""
    run.write(place)
    report = verify(place)
    assert report.exit_code == 0, [str(each) for each in report.failures]
    return run


@pytest.mark.parametrize("whole", [False, True])
def test_each_aim_chooses_among_the_best_of_those_before(whole: bool, tmp_path: Path) -> None:
    """
    For 20: awning, lamp and stove save 16 t each; by the rule for ties the first by name is taken.

    Most models next: the lamp or the stove, not the trap, which would cost a tonne. Then most clean works: the stove.
    """
    models, clean = {"maximise": "models"}, {"maximise": "clean"}
    plain = proved(solve_tree(twins(whole=whole), tmp_path), tmp_path / "plain")
    second = proved(solve_tree(twins(models, whole=whole), tmp_path), tmp_path / "second")
    third = proved(solve_tree(twins(models, clean, whole=whole), tmp_path), tmp_path / "third")
    least = {"minimise": "total_cost"}
    cheap = proved(solve_tree(twins(models, least, whole=whole), tmp_path), tmp_path / "cheap")

    assert [each.answer.value for each in (plain, second, third, cheap)] == [16, 16, 16, 16]
    assert [levels(each) for each in (plain, second, third, cheap)] == [
        {"awning": 1},
        {"lamp": 1},
        {"stove": 1},
        {"lamp": 1},
    ]
    assert [(each["name"], each["value"]) for each in third.result["tiers"]] == [
        ("objective", 16),
        ("then.1.models", 3),
        ("then.2.clean", 1),
    ]
    assert cheap.result["tiers"][2]["value"] == 20
    assert third.result["tiers"][1]["text"]["en"] == "The most of models."


def test_ties_are_those_of_all_that_is_sought(tmp_path: Path) -> None:
    """Three are equal in waste; two of them in models too; one alone in clean works."""
    models, clean = {"maximise": "models"}, {"maximise": "clean"}
    found = [solve_tree(twins(*then), tmp_path).result["ties"] for then in ([], [models], [models, clean])]

    assert [each["exchangeable"] for each in found] == [["awning", "lamp", "stove"], ["lamp", "stove"], []]
    assert [each["unique"] for each in found] == [False, False, True]


def test_prices_are_those_of_the_objective_alone(tmp_path: Path) -> None:
    """Whatever comes next, one more unit of money brings 16 / 20 tonnes."""
    for then in ([], [{"maximise": "models"}], [{"minimise": "total_cost"}]):
        run = solve_tree(twins(*then), tmp_path)
        assert run.answer.prices["funds.green:2026"].relax == Fraction(4, 5)


def test_whole_projects_are_sought_in_turn_as_all_portfolios_are(tmp_path: Path) -> None:
    """Waste, then models, then least investment, of all sixteen portfolios within 60 and within 45 of money."""
    for money in (60, 45):
        outcomes = [
            (
                sum(int(TWINS[name]["impact"]["waste"][:2]) for name in chosen),
                sum(int(TWINS[name]["impact"].get("models", 0)) for name in chosen),
                -sum(int(TWINS[name].get("cost", TWINS[name]["asks"])) for name in chosen),
            )
            for chosen in (
                [name for name, taken in zip(TWINS, there, strict=True) if taken] for there in product((0, 1), repeat=4)
            )
            if sum(int(TWINS[name]["asks"]) for name in chosen) <= money
        ]
        tree = twins({"maximise": "models"}, {"minimise": "total_cost"}, whole=True, money=str(money))
        run = proved(solve_tree(tree, tmp_path), tmp_path / f"run{money}")
        values = [each["value"] for each in run.result["tiers"]]

        assert (values[0], values[1], -values[2]) == max(outcomes)


def test_it_may_follow_a_weighed_objective(tmp_path: Path) -> None:
    """At 3 tonnes a job lamp and kiln are worth 46 + 9, kiln and fan 43 + 12: the same; more jobs next decides."""
    worth = {"worth": "3 tCO2e", "per": "1 job", "assumed": "true"}
    goal: Tree = {"maximise": "co2e", "weigh": {"jobs": worth}}
    tonnes = proved(solve_tree(works({**goal, "then": [{"maximise": "co2e"}]}, whole=True), tmp_path), tmp_path / "t")
    jobs = proved(solve_tree(works({**goal, "then": [{"maximise": "jobs"}]}, whole=True), tmp_path), tmp_path / "j")

    assert [tonnes.answer.value, jobs.answer.value] == [55, 55]
    assert [sorted(levels(each)) for each in (tonnes, jobs)] == [["kiln", "lamp"], ["fan", "kiln"]]


def test_it_may_follow_the_least_money(tmp_path: Path) -> None:
    """Eight tonnes cost 10, by half of any of three; of these the stove alone brings clean works."""
    rule = {"goal": {"rule": "target", "of": "waste", "in": "2026", "at_least": "8 t/yr"}}
    tree = case_tree(
        TWINS,
        {"green": {"amount": {"2026": "90"}}},
        rule,
        {"minimise": "public_money", "then": [{"maximise": "clean"}]},
    )
    run = proved(solve_tree(tree, tmp_path), tmp_path / "run")

    assert run.answer.value == 10
    assert levels(run) == {"stove": Fraction(1, 2)}


@pytest.mark.parametrize("kind", ["linear", "whole"])
def test_random_cases_lose_nothing_of_the_first(kind: str, campaign_size: CampaignSize, tmp_path: Path) -> None:
    """The value is that of the case without a second aim; what comes next is no worse than in its plan, and proved."""
    checked = 0
    for seed in range(71_000, 71_000 + (12 if kind == "linear" else 14)):
        tree = random_case(seed, Wanted(whole=kind == "whole"))
        first = solve_tree(tree, tmp_path)
        aim = {"maximise": "models"}
        if (
            first.answer.value is None
            or "maximise" not in tree["objective"]
            or tree["objective"]["maximise"] == "models"
        ):
            continue
        if any(rule.get("of") == "models" and rule["rule"] == "overlap" for rule in tree["rules"].values()):
            continue
        tree["objective"] = {**tree["objective"], "then": [aim]}
        both = proved(solve_tree(tree, tmp_path), tmp_path / f"{kind}{seed}")
        if first.answer.status == both.answer.status == "certified_optimal":
            assert both.answer.value == first.answer.value
            known = both.result["tiers"][-1]["value"]
            assert known is None or known >= first.result["totals"]["indicators"]["models"]["by_end_of_horizon"]
            checked += known is not None
    assert checked > 2


BOTH = "the key 'maximise' is not known here"


@pytest.mark.parametrize(
    ("then", "key", "message"),
    [
        ([{"maximise": "modles"}], "objective.then.0.maximise", "'modles' does not exist"),
        ([{"maximise": "clean_share"}], "objective.then.0.maximise", "a ratio cannot be maximised"),
        ([{"maximise": "waste"}], "objective.then.0", "'waste' is sought already"),
        ([{"maximise": "models"}, {"maximise": "models"}], "objective.then.1", "'models' is sought already"),
        ([{"maximise": "models", "in": "1999"}], "objective.then.0.in", "1999 is outside the horizon"),
        ([{"minimise": "waste"}], "objective.then.0.minimise", "'waste' is not one of the words allowed here"),
        ([{"maximise": "models", "then": []}], "objective.then.0.then", "the key 'then' is not known here"),
        ([{"maximise": "models", "weigh": {}}], "objective.then.0.weigh", "the key 'weigh' is not known here"),
        ([{"maximise": "models", "minimise": "total_cost"}], "objective.then.0.maximise", BOTH),
        ([{}], "objective.then.0.maximise", "the key 'maximise' is missing"),
        (["models"], "objective.then.0", "keys with values belong here"),
        ({"maximise": "models"}, "objective.then", "a list belongs here"),
        ("models", "objective.then", "a list belongs here"),
    ],
)  # fmt: skip
def test_what_cannot_come_next_is_refused(then: object, key: str, message: str, tmp_path: Path) -> None:
    tree = twins()
    tree["objective"] = {"maximise": "waste", "then": then}

    assert (key, message) in mistakes(tree, tmp_path)


def test_the_same_over_another_time_is_something_else(tmp_path: Path) -> None:
    assert solve_tree(twins({"maximise": "waste", "over": "lifetime"}), tmp_path).answer.value == 16
