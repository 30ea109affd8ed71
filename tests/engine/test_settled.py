"""Settled multipliers: the same ones whichever a solver has found, where several prove the same."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from tests.engine.programs import cost, fractions, program, wood_and_brick
from tests.random_cases import Wanted, random_case
from tests.small_cases import read_tree

from greenopt.engine.answer import Options
from greenopt.engine.certificate import check_optimal
from greenopt.engine.exact import Point, Reduced, reduced_costs
from greenopt.engine.program import At, Basis, Program
from greenopt.engine.settled import is_only_proof, settled, settled_of_whole
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Proof, Stage, StageResult, StagesResult, narrow, solve_stages
from greenopt.run import solve


def twice_held() -> tuple[Program, dict[int, Fraction]]:
    """
    Return wood at 7 each, held at 3 by the money (2 wood <= 6) and by the people (5 wood <= 15).

    Money alone proves that 21 is best, at 7/2 a unit; so do the people at 7/5; and anything between.
    """
    found = program({"wood": (0, 9)}, {"money": ({"wood": 2}, None, 6), "people": ({"wood": 5}, None, 15)})
    return found, cost(found, {"wood": 7})


PROOFS = [{0: Fraction(7, 2)}, {1: Fraction(7, 5)}, {0: Fraction(7, 4), 1: Fraction(7, 10)}]


def test_whichever_multipliers_were_found_the_same_are_told() -> None:
    example, value = twice_held()
    steps, told = [Stage("objective", value)], []
    for y in PROOFS:
        assert check_optimal(example, value, example.bounds(), fractions(3), y)
        stage = StageResult("objective", Fraction(21), y, {}, Basis([At.BASIC], [At.UPPER, At.BASIC]))
        face = narrow(example.bounds(), y, Reduced(*reduced_costs(example, value, y)))
        found = StagesResult(Proof.OPTIMAL, [stage], fractions(3), face, 0, None)
        again = partial(solve_stages, Solver(example, presolve="off"), example, steps)
        told.append(settled(example, 0, found, again).stages[0].y)

    assert told[0] == told[1] == told[2]
    assert check_optimal(example, value, example.bounds(), fractions(3), told[0])


def test_what_does_not_come_to_the_same_plan_is_not_taken() -> None:
    example, _ = twice_held()
    stage = StageResult("objective", Fraction(21), PROOFS[0], {}, Basis([At.BASIC], [At.UPPER, At.BASIC]))
    found = StagesResult(Proof.OPTIMAL, [stage], fractions(3), example.bounds(), 0, None)
    stopped = StagesResult(Proof.UNPROVED, [], None, example.bounds(), None, None, interrupted=True)

    assert settled(example, 0, found, lambda: stopped) == replace(found, interrupted=True)
    assert settled(example, 0, found, lambda: replace(found, x=fractions(2))) == found


def test_of_a_relaxation_too() -> None:
    example, value = twice_held()
    told = [settled_of_whole(example, value, example.bounds(), fractions(3), y) for y in PROOFS]

    assert told[0] == told[1] == told[2]


def test_multipliers_of_which_there_is_one_set_are_kept() -> None:
    """Money 3/4 and people 1/2 hold wood and brick, a row for each; wood that is held twice has a row too many."""
    example, value = wood_and_brick()
    best, other = fractions(3, "3/2"), twice_held()[0]

    assert is_only_proof(example, example.bounds(), best, Point(best))
    assert not is_only_proof(other, other.bounds(), fractions(3), Point(fractions(3)))
    only = {0: Fraction(3, 4), 1: Fraction(1, 2)}
    assert settled_of_whole(example, value, example.bounds(), best, only) == only


@pytest.mark.parametrize(
    ("seed", "wanted"),
    [(7, Wanted(raw=True)), (12, Wanted(raw=True)), (60, Wanted(raw=True)), (10, Wanted(whole=True, raw=True))],
)
def test_no_number_of_a_result_depends_on_presolve(seed: int, wanted: Wanted, tmp_path: Path) -> None:
    """Cases in which merits, ranks, reasons and a price once did: several multipliers prove their optimum."""
    case = read_tree(random_case(seed, wanted), tmp_path)
    found = [solve(case, Options(presolve=each, conflict=False)).result for each in ("choose", "on", "off")]

    assert found[0] == found[1] == found[2]
