"""
Ban: what a selector describes gets nothing.

    level[p] = 0    for every p in to

Unit: none; the project is screened out before the model is built.

Trap: a ban says that the programme does not pay, not that the activity is forbidden. A committed or required project
that falls under a ban is a contradiction and is refused, not silently dropped.

Price: none; what lifting it would bring is found by solving without it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from greenopt.fields import Selector
from greenopt.language import Message, say
from greenopt.plan.naming import Problem, check_selector, describe
from greenopt.project import Facts, Project, Screened
from greenopt.rules._rule import Rule


class Ban(Rule):
    """What a selector describes gets nothing."""

    rule: Literal["ban"] = "ban"
    """Ban."""
    to: Selector
    """What gets nothing."""

    def settle(self, project: Project, facts: Facts) -> Project:
        """Return the project screened out if the ban describes it."""
        if project.screened or not self._describes(project):
            return project
        return replace(
            project, screened=Screened(self.id, say("not supported: {sentence}", sentence=self.in_words(facts)))
        )

    def _describes(self, project: Project) -> bool:
        return self.to.matches(project) and any(self.binds_in(year) for year in project.window)

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, and committed or required projects that the ban describes."""
        yield from check_selector(facts, self.to, "to")
        for project in facts.projects:
            if project.status in ("committed", "required") and self._describes(project):
                yield Problem(
                    "to",
                    say("{project} is {status} and banned at once", project=project.id, status=project.status),
                    say("make it a candidate, or except it with not: {{projects: [{project}]}}", project=project.id),
                )

    def in_words(self, facts: Facts) -> Message:
        """Return the ban as a sentence."""
        return say("No support for {group}.", group=describe(facts, self.to))
