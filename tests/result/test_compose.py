"""The result document: every number follows from others or from the plan, and a plan that is wrong is refused."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, solve_tree

from greenopt.case.read import read_case
from greenopt.engine.layout import Grant, Start
from greenopt.errors import Fault
from greenopt.plan import Unspent
from greenopt.run import Run, solve

FIRST = Path(__file__).parents[2] / "cases" / "first-case"
Json = dict[str, Any]


def near(value: float) -> Any:
    """Return a number to compare with: those of the document keep twelve digits."""
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def total(rows: list[Json], key: str) -> float:
    """Return the sum of one key over rows."""
    return float(sum(row[key] for row in rows))


SEEDS = [(seed, wanted) for seed in range(24) for wanted in (Wanted(), Wanted(whole=True))]


@pytest.mark.parametrize(("seed", "wanted"), SEEDS, ids=lambda each: str(each) if isinstance(each, int) else "")
def test_every_total_is_the_sum_of_its_parts(seed: int, wanted: Wanted, tmp_path: Path) -> None:
    run = solve_tree(random_case(seed, wanted), tmp_path)
    result = run.result
    if run.answer.x is None:
        assert result["portfolio"] == []
        assert result["totals"]["public_money"] is None
        return
    projects, years = result["portfolio"], result["years"]

    assert result["objective"]["value"] == near(total(projects, "objective"))
    assert result["totals"]["public_money"] == near(total(projects, "public_money"))
    assert result["totals"]["public_money"] == near(total(years, "spent"))
    for each in projects:
        assert each["level"] == near(sum(each["starts"].values()))
        assert each["public_money"] == near(sum(each["funds"].values()))
    for fund in {each["fund"] for each in years}:
        own = [each for each in years if each["fund"] == fund]
        paid = sum(each["funds"].get(fund, 0) for each in projects)
        assert paid == near(total(own, "spent"))
        for year, following in zip(own, [*own[1:], None], strict=True):
            assert year["carried_in"] + year["amount"] == near(year["spent"] + year["carried_out"] + year["lapsed"])
            assert following is None or following["carried_in"] == year["carried_out"]
            assert year["lapsed"] >= 0
    for name, indicator in result["totals"]["indicators"].items():
        if run.case.facts.indicators[name].form != "ratio":
            assert indicator["value"] == near(sum(each["impact"].get(name, 0) for each in projects))


@pytest.mark.parametrize(("seed", "wanted"), SEEDS, ids=lambda each: str(each) if isinstance(each, int) else "")
def test_every_rule_stands_as_its_sides_say(seed: int, wanted: Wanted, tmp_path: Path) -> None:
    """Slack is what left and right leave, a shortfall what a soft rule lacks; one price only where both sides agree."""
    run = solve_tree(random_case(seed, wanted), tmp_path)
    for row in run.result["rules"]:
        if row["left"] is None:
            continue
        sign = -1 if row["sense"] == "<=" else 1
        room = sign * (row["left"] - row["right"]) + (row["shortfall"] or 0)
        scale = 1e-9 * max(1.0, abs(row["left"]), abs(row["right"]))
        assert row["slack"] == pytest.approx(room if row["sense"] != "==" else -abs(room), rel=1e-9, abs=scale)
        assert row["slack"] >= 0
        assert row["binding"] == (row["slack"] == 0)
        if row["sense"] == "==":
            assert (row["price"], row["price_relax"], row["price_tighten"]) == (None, None, None)
        else:
            assert row["price"] == (row["price_relax"] if row["price_relax"] == row["price_tighten"] else None)
            assert (row["price_up"], row["price_down"]) == (None, None)
        if row["slack"] > 0 and row["sense"] != "==" and run.answer.prices:
            assert (row["price_relax"], row["price_tighten"]) in ((0, 0), (None, None))


def test_ranks_follow_decision_and_merit() -> None:
    """The boiler is above the line; brick, lighting and solar are on it, by their part; the dryer is below."""
    rows = solve(read_case(FIRST)).result["portfolio"]

    assert [(row["rank"], row["project"], row["decision"]) for row in rows] == [
        (1, "tea_boiler", "funded"),
        (2, "unburnt_brick", "partly"),
        (3, "brocade_solar", "partly"),
        (4, "street_lighting", "partly"),
        (5, "vermicelli_dryer", "not_funded"),
    ]
    assert [row["public_money"] for row in rows] == [420, 455, 195, 230, 0]
    assert [row["objective"] for row in rows] == [2520, 5733, 351, 575, 0]


def test_public_and_private_money_are_the_whole_investment() -> None:
    """Levels times costs: 4,200 × 0.91 + 1,150 + 450 × 230/360 + 600 × 0.8125 = 5,747; 1,300 of it public."""
    totals = solve(read_case(FIRST)).result["totals"]

    assert (totals["public_money"], totals["private_money"]) == (1300, 5747 - 1300)


def test_what_is_impossible_names_what_clashes(tmp_path: Path) -> None:
    goal = {"rule": "target", "of": "models", "by": "2026", "at_least": "7"}
    projects: dict[str, Tree] = {"a": {"asks": "40", "impact": {"models": "8"}, "runs_after": "0"}}
    tree = case_tree(projects, {"fund": {"amount": {"2026": "30"}}}, {"goal": goal}, {"maximise": "models"})

    result = solve_tree(tree, tmp_path).result

    assert (result["status"], result["exit_code"]) == ("certified_infeasible", 4)
    assert result["conflict"]["rules"] == ["funds.fund:2026", "goal"]
    assert (result["objective"]["value"], result["objective"]["bound"]) == (None, None)
    assert {row["left"] for row in result["rules"]} == {None}


def test_numbers_keep_twelve_digits(tmp_path: Path) -> None:
    """A third of 100 models, 33.3333333333 in the document; the certificate keeps 100/3."""
    projects: dict[str, Tree] = {"a": {"asks": "60", "impact": {"models": "100"}, "runs_after": "0"}}
    run = solve_tree(case_tree(projects, {"fund": {"amount": {"2026": "20"}}}, None, {"maximise": "models"}), tmp_path)

    assert run.result["objective"]["value"] == 33.3333333333
    assert b'"value": "100/3"' in run.files["certificate.json"]


@pytest.fixture
def shared(tmp_path: Path) -> Run:
    """Return a solved case in which two funds pay, one keeps, and a share is asked for."""
    projects: dict[str, Tree] = {
        "a": {"asks": "40", "impact": {"models": "8"}, "runs_after": "0"},
        "b": {"asks": "40", "impact": {"models": "6"}, "runs_after": "0", "sector": "mining"},
    }
    funds: dict[str, Tree] = {
        "nation": {"amount": {"2026": "30", "2027": "10"}, "carry_over": "all"},
        "other": {"amount": {"2026": "20"}},
    }
    share = {"rule": "floor", "of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "30 %"}
    return solve_tree(case_tree(projects, funds, {"share": share}, {"maximise": "models"}, (2026, 2027)), tmp_path)


def changed(run: Run, key: object, by: Fraction) -> Run:
    """Return the run with one number of its plan changed, whatever was proved before."""
    assert run.answer.x is not None
    x = list(run.answer.x)
    x[run.answer.layout.place[key]] += by  # type: ignore[index]  # a key of the layout
    return Run(run.case, replace(run.answer, x=x), run.inputs)


@pytest.mark.parametrize(
    ("key", "by", "words"),
    [
        (Start("a", 2026), Fraction(1, 9), "not what was proved"),
        (Start("b", 2026), Fraction(-1, 9), "breaks"),
        (Start("a", 2027), Fraction(2), "breaks"),
        (Grant("a", "nation", 2026), Fraction(1, 100), "breaks"),
        (Grant("a", "other", 2027), Fraction(-1, 10**12), "breaks"),
        (Unspent("nation", 2026), Fraction(50), "breaks funds.nation:2026"),
    ],
)
def test_a_plan_that_is_wrong_anywhere_is_refused(shared: Run, key: object, by: Fraction, words: str) -> None:
    """The audit counts again, project by project: money that is not due, or not there, shares that are not kept."""
    assert shared.result["status"] == "certified_optimal"

    with pytest.raises(Fault, match=words):
        _ = changed(shared, key, by).result


def test_an_objective_that_was_not_proved_is_refused(shared: Run) -> None:
    value = shared.answer.value
    assert value is not None

    with pytest.raises(Fault, match="objective is not what was proved"):
        _ = Run(shared.case, replace(shared.answer, value=value + Fraction(1, 10**15)), shared.inputs).result
