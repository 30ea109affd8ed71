from dataclasses import replace
from fractions import Fraction

import pytest
from tests.engine.programs import cost, dice, fractions, program, random_whole, wood_and_brick

from greenopt.engine.certificate import check_infeasible, check_optimal
from greenopt.engine.program import Bounds, Program
from greenopt.engine.solve import Solver
from greenopt.engine.stages import (
    Proof,
    Sole,
    Stage,
    another_point,
    is_one_point,
    narrow,
    solve_stages,
    values_of,
)


def tied() -> tuple[Program, list[Stage]]:
    """
    Three projects, two of them worth the same.

    Most tonnes: solar + wind + hydro / 2 within solar + wind + hydro <= 3, each at most 2: 3, with hydro at 0.
    Then least money 3 solar + 2 wind: wind 2, solar 1, money 7.
    """
    example = program(
        {"solar": (0, 2), "wind": (0, 2), "hydro": (0, 2)},
        {"money": ({"solar": 1, "wind": 1, "hydro": 1}, None, 3)},
    )
    tonnes = cost(example, {"solar": 1, "wind": 1, "hydro": "1/2"})
    return example, [Stage("tonnes", tonnes), Stage("money", cost(example, {"solar": -3, "wind": -2}))]


def test_the_second_stage_settles_what_the_first_leaves_open() -> None:
    example, stages = tied()

    result = solve_stages(Solver(example), example, stages)

    assert result.proof is Proof.OPTIMAL
    assert result.x == fractions(1, 2, 0)
    assert [stage.value for stage in result.stages] == [3, -7]
    assert result.unique_after == 1
    assert values_of(stages, result.x) == tuple(fractions(3, -7))


def test_each_stage_is_proved_on_the_face_of_the_one_before() -> None:
    example, stages = tied()
    result = solve_stages(Solver(example), example, stages)
    assert result.x is not None

    first, second = result.stages
    face = narrow(example.bounds(), first.y, first.d)

    assert first.y == {0: Fraction(1)}
    assert first.d == {2: Fraction(-1, 2)}
    assert face.row_lower == fractions(3)
    assert face.column_upper[2] == 0
    assert check_optimal(example, stages[0].cost, example.bounds(), result.x, first.y)
    assert check_optimal(example, stages[1].cost, face, result.x, second.y)
    assert not check_optimal(example, stages[1].cost, example.bounds(), result.x, second.y)


def test_later_stages_are_skipped_once_one_point_is_left() -> None:
    example, value = wood_and_brick()

    result = solve_stages(Solver(example), example, [Stage("value", value), Stage("other", {0: Fraction(-1)})])

    assert result.unique_after == 0
    assert len(result.stages) == 1
    assert result.face.row_lower == result.face.row_upper == [24, 6]


def test_a_restriction_is_kept_and_not_changed() -> None:
    example, stages = tied()
    bounds = example.bounds()
    bounds.column_upper[1] = Fraction(1, 2)
    before = bounds.copy()

    result = solve_stages(Solver(example), example, stages, bounds)

    assert result.x == [2, Fraction(1, 2), Fraction(1, 2)]
    assert result.stages[0].value == Fraction(11, 4)
    assert bounds == before


def test_infeasible_restrictions_are_proved() -> None:
    example, stages = tied()
    bounds = example.bounds()
    bounds.row_lower[0] = bounds.row_upper[0] = Fraction(7)

    result = solve_stages(Solver(example), example, stages, bounds)

    assert result.proof is Proof.INFEASIBLE
    assert result.farkas is not None
    assert check_infeasible(example, bounds, result.farkas)
    assert (result.x, result.stages) == (None, [])


def test_without_time_nothing_is_said() -> None:
    example, value = random_whole(1, 50, 10, money=True)

    result = solve_stages(Solver(example, presolve="off"), example, [Stage("value", value)], time_limit=0)

    assert (result.proof, result.x, result.stages) == (Proof.UNPROVED, None, [])


def test_a_square_of_equations_is_one_point_but_a_triangle_is_not_seen() -> None:
    """Solar + wind >= 2 with both at most 1 is one point too, which only `another_point` finds."""
    example = program({"solar": (0, 1), "wind": (0, 1)}, {"sum": ({"solar": 1, "wind": 1}, 2, None)})
    fixed = example.bounds()
    fixed.fix_column(0, Fraction(1))
    fixed.fix_row(0, Fraction(2))

    assert is_one_point(example, fixed)
    assert not is_one_point(example, example.bounds())
    assert another_point(Solver(example), example, example.bounds(), [Fraction(1), Fraction(1)]) is Sole.ONLY


def test_another_point_is_a_point_of_the_face() -> None:
    example, stages = tied()
    first = solve_stages(Solver(example), example, stages[:1])
    assert first.x is not None

    other = another_point(Solver(example), example, first.face, first.x)

    assert first.unique_after is None
    assert isinstance(other, list)
    assert other != first.x
    assert values_of(stages[:1], other) == tuple(fractions(3))
    assert isinstance(another_point(Solver(example), example, first.face, other), list)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_projects_does_not_change_the_plan(seed: int) -> None:
    """Costs in round steps leave many best plans; the second stage and the names leave one, whatever the order."""
    example, _ = random_whole(seed, 14, 5, money=False)
    chance = dice(seed)
    tonnes = {name: Fraction(chance.randint(1, 4) * 100) for name in example.columns}
    plans = []
    for turn in range(3):
        order = list(range(len(example.columns)))
        dice(turn).shuffle(order)
        shuffled = _reordered(example, order)
        stages = [
            Stage("tonnes", {place: tonnes[name] for place, name in enumerate(shuffled.columns)}),
            Stage("name", {place: Fraction(2 ** int(name[1:])) for place, name in enumerate(shuffled.columns)}),
        ]
        result = solve_stages(Solver(shuffled), shuffled, stages)
        assert result.proof is Proof.OPTIMAL
        assert result.x is not None
        plans.append(dict(zip(shuffled.columns, result.x, strict=True)))
    assert plans[0] == plans[1] == plans[2]


def test_narrowing_follows_the_signs() -> None:
    bounds = Bounds([Fraction(1)] * 3, [Fraction(5)] * 3, [Fraction(2), None], [Fraction(9), Fraction(4)])

    face = narrow(bounds, {0: Fraction(-1), 1: Fraction(2)}, {0: Fraction(-3), 2: Fraction(7)})

    assert face.column_lower == fractions(1, 1, 5)
    assert face.column_upper == fractions(1, 5, 5)
    assert face.row_lower == face.row_upper == fractions(2, 4)


def _reordered(example: Program, order: list[int]) -> Program:
    place = {old: new for new, old in enumerate(order)}
    return replace(
        example,
        columns=tuple(example.columns[old] for old in order),
        entries=tuple({place[old]: entry for old, entry in entries.items()} for entries in example.entries),
    )
