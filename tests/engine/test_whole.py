from dataclasses import replace
from fractions import Fraction

from tests.engine.programs import cost, fractions, program, random_whole, wood_and_brick

from greenopt.engine.certificate import check_infeasible, is_feasible
from greenopt.engine.exact import reduced_costs, upper_bound
from greenopt.engine.solve import Claim, Solver
from greenopt.engine.stages import Stage
from greenopt.engine.whole import WholeStatus, exact_plan, solve_whole


def test_the_plan_is_exact_and_the_bound_is_that_of_the_relaxation() -> None:
    """Whole: 4 wood, 0 brick, 20; in parts 21."""
    example, value = wood_and_brick(whole=["wood", "brick"])

    result = solve_whole(Solver(example), example, [Stage("value", value)])

    assert result.status is WholeStatus.WITHIN_GAP
    assert result.plan is not None
    assert result.plan.x == fractions(4, 0)
    assert result.plan.values == tuple(fractions(20))
    assert result.bound == 21
    assert result.gap == 1
    assert result.y is not None
    assert upper_bound(example.bounds(), result.y, reduced_costs(example, value, result.y)) == 21
    assert result.claim is Claim.OPTIMAL


def test_a_whole_relaxation_is_proved_best() -> None:
    """With 8 people, 6 wood + 4 brick = 24 and wood + 2 brick = 8 give wood = 2 and brick = 3, whole."""
    example, value = wood_and_brick(whole=["wood", "brick"])
    bounds = example.bounds()
    bounds.row_upper[1] = Fraction(8)

    result = solve_whole(Solver(example), example, [Stage("value", value)], bounds)

    assert result.status is WholeStatus.OPTIMAL
    assert result.gap == 0
    assert result.plan is not None
    assert list(result.plan.x) == [2, 3]


def test_only_whole_columns_are_rounded_and_the_rest_is_best_exactly() -> None:
    """Wood whole only: wood 3 leaves 6 for brick at 4, so 3/2 brick, 21 as in parts."""
    example, value = wood_and_brick(whole=["wood"])

    result = solve_whole(Solver(example), example, [Stage("value", value)])

    assert result.status is WholeStatus.OPTIMAL
    assert result.plan is not None
    assert result.plan.x == [3, Fraction(3, 2)]


def test_the_second_stage_chooses_among_equally_good_plans() -> None:
    """Any two of three give 8 tonnes; wind and hydro are cheapest."""
    example = program(
        {"solar": (0, 1), "wind": (0, 1), "hydro": (0, 1)},
        {"count": ({"solar": 1, "wind": 1, "hydro": 1}, None, 2)},
        whole=["solar", "wind", "hydro"],
    )
    tonnes = Stage("tonnes", cost(example, {"solar": 4, "wind": 4, "hydro": 4}))
    for prices, plan in (
        ({"solar": -9, "wind": -5, "hydro": -3}, [0, 1, 1]),
        ({"solar": -2, "wind": -5, "hydro": -3}, [1, 0, 1]),
        ({"solar": -2, "wind": -5, "hydro": -7}, [1, 1, 0]),
    ):
        result = solve_whole(Solver(example), example, [tonnes, Stage("money", cost(example, prices))])

        assert result.plan is not None
        assert list(result.plan.x) == plan
        assert result.plan.values[0] == 8


def test_an_empty_relaxation_is_proved_empty() -> None:
    example, value = wood_and_brick(whole=["wood"])
    bounds = example.bounds()
    bounds.row_lower[0], bounds.row_upper[0] = Fraction(200), None

    result = solve_whole(Solver(example), example, [Stage("value", value)], bounds)

    assert result.status is WholeStatus.INFEASIBLE
    assert result.farkas is not None
    assert check_infeasible(example, bounds, result.farkas)


def test_emptiness_by_wholeness_alone_is_only_claimed() -> None:
    """2 pairs = 7 has a solution in parts, so nothing is proved; the bound 7/2 stands."""
    example = program({"pairs": (0, 9)}, {"odd": ({"pairs": 2}, 7, 7)}, whole=["pairs"])

    result = solve_whole(Solver(example), example, [Stage("value", {0: Fraction(1)})])

    assert (result.status, result.claim) == (WholeStatus.NO_PLAN, Claim.INFEASIBLE)
    assert result.bound == Fraction(7, 2)
    assert result.farkas is None


def test_without_time_there_is_no_plan_and_that_is_said() -> None:
    example, value = random_whole(3, 60, 12, money=True)

    result = solve_whole(Solver(example, presolve="off"), example, [Stage("value", value)], time_limit=0)

    assert result.status is WholeStatus.NO_PLAN
    assert result.stopped
    assert (result.plan, result.gap) == (None, None)


def test_stopped_searches_keep_a_feasible_plan_and_a_bound() -> None:
    example, value = random_whole(5, 600, 25, money=True)

    result = solve_whole(Solver(example), example, [Stage("value", value)], time_limit=1.5)

    assert result.status is WholeStatus.WITHIN_GAP
    assert result.plan is not None
    assert result.gap is not None
    assert result.gap > 0
    assert is_feasible(example, example.bounds(), result.plan.x)
    assert {level.denominator for level in result.plan.x} == {1}


def test_numbers_that_do_not_fit_are_no_plan() -> None:
    """Five wood cost 30 of 24."""
    example, value = wood_and_brick(whole=["wood"])
    solver, stages = Solver(example), [Stage("value", value)]

    assert exact_plan(solver, example, stages, example.bounds(), [5.0, 0.0]) is None
    found = exact_plan(solver, example, stages, example.bounds(), [1.9999999, 0.0])
    assert found is not None
    assert list(found.x) == [2, 2]


def test_an_added_row_out_of_range_leaves_the_plan_as_it_is() -> None:
    """The first stage's coefficients span more than any solver can hold; the second stage is then not improved."""
    example = program(
        {"solar": (0, 1), "wind": (0, 1)}, {"count": ({"solar": 1, "wind": 1}, None, 1)}, whole=["solar", "wind"]
    )
    wide = Stage("wide", {0: Fraction(10**30), 1: Fraction(1)})

    result = solve_whole(Solver(example), example, [wide, Stage("none", {0: Fraction(-1)})])

    assert result.plan is not None
    assert list(result.plan.x) == [1, 0]
    assert replace(result, plan=None).gap is None
