"""Random cases that a plan satisfies, found by searching: so no test depends on the luck of a seed, or is skipped."""

import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

from tests.random_cases import random_case
from tests.small_cases import Tree, solve_tree

from greenopt.engine.answer import Options


def possible_case(number: int, *, several_years: bool = False) -> Tree:
    """
    Return one of the random cases, in order of their seeds, that some plan satisfies.

    Args:
        number: which of them; the first is 0.
        several_years: whether only those count that last longer than a year.
    """
    return random_case(_seed(number, several_years))


@cache
def _seed(number: int, several_years: bool) -> int:
    after = _seed(number - 1, several_years) + 1 if number else 0
    return next(_possible(after, several_years))


def _possible(after: int, several_years: bool) -> Iterator[int]:
    for seed in count(after):
        first, last = random_case(seed)["case"]["horizon"]
        if (last > first or not several_years) and _has_plan(random_case(seed)):
            yield seed


def _has_plan(tree: Tree) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        options = Options(prices=False, unique=False, conflict=False)
        return solve_tree(tree, Path(folder), options).answer.x is not None
