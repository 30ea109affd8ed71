"""scipy's linprog, which is HiGHS."""

from time import perf_counter

import numpy as np
import scipy
from benchmarks.peers import Outcome
from benchmarks.random_program import LinearProgram
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack


def solve(linear: LinearProgram) -> Outcome:
    """Stack the rows as linprog wants them, and solve."""
    began = perf_counter()
    shape = len(linear.row_lower), len(linear.cost)
    matrix = csr_array((linear.values, linear.indices, linear.starts), shape=shape)
    equal = linear.row_lower == linear.row_upper
    most, least = np.isfinite(linear.row_upper) & ~equal, np.isfinite(linear.row_lower) & ~equal
    inequalities = vstack([matrix[most], -matrix[least]])
    sides = np.concatenate([linear.row_upper[most], -linear.row_lower[least]])
    bounds = np.column_stack([linear.lower, linear.upper])
    built = perf_counter()
    found = linprog(-linear.cost, inequalities, sides, matrix[equal], linear.row_lower[equal], bounds, method="highs")
    ended = perf_counter()
    assert found.status == 0, found.message
    return Outcome(-float(found.fun), built - began, ended - built, None, f"scipy {scipy.__version__}")
