"""
The Vietnamese catalogue: complete, faithful to its placeholders, compiled, heard in the results of shipped cases.

``make translate`` brings the catalogue up to date and lists what a person has still to translate.
"""

import ast
import gettext
import re
import string
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from tests.shipped import solved
from tools.catalogue import BOOKS, CLICK, GREENOPT, SPOKEN, Book, pairs
from tools.data_words import data_words

from greenopt.case.shipped import shipped_cases
from greenopt.language import word

SAME_IN_BOTH = {"EUR", "GJ", "GWh", "MJ", "MWh", "TJ", "TWh", "USD", "kWh", "kg"}
"""Symbols of units that Vietnamese and English share; sentences without a letter of their own are the same as well."""

ENGLISH = re.compile(
    r"\b(?:the|of|and|or|at|least|most|for|is|are|not|with|by|from|would|brings?|what|which|year|per|whole|percentage|"
    r"points?|projects?|money|million|rule|cannot|must)\b",
    re.IGNORECASE,
)
"""Words of English sentences that no Vietnamese sentence holds, as it may hold ``than``, ``in``, ``may`` and ``no``."""
NOT_SENTENCES = re.compile(r"\(assumed\)|\b\w*_\w*\b|\b[\w-]+\.yaml\b")
"""Names and marks that planners write, which stand in Vietnamese sentences as they are."""


@cache
def spoken() -> frozenset[str]:
    """Return every sentence and word that greenopt says, gathered anew from the code and the data."""
    return texts(GREENOPT.extracted())


@cache
def written() -> Catalog:
    """Return the catalogue as it stands in the checkout."""
    return GREENOPT.translated()


def texts(catalog: Catalog) -> frozenset[str]:
    """Return the English texts of a catalogue."""
    return frozenset(str(message.id) for message in catalog if message.id)


def vietnamese(text: str) -> str:
    """Return the translation of a text; empty if there is none."""
    message = written().get(text)
    return str(message.string) if message is not None else ""


def placeholders(template: str) -> list[tuple[str, str | None]]:
    """Return what is filled into a template, in no order; not the words that go with a count, which pick themselves."""
    found = [(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name is not None]
    return sorted((pair for pair in found if "|" not in (pair[1] or "")), key=str)


def own_letters(template: str) -> str:
    """Return the letters that a template says itself, beside what is filled in."""
    return re.sub(r"\{\w+\}|[^a-zA-Z]", "", template)


def both_languages(node: Any) -> list[tuple[str, str]]:
    """Return every text of a result, in English and in Vietnamese."""
    if isinstance(node, dict):
        if set(node) == {"en", "vi"}:
            return [(node["en"], node["vi"])]
        return [pair for each in node.values() for pair in both_languages(each)]
    return [pair for each in node for pair in both_languages(each)] if isinstance(node, list) else []


def test_no_sentence_hides_from_the_catalogue() -> None:
    """Babel overlooks a call inside a formatted string; Python's own parser finds every one."""
    said = {
        call.args[0].value
        for folder in SPOKEN
        for file in folder.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say"
        if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value
    }

    assert len(said) > 900
    assert sorted(said - spoken(), key=str) == []


def test_everything_that_is_said_has_a_translation() -> None:
    assert len(spoken()) > 900
    assert sorted(text for text in spoken() if not vietnamese(text)) == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    assert sorted(texts(written()) - spoken()) == []


def test_no_translation_is_only_a_guess() -> None:
    assert [str(message.id) for message in written() if message.id and message.fuzzy] == []


def test_a_translation_is_filled_with_the_same_values() -> None:
    """Words from data are never filled in, so their braces mean nothing."""
    templates = spoken() - set(data_words())
    filled = [text for text in templates if vietnamese(text)]

    assert filled
    assert sorted(text for text in filled if placeholders(text) != placeholders(vietnamese(text))) == []


def test_what_stays_as_it_is_in_a_file_stays_in_the_translation() -> None:
    """A key before a colon is written into a case as it stands: ``asks:``, ``at_least:``, ``--set``, ``.xlsx``."""
    lasting = re.compile(r"\b[a-z]+_[a-z_]+\b|--[a-z]+(?:-[a-z]+)*|\.xlsx|\.yaml|%YAML|%TAG")
    kept = {text: set(lasting.findall(re.sub(r"\{\w+\}", "", text))) for text in spoken() if vietnamese(text)}

    assert set().union(*kept.values()) > {"all_or_nothing", "--set", ".xlsx"}
    assert [text for text, words in kept.items() if not words <= set(lasting.findall(vietnamese(text)))] == []


def test_a_text_that_is_the_same_in_both_languages_has_no_words() -> None:
    same = {text for text in spoken() if vietnamese(text) == text}

    assert {text for text in same if own_letters(text)} == SAME_IN_BOTH


def test_a_word_that_goes_with_a_count_stands_beside_that_count() -> None:
    """Vietnamese has one form, so no translation holds such a word, and its count is a value that is filled in."""
    counted = re.compile(r"\{(\w+):[^{}|]+\|[^{}|]+\}")
    found = {text: counted.findall(text) for text in spoken() if counted.search(text)}

    assert len(found) > 40
    assert [text for text, names in found.items() if any(f"{{{name}}}" not in text for name in names)] == []
    assert [text for text in found if "|" in vietnamese(text)] == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.name))
def test_the_compiled_catalogue_is_that_of_the_translations(book: Book) -> None:
    with book.compiled.open("rb") as file:
        found = gettext.GNUTranslations(file)
    done = {pair.english[0]: pair.vietnamese for pair in pairs(book.translated())}

    assert len(done) > 50
    assert {text: found.gettext(text) for text in done} == done


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.name))
def test_the_catalogue_bears_no_date_and_no_name(book: Book) -> None:
    """The same sources give the same bytes, whenever and by whomever ``make translate`` is run."""
    text = book.translations.read_text(encoding="utf-8")

    assert text.startswith(book.header)
    assert "Date:" not in book.header
    assert "@" not in book.header


def test_everything_that_click_says_has_a_translation() -> None:
    """Several forms of an English sentence have one in Vietnamese, filled with nothing that click does not give."""
    said = pairs(CLICK.translated())

    assert {pair.english for pair in said} == {pair.english for pair in pairs(CLICK.extracted())}
    assert [pair for pair in said if pair.vietnamese in {"", *pair.english}] == []
    for pair in said:
        given = {name for form in pair.english for name, _ in placeholders(form)}
        assert {name for name, _ in placeholders(pair.vietnamese)} <= given


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("million VND", "triệu đồng"),
        ("billion VND", "tỷ đồng"),
        ("tCO2e", "tấn CO2tđ"),
        ("tCO2e/yr", "tấn CO2tđ/năm"),
        ("toe/yr", "TOE/năm"),
        ("m3/yr", "m³/năm"),
        ("kiln", "lò"),
        ("household", "hộ"),
        ("line", "dây chuyền"),
        ("MWh", "MWh"),
        ("a unit of the planner's own", "a unit of the planner's own"),
    ],
)
def test_units_are_said_as_the_administration_writes_them(english: str, expected: str) -> None:
    assert word(english).in_language("vi") == expected


@pytest.mark.parametrize("case", shipped_cases())
def test_no_english_is_left_in_the_vietnamese_of_a_result(case: str) -> None:
    result = solved(case).result
    pairs = both_languages(result)
    left = {vi for _, vi in pairs if ENGLISH.search(NOT_SENTENCES.sub("", vi))}

    assert len(pairs) > 10
    assert sorted(left) == []
