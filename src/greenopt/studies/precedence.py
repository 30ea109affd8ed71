"""
Precedence: how far a plan serves what comes before the objective, so that two plans can be compared rightly.

    first    soft rules    the sum of what is missed, each part divided by what its rule asks for
    then     priorities    what each reaches, in turn

A plan that serves less of these can bring more of what is sought, and is no better for it. Everything is counted from
the plan, not taken from a proof: a proof for whole projects does not always speak of each of them.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.engine.posed import Question
from greenopt.engine.ties import SOFT
from greenopt.language import Message, say, word
from greenopt.plan import DecidedPlan
from greenopt.plan.form import Reached
from greenopt.result.aims import unit_of_tier
from greenopt.result.resolved import Json
from greenopt.result.standing import plain

ZERO = Fraction(0)


class Served(NamedTuple):
    """One thing that comes before the objective, and how far two plans serve it."""

    name: str
    """The rule that gives the priority; ``soft_rules`` for all soft rules together."""
    here: Fraction
    """In the plan that is looked at: what is reached, or the sum of the parts missed."""
    there: Fraction
    """In the plan that it is held against."""

    @property
    def better(self) -> bool:
        """Whether the plan that is looked at serves it better than the other."""
        return self.here < self.there if self.name == SOFT else self.here > self.there


def compared(here: tuple[Question, DecidedPlan], there: tuple[Question, DecidedPlan]) -> list[Served]:
    """
    Return what comes before the objective in both cases, in its order, as two plans serve it.

    Only rules of both cases count: what a dropped rule asked for is neither missed nor reached any more.
    """
    found = []
    missed, missed_there = (_missed(*each) for each in (here, there))
    both = missed.keys() & missed_there.keys()
    if both:
        sums = [sum((each[key] for key in both), ZERO) for each in (missed, missed_there)]
        found.append(Served(SOFT, sums[0], sums[1]))
    reached, reached_there = (_reached(*each) for each in (here, there))
    found += [Served(name, value, reached_there[name]) for name, value in reached.items() if name in reached_there]
    return found


def decisive(served: Sequence[Served]) -> Served | None:
    """Return the first in which the plans differ: it decides which of them is better; None if the objective does."""
    return next((each for each in served if each.here != each.there), None)


def as_document(case: Case, served: Sequence[Served], here: str, there: str) -> list[Json]:
    """Return the comparison for a document, with the two plans' figures under the keys ``here`` and ``there``."""
    return [
        {
            "name": each.name,
            "text": _title(case, each.name).both(),
            here: plain(each.here),
            there: plain(each.there),
            "unit": _unit(case, each.name).both(),
            "worse": each.here != each.there and not each.better,
        }
        for each in served
    ]


def _missed(question: Question, plan: DecidedPlan) -> dict[str, Fraction]:
    """Return what is missed of every soft requirement, as a part of what it asks for."""
    short = plan.decisions.shortfalls
    return {
        each.name: short.get((each.rule, each.part), ZERO) / each.soft_scale
        for each in question.requirements
        if each.soft_scale
    }


def _reached(question: Question, plan: DecidedPlan) -> dict[str, Fraction]:
    """Return what every priority reaches, in turn."""
    return {
        tier.rule: plan.value(Reached(tier.rule)) if tier.ends else tier.form.at(plan.value) for tier in question.tiers
    }


def _title(case: Case, name: str) -> Message:
    rule = next((each for each in case.rules if each.id == name), None)
    return say("sum of the parts missed of soft targets") if rule is None else rule.in_words(case.facts)


def _unit(case: Case, name: str) -> Message:
    return word("") if name == SOFT else unit_of_tier(case, name)
