"""
More money: the best plan with one, two and five billion more, each read anew from the sources, solved and proved.

    amount of a fund in a year  +  what is added × its part of all money that is still open

What is added reaches every fund in every open year in proportion to its money, so it is neither given to the fund
that would use it best nor to the one that nobody can use; all of it together is exactly what was asked for.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.project import Facts
from greenopt.result.saved import SavedRun
from greenopt.result.standing import plain
from greenopt.studies.flip import Flips
from greenopt.units import UNITS, is_money

STEPS = (1, 2, 5)
STEP = {"VND": Fraction(1_000_000_000), "USD": Fraction(100_000), "EUR": Fraction(100_000)}
"""How much money is one step, by currency."""
DIGITS = 6
"""Decimals of an amount that is written; the last one takes what is left over."""


class More(NamedTuple):
    """The best plan with more money."""

    added: Fraction
    """In the money unit of the case."""
    status: str
    """What is proved, as a result says it; ``refused`` where the case cannot take the money."""
    value: float | int | None
    """Of the objective, as a result holds it; None where there is no plan, or none was found."""
    levels: Mapping[str, Fraction]
    """The share of each project that is started; zeros left out."""

    @property
    def proved(self) -> bool:
        """Whether nothing is open: a best plan, or that there is none."""
        return self.status in ("certified_optimal", "certified_infeasible")


def more_money(run: SavedRun) -> tuple[More, ...]:
    """
    Return what more money would bring; nothing where no fund has money that could grow.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: they cannot be read.
    """
    flips = Flips(run.case)
    unit = run.result["totals"]["money_unit"]
    if not is_money(unit):
        return ()
    currency, size = UNITS[unit]
    found = []
    for step in STEPS:
        added = step * STEP[currency] / size
        changes = spread(flips.case.facts, added)
        if not changes:
            return ()
        flip = flips.solve(changes)
        found.append(More(added, flip.status, plain(flip.value), flip.levels))
    return tuple(found)


def spread(facts: Facts, added: Fraction) -> dict[str, str]:
    """Return the changes that add so much money, as ``--set`` takes them."""
    there = {
        f"funds.{fund.id}.amount.{year}": amount
        for fund in facts.funds
        for year, amount in fund.amount.items()
        if year >= facts.open_from and amount > 0
    }
    total, left = sum(there.values(), Fraction(0)), added
    changes = {}
    for place, (path, amount) in enumerate(there.items(), 1):
        share = Fraction(int(added * amount / total * 10**DIGITS), 10**DIGITS) if place < len(there) else left
        left -= share
        changes[path] = _written(amount + share)
    return changes


def _written(amount: Fraction) -> str:
    """Return an amount as a case takes it; one that has no end is cut, far beyond what money has."""
    unit = 10 ** (2 * DIGITS)
    whole, rest = divmod(int(amount * unit), unit)
    return f"{whole}.{rest:0{2 * DIGITS}}".rstrip("0").rstrip(".")
