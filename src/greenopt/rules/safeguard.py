"""
Safeguard: nothing is supported without each of the declared conditions.

    level[p] = 0    for every p in to that lacks one of needs

Unit: none; the project is screened out before the model is built, and the missing condition is the reason.

Trap: a condition counts as met with its document, or where it is declared not applicable with the reason why. A
condition is declared, not computed: greenopt believes the document that is named.

Price: none; what the missing condition costs is found by solving with it met.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from greenopt.fields import EVERYTHING, Names, Selector
from greenopt.language import Message, listed, say
from greenopt.plan.naming import Problem, check_selector, describe, unknown_name
from greenopt.project import Facts, Project, Screened
from greenopt.rules._rule import Rule


class Safeguard(Rule):
    """Nothing is supported without each of the declared conditions."""

    rule: Literal["safeguard"] = "safeguard"
    """Safeguard."""
    to: Selector = EVERYTHING
    """What must meet the conditions."""
    needs: Names
    """The conditions, all of them."""

    def settle(self, project: Project, facts: Facts) -> Project:
        """Return the project screened out, with the missing conditions named, if it lacks any."""
        missing = self.lacks(project)
        if project.screened or not missing:
            return project
        names = [facts.conditions.get(each, each) for each in missing]
        reason = say("not shown to be met: {conditions}", conditions=listed(names))
        return replace(project, screened=Screened(self.id, reason))

    def lacks(self, project: Project) -> tuple[str, ...]:
        """Return the conditions that a project under this safeguard does not declare."""
        if not self.to.matches(project) or not any(self.binds_in(year) for year in project.window):
            return ()
        return tuple(each for each in self.needs if each not in project.meets)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, and committed or required projects that lack a condition."""
        yield from check_selector(facts, self.to, "to")
        for condition in self.needs:
            if condition not in facts.conditions:
                yield unknown_name("needs", condition, tuple(facts.conditions))
        for project in facts.projects:
            missing = self.lacks(project)
            if project.status in ("committed", "required") and missing:
                yield Problem(
                    "needs",
                    say(
                        "{project} is {status} but does not meet {conditions}",
                        project=project.id,
                        status=project.status,
                        conditions=listed(missing),
                    ),
                    say("name the document under projects.{project}.meets", project=project.id),
                )

    def in_words(self, facts: Facts) -> Message:
        """Return the safeguard as a sentence."""
        conditions: list[object] = [facts.conditions.get(each, each) for each in self.needs]
        return say(
            "Support for {group} only with: {conditions}.",
            group=describe(facts, self.to),
            conditions=listed(conditions),
        )
