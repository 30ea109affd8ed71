"""
Order: in which order projects are funded, with near-ties left as ties.

    promised      committed and required projects; no order among them, for they were decided before
    in the plan   by what is lost without them for each unit of public money that they get, the most first
    not funded    by what is lost by carrying them out for each unit that they ask for, the least first
    not eligible  no order among them

A project whose rate lies within the tolerance of that of the first in a group shares its ranks: with a tolerance of
1 %, 0.992 and 0.985 stand together below 0.998, but 0.985 does not draw in 0.976, which begins the next group. A group
is never longer than the tolerance, however many projects lie close to each other.

What comes before the objective, comes before it here too. A project without which a soft rule or a priority is served
less stands above all that only tonnes speak for, by what is lost of that; one that can only be carried out at its
expense stands below all others that are not funded. A project without which there is no plan comes first among those in
the plan, one that no plan can carry out comes last among those that are not funded.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

Band = Literal["promised", "planned", "not_funded", "not_eligible"]
ZERO = Fraction(0)
BAND: dict[str, Band] = {
    "committed": "promised",
    "required": "promised",
    "funded": "planned",
    "partly": "planned",
    "not_funded": "not_funded",
    "screened_out": "not_eligible",
}
"""The part of the order that a decision belongs to."""
ENDLESS = Fraction(10**30)
"""Stands for a rate beyond every number."""
ORDER: tuple[Band, ...] = ("promised", "planned", "not_funded", "not_eligible")


class Standing(NamedTuple):
    """What decides where a project stands."""

    project: str
    band: Band
    turn: int
    """What is lost: of soft rules and priorities in their order, counted from zero; the objective comes after them."""
    loss: Fraction | None
    """Without it, if it is in the plan; by carrying it out, if it is not; None where there is no such plan."""
    money: Fraction
    """Public money that it gets, or that it would need in full."""

    @property
    def rate(self) -> Fraction | None:
        """Loss for one unit of public money; None where there is no such number."""
        return self.loss / self.money if self.loss is not None and self.money else None


class Place(NamedTuple):
    """Where a project stands: one rank, or a span of ranks that a group shares."""

    project: str
    rank: int
    rank_to: int
    rate: Fraction | None


def funding_order(standings: Iterable[Standing], tolerance: Fraction) -> list[Place]:
    """
    Return all projects in order.

    Args:
        standings: of the projects.
        tolerance: relative difference of rates that is none.
    """
    found: list[Place] = []
    for group in _groups(sorted(map(_keyed, standings), key=lambda each: each.key), tolerance):
        first, last = len(found) + 1, len(found) + len(group)
        found += [Place(each.standing.project, first, last, each.rate) for each in group]
    return found


class _Keyed(NamedTuple):
    """A standing with what it is sorted by: band, what is lost, rate, name."""

    standing: Standing
    rate: Fraction | None
    key: tuple[int, int, Fraction, str]


def _keyed(each: Standing) -> _Keyed:
    """Return what a standing is sorted by; what has no rate stands at one end of those that lose alike."""
    band, planned, rate = ORDER.index(each.band), each.band == "planned", each.rate
    lost, place = 0, ZERO
    if each.band in ("promised", "not_eligible"):
        rate = None
    elif each.loss is None:
        lost = -1 if planned else 1
    else:
        lost = each.turn if planned else -each.turn
        if rate is not None:
            place = -rate if planned else rate
        elif each.loss:
            # Something is lost and no money is in return for it: the rate is beyond every number.
            place = -ENDLESS if planned else ENDLESS
    return _Keyed(each, rate, (band, lost, place, each.project))


def _groups(ordered: Sequence[_Keyed], tolerance: Fraction) -> Iterable[list[_Keyed]]:
    group: list[_Keyed] = []
    for each in ordered:
        if group and not _shares(group[0], each, tolerance):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _shares(first: _Keyed, other: _Keyed, tolerance: Fraction) -> bool:
    """Return whether a project stands no lower than the first of a group."""
    if first.key[:2] != other.key[:2]:
        return False
    if first.rate is None or other.rate is None:
        return first.rate is other.rate and first.key[2] == other.key[2]
    return abs(first.rate - other.rate) <= tolerance * abs(first.rate)
