"""
Knowing: the few scenarios at which one subject is taken to be known, all other numbers at their means.

Only subjects that can matter are looked at: groups, funds, fuels and the like, the projects about which the plan for
the means is wrong most, and those whose public money is least certain, for what they take is missing elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from greenopt.case.case import Case
from greenopt.studies.uncertainty.axes import Part
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.sampling import Floats, inverse, latin_hypercube

POINTS_ALONE, POINTS_TOGETHER = 8, 16
"""Points at which a subject is known: of one axis, or of several."""
MOST_BY_LOSS, MOST_BY_MONEY, MOST_OTHERS = 12, 8, 40


@dataclass(frozen=True)
class Knowing:
    """The points at which subjects are known."""

    design: Design
    looked_at: tuple[int, ...]
    """Places of the subjects among those of the design."""

    @property
    def subjects(self) -> tuple[Part, ...]:
        """What is looked at."""
        return tuple(self.design.subjects[place] for place in self.looked_at)

    @property
    def count(self) -> int:
        """How many points there are in all."""
        return self._firsts[-1]

    def points(self, subject: int) -> range:
        """Return the points of one subject that is looked at."""
        return range(self._firsts[subject], self._firsts[subject + 1])

    @cached_property
    def _firsts(self) -> list[int]:
        firsts = [0]
        for subject in self.subjects:
            firsts.append(firsts[-1] + (POINTS_ALONE if len(subject.axes) == 1 else POINTS_TOGETHER))
        return firsts

    def factors(self, points: Sequence[int]) -> Floats:
        """Return the factors at some points, points × numbers."""
        return np.array([self._factors(point) for point in points]).reshape(len(points), len(self.design.numbers))

    def _factors(self, point: int) -> Floats:
        design = self.design
        subject = int(np.searchsorted(self._firsts, point, side="right")) - 1
        own, count = self.points(subject), len(self.points(subject))
        axes = [design.axes[each] for each in self.subjects[subject].axes]
        middle = np.array([(point - own.start + 0.5) / count])
        at = middle if len(axes) == 1 else latin_hypercube(axes, count, design.seed)[point - own.start]
        found = design.means.copy()
        for axis, level in zip(axes, at, strict=True):
            for each in axis.numbers:
                found[each] = inverse(design.numbers[each], np.array([level]))[0]
        return found


def worth_a_look(case: Case, design: Design, losses: Mapping[str, float], levels: Mapping[str, float]) -> Knowing:
    """
    Return the subjects that are looked at.

    Args:
        case: as it is written.
        design: what is drawn.
        losses: what being wrong about a project costs on average.
        levels: of the plan for the means.
    """
    money = {project.id: max(project.support.values(), default=0) for project in case.facts.projects}

    def uncertain_money(place: int) -> float:
        subject = design.subjects[place]
        numbers = [design.numbers[each] for axis in subject.axes for each in design.axes[axis].numbers]
        asked = [each for each in numbers if each.kind in ("projects.*.asks", "projects.*.eligible_cost")]
        width = max((float(each.high - each.low) for each in asked), default=0.0)
        return width * float(money[subject.name]) * levels.get(subject.name, 0.0)

    def lost(place: int) -> float:
        return losses.get(design.subjects[place].name, 0.0)

    projects = [place for place, subject in enumerate(design.subjects) if subject.kind == "project"]
    others = [place for place in range(len(design.subjects)) if place not in set(projects)][:MOST_OTHERS]
    by_loss = sorted(filter(lost, projects), key=lambda place: -lost(place))[:MOST_BY_LOSS]
    by_money = sorted(filter(uncertain_money, projects), key=lambda place: -uncertain_money(place))[:MOST_BY_MONEY]
    return Knowing(design, tuple(sorted({*others, *by_loss, *by_money})))
