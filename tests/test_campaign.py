"""
Random comparisons in number: greenopt against a second formulation that shares no code with it.

`make campaign` runs them at full size; without size options a small sample runs. What was counted is shown at the end.
"""

from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest
from tests.conftest import CampaignSize
from tests.independent import formulate
from tests.random_cases import Wanted, random_case, relabelled
from tests.second_solver import enumerate_plans, solve_independently
from tests.small_cases import Tree, prices, read_tree, solve_tree, starts

from greenopt.engine.answer import Answer, Options
from greenopt.run import solve

pytestmark = pytest.mark.campaign

NEAR = 1e-6
"""How far the second solver's value may lie from the exact one, as a share of it: it counts in floats."""
PROVED = ("certified_optimal", "certified_infeasible")


class Tally(Counter[str]):
    """Counts of what happened, with the time both sides took."""

    def __init__(self) -> None:
        super().__init__()
        self.ours = self.theirs = 0.0

    def words(self, name: str) -> str:
        """Return one line with every count."""
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.items()))
        return f"{name}: {counts}; greenopt {self.ours:.1f} s, the other {self.theirs:.1f} s"


def answer_of(tree: Tree, folder: Path, tally: Tally) -> Answer:
    """Solve a case and audit the plan; composing the result counts every requirement again."""
    began = perf_counter()
    run = solve_tree(tree, folder, Options(prices=False))
    if run.answer.x is not None:
        assert run.result["status"] == run.answer.status
    tally.ours += perf_counter() - began
    tally[run.answer.status] += 1
    return run.answer


def agree(answer: Answer, feasible: bool, value: float) -> bool:
    """Whether what is claimed as proved is so, and any other plan is feasible and within its bound."""
    if answer.status == "certified_infeasible" or answer.value is None:
        return not feasible
    near = NEAR * max(1.0, abs(value))
    if answer.status == "certified_optimal":
        return feasible and abs(float(answer.value) - value) <= near
    assert answer.bound is not None
    ends = sorted((float(answer.value), float(answer.bound)))
    return feasible and ends[0] - near <= value <= ends[1] + near


def test_linear_cases_agree_with_a_second_solver(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    tally = Tally()
    for seed in range(campaign_size.linear):
        tree = random_case(seed)
        answer = answer_of(tree, tmp_path, tally)
        assert answer.status in PROVED, seed
        began = perf_counter()
        verdict = solve_independently(formulate(tree))
        tally.theirs += perf_counter() - began
        assert agree(answer, verdict.feasible, verdict.value), (seed, answer.status, answer.value, verdict)
    figures.append(tally.words("linear cases against SCIP, 0 disagreements"))


def test_whole_cases_agree_with_a_second_solver(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    tally = Tally()
    for seed in range(campaign_size.whole):
        tree = random_case(seed, Wanted(whole=True))
        answer = answer_of(tree, tmp_path, tally)
        began = perf_counter()
        verdict = solve_independently(formulate(tree))
        tally.theirs += perf_counter() - began
        assert agree(answer, verdict.feasible, verdict.value), (seed, answer.status, answer.value, verdict)
    assert tally["uncertified"] + tally["stopped"] == 0
    figures.append(tally.words("whole projects against SCIP, 0 disagreements"))


def test_whole_cases_agree_exactly_with_enumeration(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    """Every plan of up to eleven whole projects is tried in fractions: the value is the same number, not a near one."""
    tally = Tally()
    for seed in range(campaign_size.whole):
        tree = random_case(seed, Wanted(whole=True, one_payer=True))
        answer = answer_of(tree, tmp_path, tally)
        began = perf_counter()
        best = enumerate_plans(formulate(tree))
        tally.theirs += perf_counter() - began
        if best is None:
            assert answer.status == "certified_infeasible", seed
        elif answer.status == "certified_optimal":
            assert answer.value == best[-1], (seed, answer.value, best)
        else:
            assert answer.status == "certified_within_gap", (seed, answer.status)
            assert agree(answer, feasible=True, value=float(best[-1])), (seed, answer.value, answer.bound, best)
    figures.append(tally.words("whole projects against enumeration, 0 disagreements"))


def test_presolve_changes_nothing(campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    """With and without presolve: the same plan, prices and exchangeable projects, to the last digit."""
    tally = Tally()
    for seed in range(campaign_size.linear // 2):
        case = read_tree(random_case(seed), tmp_path)
        runs = [solve(case, Options(presolve=presolve)) for presolve in ("choose", "on", "off")]
        first = runs[0].answer
        for other in runs[1:]:
            assert other.answer.status == first.status, seed
            assert other.answer.x == first.x, seed
            assert (other.answer.unique, other.answer.exchangeable) == (first.unique, first.exchangeable), seed
            assert prices(other) == prices(runs[0]), seed
            tally[first.status] += 1
    figures.append(f"presolve on and off, no difference: {dict(tally)}")


def test_names_and_orders_change_neither_value_nor_prices(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    """
    Projects renamed, so that columns stand in another order, and rules shuffled, five ways.

    Which of several best plans is shown follows the alphabet; what it is worth and every price must not.
    """
    compared = 0
    for seed in range(campaign_size.linear // 5):
        tree = random_case(seed)
        first = solve_tree(tree, tmp_path)
        for turn in range(5):
            other_tree, names = relabelled(tree, 1000 * seed + turn)
            other = solve_tree(other_tree, tmp_path)
            assert other.answer.status == first.answer.status, seed
            assert other.answer.value == first.answer.value, seed
            assert other.answer.unique == first.answer.unique, seed
            old = {new: name for name, new in names.items()}
            assert {_renamed(name, old): price for name, price in prices(other).items()} == prices(first), seed
            if first.answer.unique:
                assert {(old[name], year): share for (name, year), share in starts(other).items()} == starts(first)
            compared += 1
    figures.append(f"other names and orders: {compared} cases, no difference in value, uniqueness or prices")


def _renamed(name: str, old: dict[str, str]) -> str:
    """Return the name of a requirement with the projects in it called by their old names."""
    for new, former in old.items():
        name = name.replace(new, former)
    return name
