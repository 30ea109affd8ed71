"""
Priced: every requirement of a case, also one on which what comes before the objective leans.

A stage has many sets of multipliers where rows cross in one corner, and the one at hand may lean on a row that another
set leaves alone. Then nothing of that stage is gained by moving the row outward, and what the objective gains is its
price. Whether there is such a set does not depend on the one at hand, so the price depends neither on it nor on the
names of the projects: the slope of the stage's own best value is zero, and the multipliers that prove so leave the row
alone. One stage after the other is looked at so, each where the row is free in those before it.

The other way there is never a price: whoever tightens a row on which some set of multipliers leans, loses of what
comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.certificate import Optimal, certify
from greenopt.engine.exact import Reduced, reduced_costs
from greenopt.engine.prices import (
    Best,
    Impossible,
    Price,
    Side,
    Tangent,
    multipliers_are_unique,
    outward,
    price,
    price_of_constant,
    price_of_slopes,
    slope_of,
)
from greenopt.engine.program import Bounds, Cost
from greenopt.engine.stages import narrow
from greenopt.plan import Requirement, Sense

ZERO = Fraction(0)


class Earlier(NamedTuple):
    """What comes before the objective: what it maximises, what it reaches, and multipliers that prove so."""

    cost: Cost
    value: Fraction
    y: Mapping[int, Fraction]


def price_all(best: Best, requirements: Iterable[Requirement], before: Sequence[Earlier]) -> dict[str, Price]:
    """
    Return the price of each requirement, by its name.

    Args:
        best: the optimum of the objective.
        requirements: of the case.
        before: what comes before the objective.

    Raises:
        ArithmeticError: the solver stopped, or the search for a slope did not end.
    """
    unique = multipliers_are_unique(best)
    held = {row for stage in before for row in stage.y}
    found = {}
    for requirement in requirements:
        row = best.rows.requirement_row.get(requirement.name)
        if row is None:
            found[requirement.name] = price_of_constant(best, requirement)
        elif row in held:
            found[requirement.name] = _price_held(best, requirement, before, row)
        else:
            found[requirement.name] = price(best, requirement, unique)
    return found


def _price_held(best: Best, requirement: Requirement, before: Sequence[Earlier], row: int) -> Price:
    """Return the price of a requirement on which the multipliers of an earlier stage lean."""
    widen = outward(requirement)
    relaxed = _freed(best, before, row, widen)
    tightened = _freed(best, before, row, -widen) if requirement.sense is Sense.EQUAL else Side()
    up, down = (Impossible.IMPOSSIBLE if side.tangent is None else side.tangent.slope for side in (relaxed, tightened))
    return price_of_slopes(best, requirement, up, down, (relaxed, tightened))


def _freed(best: Best, before: Sequence[Earlier], row: int, direction: int) -> Side:
    """Return the proved slope of the objective as a row's sides move; nothing where that changes an earlier stage."""
    bounds, chosen = best.rows.program.bounds(), list[Mapping[int, Fraction]]()
    same = True
    for stage in before:
        y, same = stage.y, same and row not in stage.y
        if not same:
            tangent = _slope(best, bounds, stage.cost, stage.value, row, direction)
            if tangent.slope != ZERO:
                return Side()
            y = tangent.multipliers
        chosen.append(y)
        bounds = narrow(bounds, y, Reduced(*reduced_costs(best.rows.program, stage.cost, y)))
    tangent = _slope(best, bounds, best.cost, best.value, row, direction)
    return Side() if isinstance(tangent.slope, Impossible) else Side(tangent, before=tuple(chosen))


def _slope(best: Best, bounds: Bounds, cost: Cost, value: Fraction, row: int, direction: int) -> Tangent:
    """Return the slope of the best value of a cost on these bounds, where the plan at hand reaches it."""
    found = certify(best.rows.program, cost, bounds, best.solver.solve(cost, bounds).basis)
    if not isinstance(found, Optimal) or found.value != value:
        raise ArithmeticError("what comes first was not proved again")
    return slope_of(replace(best, cost=cost, bounds=bounds, value=value, y=found.y, reach=None), row, direction)
