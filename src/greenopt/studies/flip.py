"""
Flip: a case solved again with a few values changed, as ``--set`` would change them, and held against the case itself.

Every statement of ``explain`` that begins with "if" is one of these: read anew from the sources, solved, proved in
exact arithmetic. A change that makes the case invalid is an answer too, with what the reader says of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from greenopt.case.case import Case
from greenopt.case.changes import Change, parse_set
from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid, Diagnostic
from greenopt.plan import DecidedPlan
from greenopt.run import Run, solve
from greenopt.studies.precedence import Served, compared

ZERO = Fraction(0)
Reader = Callable[[tuple[Change, ...]], Case]
"""Reads the case with further changes."""


DOCUMENT = "to be named"
"""Stands for the document that a changed case would have to name."""


def left_out(project: str) -> dict[str, str]:
    """Return the changes under which a project is not carried out."""
    return {f"projects.{project}.status": "excluded", f"projects.{project}.status_source": DOCUMENT}


def in_full(project: str) -> dict[str, str]:
    """Return the changes under which a project is carried out in full."""
    return {f"projects.{project}.status": "required", f"projects.{project}.status_source": DOCUMENT}


def uninterrupted(run: Run) -> Run:
    """
    Return a run that nobody broke off: half an answer is worth keeping for itself, but nothing can be built on it.

    Raises:
        KeyboardInterrupt: the solver was told to stop.
    """
    if run.answer.interrupted:
        raise KeyboardInterrupt
    return run


@dataclass(frozen=True)
class Flip:
    """The case with changes, solved; or refused by the reader."""

    changes: Mapping[str, str]
    """Path → what was written there."""
    run: Run | None
    refused: tuple[Diagnostic, ...] = ()
    """Why the changed case cannot be read."""

    @property
    def status(self) -> str:
        """What is proved, as a result says it; ``refused`` where the changed case is invalid."""
        return self.run.answer.status if self.run is not None else "refused"

    @property
    def proved(self) -> bool:
        """Whether the answer is certain: a best plan, or that there is none."""
        return self.status in ("certified_optimal", "certified_infeasible", "refused")

    @property
    def impossible(self) -> bool:
        """Whether it is certain that there is no plan."""
        return self.status in ("certified_infeasible", "refused")

    @property
    def value(self) -> Fraction | None:
        """The objective of the best plan."""
        return self.run.answer.value if self.run is not None else None

    @property
    def plan(self) -> DecidedPlan | None:
        """The plan with its numbers."""
        return None if self.run is None else self.run.plan

    @cached_property
    def levels(self) -> dict[str, Fraction]:
        """The share of each project that is started; zeros left out."""
        return {} if self.plan is None else self.plan.levels

    def level(self, project: str) -> Fraction:
        """Return the share of one project that is started."""
        return self.levels.get(project, ZERO)

    def brings(self, project: str) -> Fraction:
        """Return what the started share of one project adds to the objective."""
        if self.run is None or self.plan is None:
            return ZERO
        return self.run.case.objective.form(self.plan.alone(project)).constant


@dataclass
class Flips:
    """One case, and every way in which it was solved again so far."""

    read: Reader
    known: dict[tuple[tuple[str, str], ...], Flip] = field(default_factory=dict)

    @cached_property
    def run(self) -> Run:
        """
        The case as it is, solved, with the prices of its rules.

        Raises:
            CaseInvalid: the case itself cannot be read, or not be computed with.
        """
        return uninterrupted(solve(self.case, Options(prices=True)))

    @cached_property
    def base(self) -> Flip:
        """The case as it is, as the others are held against it."""
        return Flip({}, self.run)

    @cached_property
    def case(self) -> Case:
        """The case as it is; a name in it is looked up before anything is solved."""
        return self.read(())

    def solve(self, changes: Mapping[str, str]) -> Flip:
        """Return the case with changes, solved; each set of changes is solved once."""
        key = tuple(changes.items())
        if key not in self.known:
            self.known[key] = self._solved(changes)
        return self.known[key]

    def _solved(self, changes: Mapping[str, str]) -> Flip:
        try:
            case = self.read(tuple(parse_set(f"{path}={value}") for path, value in changes.items()))
            return Flip(changes, uninterrupted(solve(case, Options(prices=False, unique=False, conflict=False))))
        except CaseInvalid as problem:
            return Flip(changes, None, problem.diagnostics)

    def served(self, flip: Flip) -> list[Served]:
        """Return how the changed case serves what comes before the objective, beside the case itself."""
        if flip.run is None or flip.plan is None or self.base.plan is None:
            return []
        return compared((flip.run.answer.question, flip.plan), (self.run.answer.question, self.base.plan))

    def loss(self, flip: Flip) -> Fraction | None:
        """Return how much worse the changed case does than the case itself; negative where it does better."""
        if self.base.value is None or flip.value is None:
            return None
        gain = flip.value - self.base.value
        return -gain if self.case.objective.sense == "maximise" else gain
