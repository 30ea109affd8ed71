"""
Gather: the case, its policy model, its factors and its table become one tree, every value with its place.

The model's rules, indicators, stocks, places and conditions stand beside those of the case, its objective where the
case has none; the rest of the model stands under ``model``. A case that is written that way, all in one file, is read
as it stands. Changes (scenarios, ``--set``) act on this tree, before any schema. What cannot be read is noted and left
out, so that one broken file does not hide the mistakes of the others.
"""

import posixpath
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from greenopt.case.changes import Change, apply_changes
from greenopt.case.csv_table import Numbers
from greenopt.case.document import read_document
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.paths import existing
from greenopt.case.scenarios import scenario_changes, scenario_faults, scenario_names
from greenopt.case.shipped import shipped, shipped_models
from greenopt.case.sweeps import sweep_faults
from greenopt.case.table import read_table, split_sheet
from greenopt.errors import CaseInvalid, Diagnostic, FileProblem, why
from greenopt.language import printable, say

MERGED = ("indicators", "stocks", "places", "conditions", "rules")
"""What a case may add to its model."""


@dataclass(frozen=True)
class Gathered:
    """One case with everything it names, not yet checked against the schema."""

    tree: Mapping
    """The case; under ``model`` the rest of the model, or what was written there if no model could be read."""
    factors: Mapping | None
    """The head of the factor file; the fuels stand in the tree."""
    sources: dict[str, Path]
    """Files read: the name shown → where it is."""
    model_rules: frozenset[str]
    """Names of the rules that come from the model."""
    mistakes: list[Diagnostic]
    """What could not be read, and is missing from the tree."""
    decimal_comma: frozenset[str] = frozenset()
    """Tables whose numbers have a decimal comma; the points in the tree are the reader's."""


def case_file(where: Path) -> Path:
    """
    Return the file of a case given its folder or the file itself.

    Raises:
        FileProblem: when there is no such file.
    """
    try:
        path = where / "case.yaml" if where.is_dir() else where
        if path.is_file():
            return path
    except (OSError, ValueError) as problem:
        shown = printable(str(where), 200)
        raise FileProblem(say("{path} cannot be opened ({reason})", path=shown, reason=why(problem))) from None
    raise FileProblem(
        say(
            "there is no case at {path}: write the path of a folder with case.yaml, or of a YAML file",
            path=printable(str(where), 200),
        )
    )


def gather(where: Path, scenarios: SequenceOf[str] = (), changes: SequenceOf[Change] = ()) -> Gathered:
    """
    Read a case and everything it names, and apply scenarios and changes in order.

    Raises:
        CaseInvalid: when the case itself is not YAML; other mistakes are noted.
        FileProblem: when a file cannot be read.
    """
    path = case_file(where)
    reading = _Reading(path.parent, {path.name: path}, [], set())
    case = reading.with_table(read_document(path, path.name, reading.found))
    return _gathered(reading, case, scenarios, changes)


def gather_documents(case: Mapping, own: MappingOf[str, Mapping]) -> Gathered:
    """
    Gather a case whose documents are read already, such as those of a workbook.

    Args:
        case: the case; its projects stand in it.
        own: by file, the model and the factors that it names and that greenopt does not ship.
    """
    return _gathered(_Reading(Path(), {}, [], set(), own), case, (), ())


def documents_of(where: Path) -> tuple[Mapping, dict[str, Mapping]]:
    """
    Return the documents of a case as they are written: itself, its projects in it, and by file those it brings along.

    Raises:
        CaseInvalid: one of them cannot be read.
        FileProblem: there is no such file.
    """
    path = case_file(where)
    reading = _Reading(path.parent, {path.name: path}, [], set())
    case = reading.with_table(read_document(path, path.name, reading.found))
    model, factors = reading.model_of(case)
    if reading.found:
        raise CaseInvalid(reading.found)
    own: dict[str, Mapping] = {}
    for holder, key, document in ((case, "model", model), (model, "factors", factors)):
        name = holder.items.get(key) if holder is not None else None
        if isinstance(name, Scalar) and document is not None and not _is_shipped(name):
            own[name.text] = document
    return case, own


def _gathered(reading: "_Reading", case: Mapping, scenarios: SequenceOf[str], changes: SequenceOf[Change]) -> Gathered:
    model, factors = reading.model_of(case)
    if model is None:
        return Gathered(case, None, reading.sources, frozenset(), reading.found)
    tree, model_rules = _merge(case, model, factors, reading.found)
    if reading.found:
        # Whether a change can be made is not to be told where what it changes could not be read.
        return Gathered(tree, factors, reading.sources, model_rules, reading.found)
    changed = _changed(tree, scenarios, changes, reading.found)
    return Gathered(changed, factors, reading.sources, model_rules, reading.found, frozenset(reading.decimal_comma))


def gather_tree(tree: Mapping, model_rules: frozenset[str], changes: SequenceOf[Change]) -> Gathered:
    """Apply changes to a case that is complete, its model inside; mistakes are noted."""
    found: list[Diagnostic] = []
    model = tree.items.get("model")
    factors = _inline_factors(model) if isinstance(model, Mapping) and "factors" in model.items else None
    return Gathered(_noted(tree, changes, found), factors, {}, model_rules, found)


@dataclass(frozen=True)
class _Reading:
    """The files of one case while they are read."""

    folder: Path
    sources: dict[str, Path]
    found: list[Diagnostic]
    decimal_comma: set[str]
    own: MappingOf[str, Mapping] = field(default_factory=dict)
    """Documents that need not be read, by the name under which the case speaks of them."""

    def with_table(self, case: Mapping) -> Mapping:
        """Return the case with the rows of its table in the place of the table's name."""
        projects = case.items.get("projects")
        table = projects.items.get("table") if isinstance(projects, Mapping) else None
        if not isinstance(projects, Mapping) or not isinstance(table, Scalar):
            return case
        numbers = projects.items.get("numbers", Scalar("en", table.place))
        written = numbers.text if isinstance(numbers, Scalar) else ""
        if projects.items.keys() - {"table", "numbers"} or written not in {"en", "vi"}:
            return case  # the schema says what is wrong
        style: Numbers = "vi" if written == "vi" else "en"
        name, sheet = split_sheet(table.text)
        shown = posixpath.normpath(name)
        try:
            path = self.sources[shown] = existing(self.folder, name, table.place, "projects.table")
            rows = read_table(path, shown, style, sheet, key="projects", found=self.found)
        except CaseInvalid as error:
            self.found.extend(error.diagnostics)
            return case
        if style == "vi":
            self.decimal_comma.add(shown)
        return _replaced(case, {"projects": rows})

    def model_of(self, case: Mapping) -> tuple[Mapping | None, Mapping | None]:
        """Return the model and the factors of a case; None for what cannot be read."""
        own = case.items.get("model")
        model = own if isinstance(own, Mapping) else self._named(case, "model", "")
        if model is None or "factors" not in model.items:
            return model, None
        if isinstance(own, Mapping) and not isinstance(own.items["factors"], Scalar):
            return own, _inline_factors(own)
        beside = str(PurePosixPath(own.text).parent) if isinstance(own, Scalar) and "/" in own.text else ""
        return model, self._named(model, "factors", "" if own is model or _is_shipped(own) else beside)

    def _named(self, holder: Mapping, key: str, beside: str) -> Mapping | None:
        """Read the model or factor file that a key names: one that ships, or one under the case's folder."""
        name = holder.items.get(key)
        if not isinstance(name, Scalar):
            place = name.place if name is not None else holder.place
            message = say("no name is given") if name is None else say("a single name belongs here")
            hint = say("write {key}: and a name, such as {known}", key=key, known=", ".join(shipped_models()))
            if all(each.key != key for each in self.found):
                self.found.append(Diagnostic("missing-key", place, key, message, hint))
            return None
        if name.text in self.own:
            return self.own[name.text]
        try:
            path, shown = self._file_of(name, key, beside)
            self.sources[shown] = path
            return read_document(path, shown, self.found)
        except CaseInvalid as error:
            self.found.extend(error.diagnostics)
            return None

    def _file_of(self, name: Scalar, key: str, beside: str) -> tuple[Path, str]:
        """Return the file that a name means, and the name under which it is shown."""
        if _is_shipped(name):
            return shipped("models") / f"{name.text}.yaml", f"models/{name.text}.yaml"
        if "/" in name.text or name.text.endswith((".yaml", ".yml")):
            written = posixpath.join(beside, name.text)
            return existing(self.folder, written, name.place, key), posixpath.normpath(written)
        message = say("no model or file is named '{name}'", name=printable(name.text))
        hint = did_you_mean(name.text, shipped_models())
        raise CaseInvalid([Diagnostic("unknown-name", name.place, key, message, hint)])


def _is_shipped(name: Node | None) -> bool:
    return isinstance(name, Scalar) and name.text in shipped_models()


def _inline_factors(model: Mapping) -> Mapping:
    """Return the head of the factors that a complete case, with its model inside, carries along."""
    word = Scalar("inline", model.place)
    head = Mapping({"id": word, "title": word}, {}, model.place)
    return Mapping({"greenopt": Scalar("1", model.place), "factors": head}, {}, model.place)


def _merge(
    case: Mapping, model: Mapping, factors: Mapping | None, found: list[Diagnostic]
) -> tuple[Mapping, frozenset[str]]:
    """Put what a model brings beside what the case has; what is no mapping is left for the schema to refuse."""
    merged: dict[str, Node] = {}
    for key in MERGED:
        ours, theirs = model.items.get(key), case.items.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            merged[key] = _joined(ours, theirs, key, found)
        elif ours is not None and (theirs is None or isinstance(theirs, Mapping)):
            merged[key] = ours
    rules = model.items.get("rules")
    rest = {key: value for key, value in model.items.items() if key not in MERGED}
    if "objective" in rest and "objective" not in case.items:
        merged["objective"] = rest.pop("objective")
    if factors is not None and "fuels" in factors.items:
        rest["factors"] = factors.items["fuels"]
    elif isinstance(rest.get("factors"), Scalar):
        del rest["factors"]
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


def _changed(
    tree: Mapping, scenarios: SequenceOf[str], changes: SequenceOf[Change], found: list[Diagnostic]
) -> Mapping:
    """Apply what is asked for; scenarios and sweeps that nobody asked for are tried as well, for their mistakes."""
    for name in scenario_names(tree):
        if name not in scenarios:
            found.extend(scenario_faults(tree, name))
    found.extend(sweep_faults(tree))
    try:
        asked = scenario_changes(tree, *scenarios)
    except CaseInvalid as error:
        found.extend(error.diagnostics)
        return tree
    return _noted(tree, [*asked, *changes], found)


def _noted(tree: Mapping, changes: SequenceOf[Change], found: list[Diagnostic]) -> Mapping:
    try:
        return apply_changes(tree, changes)
    except CaseInvalid as error:
        found.extend(error.diagnostics)
        return tree


def _replaced(mapping: Mapping, items: dict[str, Node]) -> Mapping:
    return Mapping({**mapping.items, **items}, mapping.key_places, mapping.place)
