"""
Ranking: everything that is asked of a case to rank its projects, and what comes out of it.

    solve the case ──▶ force every project, in floats ──▶ prove what floats cannot tell, a sample, the top if asked
                                                      ──▶ order, classes, what is displaced

What is proved is a task (see ``greenopt.studies.task``), so that it can be computed elsewhere and resumed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from greenopt.case.case import Case
from greenopt.engine.answer import Options
from greenopt.engine.forcing import Forcing
from greenopt.engine.layout import Start
from greenopt.engine.posed import Posed
from greenopt.engine.ties import SOFT
from greenopt.project import Project
from greenopt.result.resolved import Json
from greenopt.run import Run, solve
from greenopt.studies.flip import uninterrupted
from greenopt.studies.held import sampled
from greenopt.studies.ranking.classes import Class, class_of
from greenopt.studies.ranking.forced import (
    Ask,
    Forced,
    How,
    Outcome,
    Resolving,
    as_published,
    collected,
    held_to,
    questions,
)
from greenopt.studies.ranking.order import BAND, Place, Standing, funding_order
from greenopt.studies.ranking.proofs import Proofs, of_record
from greenopt.studies.scenario import Source

ZERO = Fraction(0)
TOLERANCE = Fraction(1, 100)
PRINTED = 50
"""Projects at the top of the printed table, which are proved where that is asked."""
BESIDE_THE_LINE = 5
"""Projects that are printed too on both sides of the line up to where there is money, where that lies further down."""
MOST_PROVED = 2_000
"""Plans that are proved where floats have no answer; projects beyond have none, the last in the portfolio first."""
Records = Callable[[Proofs], Sequence[Json]]
"""Computes the records of a task, here or elsewhere."""


@dataclass(frozen=True)
class Asked:
    """What is to be ranked, and how."""

    source: Source
    tolerance: Fraction = TOLERANCE
    """Relative difference that is none."""
    certify: bool = False
    """Whether the printed top is proved."""
    chosen: Mapping[str, float] | None = None
    """Share of the draws whose plan holds each project, where somebody drew them."""


@dataclass(frozen=True)
class Ranking:
    """A ranked case."""

    asked: Asked
    run: Run
    forced: Mapping[str, Forced] = field(default_factory=dict)
    solved: int = 0
    """Plans that were solved beside the published one."""

    @property
    def case(self) -> Case:
        """The case."""
        return self.run.case

    @property
    def has_plan(self) -> bool:
        """Whether the case has a plan at all."""
        return self.run.answer.x is not None

    @property
    def more(self) -> bool:
        """Whether more of the objective is better."""
        return self.case.objective.sense == "maximise"

    @property
    def value(self) -> Fraction:
        """Of the published plan."""
        return self.run.answer.value or ZERO

    @cached_property
    def entries(self) -> dict[str, Json]:
        """What the result of the case says of each project."""
        return {each["project"]: each for each in self.run.result["portfolio"]}

    @cached_property
    def amounts(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Public money and objective of each project at full scale, started when the plan starts it."""
        rows, question = self.run.answer.rows, self.run.answer.question
        layout, weights = rows.layout, rows.cost(question.objective)
        found = {}
        for project in self.case.facts.projects:
            years = layout.starts[project.id]
            begins = min((int(year) for year in self.entries[project.id]["starts"]), default=None)
            year = begins if begins in years else (years[0] if years else None)
            weight = ZERO if year is None else weights.get(layout.place[Start(project.id, year)], ZERO)
            found[project.id] = (self._money(project, year), weight)
        return found

    @cached_property
    def asks(self) -> dict[str, Fraction]:
        """Public money of each project at full scale."""
        return {project: money for project, (money, _) in self.amounts.items()}

    @cached_property
    def places(self) -> list[Place]:
        """All projects in order."""
        return funding_order(map(self._standing, self.forced.values()), self.asked.tolerance)

    @cached_property
    def classes(self) -> dict[str, Class | None]:
        """What each project is: core, borderline or out."""
        tolerance, chosen = self.asked.tolerance, self.asked.chosen
        return {
            name: class_of(
                forced, self.entries[name]["decision"], tolerance, more=self.more, value=self.value, chosen=chosen
            )
            for name, forced in self.forced.items()
        }

    @cached_property
    def printed(self) -> list[str]:
        """The projects of the printed table, in order: the top, and those beside the line up to where money goes."""
        line = sum(BAND[self.entries[each.project]["decision"]] in ("promised", "planned") for each in self.places)
        beside = range(line - BESIDE_THE_LINE, line + BESIDE_THE_LINE)
        return [each.project for place, each in enumerate(self.places) if place < PRINTED or place in beside]

    def decisive(self, forced: Forced) -> How:
        """Return the question whose answer decides where a project stands."""
        return "left_out" if BAND[self.entries[forced.project]["decision"]] == "planned" else "in_full"

    def _standing(self, forced: Forced) -> Standing:
        entry, how = self.entries[forced.project], self.decisive(forced)
        band = BAND[entry["decision"]]
        money = self._paid(forced.project) if band == "planned" else self.amounts[forced.project][0]
        served, stages = forced.before(how), list(self._base.served)
        if served:
            first = served[0]
            lost = first.here - first.there if first.name == SOFT else first.there - first.here
            return Standing(forced.project, band, stages.index(first.name), lost, money)
        return Standing(forced.project, band, len(stages), forced.loss(how, more=self.more), money)

    @cached_property
    def _base(self) -> Outcome:
        return as_published(self.run)

    def _paid(self, project: str) -> Fraction:
        """Return the public money that a project gets in the plan."""
        return Fraction(str(self.entries[project]["public_money"]))

    def _money(self, project: Project, year: int | None) -> Fraction:
        if year is None:
            return max(project.support.values(), default=project.asks or ZERO)
        return sum(project.due(year, self.case.facts.horizon[1]).values(), ZERO)


def ranking_of(asked: Asked, records: Records) -> Ranking:
    """
    Rank the projects of a case.

    Args:
        asked: what is to be ranked.
        records: computes what is to be proved.

    Raises:
        CaseInvalid, FileProblem: the case cannot be read.
    """
    run = uninterrupted(solve(asked.source.read(), Options(unique=False, conflict=False)))
    if run.answer.x is None:
        return Ranking(asked, run)
    base = as_published(run)
    wanted = questions(run.case.facts, base)
    answers = in_floats(run, wanted)
    missing = [ask for ask in wanted if ask not in answers]
    if not answers:
        missing = _first(run, missing)
    drawn = sampled(asked.source.digest, len(answers)) if answers else ()
    sample = [list(answers)[number] for number in sorted(drawn)]
    top: list[Ask] = []
    if asked.certify:
        so_far = Ranking(asked, run, collected(run.case.facts, base, answers))
        printed = set(so_far.printed)
        top = [ask for ask in answers if ask.project in printed and ask not in sample]
    proofs = Proofs(asked.source, (*missing, *sample, *top))
    proved = dict(zip(proofs.asked, map(of_record, records(proofs) if proofs.asked else ()), strict=True))
    answers |= {ask: proved[ask] for ask in (*missing, *top)}
    answers |= {ask: held_to(answers[ask], proved[ask]) for ask in sample}
    if asked.certify:
        answers |= {ask: replace(proved[ask], held=answers[ask].held) for ask in sample}
    return Ranking(asked, run, collected(run.case.facts, base, answers), len(answers))


def in_floats(run: Run, wanted: Sequence[Ask]) -> dict[Ask, Outcome]:
    """Return the answers that floats have to questions about a solved case; none where projects are whole."""
    forcing = Forcing.of(Posed(run.answer.rows, run.answer.wishes))
    return {} if forcing is None else Resolving(run, forcing).solve(wanted)


def _first(run: Run, wanted: Sequence[Ask]) -> list[Ask]:
    """Return as many questions as are proved at most, those about projects high in the portfolio first."""
    if len(wanted) <= MOST_PROVED:
        return list(wanted)
    rank = {each["project"]: each["rank"] for each in run.result["portfolio"]}
    return sorted(wanted, key=lambda ask: rank[ask.project])[:MOST_PROVED]
