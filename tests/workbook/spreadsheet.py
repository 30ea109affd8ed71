"""
A spreadsheet in small: reads the cells and formulas of a workbook from its XML and computes them anew.

It knows the few functions that greenopt's workbooks use and nothing of how they are written, so a stored value that
the formula does not give is found. An empty cell counts as zero, as in every spreadsheet.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<cells>(?:'(?P<sheet>(?:[^']|'')+)'!)?\$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>\d+)
    (?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>\d+))?)
  | (?P<name>[A-Z]+)\(
  | (?P<sign><>|<=|>=|[-+*/<>=(),])
    )""",
    re.VERBOSE,
)
Place = tuple[str, int, int]


class Cell(NamedTuple):
    """A cell: what it holds, and its formula."""

    value: Any
    formula: str = ""


class Spreadsheet:
    """The cells of a workbook; levels may be changed, and what depends on them is computed anew."""

    def __init__(self, data: bytes) -> None:
        self.cells: dict[Place, Cell] = {}
        self.sheets: list[str] = []
        with zipfile.ZipFile(BytesIO(data)) as file:
            self.files = {name: file.read(name) for name in file.namelist()}
        shared = ET.fromstring(self.files["xl/sharedStrings.xml"])  # noqa: S314 - our own file
        self.texts = ["".join(t.text or "" for t in entry.iter(f"{MAIN}t")) for entry in shared]
        book = ET.fromstring(self.files["xl/workbook.xml"])  # noqa: S314 - our own file
        for number, sheet in enumerate(book.iter(f"{MAIN}sheet"), 1):
            assert sheet.get(RELATION) == f"rId{number}"
            self.sheets.append(sheet.get("name") or "")
            self._read(self.sheets[-1], self.files[f"xl/worksheets/sheet{number}.xml"])
        self._known: dict[Place, Any] = {}

    def _read(self, sheet: str, data: bytes) -> None:
        for cell in ET.fromstring(data).iter(f"{MAIN}c"):  # noqa: S314 - our own file
            value, formula = cell.findtext(f"{MAIN}v"), cell.findtext(f"{MAIN}f")
            found = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r") or "")
            assert found
            if value is None:
                continue
            kind = cell.get("t")
            known: Any = self.texts[int(value)] if kind == "s" else value if kind == "str" else float(value)
            self.cells[sheet, int(found[2]), column(found[1])] = Cell(known, formula or "")

    def formulas(self) -> Iterator[tuple[Place, Cell]]:
        """Yield every cell with a formula."""
        yield from ((place, cell) for place, cell in self.cells.items() if cell.formula)

    def change(self, place: Place, value: float) -> None:
        """Write another number into a cell that has no formula."""
        assert not self.cells[place].formula
        self.cells[place] = Cell(value)
        self._known.clear()

    def value(self, place: Place) -> Any:
        """Return what a cell comes to; None where it is empty."""
        if place not in self._known:
            cell = self.cells.get(place, Cell(None))
            self._known[place] = Formula(self, place[0], cell.formula).value() if cell.formula else cell.value
        return self._known[place]

    def column_of(self, sheet: str, first: int, letters: str) -> list[Any]:
        """Return the values of a column from a row on, to the first empty cell."""
        found, row = [], first
        while (value := self.value((sheet, row, column(letters)))) is not None:
            found.append(value)
            row += 1
        return found


def column(letters: str) -> int:
    """Return the number of a column, counted from one."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class Formula:
    """One formula, read from the left."""

    def __init__(self, book: Spreadsheet, sheet: str, text: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens: list[re.Match[str]] = []
        end = 0
        while end < len(text):
            found = TOKEN.match(text, end)
            assert found, text[end:]
            self.tokens.append(found)
            end = found.end()
        self.next = 0

    def value(self) -> Any:
        """Return what the formula comes to."""
        found = self._comparison()
        assert self.next == len(self.tokens)
        return found

    def _sign(self, *wanted: str) -> str:
        if self.next < len(self.tokens) and self.tokens[self.next]["sign"] in wanted:
            self.next += 1
            return str(self.tokens[self.next - 1]["sign"])
        return ""

    def _comparison(self) -> Any:
        left = self._sum()
        while sign := self._sign("<>", "<=", ">=", "<", ">", "="):
            left = each(partial(compare, sign), left, self._sum())
        return left

    def _sum(self) -> Any:
        left = self._product()
        while sign := self._sign("+", "-"):
            right = self._product()
            left = number(left) + number(right) if sign == "+" else number(left) - number(right)
        return left

    def _product(self) -> Any:
        left = self._one()
        while sign := self._sign("*", "/"):
            right = self._one()
            left = number(left) * number(right) if sign == "*" else number(left) / number(right)
        return left

    def _one(self) -> Any:
        if self._sign("-"):
            return each(lambda one, _: -number(one), self._one(), 0)
        if self._sign("+"):
            return self._one()
        if self._sign("("):
            inside = self._comparison()
            assert self._sign(")")
            return inside
        token = self.tokens[self.next]
        self.next += 1
        if token["number"]:
            return float(token["number"])
        if token["text"]:
            return token["text"][1:-1].replace('""', '"')
        if token["cells"]:
            return self._cells(token)
        inside = []
        while not self._sign(")"):
            inside.append(self._comparison())
            self._sign(",")
        return FUNCTIONS[token["name"]](*inside)

    def _cells(self, token: re.Match[str]) -> Any:
        sheet = (token["sheet"] or self.sheet).replace("''", "'")
        assert sheet in self.book.sheets
        first = int(token["r1"]), column(token["c1"])
        if not token["r2"]:
            return self.book.value((sheet, *first))
        last = int(token["r2"]), column(token["c2"])
        rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
        return [self.book.value((sheet, row, place)) for row in rows for place in columns]


def number(value: Any) -> float:
    """Return a value as a number; an empty cell is zero."""
    return float(value or 0)


def each(join: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Apply an operation, to every cell where the left is many."""
    return [join(one, right) for one in left] if isinstance(left, list) else join(left, right)


def compare(sign: str, one: Any, two: Any) -> bool:
    """Compare two values as a spreadsheet does: an empty cell equals nothing as well as zero."""
    if isinstance(two, str):
        one = one or ""
        return bool(one != two) if sign == "<>" else bool(one == two)
    one, two = number(one), number(two)
    results = {"<": one < two, ">": one > two, "<=": one <= two, ">=": one >= two, "=": one == two, "<>": one != two}
    return bool(results[sign])


def _flat(parts: tuple[Any, ...]) -> list[float]:
    """Return the numbers among arguments; cells without a number do not count."""
    many = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return [float(one) for one in many if isinstance(one, int | float)]


def _meets(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and wanted.startswith(">"):
        return number(value) > float(wanted[1:])
    return bool(value == wanted)


def _rows(conditions: tuple[Any, ...]) -> list[bool]:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return [all(_meets(cells[row], wanted) for cells, wanted in pairs) for row in range(len(pairs[0][0]))]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *parts: sum(_flat(parts)),
    "MAX": lambda *parts: max(_flat(parts), default=0.0),
    "MIN": lambda *parts: min(_flat(parts), default=0.0),
    "ABS": lambda one: abs(number(one)),
    "IF": lambda test, yes, no: yes if test else no,
    "SUMPRODUCT": lambda one, two: sum(number(a) * number(b) for a, b in zip(one, two, strict=True)),
    "SUMIFS": lambda cells, *tests: sum(number(one) for one, ok in zip(cells, _rows(tests), strict=True) if ok),
    "MATCH": lambda wanted, cells, _: max(place for place, one in enumerate(cells, 1) if number(one) <= number(wanted)),
    "INDEX": lambda cells, place: cells[int(place) - 1],
    "COUNTIFS": lambda *tests: float(sum(_rows(tests))),
}
