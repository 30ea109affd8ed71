"""
Read: a workbook that states a whole case to the documents that the same case written in YAML would give.

Every mistake is told by sheet and cell, all at once; what the cells mean together is looked at later, by the reader of
cases, which finds their places in the tree.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from greenopt.case.book.changes import read_scenarios, read_sweeps
from greenopt.case.book.pairs import blanks, read_pairs
from greenopt.case.book.sheets import FILES, SHEETS, Document, Sheet, is_for_people, sheet_called
from greenopt.case.book.tables import read_table
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping, Node, Scalar, at
from greenopt.case.package import Package, open_package
from greenopt.case.shipped import shipped_models
from greenopt.case.text import read_bytes
from greenopt.case.workbook import sheet_grid
from greenopt.errors import CaseInvalid, FileProblem, Place
from greenopt.fields import Units
from greenopt.language import LANGUAGES, say

LARGEST_BOOK = 32 * 2**20
"""Bytes that a workbook of a case may have."""
PREFIXES: dict[Document, str] = {"case": "", "model": "model.", "factors": "model.factors."}
_FILE = re.compile(r"[\w][\w .-]{0,79}\.ya?ml")
_READERS: dict[str, Callable[[Sheet, Grid, Mistakes], Mapping]] = {
    "pairs": read_pairs,
    "scenarios": read_scenarios,
    "sweeps": read_sweeps,
}


@dataclass(frozen=True)
class Book:
    """What a workbook says."""

    documents: dict[str, Mapping]
    """File that the document would be → document; the case first."""
    left_out: tuple[str, ...]
    """Names of sheets that are results, and were not read."""
    blank: dict[str, Place]
    """Key of the case without a value → the cell in which it should stand."""

    @property
    def case(self) -> Mapping:
        """The case."""
        return self.documents[FILES["case"]]


def read_book(path: Path | str, name: str) -> Book:
    """
    Read a workbook that states a case.

    Raises:
        CaseInvalid: with every mistake in its sheets, each with its cell.
        FileProblem: when the file cannot be read, or is no workbook by its name.
    """
    if Path(path).suffix.casefold() not in {".xlsx", ".xlsm", ".xls"}:
        raise FileProblem(say("{file} is not a workbook; its name should end in .xlsx", file=name))
    return parse_book(read_bytes(path, name, LARGEST_BOOK), name)


def parse_book(data: bytes, name: str) -> Book:
    """
    Read a workbook given as bytes; see ``read_book``.

    Raises:
        CaseInvalid: with every mistake in its sheets, each with its cell.
    """
    mistakes = Mistakes()
    package = open_package(data, name, mistakes)
    if package.has_macros:
        hint = say("save a copy as .xlsx, which holds none")
        mistakes.stop("macros", Place(name), "", say("the workbook holds macros, which are programs"), hint)
    chosen, left_out = _chosen(package, name, mistakes)
    trees: dict[Document, dict[str, Node]] = {}
    roots: dict[Document, Mapping] = {}
    blank: dict[str, Place] = {}
    for sheet, tab in chosen:
        try:
            grid = sheet_grid(data, package, tab, name, mistakes)
            if sheet.layout == "table":
                tree = read_table(sheet, grid, mistakes, money_of(roots.get("case")))
            else:
                tree = _READERS[sheet.layout](sheet, grid, mistakes)
        except CaseInvalid as problem:
            # One sheet that cannot be read must not hide what is wrong with the others.
            mistakes.found = list({id(each): each for each in (*mistakes.found, *problem.diagnostics)}.values())
            continue
        if sheet.key:
            if tree.items:
                trees.setdefault(sheet.document, {})[sheet.key] = tree
            else:
                blank[f"{PREFIXES[sheet.document]}{sheet.key}"] = tree.place
        else:
            roots[sheet.document] = tree
            blank |= {f"{PREFIXES[sheet.document]}{key}": place for key, place in blanks(grid).items()}
    for document, (key, place) in _without_root(roots, trees).items():
        first = next(each for each in SHEETS if each.document == document)
        message = say("the workbook has no sheet '{sheet}'", sheet=first.name)
        mistakes.add("sheet", place, key, message, say("take it from a fresh workbook"))
    mistakes.raise_if_any()
    written = [each for each in roots if each == "case" or roots[each].items or trees.get(each)]
    documents = {each: _whole(roots[each], trees.get(each, {})) for each in written}
    return Book(_named(documents, name, mistakes), tuple(left_out), blank)


def money_of(case: Mapping | None) -> str:
    """Return the unit of money of a case."""
    unit = at(case, ("units", "money")) if case is not None else None
    return unit.text if isinstance(unit, Scalar) else Units().money


def _chosen(package: Package, name: str, mistakes: Mistakes) -> tuple[list[tuple[Sheet, str]], list[str]]:
    """Return the sheets that state the case, in the order of the format, and the names of those that do not."""
    found: dict[bool, dict[tuple[str, str], str]] = {False: {}, True: {}}
    others: list[str] = []
    for tab in package.sheets:
        known = sheet_called(tab)
        if known is None:
            others.append(tab)
            continue
        sheet, beside_results = known
        if sheet.mark in found[beside_results]:
            first = found[beside_results][sheet.mark]
            message = say("the sheet is there twice, in both languages: '{first}'", first=first)
            mistakes.add("sheet", _top(name, tab), "", message, say("keep one of them"))
        found[beside_results].setdefault(sheet.mark, tab)
    chosen = found[True] or found[False]
    own = [each for each in others if not is_for_people(each)]
    if SHEETS[0].mark not in chosen:
        hint = say(
            "begin with a workbook of 'greenopt init --template excel' ({sheets})", sheets=", ".join(package.sheets)
        )
        mistakes.stop("sheet", Place(name), "", say("the workbook has no sheet '{sheet}'", sheet=SHEETS[0].name), hint)
    if not found[True]:
        names = [each.called(language) for each in SHEETS for language in LANGUAGES]
        for tab in own:
            message = say("the sheet '{sheet}' is none of a case", sheet=tab)
            hint = say("{nearest}; the name of a sheet of your own begins with x-", nearest=did_you_mean(tab, names))
            mistakes.add("sheet", _top(name, tab), "", message, hint)
        own = []
    for (_, key), tab in chosen.items():
        if tab not in package.visible:
            hint = say("show it, or delete it")
            mistakes.add("hidden", _top(name, tab), key, say("the sheet is hidden"), hint)
    results = [*own, *found[False].values()] if found[True] else []
    return [(each, chosen[each.mark]) for each in SHEETS if each.mark in chosen], results


def _top(name: str, tab: str) -> Place:
    return Place(name, 1, 1, f"{tab}!A1")


def _without_root(
    roots: dict[Document, Mapping], trees: dict[Document, dict[str, Node]]
) -> dict[Document, tuple[str, Place]]:
    """Return the documents that have entries but no head, with a place to tell it at."""
    return {
        document: next((key, each.place) for key, each in entries.items())
        for document, entries in trees.items()
        if document not in roots
    }


def _whole(root: Mapping, entries: dict[str, Node]) -> Mapping:
    places = {key: each.place for key, each in entries.items()}
    return Mapping({**root.items, **entries}, {**places, **root.key_places}, root.place)


def _named(documents: dict[Document, Mapping], name: str, mistakes: Mistakes) -> dict[str, Mapping]:
    """Return the documents by file; a case names its model, and a model its factors, unless these ship."""
    named = {FILES["case"]: documents["case"]}
    holder: Document = "case"
    for key, document in (("model", "model"), ("factors", "factors")):
        file = documents[holder].items.get(key) if holder in documents else None
        own = documents.get(document)  # type: ignore[call-overload]  # one of the three
        if isinstance(file, Scalar) and own is not None:
            _check_file(file, key, named, mistakes)
            named[file.text] = own
        elif own is not None:
            message = say("nothing names what stands on this sheet")
            hint = say("write {key}: and the name of a file, such as {file}", key=key, file=FILES[document])  # type: ignore[index]  # as above
            mistakes.add("missing-key", own.place, key, message, hint)
        elif isinstance(file, Scalar) and file.text not in shipped_models():
            message = say("no model or file is named '{name}'", name=file.text)
            hint = did_you_mean(file.text, shipped_models())
            mistakes.add("unknown-name", file.place, key, message, hint)
        holder = document  # type: ignore[assignment]  # as above
    mistakes.raise_if_any()
    return named


def _check_file(file: Scalar, key: str, named: dict[str, Mapping], mistakes: Mistakes) -> None:
    if file.text in shipped_models():
        message = say("'{name}' ships with greenopt, and the workbook has one of its own", name=file.text)
        hint = say("write {file}, or delete the sheets", file=f"{key}.yaml")
        mistakes.add("defined-twice", file.place, key, message, hint)
    elif not _FILE.fullmatch(file.text) or file.text in named:
        message = say("'{name}' cannot be the name of its file", name=file.text)
        mistakes.add("path", file.place, key, message, say("write a name such as {file}", file=f"{key}.yaml"))
