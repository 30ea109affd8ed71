"""
Task: the scenarios of a study of uncertainty, each solved; plans that were decided before are held against the draws.

    a draw              the best plan; what becomes of the plan as written and of the plan for the means
    a run for indices   the best value alone
    a known subject     the best value, and what becomes of the plan for the means
"""

from collections.abc import Sequence
from dataclasses import dataclass

from greenopt.errors import CaseInvalid
from greenopt.language import Message, listed
from greenopt.plan import Decisions
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, as_bytes, digest
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved
from greenopt.studies.task import Solve
from greenopt.studies.uncertainty.carried import carried_out
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.sampling import changes

BATCH = 64
"""Scenarios solved in a row."""
MOST_HELD = 1_000
"""Draws that decided plans are held against: each is counted project by project, in exact numbers."""
MOST_TOLD = 3


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
        settings = [design.samples, design.seed, design.method, design.indices, design.information, self.batch]
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
            found = resolver.solve_draws(paths, factors)
            return [
                self._record(number, solved, row)
                for number, solved, row in zip(numbers, found, factors.tolist(), strict=True)
            ]

        return solve

    def _record(self, number: int, solved: Solved, factors: list[float]) -> Json:
        record: Json = {"status": solved.status, "value": solved.value, "reason": solved.reason}
        is_draw, is_known = (
            number < self.design.samples,
            number >= self.design.known(0).start if (self.design.subjects) else False,
        )
        if is_draw:
            record["levels"] = solved.levels
        if solved.value is None or not (is_known or number < self.held):
            return record
        try:
            case = self.source.read(changes(self.design.numbers, factors))
        except CaseInvalid as problem:
            words = listed(each.message for each in problem.diagnostics[:MOST_TOLD])
            return {"status": "invalid", "value": None, "reason": words.both(), "levels": {}}
        if is_draw:
            record["base"] = carried_out(case, self.base).record()
        if self.middle is not None:
            record["middle"] = carried_out(case, self.middle, rules=False).record()
        return record

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed."""
        return {"status": "failed", "value": None, "reason": words.both(), "levels": {}}
