"""The versions an answer was made with."""

import platform
from functools import cache
from importlib.metadata import version


@cache
def versions() -> dict[str, str]:
    """Return the versions of greenopt, Pyomo, HiGHS and Python."""
    return {
        "greenopt": version("greenopt"),
        "pyomo": version("pyomo"),
        "highs": version("highspy"),
        "python": platform.python_version(),
    }
