"""The runs of every small case, solved once in each process."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import solve_tree
from tests.verify.cases import small_cases

from greenopt.engine.answer import Options


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Solve every small case once; return name → run folder."""
    folder = tmp_path_factory.mktemp("verify")
    found = {}
    for name, (_, tree) in small_cases().items():
        (folder / name).mkdir()
        options = Options(gap=Fraction(1, 2)) if name == "gap" else None
        solve_tree(tree, folder / name, options).write(folder / name / "run")
        found[name] = folder / name / "run"
    return found
