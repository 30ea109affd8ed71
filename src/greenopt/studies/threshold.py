"""
Threshold: what a project would have to bring, or how much it may ask for, to be chosen; confirmed by solving again.

    impact    the least that it must bring in its first year of running (of a stock: in all)
    asks      the most public money that it may ask for at full scale

For a project that is out: to be chosen at all. For one in part: to be chosen whole. For one that is in: to stay in.
A change of what a project brings also moves the rules that count it, since the whole case is solved again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from greenopt.case.node import Mapping as Tree
from greenopt.case.node import at
from greenopt.plan import DecidedPlan
from greenopt.project import Facts, Project
from greenopt.studies.bracket import Side, Tried, Unproved, bracket, grid
from greenopt.studies.flip import Flip, Flips, in_full, left_out
from greenopt.studies.turning import What, moved, turning_point
from greenopt.units import decimal_text

ZERO = Fraction(0)
FURTHEST = 64
"""How many times as much is looked at before it is said that no amount would do."""

Wish = Literal["chosen", "whole", "stays"]
Changes = Callable[[Fraction], Mapping[str, str]]


@dataclass(frozen=True)
class Threshold:
    """Where a project's fate turns: two neighbouring numbers, one solved with it and one without."""

    what: What
    wish: Wish
    path: str
    """What was changed in the case."""
    now: Fraction
    holds_at: Fraction | None
    """The last number at which it is so; None if it is nowhere so as far as was looked."""
    fails_at: Fraction | None
    """The next number, at which it is not so; None if it is so as far as was looked."""


def impact_threshold(flips: Flips, project: Project, year: int) -> Threshold | None:
    """
    Return the least that a project must bring; None where that is not what is sought, or nothing can be proved.

    Args:
        flips: the case.
        project: a candidate that can be started.
        year: the start that is meant; its first year of running is what is counted.
    """
    case = flips.case
    name = case.objective.of
    indicator = case.facts.indicators.get(name)
    if case.objective.sense != "maximise" or indicator is None:
        return None
    stated, now = _impact(case.facts, project, name, year)
    ending = "/yr" if indicator.form == "flow" else ""
    path, whole = _impact_path(case.tree, project.id, name)

    def changes(number: Fraction) -> Mapping[str, str]:
        # Energy saved may come to thirds of a tonne; what is stated beside it is then rounded to what can be written.
        text = f"{decimal_text(_finite(number - now + stated))}{ending}"
        return {path: f"{{{name}: {text}}}" if whole else text}

    return _Search(flips, project.id, "impact", path, now, changes).upward()


def asks_threshold(flips: Flips, project: Project) -> Threshold | None:
    """Return the most public money that a project may ask for; None where nothing can be proved."""
    now = max(project.support.values(), default=ZERO)
    path = f"projects.{project.id}.asks"
    if not now or len(set(project.support.values())) > 1:
        # What a limit gives differs from year to year; one number written for all years would be another case.
        return None
    search = _Search(flips, project.id, "asks", path, now, lambda number: {path: decimal_text(number)})
    return search.downward(min([project.cost, *project.limits.values()]))


def _impact(facts: Facts, project: Project, name: str, year: int) -> tuple[Fraction, Fraction]:
    """Return what is stated, and what it comes to with the energy saved in the first year of running."""
    impact = project.impact.get(name)
    if impact is None:
        return ZERO, ZERO
    return impact.stated, impact.at(year + project.delay, facts.factors.get(name, {}))


def _impact_path(tree: Tree | None, project: str, name: str) -> tuple[str, bool]:
    """Return the path of an impact, and whether its mapping has still to be written."""
    there = tree is not None and at(tree, ("projects", project, "impact")) is not None
    return (f"projects.{project}.impact.{name}", False) if there else (f"projects.{project}.impact", True)


def _finite(value: Fraction) -> Fraction:
    """Return a number that can be written in digits; the difference is below any that is printed."""
    return value if "/" not in decimal_text(value) else Fraction(round(value * 10**15), 10**15)


@dataclass
class _Search:
    """One threshold of one project."""

    flips: Flips
    project: str
    what: What
    path: str
    now: Fraction
    changes: Changes
    step: Fraction = ZERO
    by_value: bool = False
    """Whether the value of plans with the project shows where to look next."""
    partial: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    """What was asked for and the level that came of it, as long as that was not the whole."""

    @property
    def wish(self) -> Wish:
        """What can be asked of the project as it stands."""
        level = self.flips.base.level(self.project)
        if level == 0:
            return "chosen"
        return "stays" if level == 1 else "whole"

    def upward(self) -> Threshold | None:
        """Search where more is better."""
        if self.wish == "stays":
            self.step = grid(self.now)
            here = ceil(self.now / self.step)
            return (self._from_plans(here, 0) or self._between(here, 0)) if self.now > 0 else None
        root = self._root(self.flips.base, self.now)
        size = max(abs(self.now), abs(root or ZERO)) or Fraction(1)
        self.step = grid(size)
        here, enough = floor(self.now / self.step), self._enough() if self.wish == "chosen" else None
        found = None if enough is None else self._from_plans(ceil(enough / self.step) + 1, here)
        return found or self._between(ceil(size * FURTHEST / self.step), here)

    def _enough(self) -> Fraction | None:
        """
        Return what makes up for the loss that the project causes when it is carried out in full; None if it cannot be.

        A plan with the project in full is then as good as any without it, unless other rules count what it brings.
        """
        forced = self.flips.solve(in_full(self.project))
        loss, each = self.flips.loss(forced), self._each(forced)
        return self.now + loss / each if loss is not None and each > 0 else None

    def _each(self, flip: Flip) -> Fraction:
        """Return what one more unit of the project's impact adds to the objective of a plan."""
        if flip.run is None or flip.plan is None:
            return ZERO
        facts = flip.run.case.facts
        more = moved(flip.run, facts.by_id[self.project], "impact", Fraction(1))
        plan = DecidedPlan(facts.with_project(more), flip.plan.alone(self.project).decisions)
        return flip.run.case.objective.form(plan).constant - flip.brings(self.project)

    def downward(self, most: Fraction) -> Threshold | None:
        """Search where less is better; no more than ``most`` is allowed."""
        self.step = grid(self.now)
        here = floor(self.now / self.step)
        if self.wish == "stays":
            top = floor(most / self.step)
            if top <= here:
                return self._found(Fraction(here), None)
            return self._from_plans(here, top) or self._between(here, top)
        little = self._little() if self.wish == "chosen" else None
        found = None if little is None else self._from_plans(floor(little / self.step), here)
        return found or self._between(0, here)

    def _little(self) -> Fraction | None:
        """Return so little that a project that is out would be chosen if it asked for that; None if it is not known."""
        root = self._root(self.flips.base, self.now)
        if root is not None and 0 < root < self.now:
            return root
        forced = self.flips.solve(in_full(self.project))
        loss, brings = self.flips.loss(forced), forced.brings(self.project)
        return self.now * brings / (brings + loss) if loss and loss > 0 and brings > 0 else None

    def _from_plans(self, yes: int, no: int) -> Threshold | None:
        """Narrow it down from the end where it holds, by the value of the plans found there; None if that fails."""
        self.by_value = True
        try:
            found = bracket(lambda number: self._tried(number, "yes"), yes, no, "yes") if abs(yes - no) > 1 else None
        except Unproved:
            return None
        finally:
            self.by_value = False
        return None if found is None else self._found(Fraction(found[0]), Fraction(found[1]))

    def _between(self, yes: int, no: int) -> Threshold | None:
        """Narrow it down between two ends, one of which may turn out to be like the other."""
        try:
            # Prices tell from outside when a project comes in, and from inside when a whole one gives way.
            by_prices = self.wish == "whole" and self.what == "impact"
            side: Side = "yes" if by_prices else "no"
            found = bracket(lambda number: self._tried(number, side), yes, no, side)
            if found is not None:
                return self._found(Fraction(found[0]), Fraction(found[1]))
            if self.wish == "stays":
                return self._found(Fraction(no), None) if self._tried(no).holds else None
            return None if self._tried(yes).holds else self._found(None, Fraction(yes))
        except Unproved:
            return None

    def _found(self, holds: Fraction | None, fails: Fraction | None) -> Threshold:
        numbers = [None if each is None else each * self.step for each in (holds, fails)]
        return Threshold(self.what, self.wish, self.path, self.now, numbers[0], numbers[1])

    def _tried(self, number: int, side: Side | None = None) -> Tried:
        """
        Solve the case with a number of steps; where the fate turns is looked for on one side only, or not at all.

        Raises:
            Unproved: nothing is proved, or such a case cannot be written.
        """
        amount = number * self.step
        flip = self.flips.base if amount == self.now else self.flips.solve(self.changes(amount))
        if not flip.proved or flip.status == "refused":
            raise Unproved
        level = flip.level(self.project)
        holds = level == 1 if self.wish == "whole" else level > 0
        if side is None or holds != (side == "yes"):
            return Tried(holds)
        root = self._root(flip, amount)
        return Tried(holds, None if root is None else root / self.step)

    def _root(self, flip: Flip, amount: Fraction) -> Fraction | None:
        """Return the figure at which starting the project brings what it takes, at the prices of a solve."""
        if flip.run is None or flip.impossible:
            return None
        if self.by_value:
            return self._value_root(flip, amount)
        if self.wish == "whole" and self.what == "asks":
            return self._whole_at(amount, flip.level(self.project))
        return turning_point(flip.run, self.project, self.what, amount)

    def _value_root(self, flip: Flip, amount: Fraction) -> Fraction | None:
        """
        Return the figure at which this plan is worth as much as the best one without the project.

        The best value is convex in what a project brings, and in the money it gets for each unit it asks for; so its
        plans lead to the turn in a few steps (Dinkelbach 1967, on nonlinear fractional programming).
        """
        without = self.flips.base if self.wish == "chosen" else self.flips.solve(left_out(self.project))
        worse, loss = self.flips.loss(without), self.flips.loss(flip)
        if worse is None or loss is None:
            return None
        gain, brings = worse - loss, flip.brings(self.project)
        if self.what == "asks":
            return amount * brings / (brings - gain) if brings > max(gain, ZERO) else None
        each = self._each(flip)
        return amount - gain / each if each > 0 else None

    def _whole_at(self, amount: Fraction, level: Fraction) -> Fraction:
        """
        Return what a project in part may ask for to be carried out whole, going by the levels seen so far.

        At first: what holds it back is used up, so it would get the same money if it asked for less.
        """
        if level < 1:
            self.partial.append((amount, level))
        if len(self.partial) < 2 or self.partial[-1][1] == self.partial[-2][1]:
            return amount * level
        (first, low), (second, high) = self.partial[-2:]
        return second + (1 - high) * (second - first) / (high - low)
