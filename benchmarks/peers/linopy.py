"""linopy with HiGHS, handed over in memory, which is its fastest way."""

from itertools import pairwise
from time import perf_counter

import linopy
import numpy as np
import pandas as pd
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram


def solve(linear: LinearProgram) -> Outcome:
    """Build with one variable array and one expression a row, and solve."""
    began = perf_counter()
    model = linopy.Model()
    _, _, _, starts, indices, values, _, _ = linear
    everything = pd.RangeIndex(len(linear.cost), name="project")
    level = model.add_variables(linear.lower, linear.upper, coords=[everything], name="level")
    for row, (first, last) in enumerate(pairwise(starts.tolist())):
        left = (level.isel(project=indices[first:last]) * values[first:last]).sum()
        low, high = linear.row_lower[row], linear.row_upper[row]
        if low == high:
            model.add_constraints(left == low, name=f"row{row}")
        elif np.isfinite(high):
            model.add_constraints(left <= high, name=f"row{row}")
        else:
            model.add_constraints(left >= low, name=f"row{row}")
    model.add_objective((level * linear.cost).sum(), sense="max")
    built = perf_counter()
    status, condition = model.solve(solver_name="highs", io_api="direct", threads=1, output_flag=False)
    value = float(model.objective.value)
    model.solution["level"].to_numpy()
    ended = perf_counter()
    assert (status, condition) == ("ok", "optimal"), condition
    inside = getattr(model.solver_model, "getRunTime", lambda: None)()
    return Outcome(value, built - began, ended - built, inside, f"linopy {linopy.__version__}")
