from fractions import Fraction

import pytest
from tests.conftest import CampaignSize
from tests.engine.programs import Row, best_by_enumeration, dice, program, random_whole, wood_and_brick

from greenopt.engine import branch
from greenopt.engine.branch import prove_whole
from greenopt.engine.certificate import is_feasible
from greenopt.engine.program import Cost, Program
from greenopt.engine.searched import TreeResult, TreeStatus
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage
from greenopt.engine.tree import Leaf, check_tree
from greenopt.engine.whole import solve_whole


def solve(example: Program, value: Cost, *, node_limit: int | None = None) -> TreeResult:
    """Begin from the solver's plan, as a run does."""
    solver, stages = Solver(example), [Stage("value", value)]
    plan = solve_whole(solver, example, stages).plan
    return prove_whole(solver, example, stages, plan=plan, node_limit=node_limit)


def test_the_hand_solution_is_proved_best() -> None:
    example, value = wood_and_brick(whole=["wood", "brick"])

    result = solve(example, value)

    assert result.status is TreeStatus.OPTIMAL
    assert result.plan is not None
    assert list(result.plan.x) == [4, 0]
    assert result.bound == 20
    assert result.tree is not None
    assert check_tree(example, value, example.bounds(), result.tree, Fraction(20))
    assert not check_tree(example, value, example.bounds(), result.tree, Fraction(19))


def test_a_plan_is_found_without_one_to_begin_with() -> None:
    example, value = wood_and_brick(whole=["wood", "brick"])

    result = prove_whole(Solver(example), example, [Stage("value", value)])

    assert result.status is TreeStatus.OPTIMAL
    assert result.plan is not None
    assert list(result.plan.x) == [4, 0]


def test_emptiness_by_wholeness_is_proved() -> None:
    example = program({"pairs": (0, 9)}, {"odd": ({"pairs": 2}, 7, 7)}, whole=["pairs"])

    result = solve(example, {0: Fraction(1)})

    assert result.status is TreeStatus.INFEASIBLE
    assert result.tree is not None
    assert check_tree(example, {0: Fraction(1)}, example.bounds(), result.tree, None)


def test_random_rounds_agree_with_enumeration() -> None:
    """Half of them in plain VND, where the solver alone is sometimes wrong."""
    for seed in range(60):
        example, value = random_whole(seed, 8, 6, money=seed % 2 == 0)
        best = best_by_enumeration(example, value)

        result = solve(example, value)

        assert result.bound == best, seed
        assert result.tree is not None
        assert check_tree(example, value, example.bounds(), result.tree, best)


def test_whole_numbers_above_one_are_split_and_cut_off_too() -> None:
    """Up to four of each of five things, by enumeration of all 5^5 plans."""
    for seed in range(30):
        chance = dice(seed)
        names = [f"thing {place}" for place in range(5)]
        prices = {name: chance.randint(3, 40) for name in names}
        value = {place: Fraction(chance.randint(10, 99), 10) for place in range(5)}
        rows: dict[str, Row] = {
            "money": (prices, None, sum(prices.values()) + chance.randint(0, 40)),
            "first": ({names[0]: 3, names[1]: -2}, chance.randint(-2, 1), None),
        }
        example = program(dict.fromkeys(names, (0, 4)), rows, whole=names)

        result = solve(example, value)

        assert result.bound == best_by_enumeration(example, value, most=4), seed
        assert result.tree is not None
        assert check_tree(example, value, example.bounds(), result.tree, result.bound)


def test_rounds_of_dozens_of_projects_are_closed() -> None:
    for seed in range(6):
        example, value = random_whole(seed, 40, 10, money=True, continuous=seed % 3)

        result = solve(example, value)

        assert result.status is TreeStatus.OPTIMAL
        assert result.plan is not None
        assert result.tree is not None
        assert is_feasible(example, example.bounds(), result.plan.x)
        assert check_tree(example, value, example.bounds(), result.tree, result.plan.values[0])


def test_a_stopped_search_still_proves_its_bound() -> None:
    example, value = random_whole(3, 60, 15, money=True)

    result = solve(example, value, node_limit=20)

    assert result.status is TreeStatus.STOPPED
    assert result.solved == 20
    assert result.plan is not None
    assert result.bound is not None
    assert result.bound > result.plan.values[0]
    assert result.tree is not None
    assert check_tree(example, value, example.bounds(), result.tree, result.bound)
    assert not check_tree(example, value, example.bounds(), result.tree, result.plan.values[0])


def test_without_a_single_program_solved_there_is_no_tree() -> None:
    example, value = random_whole(3, 60, 15, money=True)

    result = prove_whole(Solver(example), example, [Stage("value", value)], node_limit=0)

    assert (result.status, result.tree, result.bound, result.plan) == (TreeStatus.STOPPED, None, None, None)


def test_a_time_limit_is_kept() -> None:
    example, value = random_whole(3, 60, 15, money=True)

    assert prove_whole(Solver(example), example, [Stage("value", value)], time_limit=0).status is TreeStatus.STOPPED


@pytest.mark.parametrize("calls", [1, 4])
def test_an_interrupt_in_the_middle_of_a_split_loses_nothing(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Ctrl-C comes after values were cut off and before the box was split: the box is pending again."""
    example, value = random_whole(3, 60, 15, money=True)
    solver, stages = Solver(example), [Stage("value", value)]
    plan = solve_whole(solver, example, stages).plan
    choose, left = branch._Search._choice, [calls]

    def interrupt(*arguments: object) -> object:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return choose(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(branch._Search, "_choice", interrupt)
    result = prove_whole(solver, example, stages, plan=plan)

    assert result.interrupted
    assert result.status is TreeStatus.STOPPED
    if calls == 1:
        assert result.tree is None
    else:
        assert result.tree is not None
        assert check_tree(example, value, example.bounds(), result.tree, result.bound)


def test_leaves_share_multipliers() -> None:
    """Cutting off single values by reduced costs makes leaves, not linear programs."""
    example, value = random_whole(1, 60, 15, money=True)

    result = solve(example, value)

    assert result.tree is not None
    leaves = sum(isinstance(node, Leaf) for node in result.tree.nodes)
    assert leaves > len(result.tree.multipliers)


@pytest.mark.campaign
def test_campaign_of_whole_programs_against_enumeration(campaign_size: CampaignSize) -> None:
    for seed in range(1000, 1000 + 10 * campaign_size.whole):
        example, value = random_whole(seed, 12, 8, money=seed % 2 == 0)
        assert solve(example, value).bound == best_by_enumeration(example, value), seed
