"""Prices are slopes of the best value: by hand, by solving again with a rule moved a little, on either side."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, prices, read_tree, solve_tree

from greenopt.case.case import Case
from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.engine.answer import Answer, Options, answer
from greenopt.engine.prices import Price
from greenopt.plan import Requirement, Sense
from greenopt.run import question_of, requirements_of, solve

CASES = Path(__file__).parents[2] / "cases"
STEP = Fraction(1, 10**9)
JUMP = 10**5
"""A loss for one unit of so many times the value is no slope: a whole group was given up to satisfy the rule."""


def answer_to(case: Case, requirements: tuple[Requirement, ...], options: Options) -> Answer:
    """Return the answer to a case with other requirements."""
    return answer(replace(question_of(case), requirements=requirements), options)


def sides(requirement: Requirement, price: Price) -> Iterator[tuple[int, Fraction | None, int]]:
    """Yield both ways to move a right side: direction, price, and the sign of the change in the best value."""
    up = -1 if requirement.sense is Sense.AT_LEAST else 1
    yield up, price.relax, 1
    yield -up, price.tighten, 1 if requirement.sense is Sense.EQUAL else -1


def assert_prices_are_slopes(case: Case, label: object, tally: Counter[str], every: int = 1) -> None:
    """
    Move every right side (or one in so many) by a billionth of its step, both ways, solve again, and compare.

    Where a step is an amount the value is linear so close by, and slope and price are the same number. Where it is a
    share of what is spent, the value bends with the share, and a billionth of a point shows it to six digits.
    """
    requirements = requirements_of(case)
    first = answer_to(case, requirements, Options())
    if first.status != "certified_optimal":
        tally[first.status] += 1
        return
    assert first.value is not None
    better = 1 if case.objective.sense == "maximise" else -1
    for place, requirement in list(enumerate(requirements))[::every]:
        for direction, price, sign in sides(requirement, first.prices[requirement.name]):
            moved = requirement._replace(right=requirement.right + requirement.step * (direction * STEP))
            changed = (*requirements[:place], moved, *requirements[place + 1 :])
            name = (label, requirement.name, direction)
            again = answer_to(case, changed, Options(prices=False, unique=False))
            if price is None and again.value is not None and reached_before(again) != reached_before(first):
                tally["sides that change what a soft rule or a priority reaches"] += 1
                continue
            if price is None:
                assert _cannot_move(requirement, first, again), name
                tally["sides that cannot move"] += 1
                continue
            assert again.value is not None, name
            assert price >= 0 or requirement.sense is Sense.EQUAL, name
            slope = sign * better * (again.value - first.value) / STEP
            if requirement.step.terms:
                assert float(slope) == pytest.approx(float(price), rel=1e-6, abs=1e-6 * float(abs(first.value) + 1)), (
                    name
                )
            else:
                assert slope == price, name
            tally["slopes that are not zero" if price else "slopes of zero"] += 1


def reached_before(answer: Answer) -> list[Fraction]:
    """Return what is reached of everything that comes before the objective."""
    names = [stage.name for stage in answer.stages]
    return [stage.value for stage in answer.stages[: names.index("objective")]]


def _cannot_move(requirement: Requirement, first: Answer, again: Answer) -> bool:
    """Whether nothing is feasible any more, or only what gives up a whole group so that a share of nothing holds."""
    if again.value is None or first.value is None:
        return again.status == "certified_infeasible"
    return bool(requirement.step.terms) and abs(again.value - first.value) / STEP > JUMP * abs(first.value)


def tree(*funds: int, rules: dict[str, Tree] | None = None) -> Tree:
    """Return three projects of 40 that bring 8, 6 and 5 models, one fund for each year from 2026 on."""
    projects = {
        name: {"asks": "40", "sector": sector, "impact": {"models": models}, "runs_after": "0"}
        for name, sector, models in (("a", "crafts", "8"), ("b", "mining", "6"), ("c", "trade", "5"))
    }
    amounts = {str(2026 + number): str(amount) for number, amount in enumerate(funds)}
    horizon = (2026, 2025 + len(funds))
    return case_tree(projects, {"fund": {"amount": amounts}}, rules, {"maximise": "models"}, horizon)


def test_at_a_corner_the_two_sides_differ(tmp_path: Path) -> None:
    """80 pay for a and b exactly: one more million goes to c, 5/40, one fewer is taken from b, 6/40."""
    run = solve_tree(tree(80), tmp_path)

    assert prices(run) == {"funds.fund:2026": (Fraction(5, 40), Fraction(6, 40))}
    assert run.result["rules"][0]["price"] is None
    assert (run.result["rules"][0]["price_relax"], run.result["rules"][0]["price_tighten"]) == (0.125, 0.15)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_what_comes_first_may_be_held_twice_and_one_of_both_has_a_price(names: tuple[str, str], tmp_path: Path) -> None:
    """
    Crafts first, at most 4.8 models, which is what the money pays: 24 of 40, so 6/10 of their 8 models.

    Either holds them there, so either proves it. One more million goes to mining, 6/40, as crafts may
    have no more; one fewer is taken from what comes first. A higher limit brings nothing, a lower one costs what comes
    first. Which name the projects have plays no role.
    """
    first, second = names
    projects: dict[str, Tree] = {
        first: {"asks": "40", "sector": "crafts", "impact": {"models": "8"}, "runs_after": "0"},
        second: {"asks": "40", "sector": "mining", "impact": {"models": "6"}, "runs_after": "0"},
    }
    crafts: Tree = {"to": {"sectors": ["crafts"]}, "of": "models"}
    rules: dict[str, Tree] = {
        "first": {"rule": "priority", **crafts},
        "limit": {"rule": "ceiling", **crafts, "at_most": "4.8"},
    }
    fund: dict[str, Tree] = {"fund": {"amount": {"2026": "24"}}}

    run = solve_tree(case_tree(projects, fund, rules, {"maximise": "models"}, (2026, 2026)), tmp_path)

    assert prices(run) == {"funds.fund:2026": (Fraction(6, 40), None), "limit": (0, None)}


def test_money_that_is_left_over_has_no_price(tmp_path: Path) -> None:
    assert prices(solve_tree(tree(130), tmp_path)) == {"funds.fund:2026": (0, 0)}


def test_a_fund_of_nothing_cannot_have_less(tmp_path: Path) -> None:
    """A first million is worth 8/40; there is none to take away."""
    assert prices(solve_tree(tree(0), tmp_path)) == {"funds.fund:2026": (Fraction(8, 40), None)}


def test_a_share_of_what_may_be_more_or_less_has_two_prices(tmp_path: Path) -> None:
    """
    Crafts at most half of what is spent, of 80: a whole is 40 of 80, and b has the other 40; the price is that of a.

    A point more lets 0.8 million change from b to a — but a is whole already, so it is worth nothing. A point less
    takes 0.8 from a to c: 0.8 × (8 − 5)/40 = 0.06.
    """
    rules = {"most": {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_most": "50 %"}}

    run = solve_tree(tree(80, rules=rules), tmp_path)

    assert prices(run)["most"] == (0, Fraction(6, 100))


def test_a_point_of_a_share_moves_with_its_whole(tmp_path: Path) -> None:
    """
    One model is asked for at least money, dear ones for 40 in mining, cheap ones for 20; mining gets a share s of it.

    With x dear and 1 - x cheap the money is m = 20 + 20 x, and 40 x = s m, so m = 40 / (2 - s). For a half that is
    80/3, with slope 40 / (2 - s)² = 160/9 for the whole of s, and a hundredth of it, 8/45, for a point.
    """
    projects: dict[str, Tree] = {
        "dear": {"sector": "mining", "asks": "40", "impact": {"models": "1"}, "runs_after": "0"},
        "cheap": {"asks": "20", "impact": {"models": "1"}, "runs_after": "0"},
    }
    rules: dict[str, Tree] = {
        "goal": {"rule": "target", "of": "models", "by": "2026", "at_least": "1"},
        "half": {"rule": "floor", "of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "50 %"},
    }
    case = case_tree(projects, {"fund": {"amount": {"2026": "90"}}}, rules, {"minimise": "public_money"})

    run = solve_tree(case, tmp_path)

    assert run.answer.value == Fraction(80, 3)
    assert prices(run)["half"] == (Fraction(8, 45), Fraction(8, 45))


def test_what_no_decision_changes_is_worth_nothing_but_may_be_tight(tmp_path: Path) -> None:
    """No project is in power: at most 0 % of nothing cannot be less, at most 7 of nothing can."""
    limit = {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["power"]}}
    rules = {"tight": {**limit, "at_most": "0"}, "loose": {**limit, "at_most": "7"}}

    found = prices(solve_tree(tree(80, rules=rules), tmp_path))

    assert found["tight"] == (0, None)
    assert found["loose"] == (0, 0)


def test_a_share_of_nothing_can_be_moved_for_nothing(tmp_path: Path) -> None:
    """Nothing is there to spend, so crafts have half of nothing; half or a little more makes no difference."""
    rules = {"least": {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "50 %"}}

    assert prices(solve_tree(tree(0, rules=rules), tmp_path))["least"] == (0, 0)


def test_what_a_soft_rule_asks_first_has_no_price_in_the_objective(tmp_path: Path) -> None:
    """The soft floor for trade takes 40 of 80 whatever it costs in models; the fund is priced after it: b, 6/40."""
    soft: dict[str, Any] = {"rule": "floor", "of": "public_money", "to": {"sectors": ["trade"]}, "at_least": "45"}

    run = solve_tree(tree(70, rules={"trade_first": {**soft, "soft": "true"}}), tmp_path)

    assert prices(run)["trade_first"] == (None, None)
    assert prices(run)["funds.fund:2026"] == (Fraction(8, 40), Fraction(8, 40))


@pytest.mark.parametrize(
    ("path", "up", "down", "unit"),
    [
        ("funds.green_fund.amount.2026", "1300.000001", "1299.999999", Fraction(1, 10**6)),
        ("rules.craft_share.at_least", "14.999999 %", "15.000001 %", Fraction(1, 10**6)),
        ("rules.building_materials_share.at_most", "35.000001 %", "34.999999 %", Fraction(1, 10**6)),
    ],
)
def test_prices_of_the_first_case_are_what_changing_its_text_brings(
    path: str, up: str, down: str, unit: Fraction
) -> None:
    """Through the whole way: the number in the file is changed by a millionth, the case is read and solved again."""
    first = solve(read_case(CASES / "first-case"))
    assert first.answer.value is not None
    changed = [solve(read_case(CASES / "first-case", changes=[parse_set(f"{path}={text}")])) for text in (up, down)]
    name = path.split(".")[1] if path.startswith("rules") else "funds.green_fund:2026"

    gain, loss = ((run.answer.value or Fraction(0)) - first.answer.value for run in changed)

    assert float(gain / unit) == pytest.approx(float(first.answer.prices[name].relax or 0), rel=1e-6)
    assert float(-loss / unit) == pytest.approx(float(first.answer.prices[name].tighten or 0), rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_prices_are_slopes(seed: int, tmp_path: Path) -> None:
    assert_prices_are_slopes(read_tree(random_case(seed, Wanted(soft=False)), tmp_path), seed, Counter())


@pytest.mark.campaign
def test_prices_of_many_cases_are_slopes(campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    for seed in range(2 * campaign_size.linear // 5):
        assert_prices_are_slopes(read_tree(random_case(seed, Wanted(soft=seed % 2 == 0)), tmp_path), seed, tally)
    figures.append(f"prices against solving again, 0 disagreements: {dict(tally)}")


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize("name", ["first-case", "lai-chau-2020", "lai-chau-2021-2025"])
def test_prices_of_shipped_cases_are_slopes(name: str, campaign_size: CampaignSize, figures: list[str]) -> None:
    """A small sample looks at one requirement in seven of the large cases, which take seconds for each."""
    tally: Counter[str] = Counter()
    every = 7 if campaign_size.linear < 100 and name != "first-case" else 1
    assert_prices_are_slopes(read_case(CASES / name), name, tally, every)
    figures.append(f"prices of {name}: {dict(tally)}")
