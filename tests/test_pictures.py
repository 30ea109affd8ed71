"""The pictures of the README show what greenopt answers today, and hold nothing that a code host would not show."""

import re
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from rich.text import Text
from tools.page_picture import EDGE, SCALE, WIDTH, words_in, words_of
from tools.pictures import PAGES, SESSION, report
from tools.session_picture import COLUMNS, LETTER, MARGIN, Excerpt, drawn, session_picture, shortened

from greenopt.language import Language

LARGEST = 200_000
"""Bytes of a picture that a reader of the README has to wait for."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the report of the shipped case, made now by the commands of the README."""
    return report(tmp_path_factory.mktemp("pictures"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal of one's own on Windows")
def test_the_session_is_what_a_terminal_shows_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where whoever runs the tests wants no colours, or Vietnamese."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GREENOPT_LANG", "vi")

    assert SESSION.read_text(encoding="utf-8") == session_picture(tmp_path)


@pytest.mark.parametrize("language", PAGES)
def test_the_picture_of_a_report_shows_the_words_of_the_present_page(language: Language, page: bytes) -> None:
    kept = words_in(PAGES[language].read_bytes())

    assert kept.count("\n") == 2
    assert kept == words_of(page, language)


@pytest.mark.parametrize(("language", "shown"), [("en", "1,234 tCO2e"), ("vi", "1.234 tấn")])
def test_words_of_a_page_are_those_of_its_language_without_markup(language: Language, shown: str) -> None:
    editions = "".join(
        f'<div class="edition" lang="{each}"><header><h1>A &amp; B</h1></header><main><section id="answer-{each}">'
        f'<dd>{words}</dd></section><section id="budget-{each}">\n<p>x <b>0.5</b></p></section>'
        f'<section id="rest-{each}">unseen</section></main></div>'
        for each, words in (("en", "1,234 tCO2e"), ("vi", "1.234 tấn"))
    )

    assert words_of(editions.encode(), language) == f"A & B\n{shown}\nx 0.5"


@pytest.mark.parametrize("language", PAGES)
def test_the_picture_of_a_report_is_sharp_small_and_longer_than_wide(language: Language) -> None:
    with Image.open(PAGES[language]) as image:
        width, height = image.size

    assert width == SCALE * WIDTH + 2 * EDGE
    assert width < height < 2 * width
    assert PAGES[language].stat().st_size < LARGEST


def test_the_session_is_a_drawing_that_loads_nothing_and_stays_in_its_frame() -> None:
    """A code host shows a drawing as a picture: no script, no other file; letters are whole, not marks upon letters."""
    text = SESSION.read_text(encoding="utf-8")
    drawing = ET.fromstring(text)  # noqa: S314  # our own file
    pieces = [piece for piece in drawing.iter() if piece.tag.endswith("tspan")]
    ends = [float(piece.get("x", "")) + float(piece.get("textLength", "")) for piece in pieces]

    assert not re.search(r"<script|href|url\(|@import|<image|<foreignObject", text)
    assert "Lai Châu" in text
    assert text == unicodedata.normalize("NFC", text)
    assert max(ends) <= MARGIN + COLUMNS * LETTER
    assert not re.search("[\x00-\x08\x0b-\x1f]", text)


def test_a_piece_stands_at_its_column_in_its_colours() -> None:
    """Five letters in from the edge, of nine pixels each, and four letters wide."""
    row = Text.assemble("ab   ", ("1 %", "bold green"), "  <&")
    drawing = drawn([row], "t")

    assert f'<tspan x="{MARGIN}" textLength="{2 * LETTER}"' in drawing
    assert f'<tspan class="bold green" x="{MARGIN + 5 * LETTER}" textLength="{3 * LETTER}"' in drawing
    assert f'x="{MARGIN + 10 * LETTER}" textLength="{2 * LETTER}" lengthAdjust="spacingAndGlyphs">&lt;&amp;<' in drawing


def test_what_is_left_out_of_an_answer_is_marked() -> None:
    answer = [Text(line) for line in ("head", "one", "two", "three", "foot", "end")]
    shown = [line.plain for line in shortened(answer, [Excerpt("one", 2), Excerpt("foot", 1)])]

    assert shown == ["⋯", "one", "two", "⋯", "foot", "⋯"]
    assert [line.plain for line in shortened(answer, [Excerpt("head", 6)])] == [line.plain for line in answer]
    with pytest.raises(LookupError, match="'one'"):
        list(shortened(answer, [Excerpt("two", 1), Excerpt("one", 1)]))
