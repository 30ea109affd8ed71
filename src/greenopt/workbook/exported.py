"""
Exported: a saved run with its case, read once more from the copied sources, for everything that is made from both.

It also says what moving one project alone does to any sum of the plan, which is what the formulas of the workbook
multiply with: its money keeps its years and its funds, and everything that belongs to no project stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from greenopt.case.case import Case
from greenopt.engine.answer import decisions
from greenopt.engine.expand import expand_form
from greenopt.engine.layout import Grant, Key, Layout, On, Start
from greenopt.engine.posed import Posed, Question, pose
from greenopt.errors import FileProblem
from greenopt.language import say
from greenopt.plan import DecidedPlan, Form
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts, Project
from greenopt.result.resolved import Json, as_bytes, digest, resolved
from greenopt.result.saved import SavedRun
from greenopt.run import question_of

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Effect:
    """What projects add to a sum."""

    by_level: Mapping[str, Fraction] = field(default_factory=dict)
    """Project → what its whole adds."""
    by_presence: Mapping[str, Fraction] = field(default_factory=dict)
    """Project → what is added as soon as any part of it is in the plan."""

    def at(self, levels: Mapping[str, Fraction]) -> Fraction:
        """Return what projects add at these levels."""
        added = sum((each * levels.get(project, ZERO) for project, each in self.by_level.items()), ZERO)
        return added + sum((each for project, each in self.by_presence.items() if levels.get(project)), ZERO)


@dataclass(frozen=True)
class Exported:
    """A run and the case that it answers."""

    saved: SavedRun
    case: Case
    question: Question
    posed: Posed

    @property
    def result(self) -> Json:
        """The result document."""
        return self.saved.result

    @property
    def facts(self) -> Facts:
        """The facts of the case."""
        return self.case.facts

    @property
    def layout(self) -> Layout:
        """The columns of the program."""
        return self.posed.rows.layout

    @property
    def symbolic(self) -> SymbolicPlan:
        """A plan that answers with forms."""
        return SymbolicPlan(self.facts)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """
        The plan: value by name of the column; empty where there is none.

        Raises:
            FileProblem: the certificate was spoilt.
        """
        try:
            return {str(name): Fraction(value) for name, value in self.saved.certificate["plan"].items()}
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
            path = self.saved.folder / "certificate.json"
            raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from None

    @cached_property
    def decided(self) -> DecidedPlan:
        """The plan with numbers."""
        values = [self.values.get(column.name, ZERO) for column in self.layout.columns]
        return DecidedPlan(self.facts, decisions(self.layout, values))

    def effect(self, form: Form) -> Effect:
        """Return what projects add to a form."""
        by_level: dict[str, Fraction] = {}
        by_presence: dict[str, Fraction] = {}
        columns = self.layout.columns
        for column, weight in expand_form(self.layout, form).items():
            key = columns[column].key
            if isinstance(key, On):
                by_presence[key.project] = by_presence.get(key.project, ZERO) + weight
            elif (project := getattr(key, "project", "")) and key in self._whole:
                by_level[project] = by_level.get(project, ZERO) + weight * self._whole[key]
        return Effect({name: each for name, each in by_level.items() if each}, by_presence)

    @cached_property
    def _whole(self) -> dict[Key, Fraction]:
        """What each column has of a project that is carried out whole in the way of the plan."""
        found: dict[Key, Fraction] = {}
        levels: dict[str, Fraction] = {}
        planned: dict[Key, tuple[str, Fraction]] = {}
        for column in self.layout.columns:
            key, value = column.key, self.values.get(column.name, ZERO)
            if value and isinstance(key, (Start, Grant)):
                planned[key] = key.project, value
                if isinstance(key, Start):
                    levels[key.project] = levels.get(key.project, ZERO) + value
        for key, (project, value) in planned.items():
            if levels.get(project):
                found[key] = value / levels[project]
        for each in self.facts.projects:
            if not levels.get(each.id):
                found |= self._first_chance(each)
        return found

    def _first_chance(self, project: Project) -> dict[Key, Fraction]:
        """Return the same of a project that is not in the plan: begun in its first year, paid by its first fund."""
        years = self.facts.starts(project)
        if not years:
            return {}
        start = Start(project.id, years[0])
        found: dict[Key, Fraction] = {start: ONE}
        if project.id in self.layout.shared and (ask := self.layout.ask(project)):
            for year, money in self.layout.due[start].items():
                grants = (Grant(project.id, fund, year) for fund in self.facts.payers[project.id])
                key = next((each for each in grants if each in self.layout.place), None)
                if key is not None:
                    found[key] = money / ask
        return found


def opened(saved: SavedRun) -> Exported:
    """
    Return a saved run with its case.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: they cannot be read, or are not those of the run.
    """
    case = saved.case()
    question = question_of(case)
    if digest(as_bytes(resolved(case, question))) != saved.result["case"]["digest"]:
        raise FileProblem(
            say("{path}: its copied sources make another case than the one that was decided", path=saved.folder)
        )
    return Exported(saved, case, question, pose(question))
