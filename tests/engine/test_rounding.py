"""Rounded bounds of whole columns and counts: right in a case worked out by hand, and kept by every whole plan."""

from fractions import Fraction
from itertools import product

import pytest
from tests.engine.programs import Row, best_by_enumeration, program, random_whole

from greenopt.engine import branch
from greenopt.engine.branch import prove_whole
from greenopt.engine.certificate import is_feasible
from greenopt.engine.cuts import with_cuts
from greenopt.engine.program import Program
from greenopt.engine.rounding import Count, counted, rounded
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage
from greenopt.engine.tree import Tree, check_tree, with_better
from greenopt.engine.whole import solve_whole

NAMES = ("a", "b", "c")


def three_projects() -> Program:
    """
    Return a, b and c with 50 of money, and at least 2 models, which only b and c bring, one of them at most.

    2 models take a part of b or c: 7 b + 9 c >= 2 needs b + c >= 2/9, so one of them must be begun. The cheapest way to
    2 models is 2/7 of b for 40/7, which leaves 310/7 of 50 for a, less than the 60 it asks for: a cannot be begun.
    """
    rows: dict[str, Row] = {
        "money": ({"a": 60, "b": 20, "c": 30}, None, 50),
        "models": ({"b": 7, "c": 9}, 2, None),
        "once": ({"b": 1, "c": 1}, None, 1),
    }
    return program(dict.fromkeys(NAMES, (0, 1)), rows, whole=NAMES)


def test_what_is_counted_are_whole_columns_and_rows_that_count_them() -> None:
    example = three_projects()

    assert counted(example, example.bounds()) == [
        *(Count((column,), 0, 1) for column in range(3)),
        Count((1, 2), 0, 1),
    ]


def test_a_part_that_must_be_begun_is_begun_and_one_that_cannot_be_whole_is_not() -> None:
    example = three_projects()
    bounds = example.bounds()
    counts = counted(example, bounds)

    cuts, cut, _ = rounded(example, bounds, counts)

    assert counts[0] == Count((0,), 0, 0)
    assert counts[3] == Count((1, 2), 1, 1)
    solver = Solver(cut)
    assert solver.solve({0: Fraction(1)}).value == pytest.approx(0)
    assert solver.solve({1: Fraction(-1), 2: Fraction(-1)}).value == pytest.approx(-1)
    again = with_cuts(example, bounds, cuts)
    assert again is not None
    assert again[0].entries == cut.entries


def test_every_whole_plan_keeps_what_was_rounded() -> None:
    """All 2^8 plans of random programs: those that keep the rows of the program keep the rows of the cuts."""
    found = 0
    for seed in range(30):
        example, _ = random_whole(seed, 8, 6, money=False)
        cuts, cut, bounds = rounded(example, example.bounds(), counted(example, example.bounds()))
        found += len(cuts)
        sides = [
            [Fraction(each) for each in range(int(low), int(high) + 1)] if whole else [low, high]
            for low, high, whole in zip(example.column_lower, example.column_upper, example.whole, strict=True)
        ]
        for x in product(*sides):
            if is_feasible(example, example.bounds(), x):
                assert is_feasible(cut, bounds, x), seed
    assert found


@pytest.mark.parametrize("money", [False, True])
def test_proofs_with_rounded_bounds_agree_with_enumeration(monkeypatch: pytest.MonkeyPatch, money: bool) -> None:
    """Cuts from the second linear program on, and a row that keeps what brings less than the plan out of sight."""
    monkeypatch.setattr(branch, "_WITHOUT_CUTS", 1)
    held = 0
    for seed in range(40):
        example, value = random_whole(seed, 8, 6, money=money)
        solver, stages = Solver(example), [Stage("value", value)]
        plan = solve_whole(solver, example, stages).plan

        result = prove_whole(solver, example, stages, plan=plan)

        best = best_by_enumeration(example, value)
        assert (result.status is TreeStatus.INFEASIBLE) == (best is None)
        assert result.bound == best, seed
        assert result.tree is not None
        assert check_tree(example, value, example.bounds(), result.tree, best), seed
        held += result.tree.better is not None
    assert held


def test_a_tree_may_not_ask_for_more_than_it_proves() -> None:
    """With only plans of 10 and more in sight nothing is left, so any limit would seem proved: it is refused."""
    rows: dict[str, Row] = {"money": ({"a": 3, "b": 2}, None, 4)}
    example = program({"a": (0, 1), "b": (0, 1)}, rows, whole=["a", "b"])
    value = {0: Fraction(5), 1: Fraction(4)}
    cut, bounds = with_better(example, example.bounds(), value, Fraction(10))
    empty = prove_whole(Solver(cut), cut, [Stage("value", value)], bounds)

    assert empty.status is TreeStatus.INFEASIBLE
    assert empty.tree is not None
    forged = Tree(empty.tree.nodes, empty.tree.multipliers, empty.tree.cuts, Fraction(10))
    assert not check_tree(example, value, example.bounds(), forged, Fraction(4))
    assert check_tree(example, value, example.bounds(), forged, Fraction(10))
