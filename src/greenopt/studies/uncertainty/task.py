"""
Task: the scenarios of a study of uncertainty, each solved; plans that were decided before are held against the draws.

    a draw              the best plan; what the plan as written brings and breaks; what it loses, and what the plan
                        for the means loses
    a run for indices   the best value alone
    a known subject     what the plan for the means loses; a task of its own, once the draws are known
"""

from collections.abc import Sequence
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
from greenopt.studies.uncertainty.knowing import Knowing
from greenopt.studies.uncertainty.priced import priced
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
        settings = [design.samples, design.seed, design.method, design.indices, self.batch]
        return digest(
            as_bytes({"case": self.case_digest, "numbers": _told(design), "settings": settings, "software": versions()})
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
                self._record(number, solved, row) for number, solved, row in zip(numbers, found, factors, strict=True)
            ]

        return solve

    def _record(self, number: int, solved: Solved, factors: Floats) -> Json:
        """Return the record of a draw, or of a run for the indices."""
        record: Json = {"status": solved.status, "value": solved.value, "reason": solved.reason}
        if number >= self.design.samples:
            return record
        record["levels"] = solved.levels
        if solved.value is None or number >= self.held:
            return record
        case = self.source.read(changes(self.design.numbers, factors.tolist()))
        prices = priced(case)
        record["base"] = carried_out(case, self.base).record() | {
            "loss": None if prices is None else prices.loss(self.base)
        }
        if prices is not None and self.middle is not None:
            losses = prices.losses(self.middle)
            record["middle"] = {"loss": sum(losses.values()), "losses": losses}
        return record

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed."""
        return {"status": "failed", "value": None, "reason": words.both(), "levels": {}}


@dataclass(frozen=True)
class KnowingTask:
    """The points at which subjects are known: what the plan for the means loses at each."""

    source: Source
    knowing: Knowing
    middle: Decisions
    case_digest: str
    name: str = "uncertainty-knowing"
    batch: int = BATCH

    @property
    def count(self) -> int:
        """How many points there are."""
        return self.knowing.count

    def digest(self) -> str:
        """Return what is computed."""
        design, looked_at = self.knowing.design, list(self.knowing.looked_at)
        return digest(
            as_bytes(
                {
                    "case": self.case_digest,
                    "numbers": _told(design),
                    "settings": [design.seed, looked_at, self.batch],
                    "software": versions(),
                }
            )
        )

    def prepare(self) -> Solve:
        """Return what solves points by their numbers; a case that contradicts itself at one has no loss there."""

        def loss(factors: list[float]) -> float | None:
            try:
                prices = priced(self.source.read(changes(self.knowing.design.numbers, factors)))
            except CaseInvalid:
                return None
            return None if prices is None else prices.loss(self.middle)

        def solve(numbers: Sequence[int]) -> list[Json]:
            return [{"middle": {"loss": loss(row)}} for row in self.knowing.factors(numbers).tolist()]

        return solve

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a point that cannot be computed."""
        return {"middle": {"loss": None}, "reason": words.both()}


def _told(design: Design) -> list[list[str]]:
    return [[number.path, str(number.low), str(number.high), number.shape, number.group] for number in design.numbers]
