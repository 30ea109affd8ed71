"""Simpler ways of choosing beside the best plan: what they lose, and what they break."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.possible_cases import possible_case

from greenopt.report.baselines import write_baselines
from greenopt.report.layout import Page
from greenopt.run import solve
from greenopt.studies.ranking.baselines import baselines
from greenopt.studies.scenario import Source

ROOT = Path(__file__).parents[3]


def held(tree: Tree, folder: Path) -> dict[str, Tree]:
    source = Source(write_tree(tree, folder))
    case = source.read()
    return {each.way: each.record(case) for each in baselines(solve(case))}


def bought(money: str, rules: Tree | None = None, **projects: tuple[str, str, Tree]) -> Tree:
    """Return a case of projects that run at once: what each asks, what it saves, and more of it."""
    entries = {
        name: {"asks": asks, "impact": {"co2e": f"{saves}/yr"}, "runs_after": "0", **more}
        for name, (asks, saves, more) in projects.items()
    }
    return case_tree(entries, {"f": {"amount": {"2026": money}}}, rules)


def test_greedy_buys_what_does_not_fit_together(tmp_path: Path) -> None:
    """
    10 million for whole projects: a asks 6 for 30 t, b and c ask 5 each for 24 and 23 t.

    a is the cheapest and the largest; with it nothing else fits, and 30 t are 17 less than 47: 17/47 = 36.17 %.
    """
    whole = {"scale": "all_or_nothing"}
    found = held(bought("10", a=("6", "30", whole), b=("5", "24", whole), c=("5", "23", whole)), tmp_path)

    for way in ("greedy", "spreadsheet", "largest"):
        assert (found[way]["value"], found[way]["best"], found[way]["gap"]) == (30, 47, 17)
        assert found[way]["satisfied"]
        assert found[way]["gap_percent"] == pytest.approx(17 / 0.47)
    assert found["greedy"]["order"] == ["a", "b", "c"]


def test_greedy_pays_for_what_a_cheap_project_needs(tmp_path: Path) -> None:
    """
    10 million: cheap asks 2 for 10 t, and needs training for 8; dear asks 10 for 30 t.

    Greedy takes cheap with its training: 10 t; the best plan takes dear: 30 t. The spreadsheet takes cheap without
    training and 80 % of dear: 10 + 24 = 34 t, and breaks what cheap needs by the whole of it.
    """
    tree = bought(
        "10",
        cheap=("2", "10", {"requires": ["training"]}),
        dear=("10", "30", {}),
        training=("8", "0", {}),
    )
    found = held(tree, tmp_path)

    assert (found["greedy"]["value"], found["greedy"]["gap"], found["greedy"]["satisfied"]) == (10, 20, True)
    assert found["greedy"]["order"] == ["cheap", "dear"]
    assert (found["spreadsheet"]["value"], found["spreadsheet"]["gap"]) == (34, -4)
    assert [(each["name"], each["missing"]) for each in found["spreadsheet"]["broken"]] == [
        ("projects.cheap.requires.training", 1)
    ]
    assert (found["largest"]["order"], found["largest"]["value"]) == (["dear", "cheap"], 30)


def test_promises_are_kept_by_every_way(tmp_path: Path) -> None:
    """8 of 10 million are promised to training; 2 are left for a fifth of dear."""
    more = {"status": "required", "status_source": "decision 7"}
    found = held(bought("10", dear=("10", "30", {}), training=("8", "0", more)), tmp_path)

    assert {way: (each["value"], each["gap"]) for way, each in found.items()} == {
        "greedy": (6, 0),
        "spreadsheet": (6, 0),
        "largest": (6, 0),
    }


def test_a_priority_comes_first_for_greedy_too(tmp_path: Path) -> None:
    """Fair first: 50 of 70 million, then good; the spreadsheet takes good first and serves fair less."""
    rules = {"first": {"rule": "priority", "to": {"projects": ["fair"]}, "tier": "1"}}
    found = held(bought("70", rules, good=("30", "90", {}), fair=("50", "100", {})), tmp_path)

    assert (found["greedy"]["value"], found["greedy"]["gap"]) == (160, 0)
    assert found["spreadsheet"]["value"] == 170
    assert [(each["name"], each["worse"]) for each in found["spreadsheet"]["comes_first"]] == [("first", True)]


def test_first_case_as_it_is_derived_by_hand() -> None:
    """
    Greedy finds the best plan: brick up to its ceiling, boiler, lighting up to what crafts need, solar. No gain.

    The spreadsheet spends 500 + 420 + 360 + 20 for 9,756 t; brick gets 45 more than 35 % of 1,300, crafts 175 less
    than 15 % of it.
    """
    source = Source(ROOT / "cases" / "first-case")
    case = source.read()
    greedy, sheet, _ = (each.record(case) for each in baselines(solve(case)))

    assert (greedy["value"], greedy["gap"], greedy["broken"]) == (9179, 0, [])
    assert sheet["value"] == 9756
    assert {each["name"]: each["missing"] for each in sheet["broken"]} == {
        "building_materials_share": 45,
        "craft_share": 175,
    }
    page = Page("en", 80)
    write_baselines(page, [greedy, sheet])
    assert "175 missing" in page.text()
    assert "-6.29" in page.text()


@pytest.mark.parametrize("seed", range(5))
def test_greedy_as_by_enumeration(seed: int, tmp_path: Path) -> None:
    """
    Six whole projects, the first needs the last, at most three of them: of all that is possible, first things first.

    Among the subsets that keep money, need and number, greedy is the one whose levels, written in its order, come last
    in the dictionary: one in front beats whatever follows.
    """
    asks = [(5 * seed + 7 * place) % 13 + 3 for place in range(6)]
    brings = [2 * ask + (3 * seed + place * place) % 7 + 1 for place, ask in enumerate(asks)]
    money = 2 * sum(asks) // 3
    entries: dict[str, tuple[str, str, Tree]] = {
        f"p{place}": (str(asks[place]), str(brings[place]), {"scale": "all_or_nothing"}) for place in range(6)
    }
    entries["p0"][2]["requires"] = ["p5"]
    rules = {"three": {"rule": "choose", "to": {"kinds": ["efficiency"]}, "at_most": "3"}}
    found = held(bought(str(money), rules, **entries), tmp_path)

    def is_possible(plan: tuple[int, ...]) -> bool:
        return sum(a * level for a, level in zip(asks, plan, strict=True)) <= money and plan[0] <= plan[5]

    possible = [plan for plan in product((0, 1), repeat=6) if is_possible(plan)]
    for way, kept in (
        ("greedy", [plan for plan in possible if sum(plan) <= 3]),
        ("largest", [plan for plan in possible if sum(plan) <= 3]),
    ):
        order = [int(name[1]) for name in found[way]["order"]]
        first = max(kept, key=lambda plan, order=order: [plan[place] for place in order])  # type: ignore[misc]
        assert {f"p{place}" for place in range(6) if first[place]} == set(found[way]["levels"])
        assert found[way]["value"] == sum(gain * level for gain, level in zip(brings, first, strict=True))
    costs = [Fraction(asks[int(name[1])], brings[int(name[1])]) for name in found["greedy"]["order"]]
    assert costs == sorted(costs)


@pytest.mark.parametrize("number", range(8))
def test_greedy_keeps_every_rule_and_never_beats_the_best(number: int, tmp_path: Path) -> None:
    source = Source(write_tree(possible_case(number), tmp_path))
    case = source.read()
    found = {each.way: each.record(case) for each in baselines(solve(case))}

    if case.objective.sense == "minimise":
        assert not found
        return
    for way in ("greedy", "largest"):
        assert found[way]["satisfied"]
        assert not any(each["worse"] for each in found[way]["comes_first"])
        assert found[way]["gap"] >= 0
