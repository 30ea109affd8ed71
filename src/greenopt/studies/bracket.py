"""
Bracket: the last number at which something still holds and the next one at which it does not, both solved.

The exact prices of a solve say at which number a project would come to be just worth what it takes. While these
prices stay the best ones, that is where its fate turns (a cutting plane); where they do not, the next solve has
others. Either way it is only a proposal: the search ends when two neighbours on the grid of printed digits were both
solved, one with the project and one without. What was not solved is never printed.
"""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, log10
from typing import Literal, NamedTuple

DIGITS = 4
"""Significant digits of what is printed, and so of the grid."""
MOST_SOLVES = 30


class Unproved(Exception):
    """A solve on the way proved nothing, so that nothing can be said."""


class Tried(NamedTuple):
    """One number, solved."""

    holds: bool
    root: Fraction | None = None
    """The number of steps at which the project is just worth what it takes, at the prices of this solve."""


Try = Callable[[int], Tried]
Side = Literal["yes", "no"]


def grid(size: Fraction) -> Fraction:
    """Return the step of the grid: a power of ten that leaves a number of this size four digits."""
    # The logarithm of a float may be one too low beside a power of ten; one digit more or less does no harm.
    return Fraction(10) ** (floor(log10(abs(size))) + 1 - DIGITS) if size else Fraction(1, 100)


def bracket(tried: Try, yes: int, no: int, side: Side) -> tuple[int, int] | None:
    """
    Return neighbouring numbers, the first of which holds and the second of which does not; None if there are none.

    Args:
        tried: solves at a number of steps; called once for each number that matters.
        yes: the end where it is thought to hold; tried only if the search comes to it.
        no: the end where it does not hold, smaller or larger; likewise.
        side: whose solves know where the fate turns: those with the project, or those without.

    Raises:
        Unproved: a solve proved nothing, or the search does not end.
    """
    known: dict[str, Tried] = {}
    turns = misled = 0
    while abs(yes - no) > 1:
        if side not in known:
            end = known[side] = tried(yes if side == "yes" else no)
            if end.holds != (side == "yes"):
                return None
        halve = misled > 1
        number = _proposal(known[side].root, yes, no, side, halve=halve)
        beside = abs(number - yes) == 1 and "yes" in known
        found = tried(number)
        yes, no = (number, no) if found.holds else (yes, number)
        known["yes" if found.holds else "no"] = found
        # A good proposal holds, and the number beside it does not; where that fails twice, halving is surer.
        misled = 1 if halve else 0 if found.holds != beside else misled + 1
        turns += 1
        if turns == MOST_SOLVES:
            raise Unproved
    ends = [known.get("yes") or tried(yes), known.get("no") or tried(no)]
    return (yes, no) if ends[0].holds and not ends[1].holds else None


def _proposal(root: Fraction | None, yes: int, no: int, side: Side, *, halve: bool) -> int:
    """Return the number next to where the fate turns, on the side that holds; the middle if that is not known."""
    least, most = min(yes, no) + 1, max(yes, no) - 1
    if root is None or halve:
        return (least + most) // 2
    number = ceil(root) if yes > no else floor(root)
    return min(max(number, least), most)
