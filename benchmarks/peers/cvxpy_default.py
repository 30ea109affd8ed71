"""cvxpy with the solver that it chooses for a linear program."""

from time import perf_counter

import cvxpy
import numpy as np
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram
from scipy.sparse import csr_array


def solve(linear: LinearProgram, solver: str | None = None) -> Outcome:
    """Build with one sparse matrix for each sense of rows, and solve."""
    began = perf_counter()
    shape = len(linear.row_lower), len(linear.cost)
    matrix = csr_array((linear.values, linear.indices, linear.starts), shape=shape)
    equal = linear.row_lower == linear.row_upper
    most, least = np.isfinite(linear.row_upper) & ~equal, np.isfinite(linear.row_lower) & ~equal
    boxed = np.isfinite(linear.upper)
    levels = cvxpy.Variable(len(linear.cost))
    problem = cvxpy.Problem(
        cvxpy.Maximize(linear.cost @ levels),
        [
            matrix[equal] @ levels == linear.row_lower[equal],
            matrix[most] @ levels <= linear.row_upper[most],
            matrix[least] @ levels >= linear.row_lower[least],
            levels >= linear.lower,
            levels[boxed] <= linear.upper[boxed],
        ],
    )
    built = perf_counter()
    problem.solve(solver=solver)
    value = float(problem.value)
    ended = perf_counter()
    assert problem.status == "optimal", problem.status
    stats = problem.solver_stats
    software = f"cvxpy {cvxpy.__version__} with {stats.solver_name}"
    return Outcome(value, built - began, ended - built, stats.solve_time, software)
