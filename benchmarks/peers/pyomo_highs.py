"""Pyomo with HiGHS, the way its documentation shows: a concrete model built and solved from nothing each time."""

from time import perf_counter

import pyomo
import pyomo.environ as pyo
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram


def solve(linear: LinearProgram) -> Outcome:
    """Build with one sum a row, and solve."""
    began = perf_counter()
    model = model_of(linear)
    built = perf_counter()
    solve_model(model)
    value = float(pyo.value(model.objective))
    _ = [level.value for level in model.level.values()]
    ended = perf_counter()
    return Outcome(value, built - began, ended - built, None, f"Pyomo {pyomo.__version__}")


def naive(linear: LinearProgram) -> float:
    """Build, solve, and return the value: what a study without an engine does for each point."""
    model = model_of(linear)
    solve_model(model)
    _ = [level.value for level in model.level.values()]
    return float(pyo.value(model.objective))


def model_of(linear: LinearProgram) -> pyo.ConcreteModel:
    """Return the model."""
    lower, upper = linear.lower.tolist(), linear.upper.tolist()
    cost, indices, values = linear.cost.tolist(), linear.indices.tolist(), linear.values.tolist()
    starts = linear.starts.tolist()
    model = pyo.ConcreteModel()
    model.projects = pyo.RangeSet(0, len(cost) - 1)
    model.rows = pyo.RangeSet(0, len(starts) - 2)
    model.level = pyo.Var(model.projects, bounds=lambda _, project: (lower[project], upper[project]))

    def row(model: pyo.ConcreteModel, number: int) -> object:
        members = range(starts[number], starts[number + 1])
        left = pyo.quicksum(values[each] * model.level[indices[each]] for each in members)
        return float(linear.row_lower[number]), left, float(linear.row_upper[number])

    model.row = pyo.Constraint(model.rows, rule=row)
    model.objective = pyo.Objective(
        expr=pyo.quicksum(cost[project] * model.level[project] for project in model.projects),
        sense=pyo.maximize,
    )
    return model


def solve_model(model: pyo.ConcreteModel) -> None:
    """Solve on one thread."""
    solver = pyo.SolverFactory("appsi_highs")
    solver.highs_options = {"threads": 1}
    solver.solve(model)
