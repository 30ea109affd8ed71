"""
Most of an indicator: the plan that achieves as much of it as money and rules allow; others may be weighed with it.

    maximise  sum(weight[t] * flow[t] for t in the time)          a flow: over horizon, over lifetime, or in a year
    maximise  sum(impact[p] * level[p])                           a stock: what is reached by the end of the horizon
    maximise  first + sum(worth[i] * indicator[i] for i in weigh) several: all in the unit of the first

    weight[t] = (1 + discount)^-(t - first year), rounded to 12 decimals and stored

Unit: that of the indicator; for a flow, summed over the years. What is weighed counts over the same time.

Trap: over the lifetime, years beyond the last known emission factor use that last factor. In a year, only what
already runs then counts, so late starts with long lives lose. A sum of weights finds no plan that lies in a hollow
between two others, and a small change of a worth may change the whole plan: draw the front of both aims first.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.fields import EVERYTHING, Identifier, Selector
from greenopt.language import Message, listed, say
from greenopt.objectives._objective import Objective
from greenopt.objectives.aims import Aim, MostOf
from greenopt.objectives.worth import Worth
from greenopt.plan import Form, Plan
from greenopt.plan.form import total
from greenopt.plan.naming import Problem
from greenopt.project import Facts


class Most(MostOf, Objective):
    """As much of an indicator as possible, or of several that are weighed."""

    weigh: dict[Identifier, Worth] = {}
    """Further indicators that count, each with what some of it is worth in the unit of the first."""

    def form(self, plan: Plan, to: Selector = EVERYTHING) -> Form:
        """Return the indicator over the time chosen, and what is weighed with it."""
        return total(self.amount(plan, name, to) * weight for name, weight in self.weights(plan.facts).items())

    def weights(self, facts: Facts) -> dict[str, Fraction]:
        """Return what one unit of each indicator counts for; of the first, one."""
        further = {name: worth.weight(self._units(facts, name)) for name, worth in self.weigh.items()}
        return {self.maximise: Fraction(1), **further}

    def alone(self) -> tuple[Aim, ...]:
        """Return itself, where nothing else is weighed in it."""
        return () if self.weigh else (self,)

    def _units(self, facts: Facts, name: str) -> tuple[str, str]:
        """Return the unit in which an indicator is worth something, and its own."""
        return self.unit(facts), self.unit_of(facts, name)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what cannot be sought, weighed, or sought next."""
        first = list(super().problems(facts))
        yield from first
        for name, worth in self.weigh.items():
            key = f"weigh.{name}"
            wrong = list(self.problems_of(facts, name, key))
            yield from wrong
            if name == self.maximise:
                yield Problem(key, say("'{name}' is what others are weighed against", name=name), say("leave it out"))
            elif not wrong and not first:
                for each in worth.problems(*self._units(facts, name)):
                    yield each._replace(key=f"{key}.{each.key}".rstrip("."))
        yield from Objective.problems(self, facts)

    def in_words(self, facts: Facts) -> Message:
        """Return what is sought."""
        words = self.phrase(facts)
        if not self.weigh:
            return say("{sentence}.", sentence=words)
        weighed = [
            worth.in_words(facts.indicators[name].name, *self._units(facts, name)) for name, worth in self.weigh.items()
        ]
        return say("{sentence}, where {weighed}.", sentence=words, weighed=listed(weighed))
