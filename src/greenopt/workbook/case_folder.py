"""
Case folder: a filled workbook as the files of a case, readable and sorted as the workbook is.

    case.yaml      the case            model.yaml, …   where the workbook states a policy or factors of its own
    projects.csv   its projects

The case is read and checked first, with the cells of the workbook as places; then the files are written aside, read
again and compared, before they come to their place. A mistake leaves nothing behind.
"""

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from greenopt.case.book.cells import RecordOf, table_cells
from greenopt.case.book.forms import cells_of, form_of
from greenopt.case.book.read import Book, money_of, read_book
from greenopt.case.book.same import ADDED_TO, differences
from greenopt.case.book.sheets import FILES, SHEETS
from greenopt.case.case import Case
from greenopt.case.gather import documents_of, gather_documents
from greenopt.case.node import Mapping, Node, place_of, plain_data
from greenopt.case.project_entry import ProjectEntry
from greenopt.case.read import read_gathered
from greenopt.errors import CaseInvalid, Diagnostic, Fault
from greenopt.language import say
from greenopt.result.filed import refuse_filled, write_folder
from greenopt.result.tables import serialized, yaml_node

TABLE = "projects.csv"
_SHEETS = frozenset(each.key for each in SHEETS if each.key)
LONGEST_LINE = 100
"""Characters of a line of YAML into which a list or a few keys are put."""
_PATH = re.compile(r"(?:projects|funds|indicators|stocks|rules)(?:\.[\w-]+)+")
_ALIVE = re.compile(r"[=@\t\r]|[+-](?![0-9.]+(?:\s*%)?(?:\s*\||$))")
"""How a cell begins that a spreadsheet would compute."""


def import_workbook(book: Path | str, folder: Path | str) -> Case:
    """
    Turn a filled workbook into a case folder.

    Args:
        book: the workbook, such as ``greenopt init --template excel`` writes it.
        folder: the folder to be; absent or empty.

    Returns:
        The case; its warnings are placed in the cells of the workbook.

    Raises:
        CaseInvalid: with every mistake, each with its cell; nothing is written.
        FileProblem: the workbook cannot be read, or the folder is not empty or cannot be written.
    """
    return imported(book, folder)[0]


def imported(book: Path | str, folder: Path | str) -> tuple[Case, Book]:
    """Do the same, and return what the workbook said beside the case; see ``import_workbook``."""
    path, place = Path(book), Path(folder)
    refuse_filled(place)
    found = read_book(path, path.name)
    own = {name: each for name, each in found.documents.items() if name != FILES["case"]}
    gathered = gather_documents(found.case, own)
    try:
        case = read_gathered(gathered)
    except CaseInvalid as problem:
        raise CaseInvalid(_pointed(each, found, gathered.tree) for each in problem.diagnostics) from None
    write_folder(place, _compared(case_files(found), found))
    return case, found


def case_files(book: Book) -> dict[str, bytes]:
    """Return the files of a case folder: name → content."""
    documents = dict(book.documents)
    case = documents.pop(FILES["case"])
    files: dict[str, bytes] = {}
    table = _table(case.items.get("projects"), money_of(case))
    data: Any = plain_data(case)
    for key in ADDED_TO:
        data[key] = {name: each for name, each in data.get(key, {}).items() if each}
        if not data[key]:
            del data[key]
    if table is not None:
        files[TABLE] = table
        data["projects"] = {"table": TABLE}
    return {
        FILES["case"]: as_readable(data),
        **files,
        **{name: as_readable(plain_data(each)) for name, each in documents.items()},
    }


def as_readable(data: Any) -> bytes:
    """Return texts as YAML for people: a line for what is short, a block for what is long, a blank between the keys."""
    text, begun = "", False
    for key, value in data.items():
        node = yaml_node({key: value})
        _flow(node.value[0][1], 0)
        block = serialized(node)
        is_long = block.count("\n") > 1
        text += ("\n" if is_long and begun else "") + block
        begun = True
    return text.encode()


def _pointed(mistake: Diagnostic, book: Book, tree: Mapping) -> Diagnostic:
    """
    Return a mistake with the cell that mends it.

    What is missing has the cell in which it should stand. A rule of a model that ships has no cell; where its hint
    names what the case should say, that has one.
    """
    if mistake.code == "missing-key":
        cells = (each for key, each in book.blank.items() if f"{key}.".startswith(f"{mistake.key}."))
        hint = say("fill in at least one row of the sheet") if mistake.key in _SHEETS else mistake.hint
        return mistake._replace(place=next(cells, mistake.place), hint=hint)
    named = None if mistake.place.cell else _PATH.search(str(mistake.hint))
    place = place_of(tree, named[0].split(".")) if named else mistake.place
    return mistake._replace(place=place) if place.cell else mistake


def _table(projects: Node | None, money: str) -> bytes | None:
    """Return the projects as CSV; None where there are none, or a spreadsheet would compute a text of theirs."""
    if not isinstance(projects, Mapping) or not projects.items:
        return None
    amounts = (each.path for each in cells_of(ProjectEntry))
    units = {path: money for path in amounts if (form := form_of(ProjectEntry, path)) and form.unit == "money"}
    cells = table_cells(projects.items, RecordOf(None, ProjectEntry), units=units)
    rows = [["id", *cells.names], *([["", *cells.units]] if any(cells.units) else [])]
    rows += [[name, *texts] for name, texts in cells.rows.items()]
    if any(_ALIVE.match(cell) for row in rows for cell in row):
        return None
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def _flow(node: yaml.Node, indent: int) -> int:
    """Put what fits on one line in brackets; return how long it is written so."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + 2
    parts = node.value if isinstance(node, yaml.SequenceNode) else [each for pair in node.value for each in pair]
    length = sum(_flow(each, indent + 2) + 2 for each in parts)
    deep = any(isinstance(each, yaml.CollectionNode) and not each.flow_style for each in parts)
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = bool(parts) and not deep and length + indent <= LONGEST_LINE
    return length


def _compared(files: dict[str, bytes], book: Book) -> dict[str, bytes]:
    """
    Return the files, once they were read back.

    Raises:
        Fault: they do not say what the workbook says.
        FileProblem: there is no room for them.
    """
    with TemporaryDirectory() as spare:
        place = Path(spare) / "case"
        write_folder(place, files)
        _compare(place, book)
    return files


def _compare(folder: Path, book: Book) -> None:
    """
    Read the files back.

    Raises:
        Fault: they do not say what the workbook says.
    """
    case, own = documents_of(folder)
    if lost := differences(book.documents, {FILES["case"]: case, **own}):
        raise Fault(say("the folder does not say what the workbook says, at {paths}", paths=", ".join(lost)))
