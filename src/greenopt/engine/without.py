"""
Without: a case solved again with some of its requirements let go, proved stage after stage.

Letting go of a row makes more plans possible and moves nothing else, so the program stays loaded and the solver goes on
from where it stood. A priority that is let go is no longer sought. Only for cases without whole projects: with them
there is no basis to go on from, and the case is posed anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from greenopt.engine.answer import decisions
from greenopt.engine.posed import Posed, Question
from greenopt.engine.situation import released
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Proof, Stage, solve_stages
from greenopt.engine.ties import OBJECTIVE, Steps, priority_of
from greenopt.plan import Decisions


@dataclass(frozen=True)
class Freed:
    """A best plan once something was let go."""

    value: Fraction
    """Of the objective as it is stated."""
    decisions: Decisions
    """One of the best plans: which one is not settled by the published rule for ties."""


class Without:
    """The program of a case without whole projects, ready to be asked."""

    def __init__(self, posed: Posed) -> None:
        """
        Load the program.

        Raises:
            OutOfRange: a number that the solver would misread.
        """
        self._posed = posed
        self._solver = Solver(posed.rows.program)

    def best(self, left: Question) -> Freed | None:
        """
        Return the best plan of what is left of the question; None where the time was up or nothing could be proved.

        Args:
            left: the question with requirements and tiers taken out; nothing of it may be new.

        Raises:
            KeyboardInterrupt: the solver was told to stop.
        """
        rows = self._posed.rows
        bounds = released(rows, {each.name for each in left.requirements})
        steps = self._steps({tier.rule for tier in left.tiers})
        value: Fraction = Fraction(0)
        x: Sequence[Fraction] = ()
        # One by one: a single point that is found earlier must not end the stages before the objective.
        for step in steps:
            found = solve_stages(self._solver, rows.program, [step], bounds)
            if found.interrupted:
                raise KeyboardInterrupt
            if found.proof is not Proof.OPTIMAL or found.x is None:
                return None
            bounds, value, x = found.face, found.stages[0].value, found.x
        return Freed(
            value if left.more else -value,
            decisions(rows.layout, x[: len(rows.layout.columns)]),
        )

    def _steps(self, tiers: set[str]) -> Sequence[Stage]:
        """Return what is sought in turn up to the objective, without priorities that were let go."""
        wishes = self._posed.wishes[: self._posed.main + 1]
        kept = [each for each in wishes if not priority_of(each.name) or priority_of(each.name) in tiers]
        assert kept[-1].name == OBJECTIVE  # noqa: S101 - the main stage
        return Steps(self._posed.rows, kept)
