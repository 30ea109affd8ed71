"""Frontiers of cases that are solved by hand, and of random ones that are solved anew at random places."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree

from greenopt.errors import CaseInvalid, WrongUsage
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Asked, Frontier, frontier_of
from greenopt.studies.frontier.notebook import frontier, frontier_frame
from greenopt.studies.frontier.tables import level_table, point_table
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source

BUDGET = "funds.green.amount.2026"
MOST = {"maximise": "waste", "over": "lifetime"}


def dryers(folder: Path, rules: Tree | None = None, objective: Tree | None = None, **more: str) -> Source:
    """
    Write two dryers that save waste for ten years.

    The large one saves 10 t a year for 5 of public money, so 20 t in all for each unit of it; the small one 6 t for 4,
    so 15 t. The fund has 7.
    """
    projects: dict[str, Tree] = {
        "large": {"asks": "5", "cost": "9", "impact": {"waste": "10 t/yr"}, **more},
        "small": {"asks": "4", "cost": "6", "impact": {"waste": "6 t/yr"}, **more},
    }
    write_tree(case_tree(projects, {"green": {"amount": {"2026": "7"}}}, rules, objective or MOST), folder)
    return Source(folder)


def asked(source: Source, first: str | None, last: str | None, *vary: str, **more: Any) -> Frontier:
    return frontier_of(Asked(source, vary, first, last, **more))


def shown(found: Frontier) -> list[tuple[float, float | None]]:
    return [(float(each.at), each.solved.value) for each in found.points]


def test_two_projects_by_hand(tmp_path: Path) -> None:
    """
    Money goes to the large dryer first: 20 t for each unit up to 5; then to the small one, 15 t for each up to 4 more.

        0 … 5    20 t a unit     100 t, the large one
        5 … 9    15 t a unit     160 t, both
        9 … 12   nothing more
    """
    found = asked(dryers(tmp_path), "0", "12", BUDGET)
    said = document(found)

    assert found.exact
    assert shown(found) == [(0, 0), (5, 100), (9, 160), (12, 160)]
    assert [(each["price_left"], each["price_right"]) for each in said["points"]] == [
        (None, 20),
        (20, 15),
        (15, 0),
        (0, None),
    ]
    assert [each["turns"] for each in said["points"]] == [None, "value", "value", None]
    assert [each["comes_in"] for each in said["points"]] == [[], ["large"], ["small"], []]
    assert said["points"][1]["levels"] == {"large": 1}
    assert said["points"][2]["totals"]["private_money"] == 9 + 6 - 9
    assert said["idle"] == {"at": 9, "money": 9}
    assert said["written"] == {"at": 7, "money": 7, "value": 130}
    assert said["feasible"] == {"from": 0, "to": 12, "none_below": None, "none_above": None}
    assert (said["limit"]["kind"], said["unit"], said["limit"]["money"]) == ("value", "", [0, 12])


def test_the_plan_between_two_points_is_their_mixture(tmp_path: Path) -> None:
    """With 6.5: the large one, and 1.5 of 4 for the small one: 100 + 22.5."""
    found = asked(dryers(tmp_path), "0", "12", BUDGET)
    between = found.plan_at("6.5")

    assert between.value == 122.5
    assert between.levels == {"large": 1, "small": 0.375}
    assert between.totals["public_money"] == 6.5
    assert between.totals["indicators"]["waste"]["value"] == 12.25
    assert found.plan_at(5) == found.points[1].solved
    with pytest.raises(WrongUsage):
        found.plan_at("12.1")


def test_without_an_end_it_stops_where_more_brings_nothing(tmp_path: Path) -> None:
    """7 times 9/7 is the 9 that both ask for; twelve digits of it are printed."""
    found = asked(dryers(tmp_path), None, None)

    assert [round(at, 6) for at, _ in shown(found)] == [0, round(5 / 7, 6), round(9 / 7, 6)]
    assert found.course.kind == "factor"
    assert found.idle == found.course.ends[1]
    assert document(found)["written"] == {"at": 1, "money": 7, "value": 130}
    assert document(found)["points"][1]["money_price_right"] == 15


def test_the_end_is_never_below_the_case_as_it_is_written(tmp_path: Path) -> None:
    """With a ceiling of 1 for each, 2 of the 7 are used; the curve goes on to what the fund has."""
    rules = {
        name: {"rule": "ceiling", "of": "public_money", "to": {"projects": [name]}, "at_most": "1"}
        for name in ("large", "small")
    }
    found = asked(dryers(tmp_path, rules), None, None)

    assert [(round(at * 7, 6), value) for at, value in shown(found)] == [(0, 0), (1, 20), (2, 35), (7, 35)]
    assert found.idle is not None
    assert float(found.idle) == pytest.approx(2 / 7)


def test_certified_points_are_proved_at_the_very_place_that_is_printed(tmp_path: Path) -> None:
    found = asked(dryers(tmp_path), "x 0", "x 2", "funds.*.amount.*", certify=True)
    fast = asked(dryers(tmp_path), "x 0", "x 2", "funds.*.amount.*")

    assert {each.solved.status for each in found.points} == {"certified_optimal"}
    assert [value for _, value in shown(found)] == pytest.approx([value for _, value in shown(fast)], rel=1e-10)


def test_ties_are_followed_by_the_published_rule(tmp_path: Path) -> None:
    """
    Three equal projects bring 10 t for each unit of money, so the value is one straight line up to 150.

    Names early in the alphabet come first: a up to 50, then b, then c; at 50 and 100 the plan alone turns.
    """
    same = {"asks": "50", "impact": {"waste": "50 t/yr"}}
    projects = {name: dict(same) for name in ("b", "a", "c")}
    write_tree(case_tree(projects, {"green": {"amount": {"2026": "80"}}}, {}, MOST), tmp_path)
    found = asked(Source(tmp_path), "0", "150", BUDGET)
    said = document(found)["points"]

    assert shown(found) == [(0, 0), (50, 500), (100, 1000), (150, 1500)]
    assert [each["turns"] for each in said] == [None, "plan", "plan", None]
    assert [sorted(each["levels"]) for each in said] == [[], ["a"], ["a", "b"], ["a", "b", "c"]]
    assert found.plan_at("75").levels == {"a": 1, "b": 0.5}


def test_feasible_ends_are_found(tmp_path: Path) -> None:
    """
    A floor of 2 for the small one needs money of 2; a ceiling of 80 % of the budget for what is given wastes nothing.

    A floor of 60 % of the budget for the small one, which asks for 4, cannot be met from 20/3 on.
    """
    some = {"rule": "floor", "of": "public_money", "to": {"projects": ["small"]}, "at_least": "2"}
    share = {**some, "at_least": "60 %", "share_of": "budget"}
    low = asked(dryers(tmp_path, {"some": some}), "0", "12", BUDGET)
    high = asked(dryers(tmp_path, {"share": share}), "0", "12", BUDGET)

    assert document(low)["feasible"] == {"from": 2, "to": 12, "none_below": 2, "none_above": None}
    assert low.points[0].solved.levels == {"small": 0.5}
    assert low.plan_at(1).status == "infeasible"
    ends = document(high)["feasible"]
    assert ends["none_below"] is None
    assert ends["to"] == pytest.approx(20 / 3, abs=1e-10)
    assert high.idle is None


def test_a_plan_at_a_single_place_is_found(tmp_path: Path) -> None:
    """A floor of 3 and a ceiling that falls from 6 to 0 as the floor rises from 0 to 6 meet at 3 only if both move."""
    to = {"of": "public_money", "to": {"projects": ["small"]}}
    rules = {"low": {"rule": "floor", **to, "at_least": "1"}, "high": {"rule": "ceiling", **to, "at_most": "1"}}
    source = dryers(tmp_path, rules)
    fixed = asked(source, None, None, "rules.low.at_least=0..2", "rules.high.at_most=2..0")

    assert fixed.course.kind == "share"
    assert document(fixed)["feasible"] == {"from": 0, "to": 0.5, "none_below": None, "none_above": 0.5}


def test_a_place_that_stands_alone_is_found(tmp_path: Path) -> None:
    """Dryers run a year after they are paid, so in 2026 nothing is saved: 0 can be asked for, and nothing more."""
    rules = {"saved": {"rule": "floor", "of": "waste", "at_least": "0"}}
    found = asked(dryers(tmp_path, rules), "0", "16", "rules.saved.at_least")

    assert shown(found) == [(0, 130)]
    assert document(found)["feasible"] == {"from": 0, "to": 0, "none_below": None, "none_above": 0}
    assert (found.plan_at(0).value, found.plan_at(1).status) == (130, "infeasible")


def test_no_plan_anywhere_is_an_answer(tmp_path: Path) -> None:
    rules = {"much": {"rule": "floor", "of": "public_money", "to": {"projects": ["small"]}, "at_least": "4"}}
    found = asked(dryers(tmp_path, rules), "0", "3", BUDGET)

    assert (found.points, found.ends, document(found)["feasible"]) == ((), None, None)
    assert point_table(document(found))["at"] == []


def test_the_least_money_rises_with_what_is_asked_for(tmp_path: Path) -> None:
    """To save waste costs 1/2 for each t a year up to 10, then 2/3: a price below zero, for more of it costs money."""
    rules = {"saved": {"rule": "floor", "of": "waste", "at_least": "3"}}
    dryers(tmp_path, rules, {"minimise": "public_money"}, runs_after="0")
    found = asked(Source(tmp_path, (), (f"{BUDGET}=20",)), "0", "16", "rules.saved.at_least")

    assert shown(found) == [(0, 0), (10, 5), (16, 9)]
    assert [each.right for each in found.points[:2]] == pytest.approx([-1 / 2, -2 / 3])
    assert not document(found)["limit"]["money"]


def test_a_share_that_moves_is_swept(tmp_path: Path) -> None:
    """Of 7, a share of s for the small one leaves the large one 7 − 7 s: all of it is spent up to 4/7."""
    share = {"rule": "floor", "of": "public_money", "to": {"projects": ["small"]}, "at_least": "10 %"}
    found = asked(dryers(tmp_path, {"share": share}), "40 %", "80 %", "rules.share.at_least", points=5)
    said = document(found)

    assert not said["exact"]
    assert said["reason"]["vi"] != said["reason"]["en"]
    assert [each.at for each in found.points] == [40, 50, 60, 70, 80]
    assert said["points"][1]["value"] == 3.5 * 20 + 3.5 * 15
    assert said["unit"] == "%"
    with pytest.raises(WrongUsage):
        found.plan_at("45")


def test_edges_of_a_sweep_are_looked_for(tmp_path: Path) -> None:
    """A floor of 8 on what the large one costs in all can be met once it costs 8; its cost moves coefficients."""
    rules = {"built": {"rule": "floor", "of": "total_cost", "to": {"projects": ["large"]}, "at_least": "8"}}
    found = asked(dryers(tmp_path, rules), "6", "10", "projects.large.cost", points=3)
    ends = document(found)["feasible"]

    assert ends["none_below"] < 8 <= ends["from"]
    assert ends["from"] - ends["none_below"] < 1e-6


def test_whole_projects_are_proved_steps(tmp_path: Path) -> None:
    """Below 4 there is neither, from 4 on the small one (60 t), from 5 on the large one (100 t), from 9 on both."""
    found = asked(dryers(tmp_path, scale="all_or_nothing"), "0", "12", BUDGET, points=40)
    values = {float(each.at): each.solved.value for each in found.points}

    assert not found.exact
    assert {each.solved.status for each in found.points} == {"certified_optimal"}
    assert all(value == steps(at) for at, value in values.items())
    assert [(gap.least, gap.most) for gap in found.gaps] == [(0, 60), (60, 100), (100, 160)]
    for gap, step in zip(found.gaps, (4, 5, 9), strict=True):
        assert gap.first < step <= gap.last
        assert gap.last - gap.first < Fraction(1, 10)


def steps(money: float) -> int:
    return 160 if money >= 9 else 100 if money >= 5 else 60 if money >= 4 else 0


def test_few_points_leave_wide_gaps_with_true_bounds(tmp_path: Path) -> None:
    """With parts of projects, 3 would bring 60 t: less than the 100 of the next point."""
    found = asked(dryers(tmp_path, scale="all_or_nothing"), "0", "12", BUDGET, points=2)

    assert shown(found) == [(0, 0), (12, 160)]
    assert [(gap.least, gap.most) for gap in found.gaps] == [(0, 160)]


@pytest.mark.parametrize(
    ("first", "last", "vary"),
    [
        ("x 2", "x 1", ()),
        ("x 1", "x 1", ()),
        ("x 1", "2", ()),
        ("1", None, ()),
        (None, "1", ()),
        ("many", "more", ()),
        ("drop", "x 1", ()),
        ("x -1", "x 1", ()),
        ("0", "1", (f"{BUDGET}=",)),
        ("0", "1", (f"{BUDGET}=1",)),
        ("0", "1", ("=1..2",)),
        ("0", "1", (BUDGET, BUDGET)),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, first: str | None, last: str | None, vary: tuple[str]) -> None:
    with pytest.raises(WrongUsage):
        asked(dryers(tmp_path), first, last, *vary)


@pytest.mark.parametrize(
    ("first", "last", "vary"),
    [
        ("x 0", "x 1", "funds.blue.amount.*"),
        ("x 0", "x 1", "funds.green.amout.*"),
        ("-5", "5", BUDGET),
        ("0 t", "5 t", BUDGET),
        ("1", "5", "projects.large.status"),
        ("x 1", "x 2", "projects.large.sector"),
    ],
)
def test_what_does_not_fit_the_case_is_told_with_its_place(tmp_path: Path, first: str, last: str, vary: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        asked(dryers(tmp_path), first, last, vary)

    assert caught.value.diagnostics[0].key


def test_a_number_that_two_paths_move_is_no_line(tmp_path: Path) -> None:
    """Twice times s is its square: 7 s², so it is swept."""
    found = asked(dryers(tmp_path), "x 0", "x 2", BUDGET, "funds.*.amount.*", points=3)

    assert not found.exact
    assert [each.solved.value for each in found.points] == [0, 130, 160]


def test_tables_hold_what_the_document_holds(tmp_path: Path) -> None:
    said = document(asked(dryers(tmp_path), "0", "12", BUDGET))

    assert point_table(said)["value"] == [0, 100, 160, 160]
    assert point_table(said)["comes_in"] == ["", "large", "small", ""]
    assert level_table(said) == {
        "at": [5, 9, 9, 12, 12],
        "project": ["large", "large", "small", "large", "small"],
        "level": [1] * 5,
    }


def test_a_notebook_asks_in_one_call(tmp_path: Path) -> None:
    dryers(tmp_path)
    found = frontier(tmp_path, [BUDGET], begin="0", to="12", changes=["projects.small.asks=2"])

    assert [each.solved.value for each in found.points] == [0, 60, 160, 160]
    assert list(frontier_frame(found)["value"]) == [0, 60, 160, 160]


def places(found: Frontier, dice: random.Random, count: int) -> Iterator[Fraction]:
    """Yield places on a course: anywhere, and where the curve has something to say."""
    for _ in range(count):
        yield found.course.at(Fraction(dice.randrange(10**6 + 1), 10**6))
    for one, other in pairwise(found.points[:4]):
        yield (one.at + other.at) / 2


def agrees(found: Frontier, resolver: Resolver, at: Fraction) -> bool:
    """Hold a place against a case that is read anew; False if nothing could be proved there."""
    anew, said = resolver.rebuild(found.course.scenario(at)), found.plan_at(at)
    if anew.status not in ("certified_optimal", "certified_infeasible"):
        return False
    assert said.has_plan == anew.has_plan
    if anew.value is not None:
        assert said.value == pytest.approx(anew.value, rel=1e-9, abs=1e-9)
        assert said.levels == pytest.approx(anew.levels, rel=1e-7, abs=1e-7)
        assert said.totals["public_money"] == pytest.approx(anew.totals["public_money"], rel=1e-7, abs=1e-7)
    return True


@pytest.mark.campaign
def test_random_frontiers_agree_with_cases_that_are_read_anew(
    tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    compared, traced = 0, 0
    for seed in range(campaign_size.linear):
        dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
        folder = tmp_path / str(seed)
        folder.mkdir()
        write_tree(random_case(seed), folder)
        found = asked(Source(folder), "x 0", "x 2", "funds.*.amount.*")
        if not found.exact:
            continue
        traced += 1
        resolver = Resolver(Source(folder))
        compared += sum(agrees(found, resolver, at) for at in places(found, dice, 3))
    figures.append(f"frontiers: {compared} places on {traced} random cases agree with cases read anew")

    assert traced > campaign_size.linear * 0.9
    assert compared > traced


@pytest.mark.campaign
def test_random_steps_keep_their_bounds(tmp_path: Path, campaign_size: CampaignSize) -> None:
    """Whole projects: wherever one looks between two points, the proved value lies within what was said of it."""
    for seed in range(campaign_size.whole):
        dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
        folder = tmp_path / str(seed)
        folder.mkdir()
        write_tree(random_case(seed, Wanted(whole=True, one_payer=True)), folder)
        found = asked(Source(folder), "x 0", "x 2", "funds.*.amount.*", points=12)
        resolver = Resolver(Source(folder))
        for one, other in pairwise(found.points):
            at = one.at + (other.at - one.at) * Fraction(dice.randrange(1, 100), 100)
            value = resolver.rebuild(found.course.scenario(at)).value
            gap = next((each for each in found.gaps if each.first <= at <= each.last), None)
            if found.exact or value is None:
                continue
            if gap is None:
                assert value == one.solved.value
            else:
                assert gap.least is None or value >= gap.least - 1e-9 * (1 + abs(value))
                assert gap.most is None or value <= gap.most + 1e-9 * (1 + abs(value))
