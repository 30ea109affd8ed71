"""Fronts of two aims: by hand, against all portfolios, and held to weighted sums solved by themselves."""

import random
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.objectives.test_weights import WORKS, works
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree

from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid, WrongUsage
from greenopt.report.frontier import frontier_page
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.front import _efficient, front_of
from greenopt.studies.frontier.frontier import Asked, Frontier
from greenopt.studies.frontier.notebook import frontier
from greenopt.studies.frontier.points import Point
from greenopt.studies.frontier.second import inward
from greenopt.studies.scenario import Source
from greenopt.verify import verify

UNPRICED = Options(prices=False, unique=False, conflict=False)
ROOT = Path(__file__).parents[3]
TONNES: Tree = {"maximise": "co2e"}


def front(folder: Path, tree: Tree, against: str, **more: Any) -> Frontier:
    """Return the front of a case that is written first."""
    write_tree(tree, folder)
    return front_of(Asked(Source(folder), against=against, **more))


def corners(found: Frontier) -> list[tuple[float, float | None]]:
    """Return the ends and the places where the rate turns, with their values."""
    said = document(found)["points"]
    ends = {0, len(said) - 1}
    return [(each["at"], each["value"]) for place, each in enumerate(said) if place in ends or each["turns"] == "value"]


def direct(source: Source, changes: list[tuple[str, str]]) -> Fraction | None:
    """Return the value of a case with changes, read anew and proved."""
    return solve(source.read(changes), UNPRICED).answer.value


def test_a_front_by_hand(tmp_path: Path) -> None:
    """
    Sixty of money. Tonnes and jobs for each unit: lamp 0.8, 0.05; kiln 0.75, 0.05; boiler 0.7, 0.1; fan 0.65, 0.1.

        lamp 20, kiln 40                       46 t      3 jobs
        kiln to boiler, 30 of money            44.5 t    4.5      0.05 t for 0.05 jobs: 1 t a job
        the rest of the kiln to the fan, 10    43.5 t    5        0.1 t for 0.05: 2 t a job
        half of the lamp to the fan, 10        42 t      5.5      0.15 t for 0.05: 3 t a job
    """
    found = front(tmp_path, works(TONNES), "jobs")
    said = document(found)

    assert found.exact
    assert corners(found) == [(3, 46), (4.5, 44.5), (5, 43.5), (5.5, 42)]
    assert [each["price_right"] for each in said["points"]] == [-1, -2, -3, None]
    assert said["points"][2]["levels"] == {"lamp": 1, "boiler": 1, "fan": 0.5}
    against = said["against"]
    assert (against["where_objective_is_best"], against["at_its_own_best"], against["complete"]) == (3, 5.5, True)
    assert said["written"] == {"at": 3, "money": None, "value": 46}
    assert (said["unit"], said["limit"]["kind"]) == ("job", "value")
    assert found.plan_at("5.25").value == 42.75


def test_the_weight_of_a_corner_is_worth_more_there_than_anywhere(tmp_path: Path) -> None:
    """Between 2 and 3 tonnes a job the third corner is best, at 2 as good as the second: 43.5 + 10 = 44.5 + 9."""
    found = front(tmp_path, works(TONNES), "jobs")
    source = Source(tmp_path)
    for rate, value in (("2", "53.5"), ("2.5", "56"), ("3", "58.5")):
        worth = f"{{jobs: {{worth: {rate} tCO2e, per: 1 job, assumed: true}}}}"
        assert direct(source, [("objective.weigh", worth)]) == Fraction(value)
        assert max(Fraction(rate) * each.at + Fraction(str(each.solved.value)) for each in found.points) == Fraction(
            value
        )


def test_the_ends_are_efficient(tmp_path: Path) -> None:
    """
    Of two lamps as good in tonnes the one with jobs counts; with the most jobs, the most tonnes.

    10 for lamp or lantern, 16 t each, the lantern with 2 jobs; or for the school or the market, 5 jobs, 3 or 7 t.
    """
    projects: dict[str, Tree] = {
        "lamp": {"asks": "10", "impact": {"waste": "16/yr"}, "runs_after": "0"},
        "lantern": {"asks": "10", "impact": {"waste": "16/yr", "models": "2"}, "runs_after": "0"},
        "market": {"asks": "10", "impact": {"waste": "7/yr", "models": "5"}, "runs_after": "0"},
        "school": {"asks": "10", "impact": {"waste": "3/yr", "models": "5"}, "runs_after": "0"},
    }
    for scale in ("continuous", "all_or_nothing"):
        scaled = {name: {**each, "scale": scale} for name, each in projects.items()}
        tree = case_tree(scaled, {"green": {"amount": {"2026": "10"}}}, None, {"maximise": "waste"})
        found = front(tmp_path, tree, "models")

        assert corners(found) == [(2, 16), (5, 7)]
        assert document(found)["against"]["complete"]


def portfolios(money: int = 60) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Return tonnes, jobs and money of every portfolio of the four works that can be paid."""
    found = []
    for there in product((0, 1), repeat=len(WORKS)):
        chosen = [each for each, taken in zip(WORKS.values(), there, strict=True) if taken]
        cost = sum(int(each["asks"]) for each in chosen)
        if cost <= money:
            tonnes = sum(int(each["impact"]["co2e"].partition("/")[0]) for each in chosen)
            found.append(
                (Fraction(tonnes), Fraction(sum(int(each["impact"]["jobs"]) for each in chosen)), Fraction(cost))
            )
    return found


def efficient(pairs: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return the pairs of which none is better in one and no worse in the other, more being better in both."""
    return sorted(
        {
            (one, other)
            for one, other in pairs
            if not any(x >= one and y >= other and (x, y) != (one, other) for x, y in pairs)
        },
        key=lambda pair: pair[1],
    )


def _value(point: Point) -> Fraction:
    return Fraction(str(point.solved.value))


@pytest.mark.parametrize("money", [35, 60, 75, 90])
def test_whole_projects_are_all_that_no_portfolio_beats(money: int, tmp_path: Path) -> None:
    tree = works(TONNES, whole=True)
    tree["funds"]["green"]["amount"]["2026"] = str(money)
    jobs = front(tmp_path, tree, "jobs")
    spent = front(tmp_path, tree, "public_money")
    known = portfolios(money)

    assert [(_value(each), each.at) for each in jobs.points] == efficient([(each[0], each[1]) for each in known])
    assert [(_value(each), -each.at) for each in reversed(spent.points)] == efficient(
        [(each[0], -each[2]) for each in known]
    )
    for found in (jobs, spent):
        assert document(found)["against"]["complete"]
        assert document(found)["certified"]
        assert not found.exact or len(found.points) == 1


def test_a_plan_that_the_next_one_equals_is_left_out() -> None:
    """With 2, 3 and 5 of the second aim and 7, 7 and 4 of the first: the first plan has less for nothing."""
    plans: Any = [SimpleNamespace(second=at, run=SimpleNamespace(answer=SimpleNamespace(value=Fraction(value))))
                  for at, value in ((2, 7), (3, 7), (5, 4))]  # fmt: skip

    assert [each.second for each in _efficient(plans, more=True)] == [3, 5]
    assert [each.second for each in _efficient(plans, more=False)] == [5]


def test_points_that_may_be_solved_run_out(tmp_path: Path) -> None:
    """Two ends alone: what lies between is told as open, and the front is not called complete."""
    found = front(tmp_path, works(TONNES, whole=True), "public_money", points=3)
    said = document(found)

    assert not said["against"]["complete"]
    assert len(said["gaps"]) == 1
    assert said["points"][0]["at"] == 0
    assert said["points"][-1]["value"] == 46


def test_money_against_tonnes(tmp_path: Path) -> None:
    """Lamp 0.8 a unit up to 20, kiln 0.75 up to 60: less money costs that much, down to nothing at all."""
    found = front(tmp_path, works(TONNES), "public_money")

    assert corners(found) == [(0, 0), (20, 16), (60, 46)]
    assert [each["price_right"] for each in document(found)["points"]] == [0.8, 0.75, None]
    assert document(found)["written"]["at"] == 60


def test_the_least_money_against_jobs(tmp_path: Path) -> None:
    """
    For 16 tonnes the lamp costs 20 and brings 1 job. More jobs for the least money: 0.1 a unit by boiler or fan.

    The boiler gives 3 jobs and 21 t for 30; with x of the lamp's money moved to the boiler tonnes fall short, so money
    has to rise: at the end all that 60 can bring, 5.5 jobs. Both ends and places between are solved by themselves.
    """
    goal: dict[str, Tree] = {"goal": {"rule": "target", "of": "co2e", "in": "2026", "at_least": "16 t/yr"}}
    goal["goal"]["at_least"] = "16 tCO2e/yr"
    found = front(tmp_path, works({"minimise": "public_money"}, rules=goal), "jobs")
    source = Source(tmp_path)

    assert corners(found)[0] == (1, 20)
    assert corners(found)[-1] == (5.5, 60)
    for at in ("1.5", "2.25", "4", "5.25"):
        rule = f"{{rule: floor, of: jobs, at_least: {at} job, source: by hand}}"
        assert found.plan_at(at).value == pytest.approx(float(direct(source, [("rules.more", rule)]) or 0))


PLACES = {"kiln": "north", "boiler": "north", "lamp": "south", "fan": "south"}


def spread(tree: Tree) -> Tree:
    """Return the four works in two places: 70 is asked for in the north, 40 in the south."""
    tree["places"] = {each: {"name": each} for each in ("north", "south")}
    for name, place in PLACES.items():
        tree["projects"][name]["place"] = place
    return tree


def test_equity_between_places_by_hand(tmp_path: Path) -> None:
    """
    The best plan gives the south 20 of 60. A further unit goes from kiln, 0.75 t, to fan, 0.65: 0.1 t, up to 30 each.

    As shares of what is asked for: 20 of 40 is half in the south, 40 of 70 more in the north; equal at 60 of 110.
    The share rises by 1 when 40 move: 4 t.
    """
    money = front(tmp_path, spread(works(TONNES)), "equity:place")
    share = front(tmp_path, spread(works(TONNES)), "equity:place:asked")

    assert corners(money) == [(20, 46), (30, 45)]
    assert document(money)["points"][0]["price_right"] == -0.1
    assert [each[0] for each in corners(share)] == [0.5, pytest.approx(6 / 11)]
    assert document(share)["points"][0]["price_right"] == -4
    assert document(share)["limit"]["kind"] == "share"
    assert document(money)["against"]["at_its_own_best"] == 30
    assert document(money)["against"]["name"]["en"] == "public money of the one that gets least (north, south)"


def test_a_priority_keeps_what_is_its_own(tmp_path: Path) -> None:
    """The fan comes first with 20: the front lies among plans that do it in full, so lamp and kiln alone give way."""
    first: dict[str, Tree] = {"first": {"rule": "priority", "to": {"projects": ["fan"]}, "of": "public_money"}}
    found = front(tmp_path, works(TONNES, rules=first), "jobs")

    assert all(each.solved.levels["fan"] == 1 for each in found.points)
    assert corners(found) == [(4, 44), (5, 43), (5.5, 42)]
    assert not any(each["worse"] for each in document(found)["against"]["comes_first"])


def test_equity_that_costs_a_priority_says_so(tmp_path: Path) -> None:
    """The kiln in the north comes first with 40, the south has 20; 30 for the south takes 10 of what comes first."""
    first: dict[str, Tree] = {"first": {"rule": "priority", "to": {"projects": ["kiln"]}, "of": "public_money"}}
    found = front(tmp_path, spread(works(TONNES, rules=first)), "equity:place")
    (served,) = document(found)["against"]["comes_first"]

    assert (served["at_the_end"], served["as_written"], served["worse"]) == (30, 40, True)
    assert "served less: 30 million VND, not 40" in frontier_page(document(found), "en", 400)


def test_one_plan_best_in_both_is_a_single_point(tmp_path: Path) -> None:
    found = front(tmp_path, works(TONNES), "toe")
    said = document(found)

    assert [(each["at"], each["value"]) for each in said["points"]] == [(0, 46)]
    assert said["against"]["complete"]
    assert "One plan is best in both aims" in frontier_page(said, "en", 80)


def test_without_any_plan_there_is_no_front(tmp_path: Path) -> None:
    goal: dict[str, Tree] = {"goal": {"rule": "target", "of": "jobs", "by": "2026", "at_least": "99"}}
    found = front(tmp_path, works(TONNES, rules=goal), "jobs")

    assert found.ends is None
    assert document(found)["feasible"] is None


@pytest.mark.parametrize(
    ("against", "words"),
    [
        ("jbos", "did you mean 'jobs'?"),
        ("", "there is no such aim"),
        ("clean_share", "a ratio moves no limit"),
        ("co2e", "that is what is sought already"),
        ("equity", "write one of: equity:place"),
        ("equity:district", "write one of: equity:place"),
        ("equity:place:people", "write one of: equity:place"),
        ("equity:place", "there are not two of them"),
        ("total_costs", "did you mean 'total_cost'?"),
    ],
)
def test_what_is_no_aim_is_refused(against: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=words.replace("?", r"\?")):
        front(tmp_path, works(TONNES), against)


def test_it_moves_nothing_else(tmp_path: Path) -> None:
    write_tree(works(TONNES), tmp_path)
    with pytest.raises(WrongUsage, match="leave --vary"):
        frontier(tmp_path, ["funds.*.amount.*"], against="jobs")


def test_a_rule_of_the_same_name_stays(tmp_path: Path) -> None:
    """The case has a rule of the name that is taken for the limit; another name is taken."""
    own: dict[str, Tree] = {"second_aim": {"rule": "ceiling", "of": "jobs", "at_most": "5 job"}}
    found = front(tmp_path, works(TONNES, rules=own), "jobs")

    assert corners(found) == [(3, 46), (4.5, 44.5), (5, 43.5)]
    assert document(found)["limit"]["paths"][0]["path"] == "rules.second_aim_.at_least"


def test_a_case_without_rules_can_be_asked(tmp_path: Path) -> None:
    tree = works(TONNES)
    del tree["rules"]
    found = front(tmp_path, tree, "jobs")
    (change,) = found.changes_at(Fraction(5))

    assert corners(found)[2] == (5, 43.5)
    assert direct(Source(tmp_path), [change]) == Fraction("43.5")


def test_each_point_can_be_solved_by_itself_and_verified(tmp_path: Path) -> None:
    found = front(tmp_path, works(TONNES), "jobs", certify=True)
    for number, point in enumerate(found.points):
        run = solve(Source(tmp_path).read(found.changes_at(point.at)))
        assert run.answer.value == Fraction(str(point.solved.value))
        assert point.solved.status == "certified_optimal"
        run.write(tmp_path / f"run{number}")
        assert verify(tmp_path / f"run{number}").exit_code == 0


@pytest.mark.parametrize(
    ("value", "up", "expected"),
    [("1/3", True, "0.333333333334"), ("1/3", False, "0.333333333333"), ("5", True, "5"), ("0", False, "0"),
     ("2000000/3", False, "666666.666666"), ("-1/3", True, "-0.333333333333"), ("-1/3", False, "-0.333333333334")],
)  # fmt: skip
def test_ends_are_rounded_to_the_side_that_is_kept(value: str, up: bool, expected: str) -> None:
    assert inward(Fraction(value), up=up) == Fraction(expected)


def invented(seed: int) -> Tree:
    """Return nine projects of random size with money for some of them, crafts held to a part of it."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    projects: dict[str, Tree] = {
        f"p{number}": {
            "asks": str(dice.randint(5, 40)),
            "sector": dice.choice(("crafts", "mining")),
            "impact": {"co2e": f"{dice.randint(3, 60)}/yr", "models": str(dice.randint(0, 9))},
            "runs_after": "0",
        }
        for number in range(9)
    }
    held: dict[str, Tree] = {
        "held": {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_most": "55 %"}
    }
    return case_tree(projects, {"green": {"amount": {"2026": str(dice.randint(50, 120))}}}, held, TONNES)


def test_corners_of_random_cases_are_best_for_their_weights(campaign_size: CampaignSize, tmp_path: Path) -> None:
    """
    The weighted sum, solved by itself, is worth what the corner says.

    At every corner a worth between the rates on both sides makes the sum of both aims best there.
    """
    fronts = tried = 0
    for seed in range(82_000, 82_000 + campaign_size.linear):
        tree = random_case(seed, Wanted(soft=False)) if seed % 4 == 0 else invented(seed)
        tree["objective"] = {"maximise": "co2e", "over": "lifetime" if seed % 2 else "horizon"}
        tree["rules"] = {name: rule for name, rule in tree["rules"].items() if rule["rule"] != "overlap"}
        try:
            found = front(tmp_path, tree, "models")
        except CaseInvalid:
            continue
        said = document(found)["points"]
        if not found.exact or len(said) < 3:
            continue
        fronts += 1
        source = Source(tmp_path)
        for each in [each for each in said if each["turns"] == "value"][:3]:
            rate = -Fraction(str(each["price_left"] + each["price_right"])) / 2
            if rate < Fraction(1, 10**6):
                continue
            worth = f"{float(rate):.9f}"
            text = f"{{models: {{worth: {worth} tCO2e, per: 1 model, assumed: true}}}}"
            reached = direct(source, [("objective.weigh", text)])
            assert reached is not None
            assert float(reached) == pytest.approx(each["value"] + float(worth) * each["at"], rel=1e-8)
            tried += 1
        assert all(one["value"] >= other["value"] for one, other in pairwise(said))
    assert fronts >= campaign_size.linear // 4
    assert tried >= campaign_size.linear


def test_random_whole_projects_are_all_that_no_portfolio_beats(campaign_size: CampaignSize, tmp_path: Path) -> None:
    """Every portfolio is solved with its projects fixed; what of their pairs is efficient is the front."""
    fronts = 0
    for seed in range(83_000, 83_000 + 6 * campaign_size.whole):
        tree = random_case(seed, Wanted(whole=True, one_payer=True, soft=False))
        if tree["case"]["horizon"][0] != tree["case"]["horizon"][1] or len(tree["projects"]) > 6:
            continue
        if tree["objective"].get("maximise") not in ("co2e", "waste"):
            continue
        try:
            found = front(tmp_path, tree, "models")
        except (CaseInvalid, WrongUsage):
            continue
        if (
            found.front is None
            or not found.front.complete
            or any(each["rule"] in ("priority", "overlap") for each in tree["rules"].values())
        ):
            continue
        fronts += 1
        assert [(_value(each), each.at) for each in found.points] == _all_pairs(tree, tmp_path)
    assert fronts >= 2


def _all_pairs(tree: Tree, folder: Path) -> list[tuple[Fraction, Fraction]]:
    """Return the efficient pairs of value and models of all portfolios, each solved with its projects fixed."""
    source, pairs = Source(folder), []
    open_names = [name for name, each in tree["projects"].items() if each.get("status", "candidate") == "candidate"]
    for there in product((0, 1), repeat=len(open_names)):
        changes = []
        for name, taken in zip(open_names, there, strict=True):
            changes += [(f"projects.{name}.status", "required" if taken else "excluded")]
            changes += [(f"projects.{name}.status_source", "tried")]
        try:
            run = solve(source.read(changes), UNPRICED)
        except CaseInvalid:
            continue
        plan = run.plan
        if plan is not None and run.answer.value is not None:
            pairs.append((run.answer.value, plan.indicator("models").constant))
    return [(Fraction(str(float(one))), other) for one, other in efficient(pairs)]


def test_the_front_of_lai_chau(tmp_path: Path) -> None:
    """
    Tonnes against jobs of the programme 2021–2025, at five places and both ends: each is solved by itself and proved.

    The rate at the first leg, 4.41 tonnes a job, is what the second of two solves beside each other loses.
    """
    where = ROOT / "cases" / "lai-chau-2021-2025"
    found = frontier(where, against="jobs")
    source, (first, last) = Source(where), found.course.ends

    assert found.exact
    for step in range(5):
        at = inward(first + (last - first) * Fraction(2 * step + 1, 10), up=False)
        run = solve(source.read(found.changes_at(at)), UNPRICED)
        assert run.answer.status == "certified_optimal"
        assert run.answer.value is not None
        assert found.plan_at(at).value == pytest.approx(float(run.answer.value), rel=1e-9)
    assert found.points[0].solved.value == pytest.approx(float(direct(source, []) or 0), rel=1e-9)
    assert float(last) == pytest.approx(float(direct(source, [("objective", "{maximise: jobs}")]) or 0), rel=1e-11)
