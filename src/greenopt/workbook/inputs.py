"""
Inputs: the sheets of a case, as ``greenopt import`` reads them back.

    sheet of a table   title · what each column means · keys · units · one entry a row
    sheet of pairs     title · key, value, what the key means

Numbers are numbers; a text that is no number, or one with more digits than a spreadsheet keeps, stays a text. Headings
are protected without a password.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenopt.case.book.cells import Cells, RecordOf, flattened, table_cells
from greenopt.case.book.change_cells import columns_of as change_columns
from greenopt.case.book.change_cells import scenario_rows, sweep_rows
from greenopt.case.book.forms import Form
from greenopt.case.book.pairs import KEY, VALUE
from greenopt.case.book.sheets import LABEL, Document, Sheet, sheets_of
from greenopt.case.node import Mapping, Node
from greenopt.case.workbook import as_typed
from greenopt.fields import LONGEST_ID
from greenopt.language import Message, say, word
from greenopt.rules import RULES
from greenopt.workbook.columns import columns_of, form_in, keys_of, meaning_of, offer_for, sheet_meaning, unit_above
from greenopt.workbook.offers import Offers
from greenopt.workbook.sheet import Folio, Paper

TITLE, MEANING, KEYS, UNITS_ROW, FIRST_ENTRY = range(5)
FIRST_PAIR = 3
LAST_ROW = 5_000
"""Row to which drop-downs reach."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_PERCENT = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?) ?%")
WIDE = ("source", "note", "status_source")
CHANGE_MEANINGS: dict[str, Message] = {
    "path": say("Which numbers: keys with dots between them; * stands for every key of a level."),
    "value": say("x 0.7 scales, + 5 % adds percentage points, drop removes a rule, anything else replaces."),
    "from": say("The first value, as a change is written: 500, x 0.5, - 5 %."),
    "to": say("The last value, written like the first."),
    "points": say("How many values there are, both ends included."),
    "values": say("Or the values themselves, with | between them."),
    "mode": say("grid: every combination; one_at_a_time: each path alone, the others as they are."),
    "together": say("Paths of vary that move in step, [one, other]; or several such lists."),
    "scenarios": say("Scenarios on which everything is varied as well, beside the case as it is."),
    "extends": say("Another sweep, whose keys hold where this one has none; its paths are varied too."),
}


@dataclass(frozen=True)
class Documents:
    """What is to be written: the documents of a case, by kind."""

    trees: dict[Document, Mapping]
    """case, and where they are the case's own, model and factors."""
    offers: Offers
    money: str
    years: Sequence[int]
    every_column: bool
    """Whether columns in which nothing stands are there too, to be filled in."""
    beside_results: bool = False
    lists: dict[str, str] | None = None
    """Kind of name → the cells that hold the names, for drop-downs."""


def write_inputs(folio: Folio, documents: Documents) -> list[tuple[Sheet, Paper, list[tuple[str, ...]]]]:
    """Write the sheets of a case, one after the other, and return those of tables with their columns."""
    tables: list[tuple[Sheet, Paper, list[tuple[str, ...]]]] = []
    for kind, tree in documents.trees.items():
        for sheet in sheets_of(kind):
            if sheet.layout == "pairs":
                _write_pairs(folio, documents, sheet, tree)
            elif sheet.layout == "table":
                cells = _cells(documents, sheet, tree)
                if cells.rows or documents.every_column:
                    tables.append((sheet, _write_table(folio, documents, sheet, cells), cells.columns))
            else:
                _write_changes(folio, documents, sheet, tree)
    return tables


def _begin(folio: Folio, documents: Documents, sheet: Sheet, widths: Iterable[float]) -> Paper:
    """Begin a sheet with its title."""
    name = sheet.called(folio.language, beside_results=documents.beside_results)
    page = folio.page(name, widths)
    paper = Paper(folio, page)
    paper.text(TITLE, 0, name, "title")
    paper.text(TITLE, 2, word(sheet_meaning(sheet)), "aside")
    page.set_print_scale(60)
    page.protect("", {"insert_rows": True, "delete_rows": True, "format_cells": True, "format_columns": True,
                      "format_rows": True, "sort": True, "autofilter": True})  # fmt: skip
    return paper


def _write_pairs(folio: Folio, documents: Documents, sheet: Sheet, tree: Mapping) -> None:
    own = {each.key for each in sheets_of(sheet.document) if each.key}
    rest = tree.with_items({key: value for key, value in tree.items.items() if key not in own})
    written = dict(flattened(rest, sheet.root))
    paths = list(dict.fromkeys([*(keys_of(sheet) if documents.every_column else ()), *written]))
    tops = list(dict.fromkeys(path[0] for path in paths))
    paths.sort(key=lambda path: tops.index(path[0]))
    if documents.every_column:
        paths = [path for path in paths if path in written or not any(_covers(path, each) for each in written)]
    paper = _begin(folio, documents, sheet, (34, 52, 90))
    paper.page.freeze_panes(FIRST_PAIR, 1)
    paper.texts(FIRST_PAIR - 1, [KEY, VALUE, say("What it means")], "head")
    for row, path in enumerate(paths, FIRST_PAIR):
        form = form_in(sheet, path)
        paper.text(row, 0, ".".join(path), "must" if form.is_required else "key")
        paper.text(row, 1, "", "answer")
        write_cell(paper, row, 1, written.get(path, ""), form, documents.offers.of(offer_for(path)), "answer")
        paper.text(row, 2, meaning_of(sheet, path, documents.offers, folio.language), "hint")
        _offer(paper, documents, path, form, (row, 1, row, 1))
    blank = paper.book.look("open")
    for row in range(FIRST_PAIR + len(paths), FIRST_PAIR + len(paths) + 20):
        paper.page.write_blank(row, 0, None, blank)
        paper.page.write_blank(row, 1, None, blank)


def _covers(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one of two paths lies below the other, or both are the same text in one language or in both."""
    return path[: len(other)] == other or other[: len(path)] == path


def _cells(documents: Documents, sheet: Sheet, tree: Mapping) -> Cells:
    """Return the entries of a sheet as a table, with the units that format and model say."""
    below = tree.items.get(sheet.key)
    entries: dict[str, Node] = dict(below.items) if isinstance(below, Mapping) else {}
    if sheet.key == "uncertain":
        entries = {name: _as_range(each) for name, each in entries.items()}
    record_of = RecordOf(RULES if sheet.key == "rules" else None, sheet.record)
    wanted = columns_of(sheet, documents.offers, documents.years) if documents.every_column else ()
    columns = table_cells(entries, record_of, wanted).columns
    units = {path: unit_above(path, form_in(sheet, path), documents.offers, documents.money) for path in columns}
    return table_cells(entries, record_of, wanted, units)


def _as_range(entry: Node) -> Node:
    """Return a range that is written as its two ends alone as the mapping it stands for."""
    return entry if isinstance(entry, Mapping) else Mapping({"range": entry}, {}, entry.place)


def _write_table(folio: Folio, documents: Documents, sheet: Sheet, cells: Cells) -> Paper:
    """Write a table with everything above it."""
    forms = [form_in(sheet, path) for path in cells.columns]
    widths = [_width(path, form) for path, form in zip(cells.columns, forms, strict=True)]
    paper = _begin(folio, documents, sheet, [24, *widths])
    page, offers = paper.page, documents.offers
    page.set_row(MEANING, 96)
    page.freeze_panes(FIRST_ENTRY, 2)
    page.repeat_rows(KEYS)
    page.set_column(0, 0, 24, paper.book.look("open"))
    for column, width in enumerate(widths, 1):
        page.set_column(column, column, width, paper.book.look("open"))
    page.set_column(len(widths) + 1, 200, 12, paper.book.look("open"))
    paper.text(MEANING, 0, _id_meaning(sheet), "hint")
    paper.text(KEYS, 0, "id", "needed")
    paper.text(UNITS_ROW, 0, "", "unit")
    for column, (path, form, unit) in enumerate(zip(cells.columns, forms, cells.units, strict=True), 1):
        paper.text(MEANING, column, meaning_of(sheet, path, offers, folio.language), "hint")
        paper.text(KEYS, column, ".".join(path), "needed" if form.is_required else "head")
        paper.text(UNITS_ROW, column, unit, "unit")
        _offer(paper, documents, path, form, (FIRST_ENTRY, column, LAST_ROW, column))
    for row, (name, texts) in enumerate(cells.rows.items(), FIRST_ENTRY):
        paper.text(row, 0, name, "entry")
        for column, (text, path, form) in enumerate(zip(texts, cells.columns, forms, strict=True), 1):
            write_cell(paper, row, column, text, form, offers.of(offer_for(path)))
    return paper


def _id_meaning(sheet: Sheet) -> Message:
    if sheet.key == "uncertain":
        return CHANGE_MEANINGS["path"]
    return say(
        "A short name of its own: Latin letters, digits, _ and -, at most {most} characters. A row whose id begins "
        "with x- is not read.",
        most=LONGEST_ID,
    )


def _write_changes(folio: Folio, documents: Documents, sheet: Sheet, tree: Mapping) -> None:
    below = tree.items.get(sheet.key)
    entries = below if isinstance(below, Mapping) else Mapping({}, {}, tree.place)
    if not entries.items and not documents.every_column:
        return
    columns = change_columns(sheet.layout)
    paper = _begin(folio, documents, sheet, (24, 44, *[22] * (len(columns) - 1)))
    paper.page.set_row(MEANING, 80)
    paper.page.freeze_panes(KEYS + 1, 1)
    paper.page.set_column(0, 0, 24, paper.book.look("open"))
    paper.page.set_column(1, 1, 44, paper.book.look("open"))
    paper.page.set_column(2, 30, 22, paper.book.look("open"))
    paper.texts(MEANING, [_id_meaning(sheet), *(CHANGE_MEANINGS[each] for each in columns)], "hint")
    paper.texts(KEYS, ["id", *columns], "head")
    rows = scenario_rows(entries) if sheet.layout == "scenarios" else sweep_rows(entries)
    for row, cells in enumerate(rows, KEYS + 1):
        for column, text in enumerate(cells):
            write_cell(paper, row, column, text, Form(), {})


def write_cell(
    paper: Paper, row: int, column: int, text: str, form: Form, offered: "dict[str, str]", look: str = "entry"
) -> None:
    """Write a text as the number it is, as long as reading gives the same text back; a name with its title."""
    if not text:
        return
    if form.is_name and offered.get(text):
        paper.text(row, column, labelled(text, offered[text]), look)
        return
    if (match := _PERCENT.fullmatch(text)) and text.endswith(" %"):
        value = float(Decimal(match[1]) / 100)
        if as_typed(value, 100) == match[1]:
            decimals = len(match[1].partition(".")[2])
            paper.number(row, column, value, f"0.{'0' * decimals}%" if decimals else "0%", look)
            return
    if _NUMBER.fullmatch(text) and as_typed(float(text)) == text:
        paper.number(row, column, float(text), "General", look)
        return
    paper.text(row, column, text, look)


def labelled(name: str, title: str) -> str:
    """Return a name with its title, as a drop-down offers it."""
    return f"{name}{LABEL}{title}" if title else name


def _width(path: tuple[str, ...], form: Form) -> float:
    if path[-1] in ("vi", "en") or path[-1] in WIDE or path[0] == "meets":
        return 34
    return 22 if form.is_name or form.is_list else max(12.0, min(24.0, len(".".join(path)) + 2))


def _offer(
    paper: Paper, documents: Documents, path: tuple[str, ...], form: Form, where: tuple[int, int, int, int]
) -> None:
    """Offer the words or names that may stand in a cell, and say how it is written where it is selected."""
    book = paper.book
    settings: dict[str, Any] = {"validate": "any"}
    listed = (documents.lists or {}).get(offer_for(path))
    if form.words and not form.unit and not form.is_list:
        settings = {"validate": "list", "source": list(form.words)}
    elif listed and form.is_name:
        settings = {"validate": "list", "source": f"={listed}"}
    if form.way or form.is_list:
        ways = [word(form.way).in_language(book.language)] if form.way else []
        if form.is_window:
            ways = [book.spoken(say("First and last year: 2021..2024"))]
        elif form.is_list:
            ways.append(book.spoken(say("Several are separated by |")))
        settings |= {"input_title": ".".join(path)[:32], "input_message": "; ".join(ways)[:255]}
    if len(settings) > 1:
        warn = book.spoken(say("This is none of the words that are offered here."))
        error = {"error_type": "warning", "error_message": warn} if settings["validate"] == "list" else {}
        paper.page.data_validation(*where, {**settings, **error, "ignore_blank": True})
