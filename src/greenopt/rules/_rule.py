"""
What every rule is: frozen data from the case, checked, put into arithmetic and into words.

A rule answers four questions. ``problems``: what is wrong with it, given the facts. ``settle``: what a project may
get before anything is built. ``requirements``: what a plan must satisfy. ``in_words``: what it says, as a sentence.
No other module knows a rule by its name.
"""

from collections.abc import Iterator
from fractions import Fraction

from pydantic import Field

from greenopt.fields import Flag, Identifier, Record, TwoLanguages, Year
from greenopt.language import Message, Number, say
from greenopt.plan import Plan, Requirement
from greenopt.plan.naming import Problem
from greenopt.project import Facts, Project


class Rule(Record):
    """One policy constraint, named, with a source."""

    id: str = Field(default="", exclude=True)
    """Its name in the case; set by the reader."""
    rule: str
    """Which kind of rule this is."""
    row: Identifier | None = None
    """Row of the programme it comes from."""
    source: str = ""
    """The sentence, decision or agreement it rests on."""
    name: TwoLanguages | None = None
    """A short name for tables."""
    valid: tuple[Year, Year] | None = None
    """First and last year in which it binds."""
    negotiable: Flag = False
    """Whether a repair of an impossible case may move it."""

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what is wrong with the rule, given the facts."""
        yield from ()

    def years(self) -> tuple[int, ...]:
        """Return the years that the rule names as its own time; none if it speaks of the whole horizon."""
        return ()

    def settle(self, project: Project, facts: Facts) -> Project:
        """Return what is left of a project under this rule, before anything is built."""
        return project

    def lacks(self, project: Project) -> tuple[str, ...]:
        """Return the conditions whose document the rule still wants of a project; none for most rules."""
        return ()

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield what the rule demands of a plan."""
        yield from ()

    def in_words(self, facts: Facts) -> Message:
        """Return what the rule says, as one sentence."""
        raise NotImplementedError

    def price_in_words(self, price: Fraction, step_unit: Message, unit: Message) -> Message:
        """Return what moving the rule by one unit is worth, as one sentence."""
        return say(
            "Relaxing it by one {step_unit} would gain about {price} {unit}.",
            step_unit=step_unit,
            price=Number(price),
            unit=unit,
        )

    def setting(self, *keys: str) -> str:
        """Return the path of one of the rule's numbers in the case, such as ``rules.brick_share.at_least``."""
        return ".".join(("rules", self.id, *keys))

    def binds_in(self, year: int) -> bool:
        """Return whether the rule binds in a year."""
        return self.valid is None or self.valid[0] <= year <= self.valid[1]
