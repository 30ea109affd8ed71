"""
The documentation in Vietnamese: complete, with everything in it that is no language, on pages that lead to each other.

``make translate`` brings the catalogues of the pages up to date and lists what a person has still to translate.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.english import english_in
from tools.catalogue import GREENOPT, header, pairs, read
from tools.pages import DOCS, catalogue, gathered, pages

from greenopt.cli._click import click_speaks, place

ROOT = DOCS.parent
CODE = re.compile(r"`[^`]*`")
LINK = re.compile(r"\]\(([^)]*)\)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
FOREIGN = re.compile(r"\(\d{4}\)|\d{4}\)?\.$|[A-Z]\. [A-Z]\w+|frame|Summary|Ranking|Appendix|Provenance|Coefficients")
"""What is English on purpose: titles of books and papers, names of Python, the English names of sheets."""


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sources, since pages are made among them."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("src", "models", "cases", "README.md"):
        (root / name).symlink_to(ROOT / name)
    return Path(shutil.copytree(DOCS, root / "docs", ignore=shutil.ignore_patterns("_build")))


@pytest.fixture(scope="module")
def vietnamese(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the Vietnamese pages, built with warnings as errors."""
    folder = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-t", "vi", str(docs), str(folder)]
    subprocess.run(command, check=True)
    return folder


def translations() -> list[tuple[str, str, str]]:
    """Return every message with its page and its translation."""
    return [(page, pair.english[0], pair.vietnamese) for page in pages() for pair in pairs(read(catalogue(page)))]


def test_every_message_of_every_page_has_a_translation(docs: Path, tmp_path: Path) -> None:
    found = gathered(tmp_path, docs)
    messages = {(page, message.id) for page, catalog in found.items() for message in catalog if message.id}
    written = {(page, english) for page, english, translated in translations() if translated}

    assert len(messages) > 1000
    assert sorted(messages - written, key=str) == []
    assert sorted(written - messages, key=str) == []


def test_code_and_links_of_a_page_stay_in_its_translation() -> None:
    """What stands for a value is called in Vietnamese as the program calls it: ``RUN``, or ``LẦN_TÍNH``."""

    def kept(text: str) -> Counter[str]:
        with click_speaks("vi"):
            return Counter(place(found) for found in [*CODE.findall(text), *LINK.findall(text)])

    told = translations()

    assert sum(len(kept(english)) for _, english, _ in told) > 900
    assert [(page, english, written) for page, english, written in told if kept(english) - kept(written)] == []


def test_numbers_of_a_page_stay_in_its_translation() -> None:
    """Vietnamese writes 1.234,5 where English writes 1,234.5; a number may be said in a word."""

    def numbers(text: str) -> set[str]:
        return {re.sub("[.,]", "", each) for each in NUMBER.findall(CODE.sub("", LINK.sub("", text)))}

    assert [pair for pair in translations() if numbers(pair[1]) - numbers(pair[2])] == []


def test_a_translation_is_no_english() -> None:
    told = [(page, written) for page, english, written in translations() if not FOREIGN.search(english)]
    named = {"index": {"greenopt"}, "ladder": {"plain", "good", "extra"}, "ranking": {"good", "fair"}}

    assert len(told) > 1000
    found = [
        (page, written)
        for page, written in told
        if set(english_in(CODE.sub("", LINK.sub("", written)))) - named.get(page, set())
    ]
    assert found == []


def test_what_the_program_shows_is_called_alike_on_the_pages() -> None:
    """Columns, parts and sections: what begins with a capital letter on a page and in the program."""
    said = {pair.english[0]: pair.vietnamese for pair in pairs(GREENOPT.translated())}
    elsewhere = {("format", "Projects"), ("format", "Objective"), ("frontier", "Files")}
    found = [
        (page, english, written, said[english])
        for page, english, written in translations()
        if english in said and english[:1].isupper() and (page, english) not in elsewhere
    ]

    assert len(found) > 20
    assert [each for each in found if each[2] != each[3]] == []


def test_catalogues_of_pages_bear_no_date_and_no_name() -> None:
    for page in pages():
        text = catalogue(page).read_text(encoding="utf-8")

        assert text.startswith(header(f"the page {page}"))


class Shown(HTMLParser):
    """Reads what a page shows outside of code, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.links: dict[str, str] = {}
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin something that is hidden, or a link."""
        if tag in {"script", "style", "pre", "code", "svg"}:
            self._hidden.append(tag)
        named = dict(attrs)
        if named.get("hreflang"):
            self.links[str(named["hreflang"])] = str(named["href"])

    def handle_endtag(self, tag: str) -> None:
        """End it, or a line."""
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()
        if tag not in {"em", "strong", "span"}:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if not self._hidden:
            self.lines[-1] += data


def shown(file: Path) -> Shown:
    """Return what a page shows."""
    found = Shown()
    found.feed(file.read_text(encoding="utf-8"))
    return found


def test_made_pages_and_the_frame_of_all_pages_are_vietnamese(vietnamese: Path) -> None:
    """Rules and commands are made from their sources; the frame (next page, search) is that of the theme."""
    made = [vietnamese / "reference.html", *(vietnamese / "rules").glob("*.html"), vietnamese / "index.html"]
    lines = {(file.name, line.strip()) for file in made for line in shown(file).lines}
    left = {(name, line) for name, line in lines if english_in(line) and line != "English"}

    assert len(made) > 14
    assert left == set()


def test_every_page_leads_to_the_same_page_in_the_other_language(vietnamese: Path) -> None:
    """The Vietnamese pages lie in the folder ``vi`` of the English ones, as ``make docs`` builds them."""
    files = [file.relative_to(vietnamese) for file in vietnamese.rglob("*.html") if "_static" not in file.parts]

    assert len(files) > 30
    for file in files:
        there = Path("vi") / file.parent / shown(vietnamese / file).links["en"]

        assert Path(re.sub(r"[^/]+/\.\./", "", _resolved(there))) == file


def _resolved(path: Path) -> str:
    """Return a path without steps upwards."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
