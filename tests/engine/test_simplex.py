from fractions import Fraction
from time import monotonic

from tests.engine.programs import cost, program, random_linear, wood_and_brick

from greenopt.engine import simplex
from greenopt.engine.certificate import check_infeasible, is_feasible
from greenopt.engine.corner import Corner
from greenopt.engine.exact import Point, value_of
from greenopt.engine.program import At, Basis, Cost, Program
from greenopt.engine.simplex import Emptiness, improve


def climb(example: Program, value: Cost, basis: Basis | None = None) -> Corner | Emptiness | None:
    return improve(
        example, value, example.bounds(), Corner(example, example.bounds(), basis or Basis.of_slacks(example))
    )


def test_the_best_corner_is_reached_from_nothing() -> None:
    example, value = wood_and_brick()

    end = climb(example, value)

    assert isinstance(end, Corner)
    assert end.values == [3, Fraction(3, 2)]


def test_an_infeasible_start_becomes_feasible_first() -> None:
    """From wood = brick = 10, where both rows are far exceeded."""
    example, value = wood_and_brick()

    end = climb(example, value, Basis([At.UPPER, At.UPPER], [At.BASIC, At.BASIC]))

    assert isinstance(end, Corner)
    assert end.values == [3, Fraction(3, 2)]


def test_equations_and_lower_sides_are_met() -> None:
    """Least 2 wood + 3 brick with wood + brick = 7, brick - wood >= 2: brick = 9/2, wood = 5/2, cost 37/2."""
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"sum": ({"wood": 1, "brick": 1}, 7, 7), "ahead": ({"brick": 1, "wood": -1}, 2, 9)},
    )

    end = climb(example, cost(example, {"wood": -2, "brick": -3}))

    assert isinstance(end, Corner)
    assert end.values == [Fraction(5, 2), Fraction(9, 2)]


def test_cycling_is_broken() -> None:
    """Beale's example, known for cycling under a steepest rule: best value 1/20 at x = (1/25, 0, 1, 0)."""
    example = program(
        {"a": (0, 99), "b": (0, 99), "c": (0, 99), "d": (0, 99)},
        {
            "first": ({"a": "1/4", "b": -60, "c": "-1/25", "d": 9}, None, 0),
            "second": ({"a": "1/2", "b": -90, "c": "-1/50", "d": 3}, None, 0),
            "third": ({"c": 1}, None, 1),
        },
    )
    value = cost(example, {"a": "3/4", "b": -150, "c": "1/50", "d": -6})

    end = climb(example, value)

    assert isinstance(end, Corner)
    assert end.values == [Fraction(1, 25), 0, 1, 0]
    assert value_of(value, Point(end.values)) == Fraction(1, 20)


def test_a_cautious_step_takes_the_first_instead_of_the_steepest() -> None:
    example, _ = wood_and_brick()
    bounds = example.bounds()
    state = simplex._state(example, bounds, Corner(example, bounds, Basis.of_slacks(example)))

    steepest = simplex._entering(state, [3, 5], {}, cautious=False)
    first = simplex._entering(state, [3, 5], {}, cautious=True)

    assert steepest is not None
    assert steepest.place == 1
    assert first is not None
    assert first.place == 0


def test_emptiness_comes_with_its_proof() -> None:
    """Wood + brick = 7 asks for more than 2 * 3."""
    example = program({"wood": (0, 3), "brick": (0, 3)}, {"sum": ({"wood": 1, "brick": 1}, 7, 7)})

    end = climb(example, {})

    assert isinstance(end, Emptiness)
    assert end.multipliers == {0: -1}


def test_the_deadline_is_kept() -> None:
    example, value = wood_and_brick()
    corner = Corner(example, example.bounds(), Basis.of_slacks(example))

    assert improve(example, value, example.bounds(), corner, monotonic() - 1) is None


def test_random_programs_end_at_feasible_corners_or_proofs() -> None:
    ends = {"corner": 0, "empty": 0}
    for seed in range(200):
        example, value = random_linear(seed)
        end = climb(example, value)
        if isinstance(end, Emptiness):
            assert check_infeasible(example, example.bounds(), end.multipliers)
            ends["empty"] += 1
        else:
            assert end is not None
            assert is_feasible(example, example.bounds(), end.values)
            ends["corner"] += 1
    assert min(ends.values()) > 15
