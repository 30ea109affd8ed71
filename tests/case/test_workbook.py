"""Workbooks: numbers without noise, cells that would be guesses, and files made to do harm."""

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.workbook.filled import repacked

from greenopt.case import package
from greenopt.case.document import parse_document
from greenopt.case.node import Mapping, place_of, plain_data
from greenopt.case.table import read_table
from greenopt.errors import CaseInvalid, Diagnostic, Place

Fill = Callable[[Any, Any], None]


def book(*rows: list[object], fill: Fill | None = None, sheets: tuple[str, ...] = ("Projects",)) -> bytes:
    """Return a workbook whose first sheet holds the rows; ``fill`` gets the sheet and the workbook."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    added = [workbook.add_worksheet(name) for name in sheets]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "":
                added[0].write(number, column, value)
    if fill:
        fill(added[0], workbook)
    workbook.close()
    return stream.getvalue()


def sheet_changed(old: bytes, new: bytes) -> bytes:
    """Return the plain workbook with some text of its sheet replaced."""
    return repacked(PLAIN, lambda name, content: content.replace(old, new) if "sheet1.xml" in name else content)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Mapping]:
    """Return a function that reads a workbook from bytes."""

    def read_bytes(data: bytes, sheet: str | None = None) -> Mapping:
        (tmp_path / "book.xlsx").write_bytes(data)
        try:
            return read_table(tmp_path / "book.xlsx", "book.xlsx", sheet=sheet, key="projects")
        finally:
            assert [entry.name for entry in tmp_path.iterdir()] == ["book.xlsx"]

    return read_bytes


def refusals(read: Callable[..., Mapping], data: bytes, sheet: str | None = None) -> list[Diagnostic]:
    """Return what is wrong with a workbook."""
    with pytest.raises(CaseInvalid) as caught:
        read(data, sheet)
    assert all(str(each.hint) and each.place.file == "book.xlsx" for each in caught.value.diagnostics)
    return list(caught.value.diagnostics)


PLAIN = book(["id", "cost"], ["brick", 17000], ["kiln", 9])


def test_a_workbook_gives_the_tree_that_yaml_gives(read: Callable[..., Mapping]) -> None:
    data = book(
        ["id", "name.vi", "cost", "saves.coal", "spending", "start"],
        ["đơn vị", "", "", "t/yr", "", ""],
        ["gạch", "Gạch không nung", 17000, 1650.5, "60 % | 40 %", "2021..2024"],
        ["lò", "", 280.0, "", "", 2021],
    )
    written = """
gạch: {name: {vi: Gạch không nung}, cost: 17000, saves: {coal: 1650.5 t/yr}, spending: [60 %, 40 %],
  start: [2021, 2024]}
lò: {cost: 280, start: 2021}
"""

    assert plain_data(read(data)) == plain_data(parse_document(written, "case.yaml"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (17000.0, "17000"), (0.1, "0.1"), (0.1 + 0.2, "0.3"), (999999999999999.0, "9" * 15), (1e-7, "0.0000001"),
        (-2.5, "-2.5"), (2021, "2021"), (-0.0, "0"), (123456789.125, "123456789.125"), ("007", "007"),
    ],
)  # fmt: skip
def test_a_number_becomes_the_shortest_decimal_text(read: Callable[..., Mapping], value: object, text: str) -> None:
    """Excel keeps 15 to 17 digits: 0.1 + 0.2 is stored as 0.3 there."""
    assert plain_data(read(book(["id", "cost"], ["a", value]))) == {"a": {"cost": text}}


def test_seventeen_digits_as_excel_stores_them_are_not_shown(read: Callable[..., Mapping]) -> None:
    data = sheet_changed(b"<v>17000</v>", b"<v>0.10000000000000001</v>")

    assert plain_data(read(data)) == {"brick": {"cost": "0.1"}, "kiln": {"cost": "9"}}


@pytest.mark.parametrize("written", [b"0.30000000000000004", b"0.33333333333333331", b"1234567890123456", b"1e22"])
def test_a_number_that_may_have_lost_digits_is_refused(read: Callable[..., Mapping], written: bytes) -> None:
    """A spreadsheet keeps fifteen digits of what is typed: these were computed, or ended in others."""
    found = refusals(read, sheet_changed(b"<v>17000</v>", b"<v>" + written + b"</v>"))

    assert [(each.code, each.place.cell) for each in found] == [("digits", "Projects!B2")]


def test_a_place_is_a_cell_of_the_sheet(read: Callable[..., Mapping]) -> None:
    tree = read(book(["id", "cost"], [], ["brick", 17000]))

    assert str(place_of(tree, ("brick", "cost"))) == "book.xlsx!Projects!B3"
    assert place_of(tree, ("brick",), of_key=True) == Place("book.xlsx", 3, 1, "Projects!A3")


def test_a_table_need_not_begin_in_the_first_cell(read: Callable[..., Mapping]) -> None:
    tree = read(book([], ["", "id", "cost"], ["", "brick", 17000]))

    assert plain_data(tree) == {"brick": {"cost": "17000"}}
    assert str(place_of(tree, ("brick", "cost"))) == "book.xlsx!Projects!C3"


def test_the_only_visible_sheet_is_read_without_a_name(read: Callable[..., Mapping]) -> None:
    data = book(
        ["id", "cost"], ["a", 1], sheets=("Projects", "Notes"), fill=lambda _, workbook: workbook.worksheets()[1].hide()
    )

    assert plain_data(read(data)) == {"a": {"cost": "1"}}


def test_a_sheet_is_found_by_name_in_either_normal_form(read: Callable[..., Mapping]) -> None:
    data = book(["id", "cost"], ["a", 1], sheets=("Dự án", "Notes"))

    assert plain_data(read(data, "Du\u031b\u0323 a\u0301n")) == {"a": {"cost": "1"}}


def test_a_missing_sheet_lists_the_sheets(read: Callable[..., Mapping]) -> None:
    found = refusals(read, book(["id"], ["a"], sheets=("Projects", "Notes")), "Project")[0]

    assert "did you mean 'Projects'?" in str(found.hint)
    assert "Notes" in str(found.hint)


def test_several_sheets_need_a_name(read: Callable[..., Mapping]) -> None:
    found = refusals(read, book(["id"], ["a"], sheets=("Projects", "Notes")))[0]

    assert "book.xlsx#Projects" in str(found.hint)


def _date(sheet: Any, workbook: Any) -> None:
    sheet.write_datetime(1, 1, dt.datetime(2021, 5, 6), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - cells have no zone


def _time(sheet: Any, workbook: Any) -> None:
    sheet.write_number(1, 1, 0.25, workbook.add_format({"num_format": "hh:mm"}))


def _duration(sheet: Any, workbook: Any) -> None:
    sheet.write_number(1, 1, 1.25, workbook.add_format({"num_format": "[h]:mm"}))


CELLS: list[tuple[str, bytes, str]] = [
    ("a date", book(["id", "cost"], ["a"], fill=_date), "date"),
    ("a time", book(["id", "cost"], ["a"], fill=_time), "date"),
    ("a duration", book(["id", "cost"], ["a"], fill=_duration), "date"),
    ("a truth value", book(["id", "cost"], ["a", True]), "boolean"),
    (
        "an error",
        book(["id", "cost"], ["a"], fill=lambda sheet, _: sheet.write_formula("B2", "=X!A1", None, "#REF!")),
        "error-cell",
    ),
    (
        "a formula never calculated",
        sheet_changed(b'<c r="B2"><v>17000</v></c>', b'<c r="B2"><f>1+1</f></c>'),
        "formula",
    ),
    (
        "a formula with an empty value",
        sheet_changed(b'<c r="B2"><v>17000</v></c>', b'<c r="B2"><f>1+1</f><v/></c>'),
        "formula",
    ),
    (
        "merged cells",
        book(["id", "cost"], ["a"], ["b", 1], fill=lambda sheet, _: sheet.merge_range("B2:B3", 5)),
        "merged",
    ),
    ("a direction mark", book(["id", "cost"], ["a", "1\u202e"]), "hidden-character"),
    ("a value without column", book(["id"], ["a", 5]), "column"),
]


@pytest.mark.parametrize(("data", "code"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_a_cell_that_would_be_a_guess_is_refused(read: Callable[..., Mapping], data: bytes, code: str) -> None:
    found = refusals(read, data)

    assert [(each.code, str(each.place)) for each in found] == [(code, "book.xlsx!Projects!B2")]


def test_all_cells_that_cannot_be_read_are_reported_at_once(read: Callable[..., Mapping]) -> None:
    found = refusals(read, book(["id", "cost", "asks"], ["a", True, 1], ["b", 1, False], ["a", 5, 6]))

    assert [(each.code, each.place.cell) for each in found] == [
        ("boolean", "Projects!B2"), ("boolean", "Projects!C3"), ("duplicate-key", "Projects!A4"),
    ]  # fmt: skip


def test_a_formula_with_a_value_is_its_value_and_an_empty_text_says_nothing(read: Callable[..., Mapping]) -> None:
    def with_formulas(sheet: Any, _workbook: Any) -> None:
        sheet.write_formula("B2", "=1+1", None, 2)
        sheet.write_formula("B3", '=""', None, "")

    data = book(["id", "cost"], ["brick"], ["kiln"], fill=with_formulas)
    data = repacked(data, lambda _, content: content.replace(b'<c r="B3">', b'<c r="B3" t="str">'))
    assert b't="str"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")

    assert plain_data(read(data)) == {"brick": {"cost": "2"}, "kiln": {}}


def test_cells_merged_beside_the_table_do_no_harm(read: Callable[..., Mapping]) -> None:
    data = book(["id", "cost"], ["a", 1], fill=lambda sheet, _: sheet.merge_range("A5:B6", ""))

    assert plain_data(read(data)) == {"a": {"cost": "1"}}


def _lying(data: bytes) -> bytes:
    """Return a workbook whose directory says that every part unfolds to five bytes."""
    parts = re.split(b"(PK\x01\x02)", data)
    return b"".join(
        part[:20] + struct.pack("<I", 5) + part[24:] if number and parts[number - 1] == b"PK\x01\x02" else part
        for number, part in enumerate(parts)
    )


def _doctype(name: str, content: bytes) -> bytes:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    return content.replace(b"<worksheet", laughs, 1) if "sheet1" in name else content


FILES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "damaged"),
    ("text", b"id,cost\na,1\n", "damaged"),
    ("half a file", PLAIN[: len(PLAIN) // 2], "damaged"),
    ("a changed byte", PLAIN[:200] + bytes([PLAIN[200] ^ 255]) + PLAIN[201:], "damaged"),
    (
        "an archive of something else",
        repacked(PLAIN, lambda name, content: None if "workbook" in name else content),
        "not an .xlsx",
    ),
    (
        "a sheet that is missing",
        repacked(PLAIN, lambda name, content: None if "sheet1" in name else content),
        "damaged",
    ),
    (
        "no relations",
        repacked(PLAIN, lambda name, content: None if "workbook.xml.rels" in name else content),
        "damaged",
    ),
    ("XML cut short", sheet_changed(b"</sheetData>", b""), "damaged"),
    ("letters that nobody knows", sheet_changed(b"UTF-8", b"UTF-TF-8"), "damaged"),
    ("letters that are no letters", sheet_changed(b"UTF-8", b"base64"), "damaged"),
    ("a cell with a foreign name", sheet_changed(b'r="B2"', b'r="ZZZZ99"'), "damaged"),
    ("a row with a foreign number", sheet_changed(b'<row r="2"', b'<row r="-2"'), "damaged"),
    ("entities", repacked(PLAIN, _doctype), "damaged"),
    ("sizes that lie", _lying(PLAIN), "damaged"),
    ("a lone cell in the last corner", sheet_changed(b'r="B3"', b'r="XFD1048576"'), "1048576 rows"),
    ("a lone cell far right", sheet_changed(b'r="B3"', b'r="XFD3"'), "16384 columns"),
    ("a lone cell far down", sheet_changed(b'r="B3"', b'r="GR1048576"'), "1048576 rows"),
    (
        "a password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    ("the old format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, ".xls format"),
    ("texts of an old font", book(["id", "name"], ["a", "C«ng nghiÖp"], ["b", "n¨ng l­îng s¹ch"]), "TCVN3"),
    ("an empty sheet", book(), "empty"),
]


@pytest.mark.parametrize(("data", "words"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_that_cannot_be_trusted_is_refused(read: Callable[..., Mapping], data: bytes, words: str) -> None:
    assert words in str(refusals(read, data)[0].message)


def test_a_file_that_unfolds_without_end_is_refused_unread(
    read: Callable[..., Mapping], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two MiB of zeros stand for the gigabytes of a real one: the limit is lowered to one."""
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 2**20)
    data = repacked(PLAIN, lambda name, content: b"\x00" * 2**21 if "styles" in name else content)
    assert len(data) < 10_000

    assert "unfolds to more than 1 MiB" in str(refusals(read, data)[0].message)


def test_too_many_parts_are_refused(read: Callable[..., Mapping], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_PARTS", 3)

    assert "3 parts" in str(refusals(read, PLAIN)[0].message)


def test_no_change_of_a_byte_leads_to_a_traceback(tmp_path: Path) -> None:
    """Every 97th byte of a good workbook is turned over; most such files are damaged, none is a fault of greenopt."""
    file = tmp_path / "book.xlsx"
    for position in range(0, len(PLAIN), 97):
        file.write_bytes(PLAIN[:position] + bytes([PLAIN[position] ^ 0x55]) + PLAIN[position + 1 :])
        words = "book.xlsx"
        try:
            read_table(file, "book.xlsx")
        except CaseInvalid as problem:
            words = str(problem)
        assert "book.xlsx" in words


def test_ten_thousand_rows_are_read(read: Callable[..., Mapping]) -> None:
    data = book(["id", *(f"c{column}" for column in range(14))], *([f"p{row}", *range(14)] for row in range(10_000)))

    tree = read(data)

    assert len(tree.items) == 10_000


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    """Row 3 is hidden by its mark, row 5 by its height, column B by its mark; row 9 is hidden and empty."""

    def hide(sheet: Any, _book: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, 0)
        sheet.set_row(8, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(7, 7, None, None, {"hidden": True})

    rows: list[list[object]] = [
        ["id", "cost", "asks"],
        ["brick", 170, 9],
        ["kiln", 9, 4],
        ["lamp", 30, 7],
        ["dryer", 41, 8],
    ]
    (tmp_path / "book.xlsx").write_bytes(book(*rows, fill=hide))
    found: list[Diagnostic] = []

    tree = read_table(tmp_path / "book.xlsx", "book.xlsx", key="projects", doubts=found)

    assert list(tree.items) == ["brick", "kiln", "lamp", "dryer"]
    assert [(each.code, str(each.place), each.severity) for each in found] == [
        ("hidden-rows", "book.xlsx!Projects!A3", "warning"),
        ("hidden-columns", "book.xlsx!Projects!B1", "warning"),
    ]
    assert "hidden rows are read like all others: 3, 5" in found[0].in_language("en")
    assert "các dòng ẩn vẫn được đọc như mọi dòng khác: 3, 5" in found[0].in_language("vi")
    assert "hidden columns are read like all others: B" in found[1].in_language("en")
    assert "các cột ẩn vẫn được đọc như mọi cột khác: B" in found[1].in_language("vi")


def test_a_workbook_without_hidden_cells_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(PLAIN)
    found: list[Diagnostic] = []

    read_table(tmp_path / "book.xlsx", "book.xlsx", doubts=found)

    assert found == []


def test_many_hidden_rows_are_told_in_one_line(tmp_path: Path) -> None:
    """Rows 2 to 41 are hidden; twelve are named."""

    def hide(sheet: Any, _book: Any) -> None:
        for row in range(1, 41):
            sheet.set_row(row, None, None, {"hidden": True})

    rows: list[list[object]] = [[f"p{number}", 30 + number] for number in range(40)]
    (tmp_path / "book.xlsx").write_bytes(book(["id", "cost"], *rows, fill=hide))
    found: list[Diagnostic] = []

    read_table(tmp_path / "book.xlsx", "book.xlsx", doubts=found)

    assert [each.in_language("en").split(": ")[2] for each in found] == [
        "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, …; show them and look whether they are meant, or delete them"
    ]


def test_a_hidden_sheet_is_read_where_it_is_named_and_told(tmp_path: Path) -> None:

    def hide(sheet: Any, workbook: Any) -> None:
        workbook.worksheets()[1].activate()
        sheet.hide()

    data = book(["id", "cost"], ["brick", 170], fill=hide, sheets=("Own", "Shown"))
    (tmp_path / "book.xlsx").write_bytes(data)
    found: list[Diagnostic] = []

    assert list(read_table(tmp_path / "book.xlsx", "book.xlsx", sheet="Own", doubts=found).items) == ["brick"]
    assert [each.code for each in found] == ["hidden-sheet"]
    assert "the sheet 'Own' is hidden, and is read because it is named" in found[0].in_language("en")
    assert "trang tính 'Own' bị ẩn" in found[0].in_language("vi")
