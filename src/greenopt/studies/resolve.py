"""
Resolve: one case solved again and again with other numbers, as fast as arithmetic allows.

    read once, numbers marked ──▶ trace ──▶ pattern          (greenopt.varying, greenopt.engine.pattern)
    changes ──▶ numbers ──▶ filled in ──▶ solved warm, checked          (greenopt.engine.warm)
            └─ more than numbers, another shape, or too close to call ──▶ read anew and proved: ``rebuild``

Both ways answer the same question; ``rebuild`` is the reference that the fast way is held to.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from greenopt.case.case import Case
from greenopt.case.vary import Numbers
from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid
from greenopt.language import Message, say
from greenopt.result.totals import asked, document
from greenopt.run import Run, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.held import held
from greenopt.studies.patched import IMPOSSIBLE, Patched
from greenopt.studies.scenario import Scenario, Source
from greenopt.studies.solved import Solved, rounded

REBUILD = Options(prices=False, unique=False, conflict=False)


class Resolver:
    """A case of which variations are solved."""

    def __init__(self, source: Source, paths: Collection[str] = ()) -> None:
        """
        Read the case.

        Args:
            source: what is varied.
            paths: of the numbers that will vary; ``*`` stands for every key that is written at that level.

        Raises:
            CaseInvalid: the case itself cannot be read.
            FileProblem: a file cannot be read.
        """
        self.source = source
        self.case: Case = source.read()
        self.numbers = Numbers(source.gathered.tree, paths)
        self._fast = Patched.of(source, self.numbers)
        self._base = np.array([float(value) for value in self.numbers.values])

    @property
    def patched(self) -> bool:
        """Whether numbers can be filled in; else every variation is read anew."""
        return self._fast is not None

    def solve(
        self, scenarios: Sequence[Scenario], *, certify: bool = False, sample: Collection[int] = ()
    ) -> list[Solved]:
        """
        Solve scenarios in order.

        What comes out depends on the scenarios that are solved in one call, in the last of its digits; never on what
        was solved before.

        Args:
            scenarios: the variations.
            certify: whether each is to be proved in exact arithmetic, which takes a full run.
            sample: places of those that are solved a second time, from their texts.
        """
        fast = None if certify else self._fast
        moved = [None if fast is None else self._moved(fast, each) for each in scenarios]
        rows = [self._row(each) for each in moved if each is not None]
        solved = iter([] if fast is None or not rows else fast.solve(np.array(rows)))
        answers = [None if each is None else next(solved) for each in moved]
        return [self._held(each, answers[place], place in sample) for place, each in enumerate(scenarios)]

    def solve_draws(
        self, paths: Sequence[str], factors: NDArray[np.float64], *, sample: Collection[int] = ()
    ) -> list[Solved]:
        """
        Solve the case with numbers times factors.

        Args:
            paths: of single written numbers.
            factors: one row a draw, one column a path.
            sample: places of those that are solved a second time, from their texts.
        """
        answers: list[Solved | None] = [None] * len(factors)
        if self._fast is not None:
            known = [self.numbers.place(path) for path in paths]
            places = [place for place in known if place is not None and place not in self._fast.steady]
            if len(places) == len(paths):
                rows = np.tile(self._base, (len(factors), 1))
                rows[:, np.array(places, dtype=np.int64)] *= factors
                answers = self._fast.solve(rows)
        return [
            self._held(drawn(str(place), paths, factors[place]), answer, place in sample)
            if answer is None or place in sample
            else answer
            for place, answer in enumerate(answers)
        ]

    def _held(self, scenario: Scenario, solved: Solved | None, sampled: bool) -> Solved:
        """Return a scenario, read anew where the fast way did not answer, or is to be held to it."""
        if solved is None or (sampled and solved.rebuilt):
            return self.rebuild(scenario)
        return held(solved, self.rebuild(scenario)) if sampled else solved

    def rebuild(self, scenario: Scenario) -> Solved:
        """Return a scenario that is read from its texts and solved by itself, with everything proved."""
        try:
            run = uninterrupted(solve(self.source.read(scenario.changes), REBUILD))
        except CaseInvalid as error:
            first = error.diagnostics[0]
            reason = say("{key}: {message}", key=first.key, message=first.message)
            return Solved("invalid", rebuilt=True, reason=reason.both())
        return solved_by(run)

    def _moved(self, fast: Patched, scenario: Scenario) -> dict[int, Fraction] | None:
        """Return what a scenario moves; None if it has to be read anew."""
        moved = self.numbers.moved(scenario.changes)
        return None if moved is None or not fast.steady.isdisjoint(moved) else moved

    def _row(self, moved: dict[int, Fraction]) -> NDArray[np.float64]:
        row = self._base.copy()
        for place, number in moved.items():
            row[place] = number
        return row


def solved_by(run: Run) -> Solved:
    """Return what is known of a case that was read anew and proved by itself."""
    plan, answer, facts = run.plan, run.answer, run.case.facts
    if plan is None:
        return Solved(answer.status, rebuilt=True, reason=_why(answer.status).both())
    levels = {project: float(rounded(level)) for project, level in plan.levels.items()}
    numbers = {key: form.constant for key, form in asked(plan).items()}
    assert answer.value is not None  # noqa: S101 - a plan has a value
    return Solved(answer.status, rounded(answer.value), document(facts, numbers, rounded), levels, rebuilt=True)


def drawn(name: str, paths: Sequence[str], factors: NDArray[np.float64]) -> Scenario:
    """Return a draw as a scenario: each number times its factor."""
    return Scenario(name, tuple((path, f"x {factor:.12f}") for path, factor in zip(paths, factors, strict=True)))


def _why(status: str) -> Message:
    return {
        "certified_infeasible": IMPOSSIBLE,
        "stopped": say("the time was up before a plan was found"),
    }.get(status, say("no plan could be proved"))
