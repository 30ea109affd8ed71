"""
Attribution: the difference of two best values, split over the changes of the inputs, without a remainder.

Changes act together: a larger fund is worth more where a rule was dropped. Made one after the other, each adds what the
best value moves by when it is made; the parts of one order add up to the whole difference, and so do their means over
all orders (the Shapley value). With at most six groups that takes at most 64 solves.

    more than six groups       those of the kind that has most are grouped more coarsely
    a blend has no plan        orders that pass through it do not count
    no order is left           all groups are more coarse, in the end one: then the whole difference has one name
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from greenopt.studies.comparison.blend import Blends
from greenopt.studies.comparison.inputs import GRAINS, Difference, Grain, Place, grouped

MOST_GROUPS = 6
ZERO = Fraction(0)


class Part(NamedTuple):
    """What one group of changes made."""

    label: str
    places: tuple[Place, ...]
    amount: Fraction
    """Of the difference, in units of the objective: positive where the value rose."""
    alone: Fraction | None
    """What the value moves by if only this is changed; None where there is no such plan."""


class Attribution(NamedTuple):
    """A difference, split."""

    parts: tuple[Part, ...]
    """The largest first."""
    orders: int
    """In how many orders the changes could be made, one after the other."""
    of: int
    """How many orders there are."""


def attribute(blends: Blends, found: Sequence[Difference]) -> Attribution | None:
    """
    Return the difference of the best values, split; None where one of the cases has no best plan that is proved.

    Args:
        blends: the two cases.
        found: what differs between them.
    """
    first = blends.value(())
    everything = [each.place for each in found if not each.describes]
    last = blends.value(everything)
    if first is None or last is None:
        return None
    for grain in GRAINS:
        groups = _few(found, grain)
        if groups is not None and (split := _split(blends, groups)) is not None:
            return split
    return None


def _few(found: Sequence[Difference], grain: Grain) -> Mapping[str, list[Place]] | None:
    """Return groups of this grain, kinds with many made one step coarser until there are few; None if that fails."""
    coarse: frozenset[str] = frozenset()
    while True:
        groups = grouped(found, grain, coarse)
        if len(groups) <= MOST_GROUPS:
            return groups
        kinds = [places[0][0] for places in groups.values() if places[0][0] not in coarse]
        if not kinds:
            return None
        coarse |= {max(sorted(set(kinds)), key=kinds.count)}


def _split(blends: Blends, groups: Mapping[str, list[Place]]) -> Attribution | None:
    """Return the mean part of each group over the orders that can be gone; None if there is none."""
    names = list(groups)
    sums = dict.fromkeys(names, ZERO)
    possible = total = 0
    for order in permutations(names):
        total += 1
        steps = _steps(blends, groups, order)
        if steps is not None:
            possible += 1
            for name, step in zip(order, steps, strict=True):
                sums[name] += step
    if not possible:
        return None
    start = blends.value(())
    parts = []
    for name in names:
        alone = blends.value(groups[name])
        amount = None if alone is None or start is None else alone - start
        parts.append(Part(name, tuple(groups[name]), sums[name] / possible, amount))
    parts.sort(key=lambda part: (-abs(part.amount), part.label))
    return Attribution(tuple(parts), possible, total)


def _steps(blends: Blends, groups: Mapping[str, list[Place]], order: Sequence[str]) -> list[Fraction] | None:
    """Return by how much the value moves at each change of one order; None where a plan is missing on the way."""
    made: list[Place] = []
    value = blends.value(())
    steps = []
    for name in order:
        made += groups[name]
        after = blends.value(made)
        if value is None or after is None:
            return None
        steps.append(after - value)
        value = after
    return steps
