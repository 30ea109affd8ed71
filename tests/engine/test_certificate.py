from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.conftest import CampaignSize
from tests.engine.programs import cost, dice, fractions, program, random_linear, random_whole, wood_and_brick

from greenopt.engine.certificate import (
    Infeasible,
    Optimal,
    Unproved,
    certify,
    check_infeasible,
    check_optimal,
    is_feasible,
)
from greenopt.engine.program import At, Basis, Cost, Malformed, Program
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.solve import Claim, Presolve, Solver

PRESOLVES: tuple[Presolve, ...] = ("choose", "on", "off")


def test_the_hand_solution_is_proved_from_its_basis() -> None:
    example, value = wood_and_brick()

    found = certify(example, value, example.bounds(), Basis([At.BASIC, At.BASIC], [At.UPPER, At.UPPER]))

    assert isinstance(found, Optimal)
    assert found.x == [3, Fraction(3, 2)]
    assert found.y == {0: Fraction(3, 4), 1: Fraction(1, 2)}
    assert found.d == {}
    assert found.value == 21


def test_multipliers_and_reduced_costs_are_those_of_stated_rows() -> None:
    """0.06 wood + 0.04 brick <= 0.24 alone: brick at its bound 1 pays 4 - 0.04 * 250 / 3 = 2/3, money 5 / 0.06."""
    example = program({"wood": (0, 10), "brick": (0, 1)}, {"money": ({"wood": "0.06", "brick": "0.04"}, None, "0.24")})
    value = cost(example, {"wood": 5, "brick": 4})

    found = certify(example, value, example.bounds(), Solver(example).solve(value).basis)

    assert isinstance(found, Optimal)
    assert found.y == {0: Fraction(250, 3)}
    assert found.d == {1: Fraction(2, 3)}
    assert found.x == [Fraction(10, 3), 1]
    assert found.value == Fraction(62, 3)


@pytest.mark.parametrize(
    "basis",
    [
        None,
        Basis([At.LOWER, At.LOWER], [At.BASIC, At.BASIC]),
        Basis([At.UPPER, At.UPPER], [At.BASIC, At.BASIC]),
        Basis([At.BASIC, At.LOWER], [At.UPPER, At.BASIC]),
        Basis([At.BASIC, At.BASIC], [At.BASIC, At.BASIC]),
        Basis([At.LOWER, At.LOWER], [At.LOWER, At.LOWER]),
        Basis([At.BASIC, At.UPPER], [At.LOWER, At.BASIC]),
    ],
)
def test_any_basis_leads_to_the_same_proof(basis: Basis | None) -> None:
    """Wrong corners, too many basic places, too few, and sides that do not exist."""
    example, value = wood_and_brick()

    found = certify(example, value, example.bounds(), basis)

    assert isinstance(found, Optimal)
    assert found.x == fractions(3, "3/2")
    assert found.value == 21
    assert check_optimal(example, value, example.bounds(), found.x, found.y)


def test_infeasibility_is_proved_by_multipliers() -> None:
    """Money <= 24 and 3 wood + 2 brick >= 13: once money less twice the other is 0 <= 24 - 26."""
    example = program(
        {"wood": (0, 10), "brick": (0, 10)},
        {"money": ({"wood": 6, "brick": 4}, None, 24), "least": ({"wood": 3, "brick": 2}, 13, None)},
    )

    found = certify(example, {0: Fraction(1)}, example.bounds(), None)

    assert isinstance(found, Infeasible)
    assert found.y[1] == -2 * found.y[0] < 0
    assert check_infeasible(example, example.bounds(), found.y)
    assert check_infeasible(example, example.bounds(), {0: Fraction(5), 1: Fraction(-10)})
    assert not check_infeasible(example, example.bounds(), {0: Fraction(5), 1: Fraction(-4)})
    assert not check_infeasible(example, example.bounds(), {0: Fraction(-1), 1: Fraction(2)})


def test_a_bound_of_zero_proves_no_emptiness() -> None:
    """Without multipliers the bound is 0, whatever the program."""
    example, _ = wood_and_brick()

    assert not check_infeasible(example, example.bounds(), {})


def test_a_floor_a_hair_above_the_budget_is_infeasible_in_every_unit() -> None:
    """A part in 1e14 is below every tolerance of the solver, in VND as in billions."""
    for unit in (1, 10**9):
        budget = Fraction(6 * 10**9, unit)
        row = {"solar": Fraction(7 * 10**9, unit), "wind": Fraction(5 * 10**9, unit)}
        example = program(
            {"solar": (0, 1), "wind": (0, 1)},
            {"budget": (row, None, budget), "floor": (row, budget * (1 + Fraction(1, 10**14)), None)},
        )
        value = cost(example, {"solar": 3, "wind": 2})

        found = certify(example, value, example.bounds(), Solver(example).solve(value).basis)

        assert isinstance(found, Infeasible)
        assert check_infeasible(example, example.bounds(), found.y)


def test_feasibility_is_exact() -> None:
    example, _ = wood_and_brick()
    bounds, hair = example.bounds(), Fraction(1, 10**30)

    assert is_feasible(example, bounds, [Fraction(3), Fraction(3, 2)])
    assert not is_feasible(example, bounds, [3 + hair, Fraction(3, 2)])
    assert not is_feasible(example, bounds, [-hair, Fraction(0)])
    assert not is_feasible(example, bounds, [Fraction(3)])
    bounds.row_lower[0] = Fraction(24)
    assert not is_feasible(example, bounds, [3 - hair, Fraction(3, 2)])


def test_without_time_nothing_is_proved() -> None:
    example, value = wood_and_brick()

    assert isinstance(certify(example, value, example.bounds(), None, time_limit=0), Unproved)


def test_crossing_bounds_are_refused() -> None:
    example, value = wood_and_brick()
    crossing = example.bounds()
    crossing.column_upper[0] = Fraction(-1)

    with pytest.raises(Malformed):
        certify(example, value, crossing, None)


def test_random_programs_are_proved_alike_with_and_without_presolve() -> None:
    """Three starts from the solver and one from the slacks must agree on the exact value or on infeasibility."""
    optimal = infeasible = 0
    for seed in range(150):
        example, value = random_linear(seed)
        answers = {_answer(example, value, presolve) for presolve in PRESOLVES} | {_answer(example, value, None)}
        answers.discard("refused")
        assert len(answers) == 1
        optimal += answers != {"infeasible"}
        infeasible += answers == {"infeasible"}
    assert optimal > 90
    assert infeasible > 10


def test_values_agree_with_scipy_where_numbers_are_tame() -> None:
    compared = 0
    for seed in range(150):
        example, value = random_linear(seed)
        if not _is_tame(example):
            continue
        found, reference = certify(example, value, example.bounds(), None), _scipy(example, value)
        if isinstance(found, Optimal) and reference is not None:
            assert float(found.value) == pytest.approx(reference, rel=1e-6, abs=1e-6)
            compared += 1
    assert compared > 15


def test_tampered_proofs_are_refused() -> None:
    """A changed plan misses a side or the bound; changed multipliers count only where they are a proof themselves."""
    refused = 0
    for seed in range(120):
        example, value = random_whole(seed, 12, 6, money=seed % 2 == 0)
        bounds = example.bounds()
        found = certify(example, value, bounds, Solver(example).solve(value).basis)
        assert isinstance(found, Optimal)
        assert check_optimal(example, value, bounds, found.x, found.y)
        chance = dice(seed)
        hair = Fraction(chance.choice([-1, 1]), 10 ** chance.randint(1, 25))
        x, y, row = list(found.x), dict(found.y), chance.choice(sorted(found.y))
        x[chance.randrange(len(x))] += hair
        y[row] += hair * y[row]
        assert not check_optimal(example, value, bounds, x, found.y)
        for changed in (y, {each: y[each] for each in y if each != row}, {**found.y, row: -found.y[row]}):
            still_proves = _bound_column_by_column(example, value, changed) == found.value
            assert check_optimal(example, value, bounds, found.x, changed) is still_proves
            refused += not still_proves
    assert refused > 250


def test_thousands_of_columns_are_proved_from_the_first_basis() -> None:
    """A funding round of 3,000 projects: whatever the solver's floats say, the value is exactly its bound."""
    example, value = random_whole(8, 3000, 15, money=True)
    outcome = Solver(example).solve(value)

    found = certify(example, value, example.bounds(), outcome.basis, time_limit=0)

    assert isinstance(found, Optimal)
    assert float(found.value) == pytest.approx(outcome.value)


@pytest.mark.campaign
def test_campaign_of_linear_programs_against_scip(campaign_size: CampaignSize) -> None:
    pytest.importorskip("pyscipopt")
    for seed in range(1000, 1000 + 50 * campaign_size.linear):
        example, value = random_linear(seed)
        answers = {_answer(example, value, presolve) for presolve in (*PRESOLVES, None)} - {"refused"}
        assert len(answers) == 1, seed
        if not _is_tame(example):
            continue
        reference = _scip(example, value)
        (answer,) = answers
        assert (reference is None) == (answer == "infeasible"), seed
        if isinstance(answer, Fraction):
            assert float(answer) == pytest.approx(reference, rel=1e-6, abs=1e-6), seed


def _answer(example: Program, value: Cost, presolve: Presolve | None) -> Fraction | str:
    """Return the proved value or `infeasible`; `refused` where HiGHS was not asked."""
    basis = None
    if presolve is not None:
        try:
            outcome = Solver(example, presolve=presolve).solve(value)
        except OutOfRange:
            return "refused"
        assert outcome.claim is not Claim.STOPPED
        basis = outcome.basis
    found = certify(example, value, example.bounds(), basis)
    if isinstance(found, Infeasible):
        assert check_infeasible(example, example.bounds(), found.y)
        return "infeasible"
    assert isinstance(found, Optimal)
    assert check_optimal(example, value, example.bounds(), found.x, found.y)
    return found.value


def _is_tame(example: Program) -> bool:
    """Whether a solver's tolerances are small beside every number, so that its answer can serve as a reference."""
    entries = [abs(entry) for row in example.entries for entry in row.values()]
    return max(entries, default=0) <= 100 and max(example.column_upper) <= 100


def _bound_column_by_column(example: Program, value: Cost, y: Mapping[int, Fraction]) -> Fraction | None:
    """Return bound(y) by its definition."""
    total = Fraction(0)
    for row, multiplier in y.items():
        side = example.row_upper[row] if multiplier > 0 else example.row_lower[row]
        if side is None:
            return None
        total += multiplier * side
    for column, (lower, upper) in enumerate(zip(example.column_lower, example.column_upper, strict=True)):
        shares = (y[row] * example.entries[row].get(column, 0) / example.scale[row] for row in y)
        reduced = value.get(column, Fraction(0)) - sum(shares, Fraction(0))
        total += max(reduced * lower, reduced * upper)
    return total


def _scipy(example: Program, value: Cost) -> float | None:
    rows, sides = [], []
    for entries, scale, low, high in zip(
        example.entries, example.scale, example.row_lower, example.row_upper, strict=True
    ):
        row = np.zeros(len(example.columns))
        for column, entry in entries.items():
            row[column] = entry
        for sign, side in ((1, high), (-1, low)):
            if side is not None:
                rows.append(sign * row)
                sides.append(sign * float(side * scale))
    costs = [-float(value.get(column, 0)) for column in range(len(example.columns))]
    box = [(float(low), float(high)) for low, high in zip(example.column_lower, example.column_upper, strict=True)]
    found = linprog(costs, np.array(rows) if rows else None, sides or None, bounds=box, method="highs-ipm")
    return -float(found.fun) if found.status == 0 and found.fun is not None else None


def _scip(example: Program, value: Cost) -> float | None:
    scip = pytest.importorskip("pyscipopt")
    model = scip.Model()
    model.hideOutput()
    x = [
        model.addVar(lb=float(low), ub=float(high))
        for low, high in zip(example.column_lower, example.column_upper, strict=True)
    ]
    for entries, scale, low, high in zip(
        example.entries, example.scale, example.row_lower, example.row_upper, strict=True
    ):
        left = scip.quicksum(entry * x[column] for column, entry in entries.items())
        if not entries and ((low is not None and low > 0) or (high is not None and high < 0)):
            return None
        if entries and low is not None:
            model.addCons(left >= float(low * scale))
        if entries and high is not None:
            model.addCons(left <= float(high * scale))
    model.setObjective(scip.quicksum(float(each) * x[column] for column, each in value.items()), "maximize")
    model.optimize()
    return float(model.getObjVal()) if model.getStatus() == "optimal" else None
