"""PuLP with the CBC that it ships."""

from itertools import pairwise
from time import perf_counter

import numpy as np
import pulp
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram


def solve(linear: LinearProgram) -> Outcome:
    """Build with one affine expression a row, and solve."""
    began = perf_counter()
    problem = pulp.LpProblem("random", pulp.LpMaximize)
    levels = [
        pulp.LpVariable(f"x{number}", low, high if np.isfinite(high) else None)
        for number, (low, high) in enumerate(zip(linear.lower.tolist(), linear.upper.tolist(), strict=True))
    ]
    problem += pulp.LpAffineExpression(zip(levels, linear.cost.tolist(), strict=True))
    for row, (first, last) in enumerate(pairwise(linear.starts.tolist())):
        members = [levels[column] for column in linear.indices[first:last]]
        left = pulp.LpAffineExpression(zip(members, linear.values[first:last].tolist(), strict=True))
        low, high = float(linear.row_lower[row]), float(linear.row_upper[row])
        if low == high:
            problem += left == low
        elif np.isfinite(high):
            problem += left <= high
        else:
            problem += left >= low
    built = perf_counter()
    status = problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1))
    value = float(pulp.value(problem.objective))
    _ = [level.value() for level in levels]
    ended = perf_counter()
    assert pulp.LpStatus[status] == "Optimal", pulp.LpStatus[status]
    return Outcome(value, built - began, ended - built, None, f"PuLP {pulp.__version__}")
