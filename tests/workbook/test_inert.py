"""Texts that a spreadsheet could take for a formula, a link or a code stay texts, in the workbook and in CSV."""

import csv
import io
import re

import pytest
from tests.small_cases import case_tree, read_tree
from tests.workbook.spreadsheet import Spreadsheet

from greenopt.result.saved import SavedRun
from greenopt.result.tidy import tidy_tables
from greenopt.run import solve
from greenopt.workbook import Exported, opened, workbook
from greenopt.workbook.sheet import Book, Sheet

TEXTS = [
    "=1+1", '=HYPERLINK("http://x.example","a")', "=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(1)", "{=1+1}",
    "http://x.example", "mailto:a@x.example", "internal:Rules!A1", "external:x.xlsx", "<b>&amp;</b>", "]]><f>1</f>",
    "_x003D_1+1", "'=1+1", '"=1+1"', "&L&D&F", "0,5",
]  # fmt: skip
FUNCTIONS = {"SUM", "SUMIFS", "COUNTIFS", "SUMPRODUCT", "IF", "MAX", "MIN", "ABS", "MATCH", "INDEX"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return the run of a case with a hostile text in every field that takes one, each in several of them."""
    folder = tmp_path_factory.mktemp("hostile")
    projects = {
        f"p{number:02}": {
            "cost": str(50 + number),
            "name": text,
            "owner": text,
            "impact": {"waste": f"{number + 2} t/yr"},
            "evidence": {"quality": "assumed", "source": text},
        }
        for number, text in enumerate(TEXTS)
    }
    funds = {"green": {"name": TEXTS[0], "amount": {"2026": "400"}, "source": TEXTS[3]}}
    rules = {
        f"r{number:02}": {
            "rule": "ceiling",
            "of": "public_money",
            "at_most": str(390 + number),
            "name": text,
            "source": text,
        }
        for number, text in enumerate(TEXTS)
    }
    tree = case_tree(projects, funds, rules, {"maximise": "waste"})
    tree["case"]["title"] = TEXTS[1]
    tree["model"]["policy"] |= {"title": TEXTS[2], "source": TEXTS[4]}
    tree["model"]["sectors"]["crafts"]["name"] = TEXTS[0]
    solve(read_tree(tree, folder)).write(folder / "run")
    return opened(SavedRun(folder / "run"))


def test_no_text_becomes_a_formula_or_a_link(run: Exported) -> None:
    book = Spreadsheet(workbook(run, "en"))
    sheets = b"".join(data for name, data in book.files.items() if "worksheets" in name)

    assert [text for text in TEXTS if text.replace("_x003D_", "_x005F_x003D_") not in book.texts] == []
    for _, cell in book.formulas():
        assert set(re.findall(r"([A-Z]+)\(", cell.formula)) <= FUNCTIONS
        assert "http" not in cell.formula
    assert b"x.example" not in sheets
    assert {name for name in book.files if "externalLink" in name} == set()


def test_tables_hold_no_cell_that_begins_like_a_formula(run: Exported) -> None:
    tables = tidy_tables(run.result)

    assert sorted(tables) == ["indicators.csv", "money.csv", "portfolio.csv", "rules.csv", "starts.csv", "years.csv"]
    for name, data in tables.items():
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), name
                assert not cell.startswith("-") or re.fullmatch(r"-[\d.e+-]+", cell), name
    assert "'=1+1" in tables["rules.csv"].decode()


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", "\x00\x07=1", "half \ud800 a letter", "x" * 40_000, ""])
def test_any_text_can_be_written(text: str, run: Exported) -> None:
    book = Book("en", run, {"rules": "Rules"})
    sheet: Sheet = book.sheet("rules", (9,))
    sheet.text(0, 0, text)
    sheet.text(1, 0, "after")
    book.file.close()

    found = Spreadsheet(book.stream.getvalue())
    assert list(found.formulas()) == []
    assert found.value(("Rules", 2, 1)) == "after"
