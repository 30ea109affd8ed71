"""The Pyomo model is the exact rows, entry by entry, and keeps the names that analysts rely on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.random_cases import Wanted, random_case
from tests.small_cases import read_tree

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.engine.build import build_model, compile_model
from greenopt.engine.posed import pose
from greenopt.engine.rows import Rows
from greenopt.engine.scaling import Arrays
from greenopt.plan import SymbolicPlan
from greenopt.run import question_of

CASES = sorted(path.parent for path in (Path(__file__).parents[2] / "cases").glob("*/case.yaml"))


def rows_of(case: Case) -> Rows:
    """Return the exact rows of a case."""
    return pose(question_of(case)).rows


def assert_compiled_equals_rows(case: Case) -> None:
    """Compare what Pyomo compiles with the exact rows turned into floats, and the objective too."""
    rows = rows_of(case)
    cost = rows.cost(case.objective.form(SymbolicPlan(case.facts)))
    model = build_model(rows, cost)

    compiled, exact = compile_model(model, rows), Arrays.of(rows.program)

    assert compiled.shape == exact.shape
    for row in range(exact.shape[0]):
        ours, theirs = (dict(_row(arrays, row)) for arrays in (exact, compiled))
        assert theirs == ours, rows.program.rows[row]
    assert np.array_equal(compiled.whole, exact.whole)
    # Rule and part of an overlap are two indices to Pyomo, which quotes a part with a point; the rows write a colon.
    names = [name.replace(":", ",") for name in rows.program.columns]
    assert _objective(model) == {names[column]: float(weight) for column, weight in cost.items()}


def _row(arrays: Arrays, row: int) -> list[tuple[int, float]]:
    part = slice(arrays.starts[row], arrays.starts[row + 1])
    return list(zip(arrays.indices[part].tolist(), arrays.values[part].tolist(), strict=True))


def _objective(model: object) -> dict[str, float]:
    expression = model.objective.expr  # type: ignore[attr-defined]  # Pyomo publishes no types
    terms = zip(expression.linear_coefs, expression.linear_vars, strict=True)
    return {variable.name.replace("'", ""): coefficient for coefficient, variable in terms}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_compiled_pyomo_equals_the_exact_rows_of_every_shipped_case(folder: Path) -> None:
    assert_compiled_equals_rows(read_case(folder))


@pytest.mark.parametrize("scenario", ["whole_projects"])
def test_compiled_pyomo_keeps_whole_projects_whole(scenario: str) -> None:
    case = read_case(CASES[0].parent / "lai-chau-2021-2025", [scenario])

    assert any(rows_of(case).program.whole)
    assert_compiled_equals_rows(case)


@pytest.mark.parametrize("seed", range(12))
def test_compiled_pyomo_equals_the_exact_rows_of_random_cases(seed: int, tmp_path: Path) -> None:
    """Soft rules, several funds, smallest shares, equalities and money in plain VND among them."""
    assert_compiled_equals_rows(read_tree(random_case(seed, Wanted(whole=seed % 3 == 0)), tmp_path))


def test_components_carry_names_and_sides(tmp_path: Path) -> None:
    """The first case: one fund of 1,300, brick asking 500, crafts at least 15 % of what is spent."""
    case = read_case(CASES[0].parent / "first-case")
    rows = rows_of(case)

    model = build_model(rows, rows.cost(case.objective.form(SymbolicPlan(case.facts))))

    fund = model.requirement["funds.green_fund:2026"]
    assert (fund.lower, fund.upper) == (None, 1300)
    assert model.start["unburnt_brick", 2026].bounds == (0, 1)
    assert model.requirement["craft_share"].lower == 0
    assert model.objective.sense == -1


def test_a_case_is_solved_without_the_statistics_of_scipy() -> None:
    """Pyomo would import them beside the matrices that it needs, and a command would start a second later."""
    lines = (
        "import sys",
        "from greenopt.case.read import read_case",
        "from greenopt.run import solve",
        f"solve(read_case({str(CASES[0])!r}))",
        "assert 'pyomo.repn.plugins.standard_form' in sys.modules",
        "assert 'scipy.stats' not in sys.modules",
    )

    assert subprocess.run([sys.executable, "-c", "\n".join(lines)], check=False).returncode == 0
