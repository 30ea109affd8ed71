"""
Limits: what is too large, too deep, too dense, or no file at all is refused, soon and in words.

Each input is small enough to be made here and would, without its limit, take minutes, gigabytes or for ever. The page
of the format lists the limits, with the values that stand in the code.
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tests.broken_cases import CASE, FILES
from tests.hostile.damage import packed, unpacked
from tests.hostile.doors import DOORS, PROJECTS, TABLED, Door, Workshop, workbook
from tests.hostile.judge import judged

from greenopt import fields, units
from greenopt.case import builder, changes, csv_table, grid, mistakes, package, paths, scenarios, sweeps, text
from greenopt.case import workbook as workbooks
from greenopt.errors import ExitCode
from greenopt.result import saved

SHEET = "xl/worksheets/sheet1.xml"
MILLION = 10**6


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Return the working folder of all doors."""
    made = Workshop(tmp_path_factory.mktemp("limits") / "work")
    with made.entered():
        yield made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a sound case, in which commands are run."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENOPT_LANG", "en")
    return tmp_path


def told(folder: Path, code: ExitCode = ExitCode.INVALID) -> str:
    """Validate the case of a folder within the time that is allowed, and return what is said."""
    done = judged(folder, ["validate", "."])
    assert done.code == code
    return done.err


NESTED = [
    ("lists", CASE + "q: " + "[" * MILLION),
    ("mappings", CASE + "q: " + "{a: " * MILLION),
    ("own keys", CASE + "x-q: " + "[" * MILLION + "]" * MILLION + "\n"),
    ("blocks", CASE + "q:\n" + "".join(" " * level + "a:\n" for level in range(1, 2000))),
    ("keys of keys", CASE + "? " * MILLION),
]


@pytest.mark.parametrize("content", [each[1] for each in NESTED], ids=[each[0] for each in NESTED])
def test_a_deep_file_is_refused(folder: Path, content: str) -> None:
    (folder / "case.yaml").write_text(content, encoding="utf-8")

    assert re.search("more than 40 levels deep|a key has to be a text", told(folder))


def test_laughs_by_the_thousand_million_are_refused(folder: Path) -> None:
    """Each list holds the one before ten times; nothing is ever unfolded, and nothing of it is read as a value."""
    lines = ["a: &a [ha, ha]"]
    for before, name in pairwise("abcdefghij"):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    (folder / "case.yaml").write_text(CASE + "\n".join(lines), encoding="utf-8")
    found = told(folder)

    assert "an anchor, '&a'" in found
    assert "an alias, '*a'" in found


NUMBERS = ["9" * MILLION, "1e999999999", "0." + "0" * 99 + "1", "1" + "0" * 40, "1/3", "9" * 99_999, "-" + "9" * 41]


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_beyond_all_measure_is_refused_where_it_stands(folder: Path, number: str) -> None:
    (folder / "case.yaml").write_text(CASE.replace("cost: 1700", f"cost: {number}"), encoding="utf-8")

    assert re.search(r"^case\.yaml:19:11: projects\.brick\.cost: ", told(folder), re.MULTILINE)


def test_many_keys_are_refused_after_the_first_mistakes(folder: Path) -> None:
    lines = "".join(f"  k{number}: 1\n" for number in range(30_000))
    (folder / "case.yaml").write_text(CASE.replace("projects:\n", f"projects:\n{lines}"), encoding="utf-8")

    assert len(told(folder).splitlines()) <= 2 * mistakes.MOST_MISTAKES


TABLES = [
    ("a cell of half a megabyte", 'id,name\na,"' + "x" * 500_000 + '"\n', "put the whole cell|too long"),
    ("a cell of many lines", 'id,name\na,"' + "x\n" * 2 * MILLION + '"\n', "quotation mark|too long|line"),
    ("a line of two megabytes", "id,name\na," + "x" * 2 * MILLION + "\n", "a line of more than"),
    ("half a million columns", "id" + ",a" * 500_000 + "\n", "more than 1000 columns"),
    ("a quotation mark in each line", "id,cost\n" + 'a,"1\n' * 200_000, "quotation mark"),
    ("nothing but empty rows", "id,cost\n" + ",\n" * 2 * MILLION, "no rows"),
    ("rows of one id", "id,cost\n" + "a,1\n" * 100_000, "after 200 mistakes"),
]


@pytest.mark.parametrize(("content", "words"), [each[1:] for each in TABLES], ids=[each[0] for each in TABLES])
def test_a_table_beyond_all_measure_is_refused(folder: Path, content: str, words: str) -> None:
    (folder / "case.yaml").write_text(TABLED, encoding="utf-8")
    (folder / "projects.csv").write_text(content, encoding="utf-8")

    assert re.search(words, told(folder))


def inside_sheet(before: bytes, more: bytes) -> Callable[[dict[str, bytes]], None]:
    """Return a change that puts more before a tag of the first sheet."""

    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(before, more + before, 1)

    return change


def declared(parts: dict[str, bytes]) -> None:
    """Declare entities that unfold to a thousand million letters."""
    ten = b"&%c;" * 10
    entities = b"".join(b'<!ENTITY %c "%b">' % (at + 1, ten % ((at,) * 10)) for at in range(97, 106))
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "ha">' + entities + b"]><worksheet", 1)


FAR_CELL = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WORKBOOKS: list[tuple[str, Callable[[dict[str, bytes]], None], str]] = [
    ("blanks", inside_sheet(b"<sheetData>", b" " * (40 * MILLION)), "unfolds to more than 100 times"),
    ("another part", lambda parts: parts.update({"xl/media/a": bytes(40 * MILLION)}), "unfolds to more than 100 times"),
    ("entities", declared, "the sheet 'P' is damaged"),
    ("a far cell", inside_sheet(b"</sheetData>", FAR_CELL), "reaches over"),
    ("many parts", lambda parts: parts.update({f"a{n}": b"" for n in range(2500)}), "or 2000 parts"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), [each[1:] for each in WORKBOOKS], ids=[each[0] for each in WORKBOOKS])
def test_a_workbook_that_is_a_bomb_is_refused(
    folder: Path, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    parts = unpacked(workbook(PROJECTS, "P"))
    change(parts)
    (folder / "case.yaml").write_text(TABLED.replace("projects.csv", "'projects.xlsx#P'"), encoding="utf-8")
    (folder / "projects.xlsx").write_bytes(packed(parts))

    assert words in told(folder)


def test_a_workbook_of_very_many_elements_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_ELEMENTS", 500)
    parts = unpacked(workbook(PROJECTS, "P"))
    inside_sheet(b"<sheetData>", b"<a/>" * 500)(parts)
    (folder / "case.yaml").write_text(TABLED.replace("projects.csv", "'projects.xlsx#P'"), encoding="utf-8")
    (folder / "projects.xlsx").write_bytes(packed(parts))

    assert "is damaged" in told(folder)


def test_hidden_columns_written_a_million_times_are_read_at_once(folder: Path) -> None:
    parts = unpacked(workbook(PROJECTS, "P"))
    columns = b"<cols>" + b'<col min="1" max="16384" hidden="1"/>' * 100_000 + b"</cols>"
    inside_sheet(b"<sheetData>", columns)(parts)
    (folder / "case.yaml").write_text(TABLED.replace("projects.csv", "'projects.xlsx#P'"), encoding="utf-8")
    (folder / "projects.xlsx").write_bytes(packed(parts))

    assert "hidden columns are read like all others: A, B, C" in told(folder, ExitCode.DONE)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


NO_FILES: dict[str, Callable[[Path], None]] = {
    "a pipe nobody writes": fifo,
    "a folder": Path.mkdir,
    "a link to endless zeros": link("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nowhere": link("nowhere"),
    "a link out of the folder": link("/etc/hostname"),
    "nothing": lambda _path: None,
}
FILES_IN = [door for door in DOORS if door.file and door.name not in ("uncertainty", "journal")]


@pytest.mark.parametrize("make", NO_FILES.values(), ids=NO_FILES)
@pytest.mark.parametrize("door", FILES_IN, ids=lambda door: door.name)
def test_what_is_no_file_is_refused_and_never_waited_for(
    workshop: Workshop, door: Door, make: Callable[[Path], None]
) -> None:
    """A command may answer where it does not need the file; it may not hang, fail or read what lies elsewhere."""
    path = workshop.folder / door.file
    kept = path.rename(path.with_name("kept")) if path.exists() else None
    make(path)
    try:
        for words in door.commands if door.slow > 1 else door.commands[:1]:
            if words.startswith("rank") and make is not fifo:
                continue  # it reads a run as an explanation does, and computes long where it can do without the file
            done = workshop.done(judged(workshop.folder, words.split()))
            assert done.code != ExitCode.DONE or door.file.startswith("run/"), words
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        if kept is not None:
            kept.rename(path)


LEADING_OUT = [
    "../projects.csv",
    "/etc/passwd",
    "a/../../b.csv",
    "~/p.csv",
    "C:\\p.csv",
    "file:///p.csv",
    "con.csv",
    "p\u202e.csv",
]


@pytest.mark.parametrize("name", LEADING_OUT)
def test_a_name_that_leads_out_of_the_folder_is_refused(folder: Path, name: str) -> None:
    (folder.parent / "projects.csv").write_text("id,cost\na,1\n", encoding="utf-8")
    (folder / "case.yaml").write_text(TABLED.replace("projects.csv", f"'{name}'"), encoding="utf-8")

    assert re.match(r"case\.yaml:6:[0-9]+: ", told(folder))


LIMITS: dict[str, int] = {
    "a YAML file": text.LARGEST_FILE // 2**20,
    "levels": builder.DEEPEST,
    "values and lists": builder.MOST_NODES,
    "characters of a text": builder.LONGEST_SCALAR,
    "characters of a number": units.LONGEST_NUMBER,
    "characters of a name": fields.LONGEST_ID,
    "characters of a path": changes.LONGEST_PATH,
    "characters of the name of a file": paths.LONGEST_NAME,
    "a CSV file": csv_table.LARGEST_TABLE // 2**20,
    "characters of a line": csv_table.LONGEST_LINE,
    "columns": grid.MOST_COLUMNS,
    "cells": grid.MOST_CELLS,
    "cells of a plain table": csv_table.MOST_PLAIN_CELLS,
    "characters of a cell": workbooks.LONGEST_CELL,
    "a workbook": text.LARGEST_FILE // 2**20,
    "a workbook unpacked": package.LARGEST_UNPACKED // 2**20,
    "times its packed size": package.LARGEST_RATIO,
    "parts": package.MOST_PARTS,
    "elements of a part": package.MOST_ELEMENTS,
    "scenarios that extend each other": scenarios.DEEPEST_CHAIN,
    "scenarios of a sweep": sweeps.MOST_POINTS,
    "mistakes": mistakes.MOST_MISTAKES,
    "a document of a run": saved.LARGEST_DOCUMENT // 2**20,
}


def test_the_page_of_the_format_lists_every_limit_with_its_value() -> None:
    page = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
    table = page.partition("## Limits")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([0-9,]+)(?: MiB)? \|", table, re.MULTILINE))

    assert {name: int(value.replace(",", "")) for name, value in rows.items()} == LIMITS
