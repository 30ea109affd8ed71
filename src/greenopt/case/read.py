"""
Read: from the path of a case to a Case without mistakes.

gather → validate → assemble → settle → check. Every stage adds its mistakes to one list; the next stage runs only if
it can say something sensible, so a planner sees as many mistakes at once as there are to see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from greenopt.case.assemble import Assembly, Mistake
from greenopt.case.case import Case
from greenopt.case.changes import Change
from greenopt.case.check import check_case, check_projects, check_rules, warn_rules
from greenopt.case.gather import Gathered, gather
from greenopt.case.mistakes import dotted
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Scalar, place_of, plain_data
from greenopt.case.schema import CaseEntry, FactorsEntry, ModelEntry
from greenopt.case.validate import validated
from greenopt.errors import CaseInvalid, Diagnostic, Fault, Severity
from greenopt.fields import Selector, Units
from greenopt.language import say
from greenopt.project import Facts, Project
from greenopt.rules import Rule
from greenopt.rules.requires import Requires
from greenopt.rules.support_limit import SupportLimit
from greenopt.units import is_money


def read_case(where: Path | str, scenarios: Sequence[str] = (), changes: Sequence[Change] = ()) -> Case:
    """
    Read a case: its folder, or its YAML file.

    Raises:
        CaseInvalid: with every mistake, each with file, line and column.
        FileProblem: when a file cannot be read.
    """
    gathered = gather(Path(where), scenarios, changes)
    found: list[Diagnostic] = []
    units = _units(gathered, found)
    read, dropped = _documents(gathered, units, found)
    if read is None:
        raise CaseInvalid(found)
    case, model, factors = read
    assembly = Assembly(case, model, factors)
    facts = assembly.facts()
    rules = _rules(case, facts)
    mistakes = [*assembly.mistakes, *check_case(case, facts), *check_projects(facts, factors)]
    mistakes += check_rules(facts, rules, gathered.model_rules)
    if not mistakes and not found:
        facts = _settled(facts, rules, mistakes)
        mistakes += [
            Mistake("objective", ("objective", problem.key), problem.message, problem.hint)
            for problem in case.objective.problems(facts)
        ]
    mistakes = [each for each in mistakes if not (each.code == "unknown-name" and each.name in dropped)]
    if mistakes or found:
        raise CaseInvalid([*found, *_diagnostics(gathered.tree, mistakes)])
    warnings = _diagnostics(gathered.tree, warn_rules(facts, rules), "warning")
    return Case(
        header=case.case,
        policy=model.policy,
        facts=facts,
        rules=rules,
        objective=case.objective,
        scenario=tuple(scenarios),
        changes={change.path: _as_written(change) for change in changes},
        tree=gathered.tree,
        sources=gathered.sources,
        warnings=tuple(warnings),
    )


def _as_written(change: Change) -> str:
    return change.value.text if isinstance(change.value, Scalar) else str(plain_data(change.value))


def _units(gathered: Gathered, found: list[Diagnostic]) -> Units:
    """Read the units first: every other money value depends on them."""
    written = gathered.tree.items.get("units")
    given = (
        {key: value.text for key, value in written.items.items() if isinstance(value, Scalar)}
        if isinstance(written, Mapping)
        else {}
    )
    units = Units(**{key: value for key, value in given.items() if key in Units._fields})
    if not is_money(units.money):
        place = place_of(gathered.tree, ("units", "money"))
        hint = say("write a currency such as million VND")
        found.append(
            Diagnostic(
                "wrong-unit", place, "units.money", say("'{unit}' is not a unit of money", unit=units.money), hint
            )
        )
    return units


Documents = tuple[CaseEntry, ModelEntry, FactorsEntry | None]
ENTRIES = ("projects", "rules", "funds", "indicators", "places", "conditions", "stocks", "scenarios", "sweeps")
"""Keys whose entries can be left out one by one, so that one mistake does not hide the others."""


def _documents(gathered: Gathered, units: Units, found: list[Diagnostic]) -> tuple[Documents | None, set[str]]:
    """Read the three documents; what cannot be read entry by entry is left out, and its names are returned."""
    tree = gathered.tree
    rest = tree.items["model"]
    if not isinstance(rest, Mapping):
        raise Fault(say("the model was lost on the way"))
    items = {key: value for key, value in rest.items.items() if key != "factors"}
    model = validated(ModelEntry, Mapping(items, rest.key_places, rest.place), units, found, ("model",))
    factors = None
    if gathered.factors is not None:
        fuels = {"fuels": rest.items["factors"]} if "factors" in rest.items else {}
        document = Mapping({**gathered.factors.items, **fuels}, gathered.factors.key_places, gathered.factors.place)
        factors = validated(FactorsEntry, document, units, found, ("model", "factors"))
    own = Mapping({**tree.items, "model": Scalar("merged", tree.place)}, tree.key_places, tree.place)
    wrong: list[Diagnostic] = []
    case = validated(CaseEntry, own, units, wrong)
    dropped: set[str] = set()
    if case is None:
        pruned, dropped = _without(own, wrong)
        case = validated(CaseEntry, pruned, units, [])
    found += wrong
    if case is None or model is None or (gathered.factors is not None and factors is None):
        return None, dropped
    return (case, model, factors), dropped


def _without(tree: Mapping, wrong: Sequence[Diagnostic]) -> tuple[Mapping, set[str]]:
    """Leave out the entries that mistakes are in."""
    places = {tuple(each.key.split(".")[:2]) for each in wrong}
    items = dict(tree.items)
    for key in ENTRIES:
        entries = items.get(key)
        if isinstance(entries, Mapping):
            kept = {name: each for name, each in entries.items.items() if (key, name) not in places}
            items[key] = Mapping(kept, entries.key_places, entries.place)
    if any(place[0] == "objective" for place in places):
        any_objective = {"minimise": Scalar("public_money", tree.place)}
        items["objective"] = Mapping(any_objective, {}, tree.place)
    return Mapping(items, tree.key_places, tree.place), {place[1] for place in places if len(place) > 1}


def _rules(case: CaseEntry, facts: Facts) -> tuple[Rule, ...]:
    """Return the rules in order of their names, those that projects state for themselves included."""
    stated: list[Rule] = [rule.model_copy(update={"id": name}) for name, rule in case.rules.items()]
    for project in facts.projects:
        for link in project.requires:
            if link.project in facts.by_id and link.project != project.id:
                stated.append(  # noqa: PERF401 - two conditions read better than one long comprehension
                    Requires(
                        id=f"projects.{project.id}.requires.{link.project}",
                        each=Selector(projects=(project.id,)),
                        needs=Selector(projects=(link.project,)),
                        when=link.when,  # type: ignore[arg-type]  # checked by the schema
                        source="",
                    )
                )
    return tuple(sorted(stated, key=lambda rule: rule.id))


def _settled(facts: Facts, rules: Sequence[Rule], mistakes: list[Mistake]) -> Facts:
    """Let every rule narrow every project, then settle how much public money each gets."""
    classes = sorted({rule.support_class for rule in rules if isinstance(rule, SupportLimit)})
    projects = []
    for project in facts.projects:
        narrowed = project
        for rule in rules:
            narrowed = rule.settle(narrowed, facts)
        projects.append(_supported(narrowed, classes, mistakes))
    return replace(facts, projects=tuple(projects))


def _supported(project: Project, classes: Sequence[str], mistakes: list[Mistake]) -> Project:
    path = ("projects", project.id)
    years = (*project.window, *project.started)
    if not project.support_class:
        return replace(project, support=dict.fromkeys(years, project.asks or Fraction(0)))
    if project.support_class not in classes:
        message = say("no support_limit rule is for the class '{name}'", name=project.support_class)
        mistakes.append(
            Mistake("unknown-name", (*path, "support"), message, did_you_mean(project.support_class, classes))
        )
        return project
    if project.asks is None:
        return replace(project, support=dict(project.limits))
    for year, limit in sorted(project.limits.items()):
        if project.asks > limit:
            message = say(
                "it asks for more than the support limit of {limit} for a start in {year}", limit=limit, year=year
            )
            mistakes.append(
                Mistake("above-limit", (*path, "asks"), message, say("ask for {limit} at most", limit=limit))
            )
            break
    free = project.limits or dict.fromkeys(years, Fraction(0))
    return replace(project, support=dict.fromkeys(free, project.asks))


def _diagnostics(tree: Mapping, mistakes: Iterable[Mistake], severity: Severity = "error") -> list[Diagnostic]:
    return [
        Diagnostic(each.code, place_of(tree, each.path), dotted(each.path), each.message, each.hint, severity)
        for each in mistakes
    ]
