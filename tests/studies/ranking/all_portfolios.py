"""
Core indices by looking at every portfolio, from the definition alone.

Every schedule of whole projects is tried, in the second formulation of the case; every pair of those that are possible
is held against each other at every corner of the ranges. What a plan is worth is a sum of products in which no axis
stands twice, so that whatever holds at all corners holds between them.
"""

import random
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from tests.exact_solver import solve_exactly
from tests.independent import Formulation, Line, formulate
from tests.second_solver import _plans, _rank, score_of
from tests.small_cases import Tree
from tests.written_case import ONE, ZERO

MOST_PLANS = 600


class Moved(NamedTuple):
    """A number that is not certain."""

    path: tuple[str, ...]
    low: int
    """Percent that it may lie below what is written."""
    high: int


Axes = Sequence[Sequence[Moved]]
"""Numbers that move together, axis by axis."""


def drawn_axes(tree: Tree, dice: random.Random, most: int = 5) -> list[list[Moved]]:
    """Draw which numbers are uncertain: single ones, groups of unlike ranges, and the factor of a fuel."""
    numbers = [
        ("projects", name, key, each)
        for name, entry in tree["projects"].items()
        for key in ("impact", "saves", "adds")
        for each, text in entry.get(key, {}).items()
        if not re.match(r"-?0+(/| |$)", text)
    ]
    dice.shuffle(numbers)
    found: list[list[Moved]] = []
    while numbers and len(found) < dice.randint(1, most):
        size = min(dice.choice([1, 1, 1, 2, 3]), len(numbers))
        found.append([Moved(numbers.pop(), *_range(dice)) for _ in range(size)])
    if dice.random() < 0.4:
        series = tree["model"]["factors"]["electricity"]["indicators"]["co2e"]["by_year"]
        ends = _range(dice)
        path = ("model", "factors", "electricity", "indicators", "co2e", "by_year")
        found.append([Moved((*path, year), *ends) for year in series])
    return found


def _range(dice: random.Random) -> tuple[int, int]:
    return dice.choice([(10, 10), (30, 15), (5, 60), (100, 20), (0, 40)])


def with_ranges(tree: Tree, axes: Axes) -> Tree:
    """Return the case with its ranges declared, as a planner writes them."""
    found = deepcopy(tree)
    found["uncertain"] = {}
    for number, axis in enumerate(axes):
        for path, low, high in axis:
            entry: Tree = {"range": [f"-{low} %", f"+{high} %"]}
            if len(axis) > 1:
                entry["group"] = f"group{number}"
            found["uncertain"][".".join(path)] = entry
    return found


def at_corner(tree: Tree, axes: Axes, ends: Sequence[int]) -> Tree:
    """Return the case with every axis at its low (0) or high (1) end."""
    found = deepcopy(tree)
    for axis, end in zip(axes, ends, strict=True):
        for path, low, high in axis:
            below = found
            for key in path[:-1]:
                below = below[key]
            parts = re.fullmatch(r"(-?[0-9.]+)(.*)", below[path[-1]])
            assert parts is not None
            factor = Decimal(100 + high if end else 100 - low) / 100
            below[path[-1]] = f"{Decimal(parts[1]) * factor:f}{parts[2]}"
    return found


def possible_plans(found: Formulation) -> list[tuple[str, ...]]:
    """Return the starts of every plan that serves what comes before the objective as well as any."""
    choices = [[None, *(f"start {name} {year}" for year in years)] for name, years in found.options.items()]
    scores = {}
    for plan in _plans(choices):
        chosen = tuple(name for name in plan if name)
        score = score_of(found, dict.fromkeys(chosen, ONE))
        if score is not None:
            scores[chosen] = _rank(found, score)[:-1]
    best = max(scores.values(), default=())
    return [plan for plan, score in scores.items() if score == best]


def plans_of_several_funds(found: Formulation) -> list[tuple[str, ...]]:
    """Return the starts of every plan that is possible, who pays being left to a second solver, plan by plan."""
    assert not found.shortfall
    assert not found.tiers
    choices = [[None, *(f"start {name} {year}" for year in years)] for name, years in found.options.items()]
    plans = []
    for plan in _plans(choices):
        chosen = {name for name in plan if name}
        fixed = deepcopy(found)
        for name in (name for name in fixed.variables if name.startswith("start ")):
            fixed.variables[name].lower = fixed.variables[name].upper = ONE if name in chosen else ZERO
        if solve_exactly(fixed, {}, maximise=True).feasible:
            plans.append(tuple(sorted(chosen)))
    return plans


def count(found: Formulation) -> int:
    """Return how many schedules there are."""
    total = 1
    for years in found.options.values():
        total *= 1 + len(years)
    return total


def worth(found: Formulation, plan: Sequence[str]) -> Fraction:
    """Return what a plan brings, more being better."""
    known = dict.fromkeys((name for name in found.variables if name.startswith("start ")), ZERO)
    known |= dict.fromkeys(plan, ONE)
    for row in found.rows:
        unknown = [name for name in row.line if name and name not in known]
        if len(unknown) == 1 and unknown[0].startswith("pay "):
            rest = {name: weight for name, weight in row.line.items() if name != unknown[0]}
            known[unknown[0]] = -_value(rest, known) / row.line[unknown[0]]
    for name, lines in found.least_of.items():
        known[name] = min(_value(line, known) for line in lines)
    value = _value(found.objective, known)
    return value if found.maximise else -value


def _value(line: Line, known: Mapping[str, Fraction]) -> Fraction:
    return sum((weight * known[name] for name, weight in line.items() if name and weight), line.get("", ZERO))


def sets_by_looking(tree: Tree, axes: Axes, plans: Sequence[tuple[str, ...]] | None = None) -> set[frozenset[str]]:
    """Return the sets of projects, begun ones left out, with a schedule that no possible plan dominates."""
    plans = possible_plans(formulate(tree)) if plans is None else plans
    corners = [formulate(at_corner(tree, axes, ends)) for ends in product((0, 1), repeat=len(axes))]
    worths = [[worth(corner, plan) for corner in corners] for plan in plans]

    def dominates(one: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
        pairs = list(zip(one, other, strict=True))
        return all(mine >= its for mine, its in pairs) and any(mine > its for mine, its in pairs)

    return {
        frozenset(name.split()[1] for name in plan)
        for plan, own in zip(plans, worths, strict=True)
        if not any(dominates(other, own) for other in worths)
    }


def indices_by_looking(tree: Tree, axes: Axes) -> dict[str, Fraction] | None:
    """Return the core index of every project; None where no plan is possible."""
    sets = sets_by_looking(tree, axes)
    if not sets:
        return None
    held = {name: Fraction(sum(name in each for each in sets), len(sets)) for name in tree["projects"]}
    return held | {name: ONE for name, entry in tree["projects"].items() if "started" in entry}
