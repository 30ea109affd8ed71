"""
Stops of the budget slider: round amounts of money, with the value, the price and the levels that each of them has.

Where a frontier is exact, everything lies on straight lines between its turning points; so a stop between two of them
is computed here, in fractions, and the browser computes nothing. With whole projects only the points are stops.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from greenopt.page.svg import ticks
from greenopt.report.words import Amount, Json, exact, level

ROUND_STOPS = 75
"""Round amounts at most; at least two fifths of them."""

DIGITS = 3
"""Digits after the point with which the money of a stop is written."""
NOTHING = Fraction(1, 10**9)
"""Level below which nothing is done: what the digits of a document leave over."""


class Stop(NamedTuple):
    """An amount of money and the best plan with it."""

    money: Fraction
    value: Fraction
    price: Amount
    """What one more of the money brings."""
    levels: Mapping[str, str]
    """How much of each project is done, in per cent as English writes it; without those that are left out."""


def stops(points: Sequence[Json], shown: Sequence[Json], *, exactly: bool) -> Sequence[Stop]:
    """
    Return the stops, the least money first; what is read is what is meant, since none has more digits than are written.

    Args:
        points: of the frontier, by money.
        shown: points that are stops in any case, where their money can be written.
        exactly: whether plans mix between two points.
    """
    found = {exact(each["money"]): each for each in points}
    wanted = {exact(each["money"]) for each in shown}
    if not exactly:
        return [_at(found[money], None, money)._replace(money=_upwards(money)) for money in sorted(wanted)]
    ends = sorted(found)
    step = ticks(float(ends[-1] - ends[0]), ROUND_STOPS)[1]
    wanted = {money for money in wanted if _upwards(money) == money}
    wanted |= {step * number for number in range(-(-ends[0] // step), int(ends[-1] // step) + 1)}
    wanted |= {money for money in (_upwards(ends[0]), -_upwards(-ends[-1])) if ends[0] <= money <= ends[-1]}
    made, left = [], sorted(wanted)
    for low, high in pairwise([*ends, ends[-1] + 1]):
        while left and left[0] < high:
            made.append(_at(found[low], found.get(high), left.pop(0)))
    return made


def _upwards(money: Fraction) -> Fraction:
    """Return the next amount that has no more digits than are written."""
    return Fraction(-(-money * 10**DIGITS // 1), 10**DIGITS)


def _at(one: Json, other: Json | None, money: Fraction) -> Stop:
    """Return the plan with so much money, on the straight line from one point to another."""
    low = exact(one["money"])
    levels = {name: exact(each) for name, each in one.get("levels", {}).items()}
    value = exact(one["value"])
    if other is not None and money > low:
        part = (money - low) / (exact(other["money"]) - low)
        value += part * (exact(other["value"]) - value)
        ends = {name: exact(each) for name, each in other.get("levels", {}).items()}
        levels = {
            name: (1 - part) * levels.get(name, Fraction(0)) + part * ends.get(name, Fraction(0))
            for name in levels.keys() | ends.keys()
        }
    shown = {name: level(float(each), "en").removesuffix(" %") for name, each in levels.items() if each > NOTHING}
    return Stop(money, value, one["money_price_right"], shown)


def moved(found: Sequence[Stop], ranks: Mapping[str, int]) -> str:
    """
    Return how levels change from stop to stop, as the script reads it: ``12:100 7:63.9|7:81|…``.

    Args:
        found: the stops.
        ranks: number of each project in the list of the page.
    """
    told, before = [], dict[str, str]()
    for each in found:
        changed = [name for name in sorted(before.keys() | each.levels.keys()) if name in ranks]
        changed = [name for name in changed if before.get(name, "0") != each.levels.get(name, "0")]
        told.append(" ".join(f"{ranks[name]}:{each.levels.get(name, '0')}" for name in changed))
        before = dict(each.levels)
    return "|".join(told)
