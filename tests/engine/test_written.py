"""The program of a run as LP and MPS: two solvers that read the file find the value of the run."""

import re
from fractions import Fraction
from pathlib import Path

import highspy
import pyscipopt
import pytest
from tests.random_cases import Wanted, random_case
from tests.shipped import SHIPPED, solved
from tests.small_cases import case_tree, read_tree

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.engine.posed import pose
from greenopt.engine.program_text import as_lp, as_mps, number
from greenopt.engine.solve import new_highs
from greenopt.engine.written import Written, legal_names, written
from greenopt.run import Run, question_of, solve

CASES = Path(__file__).parents[2] / "cases"
WRITERS = {"lp": as_lp, "mps": as_mps}


def written_run(run: Run) -> Written:
    """Return the program of a run, with what was sought before the objective held at the plan."""
    columns = run.answer.layout.columns
    plan = {column.name: value for column, value in zip(columns, run.answer.x or (), strict=run.answer.x is not None)}
    return written(pose(question_of(run.case)), plan)


def by_highs(path: Path) -> float | None:
    """Return the value that HiGHS finds in a file; None where it finds no plan."""
    highs = new_highs()
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def by_scip(path: Path) -> float | None:
    """Return the value that SCIP finds in a file, by readers and a solver of its own."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/gap", 0.0)
    model.readProblem(str(path))
    model.optimize()
    if model.getStatus() == "infeasible":
        return None
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())


def assert_others_agree(run: Run, folder: Path) -> None:
    """Write both files and solve each by two solvers."""
    value = None if run.answer.value is None else pytest.approx(float(run.answer.value), rel=1e-6, abs=1e-6)
    for kind, writer in WRITERS.items():
        path = folder / f"program.{kind}"
        path.write_bytes(writer(written_run(run), ["a remark"]))
        assert by_highs(path) == value, kind
        assert by_scip(path) == value, kind


@pytest.mark.parametrize("name", SHIPPED)
def test_two_solvers_find_the_value_of_a_shipped_case(name: str, tmp_path: Path) -> None:
    """Two of them give priorities, which are held at what the plan reaches of them."""
    assert_others_agree(solved(name), tmp_path)
    assert solved(name).answer.value is not None


@pytest.mark.parametrize("seed", range(8))
def test_two_solvers_agree_on_random_cases(seed: int, tmp_path: Path) -> None:
    """Soft rules, least money, several funds, smallest shares, and cases without a plan among them."""
    run = solve(read_tree(random_case(seed, Wanted(whole=seed % 2 == 0)), tmp_path), Options(prices=False))
    assert_others_agree(run, tmp_path)

    text = (tmp_path / "program.lp").read_text(encoding="ascii")
    assert ("\nGeneral\n" in text) == any(run.answer.rows.program.whole)


def test_every_row_is_whole_and_is_the_exact_row_times_one_number() -> None:
    """No rounding and no scaling of columns: each written row is a multiple of the row of the program."""
    posed = pose(question_of(read_case(CASES / "lai-chau-2021-2025")))
    program, file = posed.rows.program, written(posed, {})
    sides = [
        (place, sense, side)
        for place, entries in enumerate(program.entries)
        if entries
        for sense, side in _sides(program.row_lower[place], program.row_upper[place])
    ]

    assert len(file.rows) == len(sides)
    for row, (place, sense, side) in zip(file.rows, sides, strict=True):
        assert row.sense == sense
        assert all(value.denominator == 1 for _, value in row.entries)
        assert row.right.denominator == 1
        factors = {value / program.entries[place][column] for column, value in row.entries}
        (factor,) = factors
        assert factor > 0
        assert row.right == side * program.scale[place] * factor


def _sides(lower: Fraction | None, upper: Fraction | None) -> list[tuple[str, Fraction]]:
    if lower is not None and lower == upper:
        return [("=", lower)]
    return [(sense, side) for sense, side in ((">=", lower), ("<=", upper)) if side is not None]


def test_names_are_legal_and_differ() -> None:
    given = ["start[a.b,2026]", "start[a,b,2026]", "start[a_b,2026]", "total[1]", "đ[x]", "x" * 300, "x" * 301]
    found = legal_names(given)

    assert found[:4] == ["start_a_b_2026", "start_a_b_2026_2", "start_a_b_2026_3", "total_1"]
    assert len(set(found)) == len(given)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,110}", name) for name in found)


def test_a_rule_named_like_a_word_of_the_format_is_read(tmp_path: Path) -> None:
    """A rule may be called "end" or "e5"; to a reader of LP files these are the end of it, and a number."""
    tree = case_tree(
        {"kiln": {"cost": "70", "impact": {"waste": "3 t/yr"}}, "free": {"cost": "60", "impact": {"waste": "5 t/yr"}}},
        {"st": {"amount": {"2026": "90"}, "source": "invented"}},
        {name: {"rule": "ceiling", "of": "public_money", "at_most": "85"} for name in ("end", "e5", "bounds")},
        {"maximise": "waste"},
    )

    run = solve(read_tree(tree, tmp_path), Options(prices=False))

    assert_others_agree(run, tmp_path)
    assert run.answer.value is not None


def test_numbers_are_exact_where_that_is_short() -> None:
    values = [Fraction(1, 8), Fraction(10**16), Fraction(-3), Fraction(2, 3), Fraction(10**20)]

    assert [number(each) for each in values] == ["0.125", "10000000000000000", "-3", "0.6666666666666666", "1e+20"]
