"""
The whole engine on one screen: a case becomes a run.

    read ──▶ Case ──▶ requirements ──▶ rows ──▶ Pyomo ──▶ HiGHS ──▶ proof, ties, prices ──▶ result, certificate, files
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from greenopt.case.case import Case
from greenopt.case.node import place_of
from greenopt.engine.answer import Answer, Options, answer, decisions
from greenopt.engine.conflict import explain
from greenopt.engine.posed import Question
from greenopt.engine.rows import demands
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.situation import Situation
from greenopt.engine.ties import Next
from greenopt.errors import CaseInvalid, Diagnostic, Place
from greenopt.fields import Selector
from greenopt.language import say
from greenopt.plan import DecidedPlan, Form, Requirement
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import undisturbed
from greenopt.result.compose import compose
from greenopt.result.folder import write_run
from greenopt.result.proof import certificate, versions
from greenopt.result.resolved import as_bytes, digest, resolved
from greenopt.result.tables import portfolio_csv, resolved_yaml


def requirements_of(case: Case) -> tuple[Requirement, ...]:
    """Return what every plan of a case must satisfy: funds and promises first, then rules by name."""
    return demands(case.facts, case.rules)


def question_of(case: Case) -> Question:
    """Return what is asked of the engine: what every plan must satisfy, priorities in turn, and the objective."""
    plan = SymbolicPlan(case.facts)

    def sought(group: Selector) -> Form:
        return case.objective.form(plan, group)

    tiers = sorted(
        (tier for rule in case.rules if (tier := rule.tier(plan, sought)) is not None),
        key=lambda tier: (tier.turn, tier.rule),
    )
    more = case.objective.sense == "maximise"
    then = tuple(Next(aim.of, aim.form(plan), aim.sense == "maximise") for aim in case.objective.then)
    return Question(case.facts, requirements_of(case), case.objective.form(plan), more, tuple(tiers), then)


@dataclass(frozen=True)
class Run:
    """A solved case: what is known, and the files that say so."""

    case: Case
    answer: Answer
    inputs: dict[str, bytes]
    further: dict[str, bytes] = field(default_factory=dict)
    """Documents of the study that made the run, to be kept beside the result."""

    @cached_property
    def plan(self) -> DecidedPlan | None:
        """The plan with its numbers; None if there is none."""
        found = self.answer
        return None if found.x is None else DecidedPlan(self.case.facts, decisions(found.layout, found.x))

    @cached_property
    def resolved(self) -> bytes:
        """The settled case."""
        return as_bytes(resolved(self.case, self.answer.question))

    @cached_property
    def result(self) -> dict[str, Any]:
        """The result document; raises Fault if the plan does not stand the audit."""
        inputs = {name: digest(data) for name, data in self.inputs.items()}
        return compose(self.case, self.answer, digest(self.resolved), inputs, versions())

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every file of the run folder but manifest and log."""
        with _undisturbed(self.case):
            return self._composed()

    def _composed(self) -> dict[str, bytes]:
        result = as_bytes(self.result)
        return {
            "result.json": result,
            "portfolio.csv": portfolio_csv(self.result),
            "certificate.json": as_bytes(certificate(self.answer, digest(self.resolved), digest(result))),
            "case.resolved.json": self.resolved,
            "case.resolved.yaml": resolved_yaml(self.case),
            **{f"inputs/{name}": data for name, data in self.inputs.items()},
            **self.further,
        }

    def write(self, place: Path, log: str = "") -> str:
        """Write the run folder, whole or not at all, and return its digest."""
        return write_run(place, self.files, log)


def solve(case: Case, options: Options | None = None) -> Run:
    """
    Find the best plan of a case and prove it.

    Raises:
        CaseInvalid: two numbers of the case lie so far apart that a solver would misread them.
    """
    options = options or Options()
    try:
        with _undisturbed(case):
            found = answer(question_of(case), options)
    except OutOfRange as error:
        raise _refused(case, error) from error
    if found.status == "certified_infeasible" and options.conflict:
        try:
            found = _explained(case, found)
        except KeyboardInterrupt:
            found = replace(found, interrupted=True)
    return Run(case, found, {name: path.read_bytes() for name, path in case.sources.items()})


def _undisturbed(case: Case) -> AbstractContextManager[None]:
    """Put off the collection of garbage where a case is a large table."""
    return nullcontext() if case.facts.table is None else undisturbed()


def clashing(run: Run) -> Run:
    """Return the run of an impossible case, solved without explaining it, with what clashes but without ways out."""
    return replace(run, answer=_explained(run.case, run.answer, ways_out=False))


def _explained(case: Case, found: Answer, *, ways_out: bool = True) -> Answer:
    """Return the answer with what clashes, and with the proof of that clash in the place of its own; else as it is."""
    support = {*found.farkas, *(each.name for each in found.broken)}
    conflict = explain(Situation(case.facts, case.rules, found.rows), case.tree, support, ways_out=ways_out)
    proof = conflict.clash.proof
    if proof is None:
        return replace(found, conflict=conflict)
    return replace(found, conflict=conflict, farkas=found.rows.named(proof.farkas), tree=proof.tree, tree_rows=())


def _refused(case: Case, error: OutOfRange) -> CaseInvalid:
    """Return the refusal of a number that a solver would drop or misread, with its place in the case."""
    inside = (error.column or error.row or "").partition("[")[2].rstrip("]").split(",")[0]
    path = ("projects", inside) if inside in case.facts.by_id else ("projects",)
    place = place_of(case.tree, path) if case.tree is not None else Place(case.id)
    number = f"{float(error.value):.3g}"
    message = say("{number} lies too far from the numbers beside it to be computed with", number=number)
    hint = say("check its unit, or leave out what is negligible")
    return CaseInvalid([Diagnostic("out-of-range", place, ".".join(path), message, hint)])
