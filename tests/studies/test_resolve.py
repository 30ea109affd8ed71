import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import CampaignSize
from tests.random_cases import random_case
from tests.small_cases import Tree, case_tree, write_tree

from greenopt.case.node import Mapping, Node, Scalar
from greenopt.errors import CaseInvalid
from greenopt.studies.resolve import Resolver, drawn
from greenopt.studies.scenario import Scenario, Source
from greenopt.studies.solved import Solved

MOVED = (
    "amount",
    "cost",
    "asks",
    "impact",
    "saves",
    "adds",
    "at_least",
    "at_most",
    "closes",
    "without",
    "rate",
    "ceiling",
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Two dryers that save waste for ten years: 10 t a year for 5 of public money, and 6 t for 4."""
    projects = {
        "large": {"asks": "5", "cost": "9", "impact": {"waste": "10 t/yr"}},
        "small": {"asks": "4", "cost": "6", "impact": {"waste": "6 t/yr"}},
    }
    objective = {"maximise": "waste", "over": "lifetime"}
    rules = {"few": {"rule": "ceiling", "of": "public_money", "to": {"projects": ["small"]}, "at_most": "3"}}
    write_tree(case_tree(projects, {"green": {"amount": {"2026": "7"}}}, rules, objective), tmp_path)
    return Source(tmp_path)


BUDGET = "funds.green.amount.2026"


def budgets(*amounts: str) -> list[Scenario]:
    return [Scenario(each, ((BUDGET, each),)) for each in amounts]


def test_the_best_plan_follows_the_budget(source: Source) -> None:
    """
    The large one comes first: 2 t a year for a unit of money against 1.5.

    With 4: 4/5 of it, 80 t in ten years. With 7: it and half of the small one, 100 + 30. From 8 on the small one has
    reached its ceiling of 3 of its 4: 100 + 45.
    """
    found = Resolver(source, [BUDGET]).solve(budgets("4", "7", "8", "12"))

    assert [each.value for each in found] == [80, 130, 145, 145]
    assert [each.levels for each in found] == [
        {"large": 0.8},
        {"large": 1.0, "small": 0.5},
        {"large": 1.0, "small": 0.75},
        {"large": 1.0, "small": 0.75},
    ]
    assert {(each.status, each.rebuilt) for each in found} == {("checked", False)}
    assert found[1].totals["public_money"] == 7
    assert found[1].totals["private_money"] == 9 + 3 - 7
    assert found[1].totals["indicators"]["waste"]["value"] == 13


def test_what_moves_more_than_numbers_is_read_anew(source: Source) -> None:
    """Without the ceiling, 9 pays for both; a project that is left out leaves its money unused."""
    without = Scenario("free", ((BUDGET, "9"), ("rules.few", "drop")))
    excluded = Scenario(
        "alone", (("projects.large.status", "excluded"), ("projects.large.status_source", "invented"), (BUDGET, "9"))
    )
    found = Resolver(source, [BUDGET]).solve([without, excluded, *budgets("4")])

    assert [(each.value, each.rebuilt) for each in found] == [(160, True), (45, True), (80, False)]
    assert found[0].status == "certified_optimal"


def test_an_impossible_scenario_is_a_result_with_its_reason(source: Source) -> None:
    resolver = Resolver(source, ["rules.few.at_most", "projects.*.asks"])
    ordered = Scenario("ordered", (("projects.small.status", "required"), ("projects.small.status_source", "invented")))
    found = resolver.solve(
        [ordered, Scenario("dear", (("projects.small.asks", "7"),)), Scenario("typo", (("projects.smal.asks", "7"),))]
    )

    assert [each.status for each in found] == ["certified_infeasible", "invalid", "invalid"]
    assert [each.value for each in found] == [None] * 3
    assert found[0].reason is not None
    assert found[0].reason["vi"] != found[0].reason["en"]
    assert found[1].reason is not None
    assert "projects.small.asks" in found[1].reason["en"]
    assert found[2].reason is not None
    assert "smal" in found[2].reason["en"]


def test_floors_above_the_budget_are_told_without_reading_anew(tmp_path: Path) -> None:
    """A floor of 5 for the small one cannot be met with 4 of money, and a ceiling has no part in it."""
    projects: dict[str, Tree] = {"small": {"asks": "6", "impact": {"waste": "6 t/yr"}}, "large": {"asks": "9"}}
    rules = {"some": {"rule": "floor", "of": "public_money", "to": {"projects": ["small"]}, "at_least": "5"}}
    tree = case_tree(projects, {"green": {"amount": {"2026": "7"}}}, rules, {"maximise": "waste", "over": "lifetime"})
    write_tree(tree, tmp_path)
    found = Resolver(Source(tmp_path), [BUDGET]).solve(budgets("4", "5.5", "4.9"))

    assert [each.status for each in found] == ["infeasible", "checked", "infeasible"]
    assert not any(each.rebuilt for each in found)


def test_certifying_proves_every_scenario(source: Source) -> None:
    resolver = Resolver(source, [BUDGET])
    proved, fast = resolver.solve(budgets("4", "7"), certify=True), resolver.solve(budgets("4", "7"))

    assert [each.status for each in proved] == ["certified_optimal"] * 2
    assert [each.value for each in proved] == [each.value for each in fast]


def test_draws_are_scenarios_of_factors(source: Source) -> None:
    paths = ["projects.large.asks", "projects.small.impact.waste"]
    resolver = Resolver(source, paths)
    factors = np.array([[1.0, 1.0], [0.9, 1.25], [1.1, 0.5], [1.9, 1.0]])
    found = resolver.solve_draws(paths, factors)
    anew = [resolver.rebuild(drawn(str(number), paths, row)) for number, row in enumerate(factors)]

    assert [each.value for each in found] == [each.value for each in anew]
    assert [each.levels for each in found] == [each.levels for each in anew]
    assert [each.status for each in found] == ["checked"] * 3 + ["invalid"], "it cannot ask for 9.5 of a cost of 9"


def test_a_sample_is_held_to_what_is_read_anew(source: Source) -> None:
    paths = ["projects.large.asks"]
    resolver = Resolver(source, [BUDGET, *paths])
    swept = resolver.solve([*budgets("4", "7"), Scenario("odd", ((BUDGET, "x"),))], sample=[1, 2])
    draws = resolver.solve_draws(paths, np.array([[1.0], [0.9], [1.2]]), sample=[0])

    assert [each.held for each in swept] == [None, 0.0, None]
    assert [each.held for each in draws] == [0.0, None, None]


def test_what_comes_out_does_not_depend_on_what_was_solved_before(source: Source) -> None:
    resolver = Resolver(source, [BUDGET])
    scenarios = budgets("4", "7", "8")
    first = resolver.solve(scenarios)
    resolver.solve(budgets("1", "100", "3.3"))

    assert resolver.solve(scenarios) == first
    assert Resolver(source, [BUDGET]).solve(scenarios) == first


@pytest.mark.parametrize("varied", ["funds.green_fund.amount.*", "projects.*.asks"])
def test_not_a_bit_depends_on_the_batches_before(varied: str) -> None:
    """Sides alone move, or coefficients do; the last digit of every level is the same, whatever was solved before."""
    source = Source(Path(__file__).parents[2] / "cases" / "first-case")
    used = Resolver(source, [varied])
    for batch in range(40):
        factors = [0.5 + (25 * batch + each) / 1999 for each in range(25)]
        scenarios = [Scenario(str(each), ((varied, f"x {each:.12f}"),)) for each in factors]
        assert used.solve(scenarios) == Resolver(source, [varied]).solve(scenarios)


def test_a_case_that_cannot_be_read_is_refused_at_once(tmp_path: Path) -> None:
    write_tree(case_tree({"one": {"asks": "9", "cost": "3"}}, {"green": {"amount": {"2026": "7"}}}), tmp_path)

    with pytest.raises(CaseInvalid):
        Resolver(Source(tmp_path))


def test_records_hold_everything(source: Source) -> None:
    for solved in Resolver(source, [BUDGET]).solve([*budgets("4"), Scenario("no", ((BUDGET, "much"),))]):
        assert Solved.of_record(solved.record()) == solved


def test_changes_of_the_source_come_first(source: Source) -> None:
    """Half of 14 is 7."""
    doubled = Source(source.where, (), (f"{BUDGET}=x 2",))

    assert Resolver(doubled, [BUDGET]).solve([Scenario("half", ((BUDGET, "x 0.5"),))])[0].value == 130
    assert doubled.digest != source.digest


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield ".".join(path)
        return
    below = node.items.items() if isinstance(node, Mapping) else enumerate(node.items)
    for key, each in below:
        yield from leaves(each, (*path, str(key)))


def compare_case(seed: int, folder: Path, tally: Counter[str]) -> None:
    """Move many numbers of a random case at once, and hold what is filled in to what is read anew."""
    folder.mkdir()
    write_tree(random_case(seed), folder)
    source, dice = Source(folder), random.Random(seed)  # noqa: S311 - nothing here is a secret
    resolver = Resolver(source, list(leaves(source.gathered.tree)))
    moved = [".".join(map(str, path)) for path in resolver.numbers.paths]
    moved = [path for path in moved if any(word in path for word in MOVED)]
    scenarios = []
    for number in range(4):
        share, (least, most) = dice.choice([0.05, 0.2, 0.5, 1]), dice.choice([(99, 101), (95, 105), (60, 140)])
        picked = [path for path in moved if dice.random() < share]
        changes = tuple((path, f"x {dice.randint(least, most) / 100}") for path in picked)
        scenarios.append(Scenario(str(number), changes))
    for scenario, solved in zip(scenarios, resolver.solve(scenarios), strict=True):
        tally[solved.status] += 1
        if solved.rebuilt:
            tally["read anew"] += 1
            continue
        anew = resolver.rebuild(scenario)
        assert anew.status == {"checked": "certified_optimal", "infeasible": "certified_infeasible"}[solved.status]
        assert (solved.value, solved.levels.keys()) == (anew.value, anew.levels.keys()), (seed, scenario)
        assert solved.levels == pytest.approx(anew.levels, abs=1e-8), (seed, scenario)
        assert flat(solved.totals) == pytest.approx(flat(anew.totals), rel=1e-8, abs=1e-8), (seed, scenario)


def flat(tree: dict[str, object], path: tuple[str, ...] = ()) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= flat(value, (*path, key))
        elif isinstance(value, (int, float)):
            found[".".join((*path, key))] = float(value)
    return found


def test_filling_in_gives_what_reading_anew_does_on_random_cases(tmp_path: Path) -> None:
    tally: Counter[str] = Counter()
    for seed in range(6):
        compare_case(seed, tmp_path / str(seed), tally)
    assert tally["checked"] > 3


@pytest.mark.campaign
def test_filling_in_many_random_cases(tmp_path: Path, campaign_size: CampaignSize, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    for seed in range(100, 100 + campaign_size.changes):
        compare_case(seed, tmp_path / str(seed), tally)
    figures.append(f"numbers filled in, {campaign_size.changes} cases: {dict(tally)}")
    assert tally["checked"] >= campaign_size.changes // 2
