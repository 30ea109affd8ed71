"""OR-tools' GLOP, through its linear solver wrapper."""

from itertools import pairwise
from time import perf_counter

import ortools
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram
from ortools.linear_solver import pywraplp


def solve(linear: LinearProgram) -> Outcome:
    """Build coefficient by coefficient, as its documentation shows, and solve."""
    began = perf_counter()
    solver = pywraplp.Solver.CreateSolver("GLOP")
    levels = [solver.NumVar(*bounds, "") for bounds in zip(linear.lower.tolist(), linear.upper.tolist(), strict=True)]
    indices, values = linear.indices.tolist(), linear.values.tolist()
    for row, (first, last) in enumerate(pairwise(linear.starts.tolist())):
        constraint = solver.Constraint(float(linear.row_lower[row]), float(linear.row_upper[row]))
        for place in range(first, last):
            constraint.SetCoefficient(levels[indices[place]], values[place])
    objective = solver.Objective()
    for level, weight in zip(levels, linear.cost.tolist(), strict=True):
        objective.SetCoefficient(level, weight)
    objective.SetMaximization()
    built = perf_counter()
    status = solver.Solve()
    value = float(objective.Value())
    _ = [level.solution_value() for level in levels]
    ended = perf_counter()
    assert status == pywraplp.Solver.OPTIMAL, status
    return Outcome(value, built - began, ended - built, None, f"OR-tools {ortools.__version__}")
