"""
Proofs: plans with one project held, read anew from the texts and proved in exact arithmetic, here or elsewhere.

They are the reference: what floats cannot tell comes from here, a sample of what they told is held to it, and with
``--certify`` so is what is printed. A project is left out by excluding it and carried out in full by requiring it, as
``--set`` would. Where the reader refuses that, or rules speak of the status of projects, so that other words would
change more than the project, its level is held by a requirement of its own instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from greenopt.case.case import Case
from greenopt.case.changes import Change
from greenopt.case.node import Scalar
from greenopt.engine.answer import Options, answer
from greenopt.fields import Selector
from greenopt.language import Message, say
from greenopt.plan import Form, Requirement, Sense
from greenopt.plan.plan import SymbolicPlan
from greenopt.result.proof import versions
from greenopt.result.resolved import as_bytes, digest
from greenopt.run import Run, question_of
from greenopt.studies.flip import DOCUMENT, Flips, in_full, left_out, uninterrupted
from greenopt.studies.ranking.forced import LEVEL, Ask, Outcome, as_published, promise_of
from greenopt.studies.scenario import Source
from greenopt.studies.task import Json, Solve

ALONE = Options(prices=False, unique=False, conflict=False)


@dataclass(frozen=True)
class Proofs:
    """Questions that are proved, as a task."""

    source: Source
    asked: tuple[Ask, ...]
    name: str = "rank"
    batch: int = 1

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.asked)

    def digest(self) -> str:
        """Return what is computed: the case, its changes, the questions and the versions that answer them."""
        asked = [list(each) for each in self.asked]
        return digest(as_bytes({"case": self.source.digest, "asked": asked, "software": versions()}))

    def prepare(self) -> Solve:
        """
        Return what proves questions by their numbers.

        Raises:
            CaseInvalid, FileProblem: the case cannot be read where it is to be solved.
        """
        prove = Prover(self.source)

        def solve(numbers: Sequence[int]) -> list[Json]:
            return [as_record(prove.outcome(self.asked[number])) for number in numbers]

        return solve

    def failed(self, number: int, words: Message) -> Json:
        """Return the record of a question that cannot be answered."""
        return as_record(Outcome("failed"))


class Prover:
    """A case of which plans with one project held are proved."""

    def __init__(self, source: Source) -> None:
        """
        Read the case.

        Raises:
            CaseInvalid: it has mistakes.
            FileProblem: a file cannot be read.
        """
        self._flips = Flips(partial(_read, source))
        self._case: Case = source.read()
        self._by_words = not speaks_of_status(self._case)

    def outcome(self, ask: Ask) -> Outcome:
        """Return the proved answer to a question."""
        if self._by_words:
            flip = self._flips.solve(_changes(ask))
            self._flips.known.clear()  # each is asked for once, and holds a whole case
            if flip.run is not None:
                return as_published(flip.run)
        return as_published(self._by_requirement(ask))

    def _by_requirement(self, ask: Ask) -> Run:
        """Solve the case as it is written, with the level of one project held by a requirement."""
        case, question, level = self._case, question_of(self._case), LEVEL[ask.how]
        promised = promise_of(case.facts.by_id[ask.project])
        kept = tuple(each for each in question.requirements if each.name != promised)
        if level is not None:
            unit = say("share of the project")
            form, one = SymbolicPlan(case.facts).level(ask.project), Form(constant=1)
            name = f"projects.{ask.project}.level"
            kept += (Requirement(name, "", form, Sense.EQUAL, one * level, one, unit, unit, fixed=True),)
        return uninterrupted(Run(case, answer(replace(question, requirements=kept), ALONE), {}))


def _read(source: Source, changes: tuple[Change, ...]) -> Case:
    return source.read((each.path, each.value.text) for each in changes if isinstance(each.value, Scalar))


def _changes(ask: Ask) -> dict[str, str]:
    if ask.how == "free":
        return {f"projects.{ask.project}.status": "candidate", f"projects.{ask.project}.status_source": DOCUMENT}
    return left_out(ask.project) if ask.how == "left_out" else in_full(ask.project)


def speaks_of_status(case: Case) -> bool:
    """Return whether a rule, or a fund, means projects by their status."""
    found = [fund.pays_for for fund in case.facts.funds]
    found += [value for rule in case.rules for value in vars(rule).values() if isinstance(value, Selector)]
    return any(map(_speaks_of_status, found))


def _speaks_of_status(selector: Selector) -> bool:
    return selector.status is not None or (selector.exclude is not None and _speaks_of_status(selector.exclude))


def as_record(outcome: Outcome) -> Json:
    """Return an outcome as plain JSON, its numbers exact."""
    return {
        "status": outcome.status,
        "value": None if outcome.value is None else str(outcome.value),
        "levels": dict(outcome.levels),
        "served": {name: str(value) for name, value in outcome.served.items()},
    }


def of_record(record: Json) -> Outcome:
    """Return an outcome from its record."""
    served = {name: Fraction(value) for name, value in record["served"].items()}
    value = None if record["value"] is None else Fraction(record["value"])
    return Outcome(record["status"], value, record["levels"], served, rebuilt=True)
