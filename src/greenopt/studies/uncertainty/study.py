"""
Study: a case and its declared ranges: solved as written, solved at the means, drawn, and asked what follows.

Only the plan as written is proved. Draws are ``checked`` as the resolver says; a draw without a plan is a result.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NoReturn

from greenopt.case.case import Case
from greenopt.case.node import place_of
from greenopt.engine.answer import Options, decisions
from greenopt.errors import CaseInvalid, Diagnostic, Place, WrongUsage
from greenopt.language import say
from greenopt.plan import Decisions
from greenopt.result.resolved import Json, digest
from greenopt.run import Run, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.information import mean_losses
from greenopt.studies.uncertainty.knowing import Knowing, worth_a_look
from greenopt.studies.uncertainty.sampling import Method, changes, check_sobol
from greenopt.studies.uncertainty.tail import MOST_DRAWS, Tail, best_in_tail
from greenopt.studies.uncertainty.task import MOST_HELD, KnowingTask, UncertaintyTask

MOST_SAMPLES = 1_000_000
FEWEST_SAMPLES = 2


@dataclass(frozen=True)
class Asked:
    """What is asked of a study."""

    samples: int = 256
    seed: int = 1
    method: Method = "lhs"
    indices: bool = False
    cvar: Fraction | None = None
    """The confidence: 90 % looks at the worst tenth."""

    def __post_init__(self) -> None:
        """Raise WrongUsage when it makes no sense."""
        if not FEWEST_SAMPLES <= self.samples <= MOST_SAMPLES:
            said = {"least": FEWEST_SAMPLES, "most": MOST_SAMPLES}
            raise WrongUsage(say("--samples is a number from {least} to {most}", **said))
        if self.seed < 0:
            raise WrongUsage(say("--seed is a whole number, zero or more"))
        if self.indices and self.method != "sobol":
            raise WrongUsage(say("the indices need a Sobol' sequence; leave --method out, or write --method sobol"))
        if self.cvar is not None and not 0 <= self.cvar < 1:
            raise WrongUsage(say("--cvar is a share below 100 %, such as 90%"))


@dataclass(frozen=True)
class Study:
    """A case, and what is asked of it."""

    source: Source
    case: Case
    asked: Asked

    def __post_init__(self) -> None:
        """
        Look whether anything can be drawn.

        Raises:
            CaseInvalid: nothing of the case is uncertain.
            WrongUsage: it cannot be drawn in this way.
        """
        if not self.case.uncertain:
            place = place_of(self.case.tree, ("projects",)) if self.case.tree is not None else Place(self.case.id)
            hint = say("write uncertain: and ranges, such as projects.*.cost: [-10 %, +30 %]")
            found = Diagnostic("nothing-uncertain", place, "uncertain", say("no number has a range"), hint)
            raise CaseInvalid([found])
        for number in self.case.uncertain:
            if number.shape == "triangular" and not number.low <= 1 <= number.high:
                self._refuse(number.path)
        if self.asked.method == "sobol":
            check_sobol(len(self.design.axes), self.asked.samples)

    def _refuse(self, path: str) -> NoReturn:
        """
        Refuse a number that a change has moved out of its range.

        Raises:
            CaseInvalid: always.
        """
        keys = path.split(".")
        place = place_of(self.case.tree, keys) if self.case.tree is not None else Place(self.case.id)
        message = say("a change has moved this number out of its range")
        hint = say("change the range as well, or write its ends in percent")
        raise CaseInvalid([Diagnostic("uncertain", place, path, message, hint)])

    @cached_property
    def design(self) -> Design:
        """What is drawn."""
        asked = self.asked
        return Design(self.case.uncertain, asked.samples, asked.seed, asked.method, asked.indices)

    @cached_property
    def base(self) -> Run:
        """
        The case as it is written, solved and proved.

        Raises:
            CaseInvalid: it cannot be computed with.
        """
        return uninterrupted(solve(self.case, Options(prices=False, unique=False, conflict=False)))

    @cached_property
    def middle(self) -> Run | None:
        """The case with every number at its mean; None where it contradicts itself."""
        try:
            case = self.source.read(changes(self.case.uncertain, self.design.means.tolist()))
            return uninterrupted(solve(case, Options(prices=False, unique=False, conflict=False)))
        except CaseInvalid:
            return None

    def task(self) -> UncertaintyTask:
        """
        Return what is to be computed.

        Raises:
            ValueError: the case as written has no plan.
        """
        base = decided(self.base)
        if base is None:
            raise ValueError("no plan to hold against the draws")
        middle = decided(self.middle) if self.middle is not None else None
        # What was computed here is made again where it is needed, not sent.
        return UncertaintyTask(replace(self.source), replace(self.design), base, middle, digest(self.base.resolved))

    def knowing(self, records: Sequence[Json]) -> Knowing | None:
        """Return which subjects are worth a look after the draws; None where there is no plan for the means."""
        if self.middle is None or (plan := decided(self.middle)) is None:
            return None
        levels: dict[str, float] = {}
        for (name, _), share in plan.starts.items():
            levels[name] = levels.get(name, 0.0) + float(share)
        return worth_a_look(self.case, self.design, mean_losses(records, self.held), levels)

    def knowing_task(self, knowing: Knowing) -> KnowingTask:
        """
        Return what is to be computed of the subjects.

        Raises:
            ValueError: there is no plan for the means.
        """
        plan = decided(self.middle) if self.middle is not None else None
        if plan is None:
            raise ValueError("no plan for the means")
        sent = replace(knowing, design=replace(knowing.design))
        return KnowingTask(replace(self.source), sent, plan, digest(self.base.resolved))

    @property
    def held(self) -> int:
        """How many draws decided plans are held against."""
        return min(self.asked.samples, MOST_HELD)

    def draws(self, most: int) -> Iterator[Case]:
        """Yield the cases of the first draws that can be read."""
        numbers = self.case.uncertain
        for row in self.design.factors(range(min(most, self.asked.samples))).tolist():
            try:
                yield self.source.read(changes(numbers, row))
            except CaseInvalid:
                continue

    def tail(self) -> Tail | None:
        """Return the plan that is best in the worst outcomes; None where no plan keeps every budget in every draw."""
        if self.asked.cvar is None:
            raise ValueError("nobody asked for the worst outcomes")
        return best_in_tail(self.base, self.draws(MOST_DRAWS), 1 - self.asked.cvar)


def decided(run: Run) -> Decisions | None:
    """Return the decisions of a run, if it has a plan."""
    return None if run.answer.x is None else decisions(run.answer.layout, run.answer.x)
