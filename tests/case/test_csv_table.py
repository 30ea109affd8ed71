"""CSV: how rows are cut, where cells are, and what is refused."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenopt.case.csv_table import LONGEST_LINE, Numbers, parse_csv
from greenopt.case.grid import MOST_COLUMNS, Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import plain_data
from greenopt.case.table import read_table, tree_of
from greenopt.errors import CaseInvalid, Diagnostic, FileProblem, Place


def cells(text: str, numbers: Numbers = "en") -> Grid:
    """Read a table that has no mistakes."""
    mistakes = Mistakes()
    grid = parse_csv(text.encode(), "p.csv", numbers, mistakes)
    mistakes.raise_if_any()
    return grid


def refusals(data: str | bytes, numbers: Numbers = "en") -> list[Diagnostic]:
    """Return what is wrong with a table."""
    mistakes = Mistakes()
    try:
        parse_csv(data.encode() if isinstance(data, str) else data, "p.csv", numbers, mistakes)
    except CaseInvalid as problem:
        return list(problem.diagnostics)
    return mistakes.found


def test_cells_are_text_without_blanks_around_them() -> None:
    assert cells("id, cost ,name\r\na,\t007 ,\u00a0Gạch\u00a0\r\n").rows == [
        ["id", "cost", "name"],
        ["a", "007", "Gạch"],
    ]


def test_quoted_cells_hold_separators_lines_and_quotation_marks() -> None:
    assert cells('id,name\na,"one, ""two""\nthree"\n').rows[1] == ["a", 'one, "two"\nthree']


def test_a_byte_order_mark_and_a_missing_last_line_end_are_accepted() -> None:
    assert cells("\ufeffid,cost\na,1").rows == [["id", "cost"], ["a", "1"]]


def test_semicolons_separate_the_cells_of_a_vietnamese_table() -> None:
    assert cells("id;cost\na;98.000,5\n", "vi").rows[1] == ["a", "98.000,5"]


def test_rows_without_anything_are_passed_over_and_lines_still_counted() -> None:
    grid = cells("id,cost\n\n,\n , \na,1\n")

    assert grid.rows == [["id", "cost"], ["a", "1"]]
    assert grid.place(1, 1) == Place("p.csv", 5, 3)


def test_a_place_is_the_line_and_character_of_the_cell() -> None:
    """Line 2 begins row a, whose second cell runs into line 3; row b begins in line 4."""
    grid = cells('\ufeffid,name,cost\na,"x, ""y""\nz, ",17\nb,Gạch,  9\n')

    assert [grid.place(1, column) for column in range(3)] == [
        Place("p.csv", 2, 1), Place("p.csv", 2, 3), Place("p.csv", 3, 6),
    ]  # fmt: skip
    assert grid.place(2, 2) == Place("p.csv", 4, 8)


def test_rows_of_wrong_length_are_all_reported_with_their_names() -> None:
    found = refusals("id,cost,kind\na,1\nb,1,2,3\nc,1,2\nd,1,2,\n")

    assert [(each.place.line, each.code) for each in found] == [(2, "row-length"), (3, "row-length"), (5, "row-length")]
    assert "the row 'b' has 4 cells and the first row 3" in str(found[1])


def test_mistakes_of_rows_and_of_their_cells_come_together(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("id,cost\na,1,2\nb,1\nb,2\n,3\n", encoding="utf-8")

    with pytest.raises(CaseInvalid) as caught:
        read_table(file, "p.csv")
    assert [each.code for each in caught.value.diagnostics] == ["row-length", "duplicate-key", "no-id"]


HOSTILE: list[tuple[str, bytes, str, int]] = [
    ("nothing", b"", "empty", 1),
    ("blanks", b" \n\n \n", "empty", 1),
    ("separators only", b",,,\n,,,\n", "empty", 1),
    ("a byte-order mark only", b"\xef\xbb\xbf", "empty", 1),
    ("old Mac line ends", b"id,cost\ra,1\rb,2\r", "line-ends", 1),
    ("one old Mac line end", b"id,cost\na,1\rb,2\n", "line-ends", 2),
    ("an open quotation mark", b'id,name\na,x\nb,"y\nc,z\n', "quotes", 3),
    ("text behind a closing quotation mark", b'id,name\na,"x"y\n', "quotes", 2),
    ("an open quotation mark before much text", b'id,name\na,"' + b"x" * 300_000, "quotes", 2),
    ("NUL", b"id,cost\na,1\x00\n", "hidden-character", 2),
    ("a bell", b"id,cost\na,\x07\n", "hidden-character", 2),
    ("a direction mark", "id,cost\na,1\u202e\n".encode(), "hidden-character", 2),
    ("UTF-16", "id,cost\na,1\n".encode("utf-16"), "encoding", 1),
    ("UTF-16 without a mark", "id,cost\na,1\n".encode("utf-16-le"), "encoding", 1),
    ("cp1258", "id,name\na,Gạch\n".replace("ạ", "a\u0323").encode("cp1258"), "encoding", 2),
    ("bytes of TCVN3", b"id,name\na,C\xabng nghi\xd6p\n", "encoding", 2),
    ("bytes of VNI", b"id,name\na,Co\xe2ng nghie\xe4p\n", "encoding", 2),
    ("TCVN3 saved as Unicode", "id,name\na,C«ng nghiÖp n¨ng l­îng s¹ch\n".encode(), "encoding", 2),
    ("VNI saved as Unicode", "id,name\na,Coâng nghieäp naêng löôïng\n".encode(), "encoding", 2),
    ("a workbook with another name", b"PK\x03\x04\x14\x00\x06\x00", "encoding", 0),
    ("an old workbook with another name", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encoding", 0),
    ("semicolons", b"id;cost\na;1,5\n", "delimiter", 1),
    ("tabs", b"id\tcost\na\t1\n", "delimiter", 1),
    ("an instruction to Excel", b"sep=;\nid;cost\n", "header", 1),
    ("a line without end", b"id,cost\na," + b"x" * (LONGEST_LINE + 1), "too-long", 1),
    ("too many columns", b"id" + b",c" * MOST_COLUMNS + b"\n", "too-many", 1),
    ("a short row", b"id,cost\na\n", "row-length", 2),
    ("a long row", b"id,cost\na,1,2\n", "row-length", 2),
]


@pytest.mark.parametrize(("data", "code", "line"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_what_is_wrong_is_refused_with_place_and_hint(data: bytes, code: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_bytes(data)

    with pytest.raises(CaseInvalid) as caught:
        read_table(file, "p.csv")
    found = caught.value.diagnostics[0]

    assert (found.code, found.place.file, found.place.line) == (code, "p.csv", line)
    assert str(found.hint)
    assert list(tmp_path.iterdir()) == [file]


def test_a_table_of_the_other_kind_says_what_to_write() -> None:
    assert "numbers: vi" in str(refusals("id;cost\na;1\n")[0].hint)
    assert "delete numbers: vi" in str(refusals("id,cost\na,1\n", "vi")[0].hint)


def test_a_table_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenopt.case.csv_table.MOST_CELLS", 9)

    assert len(cells("id,cost\n" + "a,1\n" * 3).rows) == 4
    assert [each.code for each in refusals("id,cost\n" + "a,1\n" * 4)] == ["too-many"]


def test_the_opening_quotation_mark_is_named() -> None:
    assert refusals('id,name\na,"x, y"\nb,"y\nc,z\n')[0].place == Place("p.csv", 3, 3)


def test_a_file_of_another_kind_or_none_at_all_is_a_file_problem(tmp_path: Path) -> None:
    (tmp_path / "p.ods").write_bytes(b"PK\x03\x04")
    for name in ("p.ods", "missing.csv", "missing.xlsx", "p.csv/x.csv"):
        with pytest.raises(FileProblem, match=name):
            read_table(tmp_path / name, name)


CSV_LIKE = st.lists(
    st.sampled_from([b"id", b",", b";", b'"', b"\n", b"\r\n", b"\r", b"a", b"1", b"|", b"..", b"\x00", b"\xe1"])
).map(b"".join)


@settings(max_examples=500)
@given(
    st.one_of(st.binary(), CSV_LIKE, CSV_LIKE.map(lambda data: b"id,cost,name\n" + data)), st.sampled_from(["en", "vi"])
)
def test_random_bytes_are_read_or_refused_in_words(data: bytes, numbers: Numbers) -> None:
    mistakes = Mistakes()
    found: Sequence[Diagnostic] = mistakes.found
    try:
        tree = tree_of(parse_csv(data, "p.csv", numbers, mistakes), mistakes, numbers)
        assert isinstance(plain_data(tree), dict)
    except CaseInvalid as problem:
        found = problem.diagnostics

    assert all(str(each.hint) and each.place.file == "p.csv" for each in found)


@settings(max_examples=200)
@given(st.lists(st.lists(st.sampled_from(["", "x", 'a "b"', "1,5", "two\nlines", "; ;", "ạ"]), min_size=3, max_size=3)))
def test_every_place_points_at_its_cell(rows: list[list[str]]) -> None:
    """At the place of a cell the text of the file reads as that cell, quoted or not."""
    table = [["id", "name", "cost"], *([f"p{number}", *row] for number, row in enumerate(rows))]
    quoted = [
        ['"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell for cell in row]
        for row in [row[:3] for row in table]
    ]
    text = "\n".join(",".join(row) for row in quoted) + "\n"
    grid, lines = cells(text), text.split("\n")

    for number, row in enumerate(quoted):
        for column, cell in enumerate(row):
            place = grid.place(number, column)
            assert "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]]).startswith(cell)
