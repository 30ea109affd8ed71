"""
Match: what one fund pays for a project, another must accompany with its share, in the same year.

    money(with, p, y)  >=  at_least * (money(with, p, y) + money(from, p, y))

one requirement for every project that ``from`` may pay for and every year in which a payment for it can fall due.

Unit: the case's money; the share is of what both funds pay together, so 20 % is one million beside four.

Trap: where ``with`` may not pay for a project, ``from`` pays nothing for it either. The share is held project by
project and year by year: what ``with`` pays elsewhere, or a year later, does not count.

Price: what one percentage point less brings, for that project and year.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import EVERYTHING, Identifier, Selector, Share
from greenopt.language import Message, Number, Text, say, word
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.naming import Problem, check_selector, describe, unknown_name
from greenopt.project import Facts, Project
from greenopt.rules._rule import Rule


class Match(Rule):
    """What one fund pays for a project, another must accompany with its share, in the same year."""

    rule: Literal["match"] = "match"
    """Match."""
    payer: Annotated[Identifier, Field(alias="from")]
    """The fund whose money must be accompanied, such as a loan."""
    companion: Annotated[Identifier, Field(alias="with")]
    """The fund that accompanies it, such as counterpart money."""
    at_least: Share
    """Its share of what both pay together."""
    to: Selector = EVERYTHING
    """The projects for which this holds; all projects if not given."""

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each project and year in which the fund may pay."""
        facts = plan.facts
        money, point = word(facts.units.money), say("percentage point")
        for project in facts.members(self.to):
            if self.payer not in facts.payers[project.id]:
                continue
            for year in self._payment_years(facts, project):
                beside = _paid(plan, self.companion, project, year)
                both = beside + _paid(plan, self.payer, project, year)
                yield Requirement(
                    self.id,
                    f"{project.id}.{year}",
                    beside,
                    Sense.AT_LEAST,
                    both * self.at_least,
                    both / 100,
                    money,
                    point,
                    setting=self.setting("at_least"),
                )

    def _payment_years(self, facts: Facts, project: Project) -> list[int]:
        """Return the years in which a payment for a project can fall due and in which the rule binds."""
        due = {
            year
            for start in (*project.started, *facts.starts(project))
            for year, money in project.due(start, facts.horizon[1]).items()
            if money
        }
        return [year for year in sorted(due) if year in facts.payment_years and self.binds_in(year)]

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown funds and names, and a fund that would accompany itself."""
        yield from check_selector(facts, self.to, "to")
        known = tuple(facts.fund_by_id)
        absent = self.payer not in known
        if absent:
            yield unknown_name("from", self.payer, known, of_case=True)
        if self.companion not in known:
            # A case without the one fund need not have the other; with it, nobody could accompany what it pays.
            yield unknown_name("with", self.companion, known, of_case=absent)
        if self.payer == self.companion:
            yield Problem("with", say("a fund cannot accompany itself"), say("name another fund"))

    def in_words(self, facts: Facts) -> Message:
        """Return the rule as a sentence."""
        values: dict[str, object] = {
            "companion": _name(facts, self.companion),
            "payer": _name(facts, self.payer),
            "share": Number(self.at_least * 100),
        }
        if self.to == EVERYTHING:
            return say(
                "Beside {payer}, {companion} pays at least {share} % of what both pay for a project in a year.",
                **values,
            )
        return say(
            "{group}: beside {payer}, {companion} pays at least {share} % of what both pay for a project in a year.",
            group=describe(facts, self.to),
            **values,
        )


def _paid(plan: Plan, fund: str, project: Project, year: int) -> Form:
    return plan.money(Selector(projects=(project.id,), funds=(fund,)), year=year)


def _name(facts: Facts, fund: str) -> Text | str:
    return facts.fund_by_id[fund].name if fund in facts.fund_by_id else fund
