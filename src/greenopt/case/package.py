"""
What is inside a workbook file, before the reading library is let near it.

A workbook is a zip archive of XML. Sizes are checked first, so that a few bytes cannot unfold into gigabytes, nor a
lone cell in the last row into a table of seventeen thousand million. The cells themselves are then looked through for
what the reading library shows as empty: errors, and formulas that were never calculated.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from greenopt.case.grid import MOST_CELLS, MOST_COLUMNS
from greenopt.case.mistakes import Mistakes
from greenopt.errors import Place
from greenopt.language import say

LARGEST_UNPACKED = 512 * 2**20
"""Bytes that all parts of a workbook may have together."""
MOST_PARTS = 2_000
"""Files that a workbook may consist of."""
LARGEST_RATIO = 100
"""How many times as large as in the archive a large part may be; what spreadsheets write comes to 10 or 20."""
LEAST_BOMB = 16 * 2**20
"""Bytes below which a part may be as dense as it likes."""
MOST_ELEMENTS = 5 * MOST_CELLS
"""Elements that one part of a workbook may have; a cell takes two or three."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PERCENT_FORMATS = ("9", "10")
"""The numbers of Excel's own formats 0 % and 0.00 %."""
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""Text that a format only shows, in quotation marks or behind a backslash."""
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_READ_AT_ONCE = 2**20
_OTHER_BOOK = re.compile(r"\[[^\]\[]+\][^!]*!")
"""In a formula, a cell of another workbook: ``[1]Sheet1!A1``."""
_LONGEST_FORMULA = 10_000
_TRUE = ("1", "true")


class Package(NamedTuple):
    """The parts of a workbook."""

    archive: zipfile.ZipFile
    parts: dict[str, str]
    """Sheet name → the part that holds it."""
    sheets: list[str]
    visible: list[str]
    percents: frozenset[str]
    """Numbers of the cell styles that show a number as a percentage."""

    @property
    def has_macros(self) -> bool:
        """Whether programs are kept in it."""
        return any(name.endswith("vbaProject.bin") for name in self.archive.namelist())


class SheetFacts(NamedTuple):
    """What the cells of a sheet are, beyond their values."""

    unreadable: dict[tuple[int, int], str]
    """(row, column), counted from 0 → ``error-cell``, ``formula`` or ``external``."""
    percents: set[tuple[int, int]]
    """Cells that show their number, such as 0.4, as a percentage."""
    hidden_rows: list[int]
    hidden_columns: list[int]
    """Counted from 0; nobody who looks at the sheet sees them, and they are read like all others."""


class _Unacceptable(Exception):
    """A part of the workbook holds what no spreadsheet writes."""


def open_package(data: bytes, name: str, mistakes: Mistakes) -> Package:
    """
    Open a workbook and list its sheets.

    Raises:
        CaseInvalid: when it is protected, damaged, too large, or no .xlsx workbook.
    """
    place = Place(name)
    if data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            unprotect = say("save a copy without a password")
            mistakes.stop("workbook", place, "", say("the workbook is protected by a password"), unprotect)
        mistakes.stop("workbook", place, "", say("the workbook is in the old .xls format"), _SAVE_AGAIN)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(archive, place, mistakes)
        if archive.testzip() is not None:
            raise _Unacceptable
        if "xl/workbook.xml" not in archive.namelist():
            mistakes.stop("workbook", place, "", say("the file is not an .xlsx workbook"), _SAVE_AGAIN)
        return _listed(archive)
    except _BROKEN:
        mistakes.stop("workbook", place, "", say("the workbook is damaged"), _SAVE_AGAIN)


def inspect_sheet(package: Package, sheet: str, name: str, mistakes: Mistakes) -> SheetFacts:
    """
    Look through the cells of one sheet.

    Raises:
        CaseInvalid: when it is too large or damaged.
    """
    scan = _SheetScan(package.percents)
    try:
        _parse(package.archive, package.parts[sheet], scan.begin, scan.end, scan.characters)
    except (*_BROKEN, KeyError):
        mistakes.stop("workbook", Place(name), "", say("the sheet '{sheet}' is damaged", sheet=sheet), _SAVE_AGAIN)
    rows, columns = scan.last_row + 1, scan.last_column + 1
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        message = say(
            "the sheet '{sheet}' reaches over {rows} rows and {columns} columns",
            sheet=sheet,
            rows=rows,
            columns=columns,
        )
        delete = say("delete the rows and columns beyond the table")
        mistakes.stop("too-many", Place(name), "", message, delete)
    hidden_columns = [column for column, is_hidden in enumerate(scan.hidden_columns) if is_hidden]
    return SheetFacts(scan.unreadable, scan.percents, scan.hidden_rows, hidden_columns)


def _check_sizes(archive: zipfile.ZipFile, place: Place, mistakes: Mistakes) -> None:
    """Believe the directory of the archive for now; ``testzip`` reads no more than it promises."""
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 2**20
        message = say("the workbook unfolds to more than {limit} MiB or {parts} parts", limit=limit, parts=MOST_PARTS)
        mistakes.stop("too-large", place, "", message, say("keep only the tables, or save them as 'CSV UTF-8'"))
    if any(info.file_size > max(LEAST_BOMB, LARGEST_RATIO * info.compress_size) for info in infos):
        message = say("a part of the workbook unfolds to more than {ratio} times its size", ratio=LARGEST_RATIO)
        mistakes.stop("too-large", place, "", message, say("open it in Excel and save it again as .xlsx"))
    if any(info.flag_bits & 1 for info in infos):
        mistakes.stop(
            "workbook", place, "", say("the workbook is protected by a password"), say("save a copy without a password")
        )


def _listed(archive: zipfile.ZipFile) -> Package:
    """Read the list of sheets and where each is kept; charts that fill a sheet are passed over."""
    listed: list[tuple[str, str, bool]] = []
    targets: dict[str, str] = {}
    styles: list[str] = []

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            listed.append((attributes["name"], relation, attributes.get("state", "visible") == "visible"))

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(("/worksheet", "/styles")):
            target = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
            if attributes["Type"].endswith("/styles"):
                styles.append(target)
            else:
                targets[attributes["Id"]] = target

    _parse(archive, "xl/workbook.xml", sheet)
    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    parts = {name: targets[key] for name, key, _ in listed if key in targets}
    visible = [name for name, _, is_visible in listed if is_visible and name in parts]
    percents = _percents(archive, styles[0]) if styles and styles[0] in archive.namelist() else frozenset()
    return Package(archive, parts, list(parts), visible, percents)


def _percents(archive: zipfile.ZipFile, part: str) -> frozenset[str]:
    """Return which cell styles show percentages: Excel keeps 40 % as 0.4, and only the style tells."""
    formats = set(_PERCENT_FORMATS)
    found: list[str] = []
    inside: list[str] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif tag == "xf" and inside[-1:] == ["cellXfs"]:
            found.append(attributes.get("numFmtId", ""))
        inside.append(tag)

    def end(_tag: str) -> None:
        inside.pop()

    _parse(archive, part, begin, end)
    return frozenset(str(number) for number, name in enumerate(found) if name in formats)


class _SheetScan:
    """Takes note of every cell that passes."""

    def __init__(self, percents: frozenset[str]) -> None:
        self.percent_styles = percents
        self.percents: set[tuple[int, int]] = set()
        self.unreadable: dict[tuple[int, int], str] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns = bytearray(MOST_COLUMNS)
        self.row = self.column = -1
        self.last_row = self.last_column = 0
        self.kind = ""
        self.formula = self.value = self.in_value = self.in_formula = False
        self.formula_text = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = _counted(number) if number else self.row + 1
            self.column = -1
            if _is_hidden(attributes, "ht"):
                self.hidden_rows.append(self.row)
        elif tag == "col" and _is_hidden(attributes, "width"):
            first, last = _counted(attributes.get("min", "")), _counted(attributes.get("max", ""))
            last = min(last, MOST_COLUMNS - 1)
            self.hidden_columns[first : last + 1] = b"\1" * max(0, last + 1 - first)
        elif tag == "f":
            self.formula = self.in_formula = True
            self.formula_text = ""
        elif tag in ("v", "is"):
            self.in_value = True

    def characters(self, text: str) -> None:
        if self.in_value:
            self.value = True
        elif self.in_formula and len(self.formula_text) < _LONGEST_FORMULA:
            self.formula_text += text

    def end(self, tag: str) -> None:
        if tag in ("v", "is"):
            self.in_value = False
        elif tag == "f":
            self.in_formula = False
        elif tag == "c":
            if self.kind == "e":
                self.unreadable[self.row, self.column] = "error-cell"
            elif self.formula and _OTHER_BOOK.search(self.formula_text):
                self.unreadable[self.row, self.column] = "external"
            elif self.formula and not self.value and self.kind != "str":
                self.unreadable[self.row, self.column] = "formula"

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        elif (match := _CELL.fullmatch(reference)) is not None:
            self.column = _column_number(match[1])
            self.row = int(match[2]) - 1
        else:
            raise _Unacceptable
        self.row = max(self.row, 0)
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if attributes.get("s") in self.percent_styles:
            self.percents.add((self.row, self.column))
        self.kind = attributes.get("t", "")
        self.formula = self.value = self.in_value = self.in_formula = False
        self.formula_text = ""


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Return whether a row or column is not shown, by its mark or because it has no size."""
    return attributes.get("hidden") in _TRUE or attributes.get(size) in ("0", "0.0")


def _counted(number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise _Unacceptable
    return int(number) - 1


def _column_number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Run one part through the handlers; names come without their namespace."""
    parser = expat.ParserCreate(namespace_separator=":")

    def refuse_doctype(*_: object) -> None:
        # Entities are declared there, and entities can grow without end; no spreadsheet writes one.
        raise _Unacceptable

    parser.StartDoctypeDeclHandler = refuse_doctype
    count = 0

    def begin_counted(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise _Unacceptable
        begin(tag.rpartition(":")[2], attributes)

    parser.StartElementHandler = begin_counted
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if characters is not None:
        parser.CharacterDataHandler = characters
    with archive.open(part) as file:
        while block := file.read(_READ_AT_ONCE):
            parser.Parse(block)
        parser.Parse(b"", True)


_SAVE_AGAIN = say("open it in Excel and save it again as .xlsx")
_BROKEN = (
    _Unacceptable,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,  # a part that is not there, or written in letters of a kind that nobody knows
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
