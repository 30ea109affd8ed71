"""
Answers to the second formulation of a case by z3, which counts in fractions and shares no code with greenopt or HiGHS.

What it says is exact, so an answer of greenopt is compared digit by digit, and what one stage has reached is held for
the next without any play. It is for cases of a few hundred variables.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.independent import Formulation, Line, Row, Variable
from tests.written_case import ZERO

if TYPE_CHECKING:
    import z3

PATIENCE = 120
"""Seconds that one case may take; none of those compared comes near."""
Goal = tuple[Line, bool]
"""What is sought, and whether more of it is better."""


class Exact(NamedTuple):
    """What the exact solver says."""

    feasible: bool
    value: Fraction = ZERO
    before: tuple[Fraction, ...] = ()
    """The least shortfall where rules are soft, and what each priority reaches."""


def solve_exactly(
    found: Formulation, objective: Line | None = None, *, maximise: bool | None = None, keep: Iterable[Row] = ()
) -> Exact:
    """
    Return the best value: least shortfall first where rules are soft, priorities in turn, then the objective.

    Args:
        found: the case.
        objective: another objective than the case's own.
        maximise: the sense of that one.
        keep: further rows.
    """
    last = (found.objective if objective is None else objective, found.maximise if maximise is None else maximise)
    goals: list[Goal] = [*goals_before(found), last]
    reached = best_in_turn(found.variables, [*found.rows, *keep], goals)
    if reached is None:
        return Exact(feasible=False)
    return Exact(True, reached[-1], reached[:-1])


def goals_before(found: Formulation) -> list[Goal]:
    """Return what comes before the objective of a case, first things first."""
    return [*([(found.shortfall, False)] if found.shortfall else []), *((tier, True) for tier in found.tiers)]


def best_in_turn(
    variables: Mapping[str, Variable], rows: Iterable[Row], goals: Sequence[Goal]
) -> tuple[Fraction, ...] | None:
    """
    Return the best value of each goal, sought among the plans that are best for those before it; None without a plan.

    The plan that z3 offers is held to every row and bound in fractions; that none is better is z3's word.
    """
    import z3

    rows = list(rows)
    optimiser = z3.Optimize()
    optimiser.set(priority="lex", timeout=1000 * PATIENCE)
    symbols = {name: (z3.Int if each.whole else z3.Real)(name) for name, each in variables.items()}
    for name, each in variables.items():
        optimiser.add(symbols[name] >= _written(each.lower))
        if each.upper is not None:
            optimiser.add(symbols[name] <= _written(each.upper))
    for line, sense in rows:
        total = _sum(line, symbols)
        optimiser.add({">=": total >= 0, "<=": total <= 0, "==": total == 0}[sense])
    sought = [(optimiser.maximize if more else optimiser.minimize)(_sum(line, symbols)) for line, more in goals]
    answer = optimiser.check()
    if answer == z3.unsat:
        return None
    assert answer == z3.sat, optimiser.reason_unknown()
    plan = {name: _read(optimiser.model().eval(symbol, model_completion=True)) for name, symbol in symbols.items()}
    assert _is_plan(variables, rows, plan)
    values = tuple(_value(line, plan) for line, _ in goals)
    assert values == tuple(_read(each.value()) for each in sought)
    return values


def _written(value: Fraction) -> "z3.RatNumRef":
    import z3

    return z3.Q(value.numerator, value.denominator)


def _read(number: Any) -> Fraction:
    """Return a number of z3; anything else, such as what has no end, is no answer."""
    return Fraction(number.as_string())


def _sum(line: Line, symbols: "Mapping[str, z3.ArithRef]") -> "z3.ArithRef":
    import z3

    parts = [_written(factor) * symbols[name] for name, factor in line.items() if name and factor]
    return z3.Sum([*parts, _written(line.get("", ZERO))])


def _value(line: Line, plan: Mapping[str, Fraction]) -> Fraction:
    return sum((factor * plan[name] for name, factor in line.items() if name), line.get("", ZERO))


def _is_plan(variables: Mapping[str, Variable], rows: Iterable[Row], plan: Mapping[str, Fraction]) -> bool:
    within = all(
        each.lower <= plan[name]
        and (each.upper is None or plan[name] <= each.upper)
        and (not each.whole or plan[name].denominator == 1)
        for name, each in variables.items()
    )
    values = [(_value(line, plan), sense) for line, sense in rows]
    return within and all({">=": value >= 0, "<=": value <= 0, "==": value == 0}[sense] for value, sense in values)
