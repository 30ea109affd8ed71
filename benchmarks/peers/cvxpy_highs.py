"""cvxpy with HiGHS."""

from benchmarks.peers import Outcome, cvxpy_default
from benchmarks.random_program import LinearProgram


def solve(linear: LinearProgram) -> Outcome:
    """Build and solve as cvxpy does by default, with another solver."""
    return cvxpy_default.solve(linear, "HIGHS")
