"""
Replan: the yearly review. What was begun and paid is a fact, data may have changed, and the rest is planned anew.

    year              the first year that is open; what happened before it is a fact
    begun, paid       as the plan of the run says, or as actuals report
    what is left      of a project begun in part: the plan's choice again; its status says whether it must follow
    changed data      actuals, scenarios and single changes, in this order

The horizon stays as it was. If it were moved to begin with the year, every sum over it would forget the past: the
ceiling of a facility over all years, a share of what is spent, a budget, the objective itself. So the past stays
within the case, as ``started`` and ``paid`` of its projects, and ``planned_from`` says what is open. Values before and
after can be compared for the same reason. What a rule asked of years that have passed is not asked again.

Trap: the status of a project stays what it was, so that rules and funds which select by status mean what they meant.
A project that was begun whole is listed as committed nevertheless, for nothing of it is left to decide.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from greenopt.case.actuals import Actuals, read_actuals
from greenopt.case.case import Case
from greenopt.case.changes import Change
from greenopt.case.gather import Gathered, gather_tree
from greenopt.case.node import Mapping as Tree
from greenopt.case.read import read_case, read_gathered
from greenopt.case.scenarios import SCENARIOS, chain, entries, scenario_changes
from greenopt.case.sweeps import SWEEPS, sweep_faults
from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid, Fault, VerificationFailed, WrongUsage
from greenopt.language import Message, say
from greenopt.result.resolved import as_bytes
from greenopt.result.saved import SavedRun
from greenopt.result.tables import as_yaml, complete
from greenopt.run import Run, solve
from greenopt.studies.carried import carried_out
from greenopt.studies.difference import Before, document
from greenopt.studies.facts import with_facts
from greenopt.studies.reported import overpaid, reported
from greenopt.verify import verify

CASE, ACTUALS = "case.yaml", "actuals.yaml"
REPLAN = "replan.json"
SHOWN_DIGITS = 16
"""Digits of a digest that name a run as a source."""


@dataclass(frozen=True)
class Review:
    """A case made ready for the rest of its years: to be solved, and compared with the plan before."""

    before: Before
    case: Case
    """The case as it is planned now, every value with the place it comes from."""
    actuals: bytes | None
    """The file of actuals, to be kept with the run."""

    def solve(self, options: Options | None = None) -> Run:
        """
        Plan the rest, and return the run with ``replan.json`` beside its result.

        The case is written out whole and read again first, so that the run rests on the file that is kept with it.

        Raises:
            CaseInvalid: two numbers of the case lie too far apart for a solver.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / CASE
            file.write_bytes(as_yaml(complete(self.case)))
            run = solve(read_case(file), options)
        if self.actuals is not None:
            run.inputs[ACTUALS] = self.actuals
        run.further[REPLAN] = as_bytes(document(self.before, complete(self.case), run))
        return run


def review(
    run: SavedRun,
    year: int,
    actuals: Path | None = None,
    scenarios: Sequence[str] = (),
    changes: Sequence[Change] = (),
) -> Review:
    """
    Return the case of a run as it stands in a year.

    Args:
        run: the run whose plan was carried out; it is proved again first.
        year: the first year that is open.
        actuals: what really happened, if it differs from the plan.
        scenarios: scenarios of the case to apply.
        changes: single changes, applied last.

    Raises:
        VerificationFailed: the run does not prove its plan.
        WrongUsage: the run has no plan, the year lies outside what it plans or is changed, or a scenario would be
            applied twice.
        CaseInvalid: the actuals or the changed case have mistakes; each with its place.
        FileProblem: the actuals, or the copied sources, cannot be read.
    """
    _proved(run)
    case = run.case()
    if case.tree is None:
        raise Fault(say("the case has no text"))
    first, last = case.facts.open_from, case.facts.horizon[1]
    if not first <= year <= last:
        raise WrongUsage(
            say(
                "the plan can be reviewed in years from {first} to {last}, not in {year}",
                first=first,
                last=last,
                year=year,
            )
        )
    applied = chain(case.tree, SCENARIOS, *run.scenarios)
    if twice := [name for name in chain(case.tree, SCENARIOS, *scenarios) if name in applied]:
        raise WrongUsage(say("the run has the scenario '{name}' already", name=twice[0]))
    source = f"greenopt {run.digest[:SHOWN_DIGITS]}"
    planned = carried_out(run, case, year)
    told = None if actuals is None else read_actuals(actuals, str(actuals), case.facts, year)
    carried, told = (planned, None) if told is None else reported(told, case.facts, planned, year)
    tree = with_facts(case.tree, year, source, carried, told)
    gathered = gather_tree(tree, case.model_rules, _changes(case.tree, told, scenarios, changes))
    gathered.mistakes.extend(() if told is None else told.mistakes)
    changed = read_gathered(_offered(gathered, (*run.scenarios, *scenarios)))
    if changed.facts.open_from != year:
        raise WrongUsage(say("the review is of {year}: case.planned_from follows from it, leave it out", year=year))
    if told is not None and (wrong := list(overpaid(told, changed.facts))):
        raise CaseInvalid(wrong)
    before = Before(run, year, with_facts(case.tree, year, source, planned), told)
    return Review(before, changed, None if actuals is None else actuals.read_bytes())


def _proved(run: SavedRun) -> None:
    """Believe nothing of a run that does not prove its plan."""
    report = verify(run.folder)
    if report.failures:
        first = report.failures[0]
        reason = Message(first.template, first.values)
        raise VerificationFailed(say("the run does not prove its plan: {reason}", reason=reason))
    if not run.result["portfolio"]:
        raise WrongUsage(say("the run has no plan that could have been carried out"))


def _changes(tree: Tree, told: Actuals | None, scenarios: Sequence[str], changes: Sequence[Change]) -> list[Change]:
    """Return changed data in the order in which it is applied."""
    found: list[Change] = []
    written = told.tree.items.get("changes") if told is not None else None
    if isinstance(written, Tree):
        found += [Change(path, value, "actuals") for path, value in written.items.items()]
    return [*found, *scenario_changes(tree, *scenarios), *changes]


def _offered(gathered: Gathered, applied: Sequence[str]) -> Gathered:
    """
    Return a case with the scenarios and sweeps that it can still offer.

    Nobody should apply a scenario twice, and one that changes what is no longer there would make the case a mistake.
    """
    tree = gathered.tree
    kept = {name: each for name, each in entries(tree, SCENARIOS).items() if _still_applies(gathered, name, applied)}
    tree = _holding(tree, SCENARIOS, kept)
    sweeps = {
        name: each
        for name, each in entries(tree, SWEEPS).items()
        if not list(sweep_faults(_holding(tree, SWEEPS, _with_extended(tree, name))))
    }
    return replace(gathered, tree=_holding(tree, SWEEPS, sweeps))


def _still_applies(gathered: Gathered, name: str, applied: Sequence[str]) -> bool:
    if set(chain(gathered.tree, SCENARIOS, name)) & set(chain(gathered.tree, SCENARIOS, *applied)):
        return False
    changes = scenario_changes(gathered.tree, name)
    return not gather_tree(gathered.tree, gathered.model_rules, changes).mistakes


def _with_extended(tree: Tree, name: str) -> dict[str, Tree]:
    """Return a sweep with those that it rests on."""
    known = entries(tree, SWEEPS)
    return {each: known[each] for each in chain(tree, SWEEPS, name)}


def _holding(tree: Tree, key: str, kept: Mapping[str, Tree]) -> Tree:
    """Return a case with these entries under a key; without the key where there are none."""
    items = {name: each for name, each in tree.items.items() if name != key}
    written = tree.items.get(key)
    if kept and isinstance(written, Tree):
        items[key] = written.with_items(dict(kept))
    return tree.with_items(items)
