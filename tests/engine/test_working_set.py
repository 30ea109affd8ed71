"""A thin program solved with a few of its columns at a time comes to what the whole program comes to, exactly."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.programs import cost, program
from tests.small_cases import case_tree, project, read_tree

from greenopt.engine import working_set
from greenopt.engine.build import arrays_of, build_model, compile_model
from greenopt.engine.certificate import Infeasible, Optimal, certify, check_infeasible, check_optimal
from greenopt.engine.posed import pose
from greenopt.engine.program import Program
from greenopt.engine.scaling import Arrays
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage, solve_stages
from greenopt.run import question_of

ONE = Fraction(1)


@pytest.fixture(autouse=True)
def _small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with a few columns, so that small programs need several turns."""
    monkeypatch.setattr(working_set, "FIRST_SET", 0)
    monkeypatch.setattr(working_set, "SET_PER_ROW", 0)


def solver_of(wanted: Program, *, in_parts: bool) -> Solver:
    """Return a solver that does, or does not, use a working set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working_set, "LEAST_COLUMNS", 0 if in_parts else 10**9)
        patch.setattr(working_set, "LEAST_RATIO", 0)
        return Solver(wanted)


def thin(seed: int, *, in_round_numbers: bool) -> tuple[Program, dict[int, Fraction]]:
    """Return a program with few rows; most have a feasible point, some do not."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    count = dice.randint(5, 70)

    def number() -> Fraction:
        return Fraction(dice.randint(1, 4)) if in_round_numbers else Fraction(dice.randint(1, 10**6), 1000)

    rows: dict[str, tuple[dict[str, Fraction], Fraction | None, Fraction | None]] = {}
    names = [f"x{place}" for place in range(count)]
    for place in range(dice.randint(1, 6)):
        signs = [1] if dice.random() < 0.3 else [1, 1, 1, -1]
        weights = {name: number() * dice.choice(signs) for name in names if dice.random() < 0.7}
        weights = weights or {"x0": ONE}
        activity = sum((weight * Fraction(dice.randint(0, 4), 4) for weight in weights.values()), Fraction(0))
        side = dice.choice("lueb") if dice.random() < 0.9 else "impossible"
        most = sum((weight for weight in weights.values() if weight > 0), Fraction(0))
        low = {"u": None, "b": activity - 1, "impossible": most + 1}.get(side, activity)
        high = {"l": None, "b": activity + 1, "impossible": None}.get(side, activity)
        rows[f"row{place}"] = (weights, low, high)
    wide = {"x0": Fraction(50)} if dice.random() < 0.3 else {}
    found = program({name: (0, wide.get(name, ONE)) for name in names}, rows)
    return found, {place: number() * dice.choice([1, 1, -1]) for place in range(count) if dice.random() < 0.9}


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.booleans())
def test_a_working_set_comes_to_what_the_whole_program_comes_to(seed: int, in_round_numbers: bool) -> None:
    wanted, sought = thin(seed, in_round_numbers=in_round_numbers)
    whole, parts = solver_of(wanted, in_parts=False), solver_of(wanted, in_parts=True)
    # Twice the same, so that the second begins with the multipliers of the first; then the opposite.
    for objective in (sought, sought, {column: -weight for column, weight in sought.items()}):
        ours, theirs = parts.solve(objective), whole.solve(objective)
        assert ours.claim is theirs.claim
        mine, other = (certify(wanted, objective, wanted.bounds(), each.basis) for each in (ours, theirs))
        if isinstance(other, Infeasible):
            assert isinstance(mine, Infeasible)
            assert check_infeasible(wanted, wanted.bounds(), mine.y)
        else:
            assert isinstance(mine, Optimal)
            assert isinstance(other, Optimal)
            assert mine.value == other.value
            assert check_optimal(wanted, objective, wanted.bounds(), mine.x, mine.y)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_every_stage_is_priced(seed: int) -> None:
    wanted, sought = thin(seed, in_round_numbers=True)
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    second = {column: Fraction(dice.randint(-3, 3)) for column in range(len(wanted.columns))}
    third = {column: Fraction(column * 7919 % 1009) for column in range(len(wanted.columns))}
    steps = [Stage("first", sought), Stage("second", second), Stage("third", third)]
    ours, theirs = (solve_stages(solver_of(wanted, in_parts=each), wanted, steps) for each in (True, False))
    assert ours.proof is theirs.proof
    assert [each.value for each in ours.stages][:1] == [each.value for each in theirs.stages][:1]
    if ours.unique_after is not None and theirs.unique_after is not None:
        assert ours.x == theirs.x


def test_the_set_grows_until_no_column_stands_wrong() -> None:
    """
    Two hundred columns of worth 1 to 200, room for three and a half: the best are 200 + 199 + 198 + 197 / 2.

    The working set begins with a part of them; the last pricing leaves none outside that should be inside.
    """
    count = 200
    wanted = program(
        {f"x{place}": (0, 1) for place in range(count)},
        {"room": ({f"x{place}": 1 for place in range(count)}, None, "7/2")},
    )
    sought = cost(wanted, {f"x{place}": place + 1 for place in range(count)})
    outcome = solver_of(wanted, in_parts=True).solve(sought)
    assert "working set" in outcome.words
    found = certify(wanted, sought, wanted.bounds(), outcome.basis)
    assert isinstance(found, Optimal)
    assert found.value == 200 + 199 + 198 + Fraction(197, 2)


def test_a_floor_that_cannot_be_met_is_proved_by_pricing_all_columns() -> None:
    """A hundred columns up to 1 cannot come to 101."""
    wanted = program(
        {f"x{place}": (0, 1) for place in range(100)},
        {"floor": ({f"x{place}": 1 for place in range(100)}, 101, None)},
    )
    outcome = solver_of(wanted, in_parts=True).solve(cost(wanted, {"x0": 1}))
    assert outcome.claim.value == "infeasible"
    assert isinstance(certify(wanted, cost(wanted, {"x0": 1}), wanted.bounds(), outcome.basis), Infeasible)


def test_a_large_thin_case_has_the_matrix_that_pyomo_compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    projects = {f"p{number}": project(cost=str(number + 10), asks=str(number + 3)) for number in range(40)}
    tree = case_tree(projects, {"fund": {"amount": {"2026": "100"}}})
    posed = pose(question_of(read_tree(tree, tmp_path)))
    sought = posed.steps[posed.main].cost
    compiled = compile_model(build_model(posed.rows, sought), posed.rows)
    monkeypatch.setattr(working_set, "LEAST_COLUMNS", 0)
    monkeypatch.setattr(working_set, "LEAST_RATIO", 0)
    assert arrays_of(posed.rows, sought) is None
    taken = Arrays.of(posed.rows.program)
    for part in ("starts", "indices", "values", "whole"):
        assert getattr(taken, part).tolist() == getattr(compiled, part).tolist()
