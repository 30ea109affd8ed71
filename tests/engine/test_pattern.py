import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.small_cases import case_tree, write_tree

from greenopt.case.read import read_gathered
from greenopt.case.vary import Numbers
from greenopt.engine.pattern import Linear, Pattern
from greenopt.engine.posed import Posed, pose
from greenopt.engine.scaling import Arrays
from greenopt.run import question_of
from greenopt.studies.scenario import Source
from greenopt.varying import Trace

F = Fraction


def patterned(source: Source, paths: list[str]) -> tuple[Numbers, Pattern, Posed]:
    numbers = Numbers(source.gathered.tree, paths)
    trace = Trace(len(numbers.paths))
    question = question_of(read_gathered(replace(source.gathered, tree=numbers.marked(trace))))
    posed = pose(question)
    total = Linear(posed.rows.cost(question.objective), question.objective.constant)
    return numbers, Pattern(posed.rows, posed.steps, [total], trace), posed


@pytest.fixture
def source(tmp_path: Path) -> Source:
    projects = {
        "dryer": {"support": "machines", "cost": "40", "impact": {"co2e": "300 tCO2e/yr"}},
        "boiler": {"asks": "23", "cost": "29", "impact": {"co2e": "70 tCO2e/yr"}},
    }
    rules = {"half": {"rule": "support_limit", "class": "machines", "rate": "50 %", "ceiling": "21"}}
    tree = case_tree(projects, {"green": {"amount": {"2026": "30"}}}, rules)
    write_tree(tree, tmp_path)
    return Source(tmp_path)


def coefficient(pattern: Pattern, values: np.ndarray, column: str) -> float:
    """Return what a whole start costs the fund, in the units of the case."""
    program, arrays = pattern.rows.program, pattern.arrays
    row = pattern.rows.requirement_row["funds.green:2026"]
    number = program.columns.index(column)
    place = int(arrays.starts[row]) + list(program.entries[row]).index(number)
    return float(values[place] / pattern.scaling.rows[row] / pattern.scaling.columns[number])


def test_the_support_follows_the_cost_up_to_its_ceiling(source: Source) -> None:
    """Half of 40 is 20, half of 41 is 20.5, half of 60 would be 30 and is cut at 21."""
    numbers, pattern, _ = patterned(source, ["projects.dryer.cost"])
    filled, holds = pattern.fill(np.array([[40.0], [41.0], [60.0]]))

    assert numbers.values == (F(40),)
    assert holds.all()
    found = [coefficient(pattern, each.entries, "start[dryer,2026]") for each in filled]
    assert found == pytest.approx([20, 20.5, 21], rel=1e-14)


def test_another_shape_is_told(source: Source) -> None:
    """A boiler that asks for more than it costs is no valid case: 23 may rise to 29, not beyond."""
    _, pattern, _ = patterned(source, ["projects.boiler.asks"])
    _, holds = pattern.fill(np.array([[23.0], [28.9], [29.1], [0.0], [29.0 + 1e-12]]))

    assert holds.tolist() == [True, True, False, False, False]


def test_filling_in_is_what_reading_anew_gives(source: Source) -> None:
    """Every number of the case is moved by up to 9 %, many times, and all arrays compared with a case read anew."""
    paths = [
        "projects.*.cost",
        "projects.*.asks",
        "projects.*.impact.*",
        "funds.*.amount.*",
        "rules.*.rate",
        "rules.*.ceiling",
    ]
    numbers, pattern, _ = patterned(source, paths)
    dice = random.Random(5)  # noqa: S311 - nothing here is a secret
    for _ in range(25):
        factors = [F(dice.randint(91, 109), 100) for _ in numbers.paths]
        changes = [
            (".".join(map(str, path)), f"x {float(factor)}")
            for path, factor in zip(numbers.paths, factors, strict=True)
        ]
        row = [float(value * factor) for value, factor in zip(numbers.values, factors, strict=True)]
        filled, holds = pattern.fill(np.array([row]))
        assert holds.all()
        anew = pose(question_of(source.read(changes)))
        rows, columns = pattern.scaling.rows, pattern.scaling.columns
        arrays = Arrays.of(anew.rows.program)
        row_of = np.repeat(np.arange(len(rows)), np.diff(arrays.starts))
        sides = filled[0].sides
        stated = filled[0].entries / rows[row_of] / columns[arrays.indices]
        assert stated == pytest.approx(arrays.values, rel=1e-13)
        program = anew.rows.program
        assert sides.column_upper * columns == pytest.approx([float(each) for each in program.column_upper], rel=1e-13)
        upper = [np.inf if each is None else float(each) for each in program.row_upper]
        assert sides.row_upper / rows == pytest.approx(upper, rel=1e-13)


def test_parts_that_do_not_vary_are_shared(source: Source) -> None:
    _, pattern, _ = patterned(source, ["funds.green.amount.2026"])
    (one, other), _ = pattern.fill(np.array([[30.0], [31.0]]))

    assert one.entries is other.entries
    assert one.sides.column_lower is other.sides.column_lower
    assert not pattern.moves_matrix
    assert len(pattern.moving_rows) == 1
