"""
Task: the scenarios of a study of uncertainty, each solved; plans that were decided before are held against the draws.

    a draw              the best plan; what the plan as written brings and breaks; what it loses, and what the plan
                        for the means loses
    a run for indices   the best value alone
    a known subject     what the plan for the means loses
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from greenopt.errors import CaseInvalid
from greenopt.language import Message
from greenopt.plan import Decisions
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, as_bytes, digest
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved
from greenopt.studies.task import Solve
from greenopt.studies.uncertainty.carried import carried_out
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.priced import Priced, priced
from greenopt.studies.uncertainty.sampling import Floats, changes

BATCH = 64
"""Scenarios solved in a row."""
MOST_HELD = 1_000
"""Draws that decided plans are held against: each is counted project by project, in exact numbers."""


@dataclass(frozen=True)
class UncertaintyTask:
    """The scenarios of one study."""

    source: Source
    design: Design
    base: Decisions
    """The plan for the numbers as they are written."""
    middle: Decisions | None
    """The plan for the means; None where there is none."""
    case_digest: str
    name: str = "uncertainty"
    batch: int = BATCH

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return self.design.count

    @property
    def held(self) -> int:
        """How many of the draws plans are held against."""
        return min(self.design.samples, MOST_HELD)

    def digest(self) -> str:
        """Return what is computed: the case, what is drawn and how, and the versions that compute it."""
        design = self.design
        numbers = [[number.path, str(number.low), str(number.high), *number[3:5]] for number in design.numbers]
        settings = [design.samples, design.seed, design.method, design.indices, self.batch]
        return digest(
            as_bytes({"case": self.case_digest, "numbers": numbers, "settings": settings, "software": versions()})
        )

    def prepare(self) -> Solve:
        """
        Return what solves scenarios by their numbers.

        Raises:
            CaseInvalid, FileProblem: the case cannot be read where it is to be solved.
        """
        paths = [number.path for number in self.design.numbers]
        resolver = Resolver(self.source, paths)

        def solve(numbers: Sequence[int]) -> list[Json]:
            factors = self.design.factors(numbers)
            drawn = [row for row, number in enumerate(numbers) if number < self.design.drawn]
            found = dict(zip(drawn, resolver.solve_draws(paths, factors[drawn]), strict=True)) if drawn else {}
            return [
                self._draw(number, found[row], factors[row]) if row in found else self._known(factors[row])
                for row, number in enumerate(numbers)
            ]

        return solve

    def _draw(self, number: int, solved: Solved, factors: Floats) -> Json:
        """Return the record of a draw, or of a run for the indices."""
        record: Json = {"status": solved.status, "value": solved.value, "reason": solved.reason}
        if number >= self.design.samples:
            return record
        record["levels"] = solved.levels
        if solved.value is None or number >= self.held:
            return record
        case = self.source.read(changes(self.design.numbers, factors.tolist()))
        prices = priced(case)
        record["base"] = carried_out(case, self.base).record() | {"loss": _loss(prices, self.base)}
        record["middle"] = {"loss": _loss(prices, self.middle)}
        return record

    def _known(self, factors: Floats) -> Json:
        """Return the record of a scenario in which one subject is known."""
        loss = None
        if self.middle is not None:
            # A case that contradicts itself at this point has no loss; its draws tell why.
            with suppress(CaseInvalid):
                loss = _loss(priced(self.source.read(changes(self.design.numbers, factors.tolist()))), self.middle)
        return {"middle": {"loss": loss}}

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed."""
        return {"status": "failed", "value": None, "reason": words.both(), "levels": {}}


def _loss(prices: Priced | None, plan: Decisions | None) -> float | None:
    return None if prices is None or plan is None else prices.loss(plan)
