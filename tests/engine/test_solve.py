import _thread
import threading
from dataclasses import replace
from fractions import Fraction
from time import monotonic

import highspy
import numpy as np
import pytest
from tests.engine.programs import Row, cost, dice, program, random_whole, wood_and_brick

from greenopt.engine import solve as solve_module
from greenopt.engine.program import At, Bounds
from greenopt.engine.scaling import Arrays, OutOfRange
from greenopt.engine.solve import Claim, Presolve, Solver


@pytest.mark.parametrize("presolve", ["choose", "on", "off"])
def test_plan_multipliers_and_basis_come_back_in_stated_units(presolve: Presolve) -> None:
    """Money stated in a thousandth of its rows' numbers: its multiplier is a thousand times 3/4."""
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"money": ({"wood": "0.006", "brick": "0.004"}, None, "0.024"), "people": ({"wood": 1, "brick": 2}, None, 6)},
    )

    outcome = Solver(example, presolve=presolve).solve(cost(example, {"wood": 5, "brick": 4}))

    assert outcome.claim is Claim.OPTIMAL
    assert outcome.x == pytest.approx([3, 1.5])
    assert outcome.duals == pytest.approx([750, 0.5])
    assert outcome.value == pytest.approx(21)
    assert outcome.basis is not None
    assert list(outcome.basis.columns) == [At.BASIC, At.BASIC]
    assert list(outcome.basis.rows) == [At.UPPER, At.UPPER]


def test_later_solves_see_new_costs_and_bounds_and_can_go_back() -> None:
    """With wood <= 2: brick = 2, value 18. Then minimising wood: 0."""
    example, value = wood_and_brick()
    solver, tight = Solver(example), example.bounds()
    tight.column_upper[0] = Fraction(2)

    assert solver.solve(value).value == pytest.approx(21)
    assert solver.solve(value, tight).value == pytest.approx(18)
    assert solver.solve({0: Fraction(-1)}, tight).value == pytest.approx(0)
    assert solver.solve(value).value == pytest.approx(21)


def test_a_whole_number_solve_between_does_not_hide_changed_bounds() -> None:
    """The relaxation must not keep the bounds from before the whole-number solve: wood <= 2 gives 18, whole too."""
    example, value = wood_and_brick(whole=["wood", "brick"])
    solver, tight = Solver(example), example.bounds()
    tight.column_upper[0] = Fraction(2)

    solver.solve(value)
    assert solver.solve(value, tight, whole=True).value == pytest.approx(18)
    assert solver.solve(value, tight).value == pytest.approx(18)


def test_whole_numbers_have_a_claimed_bound_but_no_multipliers() -> None:
    """Whole: (4, 0) gives 20, (3, 1) gives 19, (2, 2) gives 18."""
    example, value = wood_and_brick(whole=["wood", "brick"])

    outcome = Solver(example).solve(value, whole=True)

    assert outcome.claim is Claim.OPTIMAL
    assert outcome.x == pytest.approx([4, 0])
    assert outcome.value == pytest.approx(20)
    assert outcome.bound == pytest.approx(20)
    assert outcome.duals is None
    assert outcome.basis is None


def test_odd_shapes_are_solved() -> None:
    """Fixed column, equation, empty row, row without sides, column in no row: 3 * 2 + 4 * 3 + 7 * 5 = 53."""
    example = program(
        {"fixed": (2, 2), "free": (0, 9), "unused": (0, 5)},
        {
            "equation": ({"fixed": 1, "free": 1}, 5, 5),
            "empty": ({}, -1, 1),
            "no sides": ({"free": 3}, None, None),
        },
    )

    outcome = Solver(example).solve(cost(example, {"fixed": 3, "free": 4, "unused": 7}))

    assert outcome.claim is Claim.OPTIMAL
    assert outcome.value == pytest.approx(53)


def test_programs_without_rows_or_columns_are_solved() -> None:
    bare = program({"only": (1, 4)}, {})

    assert Solver(bare).solve({0: Fraction(-2)}).value == pytest.approx(-2)
    assert Solver(program({}, {})).solve({}).claim is Claim.OPTIMAL


@pytest.mark.parametrize("presolve", ["choose", "on", "off"])
def test_infeasible_is_told_with_a_basis_to_prove_it_from(presolve: Presolve) -> None:
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"money": ({"wood": 6, "brick": 4}, None, 24), "least": ({"wood": 3, "brick": 2}, 13, None)},
    )

    outcome = Solver(example, presolve=presolve).solve({0: Fraction(1)})

    assert outcome.claim is Claim.INFEASIBLE
    assert outcome.value is None
    assert outcome.basis is not None


def test_whole_number_infeasibility_has_no_value() -> None:
    example = program({"pairs": (0, 9)}, {"odd": ({"pairs": 2}, 7, 7)}, whole=["pairs"])

    outcome = Solver(example).solve({0: Fraction(1)}, whole=True)

    assert (outcome.claim, outcome.value, outcome.x) == (Claim.INFEASIBLE, None, None)


def test_without_time_there_is_no_value_instead_of_zero() -> None:
    example, value = random_whole(3, 40, 12, money=True)

    outcome = Solver(example).solve(value, whole=True, time_limit=0)

    assert (outcome.claim, outcome.value, outcome.x) == (Claim.STOPPED, None, None)
    assert not outcome.interrupted


def test_a_time_limit_counts_from_its_own_solve() -> None:
    """HiGHS adds up the seconds of one object; the thirtieth short solve must not find its time used up."""
    example, value = random_whole(3, 4000, 12, money=True)
    solver, turned = Solver(example), {column: -coefficient for column, coefficient in value.items()}

    claims = {solver.solve(turned if turn % 2 else value, time_limit=0.15).claim for turn in range(30)}

    assert claims == {Claim.OPTIMAL}


def interrupted(patch: pytest.MonkeyPatch, start: str, after: float) -> None:
    """Press Ctrl-C once, so many seconds after HiGHS is told to start by a call of this name: never before it."""
    real, pressed = getattr(highspy.Highs, start), threading.Event()

    def call(highs: highspy.Highs) -> object:
        if not pressed.is_set():
            pressed.set()
            threading.Timer(after, _thread.interrupt_main).start()
        return real(highs)

    patch.setattr(highspy.Highs, start, call)


def test_an_interrupt_stops_the_solver_and_keeps_quiet(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program takes HiGHS minutes, so that it still searches when it is broken off."""
    example, value = random_whole(5, 4000, 30, money=True)
    interrupted(monkeypatch, "startSolve", 0.2)

    outcome = Solver(example).solve(value, whole=True, time_limit=60)

    assert outcome.claim is Claim.STOPPED
    assert outcome.interrupted
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_of_a_short_linear_solve_is_heard_as_soon_as_it_ends(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The largest linear program that HiGHS solves without listening: 100 rows over 200 columns, 20,000 entries.

    It takes a moment, and then Ctrl-C is what it always is; the solver can be asked again.
    """
    chance = dice(11)
    columns = {f"p{place}": (0, 1) for place in range(200)}
    rows: dict[str, Row] = {
        f"limit {row}": ({name: chance.randint(1, 10**6) for name in columns}, None, chance.randint(10**6, 10**7))
        for row in range(100)
    }
    example = program(columns, rows)
    value = cost(example, {name: chance.randint(1, 10**6) for name in columns})
    assert sum(map(len, example.entries)) == solve_module._INTERRUPTIBLE_ENTRIES
    solver = Solver(example)
    interrupted(monkeypatch, "run", 0.0)

    began = monotonic()
    with pytest.raises(KeyboardInterrupt):
        solver.solve(value)
    assert monotonic() - began < 5
    assert solver.solve(value).claim is Claim.OPTIMAL
    assert capfd.readouterr() == ("", "")


def test_arrays_compiled_elsewhere_are_used() -> None:
    """The passed matrix counts: with wood at 12 instead of 6, wood = 6/5 and brick = 12/5."""
    example, value = wood_and_brick()
    arrays = Arrays.of(example)
    dearer = replace(arrays, values=np.array([12.0, 4.0, 1.0, 2.0]))

    outcome = Solver(example, arrays=dearer).solve(value)

    assert outcome.x == pytest.approx([1.2, 2.4])
    assert Solver(example, arrays=arrays).solve(value).x == pytest.approx([3, 1.5])


def test_a_limit_that_highs_would_not_see_is_refused() -> None:
    example = program({"wood": (0, 1)}, {"money": ({"wood": 1}, None, 10**30)})

    with pytest.raises(OutOfRange) as refusal:
        Solver(example)
    assert (refusal.value.row, refusal.value.column) == ("money", None)

    with pytest.raises(OutOfRange) as refusal:
        Solver(program({"wood": (0, 10**400)}, {}))
    assert (refusal.value.row, refusal.value.column) == (None, "wood")


def test_a_cost_too_large_for_a_float_is_refused() -> None:
    example, _ = wood_and_brick()

    with pytest.raises(OutOfRange, match="wood"):
        Solver(example).solve({0: Fraction(10**400)})


def test_a_refused_side_does_not_spoil_the_next_solve() -> None:
    example, value = wood_and_brick()
    solver, wrong = Solver(example), example.bounds()
    wrong.column_upper[0] = Fraction(2)
    wrong.row_upper[1] = Fraction(10**40)

    with pytest.raises(OutOfRange):
        solver.solve(value, wrong)

    assert solver.solve(value).value == pytest.approx(21)
    tight = Bounds(wrong.column_lower, wrong.column_upper, wrong.row_lower, [Fraction(24), Fraction(6)])
    assert solver.solve(value, tight).value == pytest.approx(18)


def test_a_plan_to_begin_with_is_taken() -> None:
    """Without time to search, the given plan is what comes back."""
    example, value = random_whole(3, 40, 12, money=True)
    solver = Solver(example)
    best = solver.solve(value, whole=True)
    assert best.x is not None

    start = [Fraction(round(level)) for level in best.x]

    assert solver.solve(value, whole=True, start=start).value == pytest.approx(best.value)
