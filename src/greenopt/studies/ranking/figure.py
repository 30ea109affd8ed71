"""
Figure: one number of every project that moves, such as what it asks for, and a case in which it can be tried.

A number is tried in floats while it makes a case of the same shape. Where it does not (nothing is left to be paid
privately, say), the case is read anew once with such a number, and the numbers beside it are tried in that.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.node import at
from greenopt.case.vary import Numbers
from greenopt.errors import CaseInvalid
from greenopt.project import Project
from greenopt.studies.ranking.contest import Contest, Verdict
from greenopt.studies.ranking.price import What
from greenopt.studies.scenario import Source
from greenopt.units import decimal_text

ZERO = Fraction(0)
FURTHEST = 64
"""How many times its cost is looked at before it is said that a project wins whatever it costs."""
MOST_SHAPES = 3
"""Times that the case is read anew for one project because another number of it makes a case of another shape."""


class Figure(ABC):
    """One number of every project."""

    what: What

    def __init__(self, source: Source, case: Case, names: Sequence[str]) -> None:
        self.case = case
        self.source = source
        self._numbers = Numbers(source.gathered.tree, [self.path(name) for name in names])
        self.contest = Contest.of(source, self._numbers)
        self._reshaped: dict[str, list[Contest]] = {}

    @abstractmethod
    def path(self, name: str) -> str:
        """Return the path of the number in the case."""

    @abstractmethod
    def now(self, project: Project) -> Fraction | None:
        """Return what it is, in the unit of the case; None where no single number says it."""

    @abstractmethod
    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        """Return the least and the most that may be written."""

    def is_fast(self, name: str) -> bool:
        """Return whether a number of a project can be tried in floats."""
        return self.contest is not None and self._numbers.place(self.path(name)) is not None

    def verdict(self, project: Project, now: Fraction, number: Fraction) -> Verdict | None:
        """Return what comes of a number, tried in floats; None if that cannot be told."""
        place = self._numbers.place(self.path(project.id))
        if self.contest is None or place is None or not now:
            return None
        # The number may be written in a unit of its own; where it is written anew it is in that of the case.
        factor = self._numbers.values[place] / now
        if self.contest.fits(place, float(number * factor)):
            found = self.contest.verdict(project.id, place, float(number * factor))
            return found if found is None or found.root is None else found._replace(root=found.root / float(factor))
        for contest in self._reshaped.get(project.id, ()):
            if contest.fits(0, float(number)):
                return contest.verdict(project.id, 0, float(number))
        another = self._another(project.id, number)
        return None if another is None else another.verdict(project.id, 0, float(number))

    def _another(self, name: str, number: Fraction) -> Contest | None:
        """Return the case in the shape that it has with another number of a project; None if it can have none."""
        known = self._reshaped.setdefault(name, [])
        if len(known) == MOST_SHAPES:
            return None
        path = self.path(name)
        source = replace(self.source, changes=(*self.source.changes, f"{path}={decimal_text(number)}"))
        try:
            contest = Contest.of(source, Numbers(source.gathered.tree, [path]))
        except CaseInvalid:
            return None
        if contest is not None:
            known.append(contest)
        return contest

    def plays_no_part(self, name: str) -> bool:
        """Return whether the number of a project matters for nothing."""
        place = self._numbers.place(self.path(name))
        return self.contest is not None and place is not None and self.contest.plays_no_part(place)


class Grants(Figure):
    """Public money that a project asks for at full scale; the rest of its cost stays private."""

    what = "grant"

    def __init__(self, source: Source, case: Case, names: Sequence[str]) -> None:
        tree, extra = source.gathered.tree, []
        for name in names:
            now = self.now(case.facts.by_id[name])
            if now and at(tree, ("projects", name, "asks")) is None:
                # What a support limit gives is written down, so that it can move.
                extra.append(f"{self.path(name)}={decimal_text(now)}")
        super().__init__(replace(source, changes=(*source.changes, *extra)) if extra else source, case, names)

    def path(self, name: str) -> str:
        """Return the path of the number in the case."""
        return f"projects.{name}.asks"

    def now(self, project: Project) -> Fraction | None:
        """Return what it is, in the unit of the case; None where no single number says it."""
        amounts = set(project.support.values())
        return amounts.pop() if len(amounts) == 1 else None

    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        """Return the least and the most that may be written."""
        return ZERO, min([project.cost, *project.limits.values()])


class Costs(Figure):
    """The whole investment; what is asked for follows where a support limit gives a project a share of that."""

    what = "cost"

    def path(self, name: str) -> str:
        """Return the path of the number in the case."""
        return f"projects.{name}.cost"

    def now(self, project: Project) -> Fraction | None:
        """Return what it is, in the unit of the case; None where no single number says it."""
        return project.cost

    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        """Return the least and the most that may be written."""
        tree = self.case.tree
        named = tree is not None and at(tree, ("projects", project.id, "eligible_cost")) is not None
        least = max(project.asks or ZERO, project.eligible_cost if named else ZERO)
        return least, project.cost * FURTHEST
