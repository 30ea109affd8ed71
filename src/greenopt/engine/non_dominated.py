"""
Non-dominated: every plan of whole projects that no other plan dominates, found without looking at all of them.

Projects are decided one after the other, all parts of plans at once. A part is left out where

    no row lets it go on                    exact, as widely as what is not decided may stretch the row
    a rival dominates all that follows      by the bounds of ``rivals``
    another part dominates it               and stands in every open row at least as well, so that whatever follows
                                            the one may follow the other; or it holds the same projects, worth the same

What is left out is dominated by something that stays, or is worth the same with the same projects. So the plans that
remain are compared with each other, best first, and those that stand are exactly the sets of projects of which some
schedule is not dominated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from greenopt.engine.choices import Choices
from greenopt.engine.claimed_twice import Losses
from greenopt.engine.dominance import Dominance, Numbers, Plans
from greenopt.engine.rivals import Floats, Rivals

Flags = NDArray[np.bool_]
MOST_PARTS = 200_000
"""Parts of plans that are held at once; with more of them the search is given up."""
MOST_PAIRS = 20_000_000
"""Pairs of parts that are compared after each project."""
FEWEST_PAIRS = 1_000_000
WORTHWHILE = 0.02
"""A share of parts: where comparing leaves out fewer, fewer pairs are compared next time."""
BLOCK = 256
BEAMS = (500, 2000)
"""Parts that are kept while rivals are looked for."""


class Limits(NamedTuple):
    """When a search is given up."""

    plans: int
    """Non-dominated plans, every schedule counted."""
    parts: int = MOST_PARTS


@dataclass(frozen=True)
class Found:
    """What a search has found."""

    plans: Plans
    """Options of the plans that are not dominated."""
    complete: bool
    """Whether these are all of them, up to schedules of the same projects worth the same."""
    sure: Mapping[str, bool] = field(default_factory=dict)
    """Of a search that was given up: projects that every plan not dominated holds, or none does."""


@dataclass
class _Parts:
    """Parts of plans: the same projects decided in each."""

    options: Plans
    activity: Numbers
    """Parts × rows."""

    def kept(self, keep: Flags | NDArray[np.int64]) -> "_Parts":
        return _Parts(self.options[keep], self.activity[keep])


class Search:
    """One search."""

    def __init__(self, choices: Choices, dominance: Dominance, losses: Losses, rivals: Rivals, limits: Limits) -> None:
        """
        Prepare a search.

        Args:
            choices: what is to be chosen, and what it must satisfy.
            dominance: what options are worth.
            losses: what whole plans lose of that.
            rivals: plans that are known, weighed.
            limits: when to give up.
        """
        self._choices, self._dominance, self._losses, self._rivals = choices, dominance, losses, rivals
        self._limits = limits
        self._pairs = MOST_PAIRS
        self._entries = [
            choices.wide.entries[:, dominance.first[place] : dominance.first[place] + size]
            for place, size in enumerate(choices.sizes)
        ]
        ends = zip(dominance.first[:-1], dominance.first[1:], strict=True)
        spread = [float(rivals.drop[0, begin:end].max(axis=0).mean()) for begin, end in ends]
        self._order = sorted(range(len(choices.sizes)), key=lambda place: (-spread[place], place))

    def run(self) -> Found:
        """Return every plan that is not dominated, or what is known where there are too many."""
        for width in BEAMS:
            best = self._standing(self._decided(width), self._rivals.most)
            self._rivals.add(best.plans.tolist())
            self._rivals.weigh()
        return self._standing(self._decided(None), self._limits.plans)

    def _decided(self, width: int | None) -> "_Parts | Found":
        """Decide every project; keeping only the most promising parts, so many of them, where a width is given."""
        wide = self._choices.wide
        parts = _Parts(
            np.zeros((1, len(self._order)), dtype=np.int8), np.zeros((1, len(wide.upper)), dtype=wide.entries.dtype)
        )
        for turn, project in enumerate(self._order):
            decided, later = self._order[: turn + 1], self._order[turn + 1 :]
            parts = self._compared(self._extended(parts, project, decided, later), decided, later)
            if width is not None and len(parts.options) > width:
                marked, options = self._marked(parts.options, decided)
                order = np.argsort(-self._rivals.promise(marked, options), kind="stable")
                parts = parts.kept(np.sort(order[:width]))
            if later and len(parts.options) > self._limits.parts:
                return self._given_up(parts, decided)
        return parts

    def _marked(self, plans: Plans, decided: Sequence[int]) -> tuple[Floats, NDArray[np.int64]]:
        """Return parts × options of decided projects, in floats, and which options these are."""
        first, sizes = self._dominance.first, self._choices.sizes
        options = np.concatenate([np.arange(first[each], first[each] + sizes[each]) for each in decided])
        here = self._dominance.of_projects(decided)
        return here.marked(plans[:, decided]).astype(np.float64), options

    def _extended(self, parts: _Parts, project: int, decided: Sequence[int], later: Sequence[int]) -> _Parts:
        """Decide one more project, and leave out what no row lets go on and what a rival dominates."""
        wide = self._choices.wide
        least = sum((self._entries[each].min(axis=1) for each in later), np.zeros(len(wide.upper)))
        most = sum((self._entries[each].max(axis=1) for each in later), np.zeros(len(wide.upper)))
        found = []
        for option in range(self._choices.sizes[project]):
            activity = parts.activity + self._entries[project][:, option]
            keep = np.asarray(((activity + least <= wide.upper) & (activity + most >= wide.lower)).all(axis=1), bool)
            options = parts.options[keep]
            options[:, project] = option
            found.append(_Parts(options, activity[keep]))
        extended = _Parts(
            np.concatenate([each.options for each in found]), np.concatenate([each.activity for each in found])
        )
        left = len(later) / len(self._order)
        return extended.kept(~self._rivals.beaten(*self._marked(extended.options, decided), left))

    def _compared(self, parts: _Parts, decided: Sequence[int], later: Sequence[int]) -> _Parts:
        """Leave out parts that others dominate, or equal with the same projects, whatever follows."""
        if not later or len(parts.options) < 2:
            return parts
        here = self._dominance.of_projects(decided)
        plans = parts.options[:, decided]
        middles = here.middles(plans)
        order = np.argsort(-middles, kind="stable")
        parts, plans, middles = parts.kept(order), plans[order], middles[order]
        marked, held = here.marked(plans), self._held(plans, decided)
        open_rows = self._open(later)
        count = len(plans)
        better = _spread(count, max(BLOCK, self._pairs // count))
        keep = np.ones(count, dtype=np.bool_)
        for first in range(0, len(better), BLOCK):
            block = better[first : first + BLOCK]
            block = block[keep[block]]
            covers = here.covers(plans[block], marked)
            covers &= (middles[:, None] < middles[None, block]) | (
                (middles[:, None] == middles[None, block])
                & (np.arange(count)[:, None] > block[None, :])
                & (held[:, None] == held[None, block])
            )
            for row, (upward, downward) in open_rows.items():
                mine, its = parts.activity[:, row, None], parts.activity[None, block, row]
                if upward:
                    covers &= its <= mine
                if downward:
                    covers &= its >= mine
            keep &= ~covers.any(axis=1)
        left_out = 1 - keep.mean()
        self._pairs = min(MOST_PAIRS, 2 * self._pairs) if left_out > WORTHWHILE else max(FEWEST_PAIRS, self._pairs // 2)
        return parts.kept(keep)

    def _held(self, plans: Plans, projects: Sequence[int]) -> NDArray[np.int64]:
        """Return a number for the set of projects that each plan carries out."""
        nothing = np.array([0 if self._choices.columns[each][0] is None else -1 for each in projects])
        return np.unique(plans != nothing, axis=0, return_inverse=True)[1].reshape(-1)

    def _open(self, later: Sequence[int]) -> dict[int, tuple[bool, bool]]:
        """Return rows that what is not decided still moves, and which sides they have."""
        wide = self._choices.wide
        moved = np.zeros(len(wide.upper), dtype=np.bool_)
        for each in later:
            moved |= np.asarray((self._entries[each] != 0).any(axis=1), dtype=np.bool_)
        return {
            row: (wide.has_upper[row], wide.has_lower[row])
            for row in range(len(moved))
            if moved[row] or wide.stretched[row]
        }

    def _standing(self, parts: "_Parts | Found", most: int) -> Found:
        """Compare whole plans with each other, best first; those that stand have to exist in full."""
        if isinstance(parts, Found):
            return parts
        dominance = self._dominance
        lost = self._losses.of(dominance.marked(parts.options), dominance.denominator)
        middles = dominance.middles(parts.options) - lost.sum(axis=1)
        order = np.argsort(-middles, kind="stable")
        plans, lost, middles = parts.options[order], lost[order], middles[order]
        standing: list[int] = []
        for first in range(0, len(plans), BLOCK):
            places = np.arange(first, min(first + BLOCK, len(plans)))
            places = places[~self._dominated(plans, lost, middles, places, standing)]
            inside = self._dominated_by_each(plans, lost, middles, places)
            fresh: list[int] = []
            for number, place in enumerate(places.tolist()):
                if any(inside[number, other] for other in fresh):
                    continue
                exists = self._choices.exists(plans[place].tolist())
                if exists is None:
                    return self._given_up(parts, self._order)
                if exists:
                    fresh.append(number)
            standing += places[fresh].tolist()
            if len(standing) > most:
                return replace(self._given_up(parts, self._order), plans=plans[standing])
        return Found(plans[standing], complete=True)

    def _dominated(
        self, plans: Plans, lost: Numbers, middles: Numbers, places: NDArray[np.int64], standing: Sequence[int]
    ) -> Flags:
        """Return which of the plans at these places one that stands dominates."""
        found = np.zeros(len(places), dtype=np.bool_)
        marked = self._dominance.marked(plans[places])
        for first in range(0, len(standing), BLOCK):
            block = np.array(standing[first : first + BLOCK])
            covers = self._dominance.covers(plans[block], marked, (lost[block], lost[places]))
            found |= (covers & (middles[None, block] > middles[places, None])).any(axis=1)
        return found

    def _dominated_by_each(self, plans: Plans, lost: Numbers, middles: Numbers, places: NDArray[np.int64]) -> Flags:
        """Return plans × plans: whether the second dominates the first."""
        marked = self._dominance.marked(plans[places])
        covers = self._dominance.covers(plans[places], marked, (lost[places], lost[places]))
        return np.asarray(covers & (middles[None, places] > middles[places, None]), dtype=np.bool_)

    def _given_up(self, parts: _Parts, decided: Sequence[int]) -> Found:
        """Return what holds of every plan that is not dominated: each follows one of the parts that are left."""
        sure: dict[str, bool] = {}
        for project, name in enumerate(self._choices.projects):
            if project in decided:
                left = set(np.unique(parts.options[:, project]).tolist())
            else:
                left = {
                    each for each in range(self._choices.sizes[project]) if self._may(parts, decided, project, each)
                }
            held = {self._choices.columns[project][each] is not None for each in left}
            if len(held) == 1:
                sure[name] = held.pop()
        return Found(parts.options[:0], complete=False, sure=sure)

    def _may(self, parts: _Parts, decided: Sequence[int], project: int, option: int) -> bool:
        """Return whether an option may follow any part."""
        options = parts.options.copy()
        options[:, project] = option
        return not self._rivals.beaten(*self._marked(options, [*decided, project]), 1.0).all()


def _spread(count: int, wanted: int) -> NDArray[np.int64]:
    """Return so many places: half of them the first ones, the others evenly among the rest."""
    if count <= wanted:
        return np.arange(count)
    first = np.arange(wanted // 2)
    rest = np.linspace(wanted // 2, count - 1, wanted - wanted // 2).astype(np.int64)
    return np.concatenate([first, np.unique(rest)])
