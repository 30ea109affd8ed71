"""
Gather: the case, its policy model, its factors and its table become one tree, every value with its place.

The model's rules, indicators, stocks, places and conditions stand beside those of the case; the rest of the model
stands under ``model``. A case that is written that way, all in one file, is read as it stands. Changes (scenarios,
``--set``) act on this tree, before any schema.
"""

from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass
from pathlib import Path

from greenopt.case.changes import Change, apply_changes
from greenopt.case.document import read_document
from greenopt.case.mistakes import Mistakes
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.paths import existing
from greenopt.case.shipped import shipped, shipped_models
from greenopt.case.table import read_table, split_sheet
from greenopt.errors import CaseInvalid, Diagnostic, FileProblem
from greenopt.language import say

MERGED = ("indicators", "stocks", "places", "conditions", "rules")
"""What a case may add to its model."""


@dataclass(frozen=True)
class Gathered:
    """One case with everything it names, not yet checked against the schema."""

    tree: Mapping
    factors: Mapping | None
    """The head of the factor file; the fuels stand in the tree."""
    sources: dict[str, Path]
    """Files read: the name shown → where it is."""
    model_rules: frozenset[str]
    """Names of the rules that come from the model."""


def case_file(where: Path) -> Path:
    """
    Return the file of a case given its folder or the file itself.

    Raises:
        FileProblem: when there is no such file.
    """
    path = where / "case.yaml" if where.is_dir() else where
    if not path.is_file():
        raise FileProblem(
            say("there is no case at {path}: write the path of a folder with case.yaml, or of a YAML file", path=where)
        )
    return path


def gather(where: Path, scenarios: SequenceOf[str] = (), changes: SequenceOf[Change] = ()) -> Gathered:
    """
    Read a case and everything it names, and apply scenarios and changes in order.

    Raises:
        CaseInvalid: with all mistakes of all files.
        FileProblem: when a file cannot be read.
    """
    path = case_file(where)
    sources = {path.name: path}
    case = read_document(path, path.name)
    found: list[Diagnostic] = []
    case = _with_table(case, path.parent, sources, found)
    own = case.items.get("model")
    if isinstance(own, Mapping):
        model_rules: frozenset[str] = frozenset()
        tree, factors = case, _inline_factors(own)
    else:
        model = _named(case, "model", path.parent, sources, found)
        factors = None
        if model is not None and "factors" in model.items:
            factors = _named(model, "factors", path.parent, sources, found)
        if found or model is None:
            raise CaseInvalid(found)
        tree, model_rules = _merge(case, model, factors, found)
    if found:
        raise CaseInvalid(found)
    asked = [each for name in scenarios for each in _scenario(tree, name)]
    changed = apply_changes(tree, [*asked, *changes])
    return Gathered(changed, factors, sources, model_rules)


def _inline_factors(model: Mapping) -> Mapping | None:
    """Return the factors that a complete case, with its model inside, carries along."""
    if "factors" not in model.items:
        return None
    word = Scalar("inline", model.place)
    head = Mapping({"id": word, "title": word}, {}, model.place)
    return Mapping({"greenopt": Scalar("1", model.place), "factors": head}, {}, model.place)


def _with_table(case: Mapping, folder: Path, sources: dict[str, Path], found: list[Diagnostic]) -> Mapping:
    projects = case.items.get("projects")
    table = projects.items.get("table") if isinstance(projects, Mapping) else None
    if not isinstance(projects, Mapping) or not isinstance(table, Scalar):
        return case
    try:
        rows = _table(projects, table, folder, sources)
    except CaseInvalid as error:
        found.extend(error.diagnostics)
        return case
    return _replaced(case, {"projects": rows})


def _table(projects: Mapping, table: Scalar, folder: Path, sources: dict[str, Path]) -> Mapping:
    mistakes = Mistakes()
    for key in projects.items:
        if key not in ("table", "numbers"):
            hint = say("keep only table and numbers, or write the projects here")
            mistakes.add("unknown-key", projects.key_place(key), f"projects.{key}", say("unknown beside a table"), hint)
    numbers = projects.items.get("numbers", table)
    written = numbers.text if numbers is not table and isinstance(numbers, Scalar) else "en"
    if written not in ("en", "vi") or not isinstance(numbers, Scalar):
        hint = say("write numbers: en or numbers: vi")
        mistakes.add("wrong-word", numbers.place, "projects.numbers", say("neither en nor vi"), hint)
    mistakes.raise_if_any()
    name, sheet = split_sheet(table.text)
    path = existing(folder, name, table.place, "projects.table")
    sources[name] = path
    return read_table(path, name, numbers="vi" if written == "vi" else "en", sheet=sheet)


def _named(
    holder: Mapping, key: str, folder: Path, sources: dict[str, Path], found: list[Diagnostic]
) -> Mapping | None:
    """Read the model or factor file that a key names: one that ships, or one under the case's folder."""
    name = holder.items.get(key)
    if not isinstance(name, Scalar):
        place = name.place if name is not None else holder.place
        hint = say("write {key}: and a name, such as {known}", key=key, known=", ".join(shipped_models()))
        found.append(Diagnostic("missing-key", place, key, say("no name is given"), hint))
        return None
    try:
        path, shown = _file_of(name, key, folder)
        sources[shown] = path
        return read_document(path, shown)
    except CaseInvalid as error:
        found.extend(error.diagnostics)
        return None


def _file_of(name: Scalar, key: str, folder: Path) -> tuple[Path, str]:
    """Return the file that a name means, and the name under which it is shown."""
    if name.text in shipped_models():
        return shipped("models") / f"{name.text}.yaml", f"models/{name.text}.yaml"
    if "/" in name.text or name.text.endswith((".yaml", ".yml")):
        return existing(folder, name.text, name.place, key), name.text
    message = say("no model or file is named '{name}'", name=name.text)
    hint = did_you_mean(name.text, shipped_models())
    raise CaseInvalid([Diagnostic("unknown-name", name.place, key, message, hint)])


def _merge(
    case: Mapping, model: Mapping, factors: Mapping | None, found: list[Diagnostic]
) -> tuple[Mapping, frozenset[str]]:
    merged: dict[str, Node] = {}
    for key in MERGED:
        ours, theirs = model.items.get(key), case.items.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            merged[key] = _joined(ours, theirs, key, found)
        elif ours is not None:
            merged[key] = ours
    rules = model.items.get("rules")
    rest = {key: value for key, value in model.items.items() if key not in MERGED}
    if factors is not None and "fuels" in factors.items:
        rest["factors"] = factors.items["fuels"]
    kept = Mapping(rest, model.key_places, model.place)
    names = frozenset(rules.items) if isinstance(rules, Mapping) else frozenset()
    return _replaced(case, {**merged, "model": kept}), names


def _joined(ours: Mapping, theirs: Mapping, path: str, found: list[Diagnostic]) -> Mapping:
    """Add the case's keys to the model's; a key that both give is a mistake, except where both are mappings."""
    items = dict(ours.items)
    for key, value in theirs.items.items():
        old = items.get(key)
        if old is None:
            items[key] = value
        elif isinstance(old, Mapping) and isinstance(value, Mapping) and path.startswith(("indicators", "stocks")):
            items[key] = _joined(old, value, f"{path}.{key}", found)
        else:
            found.append(
                Diagnostic(
                    "defined-twice",
                    theirs.key_place(key),
                    f"{path}.{key}",
                    say("the model already has it, at {place}", place=ours.key_place(key)),
                    say("give it another name, or change the model's in a scenario"),
                )
            )
    return Mapping(items, {**ours.key_places, **theirs.key_places}, theirs.place)


def _scenario(tree: Mapping, name: str) -> list[Change]:
    scenarios = tree.items.get("scenarios")
    known = scenarios.items if isinstance(scenarios, Mapping) else {}
    changes = known.get(name)
    if not isinstance(changes, Mapping):
        place = scenarios.place if scenarios is not None else tree.place
        message = say("there is no scenario '{name}'", name=name)
        raise CaseInvalid([Diagnostic("unknown-name", place, "scenarios", message, did_you_mean(name, known))])
    return [Change(path, value, f"scenario {name}") for path, value in changes.items.items()]


def _replaced(mapping: Mapping, items: dict[str, Node]) -> Mapping:
    return Mapping({**mapping.items, **items}, mapping.key_places, mapping.place)
