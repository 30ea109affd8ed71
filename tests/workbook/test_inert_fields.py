"""
Each of the 18 injection texts in every text field that the format has: inert in workbook, tables, page and terminal.

The fields are found in the format itself, so a new one that is not filled here turns the first test red.
"""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.workbook.filled import write_yaml
from tests.workbook.spreadsheet import Spreadsheet
from tests.workbook.test_inert import FUNCTIONS, TEXTS

from greenopt.case.book.forms import cells_of, form_of
from greenopt.case.project_entry import ProjectEntry
from greenopt.case.read import read_case
from greenopt.case.schema import (
    DecisionEntry,
    FactorEntry,
    FactorsHeader,
    FuelEntry,
    FundEntry,
    HeaderEntry,
    IndicatorEntry,
    NamedEntry,
    PolicyEntry,
    StockEntry,
)
from greenopt.cli import greenopt as program
from greenopt.fields import Record
from greenopt.page.page import page_of
from greenopt.result.saved import SavedRun
from greenopt.result.tidy import tidy_tables
from greenopt.rules import RULES
from greenopt.run import solve
from greenopt.workbook import opened, workbook
from greenopt.workbook.case_book import case_workbook
from greenopt.workbook.case_folder import import_workbook

Tree = dict[str, Any]
NO_TEXT = {"unit", "flow", "stock", "money", "emissions", "energy", "model", "table"}
"""Fields of one word of the format's own, a unit or the name of a file, which are no text."""


def documents(text: str) -> dict[str, Tree]:
    """Return a case with a text in every field that takes one."""
    two = {"vi": text, "en": text}
    case = {
        "greenopt": "1",
        "model": "model.yaml",
        "case": {
            "id": "hostile", "title": two, "status": "approved", "horizon": ["2026", "2027"], "note": two,
            "decision": {"number": text, "date": text, "signatory": text},
        },
        "funds": {"green": {"name": two, "amount": {"2026": "90", "2027": "30"}, "source": text}},
        "places": {"valley": {"name": two}},
        "conditions": {"permit": {"name": two}},
        "stocks": {"kilns": {"amount": "9", "name": two, "source": text}},
        "indicators": {"waste": {"potential": "99 t/yr", "source": text, "note": two}},
        "projects": {
            "done": {
                **_project(text), "status": "required", "status_source": text, "meets": {"permit": text},
            },
            "other": {**_project(text), "meets": {"permit": {"not_applicable": text}}, "adds": {"peat": "1 t/yr"}},
        },
        "rules": {"most": {"rule": "ceiling", "of": "waste", "at_most": "800 t", "name": two, "source": text}},
        "objective": {"maximise": "waste", "source": text},
    }  # fmt: skip
    model = {
        "greenopt": "1",
        "policy": {"id": "hostile", "title": two, "source": text, "note": two},
        "factors": "factors.yaml",
        "sectors": {"crafts": {"name": two}},
        "indicators": {"waste": {"flow": "t/yr", "name": two}},
        "stocks": {"kilns": {"unit": "kiln"}},
    }
    factor = {"unit": "t/t", "value": "0.5", "source": text, "evidence": "assumed", "note": two}
    factors = {
        "greenopt": "1",
        "factors": {"id": "hostile", "title": two, "note": two},
        "fuels": {"peat": {"name": two, "unit": "t", "indicators": {"waste": factor}}},
    }
    return {"case.yaml": case, "model.yaml": model, "factors.yaml": factors}


def _project(text: str) -> Tree:
    return {
        "name": {"vi": text, "en": text}, "owner": {"vi": text, "en": text}, "sector": "crafts", "kind": "efficiency",
        "cost": "50", "asks": "40", "place": "valley", "lifetime": "9 yr", "impact": {"waste": "7 t/yr"},
        "closes": {"kilns": "2"}, "evidence": {"quality": "measured", "source": text},
    }  # fmt: skip


def text_fields(record: type[Record]) -> set[str]:
    """Return the fields of a record that take any text."""
    found = set()
    for each in cells_of(record):
        form = form_of(record, each.path)
        name = ".".join(each.path)
        is_text = form is not None and not (form.is_name or form.is_number or form.is_list or form.way)
        if is_text and not each.named and not each.by_year and each.path[-1] not in NO_TEXT:
            found.add(name)
    return found


def filled_in(tree: Any, text: str, path: str = "") -> Iterator[str]:
    """Yield the paths at which a text stands."""
    if tree == text:
        yield path
    elif isinstance(tree, dict):
        for key, each in tree.items():
            yield from filled_in(each, text, f"{path}.{key}" if path else key)


def test_every_text_field_of_the_format_is_filled() -> None:
    case, model, factors = documents("<text>").values()
    places: list[tuple[type[Record], Any]] = [
        (HeaderEntry, case["case"]), (DecisionEntry, case["case"]["decision"]), (FundEntry, case["funds"]["green"]),
        (NamedEntry, case["places"]["valley"]), (NamedEntry, case["conditions"]["permit"]),
        (NamedEntry, model["sectors"]["crafts"]), (StockEntry, case["stocks"]["kilns"]),
        (IndicatorEntry, {**model["indicators"]["waste"], **case["indicators"]["waste"]}),
        (ProjectEntry, case["projects"]["done"]), (RULES["ceiling"], case["rules"]["most"]),
        (PolicyEntry, model["policy"]), (FactorsHeader, factors["factors"]), (FuelEntry, factors["fuels"]["peat"]),
        (FactorEntry, factors["fuels"]["peat"]["indicators"]["waste"]),
    ]  # fmt: skip

    for record, tree in places:
        assert text_fields(record) <= set(filled_in(tree, "<text>")), record.__name__
    assert len(text_fields(ProjectEntry)) == 6


class _Elements(HTMLParser):
    """Counts what a browser would run or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.followed: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(name)
            if name in ("href", "src", "action") and not (value or "").startswith(("#", "data:")):
                self.followed.append(str(value))


@pytest.mark.parametrize("text", TEXTS)
def test_it_stays_a_text_everywhere(
    text: str, plain_page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "case"
    where.mkdir()
    for name, tree in documents(text).items():
        write_yaml(where / name, tree)
    assert_terminal_shows_it_plainly(tmp_path, where, text, monkeypatch)
    saved = SavedRun(tmp_path / "run")

    inputs = case_workbook(where, "vi")
    for data in (workbook(opened(saved), "en"), inputs):
        assert_no_cell_computes(data, text)
    tables = {**tidy_tables(saved.result), "portfolio.csv": (tmp_path / "run" / "portfolio.csv").read_bytes()}
    for name, table in tables.items():
        assert_no_cell_begins_like_a_formula(name, table)
    (tmp_path / "book.xlsx").write_bytes(inputs)
    import_workbook(tmp_path / "book.xlsx", tmp_path / "back")
    assert read_case(tmp_path / "back").facts == read_case(where).facts
    for written in (tmp_path / "back").glob("*.csv"):
        assert_no_cell_begins_like_a_formula(written.name, written.read_bytes())
    assert_page_runs_nothing(page_of(saved, "en").decode(), plain_page)


@pytest.fixture(scope="module")
def plain_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page of the same case with harmless texts."""
    folder = tmp_path_factory.mktemp("plain")
    where = folder / "case"
    where.mkdir()
    for name, tree in documents("harmless").items():
        write_yaml(where / name, tree)
    solve(read_case(where)).write(folder / "run")
    return page_of(SavedRun(folder / "run"), "en").decode()


def assert_no_cell_computes(data: bytes, text: str) -> None:
    """A workbook holds the text, and no formula, link or reference that comes from it."""
    book = Spreadsheet(data)

    assert text.replace("_x003D_", "_x005F_x003D_") in book.texts
    for _, cell in book.formulas():
        assert set(re.findall(r"([A-Z]+)\(", cell.formula)) <= FUNCTIONS
        assert text not in cell.formula
    for name, part in book.files.items():
        assert "externalLink" not in name
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part


def assert_no_cell_begins_like_a_formula(name: str, table: bytes) -> None:
    """A table holds no cell that a spreadsheet would compute."""
    for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), name
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.e+-]+", cell), name


def assert_page_runs_nothing(page: str, plain: str) -> None:
    """A page has as many scripts, handlers and links as the same page with harmless texts."""
    found, usual = _Elements(), _Elements()
    found.feed(page)
    usual.feed(plain)

    assert (found.scripts, found.handlers) == (usual.scripts, usual.handlers)
    assert found.followed == usual.followed


def assert_terminal_shows_it_plainly(folder: Path, where: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets no control character, and the text as it is where it fits."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    spoken = ""
    for arguments in (["solve", str(where), "-o", "run"], ["show", str(where)], ["explain", "run", "done"]):
        done = CliRunner().invoke(program, ["--lang", "en", *arguments])
        assert done.exit_code == 0, done.stderr
        spoken += done.stdout + done.stderr

    assert all(each.isprintable() or each == "\n" for each in spoken)
    assert text in spoken
