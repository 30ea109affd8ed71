"""
Requires: no more of one project than of what it needs, and not before it.

    level(a, by year)  <=  sum(level(b, by year - lag) for b in needs)             when: started
    level(a, by year)  <=  sum(level(b, by year - lag - delay(b)) for b in needs)  when: finished

one requirement for every project ``a`` meant by ``each`` and every year in which it could start. With ``same: place``
only what is at the same place counts.

Unit: shares of a project. Trap: if nothing that is needed exists at the place, the project cannot be funded at all;
and a chain that closes into a circle forces equal levels, which is refused unless ``together: true`` says it is meant.

Price: what one percentage point of the project without its companion would bring.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from greenopt.fields import Count, Flag, Selector
from greenopt.language import Message, say
from greenopt.plan import Form, Plan, Requirement, Sense
from greenopt.plan.form import total
from greenopt.plan.naming import Problem, check_selector, describe
from greenopt.project import Facts, Project
from greenopt.rules._rule import Rule


class Requires(Rule):
    """No more of one project than of what it needs, and not before it."""

    rule: Literal["requires"] = "requires"
    """Requires."""
    each: Selector
    """The projects that need something."""
    needs: Selector
    """What they need: any of these, or several in part."""
    same: Literal["place", "facility"] | None = None
    """Only what is at the same place, or facility, counts."""
    lag: Count = 0
    """Years that must lie between."""
    when: Literal["started", "finished"] = "started"
    """Whether what is needed must have started, or must already run."""
    together: Flag = False
    """Whether a circle of such rules is meant."""

    def pairs(self, facts: Facts) -> list[tuple[Project, tuple[Project, ...]]]:
        """Return each project with what it needs, itself never among it."""
        needed = facts.members(self.needs)
        return [
            (project, tuple(each for each in needed if each.id != project.id and self._near(project, each)))
            for project in facts.members(self.each)
        ]

    def _near(self, one: Project, other: Project) -> bool:
        if self.same is None:
            return True
        mine, yours = getattr(one, self.same), getattr(other, self.same)
        return bool(mine) and mine == yours

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield one requirement for each project and each year in which it could start."""
        for project, needed in self.pairs(plan.facts):
            years = [year for year in plan.facts.starts(project) if self.binds_in(year)]
            for year in years:
                part = f"{project.id}.{year}" if len(years) > 1 else project.id
                there = total(plan.level(each.id, by=year - self._gap(each)) for each in needed)
                yield Requirement(
                    self.id,
                    part,
                    plan.level(project.id, by=year),
                    Sense.AT_MOST,
                    there,
                    Form(constant=Fraction(1, 100)),
                    say("share of the project"),
                    say("percentage point of the project"),
                )

    def _gap(self, needed: Project) -> int:
        return self.lag + (needed.delay if self.when == "finished" else 0)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, and a place that is asked for where a project has none."""
        yield from check_selector(facts, self.each, "each")
        yield from check_selector(facts, self.needs, "needs")
        names = {each.id for each in facts.members(self.needs)}
        for project in facts.members(self.each) if len(names) == 1 else ():
            if project.id in names:
                yield Problem(
                    "needs",
                    say("{project} would need itself", project=project.id),
                    say("name another project in needs"),
                )
        for project in facts.members(self.each) if self.same else ():
            if not getattr(project, str(self.same)):
                yield Problem(
                    "same",
                    say("{project} names no {same}", project=project.id, same=self.same),
                    say("write projects.{project}.{same}", project=project.id, same=self.same),
                )

    def in_words(self, facts: Facts) -> Message:
        """Return the rule as a sentence."""
        group, needs = describe(facts, self.each), describe(facts, self.needs)
        if self.same == "place":
            return say("{group}: only with {needs} at the same place.", group=group, needs=needs)
        if self.same == "facility":
            return say("{group}: only with {needs} at the same facility.", group=group, needs=needs)
        if self.when == "finished":
            return say("{group}: only once {needs} is running.", group=group, needs=needs)
        return say("{group}: only with {needs}.", group=group, needs=needs)
