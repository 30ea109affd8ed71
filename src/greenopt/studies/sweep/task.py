"""Task of a sweep: its scenarios, solved in batches of neighbours, here or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from greenopt.case.case import Case
from greenopt.language import Message
from greenopt.result.proof import versions
from greenopt.result.resolved import as_bytes, digest, resolved
from greenopt.run import question_of
from greenopt.studies.held import sampled
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved
from greenopt.studies.sweep.points import Point
from greenopt.studies.task import Json, Solve

BATCH = 25
"""Scenarios solved in a row: enough for a warm start to pay, few enough to share among processes."""


@dataclass(frozen=True)
class SweepTask:
    """The scenarios of one sweep."""

    source: Source
    paths: tuple[str, ...]
    """Of what varies, with their stars."""
    points: tuple[Point, ...]
    certify: bool
    case_digest: str
    """Of the case as it is varied, settled, and of the files that it was read from."""
    name: str = "sweep"
    batch: int = BATCH

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return len(self.points)

    def digest(self) -> str:
        """Return what is computed: the case, its changes, the points and the versions that compute them."""
        points = [{"id": each.id, "changes": [*each.before, *each.varied]} for each in self.points]
        return digest(
            as_bytes(
                {
                    "case": self.case_digest,
                    "points": points,
                    "certify": self.certify,
                    "batch": self.batch,
                    "software": versions(),
                }
            )
        )

    def prepare(self) -> Solve:
        """
        Return what solves points by their numbers.

        Raises:
            CaseInvalid, FileProblem: the case cannot be read where it is to be solved.
        """
        resolver = Resolver(self.source, self.paths)
        held = frozenset[int]() if self.certify else sampled(self.digest(), self.count)

        def solve(numbers: Sequence[int]) -> list[Json]:
            asked = [self.points[number].all_changes for number in numbers]
            sample = [place for place, number in enumerate(numbers) if number in held]
            return [each.record() for each in resolver.solve(asked, certify=self.certify, sample=sample)]

        return solve

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a scenario that cannot be computed."""
        return Solved("failed", reason=words.both()).record()


@dataclass(frozen=True)
class Varied:
    """A case that is read, and what is varied of it."""

    source: Source
    case: Case
    points: tuple[Point, ...]

    @cached_property
    def case_digest(self) -> str:
        """The digest of the case as it is varied."""
        return digest(as_bytes(resolved(self.case, question_of(self.case))))

    def task(self, *, certify: bool = False) -> SweepTask:
        """Return what is to be computed."""
        paths = dict.fromkeys(path for each in self.points for path, _ in (*each.before, *each.varied))
        files = {name: digest(path.read_bytes()) for name, path in sorted(self.case.sources.items())}
        both = digest(as_bytes({"case": self.case_digest, "files": files}))
        return SweepTask(self.source, tuple(paths), self.points, certify, both)
