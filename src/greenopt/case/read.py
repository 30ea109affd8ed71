"""
Read: from the path of a case to a Case without mistakes.

gather → validate → assemble → settle → check. Every stage adds its mistakes to one list; an entry that could not be
read is left out of the next stages, with what is said of it, so a planner sees as many mistakes at once as there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from greenopt.case.assemble import Assembly, Mistake
from greenopt.case.big_table import BigTable
from greenopt.case.case import Case
from greenopt.case.changes import Change
from greenopt.case.check import check_case, check_objective, check_projects, check_rules
from greenopt.case.doubts import doubts, grouped_numbers
from greenopt.case.gather import Gathered, gather
from greenopt.case.mistakes import MOST_MISTAKES, dotted
from greenopt.case.node import Mapping, Node, Scalar, at, place_of, plain_data
from greenopt.case.schema import CaseEntry, FactorsEntry, ModelEntry, TableEntry
from greenopt.case.settle import settled, shared_under
from greenopt.case.uncertain import Uncertain, declared
from greenopt.case.validate import Document, validated
from greenopt.errors import CaseInvalid, Diagnostic, Place, Severity
from greenopt.fields import Selector, Units
from greenopt.language import printable, say
from greenopt.project import Facts
from greenopt.rules import Rule
from greenopt.rules.requires import Requires
from greenopt.units import is_money, measures

Documents = tuple[CaseEntry, ModelEntry, FactorsEntry | None]


def read_case(where: Path | str, scenarios: Sequence[str] = (), changes: Sequence[Change] = ()) -> Case:
    """
    Read a case: its folder, or its YAML file.

    Raises:
        CaseInvalid: with every mistake, each with file, line and column.
        FileProblem: when a file cannot be read.
    """
    return read_gathered(gather(Path(where), scenarios, changes), scenarios, changes)


def read_gathered(
    gathered: Gathered, scenarios: Sequence[str] = (), changes: Sequence[Change] = (), *, by_columns: bool = True
) -> Case:
    """
    Read a case that is one tree already, scenarios and changes applied.

    A large table is read by its columns, unless its projects are wanted one by one: numbers that vary leave their
    traces only there.

    Raises:
        CaseInvalid: with every mistake, each with file, line and column.
    """
    written = gathered.tree.items.get("projects")
    if (
        by_columns
        and isinstance(written, BigTable)
        and not gathered.mistakes
        and "uncertain" not in gathered.tree.items
    ):
        whole = _read_by_columns(gathered, written, scenarios, changes)
        if whole is not None:
            return whole
    found = list(gathered.mistakes)
    units = _units(gathered, found)
    read, left_out = _documents(gathered, units, found)
    if read is None:
        raise CaseInvalid(found)
    case, model, factors = read
    assembly = Assembly(case, model, factors)
    facts = assembly.facts()
    rules = _rules(case, facts)
    facts = replace(facts, potentials=shared_under(rules, facts))
    mistakes = [*assembly.mistakes, *_few(check_case(case, facts)), *_few(check_projects(facts, factors))]
    mistakes += _rule_mistakes(case, facts, rules, gathered.model_rules)
    broken = {str(each.path[1]) for each in mistakes if each.path[0] == "rules"}
    facts = settled(facts, [rule for rule in rules if rule.id not in broken], rules, mistakes)
    uncertain, contradictory = declared(case, gathered.tree)
    mistakes += _few(contradictory)
    mistakes = [each for each in mistakes if not (left_out and _follows(each, left_out))]
    if mistakes or found:
        found = [*found, *_diagnostics(gathered.tree, mistakes)][:MOST_MISTAKES]
        # A cost of 17.000 that is read as 17 makes mistakes elsewhere, which only this explains.
        raise CaseInvalid([*found, *_diagnostics(gathered.tree, _few(grouped_numbers(gathered)), "warning")])
    return _case(gathered, read, facts, rules, (scenarios, changes), uncertain)


def _read_by_columns(
    gathered: Gathered, written: BigTable, scenarios: Sequence[str], changes: Sequence[Change]
) -> Case | None:
    """Read a case with a large table by its columns; None where anything is wrong with it, or not plain enough."""
    from greenopt.case.assemble_table import settled_table, table_of

    tree, found = gathered.tree, list[Diagnostic]()
    head = tree.with_items({**tree.items, "projects": Mapping({}, {}, written.place)})
    units = _units(gathered, found)
    read, left_out = _documents(replace(gathered, tree=head), units, found)
    if read is None or found or left_out:
        return None
    case, model, factors = read
    assembly = Assembly(case, model, factors)
    facts = assembly.facts()
    table = table_of(written, assembly, facts)
    if table is None or assembly.mistakes:
        return None
    facts = replace(facts, projects=table)
    rules = _rules(case, facts)
    facts = replace(facts, potentials=shared_under(rules, facts))
    settled = settled_table(facts, table, rules)
    if settled is None or any(check_case(case, facts)) or _rule_mistakes(case, facts, rules, gathered.model_rules):
        return None
    return _case(gathered, read, replace(facts, projects=settled), rules, (scenarios, changes))


def _rule_mistakes(
    case: CaseEntry, facts: Facts, rules: tuple[Rule, ...], model_rules: frozenset[str]
) -> list[Mistake]:
    """Return what is wrong in rules and objective."""
    mistakes = [
        Mistake("unknown-key", ("rules", name, "id"), say("the key 'id' is not known here"), say("leave it out"), "id")
        for name, rule in case.rules.items()
        if "id" in rule.model_fields_set
    ]
    mistakes += _few(check_rules(facts, rules, model_rules))
    return [*mistakes, *check_objective(case.objective, facts, rules)]


def _case(
    gathered: Gathered,
    read: Documents,
    facts: Facts,
    rules: tuple[Rule, ...],
    asked: tuple[Sequence[str], Sequence[Change]],
    uncertain: tuple[Uncertain, ...] = (),
) -> Case:
    """Return a case without mistakes."""
    case, model, _ = read
    scenarios, changes = asked
    suspicious = _few(doubts(facts, rules, gathered))
    return Case(
        header=case.case,
        policy=model.policy,
        facts=facts,
        rules=rules,
        objective=case.objective,
        scenario=tuple(scenarios),
        changes={change.path: _as_written(change) for change in changes},
        tree=gathered.tree,
        model_rules=gathered.model_rules,
        sources=gathered.sources,
        warnings=(*gathered.doubts, *_diagnostics(gathered.tree, suspicious, "warning")),
        uncertain=uncertain,
    )


def _few(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Return as many mistakes as anybody reads; a table of 100,000 wrong rows must not take minutes."""
    return list(islice(mistakes, MOST_MISTAKES))


def _follows(mistake: Mistake, left_out: set[str]) -> bool:
    """Return whether a mistake is only said because something else could not be read."""
    return mistake.code == "empty" or (mistake.code == "unknown-name" and mistake.name in left_out)


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
    wanted = (
        ("money", is_money(units.money), say("write a currency such as million VND")),
        ("emissions", measures(units.emissions) == "emissions", say("write a unit of emissions such as tCO2e")),
        ("energy", measures(units.energy) == "energy", say("write a unit of energy such as MWh")),
    )
    for key, is_right, hint in wanted:
        if not is_right:
            message = say("'{unit}' is not a unit that fits here", unit=printable(getattr(units, key)))
            place = place_of(gathered.tree, ("units", key))
            found.append(Diagnostic("wrong-unit", place, f"units.{key}", message, hint))
    return units if wanted[0][1] else Units()


ENTRIES = (
    *("projects", "rules", "funds", "indicators", "places", "conditions", "stocks", "scenarios", "sweeps"),
    *("sectors", "fuels"),
)
"""Keys whose entries can be left out one by one, so that one mistake does not hide the others."""


def _documents(gathered: Gathered, units: Units, found: list[Diagnostic]) -> tuple[Documents | None, set[str]]:
    """
    Read the three documents; what cannot be read entry by entry is left out.

    Returns:
        The documents, or None where nothing more can be checked; and the names that are missing from them.
    """
    tree, unread = gathered.tree, gathered.mistakes
    own = Mapping({**tree.items, "model": Scalar("merged", tree.place)}, tree.key_places, tree.place)
    case, wrong, left_out = _read_on(CaseEntry, own, units, unread)
    model, of_model, sectors = _model(gathered, units)
    factors, of_factors, fuels = _factors(gathered, units)
    left_out |= sectors | fuels
    found += [each for each in (*wrong, *of_model, *of_factors) if not _was_unread(each, unread)]
    if case is None or model is None or (gathered.factors is not None and factors is None):
        return None, left_out
    if isinstance(case.projects, TableEntry) or not all(_is_within_entry(each) for each in unread):
        return None, left_out
    return (case, model, factors), left_out


def _read_on(
    document: type[Document], tree: Mapping, units: Units, unread: Sequence[Diagnostic] = ()
) -> tuple[Document | None, list[Diagnostic], set[str]]:
    """Read one document, without the entries that are wrong; return it, the mistakes, and the names left out."""
    wrong: list[Diagnostic] = []
    read = validated(document, tree, units, wrong)
    if read is not None and not unread:
        return read, wrong, set()
    pruned, left_out = _without(tree, [*unread, *wrong])
    return validated(document, pruned, units, []), wrong, left_out


def _model(gathered: Gathered, units: Units) -> tuple[ModelEntry | None, list[Diagnostic], set[str]]:
    written = gathered.tree.items.get("model")
    if isinstance(written, Mapping):
        items = {key: value for key, value in written.items.items() if key != "factors"}
        model, wrong, left_out = _read_on(ModelEntry, Mapping(items, written.key_places, written.place), units)
        return model, [each._replace(key=f"model.{each.key}") for each in wrong], left_out
    if gathered.mistakes:
        return None, [], set()
    message, hint = say("a change put something else in the model's place"), say("change single values of it")
    place = place_of(gathered.tree, ("model",))
    return None, [Diagnostic("change", place, "model", message, hint)], set()


def _factors(gathered: Gathered, units: Units) -> tuple[FactorsEntry | None, list[Diagnostic], set[str]]:
    head, model = gathered.factors, gathered.tree.items.get("model")
    if head is None or not isinstance(model, Mapping):
        return None, [], set()
    fuels: dict[str, Node] = {"fuels": model.items["factors"]} if "factors" in model.items else {}
    document = Mapping({**head.items, **fuels}, head.key_places, head.place)
    factors, wrong, left_out = _read_on(FactorsEntry, document, units)
    return factors, [each._replace(key=_key_of_factor(each.key)) for each in wrong], left_out


def _key_of_factor(key: str) -> str:
    """Return a key of a factor file as a change would name it: the fuels stand under ``model.factors``."""
    return f"model.factors{key.removeprefix('fuels')}" if key.partition(".")[0] == "fuels" else key


def _is_within_entry(unread: Diagnostic) -> bool:
    """Return whether all that is missing of a case is a part of one entry; else its other entries cannot be judged."""
    segments = unread.key.split(".")
    return unread.code in ("change", "defined-twice") or (segments[0] in ENTRIES and len(segments) > 2)


def _was_unread(missing: Diagnostic, unread: Sequence[Diagnostic]) -> bool:
    """Return whether a key, or an item of a list, is only missing because what is written could not be read."""
    keys = [each.key.removeprefix("fuels.") for each in unread if each.place.file == missing.place.file and each.key]
    if missing.code == "wrong-length":
        keys = [key.rpartition(".")[0] for key in keys]
    elif missing.code != "missing-key":
        return False
    return any(key and f"model.{missing.key}".endswith(f".{key}") for key in keys)


def _without(tree: Mapping, wrong: Sequence[Diagnostic]) -> tuple[Mapping, set[str]]:
    """Leave out the entries that mistakes are in, and return every name that stood in them."""
    places = {tuple(each.key.split(".")[:2]) for each in wrong if each.code != "change"}
    items = dict(tree.items)
    names = {place[1] for place in places if len(place) > 1}
    for key in ENTRIES:
        entries = items.get(key)
        if isinstance(entries, Mapping):
            kept = {name: each for name, each in entries.items.items() if not {(key, name), (key, "*")} & places}
            for name in entries.items.keys() - kept.keys():
                names.update((name, *_words(entries.items[name])))
            items[key] = Mapping(kept, entries.key_places, entries.place)
    if any(place[0] == "uncertain" for place in places):
        items.pop("uncertain", None)
    if any(place[0] == "objective" for place in places):
        any_objective: dict[str, Node] = {"minimise": Scalar("public_money", tree.place)}
        items["objective"] = Mapping(any_objective, {}, tree.place)
    return Mapping(items, tree.key_places, tree.place), names


def _words(node: Node) -> set[str]:
    if isinstance(node, Scalar):
        return {node.text}
    below = node.items.values() if isinstance(node, Mapping) else node.items
    return {word for each in below for word in _words(each)}


def _rules(case: CaseEntry, facts: Facts) -> tuple[Rule, ...]:
    """Return the rules in order of their names, those that projects state for themselves included."""
    stated: list[Rule] = [rule.model_copy(update={"id": name}) for name, rule in case.rules.items()]
    for project in facts.projects if facts.table is None else ():
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


def _diagnostics(tree: Mapping, mistakes: Iterable[Mistake], severity: Severity = "error") -> list[Diagnostic]:
    return [
        Diagnostic(each.code, _place(tree, each), dotted(each.path), each.message, each.hint, severity)
        for each in mistakes
    ]


def _place(tree: Mapping, mistake: Mistake) -> Place:
    """Return the place of a mistake: of the wrong name itself, where it is a key or stands in a list."""
    if not mistake.name:
        return place_of(tree, mistake.path)
    node = at(tree, mistake.path)
    written = _named(node, mistake.name) if node is not None and not isinstance(node, Scalar) else None
    if written is not None:
        return written.place
    return place_of(tree, mistake.path, of_key=mistake.path[-1] == mistake.name)


def _named(node: Node, name: str) -> Scalar | None:
    if isinstance(node, Scalar):
        return node if node.text == name else None
    below = node.items.values() if isinstance(node, Mapping) else node.items
    return next((found for each in below if (found := _named(each, name)) is not None), None)
