"""
Posed: a case as a program with everything that is sought of it, before anything is solved.

    requirements, tiers, objective  ──▶  columns  ──▶  exact rows  ──▶  stages, each to be maximised

``solve`` and ``build_model`` begin here, so that what analysts get is what is solved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from greenopt.engine.expand import with_auxiliaries
from greenopt.engine.layout import lay_out
from greenopt.engine.rows import Rows, write_rows
from greenopt.engine.stages import Stage
from greenopt.engine.ties import OBJECTIVE, Next, Steps, Wish, wishes
from greenopt.plan import Form, Requirement, Tier
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts


@dataclass(frozen=True)
class Question:
    """What is asked of the engine: a settled case, what every plan must satisfy, and what is sought."""

    facts: Facts
    requirements: tuple[Requirement, ...]
    """Of funds and rules, in a fixed order, asked of a symbolic plan."""
    objective: Form
    more: bool
    """Whether more of the objective is better."""
    tiers: tuple[Tier, ...] = ()
    """What is made as large as possible before the objective, in turn."""
    then: tuple[Next, ...] = ()
    """What is sought after the objective, in turn."""


@dataclass(frozen=True)
class Posed:
    """A question as a program."""

    rows: Rows
    wishes: tuple[Wish, ...]

    @cached_property
    def steps(self) -> Sequence[Stage]:
        """What is sought in turn, as costs on columns."""
        return Steps(self.rows, self.wishes)

    @cached_property
    def main(self) -> int:
        """Which of the steps is the objective."""
        return next(number for number, wish in enumerate(self.wishes) if wish.name == OBJECTIVE)


def pose(question: Question) -> Posed:
    """Return the exact program of a question."""
    rows = rows_of(question.facts, question.requirements, question.tiers)
    plan = SymbolicPlan(question.facts)
    aim = Wish(OBJECTIVE, question.objective, question.more)
    return Posed(rows, tuple(wishes(plan, question.requirements, aim, question.tiers, question.then)))


def rows_of(facts: Facts, requirements: Sequence[Requirement], tiers: Sequence[Tier] = ()) -> Rows:
    """Return the exact program of a settled case."""
    return write_rows(with_auxiliaries(lay_out(facts), requirements, tiers), requirements, tiers)
