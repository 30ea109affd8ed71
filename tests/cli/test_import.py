"""
Workbooks that are wrong: each is refused by sheet and cell, with exit code 3, and nothing is written.

The base is a small valid case, whose first entries stand in row 4; each test spoils one thing in it.
"""

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call
from tests.workbook.filled import Rows, Touch, book, filled, repacked

from greenopt.case.book.tables import example_id

Sheets = dict[str, Rows]


def cell(sheet: str, name: str, value: Any) -> Callable[[], bytes]:
    """Return the workbook with one cell changed, such as E4."""
    column, row = ord(name[0]) - ord("A"), int(name[1:]) - 1

    def make() -> bytes:
        sheets = filled()
        cells = sheets[sheet][row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = value
        return book(sheets)

    return make


def sheets(change: Callable[[Sheets], None]) -> Callable[[], bytes]:
    """Return the workbook with its rows changed."""

    def make() -> bytes:
        found = filled()
        change(found)
        return book(found)

    return make


def touched(touch: Touch) -> Callable[[], bytes]:
    """Return the workbook with something done to it that rows cannot say."""
    return lambda: book(filled(), touch)


def in_sheet(old: str, new: str, number: int = 3) -> Callable[[], bytes]:
    """Return the workbook with a piece of the XML of one sheet replaced; the third holds the projects."""

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(f"sheet{number}.xml"):
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return lambda: repacked(book(filled()), change)


def _put(row: int, column: int, write: Callable[[Any, Any, int, int], None]) -> Touch:
    return lambda file, pages: write(file, pages["Projects"], row, column)


def _date(file: Any, page: Any, row: int, column: int) -> None:
    page.write_datetime(row, column, dt.datetime(2026, 3, 1), file.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - a date in a cell has no zone


def _time(file: Any, page: Any, row: int, column: int) -> None:
    page.write_datetime(row, column, dt.time(7, 30), file.add_format({"num_format": "hh:mm"}))


def _true(_: Any, page: Any, row: int, column: int) -> None:
    page.write_boolean(row, column, True)


def _rows(change: Callable[[Sheets], None]) -> Callable[[], bytes]:
    return sheets(change)


def _example_changed(found: Sheets) -> None:
    keys = found["Projects"][1]
    example = ["x", "Ví dụ", "mining", "efficiency", 10, 5, "", "", 3, 7, ""]
    shown = [(str(key), str(value)) for key, value in zip(keys[1:], example[1:], strict=True)]
    example[0] = example_id("x-vi-du-", shown)
    example[4] = 11
    found["Projects"].insert(3, example)


def _without(sheet: str, row: int) -> Callable[[Sheets], None]:
    def change(found: Sheets) -> None:
        del found[sheet][row - 1]

    return change


def _add(sheet: str, row: int, cells: list[Any]) -> Callable[[Sheets], None]:
    return lambda found: found[sheet].insert(row - 1, cells)


def _rename(old: str, new: str) -> Callable[[Sheets], None]:
    def change(found: Sheets) -> None:
        found[new] = found.pop(old)

    return change


def _twice(found: Sheets) -> None:
    found["Nguồn vốn"] = found["Funds"]


def _column(found: Sheets) -> None:
    for row, text in zip(found["Projects"], ["", "colour", "", "red"], strict=False):
        row.extend([*[""] * (11 - len(row)), text])


def _two_scales(found: Sheets) -> None:
    for row, text in zip(found["Projects"], ["", "scale.at_least", "", 0.4], strict=False):
        row.extend([*[""] * (11 - len(row)), text])


GUARDED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "formula without a stored value": (
        touched(_put(3, 4, lambda _, page, row, column: page.write_formula(row, column, "=1+1", value=""))),
        "Projects!E4", "never calculated",
    ),
    "formula on another workbook": (
        touched(_put(3, 4, lambda _, page, row, column: page.write_formula(row, column, "=[1]Data!A1", value=5))),
        "Projects!E4", "another workbook",
    ),
    "merged cells": (touched(lambda _, pages: pages["Projects"].merge_range("E5:F5", 7)), "Projects!E5", "merged"),
    "hidden row": (
        touched(lambda _, pages: pages["Projects"].set_row(4, None, None, {"hidden": True})),
        "Projects!A5", "the row is hidden",
    ),
    "hidden column": (
        touched(lambda _, pages: pages["Projects"].set_column(5, 5, None, None, {"hidden": True})),
        "Projects!F2", "the column is hidden",
    ),
    "hidden sheet": (touched(lambda _, pages: pages["Funds"].hide()), "Funds!A1", "the sheet is hidden"),
    "date where a number stands": (touched(_put(3, 4, _date)), "Projects!E4", "a date or a time"),
    "time where a number stands": (touched(_put(4, 8, _time)), "Projects!I5", "a date or a time"),
    "error value": (
        touched(_put(3, 5, lambda _, page, row, column: page.write_formula(row, column, "=A1", value="#REF!"))),
        "Projects!F4", "shows an error",
    ),
    "truth value": (
        touched(_put(3, 4, _true)),
        "Projects!E4", "truth value",
    ),
    "digits that were computed": (in_sheet("<v>950.25</v>", "<v>0.30000000000000004</v>"), "Projects!E5", "fifteen"),
    "third of one": (in_sheet("<v>950.25</v>", "<v>0.33333333333333331</v>"), "Projects!E5", "fifteen digits"),
    "more digits than a cell keeps": (in_sheet("<v>950.25</v>", "<v>1234567890123456</v>"), "Projects!E5", "fifteen"),
    "sheet of another name": (_rows(_rename("Rules", "Ruels")), "Ruels!A1", "did you mean 'Rules'?"),
    "sheet twice, in both languages": (_rows(_twice), "Nguồn vốn!A1", "both languages: 'Funds'"),
    "row of keys gone": (_rows(_without("Projects", 2)), "Projects!A1", "the row of keys is missing"),
    "needed column gone": (cell("Projects", "C2", "x-sector"), "Projects!A2", "the key 'sector' is missing"),
    "column twice": (cell("Projects", "F2", "cost"), "Projects!F2", "stands twice"),
    "column too many": (_rows(_column), "Projects!L2", "the key 'colour' is not known here"),
    "cell in a column without a name": (cell("Projects", "M5", "aside"), "Projects!M5", "a column without a name"),
    "total row by its id": (_rows(_add("Projects", 7, ["Tổng cộng", "", "", "", 3170])), "Projects!A7", "is a total"),
    "total row without id": (_rows(_add("Projects", 7, ["", "TOTAL", "", "", 3170])), "Projects!A7", "is a total"),
    "row without id": (_rows(_add("Projects", 7, ["", "Lò hơi", "mining"])), "Projects!A7", "has no id"),
    "empty row between others": (_rows(_add("Projects", 5, [])), "Projects!A5", "the row is empty and rows follow"),
    "two units": (cell("Projects", "E4", "1.7 billion VND"), "Projects!E4", "not a bare number"),
    "number in the row of units": (cell("Projects", "E3", 5), "Projects!E3", "'5' is not a unit"),
    "unit that does not fit": (cell("Projects", "J3", "MWh/yr"), "Projects!J4", "MWh"),
    "percent as a text": (cell("Funds", "E4", "40 percent"), "Funds!E4", "needs its percent sign"),
    "fraction where a share is meant": (_rows(_two_scales), "Projects!L4", "a share needs its percent sign"),
    "17.000 as a text": (cell("Projects", "E4", "17.000"), "Projects!E4", "a thousand times as large"),
    "17,000 as a text": (cell("Projects", "E4", "17,000"), "Projects!E4", "17,000"),
    "98.000,5 as a text": (cell("Funds", "C4", "98.000,5"), "Funds!C4", "98.000,5"),
    "number as a word": (cell("Projects", "F5", "three hundred"), "Projects!F5", "is not a bare number"),
    "negative cost": (cell("Projects", "E6", -520), "Projects!E6", "money cannot be negative"),
    "letter of another script in an id": (cell("Projects", "A5", "mоtor"), "Projects!A5", "cannot be a name"),
    "ids that differ by a space alone": (cell("Projects", "A5", "kiln "), "Projects!A5", "'kiln' is written twice"),
    "id with a dot": (cell("Projects", "A5", "motor.2"), "Projects!A5", "cannot be a name"),
    "hidden direction mark": (cell("Projects", "B4", "Lò\u202egạch"), "Projects!B4", "U+202E"),
    "word that is not offered": (cell("Projects", "D4", "eficiency"), "Projects!D4", "did you mean 'efficiency'?"),
    "unknown sector": (cell("Projects", "C4", "minning"), "Projects!C4", "did you mean 'mining'?"),
    "year that is none": (cell("Funds", "C2", "amount.20260"), "Funds!C2", "'20260' is not a year"),
    "asks for more than it costs": (cell("Projects", "F4", 1701), "Projects!F4", "more"),
    "start before end": (cell("Projects", "H4", "2027..2026"), "Projects!H4", "ends before it begins"),
    "example that was changed": (_rows(_example_changed), "Projects!A4", "the example row was changed"),
    "key twice": (_rows(_add("Case", 6, ["case.id", "other", ""])), "Case!A6", "'case.id' is written twice"),
    "value without a key": (_rows(_add("Case", 6, ["", "lost", ""])), "Case!B6", "the value has no key"),
    "key that is not known": (_rows(_add("Case", 6, ["case.idd", "v", ""])), "Case!A6", "did you mean 'id'?"),
    "key without its value": (cell("Case", "B5", ""), "Case!B5", "the key 'id' is missing"),
    "what a rule of the model asks for": (cell("Indicators", "B4", ""), "Indicators!A4", "indicators.establishments"),
    "rule of no kind": (cell("Rules", "B4", "flor"), "Rules!B4", "did you mean 'floor'?"),
    "change without a path": (cell("Scenarios", "B3", ""), "Scenarios!B3", "the row has no path"),
    "change of what is not there": (cell("Scenarios", "B4", "projects.kilm.asks"), "Scenarios!C4", "'kiln'?"),
    "model that is not there": (cell("Case", "B4", "lai-chau-green-grwth"), "Case!B4", "did you mean"),
}  # fmt: skip
"""What is wrong → the workbook, the cell that is named, and some words of what is said."""


@pytest.mark.parametrize("wrong", GUARDED)
def test_it_is_refused_by_cell_and_nothing_is_written(wrong: str, greenopt: Call) -> None:
    make, where, words = GUARDED[wrong]
    Path("b.xlsx").write_bytes(make())

    done = greenopt("import", "b.xlsx", "-o", "out")

    assert done.code == 3
    lines = [line for line in done.err.splitlines() if line.startswith(f"b.xlsx!{where}:")]
    assert any(words in line for line in lines), done.err
    assert done.out == ""
    assert [path.name for path in Path().iterdir()] == ["b.xlsx"]


@pytest.mark.parametrize("wrong", ["negative cost", "17.000 as a text", "hidden row", "total row by its id"])
def test_it_is_refused_in_vietnamese_too(wrong: str, greenopt: Call) -> None:
    make, where, words = GUARDED[wrong]
    Path("b.xlsx").write_bytes(make())

    done = greenopt("--lang", "vi", "import", "b.xlsx", "-o", "out")

    assert done.code == 3
    assert f"b.xlsx!{where}:" in done.err
    assert words not in done.err


def _says_it_is_huge(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 0x7FFFFFFF) + data[at + 28 :]


def _unfolding() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (600 * 2**20))
    return stream.getvalue()


def _xml_bomb() -> bytes:
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE bomb [<!ENTITY l0 "lol">{lols}]>'

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet3.xml"):
            return content
        return re.sub(rb"(<\?xml[^>]*\?>)", lambda found: found[1] + doctype.encode(), content, count=1)

    return repacked(book(filled()), change)


def _with_part(part: str) -> bytes:
    data = io.BytesIO(book(filled()))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(part, b"\x00")
    return data.getvalue()


WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (_unfolding, "unfolds to more than"),
    "size that lies": (lambda: _says_it_is_huge(book(filled())), "unfolds to more than"),
    "XML bomb": (_xml_bomb, "the sheet 'Projects' is damaged"),
    "password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ".xls under another name": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls format"),
    "truncated": (lambda: book(filled())[:-2000], "damaged"),
    "a byte turned": (lambda: book(filled()).replace(b"PK\x03\x04", b"PK\x03\x05", 1), "damaged"),
    "macros": (lambda: _with_part("xl/vbaProject.bin"), "holds macros"),
    "text under another name": (lambda: b"id,cost\nkiln,9\n", "damaged"),
    "no sheet of a case": (lambda: book({"Sheet1": [["id", "cost"], ["a", 1]]}), "no sheet 'Case'"),
    "another archive": (lambda: repacked(book(filled()), lambda name, _: b"x" if name == "docProps/app.xml" else None),
                        "not an .xlsx workbook"),
}  # fmt: skip
"""What is wrong with the file as a whole, which has no cell."""


@pytest.mark.parametrize("wrong", WHOLE)
def test_a_file_that_is_no_workbook_is_refused(wrong: str, greenopt: Call) -> None:
    make, words = WHOLE[wrong]
    Path("b.xlsx").write_bytes(make())

    done = greenopt("import", "b.xlsx", "-o", "out")

    assert done.code == 3
    assert done.err.startswith("b.xlsx:")
    assert words in done.err
    assert [path.name for path in Path().iterdir()] == ["b.xlsx"]


def test_all_mistakes_are_told_at_once(greenopt: Call) -> None:
    found = filled()
    found["Projects"][3][4] = -1
    found["Projects"][4][3] = "eficiency"
    found["Funds"][3][4] = "40 percent"
    found["Case"][4][1] = ""
    Path("b.xlsx").write_bytes(book(found))

    done = greenopt("import", "b.xlsx")

    for where in ("Projects!E4", "Projects!D5", "Funds!E4", "Case!B5"):
        assert f"b.xlsx!{where}:" in done.err
    assert done.err.rstrip().endswith("4 mistakes")
    assert not Path("b").exists()


def test_blanks_around_a_text_and_numbers_as_texts_are_read_as_in_csv(greenopt: Call) -> None:
    found = filled()
    found["Projects"][3][0] = " kiln\u00a0"
    found["Projects"][3][4] = "1700"
    found["Projects"][4][4] = "0.95025 billion VND"
    found["Projects"][2][4] = ""
    found["Funds"][3][4] = "10 % "
    Path("b.xlsx").write_bytes(book(found))

    assert greenopt("import", "b.xlsx", "-o", "out").code == 0
    table = Path("out/projects.csv").read_text(encoding="utf-8")
    assert "\nkiln,Lò gạch,building_materials,efficiency,1700," in table
    assert "0.95025 billion VND" in table
    assert "carry_over: 10 %" in Path("out/case.yaml").read_text(encoding="utf-8")


def test_nothing_that_is_there_is_overwritten(greenopt: Call) -> None:
    Path("b.xlsx").write_bytes(book(filled()))
    Path("full").mkdir()
    Path("full/mine").write_text("mine", encoding="utf-8")
    Path("file").write_text("mine", encoding="utf-8")

    for place in ("full", "file", "n" * 300, "file/below"):
        assert greenopt("import", "b.xlsx", "-o", place).code == 6, place
    assert greenopt("import", "no-such.xlsx", "-o", "new").code == 6
    assert greenopt("import", "file", "-o", "new").code == 6
    assert sorted(path.name for path in Path().iterdir()) == ["b.xlsx", "file", "full"]
    assert [path.name for path in Path("full").iterdir()] == ["mine"]


def test_json_says_what_was_written_or_what_is_wrong(greenopt: Call) -> None:
    Path("b.xlsx").write_bytes(book(filled()))
    done = greenopt("import", "b.xlsx", "-o", "out", "--json")

    assert (done.document["schema"], done.document["case"]) == ("greenopt.import/1", "valley")
    assert (done.document["folder"], done.document["not_read"]) == ("out", [])
    Path("bad.xlsx").write_bytes(cell("Projects", "E6", -520)())
    wrong = greenopt("import", "bad.xlsx", "--json")
    (found,) = wrong.document["diagnostics"]
    assert (wrong.code, wrong.document["exit_code"], found["cell"]) == (3, 3, "Projects!E6")
    assert greenopt("validate", "out").code == 0
