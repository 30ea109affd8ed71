"""
Merit: what each project brings, and what the things it takes are worth elsewhere, at the prices of this solve.

At the optimum every requirement has a multiplier. Starting the whole of a project in a year brings its weight in the
objective and helps or burdens requirements. What it brings (``gains``) over what it takes (``takes``) is above one for
what is funded whole, one for what is funded in part, below one for what is left out: the funding line.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from greenopt.engine.answer import Answer
from greenopt.engine.expand import expand_form
from greenopt.engine.layout import Start
from greenopt.engine.program import Cost
from greenopt.engine.root import ProvedStage
from greenopt.engine.ties import OBJECTIVE, SOFT, priority_of

ZERO = Fraction(0)


@dataclass(frozen=True)
class Merit:
    """What starting the whole of one project in its best year brings and takes, in the objective's unit."""

    year: int
    direct: Fraction
    """Its own weight in the objective, as more is better."""
    charges: tuple[tuple[str, Fraction], ...]
    """What it takes of each requirement (negative where it helps), largest first; ``pay`` for money of shared funds."""
    serves: str = ""
    """The first of what comes before the objective that speaks for it: a priority, or the soft rule it helps most."""

    @cached_property
    def gains(self) -> Fraction:
        """What it brings, help to rules included."""
        return max(self.direct, ZERO) + sum((-amount for _, amount in self.charges if amount < 0), ZERO)

    @cached_property
    def takes(self) -> Fraction:
        """What it takes, at prices."""
        return max(-self.direct, ZERO) + sum((amount for _, amount in self.charges if amount > 0), ZERO)

    @cached_property
    def ratio(self) -> Fraction | None:
        """Gains over takes; None when it takes nothing of worth."""
        return self.gains / self.takes if self.takes else None


def merits(answer: Answer) -> dict[str, Merit]:
    """Return the merit of every project that can be started, from the multipliers of the objective's stage."""
    stage = next((each for each in answer.stages if each.name == OBJECTIVE), None)
    if stage is None:
        return {}
    earlier = [_Earlier.of(answer, each) for each in answer.stages if each.name == SOFT or priority_of(each.name)]
    layout = answer.layout
    wish = next(each for each in answer.wishes if each.name == OBJECTIVE)
    objective = answer.rows.cost(wish.form if wish.more else -wish.form)
    charges = _charges(answer, stage)
    found = {}
    for project in layout.facts.projects:
        best: Merit | None = None
        for year in layout.starts[project.id]:
            column = layout.place[Start(project.id, year)]
            own = charges.get(column, {})
            ordered = tuple(sorted(own.items(), key=lambda each: (-abs(each[1]), each[0])))
            served = next((name for each in earlier if (name := each.served(column))), "")
            merit = Merit(year, objective.get(column, ZERO), ordered, served)
            if best is None or merit.gains - merit.takes > best.gains - best.takes:
                best = merit
        if best is not None:
            found[project.id] = best
    return found


class _Earlier(NamedTuple):
    """What is sought before the objective, and how much each column takes of requirements for it."""

    priority: str
    """The rule that gives the priority; empty for soft rules."""
    weights: Cost
    charges: dict[int, dict[str, Fraction]]

    @classmethod
    def of(cls, answer: Answer, stage: ProvedStage) -> "_Earlier":
        wish = next(each for each in answer.wishes if each.name == stage.name)
        weights = answer.rows.cost(wish.form if wish.more else -wish.form)
        return cls(priority_of(stage.name), weights, _charges(answer, stage))

    def served(self, column: int) -> str:
        """Return what speaks for a column, if anything does: the priority, or the soft requirement that does most."""
        charges = self.charges.get(column, {})
        if sum(charges.values(), ZERO) >= self.weights.get(column, ZERO):
            return ""
        return self.priority or min(charges, key=lambda name: (charges[name], name))


def _charges(answer: Answer, stage: ProvedStage) -> dict[int, dict[str, Fraction]]:
    """Return column → requirement, or priority → what one of the column takes of it."""
    layout = answer.layout
    found: dict[int, dict[str, Fraction]] = {}
    for requirement in answer.requirements:
        multiplier = stage.multipliers.get(requirement.name)
        if multiplier:
            for column, weight in expand_form(layout, requirement.left - requirement.right).items():
                found.setdefault(column, {})[requirement.name] = multiplier * weight
    for row, name in enumerate(answer.rows.program.rows):
        multiplier = stage.multipliers.get(name)
        kind, _, inside = name.partition("[")
        if multiplier and kind in ("pay", "reached"):
            for column, entry in answer.rows.program.entries[row].items():
                charge = multiplier * Fraction(entry, answer.rows.program.scale[row])
                key, own = "pay" if kind == "pay" else inside.rstrip("]"), found.setdefault(column, {})
                own[key] = own.get(key, ZERO) + charge
    return found
