"""
Support limit: public money pays at most a share of the eligible cost, and at most so much.

    public[p]                       <=  min(rate * eligible_cost[p], ceiling)          per project
    sum(public money at a facility) <=  ceiling                                        per facility, over all years
    sum(money of the fund to p)     <=  min(rate * eligible_cost[p], ceiling) * level  for one fund (``from``)

A project that names the class in ``support`` and asks for nothing else gets exactly the limit. A part of a project
gets the same part of it.

Unit: the case's money; the rate is a share of the eligible cost, which is not the whole cost unless it says so.

Trap: limits change with decisions. A project may start only in a year for which some limit of its class is valid;
what is due later follows the limit of the year in which it started.

Price: what raising the ceiling of one facility by one unit of money brings. A limit per project is settled before
the model is built and has no price of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from greenopt.fields import Identifier, Money, Names, Selector, Share
from greenopt.language import Message, Number, say, word
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.naming import Problem, check_funds
from greenopt.project import Facts, Project
from greenopt.rules._rule import Rule
from greenopt.varying import least


class SupportLimit(Rule):
    """Public money pays at most a share of the eligible cost, and at most so much."""

    rule: Literal["support_limit"] = "support_limit"
    """Support limit."""
    support_class: Annotated[Identifier, Field(alias="class")]
    """The class that projects name in ``support``."""
    rate: Share | None = None
    """Share of the eligible cost."""
    ceiling: Money | None = None
    """The most, whatever the cost."""
    per: Literal["project", "facility"] = "project"
    """Whether the ceiling is for each project or for all projects of a facility together."""
    funds: Annotated[Names | None, Field(alias="from")] = None
    """Only money of these funds is limited."""

    def settle(self, project: Project, facts: Facts) -> Project:
        """Return the project with the limit of every start year in which this rule binds."""
        if project.support_class != self.support_class or self.funds is not None:
            return project
        most = self._most(project)
        limits = dict(project.limits)
        for year in (*project.window, *project.started):
            if self.binds_in(year):
                limits[year] = least(limits.get(year, most), most)
        return replace(project, limits=limits)

    def _most(self, project: Project) -> Fraction:
        parts = [] if self.rate is None else [self.rate * project.eligible_cost]
        return least(*parts, *([] if self.ceiling is None else [self.ceiling]))

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield what cannot be settled project by project: facilities with several, and single funds."""
        money = word(plan.facts.units.money)
        members = [
            each for each in plan.facts.projects if each.support_class == self.support_class and not each.screened
        ]
        if self.per == "facility" and self.ceiling is not None:
            for facility in sorted({each.facility for each in members if each.facility}):
                here = tuple(each.id for each in members if each.facility == facility)
                if len(here) > 1:
                    group = Selector(projects=here, funds=self.funds)
                    left = plan.money(group, begun=None if self.funds else self.valid)
                    ceiling, step = Form(constant=self.ceiling), Form(constant=1)
                    yield Requirement(self.id, facility, left, Sense.AT_MOST, ceiling, step, money, money)
        for project in members if self.funds is not None else ():
            left = plan.money(Selector(projects=(project.id,), funds=self.funds))
            right = plan.level(project.id) * self._most(project)
            yield Requirement(self.id, project.id, left, Sense.AT_MOST, right, plan.level(project.id), money, money)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield a limit that limits nothing, a class nobody names, a facility ceiling without facilities."""
        yield from check_funds(facts, self.funds)
        if self.rate is None and self.ceiling is None:
            yield Problem("rate", say("neither a rate nor a ceiling is given"), say("write rate: 50 % or ceiling: 300"))
        if self.per == "facility" and self.ceiling is None:
            yield Problem("per", say("a limit per facility needs a ceiling"), say("write ceiling: …"))
        if self.per == "facility":
            for project in facts.projects:
                if project.support_class == self.support_class and not project.facility:
                    yield Problem(
                        "per",
                        say("{project} names no facility, so its ceiling cannot be shared", project=project.id),
                        say("write projects.{project}.facility", project=project.id),
                    )

    def in_words(self, facts: Facts) -> Message:
        """Return the limit as a sentence."""
        each = say("each facility") if self.per == "facility" else say("each project")
        if self.rate is not None and self.ceiling is not None:
            words = say(
                "Support '{kind}': at most {rate} % of the eligible cost and at most {ceiling} {unit} for {each}",
                kind=self.support_class,
                rate=Number(self.rate * 100),
                ceiling=Number(self.ceiling),
                unit=word(facts.units.money),
                each=each,
            )
        elif self.rate is not None:
            words = say(
                "Support '{kind}': at most {rate} % of the eligible cost",
                kind=self.support_class,
                rate=Number(self.rate * 100),
            )
        else:
            words = say(
                "Support '{kind}': at most {ceiling} {unit} for {each}",
                kind=self.support_class,
                ceiling=Number(self.ceiling or Fraction(0)),
                unit=word(facts.units.money),
                each=each,
            )
        if self.valid is None:
            return say("{sentence}.", sentence=words)
        return say(
            "{sentence}, for starts from {first} to {last}.", sentence=words, first=self.valid[0], last=self.valid[1]
        )
