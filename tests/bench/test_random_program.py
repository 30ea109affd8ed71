from pathlib import Path

import numpy as np
import pytest
from benchmarks.draws import changes_of, factors_of, on_paths, paths_of
from benchmarks.peers.pyomo_highs import naive
from benchmarks.peers.warm_highspy import WarmLoop
from benchmarks.random_program import BUDGET_PATH, LinearProgram, random_program, write_case
from benchmarks.sweep import budgets_of
from scipy.optimize import linprog
from scipy.sparse import csr_array

from greenopt import read_case, solve
from greenopt.case.changes import parse_set


def best(linear: LinearProgram) -> float:
    """Return the best value that scipy finds for the arrays."""
    shape = len(linear.row_lower), len(linear.cost)
    rows = csr_array((linear.values, linear.indices, linear.starts), shape=shape).toarray()
    most, least = np.isfinite(linear.row_upper), np.isfinite(linear.row_lower)
    sides = np.concatenate([linear.row_upper[most], -linear.row_lower[least]])
    bounds = list(zip(linear.lower.tolist(), linear.upper.tolist(), strict=True))
    found = linprog(-linear.cost, np.vstack([rows[most], -rows[least]]), sides, bounds=bounds)
    assert found.fun is not None
    return -float(found.fun)


def test_the_same_dice_fall_the_same_way() -> None:
    once, again, other = random_program(60), random_program(60), random_program(60, seed=7)

    assert np.array_equal(once.asks, again.asks)
    assert not np.array_equal(once.asks, other.asks)


def test_case_and_arrays_are_one_program(tmp_path: Path) -> None:
    """Greenopt solves the case that was written, scipy the arrays."""
    program = random_program(60)

    run = solve(read_case(write_case(program, tmp_path)))

    assert run.answer.status == "certified_optimal"
    assert run.result["objective"]["value"] == pytest.approx(best(program.linear()), rel=1e-9)


def test_case_has_twelve_to_twenty_rows(tmp_path: Path) -> None:
    program = random_program(60)

    rows = solve(read_case(write_case(program, tmp_path))).answer.rows.program.rows

    assert 12 <= len(program.linear().row_lower) <= 20
    assert 12 <= len(rows) <= 20


@pytest.mark.parametrize("count", [200, 1000])
def test_every_budget_of_a_sweep_has_a_plan(count: int) -> None:
    program = random_program(count)

    values = WarmLoop(program.linear()).budgets([budgets_of(program.budget, 3)[0], program.budget])

    assert not np.isnan(values).any()


def test_budgets_go_from_half_to_half_as_much_again() -> None:
    assert budgets_of(1000, 5) == [500, 750, 1000, 1250, 1500]


def test_a_draw_is_the_same_in_case_and_arrays(tmp_path: Path) -> None:
    """One draw as changes of the case, as factors of the arrays, and through the peers that take arrays."""
    program = random_program(60)
    ((money, impact),) = factors_of(program, 2)
    changed = [
        parse_set(f"{path}={value}") for path, value in changes_of(paths_of(program), on_paths(money, impact)[1])
    ]

    answer = solve(read_case(write_case(program, tmp_path), changes=changed)).answer

    assert answer.value is not None
    drawn = program.with_factors(money[1], impact[1]).linear()
    assert float(answer.value) == pytest.approx(best(drawn), rel=1e-9)
    assert naive(drawn) == pytest.approx(best(drawn), rel=1e-9)
    assert WarmLoop(program.linear()).draws(program, money, impact)[1] == pytest.approx(best(drawn), rel=1e-9)


def test_budget_path_names_the_budget(tmp_path: Path) -> None:
    program = random_program(60)
    case = write_case(program, tmp_path)

    answer = solve(read_case(case, changes=[parse_set(f"{BUDGET_PATH}=x 1.5")])).answer

    assert answer.value is not None
    (expected,) = WarmLoop(program.linear()).budgets([program.budget * 1.5])
    assert float(answer.value) == pytest.approx(expected, rel=1e-9)
