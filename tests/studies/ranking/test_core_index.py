"""Core indices of cases that are solved by hand, and of random ones in which every portfolio is looked at."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.independent import formulate
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.ranking.all_portfolios import MOST_PLANS, count, drawn_axes, indices_by_looking, with_ranges

from greenopt.studies.ranking.core_index import Core, core_of
from greenopt.studies.scenario import Source


def core(tree: Tree, folder: Path, **options: int) -> Core:
    """Return the core index of a case, through its file."""
    write_tree(tree, folder)
    source = Source(folder)
    return core_of(source, source.read(), **options)


def values(found: Core) -> dict[str, Fraction | None]:
    """Return the indices by project."""
    return {name: index.value for name, index in found.indices.items()}


def random_whole(seed: int) -> tuple[Tree, list[list[object]]] | None:
    """Return a random case of whole projects with its ranges; None where there are too many schedules to look at."""
    tree = random_case(seed, Wanted(whole=True, one_payer=True))
    if count(formulate(tree)) > MOST_PLANS:
        return None
    return tree, drawn_axes(tree, random.Random(seed))


def check_random(seed: int, folder: Path) -> str:
    """Hold a random case to looking at every portfolio; return what became of it."""
    drawn = random_whole(seed)
    if drawn is None:
        return "too large"
    tree, axes = drawn
    found = core(with_ranges(tree, axes), folder)
    if found.status == "undefined":
        found, axes = core(tree, folder), []
        assert found.status != "undefined", seed
    expected = indices_by_looking(tree, axes)
    if expected is None:
        assert found.status == "impossible", seed
        return "impossible"
    assert found.status == "complete", (seed, found.status, found.reason)
    assert values(found) == expected, seed
    return "with ranges" if axes else "without ranges"


@pytest.mark.parametrize("seed", range(12))
def test_a_random_case_agrees_with_every_portfolio_looked_at(seed: int, tmp_path: Path) -> None:
    check_random(seed, tmp_path)
