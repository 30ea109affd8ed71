"""
Task: the scenarios of a study of uncertainty, each solved; plans that were decided before are held against the draws.

    a draw              the best plan; what the plan as written brings and breaks; what it loses, and what the plan
                        for the means loses
    a run for indices   the best value alone
    a known subject     what the plan for the means loses; a task of its own, once the draws are known
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from greenopt.case.case import Case
from greenopt.errors import CaseInvalid
from greenopt.language import Message
from greenopt.plan import Decisions
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, as_bytes, digest
from greenopt.studies.held import sampled
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved
from greenopt.studies.task import Solve
from greenopt.studies.uncertainty.carried import Carried, carried_out
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.knowing import Knowing
from greenopt.studies.uncertainty.priced import Priced, priced
from greenopt.studies.uncertainty.redrawn import Drawn, Redrawn
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
        resolver, against = Resolver(self.source, paths), _Against(self.source, self.design)
        twice = sampled(self.digest(), self.count)

        def solve(numbers: Sequence[int]) -> list[Json]:
            factors = self.design.factors(numbers)
            again = [row for row, number in enumerate(numbers) if number in twice]
            found = resolver.solve_draws(paths, factors, sample=again)
            records = [self._record(number, solved) for number, solved in zip(numbers, found, strict=True)]
            solvable = [row for row, record in enumerate(records) if record["value"] is not None]
            held = [row for row in solvable if numbers[row] < self.held]
            for row, each in zip(held, against.draws(factors[held]), strict=True):
                prices = each.priced()
                loss = None if prices is None else prices.loss(self.base)
                records[row]["base"] = each.carried(self.base).record() | {"loss": loss}
                if prices is not None and self.middle is not None:
                    losses = prices.losses(self.middle)
                    records[row]["middle"] = {"loss": sum(losses.values()), "losses": losses}
            return records

        return solve

    def _record(self, number: int, solved: Solved) -> Json:
        """Return the record of a draw, or of a run for the indices."""
        record: Json = {"status": solved.status, "value": solved.value, "reason": solved.reason, "held": solved.held}
        if number < self.design.samples:
            record["levels"] = solved.levels
        return record

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed."""
        return {"status": "failed", "value": None, "reason": words.both(), "held": None, "levels": {}}


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
        against = _Against(self.source, self.knowing.design)

        def loss(each: _Draw) -> float | None:
            prices = each.priced()
            return None if prices is None else prices.loss(self.middle)

        def solve(numbers: Sequence[int]) -> list[Json]:
            return [{"middle": {"loss": loss(each)}} for each in against.draws(self.knowing.factors(numbers))]

        return solve

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a point that cannot be computed."""
        return {"middle": {"loss": None}, "reason": words.both()}


class _Against:
    """What decided plans are held against: draws filled in, or read anew."""

    def __init__(self, source: Source, design: Design) -> None:
        self._source, self._numbers = source, design.numbers
        self._paths = [number.path for number in design.numbers]
        self._redrawn = Redrawn.of(source, self._paths)

    def draws(self, factors: Floats) -> Iterator["_Draw"]:
        """Yield draws, one row of factors each."""
        filled = [None] * len(factors) if self._redrawn is None else self._redrawn.draws(self._paths, factors)
        for each, row in zip(filled, factors.tolist(), strict=True):
            yield _Draw(each, self._source, changes(self._numbers, row))


@dataclass(frozen=True)
class _Draw:
    """A draw that is filled in, or read anew where that is not enough."""

    filled: Drawn | None
    source: Source
    changes: tuple[tuple[str, str], ...]

    @cached_property
    def case(self) -> Case | None:
        """The case read anew; None where it contradicts itself."""
        try:
            return self.source.read(self.changes)
        except CaseInvalid:
            return None

    def priced(self) -> Priced | None:
        """Return its prices."""
        if self.filled is not None and (found := self.filled.priced()) is not None:
            return found
        return None if self.case is None else priced(self.case)

    def carried(self, decisions: Decisions) -> Carried:
        """
        Return what becomes of a plan.

        Raises:
            ValueError: the case contradicts itself; such a draw has no plan, so nobody asks.
        """
        if self.filled is not None and (found := self.filled.carried(decisions)) is not None:
            return found
        if self.case is None:
            raise ValueError("a draw that contradicts itself")
        return carried_out(self.case, decisions)


def _told(design: Design) -> list[list[str]]:
    return [[number.path, str(number.low), str(number.high), number.shape, number.group] for number in design.numbers]
