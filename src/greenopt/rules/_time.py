"""What rules share that speak of a time: one year, the end of one, each year, or the whole horizon."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from greenopt.fields import Year
from greenopt.language import Message, say
from greenopt.project import Facts
from greenopt.rules._rule import Rule


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
