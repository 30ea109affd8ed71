"""
What every rule is: frozen data from the case, checked, put into arithmetic and into words.

A rule answers four questions. ``problems``: what is wrong with it, given the facts. ``settle``: what a project may
get before anything is built. ``requirements``: what a plan must satisfy. ``in_words``: what it says, as a sentence.
No other module knows a rule by its name.

Some kinds have more in common: a time of their own (``Timed``), or that they may be missed (``Soft``). A shortfall is
measured in the unit of the left side, and divided by the right side when those of several rules are added, so that a
tenth of one counts like a tenth of another.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from greenopt.fields import Flag, Identifier, Record, Selector, TwoLanguages, Year
from greenopt.language import Message, Number, say
from greenopt.plan import Form, Plan, Requirement, Tier
from greenopt.plan.naming import Problem
from greenopt.project import Facts, Project, SharedPotential


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

    def potentials(self, facts: Facts) -> Iterator[SharedPotential]:
        """Yield what projects share under this rule, so that no sum counts it twice."""
        yield from ()

    @property
    def gives_priority(self) -> bool:
        """Whether it makes something as large as possible before the objective."""
        return False

    @property
    def sought_quantity(self) -> str | None:
        """What a priority makes as large as possible; None for other rules, and where it follows the objective."""
        return None

    def tier(self, plan: Plan, sought: Callable[[Selector], Form]) -> Tier | None:
        """
        Return what is made as large as possible before the objective, if the rule gives a priority.

        Args:
            plan: a plan yet to be found.
            sought: what the plan is chosen for, of a group.
        """
        return None

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

    def least(self, facts: Facts, *keys: str) -> Fraction:
        """Return below what one of its numbers makes no sense, in percentage points or the unit of the requirement."""
        return Fraction(0)

    def binds_in(self, year: int) -> bool:
        """Return whether the rule binds in a year."""
        return self.valid is None or self.valid[0] <= year <= self.valid[1]


class Moment(NamedTuple):
    """The time a requirement speaks of, and the name of its part."""

    part: str = ""
    year: int | None = None
    by: int | None = None


class Timed(Rule):
    """A rule with a time of its own; of the whole horizon if none is given."""

    in_year: Annotated[Year | None, Field(alias="in")] = None
    """In that year only."""
    by: Year | None = None
    """Up to the end of that year."""
    each: Literal["year"] | None = None
    """``year``: separately in every year of the horizon."""

    def times(self, facts: Facts) -> list[Moment]:
        """Return each time the rule speaks of within the horizon, and in which it binds."""
        if self.each == "year":
            return [Moment(str(year), year=year) for year in facts.years if self.binds_in(year)]
        moment = self.in_year or self.by
        if moment is not None and (moment not in facts.years or not self.binds_in(moment)):
            return []
        return [Moment(year=self.in_year, by=self.by)]

    def years(self) -> tuple[int, ...]:
        """Return the year of ``in`` or ``by``."""
        return tuple(year for year in (self.in_year, self.by) if year is not None)

    def times_given(self) -> list[str]:
        """Return the keys that give a time; more than one contradict each other."""
        return [key for key, value in (("in", self.in_year), ("by", self.by), ("each", self.each)) if value]

    def with_time(self, words: Message) -> Message:
        """Return an amount with the time it holds for, such as ``50 % of the whole in 2027``."""
        if self.in_year:
            return say("{amount} in {year}", amount=words, year=self.in_year)
        if self.by:
            return say("{amount} by the end of {year}", amount=words, year=self.by)
        return say("{amount} in each year", amount=words) if self.each else words


class Soft(Rule):
    """A rule that may be missed if it says so."""

    soft: Flag = False
    """Whether it may be missed; the shortfall is then as small as it can be."""

    def softened(self, plan: Plan, part: str, left: Form, right: Form, sign: int) -> tuple[Form, Fraction]:
        """
        Return the left side with its shortfall, and what the shortfall is divided by; of a hard rule, zero.

        ``sign`` is +1 where the shortfall lifts the left side (a floor) and −1 where it lowers it (a ceiling).
        """
        if not self.soft:
            return left, Fraction(0)
        scale = abs(right.constant) or Fraction(1)
        return left + plan.shortfall(self.id, part) * sign, scale
